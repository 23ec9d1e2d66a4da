"""The band of the day as an SVG without a view box: places across are per cent, so that it fits any width
while patterns, marks and letters keep their size. Positions are presentation attributes, for no inline style
is allowed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from ...app.break_page import Mark, Ribbon, Stretch
from ...core.breaks.saying import length
from ...core.words import Words
from .offer import spoken

LEAST_HOURS = 8
"""The band is at least a working day wide, so that a morning does not look like a whole day. Chosen."""

MOST_TICKS = 10
DRAWN = frozenset({"nudge", "offered", "taken", "postponed", "skipped"})
"""Marks that are drawn; the table has all."""

LEAST_WIDTH = 0.15
"""A short rest is still seen, per cent of the width."""

HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Part:
    """One stretch: per cent of the width."""

    kind: str
    x: float
    width: float


@dataclass(frozen=True, slots=True)
class Spot:
    """A mark or an hour, per cent across. ``text``: the hour's label; ``minor``: not where it is narrow."""

    x: float
    kind: str = ""
    text: str = ""
    minor: bool = False


@dataclass(frozen=True, slots=True)
class Picture:
    parts: tuple[Part, ...]
    marks: tuple[Spot, ...]
    hours: tuple[Spot, ...]
    now: float

    @property
    def kinds(self) -> frozenset[str]:
        """What the key has to explain."""
        return frozenset({*(part.kind for part in self.parts), *(mark.kind for mark in self.marks)})


def picture_of(ribbon: Ribbon) -> Picture | None:
    """Lay the band out; None while there is nothing to show."""
    if not ribbon.stretches:
        return None
    begin, end = span_of(ribbon)

    def x(at: datetime) -> float:
        return round(100 * (at - begin) / (end - begin), 3)

    parts = tuple(Part(s.kind, x(s.begin), max(LEAST_WIDTH, x(s.end) - x(s.begin))) for s in ribbon.stretches)
    marks = tuple(Spot(x(mark.at), mark.kind) for mark in ribbon.marks if mark.kind in DRAWN)
    return Picture(parts, marks, tuple(_hours(begin, end, x)), x(ribbon.end))


def span_of(ribbon: Ribbon) -> tuple[datetime, datetime]:
    """From the full hour before the first sitting to the one after now, at least a working day."""
    begin = ribbon.begin.replace(minute=0, second=0, microsecond=0)
    last = ribbon.end.replace(minute=0, second=0, microsecond=0)
    last = last if last == ribbon.end else last + HOUR
    return begin, max(last, begin + LEAST_HOURS * HOUR)


def _hours(begin: datetime, end: datetime, x: Any) -> Iterator[Spot]:
    hours = round((end - begin) / HOUR)
    every = -(-hours // MOST_TICKS)
    for n in range(0, hours + 1, every):
        at = begin + n * HOUR
        yield Spot(x(at), text=f"{at:%H}", minor=n % (2 * every) != 0)


def summary_of(ribbon: Ribbon, t: Words) -> str:
    """The band in one sentence."""
    lengths = {
        name: spoken(length(getattr(ribbon, f"{name}_s")), t) for name in ("sitting", "rest", "longest")
    }
    return t("day.ribbon.summary", **lengths)


def rows_of(ribbon: Ribbon, t: Words) -> list[dict[str, str]]:
    """The band as a table: what is drawn and what is not, in the order of the day."""
    entries: Sequence[Stretch | Mark] = sorted([*ribbon.stretches, *ribbon.marks], key=_when)
    return [
        {
            "time": f"{_when(each):%H:%M}",
            "what": t(f"day.stretch.{each.kind}" if isinstance(each, Stretch) else f"day.mark.{each.kind}"),
            "length": spoken(length(each.length_s), t) if isinstance(each, Stretch) else "",
        }
        for each in entries
    ]


def _when(each: Stretch | Mark) -> datetime:
    return each.begin if isinstance(each, Stretch) else each.at
