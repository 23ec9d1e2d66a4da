"""What the figure does in each phase of the guided stretch (docs/evidence.md D01 and D02).

Every phase starts exactly where the one before it ended: that is what the tests hold. Levels change the
depth (``shapes.depth``), the hands and the head.

::

    P1 shift foot to foot (sitting: then sit down) . P2 hands to the creases . P3 arrive . P4 taller
    P5 fold . P6 hang . P7 still . P8 pelvis rolls . P9 vertebra by vertebra . P10 head last . P11 P12 easy
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import cos, pi, sin, sqrt

from ..vocab import Variant
from . import body, reach, shapes
from .body import Point
from .pose import Pose, Trunk, place_trunk, turned
from .reach import Foot, arm_to, foot_at, leg_to, mix
from .shapes import Shape, ease, late

SEATED_HIP: Point = (0.0, 0.306)
SEATED_ANKLE_X = 0.228
FAR_FOOT_AHEAD = 0.024
SEAT_Y = SEATED_HIP[1] - body.SEAT_BELOW_HIP
DESK_Y = 0.425  # 73 cm at 1.72 m
DESK_EDGE_X = 0.27

SIT_DOWN_S = 3.4
HANDS_S = 1.8
"""Seconds for the hands to travel to the creases, or home again."""
SINK_S = 4.0
"""Seconds for everything to let go at the start of P6."""
SHIFT_S = 4.6
"""Seconds of one shift from foot to foot and back, close to a quiet breath."""
LIFT_DEG = 24.0
KNEE_SOFT = 7.0
KNEE_FOLD = (10.0, 14.0, 18.0, 22.0)

Hand = tuple[Point, float]


@dataclass(frozen=True, slots=True)
class Beat:
    """One instant of a phase.

    Attributes
    ----------
    phase : str
        ``P1`` .. ``P12``; anything else stands (or sits) at ease.
    progress : float
        0 to 1. For P9 over all of its moving breaths together.
    span_s : float
        Length of the phase, for what takes its own seconds (sitting down, moving a hand).
    breath : float
        0 empty, 1 full.
    hung : bool
        The timeline has a P6. Without one nobody sinks deeper than the fold, and the hands stay.
    """

    variant: Variant
    level: int
    phase: str
    progress: float
    span_s: float = 6.0
    breath: float = 0.0
    hung: bool = True


def pose_at(beat: Beat) -> Pose:
    """Return the pose of an instant."""
    if beat.phase == "P1":
        return _shifting(beat) if beat.variant == "stand" else _shift_then_sit(beat)
    shape = _trunk(beat)
    if beat.variant == "sit":
        return _seated(beat, shape)
    return _stood(beat, shape)


def _trunk(beat: Beat) -> Shape:
    variant, level, p = beat.variant, beat.level, beat.progress
    tall = 0.0
    moves: dict[str, Callable[[], Shape]] = {
        "P5": lambda: shapes.folding(variant, level, p),
        "P6": lambda: shapes.blend(
            shapes.folded(variant, level), shapes.hanging(variant, level), ease(p * beat.span_s / SINK_S)
        ),
        "P7": lambda: shapes.lowest(variant, level, beat.hung),
        "P8": lambda: shapes.rolling_up(variant, level, p, hung=beat.hung),
        "P9": lambda: shapes.stacking(variant, level, p),
        "P10": lambda: shapes.lifting_head(variant, level, p),
    }
    if beat.phase in moves:
        shape = moves[beat.phase]()
        # a full breath opens the back a little
        lift = -1.6 * beat.breath if beat.phase in ("P6", "P7", "P8") else 0.0
        return shapes.add(shape, 0.0, shapes.spread(lift * 0.6, lift, 0.0), 0.0)
    if beat.phase == "P4":
        tall = ease(p)
    return shapes.blend(shapes.upright(variant), shapes.taller(variant), tall)


# --- hands -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Legs:
    hip: Point
    knee: Point
    ankle: Point
    tilt: float


def _home(trunk: Trunk, legs: _Legs, variant: Variant) -> Hand:
    """Hands on the thighs, or hanging."""
    return reach.on_leg(legs.hip, legs.knee, legs.ankle, 0.66) if variant == "sit" else reach.hang(trunk)


def _creases(trunk: Trunk, legs: _Legs, variant: Variant) -> Hand:
    """Fingertips in the fold of the groin, the wrist above and a little behind them."""
    crease = (legs.hip[0] + 0.040, legs.hip[1] + (0.034 if variant == "sit" else 0.016))
    deg = 58.0 if variant == "sit" else 34.0
    back = turned((0.0, 0.0), (0.0, 0.086), -deg)
    return (crease[0] + back[0], crease[1] + back[1]), deg


def _forearms(trunk: Trunk, legs: _Legs, _: Variant) -> Hand:
    """Forearms laid along the thighs: the elbow drops from the shoulder onto the thigh."""
    (_x, y), _deg = reach.on_leg(legs.hip, legs.knee, legs.ankle, 0.45)
    fall = trunk.shoulder[1] - y
    behind = sqrt(max(0.0, body.UPPER_ARM**2 - fall**2))
    at = trunk.shoulder[0] - min(behind, 0.10) + body.FOREARM
    return (min(max(at, 0.22), 0.30), y - 0.004), 84.0


def _desk(trunk: Trunk, legs: _Legs, _: Variant) -> Hand:
    return (DESK_EDGE_X + 0.045, DESK_Y + 0.014), 86.0


def _slid(slide: float) -> Callable[[Trunk, _Legs, Variant], Hand]:
    def at(trunk: Trunk, legs: _Legs, _: Variant) -> Hand:
        return reach.on_leg(legs.hip, legs.knee, legs.ankle, slide)

    return at


def _hang(trunk: Trunk, legs: _Legs, _: Variant) -> Hand:
    return reach.hang(trunk, ahead=0.014)


def _deep_hand(variant: Variant, level: int) -> Callable[[Trunk, _Legs, Variant], Hand]:
    """Where the hands are at the end of the fold."""
    if level == 0:
        return _creases
    if level == 1:
        return _forearms if variant == "sit" else _desk
    if variant == "sit":
        return _slid(1.22) if level == 2 else _slid(1.55)
    return _slid(0.95) if level == 2 else _slid(1.5)


def _rest_hand(variant: Variant, level: int, hung: bool) -> Callable[[Trunk, _Legs, Variant], Hand]:
    """Where the hands are while everything hangs."""
    if not hung:
        return _deep_hand(variant, level)
    return _hang if level >= 3 or (level == 2 and variant == "stand") else _deep_hand(variant, level)


def _hand(beat: Beat, trunk: Trunk, legs: _Legs) -> Hand:
    """Both hands' place: two anchors and how far from one to the other."""
    variant, level, p = beat.variant, beat.level, beat.progress
    ready = _creases if level == 0 else _home
    brief = ease(p * beat.span_s / HANDS_S)
    lets_go = variant == "stand" and level > 0  # a desk or a shin is soon out of reach: the arms just hang
    deep, rest = _deep_hand(variant, level), _rest_hand(variant, level, beat.hung)
    plans = {
        "P2": (_home, _creases, brief),
        "P3": (_creases, ready, brief),
        "P4": (ready, ready, 0.0),
        "P5": (ready, deep, late(p, 0.0, 0.96)),
        "P6": (deep, rest, ease(p * beat.span_s / 3.5)),
        "P7": (rest, rest, 0.0),
        "P8": (rest, _hang, late(p, 0.2)) if lets_go else (rest, rest, 0.0),
        "P9": (
            _hang if lets_go else rest,
            ready,
            late(p, 0.0, 0.9) if variant == "sit" else late(p, 0.5, 1.0),
        ),
        "P12": (ready, _home, brief),
    }
    start, end, share = plans.get(
        beat.phase, (ready if beat.phase in ("P10", "P11") else _home,) * 2 + (0.0,)
    )
    (a, a_deg), (b, b_deg) = start(trunk, legs, variant), end(trunk, legs, variant)
    return mix(a, b, share), a_deg + (b_deg - a_deg) * share


def _drop(beat: Beat) -> float:
    """How far the shoulder blades have slid towards the floor; they settle back with the head."""
    full = min(1.0, max(0.0, (beat.level - 0.5) / 2.5))
    by_phase = {
        "P5": late(beat.progress, 0.3),
        "P6": 1.0,
        "P7": 1.0,
        "P8": 1.0,
        "P9": 1.0 - 0.5 * ease(beat.progress),
        "P10": 0.5 * (1 - late(beat.progress, 0.0, 0.7)),
    }
    return full * by_phase.get(beat.phase, 0.0)


# --- whole poses -----------------------------------------------------------------------------------------


def _compose(beat: Beat, shape: Shape, hip: Point, near: Foot, far: Foot) -> Pose:
    trunk = place_trunk(hip, shape.tilt, shape.spine, shape.head, _drop(beat))
    near_leg, far_leg = leg_to(hip, shape.tilt, near), leg_to(hip, shape.tilt, far)
    knee, ankle = _near_points(hip, shape.tilt, near)
    point, deg = _hand(beat, trunk, _Legs(hip, knee, ankle, shape.tilt))
    far_point = (point[0] + 0.012, point[1] + 0.004)
    return Pose(
        hip,
        shape.tilt,
        shape.spine,
        shape.head,
        near_leg,
        far_leg,
        arm_to(trunk, point, deg),
        arm_to(trunk, far_point, deg),
        _drop(beat),
        beat.breath,
    )


def _near_points(hip: Point, tilt: float, foot: Foot) -> tuple[Point, Point]:
    from .pose import along

    leg = leg_to(hip, tilt, foot)
    knee = along(hip, leg.hip - tilt, body.THIGH)
    return knee, along(knee, leg.hip - tilt - leg.knee, body.SHANK)


def _seated(beat: Beat, shape: Shape) -> Pose:
    up = 0.0
    if beat.phase == "P2":  # lift one knee a little: the crease deepens
        up = 0.034 * _pulse(beat, after_s=3.0, for_s=3.0)
    near = foot_at(SEATED_ANKLE_X, up=up)
    return _compose(beat, shape, SEATED_HIP, near, foot_at(SEATED_ANKLE_X + FAR_FOOT_AHEAD))


def _stood(beat: Beat, shape: Shape, near: Foot | None = None, far: Foot | None = None) -> Pose:
    lift = 16.0 * _pulse(beat, after_s=3.0, for_s=3.0) if beat.phase == "P2" else 0.0
    hip = _standing_hip(shape, _knee(beat), 0.0)
    return _compose(beat, shape, hip, near or foot_at(0.0, lift=lift), far or foot_at(FAR_FOOT_AHEAD))


def _standing_hip(shape: Shape, knee: float, ankle_x: float) -> Point:
    return reach.standing_hip(place_trunk((0.0, 0.0), shape.tilt, shape.spine, shape.head), ankle_x, knee)


def _knee(beat: Beat) -> float:
    deep = KNEE_FOLD[min(beat.level, 3)]
    by_phase = {"P5": ease(beat.progress), "P6": 1.0, "P7": 1.0, "P8": 1.0, "P9": 1.0 - ease(beat.progress)}
    return KNEE_SOFT + (deep - KNEE_SOFT) * by_phase.get(beat.phase, 0.0)


def _pulse(beat: Beat, *, after_s: float, for_s: float) -> float:
    """Rise and fall once, if the phase is long enough to hold it."""
    if beat.span_s < after_s + for_s:
        return 0.0
    share = (beat.progress * beat.span_s - after_s) / for_s
    return sin(pi * ease(share)) ** 2 if 0 < share < 1 else 0.0


def shift_cycles(variant: Variant, span_s: float) -> int:
    """How often P1 shifts from foot to foot and back."""
    quiet = span_s - (SIT_DOWN_S if variant == "sit" else 0.0)
    return max(1, round(quiet / SHIFT_S))


def _shifting(beat: Beat, ankle_x: float = 0.0) -> Pose:
    turn = (beat.progress * shift_cycles("stand", beat.span_s)) % 1.0
    return _shift(beat, turn, ankle_x)


def _shift(beat: Beat, turn: float, ankle_x: float) -> Pose:
    """Stand and let one heel rise, then the other. ``turn`` 0 to 1 is one cycle."""
    wave = (1 - cos(4 * pi * turn)) / 2
    near_lift, far_lift = (LIFT_DEG * wave, 0.0) if turn < 0.5 else (0.0, LIFT_DEG * wave)
    shape = shapes.add(shapes.STANDING, 0.0, shapes.spread(-0.8 * wave, -0.6 * wave, 0.0), 0.0)
    hip = _standing_hip(shape, KNEE_SOFT - 2 * wave, ankle_x)
    near, far = foot_at(ankle_x, near_lift), foot_at(ankle_x + FAR_FOOT_AHEAD, far_lift)
    standing = Beat("stand", beat.level, "P1", beat.progress, beat.span_s, beat.breath)
    return _compose(standing, shape, hip, near, far)


def _shift_then_sit(beat: Beat) -> Pose:
    sit_share = SIT_DOWN_S / max(beat.span_s, 2 * SIT_DOWN_S)
    quiet = 1 - sit_share
    if beat.progress < quiet:
        turn = (beat.progress / quiet * shift_cycles("sit", beat.span_s)) % 1.0
        return _shift(beat, turn, SEATED_ANKLE_X)
    return _sitting_down(beat, (beat.progress - quiet) / sit_share)


def _sitting_down(beat: Beat, progress: float) -> Pose:
    """Hips back and down in an arc, the trunk tipping forward on the way as it does in life."""
    share = ease(progress)
    bow = 34 * sin(pi * share) ** 2
    shape = shapes.add(
        shapes.blend(shapes.STANDING, shapes.SITTING, share), bow, shapes.spread(0, 0, -0.3 * bow), -0.1 * bow
    )
    start = _standing_hip(shapes.STANDING, KNEE_SOFT, SEATED_ANKLE_X)
    corner = (-0.015, 0.455)
    hip = mix(mix(start, corner, share), mix(corner, SEATED_HIP, share), share)
    near, far = foot_at(SEATED_ANKLE_X), foot_at(SEATED_ANKLE_X + FAR_FOOT_AHEAD)
    trunk = place_trunk(hip, shape.tilt, shape.spine, shape.head)
    knee, ankle = _near_points(hip, shape.tilt, near)
    legs = _Legs(hip, knee, ankle, shape.tilt)
    (a, a_deg), (b, b_deg) = _home(trunk, legs, "stand"), _home(trunk, legs, "sit")
    hand, deg = mix(a, b, late(progress, 0.25)), a_deg + (b_deg - a_deg) * late(progress, 0.25)
    far_hand = (hand[0] + 0.012, hand[1] + 0.004)
    return Pose(
        hip,
        shape.tilt,
        shape.spine,
        shape.head,
        leg_to(hip, shape.tilt, near),
        leg_to(hip, shape.tilt, far),
        arm_to(trunk, hand, deg),
        arm_to(trunk, far_hand, deg),
        0.0,
        beat.breath,
    )
