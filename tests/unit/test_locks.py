"""The locks belong to pyproject.toml, agree with each other, and name no address."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
WHOLE = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PROJECT = WHOLE["project"]
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
        ("desktop", PROJECT["dependencies"] + PROJECT["optional-dependencies"]["desktop"]),
        ("camera", PROJECT["dependencies"] + PROJECT["optional-dependencies"]["camera"]),
        ("spine", PROJECT["optional-dependencies"]["spine"] + PROJECT["optional-dependencies"]["camera"]),
        ("dev", PROJECT["optional-dependencies"]["spine"]),
        ("dev", PROJECT["dependencies"] + PROJECT["optional-dependencies"]["dev"]),
        ("dev", PROJECT["optional-dependencies"]["desktop"] + PROJECT["optional-dependencies"]["camera"]),
    ],
)
def test_whatever_is_asked_for_is_locked(name: str, wanted: list[str]) -> None:
    assert asked(wanted) - set(locked(name)) == set(), MAKE_AGAIN


@pytest.mark.parametrize("name", ["core", "desktop", "camera", "spine"])
def test_all_locks_mean_the_same_versions(name: str) -> None:
    """They are installed into one environment, one after the other, in any order."""
    lock, dev = locked(name), locked("dev")
    assert {package: dev.get(package) for package in lock} == lock, MAKE_AGAIN


def test_what_uv_is_told_is_in_the_update_alone() -> None:
    """./run installs with uv from within the clone, which would refuse a constraint without hashes."""
    assert "uv" not in WHOLE["tool"]


def test_who_asked_for_no_camera_gets_nothing_of_it() -> None:
    extra = asked(PROJECT["optional-dependencies"]["camera"])
    assert extra and not extra & (set(locked("core")) | set(locked("desktop")))
    assert not asked(PROJECT["optional-dependencies"]["spine"]) & set(locked("camera"))


@pytest.mark.parametrize("name", ["core", "desktop", "camera", "spine", "dev"])
def test_each_package_is_pinned_by_hash_and_by_nothing_else(name: str) -> None:
    text = (ROOT / "requirements" / f"{name}.lock").read_text(encoding="utf-8")
    assert "://" not in text
    entries = re.split(r"^(?=[a-z0-9])", text, flags=re.MULTILINE)[1:]
    assert entries
    for entry in entries:
        assert re.match(r"[a-z0-9._-]+==\S+", entry) and "--hash=sha256:" in entry, entry.splitlines()[0]
