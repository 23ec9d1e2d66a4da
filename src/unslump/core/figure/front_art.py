"""What the front view is drawn with: a clothed body from the ribs to the knees, and the bones beneath.

Centimetres for a stature of 174, scaled to the person; x to the picture's right, y up from the middle of the
pubic joint. One half is drawn, the other is its mirror image.
"""

from __future__ import annotations

from dataclasses import dataclass

from .ink import Points, mirrored, pts, widened

REFERENCE_CM = 174.0
VIEW = (-36.0, -44.0, 36.0, 46.0)


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


def _both(
    role: str, *paths: Points, sharp: tuple[int, ...] = (), line: float = 0.0, open_: bool = False
) -> tuple[FrontPiece, FrontPiece]:
    return (
        FrontPiece(role, paths, sharp, line, open_),
        FrontPiece(role, tuple(mirrored(path) for path in paths), sharp, line, open_),
    )


def _closed(half: Points) -> Points:
    """Join a right half with its mirror image."""
    return (*half, *reversed(mirrored(half)))


def body_parts(build: str) -> tuple[FrontPiece, ...]:
    """The clothed body; a broad build is wider at waist and thigh."""
    w = 1.13 if build == "broad" else 1.0

    def wide(text: str) -> Points:
        return widened(cm(text), w)

    leg = wide(
        "13.4 15.4, 15.4 9, 16.9 1, 16.8 -6, 16 -16, 14.9 -28, 13.8 -40, 13.4 -50, 4.4 -50, "
        "4 -40, 2.6 -26, 1.3 -14, 0.25 -7.6, 0 -7.2, 0 15"
    )
    shirt = wide("0 50, 18 50, 16.6 42, 15.6 34, 14 25, 13.7 20, 14 15, 14.2 12.4, 7 12, 0 11.9")
    sleeve = wide(
        "17.2 52, 22.5 50, 24.4 40, 25.2 29, 25.6 20, 25.4 14.5, 20.6 14, 19.6 22, 18.4 32, 17.2 42"
    )
    forearm = wide(
        "21.2 16, 21.4 8, 21.9 1, 22 -3, 21.2 -8, 21.6 -14, 22.8 -18.4, 24.4 -19, 25.6 -14, "
        "26 -7, 25 -2, 25.2 4, 25.2 16"
    )
    thumb = wide("21.6 -3, 20.3 -6.6, 20.2 -10.4, 21.4 -11.2, 22 -7")
    return (
        *_both("skin", forearm, sharp=(0, 12)),
        *_both("skin", thumb),
        *_both("trousers", leg, sharp=(0, 7, 8, 13, 14)),
        *_both("trousers-shade", cm("0 12, 0.55 4, 0.45 -3, 0 -7.2"), line=0.28, open_=True),
        *_both("trousers-shade", wide("14 11.4, 12.2 8.4, 12.6 5, 16 3.4"), line=0.3, open_=True),
        FrontPiece("shirt", (_closed(shirt),), (0, 1, 7, 12, 18, 19)),
        FrontPiece("shirt-shade", (cm("0 50, 0.1 32, 0 12"),), (), 0.3, True),
        *_both("shirt-shade", wide("13.8 20, 11.6 17.2, 9.4 13.2"), line=0.3, open_=True),
        FrontPiece(
            "belt", (wide("-14.3 12.6, 0 12.1, 14.3 12.6, 14.5 9.8, 0 9.2, -14.5 9.8"),), (0, 2, 3, 5)
        ),
        FrontPiece("buckle", (cm("-1.7 12.3, 1.7 12.3, 1.7 9, -1.7 9"),), (0, 1, 2, 3), 0.45),
        *_both("shirt-light", sleeve, sharp=(0, 5, 6)),
        *_both("shirt-edge", wide("20.4 17.2, 22.9 16.7, 25.6 17.4"), line=0.25, open_=True),
    )


_HIP_BONE = cm(
    "3.3 13.6, 4.6 16.6, 8.2 18.5, 11.6 17.6, 13.7 14.8, 13.3 11.6, 12.3 9.1, 11.2 7.4, "
    "10.8 5.6, 11.5 3.6, 11.4 0.8, 10.3 -1.6, 9.3 -3.6, 8.7 -6.3, 7.1 -7.8, 5.2 -7, "
    "3.3 -4.3, 1.4 -2.4, 0.45 -1.7, 0.45 1.9, 2.4 2.7, 5 3.3, 6.3 4.8, 5.5 7.2, 4.4 9.6, "
    "3.4 11.6"
)
_OPENING = cm("3.5 -1.4, 5.6 0, 7.3 -1, 7.3 -3.9, 6 -5.6, 4.5 -4")
_SACRUM = cm("0 15, 2.9 14.6, 3.2 12, 2.9 9, 1.9 6.4, 0.9 4.4, 0 3.6")
_FEMUR = cm(
    "9.6 2.9, 11.6 2.1, 13.4 2.4, 14.9 2.6, 15.6 0.6, 15.2 -2.4, 14.3 -6, 13.4 -14, "
    "12.4 -26, 11.6 -40, 11.4 -50, 8 -50, 8.4 -40, 9.4 -26, 10.6 -14, 11.4 -7.4, "
    "10.9 -5.2, 11.2 -3.2, 10 -1.2, 8.6 -0.9"
)
_HEAD_OF_FEMUR = tuple(
    (8.75 + 2.35 * x, 1.1 + 2.35 * y)
    for x, y in cm("1 0, 0.707 0.707, 0 1, -0.707 0.707, -1 0, -0.707 -0.707, 0 -1, 0.707 -0.707")
)


def bones() -> tuple[FrontPiece, ...]:
    """Thigh bones, sacrum and the two hip bones, joined in the middle."""
    return (
        *_both("bone-far", _FEMUR),
        FrontPiece("bone-far", (_closed(_SACRUM),)),
        *_both("bone", _HEAD_OF_FEMUR),
        *_both("bone", _HIP_BONE, _OPENING, sharp=(18, 19)),
        FrontPiece("joint-midline", (cm("0 1.9, 0 -1.7"),), (), 0.6, True),
    )
