"""Seconds from ``./run`` to the first page: warm, and the first time ever with uv and with pip."""

from __future__ import annotations

import shutil
import statistics
import subprocess
from pathlib import Path

from .clones import fresh_clone, path_without, resident, terminal
from .rows import Row

TIMES = 7


def warm(run: Path) -> Row:
    """Median of several starts; the browser's own time is not in it."""
    seconds = []
    for _ in range(TIMES):
        with resident(run, terminal()) as started:
            seconds.append(started.first_page())
    return Row("first page, warm ./run", statistics.median(seconds), "s", 0.5, f"median of {TIMES}")


def first_with_uv(clone: Path) -> Row:
    """A clone without an environment. uv has the packages already: a download is the network's time."""
    uv = shutil.which("uv")
    name = "first page, first ./run with uv"
    if uv is None:
        return Row(name, None, "s", 2.0, "no uv on this computer")
    prepare(clone)
    shutil.rmtree(clone / ".venv")
    with resident(clone / "run", terminal()) as started:
        return Row(name, started.first_page(), "s", 2.0, "packages in uv's cache, download not counted")


def first_with_pip(clone: Path, wheels: Path) -> Row:
    """The same without uv, and with the packages in a folder."""
    env = terminal(PATH=path_without("uv"))
    prepare(clone)
    python = str(clone / ".venv" / "bin" / "python")
    lock = str(clone / "requirements" / "core.lock")
    if subprocess.run([python, "-m", "pip", "--version"], capture_output=True).returncode != 0:
        shutil.rmtree(clone / ".venv")
        subprocess.run([clone / "run", "--version"], env=env, check=True, capture_output=True)
    command = [python, "-m", "pip", "download", "-q", "--require-hashes", "-r", lock, "-d", str(wheels)]
    subprocess.run(command, check=True, env=env)
    shutil.rmtree(clone / ".venv")
    env |= {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(wheels)}
    with resident(clone / "run", env) as started:
        return Row(
            "first page, first ./run with pip", started.first_page(), "s", None, "download not counted"
        )


def prepare(clone: Path) -> None:
    """Install once, so that what is measured after does not wait for the network."""
    subprocess.run([clone / "run", "--version"], env=terminal(), check=True, capture_output=True)


def rows() -> list[Row]:
    import tempfile

    with fresh_clone() as clone, tempfile.TemporaryDirectory() as wheels:
        prepare(clone)
        warm_row = warm(clone / "run")
        return [warm_row, first_with_uv(clone), first_with_pip(clone, Path(wheels))]
