"""The day as one band: sitting, rest, what was held, and when nobody was counting.

::

    begin                                                         end (now)
    |sitting______________|rest|sitting____|held//////|sit|off......|sitting|
              ^ nudge     ^ offered              marks stand at their moment

Lengths come from the boot clock wherever two moments are of one run of the computer, so that a clock that was
set, at any moment and by any amount, moves labels and nothing else. Everything is placed backwards from now:
what the wall says now is what the hours below the band mean. After a restart of the computer the boot clock
began anew; there, and only there, the wall says how long it took.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Literal

from ..vocab import Moment
from .events import Happened, Kind
from .outlook import Outlook

StretchKind = Literal["sitting", "rest", "held", "off"]
"""``held``: sitting while an offer was held back; ``off``: the computer slept or the program did not run."""

OVER: tuple[StretchKind, ...] = ("off", "rest", "held")
"""Where several lie over each other the first of these shows; where none lies, somebody sat."""

MARKED: tuple[Kind, ...] = (
    "nudge", "offered", "started", "taken", "postponed", "skipped", "paused", "resumed",
)  # fmt: skip
"""What stands as a mark on the band."""

REACHES_BACK: tuple[str, ...] = ("gap_s", "rest_s", "sitting_s")
"""Values of an event that say what came before it."""

LEAST_S = 1.0
"""Shorter than a tick: no stretch of its own."""

Piece = tuple[StretchKind, float, float]
"""Kind, begin and end in seconds from now: 0 is now, the past is negative."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of the day of one kind; ``end`` lies after ``begin``."""

    kind: StretchKind
    begin: datetime
    end: datetime

    @property
    def length_s(self) -> float:
        return (self.end - self.begin).total_seconds()


@dataclass(frozen=True, slots=True)
class Mark:
    """Something that happened at one moment."""

    kind: Kind
    at: datetime


@dataclass(frozen=True, slots=True)
class Ribbon:
    """The day so far.

    Attributes
    ----------
    begin, end : datetime
        From the first sitting of the day until now; equal while there was none.
    stretches : tuple of Stretch
        In order, without a hole and without overlap.
    marks : tuple of Mark
        In order, from begin to end.
    sitting_s : float
        Sitting and held together: a call is sat through.
    rest_s, longest_s : float
        ``longest_s``: the longest sitting without a rest that counted.
    """

    begin: datetime
    end: datetime
    stretches: tuple[Stretch, ...] = ()
    marks: tuple[Mark, ...] = ()
    sitting_s: float = 0.0
    rest_s: float = 0.0
    longest_s: float = 0.0


def build_ribbon(happened: Sequence[Happened], outlook: Outlook, now: Moment, *, began: datetime) -> Ribbon:
    """Lay out the day from what happened in it.

    Parameters
    ----------
    happened : sequence of Happened
        Oldest first, of any run of the program; what lies before ``began`` tells what the day began with.
    outlook : Outlook
        What the machine is at now.
    began : datetime
        Nothing before it is shown: local midnight.
    """
    places = _places(happened, now)
    floor_s = min(0.0, (began - now.wall).total_seconds())
    start_s = max(floor_s, _start(happened, places, outlook))
    layers = [
        *_rests(happened, places, outlook),
        *_holds(happened, places, outlook),
        *(("off", at - _value(each, "gap_s"), at) for each, at in _both(happened, places, "gap")),
    ]
    pieces = _without_lead(_merged(_swept(layers, start_s)))
    if not pieces:
        return Ribbon(now.wall, now.wall)
    return _ribbon(pieces, _marks(happened, places, pieces[0][1]), now.wall)


def _ribbon(pieces: Sequence[Piece], marks: Iterable[tuple[Kind, float]], wall: datetime) -> Ribbon:
    def on_wall(at_s: float) -> datetime:
        return wall + timedelta(seconds=at_s)

    stretches = tuple(Stretch(kind, on_wall(begin), on_wall(end)) for kind, begin, end in pieces)
    return Ribbon(
        begin=stretches[0].begin,
        end=wall,
        stretches=stretches,
        marks=tuple(Mark(kind, on_wall(at)) for kind, at in marks),
        sitting_s=sum(s.length_s for s in stretches if s.kind in ("sitting", "held")),
        rest_s=sum(s.length_s for s in stretches if s.kind == "rest"),
        longest_s=max(_bouts(stretches), default=0.0),
    )


def _bouts(stretches: Iterable[Stretch]) -> Iterator[float]:
    bout_s = 0.0
    for each in stretches:
        bout_s = bout_s + each.length_s if each.kind in ("sitting", "held") else 0.0
        yield bout_s


# -- where each event stands, in seconds from now -----------------------------------------------------------


def _places(happened: Sequence[Happened], now: Moment) -> tuple[float, ...]:
    """Walk back from now, a length at a time."""
    at_s, later, gap_s = 0.0, now, None
    places = []
    for each in reversed(happened):
        at_s -= _between(each.at, later, gap_s)
        places.append(at_s)
        later, gap_s = each.at, _value(each, "gap_s") if each.kind == "gap" else None
    return tuple(reversed(places))


def _between(earlier: Moment, later: Moment, gap_s: float | None) -> float:
    """How long it was from one moment to the next; ``gap_s``: a gap of that length ended with the later.

    The program was down over every restart of the computer, and a restart's gap is never shorter than the new
    boot clock: one that does not fit between the two readings had a restart in it.
    """
    boot_s = later.boot_s - earlier.boot_s
    if boot_s >= 0 and (gap_s or 0.0) <= boot_s + LEAST_S:
        return boot_s
    return max(0.0, gap_s or 0.0, (later.wall - earlier.wall).total_seconds())


def _value(each: Happened, name: str) -> float:
    value = each.values.get(name, 0.0)
    return max(0.0, float(value)) if isinstance(value, int | float) else 0.0


def _both(
    happened: Sequence[Happened], places: Sequence[float], *kinds: Kind
) -> Iterator[tuple[Happened, float]]:
    return ((each, at) for each, at in zip(happened, places, strict=True) if each.kind in kinds)


def _start(happened: Sequence[Happened], places: Sequence[float], outlook: Outlook) -> float:
    """From where on something is known."""
    if not happened:
        return -(outlook.bout_s + outlook.rest_s)
    return places[0] - max(_value(happened[0], name) for name in REACHES_BACK)


# -- what lies where ----------------------------------------------------------------------------------------


def _rests(happened: Sequence[Happened], places: Sequence[float], outlook: Outlook) -> Iterator[Piece]:
    """Rests that were credited, breaks that were begun and taken, and the rest or break of this moment."""
    started: float | None = None
    for each, at in _both(happened, places, "started", "taken", "rest_credited", "postponed", "skipped"):
        if each.kind in ("taken", "rest_credited"):
            yield "rest", at - _value(each, "rest_s"), at
        if each.kind == "taken" and started is not None:
            yield "rest", started, at
        if each.kind != "rest_credited":
            started = at if each.kind == "started" else None
    if outlook.resting:
        yield "rest", -outlook.rest_s, 0.0
    if outlook.phase == "break" and started is not None:
        yield "rest", started, 0.0


def _holds(happened: Sequence[Happened], places: Sequence[float], outlook: Outlook) -> Iterator[Piece]:
    held: float | None = None
    for each, at in _both(happened, places, "held", "released"):
        if each.kind == "held":
            held = at if held is None else held
        elif held is not None:
            yield "held", held, at
            held = None
    if held is not None and outlook.phase == "held":
        yield "held", held, 0.0


def _swept(layers: Iterable[Piece], start_s: float) -> Iterator[Piece]:
    """Cut the time from ``start_s`` to now at every edge, and say what shows in each part."""
    inside = [(kind, max(start_s, begin), min(0.0, end)) for kind, begin, end in layers]
    edges: list[tuple[float, StretchKind | None, int]] = [(start_s, None, 0), (0.0, None, 0)]
    for layer, begin, end in inside:
        if end > begin:
            edges += [(begin, layer, 1), (end, layer, -1)]
    lying = dict.fromkeys(OVER, 0)
    edges.sort(key=lambda edge: edge[0])
    for (at, kind, change), (until, _, _) in pairwise(edges):
        if kind is not None:
            lying[kind] += change
        if until > at:
            yield next((k for k in OVER if lying[k]), "sitting"), at, until


def _merged(pieces: Iterable[Piece]) -> list[Piece]:
    """Join neighbours of a kind; what is shorter than a tick goes to the one before it."""
    merged: list[Piece] = []
    for kind, begin, end in pieces:
        if merged and (kind == merged[-1][0] or end - begin < LEAST_S):
            merged[-1] = (merged[-1][0], merged[-1][1], end)
        elif merged or end - begin >= LEAST_S:
            merged.append((kind, begin, end))
    return merged


def _without_lead(pieces: Sequence[Piece]) -> Sequence[Piece]:
    """The day begins where somebody first sat: the night before it is nobody's rest."""
    first = next((i for i, piece in enumerate(pieces) if piece[0] not in ("rest", "off")), len(pieces))
    return pieces[first:]


def _marks(
    happened: Sequence[Happened], places: Sequence[float], begin_s: float
) -> Iterator[tuple[Kind, float]]:
    return ((each.kind, at) for each, at in _both(happened, places, *MARKED) if at >= begin_s)
