"""What ./run setup desktop and spine install, that they say so, and that later starts leave it there."""

from __future__ import annotations

import sys

import pytest
from test_run_script import PINNED, UV, Clone, clone

__all__ = ["clone"]
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="run.cmd stands in for ./run there")


@pytest.mark.parametrize(("extra", "names"), [("desktop", "break_show"), ("spine", "--spine-model")])
def test_it_installs_once_and_says_what_it_did(clone: Clone, extra: str, names: str) -> None:
    clone.put("uv", UV)
    first = clone.run("setup", extra)
    assert first.returncode == 0 and first.stdout == ""
    assert clone.logged()[-1].endswith(f"{PINNED}{extra}.lock")
    setting_up, done = first.stderr.splitlines()
    assert setting_up.startswith("Setting up in ") and names in done
    again = clone.run("setup", extra)
    assert again.stderr.splitlines() == [done] and clone.logged() == []


@pytest.mark.parametrize("extra", ["desktop", "spine"])
def test_later_starts_leave_it_and_keep_it_in_step(clone: Clone, extra: str) -> None:
    clone.put("uv", UV)
    clone.run("setup", extra)
    clone.logged()
    assert clone.run("--version").returncode == 0
    assert [line.split("/")[-1] for line in clone.logged()] == ["core.lock"]
    lock = clone.root / "requirements" / f"{extra}.lock"
    lock.write_text(lock.read_text() + "# changed\n")
    assert clone.run("--version").returncode == 0
    assert [line.split("/")[-1] for line in clone.logged()] == [f"{extra}.lock"]
    assert clone.run("--version").stderr == "" and clone.logged() == []


def test_who_never_asked_for_it_does_not_get_it(clone: Clone) -> None:
    clone.put("uv", UV)
    clone.run("--version")
    assert not any("desktop.lock" in line or "spine.lock" in line for line in clone.logged())


def test_another_word_is_a_command_like_any_other(clone: Clone) -> None:
    clone.put("uv", UV)
    asked = clone.run("setup", "everything")
    assert asked.returncode == 2 and "Expected a command" in asked.stderr
