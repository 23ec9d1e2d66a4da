"""./run itself: what it installs, when, with what, and that it works from anywhere.

Nothing is downloaded here: uv and Python are small stand-ins on a PATH of their own that write down what they
were asked to do. A real installation is what every fresh clone does.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from houses import ROOT, environment

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="run.cmd stands in for ./run there")

TOOLS = ("sh", "cmp", "cp", "dirname", "mkdir", "cat", "chmod")

UV = """#!/bin/sh
echo "uv $*" >> "$LOG"
if [ "$1" = venv ]; then
    for last; do :; done
    mkdir -p "$last/bin"
    cp "$STUBS/venv-python" "$last/bin/python"
fi
"""
VENV_PYTHON = """#!/bin/sh
case "$1 $2" in
    "-m pip") echo "pip $*" >> "$LOG" ;;
    *) PYTHONHOME= exec "$REAL_PYTHON" "$@" ;;
esac
"""
PYTHON = """#!/bin/sh
case "$1 $2" in
    "-m venv") echo "venv $3" >> "$LOG"; mkdir -p "$3/bin"; cp "$STUBS/venv-python" "$3/bin/python" ;;
    *) exec "$REAL_PYTHON" "$@" ;;
esac
"""
PINNED = "--require-hashes -r CLONE/requirements/"

OLD_PYTHON = "#!/bin/sh\nexit 1\n"


class Clone:
    """A clone in a folder with a space in its name, and a PATH that holds only what is put there."""

    def __init__(self, tmp_path: Path) -> None:
        self.root = tmp_path / "a clone"
        self.stubs = tmp_path / "stubs"
        self.log = tmp_path / "log"
        self.stubs.mkdir()
        self.root.mkdir()
        shutil.copy(ROOT / "run", self.root)
        shutil.copytree(ROOT / "requirements", self.root / "requirements")
        (self.root / "src").symlink_to(ROOT / "src")
        for tool in TOOLS:
            found = shutil.which(tool)
            assert found, f"a POSIX system has {tool}"
            (self.stubs / tool).symlink_to(found)
        self.put("venv-python", VENV_PYTHON)

    def put(self, name: str, text: str) -> None:
        (self.stubs / name).write_text(text)
        (self.stubs / name).chmod(0o755)

    def run(self, *arguments: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
        env = environment(
            PATH=str(self.stubs), LOG=str(self.log), STUBS=str(self.stubs), REAL_PYTHON=sys.executable
        )
        env.pop("PYTHONPATH")
        here = cwd or self.root
        command = os.path.relpath(self.root / "run", here)
        return subprocess.run(
            [command if "/" in command else f"./{command}", *arguments],
            cwd=here, env=env, capture_output=True, text=True, timeout=60,
        )  # fmt: skip

    def logged(self) -> list[str]:
        lines = self.log.read_text().splitlines() if self.log.exists() else []
        self.log.unlink(missing_ok=True)
        return [line.replace(str(self.root), "CLONE") for line in lines]


@pytest.fixture
def clone(tmp_path: Path) -> Clone:
    return Clone(tmp_path)


def test_with_uv_it_installs_once_by_hash(clone: Clone) -> None:
    clone.put("uv", UV)
    first = clone.run("--version")
    assert first.returncode == 0 and first.stdout.startswith("unslump "), first.stderr
    assert clone.logged() == [
        "uv venv --quiet --python >=3.11 CLONE/.venv",
        f"uv pip install --quiet --python CLONE/.venv/bin/python {PINNED}core.lock",
    ]
    second = clone.run("--version")
    assert (second.stdout, second.stderr) == (first.stdout, "")
    assert clone.logged() == []


def test_without_uv_it_makes_do_with_python(clone: Clone) -> None:
    clone.put("python3", PYTHON)
    first = clone.run("--version")
    assert first.returncode == 0 and first.stdout.startswith("unslump "), first.stderr
    assert clone.logged() == [
        "venv CLONE/.venv",
        f"pip -m pip install --quiet --disable-pip-version-check {PINNED}core.lock",
    ]
    assert clone.run("--version").stderr == ""
    assert clone.logged() == []


@pytest.mark.parametrize("python", [None, OLD_PYTHON])
def test_without_either_it_says_in_one_line_what_to_install(clone: Clone, python: str | None) -> None:
    if python:
        clone.put("python3", python)
    asked = clone.run()
    assert asked.returncode == 2
    assert asked.stderr.splitlines()[-1] == (
        "Unslump needs uv, or Python 3.11 or newer. Install one of them, then run this again."
    )
    assert not (clone.root / ".venv").exists()


def test_a_python_without_venv_is_told_apart(clone: Clone) -> None:
    clone.put("python3", '#!/bin/sh\n[ "$1" = -c ] && exit 0\nexit 1\n')
    asked = clone.run()
    assert asked.returncode == 2
    assert "python3-venv" in asked.stderr.splitlines()[-1]


def test_a_changed_lock_is_installed_and_a_failed_one_is_tried_again(clone: Clone) -> None:
    clone.put("uv", UV)
    clone.run("--version")
    clone.logged()
    lock = clone.root / "requirements" / "core.lock"
    lock.write_text(lock.read_text() + "# changed\n")
    clone.put("uv", '#!/bin/sh\necho "uv $*" >> "$LOG"\nexit 1\n')
    assert clone.run("--version").returncode != 0
    clone.put("uv", UV)
    clone.logged()
    assert clone.run("--version").returncode == 0
    assert [line.split()[1] for line in clone.logged()] == ["pip"]


def test_the_tests_have_a_lock_of_their_own(clone: Clone, tmp_path: Path) -> None:
    clone.put("uv", UV)
    asked = clone.run("test", "--version", cwd=tmp_path)
    assert (asked.returncode, asked.stdout.split()[0]) == (0, "pytest")
    assert clone.logged()[-1].endswith(f"{PINNED}dev.lock")


def test_ci_installs_what_the_whole_suite_needs(clone: Clone) -> None:
    """A machine without Chromium gets one, where CI asks; a person's own computer is left alone."""
    shutil.copytree(ROOT / ".ci", clone.root / ".ci")
    (clone.root / "run").write_text('#!/bin/sh\necho "run $*" >> "$LOG"\n')
    for tool in ("bash", "env", "id"):
        (clone.stubs / tool).symlink_to(str(shutil.which(tool)))
    for name in ("apt-get", "sudo"):
        clone.put(name, f'#!/bin/sh\necho "{name} $*" >> "$LOG"\n')
    clone.put("uv", UV)
    for ci, asked in (("true", True), ("", False)):
        env = environment(PATH=str(clone.stubs), LOG=str(clone.log), CI=ci)
        done = subprocess.run(
            [clone.root / ".ci" / "run"], env=env, capture_output=True, text=True, timeout=60
        )
        assert done.returncode == 0, done.stderr
        *before, last = clone.logged()
        assert last == "run test"
        assert any("install" in line and "chromium" in line for line in before) is asked


def test_a_link_to_it_works(clone: Clone, tmp_path: Path) -> None:
    clone.put("uv", UV)
    (clone.stubs / "readlink").symlink_to(str(shutil.which("readlink")))
    (tmp_path / "near").symlink_to("a clone/run")
    (tmp_path / "far").symlink_to(tmp_path / "near")
    env = environment(
        PATH=str(clone.stubs), LOG=str(clone.log), STUBS=str(clone.stubs), REAL_PYTHON=sys.executable
    )
    asked = subprocess.run(
        [tmp_path / "far", "--version"], env=env, capture_output=True, text=True, timeout=60
    )
    assert asked.stdout.startswith("unslump "), asked.stderr
    assert all("CLONE" in line for line in clone.logged())


def test_it_works_from_anywhere_and_keeps_ones_own_folder(clone: Clone, tmp_path: Path) -> None:
    clone.put("uv", UV)
    elsewhere = tmp_path / "else where"
    elsewhere.mkdir()
    (elsewhere / "answers.json").write_text('{"complete": true, "yes": []}')
    asked = clone.run("screen", "--answers", "answers.json", "--json", cwd=elsewhere)
    assert asked.returncode == 0, asked.stderr
    assert '"verdict"' in asked.stdout
