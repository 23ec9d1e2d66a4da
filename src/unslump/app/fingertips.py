"""The hip lesson with the camera: help until both hands can be told, then the answer, once.

Frames of the last moment are kept in memory and nothing else; what was told is shown and forgotten.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from ..core.motion.frames import PoseFrame
from ..core.motion.hip_points import ESTIMATE, HELD_S, HipPoint, HipPoints, hip_points
from ..core.motion.lasting import LastingHelp
from ..core.words import Said

PATIENT_S = 6.0
"""So long one hand that can be told waits for the other, then it is told alone. Chosen: time to move a hand
and be still again."""


@dataclass(frozen=True, slots=True)
class Pointed:
    """What one picture comes to.

    Attributes
    ----------
    advice : Said or None
        What to change, to be shown.
    lines : tuple of Said
        The answer, a sentence a side and the caution; empty until there is one.
    points : tuple of HipPoint
        The sides that could be told, to draw them.
    """

    advice: Said | None = None
    lines: tuple[Said, ...] = ()
    points: tuple[HipPoint, ...] = ()


@dataclass
class Fingertips:
    """One attempt."""

    _frames: list[PoseFrame] = field(default_factory=list)
    _lasting: LastingHelp = field(default_factory=LastingHelp)
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
        told = tuple(side for side in (found.left, found.right) if isinstance(side, HipPoint))
        hidden = [side for side in (found.left, found.right) if isinstance(side, Said)]
        if not told:
            self._one_since_s = None
        elif self._one_since_s is None:
            self._one_since_s = now_s
        waited = self._one_since_s is not None and now_s - self._one_since_s >= PATIENT_S
        if hidden and not waited:
            return self._help(hidden[0], now_s)
        return Pointed(lines=(*_sentences(found), ESTIMATE), points=told)

    def _help(self, said: Said, now_s: float) -> Pointed:
        self._lasting = self._lasting.then(said, now_s)
        return Pointed(advice=self._lasting.after(now_s))


def _sentences(found: HipPoints) -> Iterator[Said]:
    for side in (found.left, found.right):
        yield side if isinstance(side, Said) else side.said
