"""Working hours of a week, as a person writes them.

A day is ``any`` (the whole day), ``off``, or spans like ``09:00-12:30, 13:30-18:00``. A span that ends before
it begins crosses midnight and belongs to the day it begins on: ``22:00-06:00`` on Friday ends on Saturday.
``24:00`` is the end of the day. Hours are labels of the local wall clock, whatever zone that is in.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from ..errors import BadInput
from ..words import Said

DAY_MIN = 24 * 60
ANY = "any"
OFF = "off"
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

Span = tuple[int, int]
"""Minutes of the day a span begins and ends at; the end may lie in the next day (above 1440)."""

_SPAN = re.compile(r"(\d{1,2}):(\d{2})\s*[-–]\s*(\d{1,2}):(\d{2})")


def parse_hours(raw: str) -> tuple[Span, ...]:
    """Read one day's hours.

    Raises
    ------
    BadInput
        It is none of the forms above.
    """
    said = raw.strip().lower()
    if said == ANY:
        return ((0, DAY_MIN),)
    if said == OFF:
        return ()
    spans = tuple(_span(part.strip(), raw) for part in said.split(","))
    return tuple(sorted(spans))


def _span(part: str, whole: str) -> Span:
    match = _SPAN.fullmatch(part)
    if match is None:
        raise _unfit(whole)
    from_h, from_m, to_h, to_m = (int(number) for number in match.groups())
    begin, end = from_h * 60 + from_m, to_h * 60 + to_m
    if from_m > 59 or to_m > 59 or begin >= DAY_MIN or end > DAY_MIN or begin == end:
        raise _unfit(whole)
    return begin, end if end > begin else end + DAY_MIN


def _unfit(raw: str) -> BadInput:
    return BadInput("errors.hours", expected=Said("errors.kind.hours"), found=raw)


@dataclass(frozen=True, slots=True)
class Hours:
    """Spans for each day from Monday on."""

    week: tuple[tuple[Span, ...], ...] = (((0, DAY_MIN),),) * 7

    def __post_init__(self) -> None:
        if len(self.week) != len(DAYS):
            raise ValueError(f"A week has seven days; found {len(self.week)}.")

    def at(self, wall: datetime) -> bool:
        """Tell whether this moment of the wall clock lies within the hours."""
        minute = wall.hour * 60 + wall.minute
        today, yesterday = self.week[wall.weekday()], self.week[wall.weekday() - 1]
        return any(begin <= minute < end for begin, end in today) or any(
            minute < end - DAY_MIN for _, end in yesterday
        )


ALWAYS = Hours()
