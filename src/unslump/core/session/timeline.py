"""From an exercise, a level and a pace to seconds: which phase runs from when to when, and what it says.

::

    P0 gate | P1 prepare .... P2 hips .. P3 start . P4 in . P5 out, fold .. P6 hang .. P7 in . P8 out, pelvis
    P9 [in, still | out, region by region] x n | in, still   P10 out, head last   P11 settle   P12 note
              '---- P4 to P10 once a repetition ----'

Page, terminal and figure read this one list. A timeline is description and needs no permit.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from ..catalogue.model import Cue, Exercise, Phase, Step
from ..catalogue.placing import place
from ..errors import BadInput
from ..screening.verdict import Adjustments
from ..vocab import MAX_LEVEL, MIN_LEVEL, Breath, Variant
from ..words import Words
from .pace import USUAL_EXHALE_S, USUAL_INHALE_S, Pace

DEFAULT_LEVEL = 3
"""What is printed when no level is asked for: the first level with everything the article describes, the
hanging head included (docs/evidence.md C.8). Nobody *starts* there: sessions take theirs from the ladder."""

MAX_SPOKEN = 2
"""Cues said aloud in one breath (docs/evidence.md D01/D02, voice rules)."""


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
    """One breath's worth of a phase. ``id`` repeats where a phase has several breaths (P9) or repetitions.

    ``rep`` counts from 1; what comes before the first carries 1, what comes after the last carries the last.
    """

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


@dataclass(frozen=True, slots=True)
class _Asked:
    """Everything that shapes one person's session, apart from the exercise."""

    level: int
    pace: Pace = field(default_factory=Pace)
    first_time: bool = False
    prepare_s: float | None = None
    settle_s: float | None = None
    changed: Adjustments = field(default_factory=Adjustments)

    @property
    def natural(self) -> bool:
        return self.pace.natural or self.changed.natural_breath


def build_timeline(
    exercise: Exercise,
    level: int = DEFAULT_LEVEL,
    *,
    pace: Pace | None = None,
    reps: int | None = None,
    first_time: bool = False,
    prepare_s: float | None = None,
    settle_s: float | None = None,
    adjustments: Adjustments | None = None,
) -> Timeline:
    """Lay one person's session out in seconds. Every duration stays within the span its phase allows.

    Parameters
    ----------
    level : int
        0-5 (docs/evidence.md C.8). An exercise without levels carries 0 whatever is asked.
    reps : int, optional
        How often the cycle is played; the exercise's own number when left out, never more than
        ``adjustments.max_reps`` for an exercise with levels.
    first_time : bool
        The hip lesson phase takes its longest: 45 s instead of 8 (P2).
    prepare_s, settle_s : float, optional
        Seconds of P1 and P11 (PC31, PC19); never below what ``adjustments`` asks.

    Raises
    ------
    BadInput
        There is no such level, or fewer than one repetition is asked for.
    """
    asked = _Asked(
        level=_checked_level(exercise, level),
        pace=pace or Pace(),
        first_time=first_time,
        prepare_s=prepare_s,
        settle_s=settle_s,
        changed=adjustments or Adjustments(),
    )
    times = _checked_reps(exercise, reps, asked.changed)
    phases: list[TimedPhase] = []
    for rep, phase in _played(exercise, times):
        if phase.from_level <= asked.level:
            phases += _timed(phase, rep, phases[-1].end_s if phases else 0.0, asked)
    return Timeline(exercise.id, asked.level, exercise.variant, tuple(phases))


def _checked_level(exercise: Exercise, level: int) -> int:
    if not MIN_LEVEL <= level <= MAX_LEVEL:
        raise BadInput("errors.level", lowest=MIN_LEVEL, highest=MAX_LEVEL, found=level)
    return level if exercise.levels else MIN_LEVEL


def _checked_reps(exercise: Exercise, reps: int | None, changed: Adjustments) -> int:
    wanted = exercise.reps if reps is None else reps
    if wanted < 1:
        raise BadInput("errors.reps", found=wanted)
    return min(wanted, changed.max_reps) if exercise.levels else wanted


def _played(exercise: Exercise, times: int) -> Iterator[tuple[int, Phase]]:
    first, last = _range(exercise, exercise.cycle)
    yield from ((1, phase) for phase in exercise.phases[:first])
    for rep in range(1, times + 1):
        yield from ((rep, phase) for phase in exercise.phases[first:last])
    yield from ((times, phase) for phase in exercise.phases[last:])


def _range(exercise: Exercise, ends: tuple[str, str] | None) -> tuple[int, int]:
    if ends is None:
        return 0, len(exercise.phases)
    ids = [phase.id for phase in exercise.phases]
    return ids.index(ends[0]), ids.index(ends[1]) + 1


def _timed(phase: Phase, rep: int, start_s: float, asked: _Asked) -> list[TimedPhase]:
    runs = _runs(phase, asked)
    steps = phase.unrolled(runs)
    seconds = [_seconds(phase, step, asked) for step in steps]
    if not sum(seconds) and any(step.span.max_s for step in steps):
        return []  # turned down to nothing (P6 may be 0 s); the gate, which never lasts, stays
    timed: list[TimedPhase] = []
    for index, (step, cues) in enumerate(
        zip(steps, _cues_by_step(phase, steps, seconds, runs, asked), strict=True)
    ):
        moved = tuple(_at(cue, start_s + after_s) for after_s, cue in cues)
        end_s = start_s + seconds[index]
        timed.append(
            TimedPhase(phase.id, phase.name, start_s, end_s, step.breath, step.moves, rep, moved, phase.added)
        )
        start_s = end_s
    return timed


def _runs(phase: Phase, asked: _Asked) -> int:
    """Times the steps run; one that closes with a breath of its own takes as many as are asked for (G11)."""
    own = phase.repeats[asked.level]
    return max(own, asked.pace.uncurl_breaths) if phase.closing else own


def _seconds(phase: Phase, step: Step, asked: _Asked) -> float:
    usual = step.span.default_s
    match phase.set_by:
        case "first_time":
            return step.span.max_s if asked.first_time else usual
        case "prepare":
            wanted = max(usual if asked.prepare_s is None else asked.prepare_s, asked.changed.prepare_min_s)
        case "settle":
            wanted = max(usual if asked.settle_s is None else asked.settle_s, asked.changed.settle_s)
        case "hang":
            wanted = asked.pace.hang_s
        case None:
            wanted = _breath_seconds(step, asked)
    return step.span.clamp(wanted)


def _breath_seconds(step: Step, asked: _Asked) -> float:
    if step.breath not in ("inhale", "exhale"):
        return step.span.default_s
    if asked.natural:
        return step.span.max_s
    if step.breath == "inhale":
        return step.span.default_s / USUAL_INHALE_S * asked.pace.inhale_s
    return step.span.default_s / USUAL_EXHALE_S * asked.pace.exhale_s


def _cues_by_step(
    phase: Phase, steps: Sequence[Step], seconds: Sequence[float], runs: int, asked: _Asked
) -> list[list[tuple[float, Cue]]]:
    """For each step its cues as (seconds after the step's start, cue), in the order of the saying."""
    by_step: list[list[tuple[float, Cue]]] = [[] for _ in steps]
    for cue in phase.cues:
        if _heard(cue, runs, asked):
            for spot in place(cue, steps, seconds):
                by_step[spot.step].append((spot.after_s, cue))
    return [sorted(cues, key=lambda timed: timed[0]) for cues in by_step]


def _heard(cue: Cue, runs: int, asked: _Asked) -> bool:
    if not cue.runs[0] <= runs <= cue.runs[1]:
        return False
    at_level = cue.at_level(asked.level)
    match cue.when:
        case "abs":
            return at_level and not asked.changed.no_abs
        case "no_abs":
            return at_level and asked.changed.no_abs
        case "head_hang":
            return at_level and not asked.changed.head_in_line
        case "head_in_line":
            return at_level or asked.changed.head_in_line
        case "natural_breath":
            return at_level and asked.natural
        case None:
            return at_level


def _at(cue: Cue, at_s: float) -> TimedCue:
    return TimedCue(cue.id, at_s, cue.words, cue.observed_by, cue.source, cue.added, cue.role)


def spoken(phase: TimedPhase) -> tuple[TimedCue, ...]:
    """Return what is shown large and said aloud while the phase runs: its lead cues, two at most."""
    return tuple(cue for cue in phase.cues if cue.role == "lead")[:MAX_SPOKEN]


def read_first(
    exercise: Exercise,
    level: int,
    *,
    week_one: bool,
    focus: int = 0,
    pace: Pace | None = None,
    adjustments: Adjustments | None = None,
) -> tuple[Cue, ...]:
    """Return what is read before moving: everything while it is new, later one thing to attend to.

    Parameters
    ----------
    week_one : bool
        All ``detail`` cues in their order (docs/evidence.md D01/D02, voice rules).
    focus : int
        How many sessions there have been: later on the cues take turns.
    """
    asked = _Asked(_checked_level(exercise, level), pace=pace or Pace(), changed=adjustments or Adjustments())
    first, last = _range(exercise, exercise.read_first)
    details = tuple(
        cue
        for phase in exercise.phases[first:last]
        if phase.from_level <= asked.level
        for cue in phase.cues
        if cue.role == "detail" and _heard(cue, _runs(phase, asked), asked)
    )
    if week_one or not details:
        return details
    return (details[focus % len(details)],)


def timeline_to_json(timeline: Timeline, words: Words) -> dict[str, Any]:
    """Give the shape that is promised to users' scripts (docs/commands.md), seconds to the millisecond."""
    return {
        "exercise": timeline.exercise,
        "level": timeline.level,
        "variant": timeline.variant,
        "phases": [
            {
                "id": phase.id,
                "start_s": round(phase.start_s, 3),
                "end_s": round(phase.end_s, 3),
                "breath": phase.breath,
                "moves": phase.moves,
                "cues": [_cue_to_json(cue, words) for cue in phase.cues],
            }
            for phase in timeline.phases
        ],
    }


def _cue_to_json(cue: TimedCue, words: Words) -> dict[str, Any]:
    return {
        "at_s": round(cue.at_s, 3),
        "text": words(cue.words),
        "observed_by": cue.observed_by,
        "source": cue.source,
        "added": cue.added,
    }
