r"""Whether heels and toes stay down, seen from the front: docs/evidence.md E.8, its second half.

::

    height of a heel over where it was, leg lengths
      0.03          ____              lifted
      0.025 ....../....\.............................
                 /      \             cannot be told
      0.015 ..../........\............................
      0     ___/          \____.......________        down
                 upright         deep     upright

What a pose model says of feet is told apart from what feet do by three things that no body does. A foot that
sinks into the floor is misread. A foot of which both ends move the same way stepped, so the start is taken
anew where it comes to rest. And deep in a fold hands and head hang before the feet: of rendered people who
stood flat, heels and toes read up to 8 % of the leg too high there, and up to 1.8 % while they were upright
(docs/camera-measures.md). So nothing is told of the deep part.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

import numpy as np
from scipy.ndimage import binary_dilation

from .frames import Flags, Floats, Joint, PoseFrame
from .movement import FirstLook
from .side_view import middle
from .smooth import spike_free

LINE = 0.015
"""Heel and toe keep within so much of the leg's length (docs/evidence.md E.8)."""

LIFTED = 0.025
"""From here on a lift is told. Chosen: flat feet of five rendered people read up to 0.018 while upright,
heels that were truly lifted by 25 degrees 0.041, toes by 20 degrees 0.048 (docs/camera-measures.md)."""

LASTS_S = 0.4
"""So long altogether a height must be reached to count. Chosen."""

UPRIGHT = 0.75
"""Shoulders at least this far over the hips, as a share of the start: the feet are free to be seen.
Chosen on rendered people; below it their hands came before their feet."""

STEP, SETTLED_S = 0.04, 0.5
"""A foot of which the middle moves by so much of the leg's length, and both ends by half of it, stepped. It
stands again when it has rested so long. Chosen."""

START_S = 1.0
"""The first second of stillness is where heels and toes are taken from. Chosen short: toes can lift while
hips and head stay."""

AFTER_S = 1.0
"""So long after the last bend is still looked at; then people walk to the camera. Chosen."""

SPIKE = 2
"""Frames beside a misread one that the running median draws it into."""

FEET = ((Joint.LEFT_HEEL, Joint.LEFT_TOE), (Joint.RIGHT_HEEL, Joint.RIGHT_TOE))


class Soles(Enum):
    """What is told of heels and toes."""

    DOWN = "down"
    DOWN_WHILE_SEEN = "down while seen"
    LIFTED = "lifted"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True)
class Contact:
    """What is told of both soles.

    Attributes
    ----------
    soles : Soles
    lift : float or None
        How far the higher heel or toe came up, leg lengths; None where that cannot be told.
    """

    soles: Soles
    lift: float | None


def contact(frames: Sequence[PoseFrame], look: FirstLook) -> Contact:
    """Return whether heels and toes stayed down in a front view of somebody who stands.

    Parameters
    ----------
    frames : sequence of PoseFrame
        Of which ``look`` is the first look; with a time of stillness.
    """
    joints = np.array([frame.joints_px for frame in frames])
    start = _start(look)
    leg = _leg_px(joints[start])
    ends = spike_free(joints[:, FEET]) / leg
    if not np.isfinite(ends).all():
        return Contact(Soles.UNSURE, None)
    step_s = float(np.median(np.diff(look.t_s)))
    upright, part = _when(joints, start, look.t_s)
    settled, lasting = (max(1, round(each / step_s)) for each in (SETTLED_S, LASTS_S))
    lifts = [_lifts(ends[part, foot], upright[part], start, settled) for foot in range(len(FEET))]
    return _told(lifts, _wander(ends[start]), lasting)


def _leg_px(joints: Floats) -> float:
    """Return how high the hips are over the ankles, pixels; NaN where either is hidden."""
    heights = middle(joints, Joint.LEFT_ANKLE, Joint.RIGHT_ANKLE) - middle(
        joints, Joint.LEFT_HIP, Joint.RIGHT_HIP
    )
    known = heights[np.isfinite(heights[:, 1]), 1]
    return float(np.median(known)) if len(known) and np.median(known) > 0 else float("nan")


def _start(look: FirstLook) -> slice:
    """Return the first second of stillness."""
    first = look.first_still.start
    until = int(np.searchsorted(look.t_s, look.t_s[first] + START_S, side="right"))
    return slice(first, min(look.first_still.stop, until))


def _when(joints: Floats, start: slice, t_s: Floats) -> tuple[Flags, slice]:
    """Return where the person is upright, and the part from the first frame to soon after the last bend."""
    over = middle(joints, Joint.LEFT_HIP, Joint.RIGHT_HIP) - middle(
        joints, Joint.LEFT_SHOULDER, Joint.RIGHT_SHOULDER
    )
    height = spike_free(over)[:, 1]
    upright = height >= UPRIGHT * np.median(height[start])
    bent = np.flatnonzero(~upright[start.stop :]) + start.stop
    until_s = t_s[bent[-1]] + AFTER_S if len(bent) else t_s[-1]
    return upright, slice(0, int(np.searchsorted(t_s, until_s, side="right")))


def _wander(still: Floats) -> float:
    """Return twice the standard deviation of the least steady height in the still start, leg lengths."""
    return 2 * float(np.std(still[..., 1], axis=0).max())


def _lifts(foot: Floats, upright: Flags, still: slice, settled: int) -> Floats:
    """Return how far heel or toe is up in each frame from the still start on; NaN where it cannot be told.

    Parameters
    ----------
    foot : ndarray, shape (frames, 2, 2)
        Heel and toe, leg lengths.
    settled : int
        Frames of rest after a step.
    """
    lift = np.full(len(foot), np.nan)
    base, at = np.median(foot[still], axis=0), still.start
    while True:
        away = upright & _stepped(foot - base)
        away[:at] = False
        until = int(np.argmax(away)) if away.any() else len(foot)
        lift[at:until] = _risen(foot[at:until] - base)
        rests = _rests(foot, upright, until, settled)
        if rests is None:
            break
        base, at = np.median(foot[rests : rests + settled], axis=0), rests
    lift[~upright] = np.nan
    return lift[still.start :]


def _stepped(moved: Floats) -> Flags:
    """Return where a foot went as a whole: both ends, and the same way."""
    ends, middles = np.linalg.norm(moved, axis=2), np.linalg.norm(moved.mean(axis=1), axis=1)
    return np.asarray((middles > STEP) & (ends.min(axis=1) > STEP / 2))


def _risen(moved: Floats) -> Floats:
    """Return how far one end is up beyond what both ends rose; NaN around frames that sink into the floor."""
    heights = -moved[..., 1]
    lift: Floats = heights.max(axis=1) - np.clip(heights.min(axis=1), 0.0, None)
    sunk = heights.min(axis=1) < -LINE
    lift[binary_dilation(sunk, iterations=SPIKE)] = np.nan
    return np.clip(lift, 0.0, None)


def _rests(foot: Floats, upright: Flags, first: int, settled: int) -> int | None:
    """Return the first frame from which the foot as a whole stays where it is, or None."""
    places = foot.mean(axis=1)
    for at in range(first, len(foot) - settled + 1):
        part = slice(at, at + settled)
        if upright[part].all() and float(np.ptp(places[part], axis=0).max()) <= LINE:
            return at
    return None


def _told(lifts: Sequence[Floats], wander: float, lasting: int) -> Contact:
    known = [np.sort(lift[np.isfinite(lift)])[::-1] for lift in lifts]
    if wander > LINE or any(len(each) < lasting for each in known):
        return Contact(Soles.UNSURE, None)
    highest = max(float(each[lasting - 1]) for each in known)
    if highest >= LIFTED:
        return Contact(Soles.LIFTED, highest)
    if highest > LINE:
        return Contact(Soles.UNSURE, highest)
    whole = all(bool(np.isfinite(lift).all()) for lift in lifts)
    return Contact(Soles.DOWN if whole else Soles.DOWN_WHILE_SEEN, highest)
