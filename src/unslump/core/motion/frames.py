"""One picture, read: joints and the person's edge. Foreign shapes end where these values are made.

Positions here are those of the picture, ``_px``: x to the right, y *down*, whole numbers at the centres of
pixels. ``core.motion.side_view`` turns them once into the person's own frame; nothing after that knows
pixels.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float64]
Flags: TypeAlias = NDArray[np.bool_]
Numbers: TypeAlias = NDArray[np.intp]


class Joint(IntEnum):
    """The joints that are kept of whatever a pose model names; left and right are the person's own.

    The last four are of the hand: the knuckles of index and little finger. BlazePose calls them "index" and
    "pinky", and they are no fingertips: on rendered hands its index point lies 11 cm short of the tip
    (docs/camera-measures.md).
    """

    NOSE = 0
    LEFT_EAR = 1
    RIGHT_EAR = 2
    LEFT_SHOULDER = 3
    RIGHT_SHOULDER = 4
    LEFT_ELBOW = 5
    RIGHT_ELBOW = 6
    LEFT_WRIST = 7
    RIGHT_WRIST = 8
    LEFT_HIP = 9
    RIGHT_HIP = 10
    LEFT_KNEE = 11
    RIGHT_KNEE = 12
    LEFT_ANKLE = 13
    RIGHT_ANKLE = 14
    LEFT_HEEL = 15
    RIGHT_HEEL = 16
    LEFT_TOE = 17
    RIGHT_TOE = 18
    LEFT_INDEX = 19
    RIGHT_INDEX = 20
    LEFT_PINKY = 21
    RIGHT_PINKY = 22


JOINTS = len(Joint)

MOST_FPS = 15.5
"""Pictures a second that are looked at in a recording: the movement asks for 15 (docs/evidence.md E.0), and
twice as many cost twice the time and changed the angles by less than their own error."""

SPINE = 9
"""Points along the spine that some models name, from the sacrum upward to the top of the neck. Which place
each means is the model's own affair: here they are held against where they lay in the still start."""


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture of a camera or a file.

    Attributes
    ----------
    t_s : float
        Seconds since the first picture, by the source's own time stamps.
    rgb : ndarray of uint8, shape (height, width, 3)
        Upright as the person who filmed meant it.
    """

    t_s: float
    rgb: NDArray[np.uint8]

    @property
    def size_px(self) -> tuple[int, int]:
        """Width and height."""
        height, width = self.rgb.shape[:2]
        return width, height


@dataclass(frozen=True, slots=True, eq=False)
class PoseFrame:
    """What was read of one picture. Without a person every joint is NaN and there is no edge.

    Attributes
    ----------
    t_s : float
        Seconds since the first picture.
    size_px : tuple of int
        Width and height of the picture.
    joints_px : ndarray, shape (JOINTS, 2)
        NaN where a joint is missing.
    confidence : ndarray, shape (JOINTS,)
        0 to 1, the model's own; no proof that a joint is right.
    edge_px : tuple of ndarray, each of shape (n, 2)
        The edge of the person as closed lines (the first point is not repeated), longest first, to a fraction
        of a pixel. Where the person leaves the picture, a line ends at its border.
    people : int
        How many people the picture shows, as far as a look was taken; -1 where none was taken.
    spine_px : ndarray, shape (SPINE, 2), or None
        Points along the spine, from the sacrum upward; NaN where one was not seen, as a whole row. None where
        no model looked for them.
    spine_confidence : ndarray, shape (SPINE,), or None
        0 to 1, the model's own. None where there is no ``spine_px``.

    Raises
    ------
    ValueError
        If a shape is wrong, a confidence lies outside 0 to 1, a time is no number, or there is one of
        ``spine_px`` and ``spine_confidence`` without the other.
    """

    t_s: float
    size_px: tuple[int, int]
    joints_px: Floats
    confidence: Floats
    edge_px: tuple[Floats, ...] = ()
    people: int = -1
    spine_px: Floats | None = None
    spine_confidence: Floats | None = None

    def __post_init__(self) -> None:
        problems = [
            *_shape("joints_px", self.joints_px, (JOINTS, 2)),
            *_shape("confidence", self.confidence, (JOINTS,)),
            *(problem for line in self.edge_px for problem in _line(line)),
            *_spine(self.spine_px, self.spine_confidence),
        ]
        if not np.isfinite(self.t_s):
            problems.append(f"t_s: expected seconds, found {self.t_s}")
        if np.any((self.confidence < 0) | (self.confidence > 1)):
            problems.append("confidence: expected values from 0 to 1")
        if problems:
            raise ValueError("; ".join(problems))

    @property
    def has_person(self) -> bool:
        """Whether anybody was seen."""
        return bool(np.isfinite(self.joints_px).any())

    @property
    def outside(self) -> Flags:
        """Which joints the model put outside of the picture, shape (JOINTS,): guessed, not seen."""
        last = np.array(self.size_px) - 0.5
        beyond = (self.joints_px < -0.5) | (self.joints_px > last)
        return np.asarray(beyond.any(axis=1))


def _shape(name: str, found: Any, expected: tuple[int, ...]) -> Sequence[str]:
    shape = np.shape(found)
    return () if shape == expected else (f"{name}: expected shape {expected}, found {shape}",)


def _spine(points: Floats | None, confidence: Floats | None) -> Sequence[str]:
    if points is None and confidence is None:
        return ()
    if points is None or confidence is None:
        return ("spine_px: expected points and their confidence, found one of them",)
    problems = [
        *_shape("spine_px", points, (SPINE, 2)),
        *_shape("spine_confidence", confidence, (SPINE,)),
    ]
    if not np.all((confidence >= 0) & (confidence <= 1)):
        problems.append("spine_confidence: expected values from 0 to 1")
    return problems


def _line(line: Floats) -> Sequence[str]:
    fits = line.ndim == 2 and line.shape[1] == 2 and len(line) >= 3 and bool(np.isfinite(line).all())
    return () if fits else (f"edge_px: expected lines of 3 or more finite points, found {line.shape}",)


def nobody(t_s: float, size_px: tuple[int, int], *, people: int = -1) -> PoseFrame:
    """Return the frame of a picture in which nobody was seen."""
    return PoseFrame(t_s, size_px, np.full((JOINTS, 2), np.nan), np.zeros(JOINTS), people=people)


def seen_only(frame: PoseFrame) -> PoseFrame:
    """Return the frame without the joints that were only guessed outside of the picture."""
    outside = frame.outside
    if not outside.any():
        return frame
    joints = np.where(outside[:, np.newaxis], np.nan, frame.joints_px)
    return replace(frame, joints_px=joints, confidence=np.where(outside, 0.0, frame.confidence))


def signed_area(line: Floats) -> float:
    """Return the area in a closed line, shape (n, 2): positive where x to y turns the way it runs."""
    x, y = line.T
    return 0.5 * float(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1)))
