"""The terminal: a line, and a bell for an offer."""

from __future__ import annotations

import io
import os
import select
import sys
from collections.abc import Iterator
from typing import TextIO

import pytest

from saying import WORDS
from unslump.adapters.desktop.notify.bell import Bell
from unslump.core.words import Said
from unslump.ports import Notice

pty = pytest.importorskip("pty", reason="no pseudo terminals on this system")

OFFER = Notice("offer", "offer", "A break?", "You have sat – a while.", {"start": "Start"})
NUDGE = Notice("nudge", "nudge", "Time to change position", "Half an hour.")
NO_TERMINAL = Said("notices.trouble.no_terminal")


class Terminal:
    """Both ends of a pseudo terminal."""

    def __init__(self) -> None:
        self.ours, self.end = pty.openpty()
        self.stream: TextIO = os.fdopen(self.end, "w", encoding="utf-8")

    def read(self) -> str:
        """What stands there now; empty if nothing came."""
        read = b""
        while select.select([self.ours], [], [], 0)[0]:
            read += os.read(self.ours, 1000)
        return read.decode()

    def close(self) -> None:
        self.stream.close()
        os.close(self.ours)


@pytest.fixture
def terminal() -> Iterator[Terminal]:
    made = Terminal()
    yield made
    made.close()


def test_an_offer_rings_and_says_where_to_answer(terminal: Terminal) -> None:
    bell = Bell(terminal.stream, WORDS)
    assert bell.show(OFFER) == "delivered"
    line = terminal.read()
    assert line.startswith("\aA break? You have sat – a while. ") and line.endswith("\r\n")
    assert "unslump break now" in line and line.count("\n") == 1
    assert bell.trouble() is None


def test_a_nudge_is_a_line_without_a_bell(terminal: Terminal) -> None:
    assert Bell(terminal.stream, WORDS).show(NUDGE) == "delivered"
    assert terminal.read() == "Time to change position Half an hour.\r\n"


def test_in_a_pipe_or_a_file_nobody_would_hear_it() -> None:
    with open(os.devnull, "w") as nothing:
        for stream in (io.StringIO(), nothing, None):
            bell = Bell(stream, WORDS)
            assert bell.show(OFFER) == "failed"
            assert bell.trouble() == NO_TERMINAL


def test_a_terminal_that_was_stopped_holds_nobody_up(terminal: Terminal) -> None:
    import termios

    bell = Bell(terminal.stream, WORDS)
    termios.tcflow(terminal.end, termios.TCOOFF)  # as Ctrl+S does
    assert bell.show(OFFER) == "failed"
    termios.tcflow(terminal.end, termios.TCOON)
    assert bell.show(OFFER) == "delivered"


def test_a_terminal_that_was_closed(terminal: Terminal) -> None:
    bell = Bell(terminal.stream, WORDS)
    terminal.stream.close()
    assert bell.show(OFFER) == "failed"
    assert bell.trouble() == NO_TERMINAL


def test_a_terminal_whose_window_has_gone() -> None:
    terminal = Terminal()
    bell = Bell(terminal.stream, WORDS)
    os.close(terminal.ours)
    assert bell.show(OFFER) == "failed"
    terminal.stream.close()


def test_a_terminal_that_knows_few_letters() -> None:
    terminal = Terminal()
    poor = os.fdopen(os.dup(terminal.end), "w", encoding="ascii")
    assert Bell(poor, WORDS).show(OFFER) == "delivered"
    assert "You have sat ? a while." in terminal.read()
    poor.close()
    terminal.close()


TOSTOP = """
import os, sys, termios
sys.path.insert(0, sys.argv[1])
from unslump.adapters.desktop.notify.bell import Bell
from unslump.core.words import Words
from unslump.ports import Notice
words = Words("en", {"notices.line": "{title} {body} {elsewhere}"})
flags = termios.tcgetattr(1)
flags[3] |= termios.TOSTOP
termios.tcsetattr(1, termios.TCSANOW, flags)
if os.fork() == 0:
    os.setpgid(0, 0)  # in the background now
    os._exit(0 if Bell(sys.stdout, words).show(Notice("offer", "offer", "A", "B")) == "delivered" else 9)
_, status = os.waitpid(-1, os.WUNTRACED)
os._exit(8 if os.WIFSTOPPED(status) else os.waitstatus_to_exitcode(status))
"""


def test_in_the_background_it_does_not_stop_us() -> None:
    """A terminal set to ``tostop`` stops a background job that writes: the resident would stand still."""
    import unslump

    source = os.path.dirname(os.path.dirname(unslump.__file__))  # noqa: PTH120
    pid, ours = pty.fork()
    if pid == 0:
        os.execv(sys.executable, [sys.executable, "-c", TOSTOP, source])
    read = b""
    try:
        while part := os.read(ours, 1000):
            read += part
    except OSError:  # Linux says so at the end
        pass
    _, status = os.waitpid(pid, 0)
    os.close(ours)
    assert os.waitstatus_to_exitcode(status) == 0, read.decode()
