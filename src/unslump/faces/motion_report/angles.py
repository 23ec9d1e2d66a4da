"""Angles over time, as SVG: lines named where they lie farthest apart, the phases behind them.

Across all is per cent; down, a line's points are per cent of the plot, everything else pixels.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from .numbers import even_marks, known, number, segments

STRIP, PLOT, AXIS = 30.0, 240.0, 30.0
"""Heights: the phases' names, the lines, the seconds. Pixels."""

LIFTED, SUNK, APART, ROOMY = 9.0, 19.0, 16.0, 38.0
"""A name stands so far above its line, or so far below; two names are so far apart, and below a line there
must be so much room. Pixels."""

MOST_DEGREES, MOST_SECONDS, MOST_ROWS = 5, 7, 40
LETTER = 3.2
"""Width of a letter on the narrowest screen, per cent: a phase is named in the drawing if its name fits."""

NAMED_BETWEEN = (0.12, 0.80)
"""Lines are named within these shares of the time, so that no name leaves the drawing."""

LEVEL_OVER = 0.03
"""Half the width of a line's name, as a share of the time."""

CLEAR = 0.12
"""Lines so far apart, as a share of the range, are far enough apart to be named there."""

ROOM = 0.04
"""Above the highest and below the lowest angle, as a share of the range."""


@dataclass(frozen=True, slots=True)
class Line:
    """One angle: its pieces, and where its name stands (per cent across, pixels down)."""

    name: str
    pieces: tuple[str, ...]
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Span:
    """A phase, per cent across."""

    kind: str
    x: float
    width: float


@dataclass(frozen=True, slots=True)
class Chart:
    lines: tuple[Line, ...]
    spans: tuple[Span, ...]
    degrees: tuple[tuple[float, str], ...]
    seconds: tuple[tuple[float, str], ...]
    zero: float
    strip: float = STRIP
    plot: float = PLOT
    height: float = STRIP + PLOT + AXIS


@dataclass(frozen=True, slots=True)
class _Frame:
    """What is where: seconds and degrees at the edges of the plot."""

    begin: float
    end: float
    low: float
    high: float

    def x(self, t_s: float) -> float:
        return 100 * (t_s - self.begin) / (self.end - self.begin)

    def down(self, deg: float) -> float:
        """Per cent of the plot."""
        return 100 * (self.high - deg) / (self.high - self.low)

    def y(self, deg: float) -> float:
        """Pixels of the drawing."""
        return STRIP + PLOT * self.down(deg) / 100


def chart_of(
    t_s: Sequence[float | None],
    angles: Mapping[str, Sequence[float | None]],
    phases: Sequence[Mapping[str, Any]],
) -> Chart | None:
    """Lay the lines out; None where nothing was measured."""
    times = known(t_s)
    degrees = [deg for values in angles.values() for deg in known(values)]
    if len(times) < 2 or not degrees:
        return None
    frame = _frame(times, degrees)
    places = _names(t_s, angles, frame)
    lines = tuple(Line(name, _pieces(t_s, values, frame), *places[name]) for name, values in angles.items())
    spans = tuple(_span(phase, frame) for phase in phases if _is_whole(phase))
    return Chart(lines, spans, _degrees(frame), _seconds(frame), frame.y(0.0))


def _frame(times: Sequence[float], degrees: Sequence[float]) -> _Frame:
    low, high = min(0.0, *degrees), max(0.0, *degrees)
    room = ROOM * (high - low or 1.0)
    return _Frame(times[0], times[-1], low - room, high + 2 * room)


def _pieces(t_s: Sequence[float | None], values: Sequence[float | None], frame: _Frame) -> tuple[str, ...]:
    xs = [None if t is None else frame.x(t) for t in t_s]
    return segments(xs, [None if deg is None else frame.down(deg) for deg in values])


def _names(
    t_s: Sequence[float | None], angles: Mapping[str, Sequence[float | None]], frame: _Frame
) -> dict[str, tuple[float, float]]:
    """Put every name where the lines lie far apart and level."""
    lines = list(angles.values())
    reach = max(1, round(len(t_s) * LEVEL_OVER))
    enough = CLEAR * (frame.high - frame.low)

    def clear(i: int) -> float:
        return min(_gap(t_s[i], [line[i] for line in lines], frame), enough) - _rise(lines, i, reach) / 2

    at = max(range(len(t_s)), key=clear)
    x = round(frame.x(t_s[at] or frame.begin), 2)
    heights = {name: _height(values, at, frame) for name, values in angles.items()}
    downward = sorted(heights, key=lambda name: heights[name])
    beside = _beside([heights[name] for name in downward])
    return {name: (x, round(y, 1)) for name, y in zip(downward, beside, strict=True)}


def _beside(lines: Sequence[float]) -> list[float]:
    """Return where the names of lines stand that lie so far down: above a line, or below it where the line
    above is too near."""
    names: list[float] = []
    for at, y in enumerate(lines):
        above = y - (max(lines[at - 1], names[-1]) if at else 0.0)
        below = lines[at + 1] - y if at + 1 < len(lines) else ROOMY
        names.append(y + SUNK if at and above < APART + LIFTED and below >= ROOMY else y - LIFTED)
    return names


def _height(values: Sequence[float | None], at: int, frame: _Frame) -> float:
    deg = values[at]
    return frame.y(0.0 if deg is None else deg)


def _gap(t_s: float | None, degrees: Sequence[float | None], frame: _Frame) -> float:
    """Return how far apart the lines are at one time; less than nothing where they cannot be named."""
    seen = [deg for deg in degrees if deg is not None]
    if t_s is None or len(seen) < len(degrees):
        return -1.0
    share = frame.x(t_s) / 100
    if not NAMED_BETWEEN[0] <= share <= NAMED_BETWEEN[1]:
        return -1.0
    return min((abs(a - b) for a, b in combinations(seen, 2)), default=0.0)


def _rise(lines: Sequence[Sequence[float | None]], at: int, reach: int) -> float:
    """Return how much the steepest line rises or falls where a name would stand."""
    spans = [known(values[max(0, at - reach) : at + reach + 1]) for values in lines]
    return max((max(span) - min(span) for span in spans if span), default=0.0)


def _is_whole(phase: Mapping[str, Any]) -> bool:
    return phase.get("start_s") is not None and phase.get("end_s") is not None


def _span(phase: Mapping[str, Any], frame: _Frame) -> Span:
    x = frame.x(phase["start_s"])
    return Span(phase["id"], round(x, 2), round(max(0.0, frame.x(phase["end_s"]) - x), 2))


def fits(name: str, span: Span) -> bool:
    """Whether a phase's name has room in the drawing on the narrowest screen."""
    return len(name) * LETTER <= span.width


def _degrees(frame: _Frame) -> tuple[tuple[float, str], ...]:
    marks = even_marks(frame.low, frame.high, MOST_DEGREES)
    return tuple((round(frame.y(deg), 1), number(deg) or "") for deg in marks)


def _seconds(frame: _Frame) -> tuple[tuple[float, str], ...]:
    marks = even_marks(frame.begin, frame.end, MOST_SECONDS)
    digits = 0 if all(mark == round(mark) for mark in marks) else 1
    return tuple((round(frame.x(s), 2), number(s, digits) or "") for s in marks)


def rows_of(
    t_s: Sequence[float | None], angles: Mapping[str, Sequence[float | None]]
) -> list[dict[str, str | None]]:
    """The lines as a table, thinned to what a person reads; the document has every picture."""
    every = -(-len(t_s) // MOST_ROWS) or 1
    return [
        {"second": number(t_s[i], 1), **{name: number(values[i]) for name, values in angles.items()}}
        for i in range(0, len(t_s), every)
    ]
