"""From timed phases to instants: what each shows of the choreography, how it breathes, when to sample."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal, Protocol

from ..vocab import Breath, Variant
from . import choreography, shapes
from .choreography import Beat
from .pose import Pose
from .walking import STRIDE_S, STRIDES_PER_BREATH, walking

Posture = Literal["sit", "stand", "walk"]

WALKS = frozenset({"D38"})
STANDS = frozenset({"D04", "D09", "D20", "D23", "D25", "D36", "D37", "D39"})
"""Exercises of docs/evidence.md D that are done on one's feet; all others sit, or may."""

STEP_S = 0.25
"""Between samples of a movement; the page's curve through them is exact to well under a pixel."""
BREATH_POINTS = 4  # samples per half breath
FREE_BREATH_S = 5.0  # 12 a minute, C.8


class TimedPhaseLike(Protocol):
    """A phase with its seconds, as the session's timeline has it."""

    @property
    def id(self) -> str: ...
    @property
    def start_s(self) -> float: ...
    @property
    def end_s(self) -> float: ...
    @property
    def breath(self) -> Breath | None: ...
    @property
    def moves(self) -> bool: ...
    @property
    def rep(self) -> int: ...


class TimelineLike(Protocol):
    @property
    def exercise(self) -> str: ...
    @property
    def level(self) -> int: ...
    @property
    def variant(self) -> Variant | None: ...
    @property
    def phases(self) -> Sequence[TimedPhaseLike]: ...


@dataclass(frozen=True, slots=True)
class Take:
    """One timed phase, with its share of the choreography's phase and its breath.

    ``low`` and ``high`` are the progress of the whole phase (all its breaths) at its two ends.
    """

    phase: TimedPhaseLike
    low: float
    high: float
    whole_s: float
    breath_from: float
    hung: bool
    posture: Posture
    level: int

    @property
    def variant(self) -> Variant:
        return "sit" if self.posture == "sit" else "stand"

    @property
    def span_s(self) -> float:
        return self.phase.end_s - self.phase.start_s

    def progress(self, share: float) -> float:
        several = self.high - self.low < 1
        return self.low + (self.high - self.low) * (
            _soft_ramp(share) if several and self.phase.moves else share
        )

    def share_at(self, progress: float) -> float:
        """Inverse of ``progress`` within this take, by bisection; 0 or 1 when it lies outside."""
        low, high = 0.0, 1.0
        for _ in range(24):
            middle = (low + high) / 2
            low, high = (middle, high) if self.progress(middle) < progress else (low, middle)
        return high


def _soft_ramp(share: float, ramp: float = 0.2) -> float:
    """0 to 1, at even speed but for soft ends."""
    top = 1 / (1 - ramp)
    if share < ramp:
        return top * share * share / (2 * ramp)
    if share > 1 - ramp:
        return 1 - top * (1 - share) ** 2 / (2 * ramp)
    return top * (share - ramp / 2)


def posture_of(timeline: TimelineLike) -> Posture:
    """Sitting, standing or walking: how the figure does an exercise."""
    if timeline.exercise in WALKS:
        return "walk"
    return timeline.variant or ("stand" if timeline.exercise in STANDS else "sit")


def takes(timeline: TimelineLike) -> list[Take]:
    """Give every timed phase its part of the choreography."""
    phases, posture = timeline.phases, posture_of(timeline)
    hung = {phase.rep for phase in phases if phase.id == "P6"}
    found: list[Take] = []
    breath = 0.0
    lasting = [phase for phase in phases if phase.end_s > phase.start_s]
    for (_, rep), run in groupby(lasting, key=lambda phase: (phase.id, phase.rep)):
        group = list(run)
        counted = [p.end_s - p.start_s if p.moves or not any(q.moves for q in group) else 0.0 for p in group]
        whole, done = sum(counted) or 1.0, 0.0
        for phase, seconds in zip(group, counted, strict=True):
            low, high = done / whole, (done + seconds) / whole
            found.append(Take(phase, low, high, whole, breath, rep in hung, posture, timeline.level))
            breath = {"inhale": 1.0, "exhale": 0.0}.get(phase.breath or "", 0.0)
            done += seconds
    return found


def breath_at(take: Take, share: float) -> float:
    """How full the chest is, 0 to 1."""
    kind = take.phase.breath
    if kind == "inhale":
        return take.breath_from + (1 - take.breath_from) * shapes.ease(share)
    if kind == "exhale":
        return take.breath_from * (1 - shapes.ease(share))
    cycles, used = _free_cycles(take)
    settle = take.breath_from * (1 - shapes.ease(share * take.span_s / 2))
    if share >= used:
        return settle
    turn = (share / used * cycles) % 1.0
    rise, fall = 0.42, 0.58  # the way out is the longer one
    wave = shapes.ease(turn / rise) if turn < rise else 1 - shapes.ease((turn - rise) / fall)
    return max(settle, 0.75 * wave)


def _free_cycles(take: Take) -> tuple[int, float]:
    """Number of free breaths and the part of the phase they fill."""
    if take.posture == "walk":
        return max(1, round(take.span_s / (STRIDE_S * STRIDES_PER_BREATH))), 1.0
    if take.phase.id == "P1":
        down = choreography.SIT_DOWN_S / max(take.span_s, 2 * choreography.SIT_DOWN_S)
        sitting = down if take.posture == "sit" else 0.0
        return choreography.shift_cycles(take.variant, take.span_s), 1 - sitting
    return max(1, round(take.span_s / FREE_BREATH_S)), 1.0


def sample_shares(take: Take) -> list[float]:
    """Where in a take to sample, as parts of it; both ends included."""
    span = take.span_s
    marks = {0.0, 1.0}
    if take.phase.breath in ("inhale", "exhale"):
        marks |= {k / BREATH_POINTS for k in range(1, BREATH_POINTS)}
    else:
        cycles, used = _free_cycles(take)
        per = {"walk": 16 * STRIDES_PER_BREATH}.get(
            take.posture, 16 if take.phase.id == "P1" else 2 * BREATH_POINTS
        )
        marks |= {used * k / (cycles * per) for k in range(cycles * per + 1)}
    for start, end in _moving_seconds(take):
        steps = max(2, round((end - start) / STEP_S))
        marks |= {min(1.0, (start + (end - start) * k / steps) / span) for k in range(steps + 1)}
    return _thin(sorted(marks), 0.05 / max(span, 0.05))


def _thin(marks: list[float], gap: float) -> list[float]:
    """Drop marks that nearly coincide, keeping the ends."""
    kept = [marks[0]]
    for mark in marks[1:-1]:
        if mark - kept[-1] >= gap and 1.0 - mark >= gap:
            kept.append(mark)
    return [*kept, 1.0]


def _moving_seconds(take: Take) -> list[tuple[float, float]]:
    """When the body moves within a take, beyond breathing."""
    span, hands = take.span_s, (0.0, min(choreography.HANDS_S, take.span_s))
    whole = [(0.0, span)]
    by_phase = {
        "P1": [(span - choreography.SIT_DOWN_S, span)] if take.posture == "sit" else [],
        "P2": [hands, (3.0, 6.0)] if span >= 6 else [hands],
        "P3": [hands],
        "P6": [(0.0, min(choreography.SINK_S, span))],
        "P9": whole if take.phase.moves else [],
        "P12": [hands],
    } | dict.fromkeys(("P4", "P5", "P8", "P10"), whole)
    return by_phase.get(take.phase.id, [])


def pose_in(take: Take, share: float) -> Pose:
    """Return the pose at a part of a take."""
    breath = breath_at(take, share)
    if take.posture == "walk":
        strides = _free_cycles(take)[0] * STRIDES_PER_BREATH
        return walking(round(share * strides % 1.0, 6), round(breath, 6))  # equal steps stay equal
    progress = take.progress(share)
    beat = Beat(take.variant, take.level, take.phase.id, progress, take.whole_s, breath, take.hung)
    return choreography.pose_at(beat)
