"""Read one video, in a process of its own, and write its pictures to standard output. Started by ``video``.

Why a process: a decoder is a large C library that reads what strangers made. Here it may fall, hang or ask
for too much, and all that is lost is this process. It is given an open file and no name, so nothing can make
it open another one; and where the system allows it, it gives up the right to open, connect or write anything
before it looks at the first byte. It also works while the process that asked is busy with the picture before.

It runs as a plain script, without the rest of Unslump: standard input is the video, the one argument what is
wanted (``Wish``, as JSON). Standard output is one line of JSON for each message; a line with ``t_s`` is
followed by the bytes of one picture, rows of RGB from the top left.

    {"video": {...}}                 what the video says of itself, and the size of what is written
    {"t_s": 0.0}  <width * height * 3 bytes>
    {"end": {...}}                   or {"problem": "..."}
"""

from __future__ import annotations

import faulthandler
import io
import json
import math
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from typing import Any, BinaryIO

THREADS = 2
"""More decode no faster than a pose is read of a picture, and each takes memory of its own."""

MOST_PIXELS = 40_000_000
"""One picture; 8K has 33 million."""

MOST_MEMORY = 4 << 30
"""Bytes of address space; 4K takes about 1 GiB of it, most of it never used."""

PATIENCE_S = 60
"""For opening, and for one picture. Beyond this the process ends itself."""

TOLERANCE_S = 1e-6
"""A time stamp that is due but for rounding is due."""

WIDEST_PIXEL = 4.0
"""Pixels that are not square are at most so many times as wide as high; what says more is damaged."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What is wanted: pictures a second at most, and pixels along the longer side at most."""

    at_most_fps: float | None = None
    long_side_px: int | None = None


@dataclass(slots=True)
class Gate:
    """Which pictures go on, by their time stamps alone.

    Attributes
    ----------
    at_most_fps : float or None
    seen, backwards : int
        Pictures so far; those among them whose time did not go forward, which are never delivered.
    last_s, kept_s : float
        Time of the last one that went forward, and of the last one that was let through.
    """

    at_most_fps: float | None = None
    seen: int = 0
    backwards: int = 0
    last_s: float = -math.inf
    kept_s: float = -math.inf

    def lets_through(self, t_s: float) -> bool:
        self.seen += 1
        if not t_s > self.last_s:
            self.backwards += 1
            return False
        self.last_s = t_s
        if self.at_most_fps and t_s < self.kept_s + 1 / self.at_most_fps - TOLERANCE_S:
            return False
        self.kept_s = t_s
        return True


def delivered_size(width: int, height: int, pixel: float, long_side_px: int | None) -> tuple[int, int]:
    """Return the size to deliver: square pixels, and no side longer than asked for. Never more for that."""
    wide, high = (width * pixel, float(height)) if pixel >= 1 else (float(width), height / pixel)
    scale = min(1.0, long_side_px / max(wide, high)) if long_side_px else 1.0
    return max(1, round(wide * scale)), max(1, round(high * scale))


class Calm(io.BufferedIOBase):
    """A file that answers -1 or nothing where others raise.

    A damaged header sends the decoder to places before the start of the file; OpenCV 5.0 falls when that
    raises (seen with 5 of 600 damaged files).
    """

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def read(self, size: int | None = -1, /) -> bytes:
        try:
            return self._file.read(-1 if size is None else size)
        except (OSError, ValueError, OverflowError, MemoryError):
            return b""

    def seek(self, offset: int, whence: int = 0, /) -> int:
        try:
            return self._file.seek(offset, whence)
        except (OSError, ValueError, OverflowError):
            return -1


def messages(file: BinaryIO, wish: Wish) -> Iterator[tuple[dict[str, Any], Any]]:
    """Yield each message with its picture, or with None. The last one is an end or a problem."""
    import cv2  # here: it takes a tenth of a second, and comes with an extra

    settings = [cv2.CAP_PROP_N_THREADS, THREADS]
    capture: Any = cv2.VideoCapture(Calm(file), cv2.CAP_FFMPEG, settings)  # type: ignore[call-overload]
    if not capture.isOpened():
        yield {"problem": "unopened"}, None
        return
    about = _about(capture)
    if about["original_px"][0] * about["original_px"][1] > MOST_PIXELS:
        yield {"problem": "too_large", **about}, None
        return
    yield from _pictures(capture, about, wish)


def _about(capture: Any) -> dict[str, Any]:
    import cv2

    def told(what: int) -> float:
        value = float(capture.get(what))
        return value if math.isfinite(value) else 0.0

    code = int(told(cv2.CAP_PROP_FOURCC)) & 0xFFFFFFFF
    letters = code.to_bytes(4, "little").decode("ascii", "replace").strip("\0 ")
    across, down = told(cv2.CAP_PROP_SAR_NUM), told(cv2.CAP_PROP_SAR_DEN)
    pixel = across / down if across > 0 and down > 0 else 1.0
    return {
        "codec": letters if letters.isprintable() else "",
        "fps": told(cv2.CAP_PROP_FPS),
        "frames": told(cv2.CAP_PROP_FRAME_COUNT),
        "rotation_deg": int(told(cv2.CAP_PROP_ORIENTATION_META)) % 360,
        "pixel_aspect": pixel if 1 / WIDEST_PIXEL <= pixel <= WIDEST_PIXEL else 1.0,
        "original_px": [int(told(cv2.CAP_PROP_FRAME_WIDTH)), int(told(cv2.CAP_PROP_FRAME_HEIGHT))],
    }


def _pictures(capture: Any, about: dict[str, Any], wish: Wish) -> Iterator[tuple[dict[str, Any], Any]]:
    import cv2

    gate, size, first_s = Gate(wish.at_most_fps), None, 0.0
    while capture.grab():
        t_s = capture.get(cv2.CAP_PROP_POS_MSEC) / 1000
        if not gate.lets_through(t_s):
            continue
        there, picture = capture.retrieve()
        if not there:
            continue
        if size is None:
            size, first_s = _size(picture, about, wish), t_s
            yield {"video": about | {"size_px": list(size)}}, None
        yield {"t_s": t_s - first_s}, _fitted(picture, size)
    if size is None:
        yield {"problem": "no_picture", **about}, None
    else:
        yield {"end": {"seen": gate.seen, "backwards": gate.backwards, "last_s": gate.last_s - first_s}}, None


def _size(picture: Any, about: dict[str, Any], wish: Wish) -> tuple[int, int]:
    """The picture itself says how large it is; a header may be wrong. It is upright already."""
    height, width = picture.shape[:2]
    on_its_side = about["rotation_deg"] in (90, 270)
    pixel = 1 / about["pixel_aspect"] if on_its_side else about["pixel_aspect"]
    return delivered_size(width, height, pixel, wish.long_side_px)


def _fitted(picture: Any, size: tuple[int, int]) -> Any:
    import cv2

    if (picture.shape[1], picture.shape[0]) != size:
        picture = cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
    return cv2.cvtColor(picture, cv2.COLOR_BGR2RGB)


def give_up_rights() -> None:
    """Open nothing, connect to nothing, write no file, leave no image of the memory behind. POSIX only."""
    try:
        import resource
    except ImportError:
        return
    limits = {"NOFILE": 0, "FSIZE": 0, "CORE": 0, "AS": MOST_MEMORY}
    for name, most in limits.items():
        with suppress(ValueError, OSError, AttributeError):  # a system that has no such limit
            resource.setrlimit(getattr(resource, f"RLIMIT_{name}"), (most, most))


def main() -> None:
    import cv2  # noqa: F401  # before the right to open files is gone

    give_up_rights()
    out = sys.stdout.buffer
    reading = messages(sys.stdin.buffer, Wish(**json.loads(sys.argv[1])))
    while True:
        faulthandler.dump_traceback_later(PATIENCE_S, exit=True)  # holds where the C code never comes back
        message, picture = next(reading, (None, None))
        faulthandler.cancel_dump_traceback_later()  # whoever reads the pictures may take as long as they like
        if message is None:
            return
        out.write(json.dumps(message).encode() + b"\n")
        if picture is not None:
            out.write(picture.data)
        out.flush()


def command(wish: Wish) -> list[str]:
    """Return the command line of the process; it names no file."""
    return [sys.executable, "-P", __file__, json.dumps(asdict(wish))]


if __name__ == "__main__":
    with suppress(BrokenPipeError):  # nobody wants more of it
        main()
