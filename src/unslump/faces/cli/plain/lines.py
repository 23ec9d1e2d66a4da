"""Lay sentences out as lines: one sentence a line, none too long, nothing but printable characters."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator

WIDTH = 96
"""Longest line, characters. Braille displays and magnifiers read short lines more easily. Chosen."""

GOES_ON = "  "
"""How a line begins that goes on with the sentence of the line before."""

_SENTENCE_ENDS = re.compile(r"(?<=[.!?])\s+(?=[^a-z\s(])")
_FINISHED = (".", "!", "?", ":", ")", "”")


def laid_out(text: str, *, indent: str = "") -> Iterator[str]:
    """Yield the lines of a text: a new line for each sentence, a long sentence over several."""
    for sentence in _SENTENCE_ENDS.split(printable(text)):
        yield from textwrap.wrap(
            sentence, WIDTH, initial_indent=indent, subsequent_indent=indent + GOES_ON, break_on_hyphens=False
        )


def printable(text: str) -> str:
    """Leave out whatever a terminal would act on instead of showing it."""
    return "".join(mark if mark.isprintable() else " " for mark in text).strip()


def finished(text: str) -> str:
    """End a title or a list entry like a sentence, so that a voice pauses after it."""
    return text if text.endswith(_FINISHED) else f"{text}."


def numbered(number: int, text: str) -> str:
    return f"{number}. {finished(text)}"
