"""Lay sentences out as lines: each is one line of printable characters, however long.

Nothing is wrapped here. A terminal wraps at its own width, which may be 40 columns for someone who enlarges
it, and what was broken before would break twice; a voice reads a line, so a line holds what belongs together.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_SENTENCE_ENDS = re.compile(r"(?<=[.!?)])\s+(?=[^a-z\s(])")
"""What follows a sentence in brackets, or begins with a small letter, goes on with it."""

_FINISHED = (".", "!", "?", ":", ")", "”")


def laid_out(text: str) -> Iterator[str]:
    """Yield the lines of a text, a sentence each."""
    yield from filter(None, _SENTENCE_ENDS.split(printable(text)))


def printable(text: str) -> str:
    """Leave out whatever a terminal would act on instead of showing it."""
    return "".join(mark if mark.isprintable() else " " for mark in text).strip()


def finished(text: str) -> str:
    """End a title or a list entry like a sentence, so that a voice pauses after it."""
    return text if text.endswith(_FINISHED) else f"{text}."


def numbered(number: int, text: str) -> str:
    return f"{number}: {finished(text)}"
