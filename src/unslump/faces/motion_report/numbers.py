"""Numbers as a person reads them, and where they lie in a drawing."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

MINUS = "−"
STEPS = (0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 15.0, 30.0, 45.0, 60.0, 90.0, 180.0, 300.0, 600.0)
"""Distances between two marks of an axis, seconds or degrees."""


def number(value: Any, digits: int = 0, times: float = 1.0) -> str | None:
    """Return a number in words' form; None stays None."""
    if value is None:
        return None
    text = f"{float(value) * times:.{digits}f}"
    return MINUS + text[1:] if text.startswith("-") and text.strip("-0.") else text.removeprefix("-")


def even_marks(low: float, high: float, most: int) -> list[float]:
    """Return at most ``most`` even values between two ends."""
    if not high > low:
        return [low]
    step = next((each for each in STEPS if (high - low) / each <= most - 1), high - low)
    first = -(-low // step)
    marks = [(first + n) * step for n in range(most + 1)]
    return [mark for mark in marks if mark <= high + 1e-9]


def known(values: Sequence[Any]) -> list[float]:
    return [float(value) for value in values if value is not None]


def crossing(xs: Sequence[float], ys: Sequence[float | None], level: float) -> float | None:
    """Return where a curve first reaches a level, between its samples; None where it never does."""
    points = [(x, y) for x, y in zip(xs, ys, strict=False) if y is not None]
    if points and points[0][1] >= level:
        return points[0][0]
    for (x0, y0), (x1, y1) in pairwise(points):
        if y0 < level <= y1:
            return x0 + (level - y0) / (y1 - y0) * (x1 - x0)
    return None


def segments(xs: Sequence[float | None], ys: Sequence[float | None]) -> tuple[str, ...]:
    """Return the points of a line as SVG has them, broken where a value is missing."""
    runs: list[list[str]] = [[]]
    for x, y in zip(xs, ys, strict=False):
        if x is None or y is None:
            runs.append([])
        else:
            runs[-1].append(f"{x:.2f},{y:.2f}")
    return tuple(" ".join(run) for run in runs if len(run) > 1)
