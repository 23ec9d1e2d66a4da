"""What must hold before anything may be said; what does not hold is said in one sentence (docs/evidence.md
E.0).

Rules, in the order in which they are asked. The first four end the reading, since nothing after them can be
right:

1. Somebody is in the picture, alone, and most of the time.
2. They turn their side to the camera: at most ``MOST_OFF_SIDE_DEG`` off, by the width of shoulders and hips.
3. They hold still and upright before they move: the back is taken from there.
4. Their back's edge is their own: no chair back, arm or picture frame runs into it.
5. They fold and come back. Without that there is nothing to measure, but what was seen may be shown.
6. The pictures come often enough, and the edge is steady enough for the finer answers.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..words import Said
from .fit import Fit
from .frames import Floats, Joint, PoseFrame
from .movement import FirstLook, while_still
from .side_view import middle

MOST_OFF_SIDE_DEG = 20.0
"""docs/evidence.md E.0. Rendered people at 0 degrees read 2 to 14, at 30 degrees 26 to 40."""

FRONT, FRONT_FROM_DEG = "motion.front", 55.0
"""The reason that says so, and from where on it is a view from the front. Chosen: between both views."""

SHOULDER_WIDTH, HIP_WIDTH = 0.72, 0.47
"""Distance of the model's shoulders and hips seen from the front, in hip-shoulder lengths. Chosen: what
rendered people at 30 degrees showed, over the sine of 30."""

SHOULDERS = (Joint.LEFT_SHOULDER, Joint.RIGHT_SHOULDER)
HIPS = (Joint.LEFT_HIP, Joint.RIGHT_HIP)

OTHERS_SHARE = 0.3
SEEN_SHARE = 0.9
"""Others in so many of the looks are company; somebody seen less often than this in the movement was lost."""

LEAST_FPS = 8.0
"""Chosen below the 10 a second that were tried; docs/evidence.md E.0 asks for 15."""

LEAST_LENGTH_PX = 40.0
"""Hip to shoulder; smaller people are a few pixels of edge. Chosen."""

THIGH = (0.45, 1.35)
"""A thigh is 0.78 of the model's hip-shoulder length (docs/evidence.md C.7, over 1.09); far from that it is
no person's, or it points at the camera. Chosen wide: a guessed knee must not refuse anybody."""

LABELS_NOISE, MOST_NOISE = 0.003, 0.005
"""How much the edge may wander in the still start: for a pair to be called separate or joined, and for
anything to be said of the regions (docs/motion-findings.md)."""

LASTING_RESIDUAL = 0.012
"""A bent back that stays this far from the edge, root mean square over most frames, is not this back. Clean
rendered recordings stayed below 0.009 in the twentieth-worst frame of a hundred."""


def company(frames: Sequence[PoseFrame]) -> Said | None:
    """Return why it is not one person who can be followed, or None."""
    looks = [frame.people for frame in frames if frame.people >= 0]
    if not any(frame.has_person for frame in frames):
        return Said("motion.nobody")
    if looks and np.mean([people > 1 for people in looks]) > OTHERS_SHARE:
        return Said("motion.several")
    joints = np.array([frame.joints_px for frame in frames])
    trunk = [middle(joints, left, right) for left, right in (SHOULDERS, HIPS)]
    return None if np.isfinite(trunk).all(axis=(0, 2)).any() else Said("motion.no_person")


def off_side_deg(frames: Sequence[PoseFrame], look: FirstLook) -> float | None:
    """Return how far from an exact side view the still start is, degrees, by shoulders and hips.

    None where of both one side is hidden, as it often is in an exact side view.
    """
    joints = while_still(frames, look)
    wide = [
        abs(joints[left, 0] - joints[right, 0]) / look.scale_px / width
        for (left, right), width in ((SHOULDERS, SHOULDER_WIDTH), (HIPS, HIP_WIDTH))
    ]
    known = [each for each in wide if np.isfinite(each)]
    return float(np.degrees(np.arcsin(min(1.0, float(np.mean(known)))))) if known else None


def standpoint(frames: Sequence[PoseFrame], look: FirstLook) -> Said | None:
    """Return what is wrong with how the person stands to the camera, or None."""
    if look.still.stop <= look.still.start:
        return Said("motion.no_still")
    if look.scale_px < LEAST_LENGTH_PX:
        return Said("motion.too_small", found=round(look.scale_px), least=round(LEAST_LENGTH_PX))
    off = off_side_deg(frames, look)
    if off is not None and off > MOST_OFF_SIDE_DEG:
        return Said(FRONT if off > FRONT_FROM_DEG else "motion.off_side", off=round(off))
    return _limbs(frames, look)


def _limbs(frames: Sequence[PoseFrame], look: FirstLook) -> Said | None:
    """Return that no trunk or no thigh of a person was seen in the still start, or None."""
    joints = while_still(frames, look)
    thighs = [
        np.hypot(*(joints[hip] - joints[knee])) / look.scale_px
        for hip, knee in ((Joint.LEFT_HIP, Joint.LEFT_KNEE), (Joint.RIGHT_HIP, Joint.RIGHT_KNEE))
    ]
    has_thigh = any(THIGH[0] <= thigh <= THIGH[1] for thigh in thighs)
    has_shoulder = bool(np.isfinite(middle(joints, *SHOULDERS)).all())
    return None if has_thigh and has_shoulder else Said("motion.no_person")


def lost(frames: Sequence[PoseFrame], part: slice) -> Said | None:
    """Return that the person was lost in the middle of the movement, or None."""
    seen = float(np.mean([frame.has_person for frame in frames[part]]))
    return None if seen >= SEEN_SHARE else Said("motion.lost", share=round(100 * (1 - seen)))


def frame_rate(t_s: Floats) -> float:
    """Return pictures a second, over all of them.

    Not by the middle of their distances: where every third of 15 a second is missing most of them lie two
    apart, and ten a second would be called 7.5.
    """
    return float((len(t_s) - 1) / (t_s[-1] - t_s[0]))


def lasting(fit: Fit, part: slice) -> float:
    """Return how far the bent back stays from the edge in the tenth-worst frame of a hundred, lengths.

    Frames without an edge near do not count; infinite where there was none at all.
    """
    rows = fit.residual[part][:, fit.template.is_back]
    rows = rows[np.isfinite(rows).any(axis=1)]
    return float(np.percentile(np.sqrt(np.nanmean(rows**2, axis=1)), 90)) if len(rows) else float("inf")
