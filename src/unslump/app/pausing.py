"""How long a pause shall be, as people say it: ``45m``, ``1h 30m``, ``until 14:00``; ``45`` is minutes."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from ..core.errors import BadInput
from .durations import parse_duration

UNTIL = "until"

Localise = Callable[[datetime], datetime]
"""Give a time without a zone the offset that holds here at that time; ``fold`` chooses of two."""


def pause_length(said: Sequence[str], now: datetime, localise: Localise) -> float | None:
    """Return the seconds from now on, or None where nothing was said: the usual pause.

    A time of the day is the next one of its kind. Where clocks are turned between now and then, the pause is
    an hour shorter or longer than the clock face says, and ends when it shows that time.

    Raises
    ------
    BadInput
        It is neither a length with units nor ``until`` and a time.
    """
    if not said:
        return None
    try:
        if said[0].lower() == UNTIL:
            return _until(" ".join(said[1:]), now, localise)
        plain = len(said) == 1 and said[0].isascii() and said[0].isdigit()
        length_s = int(said[0]) * 60 if plain else parse_duration(" ".join(said))
    except ValueError:
        length_s = 0
    if length_s <= 0:
        raise BadInput("control.when", found=" ".join(said))
    return float(length_s)


def _until(time: str, now: datetime, localise: Localise) -> float:
    match = re.fullmatch(r"(\d{1,2})[:.](\d{2})", time, re.ASCII)
    if match is None:
        raise ValueError(time)
    today = now.replace(
        hour=int(match[1]), minute=int(match[2]), second=0, microsecond=0, tzinfo=None
    )  # ValueError for 25:00
    times = [
        localise((today + timedelta(days=days)).replace(fold=fold))
        for days in (0, 1)
        for fold in (0, 1)  # the hour that comes twice in autumn
    ]
    return min(seconds for time in times if (seconds := (time - now).total_seconds()) > 0)
