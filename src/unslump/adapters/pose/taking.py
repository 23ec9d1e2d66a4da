"""Take the model files out of a folder: as they are, or out of the package they were published in.

* Nothing is taken that is not byte for byte what is pinned. The package is hashed before it is opened.
* A file appears under its name whole or not at all: written beside its place, forced to the disk, renamed.
* Both are ready before either is put in its place.
"""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from ...core.errors import BadInput, StoreTrouble
from .weights import DETECTION, LANDMARKS, Pinned, state_of

WHEEL = Pinned(
    "mediapipe-0.10.21-cp311-cp311-manylinux_2_28_x86_64.whl",
    35_622_638,
    "05dc4a9e593655a79558d05d6227d31018c2537a4bd3362b51e230cf22aecfe3",
)
"""The package that holds both files. It is an archive to us: it is never installed."""

INSIDE = {
    DETECTION.name: "mediapipe/modules/pose_detection/pose_detection.tflite",
    LANDMARKS.name: "mediapipe/modules/pose_landmark/pose_landmark_full.tflite",
}
"""Where each file lies within the package."""

FULL = (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC))


@dataclass(frozen=True, slots=True)
class Origin:
    """Where one file can be taken from: a file, or a member of a package that was looked at in full."""

    path: Path
    member: str = ""

    @contextmanager
    def open(self) -> Iterator[IO[bytes]]:
        with ExitStack() as stack:
            if self.member:
                archive = stack.enter_context(zipfile.ZipFile(self.path))
                yield stack.enter_context(archive.open(self.member))
            else:
                yield stack.enter_context(self.path.open("rb"))


def origins(source: Path, files: Sequence[Pinned]) -> dict[str, Origin]:
    """Return where each file can be taken from, by its name; what is not there whole is left out."""
    found: dict[str, Origin] = {}
    wheel: list[Path] | None = None
    for file in files:
        loose = [path for path in _places(source, file) if state_of(path, file) == "fine"]
        if not loose and wheel is None:
            wheel = [path for path in sorted(source.glob("*.whl")) if state_of(path, WHEEL) == "fine"]
        if loose:
            found[file.name] = Origin(loose[0])
        elif wheel:
            found[file.name] = Origin(wheel[0], INSIDE[file.name])
    return found


def damaged(source: Path, files: Sequence[Pinned]) -> list[str]:
    """Return the names of what lies in a folder under the right name and is not the right thing."""
    places = [(path, file) for file in files for path in _places(source, file)]
    places.append((source / WHEEL.name, WHEEL))
    return sorted({path.name for path, file in places if state_of(path, file) == "damaged"})


def _places(source: Path, file: Pinned) -> tuple[Path, Path]:
    return source / file.name, source / INSIDE[file.name]


def put(found: Mapping[str, Origin], files: Sequence[Pinned], folder: Path) -> None:
    """Put files into a folder, each whole or not at all.

    Raises
    ------
    BadInput
        What was read is not what is pinned; nothing was put.
    StoreTrouble
        The folder cannot be written; nothing was put, or all but the last.
    """
    with working(folder), ExitStack() as stack:
        ready = [(stack.enter_context(_staged(found[file.name], file, folder)), file) for file in files]
        for part, file in ready:
            part.replace(folder / file.name)
        _settle(folder)


@contextmanager
def working(folder: Path) -> Iterator[None]:
    """Say in our words what the disk objects to."""
    try:
        yield
    except OSError as error:
        if error.errno in FULL:
            raise StoreTrouble("camera_setup.trouble.full", folder=folder) from error
        why = error.strerror or error
        raise StoreTrouble("camera_setup.trouble.unwritable", folder=folder, why=why) from error


@contextmanager
def _staged(origin: Origin, file: Pinned, folder: Path) -> Iterator[Path]:
    """Copy a file beside its place, on the disk; gone at the end, unless it was renamed."""
    handle, name = tempfile.mkstemp(prefix=prefix(file), dir=folder)
    part = Path(name)
    try:
        with open(handle, "wb") as written, origin.open() as read:
            shutil.copyfileobj(read, written, 1 << 20)
            written.flush()
            os.fsync(written.fileno())
        if state_of(part, file) != "fine":
            raise BadInput("camera_setup.trouble.changed", name=file.name, source=origin.path)
        yield part
    finally:
        part.unlink(missing_ok=True)


def prefix(file: Pinned) -> str:
    """How a file that is being written is named."""
    return f".{file.name}-"


def _settle(folder: Path) -> None:
    """Force the names to the disk too; where folders cannot be opened the system sees to it."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
