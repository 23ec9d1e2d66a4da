"""How far something long is: a bar that moves on a terminal, a line at each quarter anywhere else."""

from __future__ import annotations

from types import TracebackType
from typing import TextIO

from ...core.words import Words

CELLS = 24
QUARTERS = 4
MEGABYTE = 1_000_000


class Progress:
    """Shows the steps of a set-up. Called with a step, and bytes done of how many (0 of 0: nobody knows).

    Parameters
    ----------
    words : Words
        A step is called ``camera_setup.step.<step>`` there.
    out : text stream
        What is shown is no answer of the command, so it goes to standard error.
    """

    def __init__(self, words: Words, out: TextIO) -> None:
        self._words, self._out = words, out
        self._moves = out.isatty()
        self._shown: tuple[str, int] | None = None
        self._open = False

    def __enter__(self) -> Progress:
        return self

    def __exit__(self, kind: type[BaseException] | None, _: object, __: TracebackType | None) -> None:
        self._end_line()

    def __call__(self, step: str, done_bytes: int, total_bytes: int) -> None:
        fine = CELLS if self._moves else QUARTERS
        part = fine * done_bytes // total_bytes if total_bytes else 0
        if (step, part) == self._shown:
            return
        if self._shown is not None and self._shown[0] != step:
            self._end_line()
        self._shown = (step, part)
        self._show(self._line(step, part, done_bytes, total_bytes))

    def _line(self, step: str, part: int, done_bytes: int, total_bytes: int) -> str:
        text = self._words(f"camera_setup.step.{step}")
        if not total_bytes:
            return text
        bar = f"[{'#' * part}{'.' * (CELLS - part)}] " if self._moves else ""
        done, total = round(done_bytes / MEGABYTE), round(total_bytes / MEGABYTE)
        return self._words("camera_setup.step.far", step=text, bar=bar, done=done, total=total)

    def _show(self, line: str) -> None:
        if self._moves:
            self._out.write(f"\r{line}")
            self._open = True
        else:
            self._out.write(f"{line}\n")
        self._out.flush()

    def _end_line(self) -> None:
        if self._open:
            self._out.write("\n")
            self._open = False
