"""From the table of an exercise file to an ``Exercise``; the format is described in docs/exercises.md.

Short forms keep the files readable:

- ``seconds = [min, default, max]``, or ``[n]`` where nothing stretches it;
- a phase of one breath writes ``breath``, ``moves`` and ``seconds`` itself, one of several writes ``steps``;
- a cue without ``source`` is ours (``added``), without ``words`` it is ``exercises.<exercise>.<cue>``;
- a phase without ``name`` is ``exercises.phase.<phase>``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields
from enum import Enum
from typing import TypeVar, get_args

from ..errors import BadInput
from ..vocab import MAX_LEVEL, MIN_LEVEL, Area, Breath, Tag, Variant
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
from .reading import Problems, Reader, expected_one_of, shown

E = TypeVar("E", bound=Enum)

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
    exercise = _exercise(Reader(table, "", problems, EXERCISE_KEYS))
    check_exercise(exercise, problems, has_words)
    if problems.found:
        raise BadInput(_sentence(where, problems.found))
    return exercise


def _sentence(where: str, found: list[str]) -> str:
    if len(found) == 1:
        return f"{where} is not an exercise yet: {found[0]}. Mend that and try again."
    listed = "\n".join(f"  - {problem}" for problem in found)
    return f"{where} is not an exercise yet, {len(found)} things to mend:\n{listed}"


def _exercise(top: Reader) -> Exercise:
    own = _Own(top, top.text("id"))
    words = f"exercises.{own.id}"
    position = top.choice("position", Position)
    return Exercise(
        id=own.id,
        name=top.text("name", f"{words}.name"),
        summary=top.text("summary", f"{words}.summary"),
        areas=_members(top, "areas", Area),
        position=position,
        variant=position if position in get_args(Variant) else None,
        tags=frozenset(_members(top, "tags", Tag)),
        tags_from=_tags_from(top),
        cautions=top.texts("cautions"),
        reps=top.value("reps", int, 1, stand_in=1),
        levels=top.flag("levels", False),
        cycle=_ends(top, "cycle"),
        read_first=_ends(top, "read_first"),
        moves_on_exhale=top.flag("moves_on_exhale", False),
        gaps=top.texts("gaps"),
        sources=top.each("sources", own.source),
        phases=top.each("phases", own.phase),
    )


@dataclass(frozen=True, slots=True)
class _Own:
    """Reads what belongs to one exercise; ``id`` names its words."""

    top: Reader
    id: str

    def _reader(self, table: object, place: str, known: Iterable[str]) -> Reader:
        return Reader(table, place, self.top.problems, known)

    def source(self, table: object, place: str) -> Source:
        at = self._reader(table, place, SOURCE_KEYS)
        return Source(at.text("key"), at.choice("status", SourceStatus), at.flag("family", False))

    def phase(self, table: object, place: str) -> Phase:
        at = self._reader(table, place, PHASE_KEYS)
        phase_id = at.text("id")
        if at.has("steps") and any(at.has(key) for key in STEP_KEYS):
            at.note("steps", "expected either steps or breath, moves and seconds, found both")
        return Phase(
            id=phase_id,
            name=at.text("name", f"exercises.phase.{phase_id}"),
            steps=at.each("steps", self.step) if at.has("steps") else (_step(at),),
            closing=at.each("closing", self.step, []),
            repeats=_repeats(at),
            from_level=_level(at, "from_level"),
            added=at.flag("added", False),
            sources=at.texts("sources"),
            set_by=at.choice("set_by", SetBy) if at.has("set_by") else None,
            cues=at.each("cues", self.cue, []),
        )

    def step(self, table: object, place: str) -> Step:
        return _step(self._reader(table, place, STEP_KEYS))

    def cue(self, table: object, place: str) -> Cue:
        at = self._reader(table, place, CUE_KEYS)
        cue_id = at.text("id")
        source = at.text("source", "added")
        return Cue(
            id=cue_id,
            words=at.text("words", f"exercises.{self.id}.{cue_id}"),
            at=at.value("at", float, 0.0, stand_in=0.0),
            source=source,
            observed_by=at.text("observed_by", "felt"),
            role=at.choice("role", CueRole, "detail"),
            levels=at.bounds("levels", MIN_LEVEL, MAX_LEVEL),
            added=source == "added",
            on=at.choice("on", Breath) if at.has("on") else None,
            every=at.flag("every", False),
            runs=at.bounds("runs", 1, MAX_RUNS),
            when=at.choice("when", Condition) if at.has("when") else None,
        )


def _step(at: Reader) -> Step:
    breath = at.choice("breath", Breath) if at.has("breath") else None
    return Step(breath, at.flag("moves", False), _span(at))


def _span(at: Reader) -> Span:
    seconds = at.numbers("seconds", (1, 3))
    low, default, high = seconds * (3 // len(seconds)) if seconds else (0.0, 0.0, 0.0)
    if 0 <= low <= default <= high < float("inf"):
        return Span(low, default, high)
    at.note("seconds", f"expected 0 <= min <= default <= max, found {shown(at.table['seconds'])}")
    return Span(0, 0, 0)


def _repeats(at: Reader) -> tuple[int, ...]:
    levels = MAX_LEVEL - MIN_LEVEL + 1
    found = at.items("repeats", [1] * levels)
    if len(found) == levels and all(type(n) is int and 1 <= n <= MAX_RUNS for n in found):
        return tuple(found)
    if isinstance(at.table.get("repeats"), list):
        wanted = f"{levels} whole numbers from 1 to {MAX_RUNS}, one a level"
        at.note("repeats", f"expected {wanted}, found {shown(found)}")
    return (1,) * levels


def _level(at: Reader, key: str) -> int:
    level = at.value(key, int, MIN_LEVEL, stand_in=MIN_LEVEL)
    if MIN_LEVEL <= level <= MAX_LEVEL:
        return level
    at.note(key, f"expected a level from {MIN_LEVEL} to {MAX_LEVEL}, found {level}")
    return MIN_LEVEL


def _ends(at: Reader, key: str) -> tuple[str, str] | None:
    ends = at.texts(key)
    if len(ends) == 2:
        return ends[0], ends[1]
    if ends:
        at.note(key, f"expected the ids of the first and the last phase, found {shown(list(ends))}")
    return None


def _members(at: Reader, key: str, kind: type[E]) -> tuple[E, ...]:
    known = {member.value: member for member in kind}
    found = at.texts(key)
    for i, name in enumerate(found):
        if name not in known:
            at.note(f"{key}[{i}]", expected_one_of(known, name))
    return tuple(known[name] for name in found if name in known)


def _tags_from(top: Reader) -> tuple[tuple[int, frozenset[Tag]], ...]:
    def read(table: object, place: str) -> tuple[int, frozenset[Tag]]:
        at = Reader(table, place, top.problems, ("level", "tags"))
        return _level(at, "level"), frozenset(_members(at, "tags", Tag))

    return top.each("tags_from", read, [])
