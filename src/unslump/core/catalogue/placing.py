"""Where in a phase a cue falls, once the seconds of each step are known.

A cue's ``at`` is a share of the whole phase, or, with ``on``, of the seconds that carry that breath::

    P9, two runs   | in 4 | out 6      | in 4 | out 6      | in 4 |
    at 0.5                             ^ 10 s: half of 20 seconds and a bit
    at 0.5 on out                             ^ 14 s: half of 12 seconds out
    every, on in   ^                   ^                   ^
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from .model import Cue, Step


@dataclass(frozen=True, slots=True)
class Place:
    """Index of the step a cue falls into, and the seconds after that step's start."""

    step: int
    after_s: float


def place(cue: Cue, steps: Sequence[Step], seconds: Sequence[float]) -> Iterator[Place]:
    """Yield every place of a cue: none if no step carries its breath, several if it is said ``every`` time.

    Parameters
    ----------
    steps, seconds
        The unrolled steps of the phase and how long each takes; same length.
    """
    carrying = [i for i, step in enumerate(steps) if cue.on is None or step.breath == cue.on]
    if cue.every:
        yield from (Place(i, cue.at * seconds[i]) for i in carrying)
    elif carrying:
        yield _spread(cue.at, carrying, seconds)


def _spread(at: float, carrying: Sequence[int], seconds: Sequence[float]) -> Place:
    left = at * sum(seconds[i] for i in carrying)
    for i in carrying[:-1]:
        if left < seconds[i]:
            return Place(i, left)
        left -= seconds[i]
    return Place(carrying[-1], min(left, seconds[carrying[-1]]))
