"""From joint angles to points: a pose and its forward kinematics."""

from __future__ import annotations

from dataclasses import dataclass
from math import acos, atan2, cos, degrees, exp, hypot, radians, sin

from . import body
from .body import Point

UPRIGHT_SPINE = (0.0,) * len(body.VERTEBRAE)


@dataclass(frozen=True, slots=True)
class Leg:
    """Degrees. Hip and knee flexion, ankle dorsiflexion (a flat foot is ``ankle = knee - thigh``)."""

    hip: float = 0.0
    knee: float = 0.0
    ankle: float = 0.0


@dataclass(frozen=True, slots=True)
class Arm:
    """Degrees. Shoulder flexion against the upper trunk, elbow flexion, wrist flexion (palm side)."""

    shoulder: float = 0.0
    elbow: float = 0.0
    wrist: float = 0.0


@dataclass(frozen=True, slots=True)
class Pose:
    """All joint angles in degrees, flexion positive, 0 = natural upright standing.

    Attributes
    ----------
    hip : Point
        Where the hip centre is, in units of stature.
    pelvis_tilt : float
        Forward positive.
    spine : tuple of 24 float
        Flexion of each vertebra on the one below, L5 first.
    head : float
        Flexion of the skull on C1.
    near, far : Leg
        The right leg is nearest to the viewer.
    near_arm, far_arm : Arm
    shoulder_drop : float
        How far the shoulder blades have slid forward, 0 to 1.
    breath : float
        0 empty, 1 full.
    """

    hip: Point = (0.0, body.HIP_HEIGHT)
    pelvis_tilt: float = 0.0
    spine: tuple[float, ...] = UPRIGHT_SPINE
    head: float = 0.0
    near: Leg = Leg()
    far: Leg = Leg()
    near_arm: Arm = Arm()
    far_arm: Arm = Arm()
    shoulder_drop: float = 0.0
    breath: float = 0.0

    def __post_init__(self) -> None:
        if len(self.spine) != len(body.VERTEBRAE):
            raise ValueError(f"Expected {len(body.VERTEBRAE)} vertebrae, found {len(self.spine)}.")


@dataclass(frozen=True, slots=True)
class LegPoints:
    """Hip, knee, ankle; ``foot_deg`` is the pitch of the foot, heel up positive."""

    knee: Point
    ankle: Point
    foot_deg: float


@dataclass(frozen=True, slots=True)
class ArmPoints:
    """``hand_deg`` is the direction of the hand from straight down, forward positive."""

    elbow: Point
    wrist: Point
    hand_deg: float


@dataclass(frozen=True, slots=True)
class Trunk:
    """Pelvis, spine, head and shoulder; the part that needs no arms or legs.

    Attributes
    ----------
    nodes : tuple of 25 Point
        Joint below L5 (L5/S1) up to the head joint above C1.
    leans : tuple of 24 float
        Lean of each vertebra from the vertical, degrees, forward positive, its natural lean included.
    turns : tuple of 24 float
        The same without the natural lean: how far each frame has turned since natural standing.
    """

    hip: Point
    pelvis_deg: float
    nodes: tuple[Point, ...]
    leans: tuple[float, ...]
    turns: tuple[float, ...]
    head_deg: float
    shoulder: Point

    @property
    def chest_deg(self) -> float:
        return self.turns[body.SHOULDER_ON]

    @property
    def head_joint(self) -> Point:
        return self.nodes[-1]


@dataclass(frozen=True, slots=True)
class Skeleton:
    """A pose in space."""

    trunk: Trunk
    near: LegPoints
    far: LegPoints
    near_arm: ArmPoints
    far_arm: ArmPoints
    breath: float

    def points(self) -> dict[str, Point]:
        """Return the named points of the near side."""
        trunk = self.trunk
        named = {"hip": trunk.hip, "knee": self.near.knee, "ankle": self.near.ankle}
        named |= {"heel": self._foot(-body.HEEL_BEHIND_ANKLE), "toe": self._foot(body.TOE_AHEAD)}
        named |= {"sit_bone": (trunk.hip[0], trunk.hip[1] - body.SEAT_BELOW_HIP), "shoulder": trunk.shoulder}
        named |= {"elbow": self.near_arm.elbow, "wrist": self.near_arm.wrist}
        named["fingertip"] = along(self.near_arm.wrist, self.near_arm.hand_deg, body.HAND)
        named |= {f"{name} base": node for name, node in zip(body.VERTEBRAE, trunk.nodes, strict=False)}
        named["head_joint"] = trunk.head_joint
        named |= {name: turned(trunk.head_joint, at, trunk.head_deg) for name, at in _HEAD_POINTS.items()}
        return named

    def _foot(self, ahead: float) -> Point:
        return turned(self.near.ankle, (ahead, -body.ANKLE_HEIGHT), self.near.foot_deg)


_HEAD_POINTS = {
    "ear": (0.004, 0.026),
    "eye": (0.050, 0.036),
    "chin": (0.048, -0.030),
    "vertex": (0.004, 0.098),
}


def turned(origin: Point, offset: Point, deg: float) -> Point:
    """Return ``origin + offset`` with the offset turned forward (clockwise, as seen) by ``deg``."""
    c, s = cos(radians(deg)), sin(radians(deg))
    return (origin[0] + c * offset[0] + s * offset[1], origin[1] - s * offset[0] + c * offset[1])


def along(origin: Point, deg: float, length: float) -> Point:
    """Return the point ``length`` from ``origin``, ``deg`` forward of straight down."""
    return (origin[0] + length * sin(radians(deg)), origin[1] - length * cos(radians(deg)))


def place_trunk(
    hip: Point, tilt: float, spine: tuple[float, ...], head: float, shoulder_drop: float = 0.0
) -> Trunk:
    """Stack the 24 vertebrae on the pelvis."""
    node = turned(hip, body.S1_FROM_HIP, tilt)
    nodes, leans, turns, turn = [node], [], [], tilt
    for flexion, natural, link in zip(spine, body.NATURAL_LEAN, body.LINKS, strict=True):
        turn += flexion
        lean = radians(natural + turn)
        node = (node[0] + link * sin(lean), node[1] + link * cos(lean))
        nodes.append(node)
        leans.append(natural + turn)
        turns.append(turn)
    at = body.SHOULDER_ON
    slid = (body.SHOULDER_OFFSET[0] + 0.024 * shoulder_drop, body.SHOULDER_OFFSET[1] + 0.004 * shoulder_drop)
    shoulder = turned(nodes[at], slid, turns[at])
    return Trunk(hip, tilt, tuple(nodes), tuple(leans), tuple(turns), turn + head, shoulder)


def place(pose: Pose) -> Skeleton:
    """Turn a pose into points."""
    trunk = place_trunk(pose.hip, pose.pelvis_tilt, pose.spine, pose.head, pose.shoulder_drop)
    return Skeleton(
        trunk,
        _leg(trunk, pose.near),
        _leg(trunk, pose.far),
        _arm(trunk, pose.near_arm),
        _arm(trunk, pose.far_arm),
        pose.breath,
    )


def _leg(trunk: Trunk, leg: Leg) -> LegPoints:
    thigh = leg.hip - trunk.pelvis_deg
    shank = thigh - leg.knee
    knee = along(trunk.hip, thigh, body.THIGH)
    ankle = along(knee, shank, body.SHANK)
    return LegPoints(knee, ankle, -(leg.ankle + shank))


def _arm(trunk: Trunk, arm: Arm) -> ArmPoints:
    upper = arm.shoulder - trunk.chest_deg
    fore = upper + arm.elbow
    elbow = along(trunk.shoulder, upper, body.UPPER_ARM)
    return ArmPoints(elbow, along(elbow, fore, body.FOREARM), fore + arm.wrist)


def limb_angles(
    start: Point, end: Point, first: float, second: float, bend: int, *, soft: float = 0.0
) -> tuple[float, float]:
    """Solve two links: directions from straight down (forward positive) of the first and the second.

    Parameters
    ----------
    bend : int
        +1 puts the middle joint ahead of the line from start to end (a knee), -1 behind it (an elbow).
    soft : float
        The last part of the reach that is never quite used up: a loose arm does not lock at the elbow.

    Notes
    -----
    A target out of reach is met by a straight limb that points at it.
    """
    dx, dy = end[0] - start[0], end[1] - start[1]
    reach = max(hypot(dx, dy), abs(first - second) + 1e-6)
    near = (1 - soft) * (first + second)
    if soft and reach > near:
        spare = soft * (first + second)
        reach = near + spare * (1 - exp(-(reach - near) / spare))
    reach = min(reach, first + second - 1e-9)
    line = degrees(atan2(dx, -dy))
    inner = (first**2 + reach**2 - second**2) / (2 * first * reach)
    outer = (second**2 + reach**2 - first**2) / (2 * second * reach)
    return line + bend * degrees(acos(max(-1, min(1, inner)))), line - bend * degrees(
        acos(max(-1, min(1, outer)))
    )
