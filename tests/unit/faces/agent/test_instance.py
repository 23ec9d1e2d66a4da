"""One resident for one data folder: the lock, and the note that says where its holder listens."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from saying import refused
from unslump.core.errors import StoreTrouble
from unslump.faces.agent.instance import LOCK_FILE, InstanceLock, Runtime

NOTE = Runtime(8757, 4711, "a-secret", "2026-03-02T09:00:00+01:00")


def test_the_lock_is_for_one_and_comes_back(tmp_path: Path) -> None:
    first, second = InstanceLock(tmp_path), InstanceLock(tmp_path)
    assert first.take()
    assert not second.take()
    first.release()
    assert second.take()
    second.release()


def test_a_killed_holder_leaves_no_lock_behind(tmp_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from unslump.faces.agent.instance import InstanceLock;"
        "lock = InstanceLock(Path(sys.argv[1])); print(lock.take(), flush=True); sys.stdin.read()"
    )
    command = [sys.executable, "-c", script, str(tmp_path)]
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    with subprocess.Popen(
        command, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline().strip() == "True"
        assert not InstanceLock(tmp_path).take()
        holder.kill()
    assert (tmp_path / LOCK_FILE).exists()
    mine = InstanceLock(tmp_path)
    assert mine.take()
    mine.release()


def test_a_folder_that_cannot_be_written_is_said_in_one_sentence(tmp_path: Path) -> None:
    with refused(StoreTrouble, match="cannot be written"):
        InstanceLock(tmp_path / "not-there").take()


def test_the_note_is_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "running.json"
    path.write_text("{}")
    path.chmod(0o666)
    NOTE.write(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert Runtime.read(path) == NOTE
    assert [p.name for p in tmp_path.iterdir()] == ["running.json"]
    Runtime.remove(path, NOTE.pid + 1)
    assert Runtime.read(path) == NOTE, "it is another resident's"
    Runtime.remove(path, NOTE.pid)
    Runtime.remove(path, NOTE.pid)
    assert Runtime.read(path) is None


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "null", '{"port": 1}', '{"port":"x","pid":1,"bearer":"","started":""}']
)
def test_a_note_that_cannot_be_understood_is_none(tmp_path: Path, text: str) -> None:
    path = tmp_path / "running.json"
    path.write_text(text)
    assert Runtime.read(path) is None


def test_a_note_holds_what_its_reader_needs(tmp_path: Path) -> None:
    NOTE.write(tmp_path / "running.json")
    wanted = {"port", "pid", "bearer", "started", "control_port"}
    assert set(json.loads((tmp_path / "running.json").read_text())) == wanted


def test_a_note_without_a_line_for_commands_is_read_all_the_same(tmp_path: Path) -> None:
    path = tmp_path / "running.json"
    path.write_text(
        '{"port": 8757, "pid": 4711, "bearer": "a-secret", "started": "2026-03-02T09:00:00+01:00"}'
    )
    assert Runtime.read(path) == NOTE and NOTE.control_port == 0
