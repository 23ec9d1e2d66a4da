"""Frames that were read once, in one file: joints and edges, no picture.

The file is a zip of arrays as numpy writes it (``.npz``), so that others can open it too. ``FIELDS`` is its
whole form, with ``SPINE_FIELDS`` from version 3 on; ``about`` holds one JSON document with the version, the
names of the joints and the recipe. Edges are one long row of points with two rows of counts beside it::

    lines_per_frame   2     1        of a frame: so many lines
    line_lengths      5  4  6        of a line: so many points
    points_px         .....|....|......

Rules: times are kept as they are, everything else to float32. A file of a stranger is looked at before it is
believed: what it declares is added up before anything is unpacked, nothing in it is ever run (no pickles),
and every number is checked when it is opened, so that reading frame after frame meets no surprise.
"""

from __future__ import annotations

import json
import os
import re
import stat
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO, TypeAlias

import numpy as np

from ...core.errors import BadInput
from ...core.motion.frames import JOINTS, SPINE, Joint, PoseFrame

Arrays: TypeAlias = Mapping[str, Any]

VERSION, WITHOUT_SPINE = 3, 2
"""Grows when a file could not be read in full by a program that knows the one before. Version 2 knows the
knuckles of both hands, version 3 holds points along the spine; a file without any of those is still written
as version 2, so that older programs read it."""

JOINTS_OF: Mapping[int, int] = {1: 19, WITHOUT_SPINE: JOINTS, VERSION: JOINTS}
"""How many of our joints each version holds, from the first; those that came later are missing in it."""

FIELDS: Mapping[str, tuple[str, tuple[int, ...]]] = {
    "t_s": ("<f8", ()),
    "size_px": ("<i4", (2,)),
    "people": ("<i4", ()),
    "joints_px": ("<f4", (JOINTS, 2)),
    "confidence": ("<f4", (JOINTS,)),
    "lines_per_frame": ("<i4", ()),
    "line_lengths": ("<i4", ()),
    "points_px": ("<f4", (2,)),
}
"""Each array: type, and shape after the first length. The first six have one row for each frame."""

SPINE_FIELDS: Mapping[str, tuple[str, tuple[int, ...]]] = {
    "spine_px": ("<f4", (SPINE, 2)),
    "spine_confidence": ("<f4", (SPINE,)),
}
"""The same of version 3; one row for each frame."""

PER_FRAME = tuple(FIELDS)[:6]
OF_JOINTS: Mapping[str, float] = {"joints_px": np.nan, "confidence": 0.0}
"""Arrays with a column for each joint, and what stands for one that is missing."""

ABOUT = "about"
JOINT_NAMES = [joint.name.lower() for joint in Joint]

MOST_BYTES = 512 << 20
"""Unpacked; about two hours at 15 frames a second with an edge of 500 points."""

MOST_ABOUT_BYTES = 1 << 20
PLAIN = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
ENCRYPTED = 1
HEADER = re.compile(
    rb"\x93NUMPY\x01\x00..\{'descr': '(.{3})', 'fortran_order': False, 'shape': \(([0-9, ]+)\), \} *\n",
    re.DOTALL,
)
"""As numpy writes it. Its own reader would take more, with warnings for whoever runs the program."""

DAMAGED = (
    *(zipfile.BadZipFile, zlib.error, struct.error, NotImplementedError),
    *(ValueError, KeyError, EOFError, RecursionError),
)


def save(path: str | Path, frames: Iterable[PoseFrame], recipe: Mapping[str, Any]) -> None:
    """Write frames, as a whole or not at all.

    Parameters
    ----------
    path : str or Path
        Replaced where it is there; its folder must be.
    frames : iterable of PoseFrame
    recipe : mapping
        Where they come from, as plain JSON values.

    Raises
    ------
    BadInput
        It cannot be written; what was there before still is.
    ValueError
        A recipe that is not plain JSON.
    """
    rows = _to_arrays(list(frames))
    version = VERSION if SPINE_FIELDS.keys() <= rows.keys() else WITHOUT_SPINE
    about = {"unslump_frames": version, "joints": JOINT_NAMES, "recipe": dict(recipe)}
    text = json.dumps(about, allow_nan=False).encode()
    arrays = {ABOUT: np.frombuffer(text, np.uint8), **rows}
    if sum(array.nbytes for array in arrays.values()) > MOST_BYTES:
        raise BadInput("stored.too_large", path=path, most=MOST_BYTES >> 20)
    try:
        _replace(Path(path), arrays)
    except (OSError, ValueError) as error:
        raise BadInput("stored.unwritable", path=path, why=_why(error)) from error


def _replace(target: Path, arrays: Arrays) -> None:
    handle, name = tempfile.mkstemp(prefix=f".{target.name[:40]}-", dir=target.parent)
    beside = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            np.savez_compressed(file, **arrays)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(target)
    except BaseException:
        with suppress(OSError):
            beside.unlink(missing_ok=True)
        raise


def _to_arrays(frames: Sequence[PoseFrame]) -> Arrays:
    lines = [line for frame in frames for line in frame.edge_px]
    rows: dict[str, Any] = {
        "t_s": [frame.t_s for frame in frames],
        "size_px": [frame.size_px for frame in frames],
        "people": [frame.people for frame in frames],
        "joints_px": [frame.joints_px for frame in frames],
        "confidence": [frame.confidence for frame in frames],
        "lines_per_frame": [len(frame.edge_px) for frame in frames],
        "line_lengths": [len(line) for line in lines],
        "points_px": np.concatenate(lines) if lines else [],
    }
    fields = FIELDS
    if any(frame.spine_px is not None for frame in frames):
        fields = {**FIELDS, **SPINE_FIELDS}
        rows |= _spines(frames)
    return {name: np.array(rows[name], kind).reshape(-1, *rest) for name, (kind, rest) in fields.items()}


def _spines(frames: Sequence[PoseFrame]) -> dict[str, Any]:
    """Return the points along the spine of every frame; a frame without any has none that was seen."""
    missing = np.full((SPINE, 2), np.nan), np.zeros(SPINE)
    both = [
        missing if frame.spine_px is None else (frame.spine_px, frame.spine_confidence) for frame in frames
    ]
    return {"spine_px": [points for points, _ in both], "spine_confidence": [sure for _, sure in both]}


def open_stored(path: str | Path) -> StoredFrames:
    """Open a file that ``save`` wrote.

    Returns
    -------
    StoredFrames
        A ``ports.PoseSource``.

    Raises
    ------
    BadInput
        It is not there, cannot be read, is not of this kind, is damaged, is larger than is believed, or was
        written by a newer version.
    """
    try:
        with _opened(Path(path)) as file, zipfile.ZipFile(file) as packed:
            _check_declared(packed, path)
            about = _about(packed, path)
            fields = _fields_of(about["unslump_frames"])
            arrays = _widened({name: _array(packed, name, *form) for name, form in fields.items()})
        _check_whole(arrays)
    except FileNotFoundError as error:
        raise BadInput("errors.file.missing", path=path) from error
    except OSError as error:
        raise BadInput("errors.file.unreadable", path=path, why=_why(error)) from error
    except DAMAGED as error:
        raise BadInput("stored.damaged", path=path) from error
    return StoredFrames(arrays, about["recipe"])


def _opened(path: Path) -> BinaryIO:
    """Open a plain file that begins as a zip does; a pipe could keep us waiting for ever."""
    if "\0" in str(path):
        raise FileNotFoundError(path)
    if not stat.S_ISREG(path.stat().st_mode):
        raise BadInput("stored.foreign", path=path)
    file = path.open("rb")
    if not file.read(4).startswith(b"PK\x03\x04"):
        file.close()
        raise BadInput("stored.foreign", path=path)
    file.seek(0)
    return file


def _check_declared(packed: zipfile.ZipFile, path: str | Path) -> None:
    """Look at the list of contents alone: names, ways of packing, and how large it would become."""
    infos = packed.infolist()
    names = sorted(info.filename for info in infos)
    unusual = any(info.flag_bits & ENCRYPTED or info.compress_type not in PLAIN for info in infos)
    if unusual or f"{ABOUT}.npy" not in names:
        raise BadInput("stored.foreign", path=path)
    if len(set(names)) < len(names):
        raise ValueError("a name stands twice")
    if sum(info.file_size for info in infos) > MOST_BYTES:
        raise BadInput("stored.too_large", path=path, most=MOST_BYTES >> 20)


def _about(packed: zipfile.ZipFile, path: str | Path) -> dict[str, Any]:
    if packed.getinfo(f"{ABOUT}.npy").file_size > MOST_ABOUT_BYTES:
        raise BadInput("stored.foreign", path=path)
    about: Any = json.loads(_numbers(packed.read(f"{ABOUT}.npy"), "|u1", ()).tobytes())
    version = about.get("unslump_frames") if isinstance(about, dict) else None
    if not isinstance(version, int):
        raise BadInput("stored.foreign", path=path)
    if version > VERSION:
        raise BadInput("stored.newer", path=path, found=version, known=VERSION)
    names = JOINT_NAMES[: JOINTS_OF.get(version, 0)]
    if not names or about.get("joints") != names or not isinstance(about.get("recipe"), dict):
        raise ValueError("about")
    return dict(about)


def _fields_of(version: int) -> dict[str, tuple[str, tuple[int, ...]]]:
    """Return the arrays of a file of that version, with the joints it knows."""
    joints = JOINTS_OF[version]
    known = {
        name: (kind, (joints, *rest[1:]) if name in OF_JOINTS else rest)
        for name, (kind, rest) in FIELDS.items()
    }
    return {**known, **(SPINE_FIELDS if version > WITHOUT_SPINE else {})}


def _array(packed: zipfile.ZipFile, name: str, kind: str, rest: tuple[int, ...]) -> Any:
    return _numbers(packed.read(f"{name}.npy"), kind, rest)


def _widened(arrays: dict[str, Any]) -> Arrays:
    """Add the joints that a file of an older version does not know: missing, and of no confidence."""
    for name, missing in OF_JOINTS.items():
        frames, joints, *rest = arrays[name].shape
        more = np.full((frames, JOINTS - joints, *rest), missing, arrays[name].dtype)
        arrays[name] = np.concatenate([arrays[name], more], axis=1)
    return arrays


def _numbers(raw: bytes, kind: str, rest: tuple[int, ...]) -> Any:
    """Read one array. Its header is held against what is really there, so that it cannot ask for more."""
    header = HEADER.match(raw)
    if header is None:
        raise ValueError("header")
    shape = tuple(int(length) for length in header[2].split(b",") if length.strip())
    if header[1].decode("latin-1") != kind or len(shape) != 1 + len(rest) or shape[1:] != rest:
        raise ValueError("shape")
    return np.frombuffer(raw, kind, offset=header.end()).reshape(shape)


def _check_whole(arrays: Arrays) -> None:
    """Raise ValueError unless all belongs together and every frame can be made."""
    frames = len(arrays["t_s"])
    counts, lengths, confidence = arrays["lines_per_frame"], arrays["line_lengths"], arrays["confidence"]
    fits = (
        all(len(arrays[name]) == frames for name in PER_FRAME),
        np.isfinite(arrays["t_s"]).all() and (np.diff(arrays["t_s"]) > 0).all(),
        (arrays["size_px"] > 0).all(),
        not np.isinf(arrays["joints_px"]).any(),
        ((confidence >= 0) & (confidence <= 1)).all(),
        (counts >= 0).all() and counts.sum(dtype=np.int64) == len(lengths),
        (lengths >= 3).all() and lengths.sum(dtype=np.int64) == len(arrays["points_px"]),
        np.isfinite(arrays["points_px"]).all(),
        "spine_px" not in arrays or _spine_is_whole(arrays["spine_px"], arrays["spine_confidence"], frames),
    )
    if not all(fits):
        raise ValueError("contents")


def _spine_is_whole(points: Any, sure: Any, frames: int) -> bool:
    in_range = ((sure >= 0) & (sure <= 1)).all()
    return len(points) == len(sure) == frames and not np.isinf(points).any() and bool(in_range)


def _why(error: Exception) -> str:
    return getattr(error, "strerror", None) or type(error).__name__


class StoredFrames:
    """``ports.PoseSource`` over a stored file, made by ``open_stored``. Holds it in memory, as float32.

    Attributes
    ----------
    recipe : mapping
        As it was saved.
    """

    def __init__(self, arrays: Arrays, recipe: Mapping[str, Any]) -> None:
        self.recipe = recipe
        self._arrays = arrays

    def __len__(self) -> int:
        return len(self._arrays["t_s"])

    def __iter__(self) -> Iterator[PoseFrame]:
        arrays, lines = self._arrays, self._lines()
        last = np.cumsum(arrays["lines_per_frame"], dtype=np.int64)
        for row, after in enumerate(last):
            width, height = arrays["size_px"][row]
            yield PoseFrame(
                float(arrays["t_s"][row]),
                (int(width), int(height)),
                arrays["joints_px"][row].astype(np.float64),
                arrays["confidence"][row].astype(np.float64),
                tuple(
                    line.astype(np.float64) for line in lines[after - arrays["lines_per_frame"][row] : after]
                ),
                int(arrays["people"][row]),
                *(arrays[name][row].astype(np.float64) for name in SPINE_FIELDS if name in arrays),
            )

    def _lines(self) -> list[Any]:
        ends = np.cumsum(self._arrays["line_lengths"], dtype=np.int64)
        return np.split(self._arrays["points_px"], ends[:-1]) if len(ends) else []

    def close(self) -> None:
        """Nothing is open."""
