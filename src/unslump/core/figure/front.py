"""The front view of the hip lesson: where the hip joints are, how far a mark is off, and what is drawn.

Centimetres at the person's own size, from the middle of the pubic joint: x to the picture's right, y up. The
figure faces the reader, so the picture's right is the person's left.

::

      crest  __        __  crest          hands on hips
            /  \\      /  \\
           *    `-..-'    *  front pelvic point
            \\    |  |    /
         K   (o)-+--+-(o)   K             (o) the joint, K the knob of the outer thigh
                  ||  midline

Source of the centre: docs/evidence.md C.6, the mean of Harrington 2007 (full) and Hara 2016. Pelvis width,
pelvis depth and leg length are estimated from stature with the fractions of C.6's three worked bodies (0.140,
0.090, 0.505); a real pelvis differs, so the place is a zone of 3 cm, never a point.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import hypot, isfinite
from typing import Any, Literal

from ..errors import BadInput
from ..stature import check_stature
from . import front_art

PELVIS_WIDTH = 0.140  # of stature; front pelvic point to front pelvic point
PELVIS_DEPTH = 0.090
LEG_LENGTH = 0.505
FRONT_POINT_HEIGHT = 0.052
"""Front pelvic points above the middle of the pubic joint, of stature. Ours, from general anatomy."""
NEAREST_CM, WIDEST_CM = 7.7, 9.8
"""The span of C.6's worked bodies, small to large; beyond it the models have no one to stand on."""
TOLERANCE_CM = 3.0
"""Radius of the zone (C.6): more than the models' error, because fingers are coarse."""
RESEMBLES_CM = 5.0
"""A mark within this of a common wrong answer looks like it. Chosen, not yet validated."""

Side = Literal["left", "right"]
Wrong = Literal["crest", "front_point", "outer_knob", "midline", "thigh", "belly"]
Mark = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Miss:
    """How far one mark is from one joint.

    Attributes
    ----------
    side : "left" or "right"
        The person's own side.
    distance_cm : float
    inside : bool
        Within the zone.
    resembles : Wrong or None
        The common wrong answer it looks like; None inside the zone, or when it looks like none.
    """

    side: Side
    distance_cm: float
    inside: bool
    resembles: Wrong | None


def joint_cm(stature_cm: float) -> Mark:
    """Return the centre of the hip joint on the picture's right.

    Raises
    ------
    BadInput
        The stature is not that of a person.
    """
    check_stature(stature_cm)
    mm = 10 * stature_cm
    width, depth, leg = PELVIS_WIDTH * mm, PELVIS_DEPTH * mm, LEG_LENGTH * mm
    aside = ((0.28 * depth + 0.16 * width + 7.9) + (8 + 0.086 * leg)) / 2
    below = ((0.16 * width + 0.04 * leg + 7.1) + (9 + 0.078 * leg)) / 2
    return (min(WIDEST_CM, max(NEAREST_CM, aside / 10)), FRONT_POINT_HEIGHT * stature_cm - below / 10)


def wrong_answers(stature_cm: float) -> dict[Wrong, Mark]:
    """Where people often point instead, on the picture's right (docs/evidence.md C.6)."""
    tall = stature_cm
    return {
        "crest": (0.075 * tall, 0.100 * tall),
        "front_point": (PELVIS_WIDTH / 2 * tall, FRONT_POINT_HEIGHT * tall),
        "outer_knob": (0.089 * tall, 0.006 * tall),
        "midline": (0.006 * tall, 0.0),
        "thigh": (0.052 * tall, -0.075 * tall),
        "belly": (0.030 * tall, 0.075 * tall),
    }


def miss_cm(marks: Sequence[Mark], stature_cm: float) -> tuple[Miss, ...]:
    """Measure two marks, the person's left side first.

    Parameters
    ----------
    marks : two pairs of (x, y), cm
        In any order: the one further to the picture's right is taken for the person's left hip.

    Raises
    ------
    BadInput
        There are not two marks, one is not a number, or the stature is not that of a person.
    """
    if len(marks) != 2 or not all(len(mark) == 2 and all(map(isfinite, mark)) for mark in marks):
        raise BadInput("errors.marks", found=repr(marks))
    x, y = joint_cm(stature_cm)
    right_of_picture, left_of_picture = sorted(marks, reverse=True)
    return (
        _miss("left", right_of_picture, (x, y), stature_cm, 1),
        _miss("right", left_of_picture, (-x, y), stature_cm, -1),
    )


def _miss(side: Side, mark: Mark, joint: Mark, stature_cm: float, sign: int) -> Miss:
    distance = hypot(mark[0] - joint[0], mark[1] - joint[1])
    if distance <= TOLERANCE_CM:
        return Miss(side, distance, True, None)
    apart = {
        name: hypot(sign * mark[0] - place[0], mark[1] - place[1])
        for name, place in wrong_answers(stature_cm).items()
    }
    nearest = min(apart, key=lambda name: apart[name])
    return Miss(side, distance, False, nearest if apart[nearest] <= RESEMBLES_CM else None)


UNIT = 100


def front_scene(stature_cm: float, *, build: str = "slim") -> dict[str, Any]:
    """Return what ``drawFront`` draws, as plain JSON values in hundredths of a centimetre.

    Keys: ``unit``, ``stature_cm``, ``view`` [x0, y0, x1, y1], ``parts`` (the clothed body), ``bones``,
    ``zones`` (side, x, y, r), ``midline``, ``front_points``, ``crease`` (one polyline a side) and ``wrong``
    (id, and x, y of both sides).
    """
    x, y = joint_cm(stature_cm)
    scale = stature_cm / front_art.REFERENCE_CM
    wrong = [{"id": name, "at": [[_u(sx * px), _u(py)] for sx in (1, -1)]}
             for name, (px, py) in wrong_answers(stature_cm).items()]  # fmt: skip
    point = wrong_answers(stature_cm)["front_point"]
    crease = (
        (point[0] * 0.96, point[1] * 0.86),
        (x * 1.02, y + 1.6),
        (x * 0.55, y - 1.9),
        (x * 0.28, y - 4.2),
    )
    return {
        "format": 1,
        "unit": UNIT,
        "stature_cm": stature_cm,
        "view": [_u(scale * value) for value in front_art.VIEW],
        "parts": [_part(piece, scale) for piece in front_art.body_parts(build)],
        "bones": [_part(piece, scale) for piece in front_art.bones()],
        "zones": [
            {"side": side, "x": _u(sign * x), "y": _u(y), "r": _u(TOLERANCE_CM)}
            for side, sign in (("left", 1), ("right", -1))
        ],
        "midline": [0, _u(2.2 * scale), 0, _u(-2.0 * scale)],
        "front_points": [[_u(sign * point[0]), _u(point[1])] for sign in (1, -1)],
        "crease": [[_u(v) for px, py in crease for v in (sign * px, py)] for sign in (1, -1)],
        "wrong": wrong,
    }


def _u(value: float) -> int:
    return round(value * UNIT)


def _part(piece: front_art.FrontPiece, scale: float) -> dict[str, Any]:
    part: dict[str, Any] = {
        "role": piece.role,
        "paths": [[_u(scale * value) for point in path for value in point] for path in piece.paths],
    }
    if piece.sharp:
        part["sharp"] = list(piece.sharp)
    if piece.line:
        part["line"] = _u(scale * piece.line)
    if piece.open:
        part["open"] = True
    return part
