"""The desktop process is refused in one sentence where it cannot be, and nobody else carries Qt."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from saying import WORDS
from unslump.faces.desktop.guard import FaultGuard, FreezeGuard, Parent
from unslump.faces.desktop.main import run
from unslump.faces.desktop.start import installed, start_command

ROOT = Path(__file__).resolve().parents[4]


def test_the_command_names_the_module_and_the_file(tmp_path: Path) -> None:
    file = tmp_path / "running.json"
    command = start_command(file, windows=True)
    assert command == [sys.executable, "-m", "unslump.faces.desktop.main", str(file), "--windows"]
    assert start_command(file) == command[:-1]
    assert start_command(file, icon=False, windows=True)[-2:] == ["--no-icon", "--windows"]


def test_without_the_extra_it_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "PySide6", None)
    assert not installed()
    assert run(["running.json"]) == 2
    assert capsys.readouterr().err == WORDS("desktop.trouble.extra") + "\n"


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="there is always a display there")
def test_without_a_display_it_says_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("PySide6.QtGui", exc_type=ImportError)
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    assert run(["running.json"]) == 2
    assert capsys.readouterr().err == WORDS("desktop.trouble.display") + "\n"


@pytest.mark.parametrize("arguments", [[], ["one", "two"], ["--windows", "--no-icon"]])
def test_a_wrong_call_is_answered_in_one_sentence(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(arguments) == 2
    said = capsys.readouterr().err
    assert said.startswith("Expected the path of running.json") and said.count("\n") == 1


def test_a_display_that_does_not_answer_is_one_sentence_too(tmp_path: Path) -> None:
    pytest.importorskip("PySide6.QtGui", exc_type=ImportError)
    env = {**os.environ, "DISPLAY": ":4711", "PYTHONPATH": str(ROOT / "src"), "QT_QPA_PLATFORM": "xcb"}
    ran = subprocess.run(
        start_command(tmp_path / "running.json"), env=env, capture_output=True, text=True, timeout=60
    )
    assert ran.returncode == 2
    (said,) = ran.stderr.splitlines()
    assert said.startswith("The icon and the break windows need Qt, which cannot open a display here")
    assert ":4711" in said


def test_naming_the_command_loads_no_qt() -> None:
    code = (
        "import sys; from unslump.faces.desktop import start, line, saying, gate, guard; start.installed();"
        "print([m for m in sys.modules if m.startswith('PySide6')])"
    )
    env = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    ran = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, timeout=60)
    assert ran.stdout == "[]\n", ran.stderr


def test_a_parent_that_died_is_noticed() -> None:
    pids = iter([10, 10, 1])
    parent = Parent(lambda: next(pids))
    assert not parent.gone()
    assert parent.gone()


def test_a_fault_closes_first_and_is_noted_then() -> None:
    done: list[str] = []
    guard = FaultGuard(lambda: done.append("closed"), lambda error: done.append(type(error).__name__))
    guard(ValueError, ValueError("x"), None)
    assert done == ["closed", "ValueError"]


def test_the_freeze_guard_sleeps_until_it_is_armed_and_can_be_laid_to_rest_twice() -> None:
    guard = FreezeGuard()
    guard.beat()
    assert not guard.armed
    guard.arm()
    guard.arm()
    assert guard.armed
    guard.disarm()
    guard.disarm()
    assert not guard.armed
