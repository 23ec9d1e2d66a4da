"""How drawn shapes are written down: points as text, like the path of a drawing program."""

from __future__ import annotations

from .body import Point

Points = tuple[Point, ...]


def pts(text: str, unit: float = 0.001) -> Points:
    """Read ``"x y, x y, ..."``; the numbers are in ``unit`` of the drawing's length (thousandths by default).

    Raises
    ------
    ValueError
        A pair is not two numbers.
    """
    pairs = (pair.split() for pair in text.split(","))
    return tuple((unit * float(x), unit * float(y)) for x, y in pairs)


def widened(points: Points, by: float) -> Points:
    return tuple((by * x, y) for x, y in points)


def mirrored(points: Points) -> Points:
    return widened(points, -1)
