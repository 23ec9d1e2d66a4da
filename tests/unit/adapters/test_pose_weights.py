"""Which model files there are, what is so of them, and what to type where something is missing."""

from __future__ import annotations

import re
import sys
import tomllib
from pathlib import Path

import pytest

from saying import refused
from small_models import CONTENT, lay, pin
from unslump.adapters.pose import weights
from unslump.adapters.pose.weights import (
    CLONE,
    DETECTION,
    LANDMARKS,
    PACKAGES,
    RUNS_ON,
    Weights,
    files_command,
    find,
    look,
    packages_command,
    packages_missing,
    require_packages,
    runs_here,
)
from unslump.core.errors import Missing

NOTHING_MISSING = tuple


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    pin(monkeypatch.setattr)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "a folder"


def test_both_whole(folder: Path) -> None:
    assert find(lay(folder), missing=NOTHING_MISSING) == Weights(
        folder / "pose_detection.tflite", folder / "pose_landmark_full.tflite"
    )


def test_none_and_one_of_them(folder: Path) -> None:
    both = f"{DETECTION.name} and no {LANDMARKS.name}"
    with refused(Missing, f"has no {both}. Type .*setup camera, then"):
        find(folder, missing=NOTHING_MISSING)
    lay(folder, DETECTION.name)
    with refused(Missing, f"a folder has no {LANDMARKS.name}\\. Type"):
        find(folder, missing=NOTHING_MISSING)


@pytest.mark.parametrize("raw", [b"", b"short", b"x" * len(CONTENT[LANDMARKS.name])])
def test_one_that_is_not_as_it_was_published(folder: Path, raw: bytes) -> None:
    (lay(folder) / LANDMARKS.name).write_bytes(raw)
    with refused(Missing, f"not as it was published.*: {LANDMARKS.name}\\. Type .*puts it right"):
        find(folder, missing=NOTHING_MISSING)


def test_a_file_that_changes_is_looked_at_again(folder: Path) -> None:
    lay(folder)
    assert set(look(folder).values()) == {"fine"}
    raw = bytearray(CONTENT[DETECTION.name])
    raw[100] ^= 1
    (folder / DETECTION.name).write_bytes(raw)
    assert look(folder)[DETECTION.name] == "damaged"
    lay(folder)
    assert set(look(folder).values()) == {"fine"}


def test_a_file_is_hashed_once(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    weights._sha256.cache_clear()
    for _ in range(3):
        look(lay(folder) if not folder.exists() else folder)
    assert weights._sha256.cache_info().misses == len(CONTENT)


def test_folders_in_the_place_of_files(folder: Path) -> None:
    (folder / DETECTION.name).mkdir(parents=True)
    assert look(folder) == {DETECTION.name: "damaged", LANDMARKS.name: "absent"}
    assert look(lay(folder, LANDMARKS.name) / LANDMARKS.name) == dict.fromkeys(CONTENT, "absent")


@pytest.mark.skipif(sys.platform == "win32", reason="rights are another matter there")
def test_a_file_that_cannot_be_read(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def closed(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(weights, "_sha256", closed)
    with refused(Missing, r"cannot be read \(Permission denied\)"):
        find(lay(folder), missing=NOTHING_MISSING)


def test_packages_come_first_and_are_named(folder: Path) -> None:
    with refused(Missing, "not installed here: contourpy, scipy. Type .*setup camera"):
        find(folder, missing=lambda: ("contourpy", "scipy"))


def test_looking_for_packages_loads_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(weights, "find_spec", lambda name: None if name == "cv2" else object())
    before = set(sys.modules)
    assert packages_missing() == ("opencv-python-headless",)
    assert not (set(sys.modules) - before) & set(PACKAGES)


def test_where_the_runtime_is_not_built_no_command_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(weights, "runs_here", lambda: False)
    with refused(Missing, "cannot run here.*not built for .* on ") as caught:
        require_packages(lambda: ("ai-edge-litert",))
    assert "command" not in caught.value.values
    with refused(
        Missing, "not installed here: scipy"
    ):  # somebody built the runtime: the rest is as elsewhere
        require_packages(lambda: ("scipy",))


def test_it_runs_where_the_project_asks_for_the_runtime() -> None:
    project = tomllib.loads((CLONE / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    (asked,) = (line for line in project["optional-dependencies"]["camera"] if "litert" in line)
    marked = re.findall(r"sys_platform == '(\w+)' and platform_machine == '(\w+)'", asked)
    assert set(marked) == set(RUNS_ON)
    assert (
        runs_here("darwin", "arm64") and not runs_here("darwin", "x86_64") and not runs_here("win32", "ARM64")
    )


def test_the_extra_is_what_the_project_says() -> None:
    project = tomllib.loads((CLONE / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = {re.split(r"[<>=; ]", line)[0] for line in project["optional-dependencies"]["camera"]}
    assert asked == set(PACKAGES.values())


def test_the_command_is_the_one_of_this_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    assert files_command() == packages_command() == "./run setup camera"
    monkeypatch.setattr(sys, "platform", "win32")
    assert files_command() == packages_command() == "run.cmd setup camera"
    assert files_command(tmp_path) == "unslump camera setup"
    assert packages_command(tmp_path) == 'pip install "unslump[camera]"'
