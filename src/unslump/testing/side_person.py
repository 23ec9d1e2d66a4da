"""The body of ``testing.side_bodies``: its proportions, what it does, and where its bones and joints are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from ..core.motion.frames import JOINTS, Floats, Joint

LEVELS: Floats = np.array(
    [0.012, 0.090, 0.170, 0.247, 0.323, 0.395, 0.462, 0.524, 0.582, 0.637, 0.690, 0.740, 0.788, 0.832,
     0.876, 0.920, 0.963]
)  # fmt: skip
"""Where the joints of the spine lie, L5/S1 first, T1/2 last, 0 at the sacrum, 1 at the base of the neck
(docs/evidence.md C.7)."""

LUMBAR = 5
WEIGHTS: Floats = np.array(
    [9.0, 13.0, 12.0, 10.0, 8.0, 6.0, 6.0, 4.5, 3.0, 3.0, 3.0, 2.5, 2.0, 2.0, 2.0, 2.0, 2.0]
)
"""Flexion of each level against the others: Pearcy's for the low back, half of White and Panjabi's above
(docs/evidence.md C.3, E.14)."""

LANDMARKS: Floats = np.array([0.012, 0.21, 0.395, 0.665, 1.0])
"""P, L, T, M, C of docs/evidence.md E.0."""

SPINE, THIGH, SHANK, ANKLE = 0.88, 0.78, 0.80, 0.11
UPPER_ARM, FOREARM, KNUCKLES = 0.59, 0.46, 0.13
"""Lengths, in those of hip to shoulder as a pose model sees it (docs/evidence.md C.7 over 1.09)."""

SHOULDER_WIDTH, HIP_WIDTH = 0.75, 0.48
SACRUM: Floats = np.array([-0.06, 0.18])
NODES: Floats = np.r_[LEVELS, 1.0]
AT: Floats = np.array([0.0, 0.2, 0.4, 0.65, 0.85, 1.0])
DEPTH: Floats = np.interp(NODES, AT, [0.085, 0.10, 0.09, 0.075, 0.085, 0.09])
"""How deep the joints lie under the skin of the back."""

FORWARD: Floats = np.interp(NODES, AT, [0.12, 0.12, 0.13, 0.14, 0.11, 0.05])
"""How far before them the middle of the trunk lies."""

REST_DEG = {
    "stand": [14.0, 5.0, -9.0, -3.0, 10.0, 22.0],
    "sit": [2.0, -2.0, -5.0, 1.0, 9.0, 20.0],
}
"""Direction of the spine in the still start, forward positive, at ``AT``."""

NECK_REST_DEG = 24.0


@dataclass(frozen=True, slots=True)
class SideBody:
    """Somebody, what they do, and how they are seen. Lengths in hip-shoulder lengths, angles in degrees.

    Attributes
    ----------
    hip_deg, lumbar_deg, thoracic_deg, neck_deg : float
        How far each is bent at the deepest.
    fold : {"hinge", "even", "natural"}
        Whether hips or back begin on the way down.
    uncurl : {"seq", "top", "block"}
        Pelvis first and on upward, head first, or all at once.
    width : float
        Share of the uncurl that one level takes for its turn.
    rigid : sequence of int
        Levels that never bend, 0 to 16.
    sync : sequence of int
        Levels that turn together with the lowest of them; -1 is the pelvis.
    still_s, fold_s, hold_s, uncurl_s, rest_s : float
    repetitions : int
    facing : {1, -1}
        To the right or to the left of the picture.
    yaw_deg : float
        Off the side: narrower, with both shoulders and both hips beside each other.
    scale_px, shift_px
        One length, and the place in the picture.
    late : float
        How irregular time stamps are, in shares of a picture's distance.
    edge_noise, joint_noise : float
        Standard deviations.
    lasting : float
        Share of the noise that stays for a fifteenth of a second.
    missing_s : sequence of (begin, end)
        When nobody is seen.
    chair_back : (low, high) or None
        Heights above the hips between which something behind runs into the outline while they are upright.
    shrug : float
        How far the shoulders are raised in the fold.
    people : int
    spine_noise : float or None
        Standard deviation of points along the spine, as a spine model names them; None without one.
    spine_sure : float
        Its confidence.
    spine_inside : float
        How far before the joints of the spine it names them, all the time.
    seed : int
        For everything random.
    """

    posture: Literal["stand", "sit"] = "stand"
    hip_deg: float = 45.0
    lumbar_deg: float = 42.0
    thoracic_deg: float = 30.0
    neck_deg: float = 35.0
    fold: Literal["hinge", "even", "natural"] = "hinge"
    uncurl: Literal["seq", "top", "block"] = "seq"
    width: float = 0.4
    rigid: Sequence[int] = ()
    sync: Sequence[int] = ()
    still_s: float = 1.2
    fold_s: float = 2.5
    hold_s: float = 0.8
    uncurl_s: float = 5.0
    rest_s: float = 0.8
    repetitions: int = 1
    facing: Literal[1, -1] = 1
    yaw_deg: float = 0.0
    scale_px: float = 120.0
    size_px: tuple[int, int] = (640, 480)
    shift_px: tuple[float, float] = (0.0, 0.0)
    fps: float = 15.0
    late: float = 0.0
    edge_noise: float = 0.0
    joint_noise: float = 0.0
    lasting: float = 0.85
    missing_s: Sequence[tuple[float, float]] = ()
    chair_back: tuple[float, float] | None = None
    shrug: float = 0.0
    people: int = 1
    spine_noise: float | None = None
    spine_sure: float = 0.9
    spine_inside: float = 0.0
    seed: int = 1


@dataclass(frozen=True, slots=True, eq=False)
class Posed:
    """The skeleton of every frame: hip (f, 2), pelvis and neck turn (f,), spine (f, 18, 2), links (f, 17)."""

    hip: Floats
    pelvis: Floats
    spine: Floats
    link: Floats
    head: Floats
    bent: Floats


def _windows(body: SideBody) -> tuple[Floats, Floats]:
    """Return when each of pelvis, 17 levels and neck begins its turn in the uncurl, and how long it takes."""
    place = np.r_[0.0, LEVELS, 1.0]
    if body.uncurl == "block":
        return np.zeros(len(place)), np.ones(len(place))
    begin = (1 - body.width) * (place if body.uncurl == "seq" else 1 - place)
    if body.sync:
        together = np.array(body.sync) + 1
        begin[together] = begin[together.min()]
    return begin, np.full(len(place), body.width)


def _bending(body: SideBody, t_s: Floats) -> Floats:
    """Return how much of its own bend each of pelvis, levels and neck has, shape (frames, 19), 0 to 1."""
    begin, width = _windows(body)
    down = {"hinge": (0.0, 0.35), "even": (0.0, 0.0), "natural": (0.3, 0.0)}[body.fold]
    fold_begin = np.r_[down[0], np.full(len(begin) - 1, down[1])]
    fold_width = 1 - max(down) if max(down) else 1.0
    bent = np.zeros((len(t_s), len(begin)))
    for fold, uncurl in phases(body):
        u = (t_s[:, np.newaxis] - fold[0]) / (fold[1] - fold[0])
        v = (t_s[:, np.newaxis] - uncurl[0]) / (uncurl[1] - uncurl[0])
        bent += _smooth_step((u - fold_begin) / fold_width) - _smooth_step((v - begin) / width)
    return bent


def phases(body: SideBody) -> list[tuple[tuple[float, float], tuple[float, float]]]:
    cycle = body.fold_s + body.hold_s + body.uncurl_s + body.rest_s
    starts = [body.still_s + number * cycle for number in range(body.repetitions)]
    return [
        ((at, at + body.fold_s), (at + body.fold_s + body.hold_s, at + cycle - body.rest_s)) for at in starts
    ]


def _smooth_step(share: Floats) -> Floats:
    """A turn with the least jerk."""
    s = np.clip(share, 0.0, 1.0)
    step: Floats = s**3 * (10 - 15 * s + 6 * s**2)
    return step


def posed_at(body: SideBody, t_s: Floats) -> Posed:
    bent = _bending(body, t_s)
    sizes = WEIGHTS.copy()
    sizes[:LUMBAR] *= body.lumbar_deg / WEIGHTS[:LUMBAR].sum()
    sizes[LUMBAR:] *= body.thoracic_deg / WEIGHTS[LUMBAR:].sum()
    sizes[list(body.rigid)] = 0.0
    pelvis = np.radians(body.hip_deg * bent[:, 0])
    rest = np.radians(np.interp((NODES[:-1] + NODES[1:]) / 2, AT, REST_DEG[body.posture]))
    link = rest + pelvis[:, np.newaxis] + np.cumsum(np.radians(sizes) * bent[:, 1:-1], axis=1)
    steps = np.diff(NODES) * SPINE
    along = np.stack([np.sin(link), np.cos(link)], axis=-1) * steps[:, np.newaxis]
    hip = _hip(body, pelvis)
    spine = np.zeros((len(t_s), len(NODES), 2))
    spine[:, 0] = hip + turned(SACRUM, pelvis)
    spine[:, 1:] = spine[:, :1] + np.cumsum(along, axis=1)
    head = link[:, -1] - rest[-1] + np.radians(NECK_REST_DEG + body.neck_deg * bent[:, -1])
    return Posed(hip, pelvis, spine, link, head, bent[:, 0])


def _hip(body: SideBody, pelvis: Floats) -> Floats:
    """Return the hips: they go back in a standing fold, and stay on the seat in a sitting one."""
    if body.posture == "sit":
        return np.broadcast_to([0.0, SHANK + ANKLE + 0.12], (len(pelvis), 2))
    back = -0.25 * np.sin(pelvis)
    return np.column_stack([back, ANKLE + np.sqrt((THIGH + SHANK) ** 2 - back**2)])


def turned(vector: Floats, by_rad: Floats) -> Floats:
    c, s = np.cos(by_rad), np.sin(by_rad)
    return np.stack([c * vector[0] + s * vector[1], c * vector[1] - s * vector[0]], axis=-1)


def _leg(body: SideBody, posed: Posed) -> tuple[Floats, Floats]:
    """Return knee and ankle, each (frames, 2); the foot stays where it is."""
    if body.posture == "sit":
        knee = np.array([np.sqrt(THIGH**2 - 0.12**2), SHANK + ANKLE])
        ankle = knee - [0.0, SHANK]
        return np.broadcast_to(knee, posed.hip.shape), np.broadcast_to(ankle, posed.hip.shape)
    ankle = np.broadcast_to([0.0, ANKLE], posed.hip.shape)
    return posed.hip + (ankle - posed.hip) * THIGH / (THIGH + SHANK), ankle


def joints_of(body: SideBody, posed: Posed) -> Floats:
    """Return every joint of every frame, shape (frames, JOINTS, 3): forward, up, to the person's left."""
    knee, ankle = _leg(body, posed)
    base = posed.spine[:, -1]
    upper = posed.link[:, -4] - np.radians(np.interp(0.9, AT, REST_DEG[body.posture]))
    shoulder = posed.spine[:, 14] + turned(np.array([0.11, 0.06]), upper)
    shoulder += turned(np.array([0.0, body.shrug]), upper) * posed.bent[:, np.newaxis]
    short = np.clip((shoulder[:, 1] - 0.1) / (UPPER_ARM + FOREARM + 0.2), 0.3, 1.0)[:, np.newaxis]
    elbow = shoulder - short * np.array([-0.02, UPPER_ARM])
    wrist = elbow - short * np.array([-0.04, FOREARM])
    ear = base + turned(np.array([-0.02, 0.26]), posed.head)
    places = {
        "EAR": (ear, 0.2), "SHOULDER": (shoulder, SHOULDER_WIDTH), "ELBOW": (elbow, SHOULDER_WIDTH),
        "WRIST": (wrist, SHOULDER_WIDTH), "HIP": (posed.hip, HIP_WIDTH), "KNEE": (knee, HIP_WIDTH),
        "ANKLE": (ankle, HIP_WIDTH), "HEEL": (ankle + np.array([-0.1, -0.06]), HIP_WIDTH),
        "TOE": (ankle + np.array([0.35, -0.08]), HIP_WIDTH),
        "INDEX": (wrist + short * np.array([0.03, -KNUCKLES]), SHOULDER_WIDTH),
        "PINKY": (wrist + short * np.array([-0.03, -KNUCKLES]), SHOULDER_WIDTH),
    }  # fmt: skip
    joints = np.zeros((len(base), JOINTS, 3))
    joints[:, Joint.NOSE, :2] = ear + turned(np.array([0.2, 0.03]), posed.head - np.radians(NECK_REST_DEG))
    for name, (place, wide) in places.items():
        for side, sign in (("LEFT", 1), ("RIGHT", -1)):
            joints[:, Joint[f"{side}_{name}"], :2] = place
            joints[:, Joint[f"{side}_{name}"], 2] = sign * wide / 2
    return joints
