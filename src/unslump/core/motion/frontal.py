"""The two checks that a front view carries: docs/evidence.md E.6 (even sitting) and E.8 (feet).

Both look at the joints alone while the person is still; whether the soles stay down is ``soles``'. Left and
right are the person's own; in the picture of a front view the person's left is on the right.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from ..words import Said
from .findings import Finding, State, cannot_tell
from .form import STATURE
from .frames import Floats, Joint, PoseFrame, seen_only
from .movement import FirstLook, first_look, while_still
from .side_view import middle
from .soles import Contact, Soles, contact

LEVEL_DEG, SHIFT = 4.0, 0.10
UNSURE_DEG = 2.0
"""docs/evidence.md E.6: hip points alone wander by 2 to 3 degrees, so what lies this close above is
undecided."""

TOE_OUT_DEG, APART_DEG = 10.0, 10.0
FOOT = 0.152
"""docs/evidence.md E.8 and C.7: foot length as a share of stature."""

STANDS = 0.45
"""A thigh that hangs at least this long, hip-shoulder lengths, belongs to somebody who stands. Chosen."""


def frontal_findings(frames: Sequence[PoseFrame]) -> Mapping[str, Finding]:
    """Return E6 and E8 of a front view."""
    look, frames = first_look(frames), [seen_only(frame) for frame in frames]
    if look.still.stop <= look.still.start:
        return {
            "E6": cannot_tell("deg", Said("motion.no_still")),
            "E8": cannot_tell("deg", Said("motion.no_still")),
        }
    joints = while_still(frames, look)
    if _stands(joints, look):
        return {
            "E6": cannot_tell("deg", Said("motion.E6.standing")),
            "E8": _feet(joints, look, contact(frames, look)),
        }
    return {"E6": _level(joints), "E8": cannot_tell("deg", Said("motion.E8.sitting"))}


def _stands(joints: Floats, look: FirstLook) -> bool:
    knee = middle(joints, Joint.LEFT_KNEE, Joint.RIGHT_KNEE)
    hip = middle(joints, Joint.LEFT_HIP, Joint.RIGHT_HIP)
    return bool((knee - hip)[1] / look.scale_px >= STANDS)


def _level(joints: Floats) -> Finding:
    """E.6: whether the hip line looks level and the trunk stands over it, sitting."""
    left, right = joints[Joint.LEFT_HIP], joints[Joint.RIGHT_HIP]
    width = abs(left[0] - right[0])
    shoulder = middle(joints, Joint.LEFT_SHOULDER, Joint.RIGHT_SHOULDER)
    if not (width > 0 and np.isfinite(shoulder).all()):
        return cannot_tell("deg", Said("motion.E6.hidden"))
    tilt = float(np.degrees(np.arctan2(abs(right[1] - left[1]), width)))
    shift = float(abs(shoulder[0] - (left[0] + right[0]) / 2) / width)
    more = {"sideways_shift": shift}
    if tilt <= LEVEL_DEG and shift <= SHIFT:
        return Finding(tilt, "deg", State.OK, Said("motion.E6.ok"), more)
    if tilt <= LEVEL_DEG + UNSURE_DEG and shift <= SHIFT:
        return Finding(tilt, "deg", State.CANNOT_TELL, Said("motion.E6.close"), more)
    return Finding(tilt, "deg", State.TRY, Said("motion.E6.try"), more)


def _feet(joints: Floats, look: FirstLook, soles: Contact) -> Finding:
    """E.8: whether both feet point forward, standing, and whether heels and toes stay down."""
    length = FOOT * look.scale_px / STATURE
    out = [
        side * np.degrees(np.arcsin(np.clip((joints[toe, 0] - joints[heel, 0]) / length, -1, 1)))
        for side, toe, heel in ((1, Joint.LEFT_TOE, Joint.LEFT_HEEL), (-1, Joint.RIGHT_TOE, Joint.RIGHT_HEEL))
    ]
    if not np.isfinite(out).all():
        return cannot_tell("deg", Said("motion.E8.hidden"))
    worst = float(max(out, key=abs))
    forward = abs(worst) <= TOE_OUT_DEG and abs(out[0] - out[1]) <= APART_DEG
    more = {"left_deg": float(out[0]), "right_deg": float(out[1]), "sole_lift_of_leg": soles.lift}
    state = State.OK if forward and soles.soles is not Soles.LIFTED else State.TRY
    return Finding(worst, "deg", state, Said(f"motion.E8.{_feet_said(forward, soles.soles)}"), more)


def _feet_said(forward: bool, soles: Soles) -> str:
    if not forward:
        return "try_lifted" if soles is Soles.LIFTED else "try"
    return {
        Soles.DOWN: "ok",
        Soles.DOWN_WHILE_SEEN: "ok_while_seen",
        Soles.LIFTED: "lifted",
        Soles.UNSURE: "ok_unsure",
    }[soles]
