"""./run setup camera: what it installs, what it hands on, and the real model files, really fetched.

The packages are installed by a stand-in, as in the other tests of ./run: a real installation is what every
fresh clone does. The model files come once through the command itself, and once through uv where it is there.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from houses import ROOT, environment
from test_run_script import PINNED, UV, Clone, clone

from camera_ready import weights, without
from unslump.adapters.pose import client
from unslump.adapters.pose.setting_up import set_up
from unslump.adapters.pose.weights import look

__all__ = ["clone"]
ON_POSIX = pytest.mark.skipif(sys.platform == "win32", reason="run.cmd stands in for ./run there")
WHOLE = {"pose_detection.tflite": "fine", "pose_landmark_full.tflite": "fine"}


@pytest.fixture
def models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "the models"
    monkeypatch.setenv("UNSLUMP_MODELS", str(folder))
    return folder


@ON_POSIX
def test_it_installs_the_lock_and_hands_the_rest_on(clone: Clone, models: Path) -> None:
    clone.put("uv", UV)
    source = str(weights().detection.parent)
    first = clone.run("setup", "camera", "--from", source)
    assert first.returncode == 0 and str(models) in first.stdout, first.stderr
    assert clone.logged()[-1].endswith(f"{PINNED}camera.lock") and look(models) == WHOLE
    again = clone.run("setup", "camera", "--from", source, "--json")
    assert json.loads(again.stdout)["ready"] and again.stderr == "" and clone.logged() == []


@ON_POSIX
def test_what_is_wrong_is_one_sentence_and_exit_2(clone: Clone, models: Path, tmp_path: Path) -> None:
    clone.put("uv", UV)
    asked = clone.run("setup", "camera", "--from", str(tmp_path / "no stick"))
    assert asked.returncode == 2 and asked.stdout == "" and not models.exists()
    assert asked.stderr.splitlines()[1:] == [
        f"Expected a folder after --from, found none at {tmp_path / 'no stick'}. "
        "Name the folder that holds the model files."
    ]


@ON_POSIX
def test_later_starts_keep_it_in_step(clone: Clone, models: Path) -> None:
    clone.put("uv", UV)
    clone.run("setup", "camera", "--help")
    clone.run("--version")
    clone.logged()
    lock = clone.root / "requirements" / "camera.lock"
    lock.write_text(lock.read_text() + "# changed\n")
    assert clone.run("--version").returncode == 0
    assert [line.split("/")[-1] for line in clone.logged()] == ["camera.lock"]


def test_windows_has_the_same_command() -> None:
    lines = (ROOT / "run.cmd").read_text(encoding="utf-8").splitlines()
    assert 'if /i "%~1 %~2"=="setup camera" goto setup_camera' in lines
    at = lines.index(":setup_camera")
    assert lines[at + 1].startswith("call :ensure camera") and "unslump camera setup %3" in lines[at + 2]


def test_the_real_thing(models: Path) -> None:
    """Fetched through the package client of whoever runs this, from where they get their packages."""
    command = [sys.executable, "-m", "unslump", "camera", "setup"]
    ran = subprocess.run(command, env=environment(), capture_output=True, text=True, timeout=110)
    if ran.returncode == 2 and "for want of a network" in ran.stderr:
        without(ran.stderr.strip())
    assert ran.returncode == 0 and str(models) in ran.stdout, ran.stderr
    assert look(models) == WHOLE and {path.name for path in models.iterdir()} <= {*WHOLE, ".lock"}
    assert ran.stderr.startswith("Fetching: 0 of ") and "Traceback" not in ran.stderr


def test_the_real_thing_through_uv(tmp_path: Path) -> None:
    weights()  # where these could not be fetched, the same would happen here
    uv = shutil.which("uv")
    if uv is None:
        pytest.skip("there is no uv here")
    chosen = client.uv_at(uv, sys.executable)
    set_up(tmp_path / "models", fetch=lambda work, tell: client.fetch(work, tell, client=chosen))
    assert look(tmp_path / "models") == WHOLE
