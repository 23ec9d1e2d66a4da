"""How a picture and a question about it go to the process that looks, and its answer comes back.

::

    {"do": "look", "t_s": 1.04, ..., "bytes": 41213}\\n  <41213 bytes>   ->   {"follows": true, ...}\\n

One question at a time, answers in the order of the questions, over the standard input and output of the
process; it ends when its input does. Both ends are here: ``CoachProcess`` asks, ``questions`` and ``answer``
are the process's own side.
"""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any, BinaryIO

from ...core.errors import Missing

READY_WITHIN_S = 60.0
"""Loading the networks takes one to three seconds; a cold disk of a busy computer far longer."""

LOOKED_WITHIN_S = 20.0
"""A picture takes hundredths of a second. Chosen: a busy computer may take a hundred times as long, and
whoever is watched is told soon that nobody looks any more."""

READ_WITHIN_S = 120.0
"""What was seen of a whole session takes up to half a minute."""

ENDS_WITHIN_S = 3.0

LONGEST_HEAD = 4096
LONGEST_ANSWER = 16 * 1024 * 1024
"""A document of ten minutes has some 2 MB."""

LARGEST_PICTURE = 1 << 20

MOST_PIXELS = 4_000_000
"""The page sends 0.4 million; what asks for more is none of its. The process that looks is told before OpenCV
is loaded: 2 kB can ask for 6 GB of pixels (measured), and after decoding it would be too late."""

SETTINGS = {"OPENCV_LOG_LEVEL": "SILENT", "OPENCV_IO_MAX_IMAGE_PIXELS": str(MOST_PIXELS)}


class CoachProcess:
    """``CameraCoach`` that looks in a process of its own.

    Parameters
    ----------
    command : sequence of str
        Starts the process.
    check : callable
        Raises ``Missing`` where something is not set up.
    """

    def __init__(self, command: Sequence[str], check: Callable[[], object]) -> None:
        self._command, self._check = command, check

    def trouble(self) -> Missing | None:
        try:
            self._check()
        except Missing as missing:
            return missing
        return None

    async def start(self) -> CoachLine:
        self._check()
        try:
            process = await asyncio.create_subprocess_exec(
                *self._command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                limit=LONGEST_ANSWER,
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
                env=os.environ | SETTINGS,
            )
        except OSError as error:
            raise Missing("watch.no_start", why=error.strerror or str(error)) from None
        line = CoachLine(process)
        try:
            said = await line.hear(READY_WITHIN_S)
            if "problem" in said:
                raise Missing("watch.not_ready", why=said["problem"])
        except BaseException:
            await line.close()
            raise
        return line


class CoachLine:
    """``Watcher``: the line to a process that looks."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self._owed = 1  # it says that it is ready

    async def ask(self, asked: Mapping[str, Any], picture: bytes = b"") -> Mapping[str, Any]:
        assert self._process.stdin is not None
        within_s = READ_WITHIN_S if asked["do"] == "read" else LOOKED_WITHIN_S
        self._owed += 1
        try:
            self._process.stdin.write(json.dumps({**asked, "bytes": len(picture)}).encode() + b"\n" + picture)
            async with asyncio.timeout(within_s):  # a process that hangs takes nothing either
                await self._process.stdin.drain()
        except OSError:  # TimeoutError is one
            raise Missing("watch.gone") from None
        return await self.hear(within_s)

    async def hear(self, within_s: float) -> Mapping[str, Any]:
        """Return the answer to the last question; raises ``Missing`` where none comes.

        Answers that nobody waited for come first, and are dropped.
        """
        assert self._process.stdout is not None
        said = b""
        try:
            async with asyncio.timeout(within_s):
                while self._owed:
                    said = await self._process.stdout.readline()
                    self._owed -= 1
            answer: Mapping[str, Any] = json.loads(said)
        except (OSError, ValueError):  # TimeoutError is an OSError; a line that is too long a ValueError
            raise Missing("watch.gone") from None
        return answer

    async def close(self) -> None:
        """End the process; what it held is gone with it."""
        with suppress(ProcessLookupError):
            self._process.kill()
        with suppress(TimeoutError):
            async with asyncio.timeout(ENDS_WITHIN_S):
                await self._process.wait()


def questions(file: BinaryIO) -> Iterator[tuple[Mapping[str, Any], bytes]]:
    """Yield each question with its picture, until nobody asks any more."""
    while head := file.readline(LONGEST_HEAD):
        asked: Mapping[str, Any] = json.loads(head)
        size = int(asked["bytes"])
        if not 0 <= size <= LARGEST_PICTURE:
            return
        picture = file.read(size)
        if len(picture) < size:
            return
        yield asked, picture


def answer(file: BinaryIO, said: Mapping[str, Any]) -> None:
    """Write one answer."""
    file.write(json.dumps(said).encode() + b"\n")
    file.flush()
