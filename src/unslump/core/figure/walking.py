"""An easy walk on the spot, for the exercises that are a walk.

Joint angles over one stride are read from general knowledge of level walking (hip some 30 degrees forward at
heel strike to 10 back, knee 60 at mid-swing): ours, for a drawing, no measure of anybody.
"""

from __future__ import annotations

from math import cos, pi

from . import body, shapes
from .body import Point
from .pose import Arm, Leg, Pose, along, turned

STRIDE_S = 1.25
"""Both steps; close to 96 steps a minute."""
STRIDES_PER_BREATH = 4

_AT = (0.0, 0.12, 0.25, 0.40, 0.50, 0.60, 0.72, 0.86, 1.0)
_HIP = (27.0, 22.0, 10.0, -4.0, -9.0, -3.0, 16.0, 29.0, 27.0)
_KNEE = (5.0, 15.0, 10.0, 6.0, 14.0, 38.0, 58.0, 27.0, 5.0)
_FOOT = (-16.0, 0.0, 0.0, 2.0, 14.0, 31.0, 22.0, -6.0, -16.0)  # pitch, heel up positive


def _periodic(values: tuple[float, ...], turn: float) -> float:
    """Read a smooth closed curve through the values at ``_AT`` (cosine steps are soft enough here)."""
    turn %= 1.0
    for i in range(1, len(_AT)):
        if turn <= _AT[i]:
            low, high = _AT[i - 1], _AT[i]
            before = values[i - 2] if i >= 2 else values[-2]
            after = values[i + 1] if i + 1 < len(values) else values[1]
            gap_before = low - (_AT[i - 2] if i >= 2 else _AT[-2] - 1)
            gap_after = (_AT[i + 1] if i + 1 < len(_AT) else _AT[1] + 1) - high
            span = high - low
            u = (turn - low) / span
            m1 = (values[i] - before) / (gap_before + span) * span
            m2 = (after - values[i - 1]) / (gap_after + span) * span
            return (
                (2 * u**3 - 3 * u**2 + 1) * values[i - 1]
                + (u**3 - 2 * u**2 + u) * m1
                + (3 * u**2 - 2 * u**3) * values[i]
                + (u**3 - u**2) * m2
            )
    return values[-1]


def _leg(turn: float) -> Leg:
    hip, knee, foot = (_periodic(values, turn) for values in (_HIP, _KNEE, _FOOT))
    return Leg(hip, knee, knee - hip - foot)


def _lowest(leg: Leg) -> float:
    """How far below the hip the lowest point of the sole is."""
    knee = along((0.0, 0.0), leg.hip, body.THIGH)
    ankle = along(knee, leg.hip - leg.knee, body.SHANK)
    pitch = -(leg.ankle + leg.hip - leg.knee)
    sole: tuple[Point, ...] = ((-body.HEEL_BEHIND_ANKLE, 0.0), (body.BALL_AHEAD + 0.02, 0.0))
    return min(turned(ankle, (x, -body.ANKLE_HEIGHT), pitch)[1] for x, _ in sole)


def walking(turn: float, breath: float) -> Pose:
    """Return the pose at a part of one stride, 0 to 1; the lower foot is on the floor."""
    near, far = _leg(turn), _leg(turn + 0.5)
    height = -min(_lowest(near), _lowest(far))
    swing = 17 * cos(2 * pi * turn)
    shape = shapes.add(shapes.STANDING, 2.0, shapes.spread(0, 0, -2), 0.0)
    lean = shape.tilt
    near, far = (Leg(leg.hip + lean, leg.knee, leg.ankle) for leg in (near, far))
    near_arm, far_arm = (Arm(4.0 + sign * swing, 16.0 + 5 * sign * swing / 17, 6.0) for sign in (-1, 1))
    return Pose(
        (0.0, height),
        lean,
        shape.spine,
        shape.head,
        near,
        far,
        near_arm,
        far_arm,
        0.0,
        breath,
    )
