"""What kind of file this is, by its own bytes, before any decoder sees it. Standard library only.

Three questions that a decoder answers badly or not at all: is it one of the few kinds that hold nothing but
themselves (a playlist names other files and addresses), does it end before it says it does, and what is in it
when there is no video. Only headers are read; what is inside is left to the decoder.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, Literal

Kind = Literal["mov", "matroska", "avi", "mpegts", "still", "sound", "other"]

VIDEO: tuple[Kind, ...] = ("mov", "matroska", "avi", "mpegts")
"""The kinds that are read, by the names FFmpeg has for them."""

HEAD = 64 << 10
MOST_BOXES = 20_000
"""Of one level; a recording of an hour in fragments has some thousand."""

LONGEST_S = 24 * 3600.0
"""A length beyond this is no length."""

STILLS = (b"\xff\xd8\xff", b"\x89PNG", b"BM", b"II*\0", b"MM\0*")
SOUNDS = (b"ID3", b"\xff\xfb", b"\xff\xf3", b"\xff\xf1", b"fLaC", b"OggS")
STILL_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"mif1", b"avif")
FIRST_BOXES = (b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip")
TRACK_PATH = (b"moov", b"trak", b"mdia", b"minf", b"stbl")
MATROSKA_CODEC = re.compile(rb"\x86[\x80-\xff]([VAS]_[A-Z0-9/_.]+)")
EBML, SEGMENT = b"\x1a\x45\xdf\xa3", b"\x18\x53\x80\x67"


@dataclass(frozen=True, slots=True)
class Contents:
    """What a file says of itself.

    Attributes
    ----------
    kind : Kind
    cut : bool
        It ends before the place where it says it ends.
    headless : bool
        The part that says how to read the rest is missing.
    tracks : tuple of (str, str)
        Kind and code of each track that was seen, as ``("vide", "avc1")``; no proof that there are no others.
    length_s : float or None
        As it is shown, with what an editor hid left out.
    """

    kind: Kind
    cut: bool = False
    headless: bool = False
    tracks: tuple[tuple[str, str], ...] = ()
    length_s: float | None = None


def look(file: BinaryIO, size: int) -> Contents:
    """Return what the file of ``size`` bytes holds; the place in it is left anywhere."""
    file.seek(0)
    head = file.read(HEAD)
    if head[4:8] in FIRST_BOXES:
        return _mov(file, size, head)
    if head.startswith(EBML) and (b"webm" in head[:64] or b"matroska" in head[:64]):
        return Contents("matroska", cut=_matroska_cut(head, size), tracks=_matroska_tracks(head))
    if head.startswith(b"RIFF"):
        return _riff(file, size, head[8:12])
    if _is_transport_stream(head):
        return Contents("mpegts")
    return Contents(_other(head))


def _other(head: bytes) -> Kind:
    if head.startswith(STILLS):
        return "still"
    return "sound" if head.startswith(SOUNDS) else "other"


def _is_transport_stream(head: bytes) -> bool:
    """Packets of 188 bytes, or of 192 with a time before each; text that imitates five of them is no text."""
    return any(
        all(head[place : place + 1] == b"\x47" for place in range(start, start + 5 * step, step))
        and any(byte < 9 for byte in head[:1024])
        for start, step in ((0, 188), (4, 192))
    )


def _riff(file: BinaryIO, size: int, form: bytes) -> Contents:
    if form == b"AVI ":
        return Contents("avi", cut=any(end > size for _, _, end in _chunks(file, size)))
    return Contents({b"WAVE": "sound", b"WEBP": "still"}.get(form, "other"))  # type: ignore[arg-type]


def _chunks(file: BinaryIO, size: int) -> Iterator[tuple[bytes, int, int]]:
    """Yield name, start and end of each part of an AVI; long ones have several, an unfinished one says 0."""
    place = 0
    for _ in range(MOST_BOXES):
        file.seek(place)
        head = file.read(8)
        if len(head) < 8 or head[:4] != b"RIFF":
            return
        end = place + 8 + int.from_bytes(head[4:], "little")
        yield head[:4], place, end
        place = end + end % 2
        if place >= size:
            return


def _matroska_cut(head: bytes, size: int) -> bool:
    place = head.find(SEGMENT)
    if place < 0 or len(head) < place + 12:
        return True
    first = head[place + 4]
    width = 9 - first.bit_length() if first else 9
    told = int.from_bytes(head[place + 4 : place + 4 + width], "big") & ((1 << 7 * width) - 1)
    unknown = told == (1 << 7 * width) - 1  # written while it was recorded
    return not unknown and place + 4 + width + told > size


def _matroska_tracks(head: bytes) -> tuple[tuple[str, str], ...]:
    """By the names of codecs that stand near the start; tracks that lie beyond are not seen."""
    kinds = {b"V": "vide", b"A": "soun", b"S": "subt"}
    return tuple((kinds[name[:1]], name.decode()) for name in MATROSKA_CODEC.findall(head))


@dataclass(frozen=True, slots=True)
class _Box:
    name: bytes
    start: int
    """Where its contents begin."""
    end: int


def _boxes(file: BinaryIO, start: int, end: int, *, beyond: bool = False) -> Iterator[_Box]:
    """Yield the boxes between two places; the last one may end ``beyond``, as far as it says."""
    place = start
    for _ in range(MOST_BOXES):
        if place >= end:
            return
        file.seek(place)
        head = file.read(16)
        if len(head) < 8:
            return
        length, skip = int.from_bytes(head[:4], "big"), 8
        if length == 1:
            length, skip = int.from_bytes(head[8:16], "big"), 16
        elif length == 0:
            length = end - place
        if length < skip:
            return
        yield _Box(head[4:8], place + skip, place + length if beyond else min(place + length, end))
        place += length


def _mov(file: BinaryIO, size: int, head: bytes) -> Contents:
    boxes = list(_boxes(file, 0, size, beyond=True))
    moov = next((box for box in boxes if box.name == b"moov"), None)
    if moov is None and head[8:12] in STILL_BRANDS:
        return Contents("still")
    cut = any(box.end > size for box in boxes)
    if moov is None or moov.end > size:
        return Contents("mov", cut=cut, headless=True)
    traks = [box for box in _boxes(file, moov.start, moov.end) if box.name == b"trak"]
    return Contents(
        "mov",
        cut=cut,
        tracks=tuple(_track(file, trak) for trak in traks),
        length_s=_movie_length_s(file, moov),
    )


def _find(file: BinaryIO, within: _Box | None, *names: bytes) -> _Box | None:
    for name in names:
        if within is None:
            return None
        within = next((box for box in _boxes(file, within.start, within.end) if box.name == name), None)
    return within


def _text(file: BinaryIO, box: _Box | None, offset: int) -> str:
    """Four letters at a place of a box."""
    if box is None:
        return ""
    file.seek(box.start + offset)
    return file.read(4).decode("ascii", "replace")


def _track(file: BinaryIO, trak: _Box) -> tuple[str, str]:
    kind = _text(file, _find(file, trak, b"mdia", b"hdlr"), 8)
    return kind, _text(file, _find(file, trak, b"mdia", b"minf", b"stbl", b"stsd"), 12)


def _movie_length_s(file: BinaryIO, moov: _Box) -> float | None:
    header = _find(file, moov, b"mvhd")
    if header is None:
        return None
    file.seek(header.start)
    body = file.read(32)
    wide = body[:1] == b"\x01"  # 8-byte times
    at, width = (20, 8) if wide else (12, 4)
    scale = int.from_bytes(body[at : at + 4], "big")
    length = int.from_bytes(body[at + 4 : at + 4 + width], "big")
    seconds = length / scale if scale else 0.0
    return seconds if 0 < seconds <= LONGEST_S else None
