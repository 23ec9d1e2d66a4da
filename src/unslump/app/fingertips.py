"""The hip lesson with the camera: help until both hands can be told, then the answer, once.

Frames of the last moment are kept in memory and nothing else; what was told is shown and forgotten.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from ..core.motion.frames import PoseFrame
from ..core.motion.hip_points import ESTIMATE, HELD_S, HipPoint, HipPoints, hip_points
from ..core.words import Said

PATIENT_S = 6.0
"""So long one hand that can be told waits for the other, then it is told alone. Chosen: time to move a hand
and be still again."""

SHOWN_AFTER_S = 0.4
"""Help is shown once it has been the same for so long, as in ``core.motion.coach``."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One side in the picture, to be drawn over it: where the joint is thought, and the fingertip."""

    joint_px: tuple[float, float]
    tip_px: tuple[float, float]
    reach_px: float


@dataclass(frozen=True, slots=True)
class Pointed:
    """What one picture comes to.

    Attributes
    ----------
    advice : Said or None
        What to change, to be shown.
    lines : tuple of Said
        The answer, a sentence a side and the caution; empty until there is one.
    marks : tuple of Mark
        Of the sides that could be told.
    """

    advice: Said | None = None
    lines: tuple[Said, ...] = ()
    marks: tuple[Mark, ...] = ()


@dataclass
class Fingertips:
    """One attempt."""

    _frames: list[PoseFrame] = field(default_factory=list)
    _advice: Said | None = None
    _since_s: float = 0.0
    _one_since_s: float | None = None

    def take(self, frame: PoseFrame, stature_cm: float) -> Pointed:
        """Take one more picture; its time lies after all before it. Stature: 100 to 250 cm."""
        self._frames = [each for each in (*self._frames, frame) if each.t_s >= frame.t_s - HELD_S]
        found = hip_points(self._frames, stature_cm)
        if isinstance(found, Said):
            self._one_since_s = None
            return self._help(found, frame.t_s)
        return self._answer(found, frame.t_s)

    def _answer(self, found: HipPoints, now_s: float) -> Pointed:
        told = [side for side in (found.left, found.right) if isinstance(side, HipPoint)]
        hidden = [side for side in (found.left, found.right) if isinstance(side, Said)]
        if not told:
            self._one_since_s = None
        elif self._one_since_s is None:
            self._one_since_s = now_s
        waited = self._one_since_s is not None and now_s - self._one_since_s >= PATIENT_S
        if hidden and not waited:
            return self._help(hidden[0], now_s)
        return Pointed(lines=(*_sentences(found), ESTIMATE), marks=tuple(_mark(each) for each in told))

    def _help(self, said: Said, now_s: float) -> Pointed:
        if self._advice is None or self._advice.key != said.key:
            self._advice, self._since_s = said, now_s
        return Pointed(advice=said if now_s - self._since_s >= SHOWN_AFTER_S else None)


def _sentences(found: HipPoints) -> Iterator[Said]:
    for side in (found.left, found.right):
        yield side if isinstance(side, Said) else side.said


def _mark(point: HipPoint) -> Mark:
    """Return the place of the joint with its uncertainty, in pixels by the fingertip's own scale."""
    (x, y), (tip_x, tip_y) = point.joint_px, point.tip_px
    apart_px = ((x - tip_x) ** 2 + (y - tip_y) ** 2) ** 0.5
    reach_px = apart_px * point.uncertainty_cm / point.distance_cm if point.distance_cm > 0 else 0.0
    return Mark(point.joint_px, point.tip_px, reach_px)
