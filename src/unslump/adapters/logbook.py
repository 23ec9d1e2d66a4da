"""The log: a small text file that says what happened, a line an event, for the person to read.

::

    2026-03-02T09:45:03+01:00 offered  50 minutes of sitting; you had paused typing

* At most two files of ``MOST_BYTES`` each: ``unslump.log`` and the one before it, ``unslump.log.1``.
* A line is added in one write at the end of the file, so that two programs never mix theirs.
* Nothing here may disturb anybody's day: a full disk or a folder that is gone loses a line and no more.
* Nothing secret is kept: what looks like a token is masked, and what follows ``?`` or ``#`` in an address.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from ..core.errors import StoreTrouble

NAME = "unslump.log"
MOST_BYTES = 256 * 1024
"""A file is put aside before it grows over this. Chosen: months of days, and it opens in any editor."""
LONGEST = 500
"""Longest text of one line, letters. Chosen: a sentence or two."""
MASK = "[...]"
ENDING = "..."
_SECRETS = re.compile(
    r"[0-9a-f]{32,}"  # a token of ours is 32 hexadecimal digits
    r"|(?<=token=)[^\s&\"']+"
    r"|(?<=bearer )\S+"
    r"|(?<=\w)[?#][^\s\"']*=[^\s\"']*|(?<=/)[?#][^\s\"']*=[^\s\"']*"
    r"|(?<=://)(?P<place>[^\s?#\"']*)[?#][^\s\"']*",
    re.IGNORECASE,
)


class LogFile:
    """``ports.Logbook`` on disk.

    Parameters
    ----------
    folder : Path
        The person's data folder; not made here.
    wall : callable
        The wall clock with its zone.
    """

    def __init__(self, folder: Path, wall: Callable[[], datetime], most_bytes: int = MOST_BYTES) -> None:
        self.file = Path(folder) / NAME
        self._wall = wall
        self._most_bytes = most_bytes
        self._torn = False

    def path(self) -> str:
        return str(self.file)

    @property
    def before(self) -> Path:
        """The file that was put aside last."""
        return self.file.with_name(NAME + ".1")

    def line(self, kind: str, text: str) -> None:
        at = self._wall().isoformat(timespec="seconds")
        raw = f"{at} {plain(kind).replace(' ', '-') or '-'}  {plain(text)}\n".encode()
        try:
            self._put_aside(len(raw))
            self._append(raw)
        except OSError:
            return

    def there(self) -> bool:
        return self.file.exists() or self.before.exists()

    def clear(self) -> None:
        for path in (self.file, self.before):
            try:
                path.unlink(missing_ok=True)
            except OSError as error:
                why = error.strerror or str(error)
                raise StoreTrouble("store.file_stays", path=path, why=why) from error

    def _put_aside(self, more: int) -> None:
        """Begin a new file when this one is full; where that fails the line is lost, and it stays small."""
        try:
            full = self.file.stat().st_size + more > self._most_bytes
        except FileNotFoundError:
            return
        if full:
            self.file.replace(self.before)

    def _append(self, raw: bytes) -> None:
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND
        for name in ("O_CLOEXEC", "O_NONBLOCK", "O_BINARY"):  # not to wait on a pipe that lies there instead
            flags |= getattr(os, name, 0)
        file = os.open(self.file, flags, 0o600)
        try:
            # What a full disk cut off is ended first: the line after it shall be whole.
            raw = b"\n" + raw if self._torn else raw
            self._torn = os.write(file, raw) < len(raw)
        finally:
            os.close(file)


def plain(text: str) -> str:
    """Return text as it may stand in the log: one line, only letters that can be seen, no secrets, short."""
    seen = "".join(letter if letter.isprintable() else " " for letter in text)
    masked = _SECRETS.sub(_masked, " ".join(seen.split()))
    return masked if len(masked) <= LONGEST else masked[: LONGEST - len(ENDING)] + ENDING


def _masked(found: re.Match[str]) -> str:
    place = found["place"]
    if place is None:
        return found[0][0] + MASK if found[0][0] in "?#" else MASK
    return _SECRETS.sub(_masked, place) + MASK
