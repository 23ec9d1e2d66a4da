"""From an exercise, a level and a pace to seconds: which phase runs from when to when, and what is said in it.

::

    P1 prepare ....... P2 hips ... P3 start . P4 in . P5 out, fold .. P6 hang .. P7 in . P8 out, pelvis
    P9 [in, still | out, region by region] x n | in, still   P10 out, head last   P11 settle   P12 note

Page, terminal and figure read this one list.
"""

from __future__ import annotations

from dataclasses import dataclass

from ..vocab import Breath, Variant


@dataclass(frozen=True, slots=True)
class TimedCue:
    """A cue at its second. ``words`` is the key of the sentence; ``role`` as in the catalogue."""

    id: str
    at_s: float
    words: str
    observed_by: str
    source: str
    added: bool
    role: str


@dataclass(frozen=True, slots=True)
class TimedPhase:
    """One breath's worth of a phase. ``id`` repeats where a phase has several breaths (P9) or repetitions."""

    id: str
    name: str
    start_s: float
    end_s: float
    breath: Breath | None
    moves: bool
    rep: int
    cues: tuple[TimedCue, ...]
    added: bool = False


@dataclass(frozen=True, slots=True)
class Timeline:
    """All timed phases, without gaps: each starts where the one before ends, the first at 0."""

    exercise: str
    level: int
    variant: Variant | None
    phases: tuple[TimedPhase, ...]

    @property
    def end_s(self) -> float:
        return self.phases[-1].end_s

    def index_at(self, position_s: float) -> int:
        """Index of the phase that runs at ``position_s``; the last one from its start on."""
        for index, phase in enumerate(self.phases):
            if position_s < phase.end_s:
                return index
        return len(self.phases) - 1
