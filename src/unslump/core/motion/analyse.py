"""From frames to everything that is said: the one door for a file, a camera's recording and a test."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from . import gates
from .chain import landmarks, skin
from .frames import PoseFrame
from .frontal import frontal_findings
from .reading import Reading, Refused, read_recording
from .review import Asked, Review, refused_review, review

SEED = 20260302
"""For the noise floor, so that the same recording gives the same answer. Any number would do."""

DRAWN_EVERY = 3
"""Of the edge's points so many are left out between two that are drawn."""


@dataclass(frozen=True, slots=True, eq=False)
class Analysis:
    """What is known and said of one person's recordings.

    Attributes
    ----------
    recordings : sequence of Reading or Refused
        In the order they were given.
    review : Review
    """

    recordings: Sequence[Reading | Refused]
    review: Review


@dataclass(frozen=True, slots=True)
class Moment:
    """The person's side at one moment, to be drawn: lengths in hip-shoulder lengths, y up, facing +x.

    Attributes
    ----------
    name : {"start", "deepest", "half_way", "end"}
    t_s : float
    edge, back, marks : sequence of (x, y)
        The person's edge; the bent back's skin; P, L, T, M and C.
    """

    name: str
    t_s: float
    edge: Sequence[tuple[float, float]]
    back: Sequence[tuple[float, float]]
    marks: Sequence[tuple[float, float]]


def analyse(recordings: Sequence[Sequence[PoseFrame]], asked: Asked, *, seed: int = SEED) -> Analysis:
    """Read the recordings of one person and review them together.

    Parameters
    ----------
    recordings : sequence of sequences of PoseFrame
        At least one; each with its own still start.
    """
    random = np.random.default_rng(seed)
    read = [read_recording(frames, random) for frames in recordings]
    usable = [each for each in read if isinstance(each, Reading) and each.repetitions]
    if usable:
        return Analysis(read, review(usable, asked, random))
    reasons = [each.reason for each in read if isinstance(each, Refused)]
    seen = frontal_findings(recordings[0]) if reasons[0].key == gates.FRONT else {}
    return Analysis(read, refused_review(reasons[0], seen))


def moments(reading: Reading) -> Sequence[Moment]:
    """Return the moments of the first repetition that tell its story."""
    turned = reading.repetitions[0]
    begin, end = turned.phases.uncurl
    half = int(np.searchsorted(reading.angles.t_s, (turned.span_s[0] + turned.span_s[1]) / 2))
    frames = {"start": reading.still.stop - 1, "deepest": begin, "half_way": half, "end": end}
    return [_moment(reading, name, frame) for name, frame in frames.items()]


def _moment(reading: Reading, name: str, frame: int) -> Moment:
    state = reading.fit.states[frame : frame + 1]
    template = reading.fit.template
    floor = np.array([reading.fit.states[0, 0], 0.0])  # the sacrum of the start, so that pictures lie in line
    parts = (
        reading.view.edges[frame].points[::DRAWN_EVERY],
        skin(template, state).at[0],
        landmarks(template, state)[0],
    )
    edge, back, marks = ([(float(x), float(y)) for x, y in part - floor] for part in parts)
    return Moment(name, float(reading.angles.t_s[frame]), edge, back, marks)
