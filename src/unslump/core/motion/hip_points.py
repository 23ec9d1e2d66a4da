r"""The hip lesson with the camera: how far each index fingertip is from the hip joint, seen from the front.

::

       o          shoulders and hips of the model give the trunk's axis, up
      /|\         J   joint: the middle of the hips, and out by what the regressions say
     / | \        K   knuckles; the model sees no fingertip
     \ | /        T   fingertip: on from the index knuckle, the way the hand points
      KJ.J K
      T| | T      wrist ----> K ....> T

Rules. What the whole person must show is asked first, in the order of ``_unseen`` and ``_unready``; then each
hand by itself, so that one hidden hand does not silence the other. Lengths become centimetres by the person's
own stature.

Everything here is a camera's estimate, marked as ours and not the article's. It is rough: about 8 cm either
way, nearly all of it the finger. It tells hands on the crest of the pelvis from fingertips in the crease, and
nothing finer; so a distance within its own uncertainty is called as close as the camera can tell, a direction
is named only where it is clearer than that, and nobody is graded. Nothing of it is stored: the page shows it
once.

The fingertip lies on the skin, the joint some 10 cm behind it (docs/evidence.md C.6: 4 to 5 cm behind the
front pelvic points, and what is in front of those). A camera that looks down by 10 degrees, or a person
turned by as much, moves one against the other by 2 cm. Nothing is taken off for it, since the slope is not
known; it is part of the measured errors, whose cameras stood at 0.75 to 1.25 m.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np

from ..stature import check_stature
from ..words import Said
from . import gates
from .frames import Floats, Joint, PoseFrame
from .frontal import STANDS
from .side_view import middle

Side: TypeAlias = Literal["left", "right"]
Where: TypeAlias = Literal["above", "below", "outside", "inside"]

HELD_S, LEAST_HELD_S, LEAST_FRAMES = 1.5, 0.8, 5
"""What is older than the first is not looked at; so long and so often somebody must have been seen in it.
Chosen: "about a second", also where a picture comes late."""

SURE, SURE_HAND = 0.5, 0.85
"""The model's own confidence of trunk and head, and of wrist and knuckles. Chosen: nineteen in
twenty rendered hands had 0.88 and more, and of seven below 0.85 four were read 5 to 17 cm wrong."""

WIDE = {"shoulders": 0.66, "hips": 0.395}
LEAST_WIDE = 0.90
"""Widths from the front in hip-shoulder lengths, and what mean share of them is still a front view: rendered
people turned by 0 degrees had 1.00 (0.90 to 1.10), by 25 degrees 0.93, by 35 degrees 0.85."""

SHARES = {"trunk": 0.288, "head": 0.420, "thigh": 0.245}
"""Shoulder to hip and hip to knee (docs/evidence.md C.7), and ear to hip, as shares of stature. Ear to hip is
what rendered people showed; they had 0.285 and 0.241 for the other two."""

SCALE_SD, MOST_APART = 0.03, 0.25
"""Least relative error of the scale, chosen over the 0.02 of rendered people, who are of one family; and how
far apart the lengths may be, of their middle, before they are not one upright person's. Chosen."""

STILL = 0.06
"""Nine of ten places of a point stay this near its middle, hip-shoulder lengths: 3 cm. Chosen."""

ASIDE = 0.050
"""Hip joint from the midline as a share of stature: the mean of Harrington 2007 and Hara 2016 for the three
bodies of docs/evidence.md C.6. The model's own points are 0.055 out in rendered people, the joint of whose
skeleton is 0.064 out; neither is a measurement of a person."""

BEYOND = 0.065
"""Fingertip beyond the index knuckle as the model sees it, share of stature; measured on rendered hands."""

HAND = (0.030, 0.065)
"""Wrist to the middle of both knuckles, share of stature. Shorter or longer is no flat hand. Chosen around
the 0.041 of rendered ones."""

OWN_SIDE = 0.010
"""A fingertip at least so far out from the midline is on its own side, share of stature. Chosen."""

HANGS, NEAR = 0.10, 0.16
"""A fingertip so far below the joint belongs to a hanging hand, one so far from it to a hand that is
elsewhere; shares of stature. Chosen: the places where people point by mistake lie within 0.12
(docs/evidence.md C.6), rendered hanging hands were 0.11 to 0.15 below."""

TIP_SD, JOINT_SD = 0.022, 0.009
"""Error of fingertip and joint along one axis, shares of stature. The joint's is the larger of what two sets
of rendered people showed; the fingertip's (measured: 0.010 and 0.018) is chosen so wide that nineteen in
twenty distances lie within it even where hands lie oddly and the camera is near (docs/camera-measures.md). A
real person, in clothes and with fingers that bend, is seen no better."""

HALF_95 = 1.96

HOW = tuple(Said(f"motion.hips.how.{step}") for step in ("face", "whole", "fingers", "moment"))
"""What to do, one sentence a step, to show and to say before."""

ESTIMATE = Said("motion.hips.estimate")
"""What stands beside every answer."""

SIGNS: dict[Side, int] = {"left": 1, "right": -1}
"""The person's left is on the right of the picture of a front view."""


@dataclass(frozen=True, slots=True)
class HipPoint:
    """Where one fingertip is, as seen from where the camera puts the joint. A camera's estimate.

    Attributes
    ----------
    side : "left" or "right"
        The person's own.
    up_cm, out_cm : float
        From the joint to the fingertip: up positive, away from the midline positive.
    distance_cm : float
        In the plane of the picture, 0 or more.
    uncertainty_cm : float
        Half-width of 95 %, of the distance and of each direction.
    where : tuple
        "above" or "below", then "outside" or "inside": only what is clearer than the uncertainty. Empty where
        neither is.
    joint_px, tip_px : tuple of float
        Both places in the picture, x to the right, y down, to draw them.
    uncertainty_px : float
        ``uncertainty_cm`` in the picture.
    """

    side: Side
    up_cm: float
    out_cm: float
    distance_cm: float
    uncertainty_cm: float
    where: tuple[Where, ...]
    joint_px: tuple[float, float]
    tip_px: tuple[float, float]
    uncertainty_px: float

    @property
    def is_clear(self) -> bool:
        """Whether the distance is more than its own uncertainty."""
        return self.distance_cm > self.uncertainty_cm

    @property
    def said(self) -> Said:
        """The sentence, without a number where none is clear."""
        side, give = Said(f"motion.hips.{self.side}"), round(self.uncertainty_cm)
        if not self.is_clear:
            return Said("motion.hips.close", side=side, give=give)
        distance = round(self.distance_cm)
        return Said("motion.hips.told", side=side, distance=distance, give=give, where=self._where)

    @property
    def _where(self) -> Said:
        if len(self.where) == 2:
            return Said(f"motion.hips.where.{self.where[0]}_{self.where[1]}")
        return Said(f"motion.hips.where.{self.where[0]}" if self.where else "motion.hips.where.away")


@dataclass(frozen=True, slots=True)
class HipPoints:
    """Both sides; a ``Said`` says why one cannot be told."""

    left: HipPoint | Said
    right: HipPoint | Said


@dataclass(frozen=True, slots=True, eq=False)
class _Body:
    """The person of some frames: axes of length one (frames, 2), the middle of the hips, and the scale."""

    joints: Floats
    hip: Floats
    up: Floats
    cm_per_px: float
    scale_sd: float
    stature_cm: float


def hip_points(frames: Sequence[PoseFrame], stature_cm: float) -> HipPoints | Said:
    """Tell how far each index fingertip is from its hip joint, or why it cannot be told.

    Parameters
    ----------
    frames : sequence of PoseFrame
        The last second or two of somebody who faces the camera, in the order of time, not mirrored. Only the
        last ``HELD_S`` of them count.
    stature_cm : float
        100 to 250; the person's own, from the settings or the lesson.

    Returns
    -------
    HipPoints or Said
        A ``Said`` where nothing can be told: what to change, in one sentence.

    Raises
    ------
    BadInput
        The stature is not that of a person.
    """
    check_stature(stature_cm)
    held = [frame for frame in frames if frame.t_s >= frames[-1].t_s - HELD_S]
    seen = [frame for frame in held if _in_view(frame)]
    why = _unseen(held, seen) or _unready(seen)
    if why is not None:
        return why
    body = _body(seen, stature_cm)
    if isinstance(body, Said):
        return body
    sure: Floats = np.median([frame.confidence for frame in seen], axis=0)
    return HipPoints(_point(body, "left", sure), _point(body, "right", sure))


def _unseen(frames: Sequence[PoseFrame], seen: Sequence[PoseFrame]) -> Said | None:
    """Return that it is not one whole person for long enough, or None."""
    if not frames or not frames[-1].has_person:
        return Said("motion.hips.nobody")
    if any(frame.people > 1 for frame in frames):
        return Said("motion.hips.several")
    if not _in_view(frames[-1]):
        return Said("motion.hips.whole")
    enough = len(seen) >= max(LEAST_FRAMES, gates.SEEN_SHARE * len(frames))
    return None if enough and seen[-1].t_s - seen[0].t_s >= LEAST_HELD_S else Said("motion.hips.stay")


def _unready(seen: Sequence[PoseFrame]) -> Said | None:
    """Return the first thing that this person would have to change, or None."""
    joints = _places(seen)
    length_px = _length(joints, gates.SHOULDERS, gates.HIPS)
    if length_px < gates.LEAST_LENGTH_PX:
        least = round(gates.LEAST_LENGTH_PX)
        return Said("motion.hips.small", found=round(length_px), least=least)
    return _standpoint(joints, length_px) or _moving(seen, length_px)


def _in_view(frame: PoseFrame) -> bool:
    """Return whether shoulders, hips and some of the head are in the picture."""
    size = np.array(frame.size_px) - 1
    there = ((frame.joints_px >= 0) & (frame.joints_px <= size)).all(axis=1) & (frame.confidence >= SURE)
    head = there[[Joint.NOSE, Joint.LEFT_EAR, Joint.RIGHT_EAR]].any()
    return bool(head and there[[*gates.SHOULDERS, *gates.HIPS]].all())


def _places(frames: Sequence[PoseFrame]) -> Floats:
    """Return the middle place of each joint, shape (JOINTS, 2); NaN where it was never seen."""
    joints = np.array([frame.joints_px for frame in frames])
    places = np.full(joints.shape[1:], np.nan)
    known = np.isfinite(joints).all(axis=2).any(axis=0)
    places[known] = np.nanmedian(joints[:, known], axis=0)
    return places


def _length(joints: Floats, upper: tuple[Joint, Joint], lower: tuple[Joint, Joint]) -> float:
    return float(np.hypot(*(middle(joints, *lower) - middle(joints, *upper))))


def _standpoint(joints: Floats, length_px: float) -> Said | None:
    """Return that it is no view from the front, or nobody who stands, or None."""
    wide = [
        (joints[left] - joints[right])[0] / length_px / WIDE[name]
        for name, (left, right) in (("shoulders", gates.SHOULDERS), ("hips", gates.HIPS))
    ]
    if not np.mean(wide) >= LEAST_WIDE or min(wide) <= 0:
        return Said("motion.hips.face")
    thigh = _length(joints, gates.HIPS, KNEES) / length_px
    return Said("motion.hips.stand") if thigh < STANDS else None


KNEES, EARS = (Joint.LEFT_KNEE, Joint.RIGHT_KNEE), (Joint.LEFT_EAR, Joint.RIGHT_EAR)
MOVES = [*gates.SHOULDERS, *gates.HIPS, Joint.LEFT_WRIST, Joint.RIGHT_WRIST]


def _moving(frames: Sequence[PoseFrame], length_px: float) -> Said | None:
    """Return that trunk or hands moved, or None."""
    joints = np.array([frame.joints_px for frame in frames])[:, MOVES]
    off = np.hypot(*np.moveaxis(joints - _places(frames)[MOVES], -1, 0))
    far = [float(np.percentile(each[np.isfinite(each)], 90)) for each in off.T if np.isfinite(each).any()]
    return Said("motion.hips.stay") if max(far) > STILL * length_px else None


def _body(frames: Sequence[PoseFrame], stature_cm: float) -> _Body | Said:
    """Return axes and scale; a ``Said`` where the lengths do not belong to one upright person."""
    places = _places(frames)
    lengths = {
        "trunk": _length(places, gates.SHOULDERS, gates.HIPS),
        "head": _length(places, EARS, gates.HIPS),
        "thigh": _length(places, gates.HIPS, KNEES),
    }
    each = np.array([SHARES[name] * stature_cm / px for name, px in lengths.items() if np.isfinite(px)])
    scale, apart = float(np.median(each)), float(np.ptp(each) / np.median(each))
    if apart > MOST_APART:
        return Said("motion.hips.proportions")
    joints = np.array([frame.joints_px for frame in frames])
    hip = middle(joints, *gates.HIPS)
    up = middle(joints, *gates.SHOULDERS) - hip
    up /= np.hypot(*up.T)[:, np.newaxis]
    return _Body(joints, hip, up, scale, max(SCALE_SD, apart / 2), stature_cm)


def _point(body: _Body, side: Side, sure: Floats) -> HipPoint | Said:
    """Return where one fingertip is, or why it cannot be told."""
    name, sign = side.upper(), SIGNS[side]
    wrist, index, pinky = (Joint[f"{name}_{each}"] for each in ("WRIST", "INDEX", "PINKY"))
    hand = body.joints[:, [wrist, index, pinky]]
    seen = np.isfinite(hand).all(axis=(1, 2))
    if sure[[wrist, index, pinky]].min() < SURE_HAND or seen.mean() < gates.SEEN_SHARE:
        return Said("motion.hips.hidden", side=Said(f"motion.hips.{side}"))
    out = np.column_stack([-body.up[:, 1], body.up[:, 0]])[seen] * sign
    axes = np.stack([out, body.up[seen]], axis=1)
    local = np.einsum("fij,fkj->fki", axes, hand[seen] - body.hip[seen, np.newaxis]) * body.cm_per_px
    way = local[:, 1:].mean(axis=1) - local[:, 0]
    length = np.hypot(*way.T)[:, np.newaxis]
    tip = local[:, 1] + BEYOND * body.stature_cm * way / np.maximum(length, 1e-9)
    why = _odd(side, np.median(local, axis=0), np.median(tip, axis=0), body.stature_cm)
    return why or _told(body, side, tip, np.median(axes, axis=0))


def _odd(side: Side, hand: Floats, tip: Floats, stature_cm: float) -> Said | None:
    """Return why this hand is not one that lies on its own hip, or None; places as (out, up) in cm."""
    said = Said(f"motion.hips.{side}")
    wrist, index, pinky = hand / stature_cm
    out, up = tip / stature_cm - [ASIDE, 0.0]
    if out + ASIDE < OWN_SIDE:
        return Said("motion.hips.other_side", side=said)
    if up < -HANGS:
        return Said("motion.hips.hangs", side=said)
    if np.hypot(out, up) > NEAR:
        return Said("motion.hips.elsewhere", side=said)
    flat = HAND[0] <= np.hypot(*((index + pinky) / 2 - wrist)) <= HAND[1] and index[0] < pinky[0]
    return None if flat else Said("motion.hips.flat", side=said)


def _told(body: _Body, side: Side, tip_cm: Floats, axes: Floats) -> HipPoint:
    """Return the answer from the fingertip of each frame, (frames, 2) as (out, up) from the middle."""
    out, up = np.median(tip_cm, axis=0) - [ASIDE * body.stature_cm, 0.0]
    scatter = float(np.sqrt(np.mean(np.var(tip_cm, axis=0))))
    scale = body.scale_sd * float(np.hypot(*np.median(tip_cm, axis=0)))
    given = np.array([TIP_SD * body.stature_cm, JOINT_SD * body.stature_cm, scatter, scale])
    half = HALF_95 * float(np.sqrt(np.sum(given**2)))
    pairs: tuple[tuple[float, Where, Where], ...] = ((up, "above", "below"), (out, "outside", "inside"))
    where = tuple(more if value > 0 else less for value, more, less in pairs if abs(value) > half)
    at = [
        np.median(body.hip, axis=0) + np.array(place) / body.cm_per_px @ axes
        for place in ((ASIDE * body.stature_cm, 0.0), np.median(tip_cm, axis=0))
    ]
    joint_px, tip_px = ((float(x), float(y)) for x, y in at)
    return HipPoint(
        side, float(up), float(out), float(np.hypot(out, up)), half, where, joint_px, tip_px,
        half / body.cm_per_px,
    )  # fmt: skip
