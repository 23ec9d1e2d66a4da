"""Start the real program in a pipe or in a pseudo terminal, and answer what it asks."""

from __future__ import annotations

import os
import re
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SPEED = 20.0
"""How much faster than the world the session's clock runs: fast, but a busy machine must not miss a phase."""
PATIENCE_S = 30.0

WELL = ["0", "0", *["none"] * 9, "44", "3", "1", "none"]
"""All questions, answered by someone whom nothing ails."""
LESSON = [""] * 6
BEGIN = ["all", "n", "n", "n", "n"]
"""Everything read at once, no time to get ready, and on to the first breath in."""
RATINGS_ASKED = "How much pain is there now"
MOVING = r"Move about a little\.\n"
HIPS = r"Touch the places where your hip joints are\.\nAbout"
STARTING = r"Starting position\.\n.*\nAbout"
FOLDING = "Breathe out, low belly gently in"
FIRST_RUN: list[tuple[str, str | None]] = [
    ("from 0 to 10", "0"),
    ("from 0 to 10", "0"),
    *[("or none", "none")] * 9,
    ("How old are you", "44"),
    ("from 1 to 3", "3"),
    ("from 1 to 3", "1"),
    ("or none", "none"),
    *(
        (f"{begins}", "")
        for begins in ("Point with", "Now the", "Go out", "Lift one", "Many people", "The joint")
    ),
    ("Press Enter for the next part", "all"),
    ("Keys:", ""),
    (MOVING, "n"),
    (HIPS, "n"),
    (STARTING, "n"),
    (RATINGS_ASKED, None),
]
"""What is asked or said, and what is answered; in a terminal the keys of the last lines come with an Enter,
which a running session does not mind."""
RATINGS = ["0", "2", "no", "2", "yes", "no"]


def environment(**more: str) -> dict[str, str]:
    """No display, and nothing of the person who runs the tests."""
    gone = ("DISPLAY", "WAYLAND_DISPLAY", "UNSLUMP_DATA_DIR")
    kept = {name: value for name, value in os.environ.items() if name not in gone}
    return {**kept, "PYTHONPATH": str(ROOT / "src"), "UNSLUMP_TEST_SPEED": f"{SPEED}", **more}


def command(folder: Path, *arguments: str) -> list[str]:
    return [sys.executable, "-m", "unslump", "--testing", "--data-dir", str(folder), *arguments]


def piped(folder: Path, *arguments: str, lines: list[str], **more: str) -> subprocess.CompletedProcess[str]:
    """Run with everything that will be typed in one pipe."""
    return subprocess.run(
        command(folder, *arguments),
        input="".join(f"{line}\n" for line in lines),
        capture_output=True,
        encoding="utf-8",
        timeout=PATIENCE_S,
        env=environment(**more),
        check=False,
    )


class Talk:
    """A running program: wait for what it says, type, send signals."""

    def __init__(self, process: subprocess.Popen[bytes], reads: int, writes: int) -> None:
        self.process = process
        self.reads, self._writes = reads, writes
        self.heard = ""
        self._waited_to = 0

    def wait_for(self, piece: str) -> None:
        """Read on until ``piece`` (a pattern) is said after the last thing that was waited for."""
        until = time.monotonic() + PATIENCE_S
        while (found := re.search(piece, self.heard[self._waited_to :])) is None:
            assert time.monotonic() < until, f"{piece!r} was never said:\n{self.heard}"
            if select.select([self.reads], [], [], 1.0)[0]:
                read = self._read()
                assert read, f"It ended without {piece!r}:\n{self.heard}"
                self.heard += read
        self._waited_to += found.end()

    def _read(self) -> str:
        try:
            return os.read(self.reads, 65536).decode("utf-8", "replace").replace("\r\n", "\n")
        except OSError:  # a pseudo terminal whose program has ended
            return ""

    def answer_until(self, piece: str) -> None:
        """Answer a first run as someone well does, each question as it comes, up to ``piece``."""
        for text, answer in FIRST_RUN:
            self.wait_for(text)
            if text == piece:
                return
            if answer is not None:
                self.type(f"{answer}\n")
        raise AssertionError(f"{piece!r} is no step of a first run.")

    def type(self, text: str) -> None:
        os.write(self._writes, text.encode())

    def send(self, number: signal.Signals) -> None:
        self.process.send_signal(number)

    def end(self) -> int:
        """Read to the end; return the exit code."""
        while read := self._read():
            self.heard += read
        return self.process.wait(PATIENCE_S)


@contextmanager
def talking(folder: Path, *arguments: str, **more: str) -> Iterator[Talk]:
    """The program with its input and output in pipes; what goes wrong is in the same stream."""
    process = subprocess.Popen(
        command(folder, *arguments),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env=environment(**more),
    )
    assert process.stdin is not None and process.stdout is not None
    with process:
        try:
            yield Talk(process, process.stdout.fileno(), process.stdin.fileno())
        finally:
            process.kill()


@contextmanager
def in_a_terminal(folder: Path, *arguments: str, **more: str) -> Iterator[Talk]:
    """The program in a pseudo terminal of its own, as its controlling terminal."""
    import pty

    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        command(folder, *arguments),
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env=environment(TERM="xterm", **more),
        start_new_session=True,
    )
    os.close(theirs)
    try:
        yield Talk(process, ours, ours)
    finally:
        process.kill()
        process.wait()
        with suppress(OSError):  # the test may have closed it: that was what it was about
            os.close(ours)
