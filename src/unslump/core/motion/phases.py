"""When what happened: the phases of one repetition, found from the movement itself.

::

    everything    ....._______.....                      path: how far pelvis, regions and neck have
    that turns   /             \\                         turned altogether, noise taken off
            ____/               \\________
            still| fold | hold | uncurl | end

A phase begins where a fiftieth of its path is done and ends where a fiftieth is left. So a head that starts
the way back counts, though the trunk as a whole still rests.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .angles import Angles
from .frames import Floats
from .movement import Repetition
from .smooth import low_pass, speed

BEGUN = 0.02
"""Share of a phase's path before it counts as begun, and after it as ended. Chosen."""

REST_DEG_PER_S = 2.5
"""Turning slower than this, all regions added up, is sway, breath and noise. Chosen on rendered people."""

RESTED_DEG_PER_S = 10.0
"""Somebody who is back up comes below this. Chosen: 48 recordings of rendered people came down to 1 to 3.4,
one that was cut short on its way back to 15 to 78."""

END_S = 0.5
"""So long of the rest before and after a phase is looked at."""


@dataclass(frozen=True, slots=True)
class Phases:
    """Frame numbers of one repetition: ``fold`` and ``uncurl`` are (first, last), the hold lies between."""

    fold: tuple[int, int]
    uncurl: tuple[int, int]

    @property
    def hold(self) -> tuple[int, int]:
        return self.fold[1], self.uncurl[0]


def phases_of(angles: Angles, repetition: Repetition, *, first: int, last: int) -> Phases:
    """Return the phases of one repetition.

    Parameters
    ----------
    first, last : int
        Frames between which it may lie: from where the trunk came up before to where it leaves for the next.
    """
    turned = _turned(angles)
    rate = _rate(angles.t_s, turned)
    step = np.gradient(angles.t_s)
    path = np.cumsum(np.clip(rate - REST_DEG_PER_S, 0.0, None) * step)
    deepest = _deepest(turned.sum(axis=1), repetition)
    before = _resting(rate, first, repetition.begin)[0]
    after = _resting(rate, repetition.end, last)[-1]
    return Phases(_span(path, before, deepest), _span(path, deepest, after))


def comes_to_rest(angles: Angles, first: int, last: int) -> bool:
    """Return whether everything rests at some time between two frames; the trunk may be up before the rest
    is."""
    return bool(_rate(angles.t_s, _turned(angles))[first : last + 1].min() <= RESTED_DEG_PER_S)


def _turned(angles: Angles) -> Floats:
    return np.column_stack([low_pass(angles.t_s, angle) for angle in angles.turning().values()])


def _rate(t_s: Floats, turned: Floats) -> Floats:
    """Return how quickly everything turns, added up, degrees a second."""
    rate: Floats = np.abs(speed(t_s, turned)).sum(axis=1)
    return rate


def _resting(rate: Floats, first: int, last: int) -> list[int]:
    """Return the frames at rest, or the quietest one.

    Between two repetitions the first of them ends the way back of the one before, though the head comes after
    the trunk, and the last of them begins the next.
    """
    part = rate[first : max(last, first) + 1]
    return [first + int(each) for each in np.flatnonzero(part <= max(REST_DEG_PER_S, part.min()))]


def _deepest(altogether: Floats, repetition: Repetition) -> int:
    """Return the middle of where everything together is turned furthest."""
    part = altogether[repetition.begin : repetition.end + 1]
    high = np.flatnonzero(part >= part.max() - 0.02 * (part.max() - part.min()))
    return repetition.begin + int(high[len(high) // 2])


def _span(path: Floats, begin: int, end: int) -> tuple[int, int]:
    part = path[begin : end + 1] - path[begin]
    total = max(float(part[-1]), 1e-9)
    return begin + int(np.searchsorted(part, BEGUN * total)), begin + int(
        np.searchsorted(part, (1 - BEGUN) * total)
    )


def rest_before(t_s: Floats, first: int, *, not_before: int) -> slice:
    """Return the last moment of rest before a frame."""
    begin = max(int(np.searchsorted(t_s, t_s[first] - END_S)), not_before)
    return slice(min(begin, first), first + 1)


def rest_after(t_s: Floats, last: int, *, not_after: int) -> slice:
    """Return the first moment of rest after a frame."""
    end = min(int(np.searchsorted(t_s, t_s[last] + END_S, side="right")), not_after + 1)
    return slice(last, max(end, last + 1))
