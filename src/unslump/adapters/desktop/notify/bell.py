"""The terminal that the resident was started in: a line, and a bell for an offer."""

from __future__ import annotations

import os
import select
import signal
from collections.abc import Sequence
from typing import TextIO

from ....core.words import Said, Words
from ....ports import Answered, Delivery, Notice

BELL = "\a"


class Bell:
    """``ports.Notifier``: ``delivered`` on a terminal, else ``failed``.

    Parameters
    ----------
    terminal : TextIO or None
        Usually ``sys.stdout``; None where a process has none.
    """

    name = "bell"

    def __init__(self, terminal: TextIO | None, words: Words) -> None:
        self._terminal = terminal
        self._words = words

    def show(self, notice: Notice) -> Delivery:
        handle = self._handle()
        if handle is None:
            return "failed"
        where = self._words("notices.elsewhere") if notice.buttons else ""
        line = self._words("notices.line", title=notice.title, body=notice.body, elsewhere=where).rstrip()
        ring = BELL if notice.kind == "offer" else ""
        coding = getattr(self._terminal, "encoding", None) or "utf-8"
        return "delivered" if _write(handle, f"{ring}{line}\n".encode(coding, "replace")) else "failed"

    def close(self, notice_id: str) -> None:
        """What is written stays written."""

    def answers(self) -> Sequence[Answered]:
        return ()

    def trouble(self) -> Said | None:
        return Said("notices.trouble.no_terminal") if self._handle() is None else None

    def end(self) -> None:
        """The terminal is not ours to close."""

    def _handle(self) -> int | None:
        """The terminal's file descriptor, or None where there is none."""
        try:
            if self._terminal is not None and self._terminal.isatty():
                self._terminal.flush()
                return self._terminal.fileno()
        except (OSError, ValueError):  # closed meanwhile
            pass
        return None


def _write(handle: int, line: bytes) -> bool:
    """Write if it can be done at once: a terminal that was stopped (Ctrl+S) would hold us for as long."""
    try:
        if os.name == "posix":
            if not select.select([], [handle], [], 0)[1]:
                return False
            # In the background, a terminal set to "tostop" would stop the whole process at its first word.
            before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTTOU})
            try:
                return os.write(handle, line) == len(line)
            finally:
                signal.pthread_sigmask(signal.SIG_SETMASK, before)
        return os.write(handle, line) == len(line)
    except (OSError, ValueError):
        return False
