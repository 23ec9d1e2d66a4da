"""Run a few lines of Python with a mount of their own, gone when they end. Linux, where it is allowed."""

from __future__ import annotations

import functools
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

SOURCE = Path(__file__).resolve().parents[3] / "src"


@functools.cache
def _unshare() -> list[str] | None:
    """Return the command that gives a process mounts of its own, as root or through a user namespace."""
    if not sys.platform.startswith("linux") or shutil.which("unshare") is None:
        return None
    for flags in (["-m"], ["-r", "-m"]):
        command = ["unshare", *flags]
        tried = subprocess.run(
            [*command, "mount", "-t", "tmpfs", "none", "/mnt"], capture_output=True, check=False
        )
        if tried.returncode == 0:
            return command
    return None


def run_mounted(mount: str, code: str, folder: Path) -> str:
    """Mount, run the code with ``folder`` as its argument, return what it printed; skip where one may not."""
    unshare = _unshare()
    if unshare is None:
        pytest.skip("this account may not mount: the same is tested with a file size limit")
    program = f"import sys; sys.path.insert(0, {str(SOURCE)!r})\n{code}"
    shell = [
        *unshare,
        "sh",
        "-c",
        f'{mount} && exec "$0" -B -c "$1" "$2"',
        sys.executable,
        program,
        str(folder),
    ]
    done = subprocess.run(shell, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout
