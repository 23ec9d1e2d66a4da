"""The terminal: lines out, lines and keys in. Three kinds, chosen by what standard input is.

==============  =====================================================================================
a terminal      lines as the system edits them; keys at once, without Enter, where that can be set up
Windows         the same through the console's own keyboard
anything else   lines alone, each read when it comes. A line that means a key acts at once; the others
                wait for the question they answer, so that a script may hold a whole session
==============  =====================================================================================
"""

from __future__ import annotations

import codecs
import io
import os
import sys
import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from typing import Any, Protocol, TextIO

from .flow import Ended, Interrupted
from .keys import ESCAPE, Key, Vocabulary, weightiest
from .lines import laid_out
from .signals import Signals

ARROW_WITHIN_S = 0.05
"""The rest of an arrow key follows its escape at once; a lone Escape is followed by nothing."""

LOOK_EVERY_S = 0.02
"""How often the Windows keyboard is looked at while waiting."""


class Console(Protocol):
    """What the session needs of a terminal."""

    def say(self, *texts: str) -> None:
        """Print each text; an empty one is an empty line. Raises ``Interrupted`` when nobody can read it."""

    def ask(self) -> str:
        """Read one line, without its end. Raises ``Ended`` when there are no more."""

    def key(self, wait_s: float) -> Key | None:
        """Wait for a key, ``wait_s`` seconds of the world at most; None when none came."""

    def keys(self) -> AbstractContextManager[bool]:
        """Take keys for the length of a ``with``; tells whether they need an Enter after them."""

    def ring(self) -> None:
        """Call for attention, where that does not disturb what is read."""


class _Speaker:
    """The side that speaks, the same everywhere."""

    def __init__(self, out: TextIO, signals: Signals) -> None:
        self._out = out
        self._signals = signals

    def say(self, *texts: str) -> None:
        lines = "".join(f"{line}\n" for text in texts for line in (laid_out(text) if text else [""]))
        try:
            self._out.write(lines)
            self._out.flush()
        except (OSError, ValueError):  # the reader has gone, or the stream was closed under us
            if not self._signals.asked:
                raise Interrupted from None

    def ring(self) -> None:
        with suppress(OSError, ValueError):
            if self._out.isatty():
                self._out.write("\a")
                self._out.flush()


class LineConsole(_Speaker):
    """Standard input is a pipe or a file."""

    def __init__(self, source: TextIO, out: TextIO, vocabulary: Vocabulary, signals: Signals) -> None:
        super().__init__(out, signals)
        self._vocabulary = vocabulary
        self._lines: deque[str] = deque()
        self._ended = False
        self._news = threading.Condition()
        threading.Thread(target=self._read, args=(source,), daemon=True).start()

    def _read(self, source: TextIO) -> None:
        with suppress(OSError, ValueError):  # closed while we read: the same as its end
            for line in _lines_of(source):
                self._tell(line.rstrip("\r\n"))
        self._tell(None)

    def _tell(self, line: str | None) -> None:
        with self._news:
            if line is None:
                self._ended = True
            else:
                self._lines.append(line)
            self._news.notify()

    def ask(self) -> str:
        with self._signals.waiting(), self._news:
            self._news.wait_for(lambda: self._lines or self._ended)
            if not self._lines:
                raise Ended
            return self._lines.popleft()

    def key(self, wait_s: float) -> Key | None:
        until = time.monotonic() + wait_s
        with self._signals.waiting(), self._news:
            while True:
                key = self._take_key()
                left = until - time.monotonic()
                if key is not None or left <= 0:
                    return key
                self._news.wait(left)

    def _take_key(self) -> Key | None:
        """Take the first line that means a key. "n" is "no" as well, so "next" counts at the front alone."""
        for place, line in enumerate(self._lines):
            key = self._vocabulary.word(line)
            if key not in ("enter", "other") and (place == 0 or key != "next"):
                del self._lines[place]
                return key
        return None

    def keys(self) -> AbstractContextManager[bool]:
        return nullcontext(True)


def _lines_of(source: TextIO) -> Iterator[str]:
    """Yield lines as they come. A real file is read below Python's buffers: a thread that waits inside them
    when the program ends would take the program down with it."""
    try:
        handle = source.fileno()
    except OSError:  # a text in memory
        yield from source
        return
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    rest = ""
    while data := os.read(handle, 4096):
        *lines, rest = (rest + decoder.decode(data)).split("\n")
        yield from lines
    if rest:
        yield rest


class TerminalConsole(_Speaker):
    """Standard input is a terminal of a POSIX system. Read unbuffered, so that lines and keys do not mix."""

    def __init__(self, handle: int, out: TextIO, vocabulary: Vocabulary, signals: Signals) -> None:
        super().__init__(out, signals)
        self._handle = handle
        self._vocabulary = vocabulary
        self._without_enter = False

    def ask(self) -> str:
        with self._signals.waiting():
            read = self._read()
        if not read:
            raise Ended
        return read.rstrip("\r\n")

    def _read(self) -> str:
        try:
            return os.read(self._handle, 4096).decode("utf-8", "replace")
        except OSError:
            raise Interrupted from None  # the terminal was closed

    def key(self, wait_s: float) -> Key | None:
        with self._signals.waiting():
            if not self._something_within(wait_s):
                return None
            read = self._read()
            if not self._without_enter:
                return self._vocabulary.word(read.rstrip("\r\n")) if read else "leave"
            while read.endswith((ESCAPE, ESCAPE + "[", ESCAPE + "O")) and self._something_within(
                ARROW_WITHIN_S
            ):
                read += self._read()
        return weightiest(list(self._vocabulary.raw(read))) if read else "leave"

    def _something_within(self, wait_s: float) -> bool:
        import select

        return bool(select.select([self._handle], [], [], max(0.0, wait_s))[0])

    @contextmanager
    def keys(self) -> Iterator[bool]:
        import termios
        import tty

        try:
            before = termios.tcgetattr(self._handle)
            tty.setcbreak(self._handle)
        except termios.error:  # a terminal that cannot: with Enter, then
            yield True
            return

        def take_keys_again() -> None:
            tty.setcbreak(self._handle)

        self._signals.after_return = take_keys_again
        self._without_enter = True
        try:
            yield False
        finally:
            self._without_enter = False
            self._signals.after_return = None
            with suppress(termios.error):  # it was closed meanwhile
                termios.tcsetattr(self._handle, termios.TCSADRAIN, before)


class WindowsConsole(_Speaker):
    """Standard input is a Windows console."""

    def __init__(self, source: TextIO, out: TextIO, vocabulary: Vocabulary, signals: Signals) -> None:
        super().__init__(out, signals)
        self._source = source
        self._vocabulary = vocabulary

    def ask(self) -> str:
        with self._signals.waiting():
            line = self._source.readline()
        if not line:
            raise Ended
        return line.rstrip("\r\n")

    def key(self, wait_s: float) -> Key | None:
        until = time.monotonic() + wait_s
        with self._signals.waiting():
            while True:
                key = self._pressed()
                if key is not None or time.monotonic() >= until:
                    return key
                time.sleep(LOOK_EVERY_S)

    def _pressed(self) -> Key | None:
        import msvcrt

        keyboard: Any = msvcrt
        if not keyboard.kbhit():
            return None
        mark = keyboard.getwch()
        if mark in ("\x00", "\xe0"):  # an arrow, or another key without a letter, in two parts
            arrows: dict[str, Key] = {"K": "again", "M": "next"}
            return arrows.get(keyboard.getwch(), "other")
        return next(self._vocabulary.raw(mark))

    def keys(self) -> AbstractContextManager[bool]:
        return nullcontext(False)


def open_console(vocabulary: Vocabulary, signals: Signals) -> Console:
    """Return the console that fits standard input. A mark that standard output cannot write becomes "?"."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")
    if not sys.stdin.isatty():
        return LineConsole(sys.stdin, sys.stdout, vocabulary, signals)
    if sys.platform == "win32":
        return WindowsConsole(sys.stdin, sys.stdout, vocabulary, signals)
    return TerminalConsole(sys.stdin.fileno(), sys.stdout, vocabulary, signals)
