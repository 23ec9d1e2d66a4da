"""The locks belong to pyproject.toml, agree with each other, and name no address."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
MAKE_AGAIN = "run requirements/update"


def locked(name: str) -> dict[str, str]:
    """Read ``package -> version`` of one lock."""
    text = (ROOT / "requirements" / f"{name}.lock").read_text(encoding="utf-8")
    return dict(re.findall(r"^([a-z0-9._-]+)==(\S+)", text, re.MULTILINE))


def asked(requirements: list[str]) -> set[str]:
    return {re.split(r"[<>=!~;\[ ]", line)[0].lower().replace("_", "-") for line in requirements}


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("core", PROJECT["dependencies"]),
        ("dev", PROJECT["dependencies"] + PROJECT["optional-dependencies"]["dev"]),
    ],
)
def test_whatever_is_asked_for_is_locked(name: str, wanted: list[str]) -> None:
    assert asked(wanted) - set(locked(name)) == set(), MAKE_AGAIN


def test_both_locks_mean_the_same_versions() -> None:
    core, dev = locked("core"), locked("dev")
    assert {package: dev.get(package) for package in core} == core, MAKE_AGAIN


@pytest.mark.parametrize("name", ["core", "dev"])
def test_each_package_is_pinned_by_hash_and_by_nothing_else(name: str) -> None:
    text = (ROOT / "requirements" / f"{name}.lock").read_text(encoding="utf-8")
    assert "://" not in text
    entries = re.split(r"^(?=[a-z0-9])", text, flags=re.MULTILINE)[1:]
    assert entries
    for entry in entries:
        assert re.match(r"[a-z0-9._-]+==\S+", entry) and "--hash=sha256:" in entry, entry.splitlines()[0]
