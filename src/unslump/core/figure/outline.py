"""From a skeleton to the soft parts of the drawn body: closed outlines with a fixed number of vertices.

The same path always has the same vertices in the same order, so the page can draw any moment between two
samples. Where a limb bends, the outer side goes round the joint and the inner side stops short of it, so a
sleeve or a trouser leg never crosses itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import atan2, cos, hypot, pi, radians, sin

from . import body
from .body import Build, Point
from .pose import ArmPoints, LegPoints, Skeleton, Trunk, turned

Path = list[Point]


def interpolate(xs: Sequence[float], ys: Sequence[float], x: float) -> float:
    """Return y at x, straight between the given points, flat outside."""
    if x <= xs[0]:
        return ys[0]
    for i in range(1, len(xs)):
        if x <= xs[i]:
            share = (x - xs[i - 1]) / (xs[i] - xs[i - 1])
            return ys[i - 1] + (ys[i] - ys[i - 1]) * share
    return ys[-1]


def _smooth_profile(xs: Sequence[float], ys: Sequence[float], at: Sequence[float]) -> tuple[float, ...]:
    """Read a profile with its corners rounded (three-point average of close readings)."""
    h = 0.05
    return tuple(
        (interpolate(xs, ys, x - h) + 2 * interpolate(xs, ys, x) + interpolate(xs, ys, x + h)) / 4 for x in at
    )


# --- trunk -----------------------------------------------------------------------------------------------

_BACK_AT = body.JOINT_FRACTIONS
_FRONT_NODES = (0, 1, 2, 3, 5, 7, 9, 11, 13, 15)
"""The front needs fewer vertices than the back, whose outline follows every vertebra."""


BELLY_FILL = 0.022
"""How far the belly comes forward when the low back is fully round."""


class Drape:
    """A build's clothes, read once at every station of the spine."""

    def __init__(self, build: Build) -> None:
        self.build = build
        self.back = _smooth_profile(body.STATIONS, build.back, _BACK_AT)
        self.front = _smooth_profile(body.STATIONS, build.front, [_BACK_AT[i] for i in _FRONT_NODES])
        self.swell = tuple(_swell(build, _BACK_AT[i]) for i in _FRONT_NODES)
        self.back_swell = tuple(0.25 * _swell(build, at) for at in _BACK_AT)


def _swell(build: Build, at: float) -> float:
    """How far a full breath moves the front at a station: ribs most, belly some."""
    ribs = max(0.0, 1 - ((at - 0.66) / 0.30) ** 2)
    belly = max(0.0, 1 - ((at - 0.12) / 0.30) ** 2)
    return build.chest_swell * ribs + build.belly_swell * belly


def shirt(trunk: Trunk, drape: Drape, breath: float) -> Path:
    """Hem at the back, up along the vertebrae, across the neck, down the chest and belly.

    Returns 34 points; the hem ends are tucked inside the trousers.
    """
    leans = _node_leans(trunk)
    path = [turned(trunk.hip, (-0.045, 0.046), trunk.pelvis_deg)]
    for node, lean, off, swell in zip(trunk.nodes, leans, drape.back, drape.back_swell, strict=False):
        path.append(_off(node, lean, -(off + swell * breath)))
    path += _collar_line(trunk, drape)
    calm = _calmed(leans)
    curl = min(1.0, max(0.0, (trunk.turns[4] - trunk.pelvis_deg) / 55))
    for i, off, swell in reversed(list(zip(_FRONT_NODES, drape.front, drape.swell, strict=True))):
        belly = BELLY_FILL * curl * max(0.0, 1 - ((_BACK_AT[i] - 0.24) / 0.26) ** 2)
        path.append(_off(trunk.nodes[i], calm[i], off + swell * breath + belly))
    path.append(turned(trunk.hip, (0.048, 0.050), trunk.pelvis_deg))
    path.append(turned(trunk.hip, (0.030, 0.030), trunk.pelvis_deg))
    return path


def _node_leans(trunk: Trunk) -> list[float]:
    """Lean at each of the 18 joints of the trunk: the mean of the vertebrae that meet there."""
    leans = trunk.leans
    first = 0.5 * leans[0] + 0.5 * trunk.pelvis_deg
    return [first] + [(leans[i - 1] + leans[i]) / 2 for i in range(1, 18)]


def _calmed(leans: list[float]) -> list[float]:
    """Leans averaged over neighbours, so that the front does not pleat when the back is round."""
    reach = 4
    calm = []
    for i in range(len(leans)):
        window = leans[max(0, i - reach) : i + reach + 1]
        calm.append(sum(window) / len(window))
    return calm


def _off(point: Point, lean: float, offset: float) -> Point:
    """Return the point ``offset`` ahead of a spine point, square to its lean."""
    rad = radians(lean)
    return (point[0] + offset * cos(rad), point[1] - offset * sin(rad))


def _collar_line(trunk: Trunk, drape: Drape) -> Path:
    """Nape and throat: the shirt climbs the back of the neck a little."""
    half = 0.036 * drape.build.neck
    nape = _off(trunk.nodes[18], trunk.leans[17], -half * 0.95)
    throat = _off(trunk.nodes[17], trunk.leans[15], half * 1.06)
    return [nape, throat]


def neck(trunk: Trunk, build: Build) -> Path:
    """Nape up to the skull and down the throat; both ends hide under collar and jaw."""
    nodes, leans = trunk.nodes, trunk.leans
    back_half = (0.036, 0.0350, 0.0335, 0.0325)
    front_half = (0.044, 0.0365, 0.0325, 0.0310)
    stations = (16, 18, 20, 22)
    wide = build.neck
    back = [_off(nodes[i], leans[i], -half * wide) for i, half in zip(stations, back_half, strict=True)]
    front = [_off(nodes[i], leans[i], half * wide) for i, half in zip(stations, front_half, strict=True)]
    head, turn = trunk.head_joint, trunk.head_deg
    crown = [turned(head, (-0.033 * wide, 0.006), turn), turned(head, (0.028, 0.002), turn)]
    return [*back, *crown, *reversed(front)]


# --- limbs -----------------------------------------------------------------------------------------------


def _unit(a: Point, b: Point) -> Point:
    dx, dy = b[0] - a[0], b[1] - a[1]
    length = hypot(dx, dy) or 1e-9
    return (dx / length, dy / length)


def _at(a: Point, d: Point, length: float, side: float) -> Point:
    """Return the point ``length`` along direction ``d`` from ``a`` and ``side`` ahead of it."""
    return (a[0] + d[0] * length - d[1] * side, a[1] + d[1] * length + d[0] * side)


def _fold_back(angle: float, width: float, length: float) -> float:
    """How far from a joint the inner edges of two links meet."""
    half = min(abs(angle) / 2, 1.15)
    return min(width * sin(half) / cos(half), 0.62 * length)


def _corner(joint: Point, d1: Point, d2: Point, cut: float, side1: float, side2: float, ease: float) -> Path:
    """Three points that round the inner side of a bent joint."""
    a, c = _at(joint, d1, -(cut + ease), side1), _at(joint, d2, cut + ease, side2)
    m1, m2 = _at(joint, d1, -cut, side1), _at(joint, d2, cut, side2)
    mid = ((m1[0] + m2[0]) / 2, (m1[1] + m2[1]) / 2)
    b = ((a[0] + 2 * mid[0] + c[0]) / 4, (a[1] + 2 * mid[1] + c[1]) / 4)
    return [a, b, c]


def _arc(joint: Point, start: Point, end: Point, count: int, *, clockwise: bool) -> Path:
    """Points between two directions around a joint, the radius going over from one to the other."""
    a1, r1 = atan2(start[1] - joint[1], start[0] - joint[0]), hypot(start[0] - joint[0], start[1] - joint[1])
    a2, r2 = atan2(end[1] - joint[1], end[0] - joint[0]), hypot(end[0] - joint[0], end[1] - joint[1])
    turn = a2 - a1
    if clockwise:
        turn = turn - 2 * pi if turn > pi else turn
        turn = turn if turn < 0.3 else turn - 2 * pi
    else:
        turn = turn + 2 * pi if turn < -0.3 else turn
    points = []
    for k in range(1, count + 1):
        share = k / (count + 1)
        angle, radius = a1 + turn * share, r1 + (r2 - r1) * share
        points.append((joint[0] + radius * cos(angle), joint[1] + radius * sin(angle)))
    return points


def _bend(d1: Point, d2: Point) -> float:
    """Angle from the first direction to the second, radians; a flexing elbow is positive."""
    return atan2(d1[0] * d2[1] - d1[1] * d2[0], d1[0] * d2[0] + d1[1] * d2[1])


class ArmSpec:
    """Half-widths of one arm layer at shoulder, mid upper arm, elbow, mid forearm and its end."""

    def __init__(self, widths: tuple[float, float, float, float, float], end: float) -> None:
        self.shoulder, self.mid, self.elbow, self.fore, self.tip = widths
        self.end = end  # part of the forearm that is covered


def arm(shoulder: Point, points: ArmPoints, spec: ArmSpec) -> Path:
    """Shoulder cap, down the back of the arm, round the elbow, and up the inside. 19 points."""
    d1, d2 = _unit(shoulder, points.elbow), _unit(points.elbow, points.wrist)
    bend, upper, fore = _bend(d1, d2), body.UPPER_ARM, body.FOREARM
    cut = _fold_back(bend, spec.elbow, fore * spec.end)
    elbow = points.elbow
    length = fore * spec.end
    back = [
        _at(shoulder, d1, 0.012, -spec.shoulder),
        _at(shoulder, d1, upper * 0.45, -spec.mid),
        _at(shoulder, d1, upper * 0.85, -spec.elbow * 1.03),
    ]
    o1, o2 = _at(elbow, d1, -0.006, -spec.elbow), _at(elbow, d2, 0.006, -spec.elbow)
    back += [o1, *_arc(elbow, o1, o2, 1, clockwise=False), o2]
    back += [_at(elbow, d2, length * 0.55, -spec.fore), _at(elbow, d2, length, -spec.tip)]
    front = [_at(elbow, d2, length, spec.tip), _at(elbow, d2, max(length * 0.6, cut + 0.02), spec.fore)]
    front += reversed(_corner(elbow, d1, d2, cut, spec.elbow, spec.elbow, 0.014))
    front += [
        _at(shoulder, d1, min(upper * 0.5, upper - cut - 0.03), spec.mid),
        _at(shoulder, d1, 0.03, spec.shoulder),
    ]
    cap = [
        _at(shoulder, d1, -0.020, spec.shoulder * 0.82),
        _at(shoulder, d1, -spec.shoulder, 0.0),
        _at(shoulder, d1, -0.020, -spec.shoulder * 0.82),
    ]
    return [*back, *front, *cap]


def skin_spec(build: Build) -> ArmSpec:
    w = build.limb
    return ArmSpec((0.026 * w, 0.024 * w, 0.0205 * w, 0.0195 * w, 0.0125 * w), 1.0)


def sleeve_spec(build: Build) -> ArmSpec:
    w = build.limb
    return ArmSpec((0.0365 * w, 0.0325 * w, 0.0275 * w, 0.0265 * w, 0.0255 * w), 0.36)


WAIST_NODE = 1
"""The waistband lies at L4/5 and goes with it: half pelvis, half low back."""


def waist(trunk: Trunk, build: Build) -> tuple[Point, Point]:
    """Return where the waistband meets the outline, at the back and at the front."""
    node, lean = trunk.nodes[WAIST_NODE], (trunk.leans[0] + trunk.leans[1]) / 2 - 14
    calm = 0.5 * lean + 0.5 * trunk.pelvis_deg
    wide = (build.limb - 1) / 0.17
    back = _off(node, lean, -(0.0455 + 0.007 * wide))
    front = turned(_off(node, calm, 0.0715 + 0.023 * wide), (0.0, -0.004), calm)
    return back, front


def belt(trunk: Trunk, build: Build) -> Path:
    """The band from back to front, a little bowed. 8 points."""
    (bx, by), (fx, fy) = back, front = waist(trunk, build)
    d = _unit(back, front)
    high, bow = 0.0055, -0.0035

    def at(share: float, side: float) -> Point:
        sag = 4 * share * (1 - share) * bow + side
        return (bx + (fx - bx) * share - d[1] * sag, by + (fy - by) * share + d[0] * sag)

    return [
        *(at(t, high) for t in (-0.008, 0.3, 0.7, 1.008)),
        *(at(t, -high) for t in (1.008, 0.7, 0.3, -0.008)),
    ]


def trousers(trunk: Trunk, leg: LegPoints, build: Build, seat: tuple[float, float] | None) -> Path:
    """Waistband at the back, round the buttock, down to the hem and up the front. 30 points.

    Parameters
    ----------
    seat : (height, edge) or None
        What is pressed below the seat, behind its front edge, is flattened onto it.
    """
    w, hip, tilt = build.limb, trunk.hip, trunk.pelvis_deg
    top_back, top_front = waist(trunk, build)
    d1, d2 = _unit(hip, leg.knee), _unit(leg.knee, leg.ankle)
    back = [top_back, *_seat_side(hip, tilt, d1, w)]
    knee_cut = _fold_back(_bend(d1, d2), 0.036 * w, body.SHANK)
    back += [_at(hip, d1, body.THIGH * 0.48, -0.047 * w)]
    back += _corner(leg.knee, d1, d2, knee_cut, -0.036 * w, -0.037 * w, 0.020)
    back += [
        _at(leg.knee, d2, body.SHANK * t, -s * w) for t, s in ((0.42, 0.0395), (0.7, 0.036), (1.0, 0.034))
    ]
    front = [
        _at(leg.knee, d2, body.SHANK * t, s * w) for t, s in ((1.0, 0.030), (0.62, 0.031), (0.25, 0.034))
    ]
    k1, k2 = _at(leg.knee, d2, 0.012, 0.0355 * w), _at(leg.knee, d1, -0.014, 0.0375 * w)
    front += [k1, *_arc(leg.knee, k1, k2, 2, clockwise=False), k2]
    front += [_at(hip, d1, body.THIGH * 0.70, 0.0425 * w)]
    front += _lap_side(hip, tilt, d1, build)
    path = [*back, *front, top_front]
    return path if seat is None else [_pressed(point, *seat) for point in path]


def _seat_side(hip: Point, tilt: float, thigh: Point, w: float) -> Path:
    """Waistband, sacrum and buttock turn with the pelvis; an arc about the hip leads over to the thigh."""
    wide = 0.008 * (w - 1) / 0.17
    rigid = [
        turned(hip, (x - wide, y), tilt) for x, y in ((-0.0690, 0.056), (-0.0770, 0.028), (-0.0800, 0.000))
    ]
    under = _at(hip, thigh, body.THIGH * 0.27, -0.052 * w)
    return [*rigid, *_arc(hip, rigid[-1], under, 4, clockwise=False), under]


def _lap_side(hip: Point, tilt: float, thigh: Point, build: Build) -> Path:
    """From the thigh's top through the groin crease up the belly to the waistband."""
    w = build.limb
    belly = 0.022 * (w - 1) / 0.17
    axis = turned((0.0, 0.0), (0.0, -1.0), tilt)
    bend = _bend(axis, thigh)
    cut = _fold_back(max(0.0, bend), 0.050 * w, body.THIGH)
    top = _at(hip, thigh, max(body.THIGH * 0.42, cut + 0.035), 0.0485 * w)
    crease = list(reversed(_corner(hip, axis, thigh, cut, 0.054 * w, 0.050 * w, 0.016)))
    up = max(0.050, cut + 0.030)
    return [
        top,
        *crease,
        turned(hip, (0.0600 + belly, min(up, 0.056)), tilt),
    ]


def _pressed(point: Point, height: float, edge: float) -> Point:
    x, y = point
    if y >= height or x > edge + 0.03:
        return point
    hold = min(1.0, max(0.0, (edge + 0.03 - x) / 0.03))
    return (x, y + (height - y) * hold)


def soft_parts(skeleton: Skeleton, drape: Drape, seat: tuple[float, float] | None) -> dict[str, Path]:
    """Return every deforming path of one instant, by id, in the order of ``SOFT``."""
    trunk, build = skeleton.trunk, drape.build
    skin, sleeve = skin_spec(build), sleeve_spec(build)
    far_shoulder = (trunk.shoulder[0] + 0.010, trunk.shoulder[1] + 0.002)
    far_arm = skeleton.far_arm
    return {
        "arm_far": arm(far_shoulder, far_arm, skin),
        "sleeve_far": arm(far_shoulder, far_arm, sleeve),
        "trousers_far": trousers(trunk, skeleton.far, build, seat),
        "neck": neck(trunk, build),
        "shirt": shirt(trunk, drape, skeleton.breath),
        "trousers": trousers(trunk, skeleton.near, build, seat),
        "belt": belt(trunk, build),
        "arm": arm(trunk.shoulder, skeleton.near_arm, skin),
        "sleeve": arm(trunk.shoulder, skeleton.near_arm, sleeve),
    }
