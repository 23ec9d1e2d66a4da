"""Put one session together: which level, how many repetitions, how fast, what is read first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from ..core.catalogue.model import Catalogue, Cue, Exercise
from ..core.errors import no_exercise
from ..core.history.ladder import LevelAdvice, advise
from ..core.history.records import History
from ..core.screening.verdict import Adjustments
from ..core.session.pace import Pace
from ..core.session.timeline import Timeline, build_timeline, read_first
from ..core.vocab import Moment
from .settings import Value

FIRST_WEEK = timedelta(days=7)
"""The full list of cues is read in the first week, one focus cue afterwards (docs/evidence.md D01/D02)."""

FOLDS = {"sit": "D01", "stand": "D02"}
"""The article's stretch in its two positions."""


@dataclass(frozen=True, slots=True)
class Plan:
    """One session, ready to begin.

    ``read_first`` is what is read before anything moves; ``natural``: no breath is paced (PC35).
    """

    exercise: Exercise
    level: int
    reps: int
    timeline: Timeline
    read_first: tuple[Cue, ...]
    first_time: bool
    week_one: bool
    natural: bool = False


def find_exercise(catalogue: Catalogue, exercise_id: str) -> Exercise:
    """Return the exercise.

    Raises
    ------
    BadInput
        There is none of that id; near ids are named.
    """
    wanted = exercise_id.upper()
    if wanted not in catalogue:
        raise no_exercise(exercise_id, catalogue.ids)
    return catalogue[wanted]


def pace_from(settings: Mapping[str, Value]) -> Pace:
    """Read the pace settings."""
    return Pace(
        inhale_s=float(settings["inhale_s"]),
        exhale_s=float(settings["exhale_s"]),
        natural=bool(settings["natural_breathing"]),
        hang_s=float(settings["hang_s"]),
        uncurl_breaths=int(settings["uncurl_breaths"]),
    )


def level_advice(history: History, exercise_id: str, now: Moment) -> LevelAdvice:
    """Which level the ladder opens today (docs/evidence.md C.8)."""
    return advise(history, exercise_id, now.wall)


def in_first_week(history: History, now: Moment) -> bool:
    """Whether the first session lies less than a week back, or has yet to come."""
    first = next((s.began_at for s in history.sessions if s.exercise in FOLDS.values()), None)
    return first is None or now.wall - first < FIRST_WEEK


def make_plan(
    exercise: Exercise,
    *,
    level: int,
    reps: int,
    history: History,
    settings: Mapping[str, Value],
    adjustments: Adjustments,
    now: Moment,
) -> Plan:
    """Lay out one session of ``exercise`` with this person's pace and this day's adjustments."""
    done_before = [s for s in history.sessions if s.exercise in FOLDS.values() and s.status == "done"]
    first_time = not done_before
    pace = pace_from(settings)
    if exercise.levels:  # the limit is on folds; six breaths stay six
        reps = min(reps, adjustments.max_reps)
    timeline = build_timeline(
        exercise,
        level,
        pace=pace,
        reps=reps,
        first_time=first_time,
        adjustments=adjustments,
    )
    week_one = in_first_week(history, now)
    natural = adjustments.natural_breath or pace.natural
    first = read_first(
        exercise, level, week_one=week_one, focus=len(done_before), pace=pace, adjustments=adjustments
    )
    return Plan(exercise, level, reps, timeline, tuple(first), first_time, week_one, natural)
