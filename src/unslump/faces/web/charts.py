"""Small charts, made on the server: geometry in the units of an SVG's view box. Each has its table.

Positions are presentation attributes, so that no inline style is needed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

WIDTH, HEIGHT = 640.0, 220.0
LEFT, RIGHT, TOP, BOTTOM = 56.0, 16.0, 16.0, 32.0
LEAST_TOP_CM = 6.0
"""A chart of misses is at least this high, so that a small miss looks small. Chosen."""

BAR_LENGTH = 240.0
"""A whole bar. A bar stands in the cell of a table, which carries the words."""


@dataclass(frozen=True, slots=True)
class Tick:
    at: float
    text: str


@dataclass(frozen=True, slots=True)
class Line:
    """One series: ``name`` is a words key's last part, ``points`` (x, y) in the view box."""

    name: str
    points: tuple[tuple[float, float], ...]

    @property
    def path(self) -> str:
        return " ".join(f"{x:.1f},{y:.1f}" for x, y in self.points)


@dataclass(frozen=True, slots=True)
class LineChart:
    lines: tuple[Line, ...]
    ticks: tuple[Tick, ...]
    left: float = LEFT
    right: float = WIDTH - RIGHT
    bottom: float = HEIGHT - BOTTOM
    width: float = WIDTH
    height: float = HEIGHT


def misses_over_time(misses: Sequence[tuple[float, float]]) -> LineChart:
    """Lay out how far off the guesses were, oldest first.

    Parameters
    ----------
    misses : sequence of (left, right)
        Centimetres, at least one pair.
    """
    top_cm = max(LEAST_TOP_CM, 2.0 * ceil(max(max(pair) for pair in misses) / 2))

    def x(i: int) -> float:
        span = WIDTH - LEFT - RIGHT
        return LEFT + span * (0.5 if len(misses) == 1 else (i + 0.5) / len(misses))

    def y(cm: float) -> float:
        return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * cm / top_cm

    lines = tuple(
        Line(name, tuple((x(i), y(pair[side])) for i, pair in enumerate(misses)))
        for side, name in enumerate(("left", "right"))
    )
    ticks = tuple(Tick(y(cm), f"{cm:g}") for cm in (0.0, top_cm / 2, top_cm))
    return LineChart(lines, ticks)


def bar_length(part: int, whole: int) -> float:
    """How much of a bar is filled; nothing where nothing was asked."""
    return BAR_LENGTH * part / whole if whole else 0.0
