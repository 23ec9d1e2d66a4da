r"""A first look with the joints alone: where the person faces, where they are still, how often they fold.

::

    trunk, deg     ___          ___
                  /   \        /   \         each hump is one repetition
      ___________/     \______/     \____
      <- still ->

What is found here only places windows; what is said about the back comes from the fit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.signal import find_peaks

from .frames import Flags, Floats, Joint, PoseFrame
from .side_view import middle
from .smooth import low_pass, speed, spike_free

LEAST_TURN_DEG = 15.0
"""A trunk that moves less has not folded (docs/evidence.md E.1)."""

APART_S = 1.5
"""Two deepest points closer than this are one. Chosen."""

STILL_DEG_PER_S = 4.0
STILL_LENGTHS_PER_S = 0.12
"""Below both, somebody stands or sits still: sway and breath stay under them. Chosen on rendered people."""

UPRIGHT_DEG = 25.0
"""A still start leans no further than this from upright. Chosen: sitting back in a chair stays under it."""

STILL_S, STILL_AT_MOST_S = 0.4, 2.0
"""A still start lasts so long at least; of a longer one the end is taken."""


@dataclass(frozen=True, slots=True)
class Repetition:
    """One fold and the way back, as frame numbers; ``deepest`` lies between."""

    still: slice
    begin: int
    deepest: int
    end: int


@dataclass(frozen=True, slots=True, eq=False)
class FirstLook:
    """What the joints alone show.

    Attributes
    ----------
    t_s : ndarray, shape (frames,)
    facing : int
        +1 to the right of the picture, -1 to the left.
    trunk_deg : ndarray, shape (frames,)
        Hip to shoulder from upright, forward positive; smoothed.
    scale_px : float
        Hip to shoulder while still.
    still : slice
        The still start; empty where there is none. Without a repetition, the last time of stillness.
    repetitions : sequence of Repetition
    first_still : slice
        The first time of stillness, all of it, whatever comes after it; empty where there is none.
    """

    t_s: Floats
    facing: int
    trunk_deg: Floats
    scale_px: float
    still: slice
    repetitions: Sequence[Repetition]
    first_still: slice


def first_look(frames: Sequence[PoseFrame]) -> FirstLook:
    """Look at frames of which at least one shows a person with hips and shoulders."""
    t_s = np.array([frame.t_s for frame in frames])
    joints = np.array([frame.joints_px for frame in frames])
    hip = spike_free(middle(joints, Joint.LEFT_HIP, Joint.RIGHT_HIP))
    shoulder = spike_free(middle(joints, Joint.LEFT_SHOULDER, Joint.RIGHT_SHOULDER))
    trunk = shoulder - hip
    toward_right = low_pass(t_s, _from_upright(trunk))
    facing = _facing(joints, toward_right)
    angle = toward_right * facing
    length = np.hypot(*trunk.T)
    head = spike_free(middle(joints, Joint.LEFT_EAR, Joint.RIGHT_EAR))
    moves = _moves(t_s, angle, hip / np.median(length), head / np.median(length))
    repetitions = _repetitions(t_s, angle, moves)
    rests = _runs(~moves & (np.abs(angle) < UPRIGHT_DEG), t_s)
    still = repetitions[0].still if repetitions else _end_of(rests[-1], t_s)
    scale = float(np.median(length[still] if still.stop > still.start else length))
    return FirstLook(t_s, facing, angle, scale, still, repetitions, rests[0])


def while_still(frames: Sequence[PoseFrame], look: FirstLook) -> Floats:
    """Return the middle place of each joint in the still start, shape (JOINTS, 2); NaN where it was never
    seen in it."""
    joints = np.array([frame.joints_px for frame in frames[look.still]])
    seen = np.isfinite(joints).all(axis=2).any(axis=0)
    places = np.full(joints.shape[1:], np.nan)
    places[seen] = np.nanmedian(joints[:, seen], axis=0)
    return places


def _from_upright(trunk_px: Floats) -> Floats:
    """Return the angle of a line from upright, to the right of the picture positive, degrees."""
    angle: Floats = np.degrees(np.unwrap(np.arctan2(trunk_px[:, 0], -trunk_px[:, 1])))
    return angle


def _facing(joints: Floats, toward_right_deg: Floats) -> int:
    """Return where the person faces: where they fold to, else where feet and nose point."""
    largest = float(toward_right_deg[np.argmax(np.abs(toward_right_deg))])
    feet = middle(joints, Joint.LEFT_TOE, Joint.RIGHT_TOE) - middle(joints, Joint.LEFT_HEEL, Joint.RIGHT_HEEL)
    face = joints[:, Joint.NOSE] - middle(joints, Joint.LEFT_EAR, Joint.RIGHT_EAR)
    votes = [
        _sign(feet[:, 0]),
        _sign(face[:, 0]),
        3 * np.sign(largest) * (abs(largest) >= 2 * LEAST_TURN_DEG),
    ]
    return 1 if sum(votes) >= 0 else -1


def _sign(values: Floats) -> float:
    there = values[np.isfinite(values)]
    return float(np.sign(np.median(there))) if len(there) else 0.0


def _moves(t_s: Floats, angle_deg: Floats, *points: Floats) -> Flags:
    """Return where the trunk turns or one of the points goes; a point that was never seen is at rest."""
    moves: Flags = np.abs(speed(t_s, angle_deg)) > STILL_DEG_PER_S
    for point in points:
        moves = moves | (np.hypot(*speed(t_s, low_pass(t_s, point)).T) > STILL_LENGTHS_PER_S)
    return moves


def _repetitions(t_s: Floats, angle: Floats, moves: Flags) -> Sequence[Repetition]:
    """Return each hump that is high enough, from the valley before it to the valley after."""
    step = max(float(np.median(np.diff(t_s))), 1e-3)
    padded = np.r_[angle.min() - 1, angle, angle.min() - 1]
    tops, _ = find_peaks(padded, prominence=LEAST_TURN_DEG, distance=max(1, round(APART_S / step)))
    tops = tops - 1
    found: list[Repetition] = []
    for place, top in enumerate(tops):
        first = int(tops[place - 1]) if place else 0
        last = int(tops[place + 1]) if place + 1 < len(tops) else len(angle) - 1
        begin = _leaves(angle, int(top), first)
        end = _leaves(angle, int(top), last)
        if angle[top] - max(angle[begin], angle[end]) < LEAST_TURN_DEG:
            continue
        rests = _runs(~moves[: begin + 1] & (np.abs(angle[: begin + 1]) < UPRIGHT_DEG), t_s)
        still = _end_of(rests[-1], t_s)
        found.append(Repetition(still if still.stop > first else slice(0, 0), begin, int(top), end))
    return found


def _leaves(angle: Floats, top: int, toward: int) -> int:
    """Return the frame nearest the top at which the trunk is within a twentieth of its lowest on that
    side."""
    side = angle[top : toward + 1] if toward > top else angle[toward : top + 1][::-1]
    low = side.min() + 0.05 * (side[0] - side.min())
    away = int(np.argmax(side <= low))
    return top + away if toward > top else top - away


def _runs(still: Flags, t_s: Floats) -> Sequence[slice]:
    """Return each stretch of stillness that is long enough; an empty one where there is none."""
    edges = np.flatnonzero(np.diff(np.r_[False, still, False].astype(int)))
    runs = zip(edges[::2], edges[1::2], strict=True)
    found = [slice(int(begin), int(stop)) for begin, stop in runs if t_s[stop - 1] - t_s[begin] >= STILL_S]
    return found or [slice(0, 0)]


def _end_of(run: slice, t_s: Floats) -> slice:
    """Return the end of a long stretch, all of a short one."""
    if run.stop <= run.start:
        return run
    from_s = max(t_s[run.start], t_s[run.stop - 1] - STILL_AT_MOST_S)
    return slice(int(np.searchsorted(t_s, from_s)), run.stop)
