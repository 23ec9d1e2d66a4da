"""Durations as people type and read them: ``45m``, ``1h 30m``, ``90s``.

The unit symbols are those of the SI, the same in every language, so that what is shown can be typed back.
"""

from __future__ import annotations

import re

_UNITS = (("h", 3600), ("min", 60), ("s", 1))
_LETTERS = {"h": 3600, "m": 60, "s": 1}
_PART = r"(\d{1,9}(?:[.,]\d{1,9})?)\s*(h(?:ours?|rs?)?|m(?:in(?:ute)?s?)?|s(?:ec(?:ond)?s?)?)"


def parse_duration(raw: str) -> int:
    """Read hours, minutes and seconds, each with its unit, as whole seconds.

    Raises
    ------
    ValueError
        It is no such text, or not a whole number of seconds.
    """
    said = raw.strip().lower()
    if not re.fullmatch(rf"{_PART}(\s*{_PART})*", said):
        raise ValueError(raw)
    parts = [(match[1], match[2][0]) for match in re.finditer(_PART, said)]
    sizes = [_LETTERS[letter] for _, letter in parts]
    if sizes != sorted(set(sizes), reverse=True):  # "30m 1h" or "5m 5m": more likely a slip than meant
        raise ValueError(raw)
    from decimal import Decimal  # here: the resident reads seconds, and never this

    total = sum(Decimal(number.replace(",", ".")) * _LETTERS[letter] for number, letter in parts)
    if total != int(total):
        raise ValueError(raw)
    return int(total)


def written_duration(seconds: float) -> str:
    """Write seconds exactly as ``1 h 30 min``, ``45 min``, ``90 s``; ``parse_duration`` reads it back.

    Below two minutes seconds alone are easier to read.
    """
    left = round(seconds)
    if left < 120 and left % 60:
        return f"{left} s"
    parts = []
    for unit, size in _UNITS:
        number, left = divmod(left, size)
        if number:
            parts.append(f"{number} {unit}")
    return " ".join(parts) or "0 s"


def about(seconds: float) -> str:
    """Write a length that is only to be read: whole minutes from two minutes on."""
    return written_duration(seconds if seconds < 120 else round(seconds / 60) * 60)
