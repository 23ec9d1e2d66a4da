"""What a key or a typed word means. The words are data (``terminal.input``), so they translate."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from ....core.words import Words

Key = Literal["stop", "pause", "again", "next", "leave", "fine", "help", "enter", "other"]

WORDED: tuple[Key, ...] = ("stop", "pause", "again", "next", "leave", "fine", "help")

ESCAPE = "\x1b"
_ARROWS: dict[str, Key] = {"C": "next", "D": "again"}
_RAW: dict[str, Key] = {
    " ": "pause",
    "\n": "enter",
    "\r": "enter",
    "\x03": "leave",  # Ctrl+C where it is no signal
    "\x04": "leave",  # Ctrl+D
}


class Vocabulary:
    """Read keys and words.

    Parameters
    ----------
    words : Words
        ``terminal.input.<meaning>`` holds the words for a meaning, the one-letter key first.
    """

    def __init__(self, words: Words) -> None:
        self._meaning: dict[str, Key] = {
            spelling: key for key in WORDED for spelling in words(f"terminal.input.{key}").split()
        }

    def word(self, text: str) -> Key:
        """Read a whole typed line as one key."""
        plain = text.strip().lower()
        if not plain:
            return "pause" if " " in text else "enter"
        if plain.startswith(ESCAPE):
            return next(iter(self.raw(plain)), "stop")
        return self._meaning.get(plain, "other")

    def raw(self, text: str) -> Iterator[Key]:
        """Read keys as a terminal sends them one by one. An escape that begins no arrow is the Escape key."""
        rest = text
        while rest:
            if rest[0] == ESCAPE:
                key, rest = self._escape(rest)
            else:
                mark, rest = rest[0], rest[1:]
                key = _RAW.get(mark) or self._meaning.get(mark.lower(), "other")
            yield key

    def _escape(self, text: str) -> tuple[Key, str]:
        if len(text) < 3 or text[1] not in "[O":
            return "stop", text[1:]
        end = 2
        while end < len(text) - 1 and not text[end].isalpha() and text[end] != "~":
            end += 1
        return _ARROWS.get(text[end].upper(), "other"), text[end + 1 :]


def weightiest(keys: list[Key]) -> Key | None:
    """Of keys pressed at once, stop comes before everything, and the last of the others counts."""
    if "stop" in keys:
        return "stop"
    meant = [key for key in keys if key != "other"] or keys
    return meant[-1] if meant else None
