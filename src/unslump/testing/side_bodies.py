"""A person from the side who folds and uncurls, as frames, with the truth beside them.

Nothing is drawn and no model looks: joints and outline are computed, the outline to a small part of a pixel,
and then disturbed as much as is asked for. The back is not the fit's own: 17 levels between sacrum and neck
(docs/evidence.md C.7), each with its share of the flexion (C.3), each carrying a round slice of trunk, so
that skin stretches and slides over the bend.

::

    still | fold | hold | uncurl | rest | fold | ...          one turn of a level in the uncurl:
    ______         ______                                       1 __          width
          \\       /      \\                                        \\        |<--->|
           \\_____/        \\____...   (upright is up)            0  '--.___________   u

    seq: windows start one after the other, pelvis first.  top: the other way round.  block: all at once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from ..core.motion.frames import JOINTS, SPINE, Floats, Joint, PoseFrame, nobody
from ..core.vocab import Region
from .outlines import SPACING, Capsules, outline
from .side_person import (
    DEPTH,
    FORWARD,
    LANDMARKS,
    NODES,
    Posed,
    SideBody,
    joints_of,
    phases,
    posed_at,
    turned,
)

__all__ = ["SideBody", "Truth", "recorded"]

WRISTS_OF_KNUCKLES = [Joint.LEFT_WRIST, Joint.RIGHT_WRIST] * 2
"""The knuckles, which are the last joints, wander with their wrists."""

LONGEST = 720
"""More points than an outline has."""

SHORT, LONG = 0.03, 0.20
"""Over such lengths edge noise hangs together, half of its variance each; not those of the
fit's own floor."""


@dataclass(frozen=True, slots=True, eq=False)
class Truth:
    """What was really done, as docs/evidence.md E.0 defines it; of every frame.

    Attributes
    ----------
    trunk_deg : ndarray, shape (frames,)
        From upright.
    pelvis_deg : ndarray, shape (frames,)
        Since the still start.
    hip_flexion_deg : ndarray, shape (frames,)
    regions_deg : mapping of Region to ndarray, shape (frames,)
    uncurls_s : sequence of (begin, end)
        Of each repetition.
    """

    t_s: Floats
    trunk_deg: Floats
    pelvis_deg: Floats
    hip_flexion_deg: Floats
    regions_deg: Mapping[Region, Floats]
    uncurls_s: Sequence[tuple[float, float]]

    def turning(self) -> Mapping[Region, Floats]:
        return {Region.PELVIS: self.pelvis_deg, **self.regions_deg}

    def t50_s(self, repetition: int = 0) -> Mapping[Region, float]:
        """Return when pelvis and regions were half way back; NaN for what turned less than a degree."""
        return {unit: self._half_way(angle, repetition) for unit, angle in self.turning().items()}

    def _half_way(self, angle: Floats, repetition: int) -> float:
        begin, end = np.searchsorted(self.t_s, self.uncurls_s[repetition])
        part, times = angle[begin : end + 1], self.t_s[begin : end + 1]
        turn = part[0] - part[-1]
        if abs(turn) < 1:
            return float("nan")
        return float(np.interp(0.5, np.maximum.accumulate((part[0] - part) / turn), times))


def recorded(body: SideBody) -> tuple[list[PoseFrame], Truth]:
    """Return the frames of a body, and the truth."""
    random = np.random.default_rng(body.seed)
    t_s = _times(body, random)
    posed = posed_at(body, t_s)
    joints = joints_of(body, posed)
    noise = _wander(body, len(t_s), (Joint.LEFT_INDEX, 2), random) * body.joint_noise
    noise = np.concatenate([noise, noise[:, WRISTS_OF_KNUCKLES]], axis=1)
    seen = [
        _to_picture(body, joint[:, :2] + extra, joint[:, 2])
        for joint, extra in zip(joints, noise, strict=True)
    ]
    edges = _edges(body, posed, joints, random)
    spines = _spines(body, posed)
    frames = [
        nobody(t, body.size_px, people=0)
        if any(begin <= t < end for begin, end in body.missing_s)
        else PoseFrame(float(t), body.size_px, points, np.full(JOINTS, 0.9), (edge,), body.people, *spine)
        for t, points, edge, spine in zip(t_s, seen, edges, spines, strict=True)
    ]
    return frames, _truth(body, t_s, posed, joints)


def _times(body: SideBody, random: np.random.Generator) -> Floats:
    cycle = body.fold_s + body.hold_s + body.uncurl_s + body.rest_s
    even = np.arange(0.0, body.still_s + body.repetitions * cycle, 1 / body.fps)
    late = random.uniform(0, body.late / body.fps, len(even))
    late[0] = 0.0
    return even + late


def _to_picture(body: SideBody, points: Floats, left: Floats | float = 0.0) -> Floats:
    """Turn body lengths into pixels of the picture."""
    yaw = np.radians(body.yaw_deg)
    across = (points[:, 0] - 0.1) * np.cos(yaw) + left * np.sin(yaw)
    middle, ground = body.size_px[0] / 2 + body.shift_px[0], body.size_px[1] * 0.95 + body.shift_px[1]
    return np.column_stack(
        [middle + body.facing * across * body.scale_px, ground - points[:, 1] * body.scale_px]
    )


SPINE_AT: Floats = np.array([0.012, 0.09, 0.247, 0.43, 0.637, 0.876, 1.0])
"""Where a model of the kind names its points, as far as the back goes; two more follow the neck."""


def _spines(body: SideBody, posed: Posed) -> list[tuple[Floats, Floats] | tuple[()]]:
    """Return the points along the spine and their confidence, of each frame; nothing without a model."""
    if body.spine_noise is None:
        return [()] * len(posed.hip)
    base = posed.spine[:, -1]
    neck = [base + turned(np.array([0.03, up]), posed.head) for up in (0.12, 0.22)]
    points = np.stack([*(_at(posed.spine, f) for f in SPINE_AT), *neck], axis=1)
    along = np.gradient(points, axis=1)
    along /= np.hypot(along[..., 0], along[..., 1])[..., np.newaxis]
    points += body.spine_inside * np.stack([along[..., 1], -along[..., 0]], axis=-1)
    random = np.random.default_rng([body.seed, SPINE])  # of its own, so that nothing else changes with it
    points += _wander(body, len(points), (SPINE, 2), random) * body.spine_noise
    return [(_to_picture(body, each), np.full(SPINE, body.spine_sure)) for each in points]


def _limbs(body: SideBody, posed: Posed, joints: Floats, frame: int) -> Capsules:
    """Return the body of one frame as capsules."""
    link = posed.link[frame]
    lean = np.r_[link[0], (link[:-1] + link[1:]) / 2, link[-1]]
    trunk = posed.spine[frame] + FORWARD[:, np.newaxis] * np.column_stack([np.cos(lean), -np.sin(lean)])
    hip, turn, head = posed.hip[frame], posed.pelvis[frame], posed.head[frame]
    at = {
        joint.name.removeprefix("LEFT_"): joints[frame, joint, :2] for joint in Joint if joint.name[0] == "L"
    }
    buttock = hip + turned(np.array([-0.07, -0.04]), turn)
    neck, crown = (
        posed.spine[frame, -1] + turned(np.array(each), head) for each in ([0.06, 0.2], [0.08, 0.34])
    )
    rows = [
        (buttock, trunk[0], 0.19, DEPTH[0] + FORWARD[0]),
        (trunk[-1], neck, DEPTH[-1] + FORWARD[-1], 0.11),
        (neck, crown, 0.14, 0.17),
        (hip, at["KNEE"], 0.17, 0.11),
        (at["KNEE"], at["ANKLE"], 0.10, 0.06),
        (at["HEEL"], at["TOE"], 0.05, 0.04),
        (at["ANKLE"], at["HEEL"], 0.06, 0.05),
        (at["SHOULDER"], at["ELBOW"], 0.08, 0.06),
        (at["ELBOW"], at["WRIST"], 0.06, 0.05),
        *zip(trunk[:-1], trunk[1:], (DEPTH + FORWARD)[:-1], (DEPTH + FORWARD)[1:], strict=True),
    ]
    if body.chair_back and turn < np.radians(10):
        low, high = ([-0.24, hip[1] + height] for height in body.chair_back)
        rows.append((np.array(low), np.array(high), 0.08, 0.08))
    begin, end, first, last = zip(*rows, strict=True)
    return Capsules(np.array(begin), np.array(end), np.array(first), np.array(last))


def _edges(body: SideBody, posed: Posed, joints: Floats, random: np.random.Generator) -> list[Floats]:
    """Return the outline of every frame in the picture, its noise along its normals."""
    noise = _smooth_along(_wander(body, len(joints), (LONGEST,), random)) * body.edge_noise
    last = np.array(body.size_px) - 1.0
    edges = []
    for frame in range(len(joints)):
        line = outline(_limbs(body, posed, joints, frame), near=joints[frame, Joint.LEFT_HEEL, :2])
        along = np.roll(line, -1, axis=0) - np.roll(line, 1, axis=0)
        along /= np.maximum(np.hypot(*along.T), 1e-12)[:, np.newaxis]
        moved = line + np.column_stack([along[:, 1], -along[:, 0]]) * noise[frame, : len(line), np.newaxis]
        edges.append(np.clip(_to_picture(body, moved), 0.0, last))
    return edges


def _wander(body: SideBody, frames: int, shape: tuple[int, ...], random: np.random.Generator) -> Floats:
    """Return noise of variance one that partly stays from frame to frame."""
    stays = body.lasting ** (15 / body.fps)
    noise = random.standard_normal((frames, *shape))
    for frame in range(1, frames):
        noise[frame] = stays * noise[frame - 1] + np.sqrt(1 - stays**2) * noise[frame]
    return noise


def _smooth_along(noise: Floats) -> Floats:
    """Let white noise hang together along the edge, a short and a long part; its variance stays one."""
    waves = np.fft.rfftfreq(noise.shape[1], SPACING)
    mixed = np.zeros_like(noise)
    for length, part in ((SHORT, noise), (LONG, np.roll(noise, 311, axis=1)[:, ::-1])):
        kept = np.exp(-2 * (np.pi * waves * length) ** 2)
        smooth = np.fft.irfft(np.fft.rfft(part, axis=1) * kept, noise.shape[1], axis=1)
        mixed += smooth / smooth.std() / np.sqrt(2)
    return mixed


def _truth(body: SideBody, t_s: Floats, posed: Posed, joints: Floats) -> Truth:
    marks = np.stack([_at(posed.spine, f) for f in LANDMARKS], axis=1)
    steps = np.diff(marks, axis=1)
    theta = np.degrees(np.arctan2(steps[..., 0], steps[..., 1]))
    pelvis = np.degrees(posed.pelvis)
    thigh = joints[:, Joint.LEFT_KNEE, :2] - posed.hip
    above = np.diff(theta, axis=1)
    return Truth(
        t_s=t_s,
        trunk_deg=(theta[:, 1] + theta[:, 2]) / 2,
        pelvis_deg=pelvis,
        hip_flexion_deg=pelvis + np.degrees(np.arctan2(thigh[:, 0], -thigh[:, 1])),
        regions_deg={
            Region.LOW_BACK: above[:, 0], Region.WAIST: above[:, 1], Region.MID_BACK: above[:, 2]
        },
        uncurls_s=[uncurl for _, uncurl in phases(body)],
    )  # fmt: skip


def _at(spine: Floats, place: float) -> Floats:
    """Return where a place of the spine lies, shape (frames, 2)."""
    above = int(np.clip(np.searchsorted(NODES, place), 1, len(NODES) - 1))
    share = (place - NODES[above - 1]) / (NODES[above] - NODES[above - 1])
    point: Floats = spine[:, above - 1] + share * (spine[:, above] - spine[:, above - 1])
    return point
