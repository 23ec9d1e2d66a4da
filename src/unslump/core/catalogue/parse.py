"""From the table of an exercise file to an ``Exercise``; the format is described in docs/exercises.md.

Short forms keep the files readable:

- ``seconds = [min, default, max]``, or ``[n]`` where nothing stretches it;
- a phase of one breath writes ``breath``, ``moves`` and ``seconds`` itself, one of several writes ``steps``;
- a cue without ``source`` is ours (``added``), without ``words`` it is ``exercises.<exercise>.<cue>``;
- a phase without ``name`` is ``exercises.phase.<phase>``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from enum import Enum
from typing import TypeVar, get_args

from ..reading import LARGEST, NOTHING, Problems, Reader, is_number, raise_all
from ..vocab import MAX_LEVEL, MIN_LEVEL, Area, Breath, Tag
from ..words import Said
from .check import check_exercise
from .model import (
    MAX_RUNS,
    Condition,
    Cue,
    CueRole,
    Exercise,
    Phase,
    Position,
    SetBy,
    Source,
    SourceStatus,
    Span,
    Step,
)

E = TypeVar("E", bound=Enum)

MOST_REPS = 1000

STEP_KEYS = frozenset({"breath", "moves", "seconds"})
SOURCE_KEYS = frozenset({"key", "status", "family"})
CUE_KEYS = frozenset(field.name for field in fields(Cue)) - {"added"}  # ``added`` follows from the source
PHASE_KEYS = STEP_KEYS | {field.name for field in fields(Phase)}
EXERCISE_KEYS = frozenset(field.name for field in fields(Exercise)) - {"variant"}  # follows from the position


def parse_exercise(table: object, where: str, has_words: Callable[[str], bool] | None = None) -> Exercise:
    """Build the exercise that a file describes, or say everything that is wrong with the file.

    Parameters
    ----------
    table : object
        What the TOML file holds.
    where : str
        The file's name, for the sentence.
    has_words : callable, optional
        Whether a words key exists; without it keys are not looked up.

    Raises
    ------
    BadInput
        One sentence that lists every problem with its place.
    """
    problems = Problems()
    exercise = _exercise(Reader(table, problems))
    check_exercise(exercise, problems, has_words)
    raise_all(problems, "exercise", where=where)
    return exercise


def _exercise(top: Reader) -> Exercise:
    top.known(EXERCISE_KEYS)
    own = _Own(top.text("id", needed=True))
    words = f"exercises.{own.id}"
    position: Position = top.choice("position", get_args(Position), needed=True) or "sit"
    return Exercise(
        id=own.id,
        name=top.text("name", f"{words}.name"),
        summary=top.text("summary", f"{words}.summary"),
        areas=_members(top, "areas", Area),
        position=position,
        variant="sit" if position == "sit" else "stand" if position == "stand" else None,
        tags=frozenset(_members(top, "tags", Tag)),
        tags_from=tuple(_tags_from(at) for at in top.tables_at("tags_from")),
        cautions=top.texts("cautions"),
        reps=_or(top.whole("reps", 1, MOST_REPS), 1),
        levels=top.flag("levels"),
        cycle=_ends(top, "cycle"),
        read_first=_ends(top, "read_first"),
        moves_on_exhale=top.flag("moves_on_exhale"),
        gaps=top.texts("gaps"),
        sources=tuple(_source(at) for at in top.tables_at("sources", needed=True)),
        phases=tuple(own.phase(at) for at in top.tables_at("phases")),
    )


def _source(at: Reader) -> Source:
    at.known(SOURCE_KEYS)
    status: SourceStatus = at.choice("status", get_args(SourceStatus), needed=True) or "article"
    return Source(at.text("key", needed=True), status, at.flag("family"))


@dataclass(frozen=True, slots=True)
class _Own:
    """Reads what belongs to one exercise; ``id`` names its words."""

    id: str

    def phase(self, at: Reader) -> Phase:
        at.known(PHASE_KEYS)
        phase_id = at.text("id", needed=True)
        if at.has("steps") and any(at.has(key) for key in STEP_KEYS):
            at.problem("steps", Said("errors.exercise.steps_or_one"), Said("errors.found.both"))
        return Phase(
            id=phase_id,
            name=at.text("name", f"exercises.phase.{phase_id}"),
            steps=_steps(at, "steps") if at.has("steps") else (_step(at),),
            closing=_steps(at, "closing"),
            repeats=_repeats(at),
            from_level=_or(at.whole("from_level", MIN_LEVEL, MAX_LEVEL), MIN_LEVEL),
            added=at.flag("added"),
            sources=at.texts("sources"),
            set_by=at.choice("set_by", get_args(SetBy)),
            cues=tuple(self.cue(cue) for cue in at.tables_at("cues")),
        )

    def cue(self, at: Reader) -> Cue:
        at.known(CUE_KEYS)
        cue_id = at.text("id", needed=True)
        source = at.text("source", "added")
        role: CueRole = at.choice("role", get_args(CueRole)) or "detail"
        return Cue(
            id=cue_id,
            words=at.text("words", f"exercises.{self.id}.{cue_id}"),
            at=at.number("at") or 0.0,
            source=source,
            observed_by=at.text("observed_by", "felt"),
            role=role,
            levels=_bounds(at, "levels", MIN_LEVEL, MAX_LEVEL),
            added=source == "added",
            on=at.choice("on", get_args(Breath)),
            every=at.flag("every"),
            runs=_bounds(at, "runs", 1, MAX_RUNS),
            when=at.choice("when", get_args(Condition)),
        )


def _steps(at: Reader, key: str) -> tuple[Step, ...]:
    found = at.tables_at(key)
    for step in found:
        step.known(STEP_KEYS)
    return tuple(_step(step) for step in found)


def _step(at: Reader) -> Step:
    return Step(at.choice("breath", get_args(Breath)), at.flag("moves"), _span(at))


def _span(at: Reader) -> Span:
    """``seconds = [min, default, max]``, or ``[n]`` where nothing stretches it."""
    match at.items("seconds"):
        case [n] if is_number(n) and 0 <= n <= LARGEST:
            return Span(float(n), float(n), float(n))
        case [low, default, high] if all(map(is_number, (low, default, high))) and (
            0 <= low <= default <= high <= LARGEST
        ):
            return Span(float(low), float(default), float(high))
    found = at.table.get("seconds")
    if found is None or isinstance(found, list):
        at.problem("seconds", Said("errors.exercise.seconds"), NOTHING if found is None else found)
    return Span(0, 0, 0)


def _bounds(at: Reader, key: str, low: int, high: int) -> tuple[int, int]:
    """``[lowest, highest]``, whole numbers within ``low`` and ``high``, which is also the default."""
    match at.items(key):
        case [int(a), int(b)] if low <= a <= b <= high:
            return a, b
    if isinstance(at.table.get(key), list):
        at.problem(key, Said("errors.exercise.bounds", low=low, high=high), at.table[key])
    return low, high


def _repeats(at: Reader) -> tuple[int, ...]:
    levels = MAX_LEVEL - MIN_LEVEL + 1
    found = at.items("repeats")
    if len(found) == levels and all(type(n) is int and 1 <= n <= MAX_RUNS for n in found):
        return tuple(found)
    if isinstance(at.table.get("repeats"), list):
        at.problem("repeats", Said("errors.exercise.repeats", levels=levels, most=MAX_RUNS), found)
    return (1,) * levels


def _ends(at: Reader, key: str) -> tuple[str, str] | None:
    ends = at.texts(key)
    if len(ends) == 2:
        return ends[0], ends[1]
    if ends:
        at.problem(key, Said("errors.exercise.two_ends"), list(ends))
    return None


def _members(at: Reader, key: str, kind: type[E]) -> tuple[E, ...]:
    return tuple(kind(name) for name in at.listed(key, [member.value for member in kind]))


def _tags_from(at: Reader) -> tuple[int, frozenset[Tag]]:
    at.known(("level", "tags"))
    level = _or(at.whole("level", MIN_LEVEL, MAX_LEVEL), MIN_LEVEL)
    return level, frozenset(_members(at, "tags", Tag))


def _or(found: int | None, default: int) -> int:
    return default if found is None else found
