"""``unslump camera`` and what ``doctor`` says of it, at a desk with a folder of small model files."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from people import WORDS, a_desk

from saying import refused
from small_models import CONTENT, lay, pin
from unslump.adapters.paths import Paths
from unslump.adapters.pose import weights
from unslump.app.camera_report import CameraReport
from unslump.core.errors import BadInput, Missing
from unslump.faces.cli import main
from unslump.faces.cli.camera import command
from unslump.faces.cli.doctor import Check, examine
from unslump.faces.cli.progress import CELLS, Progress
from unslump.faces.cli.support import Desk
from unslump.testing.clock import FakeClock


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    pin(monkeypatch.setattr)
    monkeypatch.setattr(weights, "packages_missing", tuple)


@pytest.fixture
def models(tmp_path: Path) -> Path:
    return tmp_path / "models"


@pytest.fixture
def desk(tmp_path: Path, models: Path) -> Desk:
    desk = a_desk(tmp_path / "data", FakeClock())
    place = Paths(tmp_path / "data", tmp_path / "config", tmp_path / "admin.toml", models)
    desk.outside = replace(desk.outside, camera=lambda: main._camera(place))
    return desk


@pytest.fixture
def run(desk: Desk) -> Callable[..., str]:
    def run(*arguments: str) -> str:
        ran = CliRunner().invoke(command, list(arguments), obj=desk)
        if ran.exception is not None:
            raise ran.exception
        return ran.stdout

    return run


Run = Callable[..., str]


class TestSetup:
    def test_from_a_folder(self, run: Run, models: Path, tmp_path: Path) -> None:
        source = lay(tmp_path / "a stick")
        assert f"Its model files are in {models}" in run("setup", "--from", str(source))
        assert weights.look(models) == dict.fromkeys(CONTENT, "fine")

    def test_json_is_all_that_is_printed(self, run: Run, models: Path, tmp_path: Path) -> None:
        said = run("setup", "--json", "--from", str(lay(tmp_path / "a stick")))
        assert json.loads(said) == {"ready": True, "folder": str(models)}

    def test_without_the_packages_nothing_is_begun(
        self, run: Run, models: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(weights, "packages_missing", lambda: ("scipy",))
        with refused(Missing, "packages that are not installed here: scipy"):
            run("setup")
        assert not models.exists()

    def test_a_folder_without_them(self, run: Run, models: Path, tmp_path: Path) -> None:
        with refused(BadInput, "Expected pose_detection.tflite and"):
            run("setup", "--from", str(tmp_path))


class TestRemove:
    def test_in_words_and_as_json(self, run: Run, models: Path) -> None:
        assert "There are no model files" in run("remove")
        lay(models)
        assert f"gone from {models}" in run("remove")
        lay(models)
        assert json.loads(run("remove", "--json")) == {"removed": list(CONTENT)}


class TestDoctor:
    def check(self, desk: Desk) -> Check:
        return next(each for each in examine(desk) if each.id == "camera")

    def test_set_up(self, desk: Desk, models: Path) -> None:
        lay(models)
        check = self.check(desk)
        assert (check.state, check.do) == ("ok", "") and str(models) in check.what

    def test_nothing_there(self, desk: Desk) -> None:
        check = self.check(desk)
        assert check.state == "missing" and "nothing else needs it" in check.what
        assert all(name in check.what for name in CONTENT) and "setup camera sets it up" in check.do

    def test_one_damaged(self, desk: Desk, models: Path) -> None:
        lay(models)
        lay(models, weights.DETECTION.name, damaged=True)
        check = self.check(desk)
        assert check.state == "missing" and check.what.endswith(f": {weights.DETECTION.name}.")
        assert "setup camera puts it right" in check.do

    def test_packages(self, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(weights, "packages_missing", lambda: ("numpy", "scipy"))
        check = self.check(desk)
        assert check.state == "missing" and "numpy, scipy" in check.what and "setup camera" in check.do

    def test_where_it_cannot_run(self, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(weights, "packages_missing", lambda: (weights.RUNTIME,))
        monkeypatch.setattr(weights, "runs_here", lambda: False)
        check = self.check(desk)
        assert (
            check.state == "missing" and "cannot run here" in check.what and "setup" not in check.do.split()
        )
        monkeypatch.setattr(weights, "packages_missing", tuple)
        assert "setup camera" in self.check(desk).do, "somebody built the runtime"

    def test_where_nothing_looks(self, desk: Desk) -> None:
        desk.outside = replace(desk.outside, camera=lambda: None)
        assert self.check(desk).state == "unknown"


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def shown(out: io.StringIO, *steps: tuple[str, int, int]) -> str:
    with Progress(WORDS, out) as progress:
        for step in steps:
            progress(*step)
    return out.getvalue()


MEGABYTE = 1_000_000
GOING: list[Any] = [("fetching", part * MEGABYTE // 10, 40 * MEGABYTE) for part in range(401)]


class TestProgress:
    def test_a_line_at_each_quarter_where_nobody_watches(self) -> None:
        lines = shown(io.StringIO(), *GOING, ("taking", 0, 9 * MEGABYTE)).splitlines()
        assert lines[:5] == [f"Fetching: {done} of 40 MB" for done in (0, 10, 20, 30, 40)]
        assert len(lines) == 6 and lines[5].endswith("0 of 9 MB")

    def test_a_bar_that_moves_on_a_terminal(self) -> None:
        out = shown(Terminal(), *GOING)
        assert out.endswith("\n") and out.count("\n") == 1
        states = out.strip("\r\n").split("\r")
        assert len(states) == CELLS + 1 and states[0].startswith("[....") and "####]" in states[-1]
        assert max(map(len, states)) < 80 and len({state.index("]") for state in states}) == 1

    def test_each_step_has_a_line_of_its_own(self) -> None:
        out = shown(Terminal(), ("waiting", 0, 0), ("waiting", 0, 0), ("fetching", 0, 1), ("fetching", 1, 1))
        first, second = out.strip().split("\n")
        assert first.strip() == WORDS("camera_setup.step.waiting") and second.count("\r") == 2

    def test_nothing_told_is_nothing_shown(self) -> None:
        assert shown(io.StringIO()) == shown(Terminal()) == ""


def test_a_report_is_ready_when_nothing_is_missing() -> None:
    assert CameraReport("here").ready
    assert not CameraReport("here", files_damaged=("a",)).ready
