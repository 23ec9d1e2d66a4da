"""Bring the model files here, and take them away again. Nothing else in Unslump fetches anything.

::

    lock -> what is here and whole stays -> from a folder, or fetched -> looked at in full -> in their places
      |                                                |
      a second one waits                     stays until it was used: a set-up that was cut off goes on there

Killed at any moment, this leaves the files that were whole before, and a working folder that the next set-up
takes up or clears away. Nothing that is half written has a name that ``weights.find`` looks for.
"""

from __future__ import annotations

import shutil
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from ...core.errors import BadInput, Missing, StoreTrouble
from . import client
from .client import Tell
from .taking import WHEEL, Origin, damaged, origins, prefix, put, working
from .weights import DETECTION, FILES, LANDMARKS, Pinned, Weights, state_of

WORK = ".setting-up"
LOCK = ".lock"
WAITS_S = 0.1
Fetch = Callable[[Path, Tell], Path]
"""Brings the package into the working folder; returns the folder that holds it."""


def quiet(step: str, done_bytes: int, total_bytes: int) -> None:
    """Tell nobody."""


def set_up(
    folder: Path,
    source: Path | None = None,
    *,
    tell: Tell = quiet,
    fetch: Fetch = client.fetch,
) -> Weights:
    """Bring both model files into a folder; those that are there and whole stay as they are.

    Parameters
    ----------
    folder : Path
        Where they are to live; made (0700) where it is missing.
    source : Path, optional
        A folder that holds the files, or the package. Then nothing is fetched.
    tell : callable
        Is told each step.
    fetch : callable
        Brings the package; other than the usual one only in tests.

    Raises
    ------
    BadInput
        ``source`` does not hold them whole.
    Missing
        They could not be fetched.
    StoreTrouble
        The folder cannot be written, or is full.
    """
    if source is not None and not source.is_dir():
        raise BadInput("camera_setup.source.no_folder", source=source)
    if not _wanted(folder) and not (folder / WORK).exists():
        return Weights(folder / DETECTION.name, folder / LANDMARKS.name)  # a folder that is only read will do
    with _alone(folder, tell):
        _clear_parts(folder)
        if wanted := _wanted(folder):
            found = _given(source, wanted) if source else _fetched(folder / WORK, wanted, tell, fetch)
            size = sum(file.size_bytes for file in wanted)
            tell("taking", 0, size)
            _put(found, wanted, folder)
            tell("taking", size, size)
        shutil.rmtree(folder / WORK, ignore_errors=True)
    return Weights(folder / DETECTION.name, folder / LANDMARKS.name)


def remove(folder: Path) -> list[str]:
    """Take the model files away, and everything a set-up left; return the names of those that were there.

    Raises
    ------
    StoreTrouble
        One cannot be removed.
    """
    if not folder.is_dir():
        return []
    with _alone(folder, quiet), working(folder):
        _clear_parts(folder)
        shutil.rmtree(folder / WORK, ignore_errors=True)
        gone = [file.name for file in FILES if (folder / file.name).exists()]
        for file in FILES:
            (folder / file.name).unlink(missing_ok=True)
        with suppress(OSError):  # Windows keeps what is open
            (folder / LOCK).unlink()
    with suppress(OSError):  # something else lies there
        folder.rmdir()
    return gone


def _wanted(folder: Path) -> list[Pinned]:
    return [file for file in FILES if state_of(folder / file.name, file) != "fine"]


def _given(source: Path, wanted: list[Pinned]) -> dict[str, Origin]:
    """Find what is wanted in a folder that a person named."""
    found = origins(source, wanted)
    if len(found) == len(wanted):
        return found
    if wrong := damaged(source, wanted):
        raise BadInput("camera_setup.source.wrong", source=source, names=wrong)
    names = [file.name for file in wanted if file.name not in found]
    raise BadInput("camera_setup.source.absent", source=source, names=names, wheel=WHEEL.name)


def _fetched(work: Path, wanted: list[Pinned], tell: Tell, fetch: Fetch) -> dict[str, Origin]:
    """Find what is wanted in what an earlier set-up fetched, or fetch it."""
    with working(work.parent):
        work.mkdir(mode=0o700, exist_ok=True)
        found = origins(work / "got", wanted)
        if len(found) < len(wanted):
            found = origins(_fetch(work, tell, fetch), wanted)
    if len(found) < len(wanted):
        shutil.rmtree(work, ignore_errors=True)
        raise Missing("camera_setup.trouble.delivered")
    return found


def _fetch(work: Path, tell: Tell, fetch: Fetch) -> Path:
    """Fetch the package; whatever goes wrong leaves nothing of it."""
    try:
        return fetch(work, tell)
    except BaseException:
        shutil.rmtree(work, ignore_errors=True)
        raise


def _put(found: dict[str, Origin], wanted: list[Pinned], folder: Path) -> None:
    """Put the files in their places; where the disk will not have them, give it back what was fetched."""
    try:
        put(found, wanted, folder)
    except StoreTrouble:
        shutil.rmtree(folder / WORK, ignore_errors=True)
        raise


def _clear_parts(folder: Path) -> None:
    """Remove what a set-up that was killed was writing."""
    for file in FILES:
        for part in folder.glob(f"{prefix(file)}*"):
            with suppress(OSError):
                part.unlink()


@contextmanager
def _alone(folder: Path, tell: Tell) -> Iterator[None]:
    """Be the only set-up of a folder; wait for another one to end. The system gives the lock back, always."""
    with working(folder):
        file = _locked(folder, tell)
    try:
        yield
    finally:
        file.close()


def _locked(folder: Path, tell: Tell) -> IO[bytes]:
    while True:
        for place in (folder.parent, folder):  # one that removes may have taken it away
            place.mkdir(mode=0o700, parents=True, exist_ok=True)  # the person's data folder may begin here
        file = open(folder / LOCK, "ab")  # noqa: SIM115 - held open while it works
        if _try_lock(file):
            return file
        file.close()
        tell("waiting", 0, 0)
        time.sleep(WAITS_S)


if sys.platform == "win32":

    def _try_lock(file: IO[bytes]) -> bool:
        import msvcrt

        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:

    def _try_lock(file: IO[bytes]) -> bool:
        import fcntl

        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True
