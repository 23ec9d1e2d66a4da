"""Where arms and legs go for a given trunk: feet on the floor, hands in place, weight over the feet."""

from __future__ import annotations

from dataclasses import dataclass
from math import atan2, cos, degrees, radians, sin, sqrt

from . import body
from .body import MASS, Point
from .pose import Arm, Leg, Trunk, along, limb_angles, turned

MID_FOOT = 0.032
"""Ahead of the ankle; where the weight stays, standing."""


@dataclass(frozen=True, slots=True)
class Foot:
    """A foot's ball on the floor at ``ball_x``, the heel ``lift`` degrees up, the whole ``up`` higher."""

    ball_x: float
    lift: float = 0.0
    up: float = 0.0

    @property
    def ankle(self) -> Point:
        return turned((self.ball_x, self.up), (-body.BALL_AHEAD, body.ANKLE_HEIGHT), self.lift)


def foot_at(ankle_x: float, lift: float = 0.0, up: float = 0.0) -> Foot:
    """A foot whose ankle, when flat, is over ``ankle_x``."""
    return Foot(ankle_x + body.BALL_AHEAD, lift, up)


def leg_to(hip: Point, tilt: float, foot: Foot) -> Leg:
    """Return the leg that joins the hip to a foot."""
    thigh, shank = limb_angles(hip, foot.ankle, body.THIGH, body.SHANK, 1)
    return Leg(thigh + tilt, thigh - shank, -shank - foot.lift)


LOOSE_ARM = 0.04


def arm_to(trunk: Trunk, hand: Point, hand_deg: float) -> Arm:
    """Return the arm whose wrist meets ``hand`` (or points at it) with the hand along ``hand_deg``."""
    upper, fore = limb_angles(trunk.shoulder, hand, body.UPPER_ARM, body.FOREARM, -1, soft=LOOSE_ARM)
    return Arm(upper + trunk.chest_deg, fore - upper, hand_deg - fore)


def standing_hip(trunk_at_origin: Trunk, ankle_x: float, knee_deg: float) -> Point:
    """Return the hip that keeps the weight over mid-foot, for a trunk computed with its hip at (0, 0).

    The hips go back as far as the trunk goes forward. Segment masses: docs/evidence.md C.7.
    """
    reach = sqrt(body.THIGH**2 + body.SHANK**2 + 2 * body.THIGH * body.SHANK * cos(radians(knee_deg)))
    upper_mass, moment = upper_moment(trunk_at_origin)
    thighs, shanks = 2 * MASS["thigh"], 2 * MASS["shank"]
    # knee and hip lie nearly on one line to the ankle; a soft knee sits a little ahead of it
    knee_ahead = body.THIGH * body.SHANK * sin(radians(knee_deg)) / reach
    lever = upper_mass + thighs * 0.79 + shanks * 0.29
    aim = MID_FOOT * (upper_mass + thighs + shanks)
    x = (aim - moment - knee_ahead * (thighs * 0.43 + shanks * 0.57)) / lever
    x = max(-0.6 * reach, min(0.6 * reach, x))
    return (ankle_x + x, body.ANKLE_HEIGHT + sqrt(reach**2 - x**2))


def upper_moment(trunk: Trunk) -> tuple[float, float]:
    """Mass of everything above the hips and its moment about x = 0; the arms are taken as hanging."""
    low, high = trunk.nodes[2], trunk.nodes[12]
    parts = (
        (MASS["trunk"], (low[0] + 0.012 + high[0]) / 2),
        (MASS["head"], turned(trunk.head_joint, (0.01, 0.04), trunk.head_deg)[0]),
        (2 * MASS["arm"], trunk.shoulder[0] + 0.01),
    )
    return sum(mass for mass, _ in parts), sum(mass * x for mass, x in parts)


THIGH_TOP = 0.052
"""Hand's wrist above the bone when it rests on a clothed thigh."""


def on_leg(
    hip: Point, knee: Point, ankle: Point, slide: float, lift: float = THIGH_TOP
) -> tuple[Point, float]:
    """Return a point on the front of the leg and the direction along it.

    ``slide`` 0 is the hip crease, 1 the knee, 2 the ankle.
    """
    over = lift - 0.014 * min(1.0, max(0.0, slide))
    a, b, part = (hip, knee, slide) if slide <= 1 else (knee, ankle, slide - 1)
    dx, dy = b[0] - a[0], b[1] - a[1]
    length = sqrt(dx * dx + dy * dy)
    direction = _down_deg(dx, dy)
    if 0.8 < slide < 1.2:  # round the knee instead of jumping from thigh to shin
        direction = _round_knee(hip, knee, ankle, slide)
    normal = along((0.0, 0.0), direction + 90, 1.0)
    at = (a[0] + dx * part, a[1] + dy * part)
    return (at[0] + normal[0] * over, at[1] + normal[1] * over), direction if length else 0.0


def _down_deg(dx: float, dy: float) -> float:
    return degrees(atan2(dx, -dy))


def _round_knee(hip: Point, knee: Point, ankle: Point, slide: float) -> float:
    thigh = _down_deg(knee[0] - hip[0], knee[1] - hip[1])
    shank = _down_deg(ankle[0] - knee[0], ankle[1] - knee[1])
    share = (slide - 0.8) / 0.4
    return thigh + (shank - thigh) * share * share * (3 - 2 * share)


def mix(a: Point, b: Point, share: float) -> Point:
    return (a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share)


def hang(trunk: Trunk, ahead: float = 0.026, slack: float = 0.005) -> tuple[Point, float]:
    """Return where a loose hand hangs: under its shoulder, an arm's length down, off the floor."""
    x, y = trunk.shoulder
    down = body.UPPER_ARM + body.FOREARM - slack
    return (x + ahead, max(y - down, 0.10)), 4.0
