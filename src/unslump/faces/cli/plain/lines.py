"""Lay sentences out as lines: whole sentences together while they fit, printable characters alone."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator

WIDTH = 96
"""Longest line, characters. Braille displays and magnifiers read short lines more easily. Chosen."""

GOES_ON = "  "
"""How a line begins that goes on with the sentence of the line before."""

_SENTENCE_ENDS = re.compile(r"(?<=[.!?)])\s+(?=[^a-z\s(])")
_FINISHED = (".", "!", "?", ":", ")", "”")


def laid_out(text: str) -> Iterator[str]:
    """Yield the lines of a text. Each begins with a sentence, or goes on with one that is too long."""
    line = ""
    for sentence in _SENTENCE_ENDS.split(printable(text)):
        together = f"{line} {sentence}".strip()
        if len(together) <= WIDTH:
            line = together
            continue
        if line:
            yield line
        *whole, line = _wrapped(sentence)
        yield from whole
        if whole:  # the tail of a long sentence stands alone, so that the next one begins a line
            yield line
            line = ""
    if line:
        yield line


def _wrapped(sentence: str) -> list[str]:
    return textwrap.wrap(sentence, WIDTH, subsequent_indent=GOES_ON, break_on_hyphens=False) or [""]


def printable(text: str) -> str:
    """Leave out whatever a terminal would act on instead of showing it."""
    return "".join(mark if mark.isprintable() else " " for mark in text).strip()


def finished(text: str) -> str:
    """End a title or a list entry like a sentence, so that a voice pauses after it."""
    return text if text.endswith(_FINISHED) else f"{text}."


def numbered(number: int, text: str) -> str:
    return f"{number}: {finished(text)}"
