"""Turn what the machine knows into texts that a face can say."""

from __future__ import annotations

from collections.abc import Iterable

from ..words import Said
from .events import Happened, Hold

MINUTE_S, HOUR_S = 60, 3600
IN_SECONDS_UP_TO_S = 90
"""Shorter lengths are said in seconds."""


def length(seconds: float) -> Said:
    """Say a length of time as people do: "40 s", "12 min", "2 h 5 min"."""
    whole = round(seconds)
    if whole < IN_SECONDS_UP_TO_S:
        return Said("breaks.length.s", n=whole)
    minutes = round(whole / MINUTE_S)
    if minutes < MINUTE_S:
        return Said("breaks.length.min", n=minutes)
    hours, left = divmod(minutes, MINUTE_S)
    return Said("breaks.length.h", n=hours) if left == 0 else Said("breaks.length.h_min", h=hours, n=left)


def hold_names(holds: Iterable[Hold]) -> tuple[Said, ...]:
    return tuple(Said(f"breaks.hold.{hold}") for hold in holds)


def reason(happened: Happened) -> Said:
    """Say why something happened: seconds become lengths, holds become their names."""
    values: dict[str, object] = {}
    for name, value in happened.values.items():
        if name == "holds":
            values[name] = hold_names(value)
        elif name.endswith("_s"):
            values[name.removesuffix("_s")] = length(value)
        else:
            values[name] = value
    return Said(f"breaks.why.{happened.why}", **values)
