"""Pictures of a video file, upright, by its own time stamps. Nothing of them touches the disk.

Rules
-----
* Only kinds of files that hold nothing but themselves are read (``containers``); a playlist, which names
  other files and addresses, never reaches a decoder. Neither does any name: the decoder gets an open file.
* Decoding happens in a process of its own (``decoding``): what a damaged file does to it, it does there.
* Time is what the file says of each picture, never a count of pictures. One whose time does not go forward is
  left out and counted.
* A file that breaks off is read up to there. That is no error, it is a note (``VideoFile.notes``): somebody's
  movement may well be in what is whole.
"""

from __future__ import annotations

import json
import os
import stat
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

from ...core.errors import BadInput, Missing
from ...core.motion.frames import Picture
from ...core.words import Said
from .containers import VIDEO, Contents, look
from .decoding import MOST_PIXELS, Wish, command

LONG_SIDE_PX = 1280
"""Pictures are delivered no longer than this. Chosen, not yet validated: the pose model looks at 256 px of
the person, and the edge of the person gains nothing from a phone's 4K."""

LEAST_PICTURES = 2
"""Fewer show no movement."""

LONGEST_LINE = 4096
"""Bytes of one message of the decoder, without the picture."""

UNREAD = {"av01": "AV1", "V_AV1": "AV1", "vvc1": "H.266", "vvi1": "H.266", "apv1": "APV"}
"""Codes that OpenCV's FFmpeg has no reader for, and the names a person may know."""


def open_video(
    path: str | Path,
    *,
    at_most_fps: float | None = None,
    long_side_px: int | None = LONG_SIDE_PX,
    at_least: int = LEAST_PICTURES,
) -> VideoFile:
    """Open a video file.

    Parameters
    ----------
    path : str or Path
        Of a file on this computer; never read as an address.
    at_most_fps : float, optional
        Leave pictures out so that those delivered lie at least ``1 / at_most_fps`` seconds apart. Their time
        stamps stay what they were.
    long_side_px : int, optional
        Scale larger pictures down to this; None delivers them as they are.
    at_least : int
        Pictures whose time goes forward, before any is left out for ``at_most_fps``.

    Returns
    -------
    VideoFile
        A ``ports.FrameSource``; close it, or use it as a context manager.

    Raises
    ------
    BadInput
        It cannot be read, and why. While it is read: it has too few pictures, none with times that go
        forward, or the decoder gave up.
    Missing
        The camera extra is not installed.
    """
    if find_spec("cv2") is None:
        raise Missing("video.no_reader")
    name = shown(path)
    file = _opened(Path(path), name)
    try:
        contents = look(file, os.fstat(file.fileno()).st_size)
        _check(contents, name)
        os.lseek(file.fileno(), 0, os.SEEK_SET)  # the place the decoder starts from, under our own buffer
        return VideoFile(name, file, contents, Wish(at_most_fps, long_side_px), at_least)
    except OSError as error:
        raise BadInput("errors.file.unreadable", path=name, why=_why(error)) from error
    finally:
        file.close()  # the decoder has its own handle by now


def shown(path: str | Path) -> str:
    """Return a path as it can stand in one line of a sentence."""
    return "".join(
        c if c.isprintable() else c.encode("unicode_escape", "surrogatepass").decode() for c in str(path)
    )


def _opened(path: Path, name: str) -> BinaryIO:
    """Open a plain file; anything else could keep us waiting for ever."""
    try:
        _refuse_unless_file(path.stat().st_mode, name)
        flags = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0)
        file = os.fdopen(os.open(path, flags), "rb")
    except (FileNotFoundError, NotADirectoryError, ValueError) as error:  # a zero byte in the name
        raise BadInput("errors.file.missing", path=name) from error
    except OSError as error:
        raise BadInput("errors.file.unreadable", path=name, why=_why(error)) from error
    about = os.fstat(file.fileno())
    try:
        _refuse_unless_file(about.st_mode, name)
        if about.st_size == 0:
            raise BadInput("video.empty", path=name)
    except BadInput:
        file.close()
        raise
    return file


def _refuse_unless_file(mode: int, name: str) -> None:
    if stat.S_ISDIR(mode):
        raise BadInput("video.folder", path=name)
    if not stat.S_ISREG(mode):
        raise BadInput("video.no_file", path=name)


def _why(error: OSError) -> str:
    return error.strerror or type(error).__name__


def _check(contents: Contents, name: str) -> None:
    """Refuse what no decoder needs to be asked about."""
    if contents.kind == "still":
        raise BadInput("video.still", path=name)
    if contents.kind == "sound":
        raise BadInput("video.sound", path=name)
    if contents.kind not in VIDEO:
        raise BadInput("video.no_video", path=name)
    if contents.headless:
        raise BadInput("video.headless", path=name)
    if ("vide", "encv") in contents.tracks:
        raise BadInput("video.locked", path=name)


class VideoFile:
    """``ports.FrameSource`` over a video file. Iterated once; made by ``open_video``.

    Attributes
    ----------
    size_px : tuple of int
        Width and height of what is delivered.
    length_s : float or None
        How long it says it is. A file that was cut short says how long it was.
    """

    def __init__(self, name: str, file: BinaryIO, contents: Contents, wish: Wish, at_least: int) -> None:
        self._name, self._contents, self._wish, self._at_least = name, contents, wish, at_least
        self._end: Mapping[str, Any] = {}
        self._delivered, self._last_s = 0, 0.0
        self._process = _start(file, contents, wish)
        try:
            self._about = self._begin()
        except BaseException:  # an interrupt too: no decoder stays behind
            self.close()
            raise
        width, height = self._about["size_px"]
        self.size_px: tuple[int, int] = (width, height)
        self.length_s = contents.length_s or _length_s(self._about)

    @property
    def recipe(self) -> Mapping[str, Any]:
        """Where the pictures come from, as plain JSON values. The counts are whole once all was read."""
        about = self._about
        return {
            "source": "video",
            "container": self._contents.kind,
            "codec": about["codec"],
            "fps": round(about["fps"], 3),
            "length_s": self.length_s,
            "rotation_deg": about["rotation_deg"],
            "pixel_aspect": about["pixel_aspect"],
            "original_px": list(about["original_px"]),
            "delivered_px": list(self.size_px),
            "at_most_fps": self._wish.at_most_fps,
            "frames_seen": self._end.get("seen", self._delivered),
            "frames_delivered": self._delivered,
            "frames_out_of_order": self._end.get("backwards", 0),
            "broke_off_at_s": self._broke_off_at_s(),
        }

    @property
    def notes(self) -> tuple[Said, ...]:
        """What is missing of it, for the person to know; whole once all was read."""
        at_s, dropped = self._broke_off_at_s(), self._end.get("backwards", 0)
        return (
            *([Said("video.note.broke_off", at=f"{at_s:.1f}")] if at_s is not None else []),
            *([Said("video.note.out_of_order", n=dropped)] if dropped else []),
        )

    def __iter__(self) -> Iterator[Picture]:
        width, height = self.size_px
        while not self._out.closed and "t_s" in (message := self._message()):
            rgb = self._bytes(width * height * 3)
            self._delivered, self._last_s = self._delivered + 1, message["t_s"]
            yield Picture(message["t_s"], np.frombuffer(rgb, np.uint8).reshape(height, width, 3))
        if not self._out.closed:
            self._end = message["end"]
            self.close()
            self._check_end()

    def close(self) -> None:
        """End the decoder; may be repeated."""
        self._process.kill()
        self._process.wait()
        self._out.close()

    def __enter__(self) -> VideoFile:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _begin(self) -> Mapping[str, Any]:
        message = self._message()
        if "video" in message:
            about: Mapping[str, Any] = message["video"]
            return about
        if message["problem"] == "too_large":
            width, height = message["original_px"]
            raise BadInput(
                "video.too_large", path=self._name, width=width, height=height, most=MOST_PIXELS // 1_000_000
            )
        raise self._unread()

    def _unread(self) -> BadInput:
        """Say why there is no picture, as far as the file itself tells."""
        tracks = self._contents.tracks
        for code in (code for kind, code in tracks if kind == "vide" and code in UNREAD):
            return BadInput("video.codec", path=self._name, codec=UNREAD[code])
        if tracks and all(kind != "vide" for kind, _ in tracks):
            return BadInput("video.sound", path=self._name)
        return BadInput("video.damaged", path=self._name)

    def _check_end(self) -> None:
        seen, backwards = self._end["seen"], self._end["backwards"]
        if seen > 1 and 2 * backwards > seen:
            raise BadInput("video.times", path=self._name, n=backwards, seen=seen)
        if seen - backwards < self._at_least:
            raise BadInput("video.too_few", path=self._name, found=seen - backwards, least=self._at_least)

    def _broke_off_at_s(self) -> float | None:
        return float(self._end["last_s"]) if self._contents.cut and self._end else None

    def _message(self) -> dict[str, Any]:
        line = self._out.readline(LONGEST_LINE)
        if not line.endswith(b"\n"):
            self._gave_up()
        message: dict[str, Any] = json.loads(line)
        return message

    def _bytes(self, count: int) -> bytearray:
        room = bytearray(count)
        view = memoryview(room)
        while len(view):
            read = self._out.readinto(view)
            if not read:
                self._gave_up()
            view = view[read:]
        return room

    @property
    def _out(self) -> Any:
        return self._process.stdout

    def _gave_up(self) -> None:
        self.close()
        if not self._delivered:
            raise BadInput("video.damaged", path=self._name)
        raise BadInput("video.gave_up", path=self._name, at=f"{self._last_s:.1f}")


def _length_s(about: Mapping[str, Any]) -> float | None:
    return about["frames"] / about["fps"] if about["fps"] > 0 and about["frames"] > 0 else None


def _start(file: BinaryIO, contents: Contents, wish: Wish) -> subprocess.Popen[bytes]:
    """Start the decoder, silent, for this one kind of file, with no way to reach another file or address."""
    process = subprocess.Popen(
        command(wish),
        stdin=file,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        env=os.environ
        | {
            "OPENCV_FFMPEG_CAPTURE_OPTIONS": f"format_whitelist;{contents.kind}|protocol_whitelist;none",
            "OPENCV_FFMPEG_LOGLEVEL": "-8",
            "OPENCV_LOG_LEVEL": "SILENT",
        },
    )
    _widen(process.stdout)
    return process


def _widen(pipe: Any) -> None:
    """Let a pipe hold more at a time, where the system can: fewer changes between two processes."""
    with suppress(ImportError, AttributeError, OSError):
        import fcntl

        fcntl.fcntl(pipe.fileno(), fcntl.F_SETPIPE_SZ, 1 << 20)
