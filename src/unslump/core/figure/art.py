"""The parts of the drawing that keep their form: head, hands, shoes, pelvis, vertebrae, chair and desk.

Each is drawn in its own frame (head: from the head joint; hand: from the wrist, fingers down; shoe: from the
ankle; pelvis: from the hip), in units of stature, x forward, y up, and moves as a whole.
"""

from __future__ import annotations

from dataclasses import dataclass, field

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
            "12 -22, 26 -32.5, 41 -37.5, 50.5 -34.5, 52.5 -27.5, 50.5 -21.5, 54.5 -15.5, "
            "53.5 -10.5, 57 -5.5, 56 0.5, 62.5 3, 69.5 7, 68 13, 62 26, 58 35, 59.5 43, 58 58, "
            "50 76, 33 91, 8 97, -20 93, -43 78, -55 53, -55 27, -44 3, -30 -16"
        ),
    ),
    Piece("skin-shade", pts("-4 0, 10 -16, 28 -30, 41 -37.5, 26 -32.5, 10 -24, -22 -18, -28 -8"), (3,)),
    Piece(
        "hair",
        pts(
            "54.5 67, 53 80, 42 94.5, 23 104, -2 106.5, -29 101, -51 85, -63.5 62, -65 37, -58 13, "
            "-47 -6, -37 -13, -30 2, -19 10, -15 28, -4 40, 6 36, 9 19, 14.5 34, 19 50, 33 63"
        ),
        (0, 11, 17),
    ),
    Piece("skin", pts("-10 33, -3 38.5, 4 33, 3 23, -3 12, -8 16")),
    stroke("skin-shade", pts("-6.5 31, -1.5 33, 0.5 26, -4 19"), 0.0016),
    stroke("line", pts("43.5 31.5, 48.5 29, 53.5 30.5"), 0.0022),
    stroke("hair", pts("40.5 42.5, 49 46.5, 56.5 45"), 0.0030),
    stroke("skin-shade", pts("54 -10.5, 49 -10.8, 45 -8.5"), 0.0020),
)

HAND = (
    Piece(
        "skin",
        pts(
            "-13 8, -15 -16, -19 -40, -19.5 -56, -17.5 -76, -13 -86, -7 -95, 0 -98.5, 7 -94, "
            "11 -80, 13 -62, 15.5 -51, 21.5 -57, 25 -52, 24 -38, 18.5 -18, 13 8"
        ),
        (0, 11, 16),
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

PELVIS: Points = pts(
    "33 46, 25 69, 2 81, -27 79, -50 65, -62 45, -63 22, -54 -1, -44 3, -37 -17, "
    "-33 -38.5, -18 -49, -1 -52, 10 -44, 23 -29, 42 -23, 48 -12, 42 3, 29 14, 27 30"
)


def vertebra(index: int) -> Points:
    """Return a lozenge with a small tail for the spinous process, in the frame of its middle."""
    high = body.LINKS[index]
    wide = 0.0135 - 0.00022 * index if index < 17 else 0.0088
    tail = 0.0125 if index < 17 else 0.0085
    top, low = 0.37 * high, -0.37 * high
    return (
        (wide, top),
        (wide * 1.06, 0.0),
        (wide, low),
        (-wide * 0.9, low),
        (-wide - tail, low - 0.16 * high),
        (-wide - tail * 0.9, 0.06 * high - 0.1 * high),
        (-wide * 0.9, top),
    )


COLLAR = (Piece("shirt-light", pts("-36 6, -32 20, 2 6, 34 -5, 40 -22, 23 -25, 2 -8"), (0, 1, 3, 4)),)


@dataclass(frozen=True, slots=True)
class Scene:
    """What stands still: pieces behind the figure, and what the body presses on."""

    behind: tuple[Piece, ...] = ()
    before: tuple[Piece, ...] = ()
    seat: tuple[float, float] | None = None
    view: tuple[float, float, float, float] = field(default=(-0.48, -0.06, 0.62, 1.05))


SEAT_EDGE_X = 0.074
SEAT_BACK_X = -0.215


def _box(role: str, x0: float, y0: float, x1: float, y1: float) -> Piece:
    return Piece(role, ((x0, y0), (x1, y0), (x1, y1), (x0, y1)), (0, 1, 2, 3))


def _leg(role: str, top: Point, foot: Point, wide: float) -> Piece:
    (a, b), (c, d) = top, foot
    return Piece(role, ((a - wide, b), (a + wide, b), (c + wide * 0.7, d), (c - wide * 0.7, d)), (0, 1, 2, 3))


def chair() -> tuple[Piece, ...]:
    """A plain wooden chair without castors; the person sits at its front edge."""
    top, under = SEAT_Y, SEAT_Y - 0.020
    return (
        _leg("chair-shade", (SEAT_EDGE_X - 0.020, under), (SEAT_EDGE_X - 0.002, 0.0), 0.011),
        _leg("chair-shade", (SEAT_BACK_X + 0.050, under), (SEAT_BACK_X + 0.022, 0.0), 0.011),
        Piece(
            "chair",
            (
                (SEAT_BACK_X - 0.004, top + 0.020),
                (SEAT_BACK_X - 0.036, 0.40),
                (SEAT_BACK_X - 0.066, 0.545),
                (SEAT_BACK_X - 0.058, 0.556),
                (SEAT_BACK_X - 0.044, 0.548),
                (SEAT_BACK_X - 0.014, 0.40),
                (SEAT_BACK_X + 0.030, top),
            ),
            (0, 6),
        ),
        Piece(
            "chair",
            (
                (SEAT_BACK_X - 0.006, top + 0.022),
                (SEAT_BACK_X + 0.020, top + 0.004),
                (-0.10, top - 0.002),
                (SEAT_EDGE_X - 0.010, top),
                (SEAT_EDGE_X, top - 0.006),
                (SEAT_EDGE_X - 0.006, under - 0.002),
                (-0.10, under - 0.004),
                (SEAT_BACK_X + 0.012, under - 0.002),
                (SEAT_BACK_X - 0.014, top + 0.004),
            ),
            (),
        ),
        _leg("chair", (SEAT_EDGE_X - 0.030, under), (SEAT_EDGE_X - 0.012, 0.0), 0.012),
        _leg("chair", (SEAT_BACK_X + 0.034, under), (SEAT_BACK_X + 0.002, 0.0), 0.012),
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
