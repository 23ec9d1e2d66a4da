"""The parts of the drawing that keep their form: head, hands, shoes, pelvis, vertebrae, chair and desk.

Each is drawn in its own frame (head: from the head joint; hand: from the wrist, fingers down; shoe: from the
ankle; pelvis: from the hip), in units of stature, x forward, y up, and moves as a whole.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, hypot, pi, sin

from . import body
from .body import Point
from .choreography import DESK_EDGE_X, DESK_Y, SEAT_Y
from .ink import Points, pts


@dataclass(frozen=True, slots=True)
class Piece:
    """One thing to paint.

    Attributes
    ----------
    role : str
        Names its colour (``--fig-<role>`` on the page).
    points : tuple of Point
        A smooth curve runs through them, with corners at ``sharp``.
    line : float
        0 fills; otherwise the width of a stroke, in units of stature.
    """

    role: str
    points: Points
    sharp: tuple[int, ...] = ()
    line: float = 0.0
    closed: bool = True


def stroke(role: str, points: Points, width: float) -> Piece:
    return Piece(role, points, (), width, False)


HEAD = (
    Piece(
        "skin",
        pts(
            "10 -21, 24 -31.5, 38 -38.5, 48 -38, 53.2 -32.5, 53.4 -26.5, 51 -21.5, 54.6 -16.6, "
            "54 -11.6, 57.4 -6.6, 56 -0.5, 61.5 2, 69.5 5.5, 69.6 10, 63.5 24, 58.2 34.5, 59.8 43, 58.4 57, "
            "50.5 75, 33 90.5, 8 97, -20 93, -43 78, -55 53, -55 27, -47 3, -33 -13, -12 -17"
        ),
    ),
    Piece("skin-shade", pts("1 -8, 10 -17.5, 24 -28, 38 -38.5, 24 -31.5, 10 -21, -2 -17.5"), (3, 6)),
    Piece(
        "hair",
        pts(
            "55 66, 54.5 78, 44 94, 24 104.5, -2 107, -29 101.5, -51.5 85.5, -64 62, -65.5 37, -60 14, "
            "-51.5 -6, -42 -14, -34 -2, -20 8, -15.5 28, -4 40, 5.5 37, 8.5 17, 12 17, 15 34, 19.5 49, 33 61"
        ),
        (0, 11, 17, 18),
    ),
    Piece("skin", pts("-10.5 33, -3 39, 4.5 33.5, 3 23, -3 11.5, -8.5 15.5")),
    stroke("skin-shade", pts("-6.5 31.5, -1.5 33.5, 0.8 26.5, -4 18.5"), 0.0016),
    Piece("line", pts("49.6 27.4, 51.6 30.2, 49.6 33, 47.6 30.2")),
    stroke("line", pts("43.6 31.6, 48.4 33.8, 53.6 31.6"), 0.0020),
    stroke("hair", pts("40 43, 48.5 46.8, 56.5 45"), 0.0030),
    stroke("skin-shade", pts("54 -11.6, 49.5 -11.6, 45.6 -9.2"), 0.0020),
    stroke("skin-shade", pts("60.5 3.4, 57.6 4.6, 57 8"), 0.0016),
)

HAND = (
    Piece(
        "skin",
        pts(
            "-12.4 8, -13.6 -8, -18 -34, -19.3 -46, -19.5 -56, -17.5 -76, -13 -86, -7 -95, 0 -98.5, 7 -94, "
            "11 -80, 13 -62, 15.5 -51, 21.5 -57, 25 -52, 24 -38, 18.2 -18, 12.4 8"
        ),
        (0, 12, 17),
    ),
    stroke("skin-shade", pts("-8.5 -59, -9 -73, -8 -85"), 0.0014),
    stroke("skin-shade", pts("2 -59, 2 -74, 2.5 -88"), 0.0014),
    stroke("skin-shade", pts("15.5 -51, 14 -40, 9 -30"), 0.0014),
)

SHOE = (
    Piece(
        "shoe",
        pts(
            "-31 10, -37.5 -10, -41.5 -30, -41 -42, 20 -42, 80 -42, 112 -42, 116.5 -33, 104 -23, "
            "78 -14, 54 -4, 34 10"
        ),
        (0, 3, 6, 11),
    ),
    Piece(
        "sole",
        pts("-44 -41, -44.5 -53, 5 -53, 70 -53, 108 -52, 119 -45, 118.5 -39, 70 -41"),
        (0, 1, 2, 6),
    ),
    stroke("shoe-shade", pts("62 -10, 50 -19, 46 -30"), 0.0018),
)

PELVIS: tuple[Points, ...] = (
    pts(  # sacrum and tailbone
        "-28 69, -42 73, -56 61, -66 40, -67 16, -59 -5, -53 -4, -55 14, -51 32, -57 47, -52 60, -40 71"
    ),
    pts(  # hip bone, seen from outside: wing, sitting bone, pubic bone
        "31 45, 29 58, 15 76, -8 85, -33 80, -49 67, -57 51, -50 39, -36 30, -27 14, -31 -3, -27 -16, "
        "-34 -31, -27 -46, -12 -52, 5 -47, 22 -36, 39 -28, 47 -15, 41 -3, 30 4, 23 14, 25 25, 23 34"
    ),
    pts("-8 -22, -11 -33, -4 -40, 10 -35, 25 -25, 28 -17, 18 -14, 4 -19"),  # the opening, wound the other way
)


def vertebra(index: int) -> Points:
    """Return a lozenge with a small tail for the spinous process, in the frame of its middle."""
    high = body.LINKS[index]
    wide = 0.0138 - 0.00024 * index if index < NECK_FROM else 0.0088
    tail = 0.0110 if index < NECK_FROM else 0.0045
    top, low = 0.33 * high, -0.33 * high
    return (
        (wide * 0.92, top),
        (wide, 0.0),
        (wide * 0.92, low),
        (-wide * 0.80, low),
        (-wide - tail, low - 0.13 * high),
        (-wide - tail * 1.06, low + 0.20 * high),
        (-wide * 0.92, 0.10 * high),
        (-wide * 0.80, top),
    )


NECK_FROM = body.CERVICAL.start
COLLAR = (
    Piece(
        "shirt-light", pts("-35 21, -38 6, -20 -2, 6 -14, 36 -26, 46 -14, 41 0, 20 0, -12 12"), (0, 1, 4, 5)
    ),
    stroke("shirt-edge", pts("-38 6, -20 -2, 6 -14, 36 -26"), 0.0018),
)
View = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Scene:
    """What stands still: pieces behind the figure, and what the body presses on."""

    behind: tuple[Piece, ...] = ()
    before: tuple[Piece, ...] = ()
    seat: tuple[float, float] | None = None
    view: View = (-0.5, -0.05, 0.6, 1.04)
    wide: View = (-0.5, -0.05, 0.6, 1.04)


SEAT_EDGE_X = 0.074
SEAT_BACK_X = -0.215


def _box(role: str, x0: float, y0: float, x1: float, y1: float) -> Piece:
    return Piece(role, ((x0, y0), (x1, y0), (x1, y1), (x0, y1)), (0, 1, 2, 3))


def _leg(role: str, top: Point, foot: Point, wide: float) -> Piece:
    (a, b), (c, d) = top, foot
    return Piece(role, ((a - wide, b), (a + wide, b), (c + wide * 0.7, d), (c - wide * 0.7, d)), (0, 1, 2, 3))


def _ring(x: float, y: float, rx: float, ry: float, count: int = 16) -> Points:
    """Return points of an ellipse."""
    return tuple((x + rx * cos(2 * pi * k / count), y + ry * sin(2 * pi * k / count)) for k in range(count))


def _slab(role: str, start: Point, end: Point, half: float) -> Piece:
    """A bar with round ends, ``half`` thick to each side."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    length = hypot(dx, dy)
    ux, uy = dx / length, dy / length

    def at(base: Point, along: float, side: float) -> Point:
        return (base[0] + half * (along * ux - side * uy), base[1] + half * (along * uy + side * ux))

    c = 0.72
    points = (
        *(at(end, a, b) for a, b in ((-1, 1), (-1 + c, c), (0, 0), (-1 + c, -c), (-1, -1))),
        *(at(start, a, b) for a, b in ((1, -1), (1 - c, -c), (0, 0), (1 - c, c), (1, 1))),
    )
    return Piece(role, points, (0, 4, 5, 9))


def chair() -> tuple[Piece, ...]:
    """A plain wooden chair without castors; the person sits at its front edge."""
    top, back, edge = SEAT_Y, SEAT_BACK_X, SEAT_EDGE_X
    return (
        _leg("chair-shade", (edge - 0.034, top - 0.03), (edge - 0.016, 0.0), 0.0095),
        _leg("chair-shade", (back + 0.034, top - 0.03), (back + 0.012, 0.0), 0.0095),
        Piece(
            "chair",
            pts("-248 0, -232 0, -211 240, -236 400, -262 530, -273 527, -250 400, -230 240"),
            (0, 1, 4, 5),
        ),
        _slab("pad", (-0.230, 0.345), (-0.266, 0.560), 0.0125),
        _slab("chair", (back - 0.006, top - 0.031), (edge - 0.004, top - 0.031), 0.008),
        _slab("pad", (back - 0.002, top - 0.0125), (edge + 0.002, top - 0.0125), 0.0135),
        _leg("chair", (edge - 0.022, top - 0.03), (edge + 0.002, 0.0), 0.0105),
    )


def desk() -> tuple[Piece, ...]:
    """A desk edge within reach, with a laptop on it."""
    x = DESK_EDGE_X
    return (
        _box("chair-shade", x + 0.30, 0.0, x + 0.325, DESK_Y - 0.02),
        _box("chair", x, DESK_Y - 0.022, x + 0.60, DESK_Y),
        _box("chair-shade", x + 0.04, 0.0, x + 0.065, DESK_Y - 0.022),
        _box("prop", x + 0.17, DESK_Y, x + 0.30, DESK_Y + 0.008),
        Piece(
            "prop",
            (
                (x + 0.295, DESK_Y + 0.004),
                (x + 0.335, DESK_Y + 0.125),
                (x + 0.343, DESK_Y + 0.125),
                (x + 0.305, DESK_Y + 0.004),
            ),
            (0, 1, 2, 3),
        ),
    )


def surroundings(view: View, middle: Point, radius: float) -> tuple[Piece, ...]:
    """A quiet disc behind everything and the floor it stands on."""
    return (
        Piece("backdrop", _ring(*middle, radius, radius, 24)),
        stroke("floor", ((view[0] + 0.02, -0.0015), (view[2] - 0.02, -0.0015)), 0.003),
    )


def shadow(x0: float, x1: float) -> Piece:
    """A soft flat shadow on the floor."""
    return Piece("shadow", _ring((x0 + x1) / 2, -0.006, (x1 - x0) / 2, 0.010))
