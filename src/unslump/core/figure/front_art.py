"""What the front view is drawn with: a clothed body from the ribs to the knees, and the bones beneath.

Centimetres for a stature of 174, scaled to the person; x to the picture's right, y up from the middle of the
pubic joint. One half is drawn, the other is its mirror image. Nothing in the clothes marks the hip joint: the
person is asked first.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, pi, sin

from .ink import Points, mirrored, pts, widened

REFERENCE_CM = 174.0
VIEW = (-36.0, -43.0, 36.0, 43.0)
BROAD = 1.13


@dataclass(frozen=True, slots=True)
class FrontPiece:
    """One shape, or a shape and its holes (``paths`` after the first)."""

    role: str
    paths: tuple[Points, ...]
    sharp: tuple[int, ...] = ()
    line: float = 0.0
    open: bool = False


def cm(text: str) -> Points:
    return pts(text, 1.0)


def _both(role: str, *paths: Points, sharp: tuple[int, ...] = ()) -> tuple[FrontPiece, FrontPiece]:
    return (FrontPiece(role, paths, sharp), FrontPiece(role, tuple(map(mirrored, paths)), sharp))


def _lines(role: str, points: Points, width: float) -> tuple[FrontPiece, FrontPiece]:
    return (
        FrontPiece(role, (points,), (), width, True),
        FrontPiece(role, (mirrored(points),), (), width, True),
    )


def _closed(half: Points) -> Points:
    """Join a right half with its mirror image."""
    return (*half, *reversed(mirrored(half)))


def _ring(x: float, y: float, radius: float, count: int) -> Points:
    angles = (2 * pi * k / count for k in range(count))
    return tuple((x + radius * cos(a), y + radius * sin(a)) for a in angles)


LEG = cm(
    "13.3 15.4, 15.2 9, 16.8 1, 16.9 -6, 16.3 -16, 15.3 -28, 14.2 -40, 13.2 -64, 4.4 -64, 3.9 -40, "
    "2.4 -26, 1.1 -14, 0.3 -8, 0 -7.2, 0 15"
)
INNER_LEG = cm("0.3 -8, 1.1 -14, 2.4 -26, 3.9 -40, 4.4 -64, 7.4 -64, 6.4 -40, 4.6 -26, 2.9 -14, 1.2 -5")
NECK = cm("0 51, 5.6 55.8, 5.3 60, 5.7 68, 0 68")
SHIRT = cm(
    "0 52, 4.2 55.6, 6.2 58, 11 55.8, 16.5 53.6, 19 49.4, 17.4 43, 16 35, 14.3 25, 13.8 20, 13.9 15, "
    "14.1 12.4, 7 12, 0 11.9"
)
COLLAR = cm("0.3 51.2, 3.8 55, 5.4 59, 7 58, 6.6 54.4, 3.8 49.6")
SIDE = cm("17.4 43, 16 35, 14.3 25, 13.8 20, 13.9 15, 14.1 12.4, 11.8 12.4, 11.9 18, 12.6 26, 14 35, 15.4 44")
SLEEVE = cm(
    "16 53.8, 19.8 52.4, 22.8 48.6, 24.4 41, 25.3 31, 25.7 22, 25.7 14.8, 23.2 14, 20.7 14.4, 19.7 22, "
    "18.5 32, 17.5 43"
)
FOREARM = cm(
    "21.2 16, 21.3 8, 21.9 1, 22.1 -3, 21.5 -6.6, 21.2 -10.5, 21.6 -15, 22.1 -18.6, 23 -21, 24.1 -21.2, "
    "25 -19, 25.9 -14.8, 26.3 -10, 25.9 -5.6, 25 -2.6, 25.2 4, 25.4 16"
)
THUMB = cm("22.2 -3.6, 20.6 -6.6, 19.7 -10, 19.8 -13, 20.7 -13.7, 21.5 -11.4, 22.3 -8.2")


def body_parts(build: str) -> tuple[FrontPiece, ...]:
    """The clothed body; a broad build is wider at waist, thigh and arm."""
    w = BROAD if build == "broad" else 1.0

    def wide(points: Points) -> Points:
        return widened(points, w)

    return (
        FrontPiece("backdrop", (_ring(0, 2, 34.5, 24),)),
        *_both("skin", wide(FOREARM), sharp=(0, 16)),
        *_lines("skin-shade", wide(cm("23.2 -13.6, 23 -17, 23.1 -20.4")), 0.22),
        *_lines("skin-shade", wide(cm("24.5 -13.2, 24.5 -16.6, 24.3 -19.6")), 0.22),
        *_both("skin", wide(THUMB)),
        *_lines("skin-shade", wide(cm("22.4 -5.2, 22.3 -8.2, 21.5 -11.4")), 0.22),
        *_both("trousers", wide(LEG), sharp=(0, 7, 8, 13, 14)),
        *_both("trousers-shade", wide(INNER_LEG), sharp=(0, 4, 5)),
        *_lines("trousers-seam", cm("0 12, 0.5 4, 0.4 -3, 0 -7.2"), 0.28),
        *_lines("trousers-seam", wide(cm("13.6 11.2, 12 8.4, 12.5 5.2, 15.9 3.6")), 0.3),
        FrontPiece("skin", (_closed(NECK),), (0, 3, 4, 5, 6, 9)),
        FrontPiece("shirt", (_closed(wide(SHIRT)),), (0, 2, 11, 16, 25, 27)),
        *_both("shirt-soft", wide(SIDE), sharp=(0, 5, 6, 10)),
        FrontPiece("shirt-seam", (cm("0.9 51, 0.9 32, 0.9 12"),), (), 0.25, True),
        FrontPiece("shirt-seam", (cm("-0.9 51, -0.9 32, -0.9 12"),), (), 0.25, True),
        *(FrontPiece("shirt-button", (_ring(0, y, 0.42, 8),)) for y in (47.0, 39.0, 31.0, 23.0, 15.4)),
        *_both("shirt-light", wide(COLLAR), sharp=(0, 2, 3, 5)),
        FrontPiece(
            "belt", (wide(cm("-14.2 12.6, 0 12.1, 14.2 12.6, 14.4 9.8, 0 9.2, -14.4 9.8")),), (0, 2, 3, 5)
        ),
        FrontPiece("buckle", (cm("-1.7 12.3, 1.7 12.3, 1.7 9, -1.7 9"),), (0, 1, 2, 3), 0.45),
        *_both("shirt-light", wide(SLEEVE), sharp=(6, 8)),
        *_lines("shirt-edge", wide(cm("20.4 17.4, 23.1 16.9, 25.7 17.6")), 0.25),
    )


HIP_BONE = cm(
    "3.6 14.2, 4.6 16.8, 7.2 18.9, 10.2 18.8, 12.6 16.8, 13.8 13.6, 13.1 10.6, 12.2 9, 11.2 7.9, 11 6.2, "
    "12 4.2, 12.1 1.4, 11 -1.2, 9.8 -3.2, 9.3 -6, 8 -8.2, 6 -7.8, 4 -5.2, 2 -3, 0.5 -1.9, 0.5 2, 2.4 2.9, "
    "5 3.6, 6.8 5.2, 6.6 7.4, 5.4 9.6, 4.2 11.4, 3.6 12.8"
)
OPENING = cm("3.5 -1.6, 5.4 -0.1, 7.4 -0.9, 7.7 -3.8, 6.6 -5.8, 4.9 -4.4")
HOLLOW = cm("5.4 15, 8.2 17, 11.2 15.6, 11.8 12.4, 10.4 9.2, 8.6 8.2, 6.8 10.6")
SACRUM = cm("0 15.2, 3 15, 3.8 13.4, 3.1 10.4, 2.2 7.6, 1.2 5.6, 0 4.6")
LAST_VERTEBRA = cm("0 18.8, 2.5 18.6, 2.3 17.2, 2.6 15.9, 0 15.6")
FEMUR = cm(
    "9.4 3.3, 10.8 2.2, 12.6 1.6, 14 2.6, 15.3 1.6, 15.7 -1, 15.2 -4.4, 14.6 -9, 13.4 -20, 12.2 -34, "
    "11.9 -48, 11.8 -64, 8.6 -64, 8.9 -48, 9.4 -34, 10.5 -20, 11.5 -10, 11.4 -7.4, 10.5 -6.2, 10.9 -4.6, "
    "10.2 -2.6, 8.8 -1.4"
)


def bones() -> tuple[FrontPiece, ...]:
    """The two hip bones joined in the middle, the sacrum, the last vertebra, and the thigh bones in place."""
    return (
        FrontPiece("bone-far", (_closed(LAST_VERTEBRA),)),
        FrontPiece("bone-far", (_closed(SACRUM),)),
        *_both("bone", HIP_BONE, OPENING, sharp=(19, 20)),
        *_both("bone-hollow", HOLLOW),
        *_both("bone-far", FEMUR, sharp=(11, 12)),
        *_both("bone", _ring(8.7, 1.1, 2.4, 10)),
        FrontPiece("joint-midline", (cm("0 1.9, 0 0, 0 -1.8"),), (), 0.6, True),
    )
