"""What an exercise is.

An exercise file says what happens and in which order; the sentences live in ``data/words``, the seconds of
one person's session come from ``core/session/timeline``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ..vocab import MAX_LEVEL, MIN_LEVEL, Area, Breath, Tag, Variant

Position = Literal["sit", "stand", "either", "move"]

CueRole = Literal["lead", "detail", "why"]
"""``lead``: shown and spoken while moving, at most two a phase. ``detail``: read before moving while the
exercise is new, and one of them as the focus later on. ``why``: a reason, behind the "why?" button."""

Condition = Literal["abs", "no_abs", "head_hang", "head_in_line", "natural_breath"]
"""When a cue depends on what screening changed. ``abs`` and ``head_hang`` go when the answers forbid them;
``no_abs`` comes instead; ``head_in_line`` comes instead at every level; ``natural_breath`` comes unpaced."""

SourceStatus = Literal["article", "found", "general", "design", "mixed"]

SetBy = Literal["prepare", "first_time", "hang", "settle"]
"""Who sets a phase's length within its span, other than the pace of the breath."""


MAX_RUNS = 3
"""Most breaths of the uncurl, P9 (docs/evidence.md D01/D02)."""


@dataclass(frozen=True, slots=True)
class Span:
    """Seconds a phase may take: ``min_s <= default_s <= max_s``."""

    min_s: float
    default_s: float
    max_s: float

    def __post_init__(self) -> None:
        if not 0 <= self.min_s <= self.default_s <= self.max_s:
            raise ValueError(f"Expected 0 <= min <= default <= max, found {self}.")

    def clamp(self, seconds: float) -> float:
        return min(self.max_s, max(self.min_s, seconds))


@dataclass(frozen=True, slots=True)
class Cue:
    """One thing said or shown.

    Attributes
    ----------
    id : str
        Unique in its exercise.
    words : str
        Key of the sentence.
    at : float
        Where it comes, from 0 up to 1: a share of the whole phase, or, with ``on``, of that breath's seconds.
    source : str
        ``S1``-``S68`` (docs/evidence.md A) or ``added``.
    observed_by : str
        The measure that could see it (``E1``-``E15``), or ``felt``.
    role : CueRole
    levels : tuple of int
        Lowest and highest level that hear it.
    added : bool
        The article does not say it: ours, and marked so on the screen.
    on : Breath, optional
        Count ``at`` over the steps with this breath only: P9 names the regions on its exhales.
    every : bool
        Say it again at each step with the breath ``on``.
    runs : tuple of int
        Heard when the phase's steps run at least and at most this many times.
    when : Condition, optional
    """

    id: str
    words: str
    at: float
    source: str
    observed_by: str
    role: CueRole = "detail"
    levels: tuple[int, int] = (MIN_LEVEL, MAX_LEVEL)
    added: bool = False
    on: Breath | None = None
    every: bool = False
    runs: tuple[int, int] = (1, MAX_RUNS)
    when: Condition | None = None

    def at_level(self, level: int) -> bool:
        return self.levels[0] <= level <= self.levels[1]


@dataclass(frozen=True, slots=True)
class Step:
    """A stretch of one breath inside a phase. Most phases have one step; P9 alternates two."""

    breath: Breath | None
    moves: bool
    span: Span


@dataclass(frozen=True, slots=True)
class Phase:
    """One phase, for instance P5, the fold on the exhale.

    Attributes
    ----------
    id : str
    name : str
        Words key.
    steps : tuple of Step
        Played in order, the whole tuple ``repeats`` times.
    closing : tuple of Step
        Played once after that: P9 ends on one more breath in, so that P10 moves on a breath out.
    cues : tuple of Cue
        In the order in which they are said.
    repeats : mapping level -> times, as a tuple indexed by level
    from_level : int
        Left out below this level (P6 is skipped at L0).
    added : bool
        The whole phase is ours (G1-G12).
    sources : tuple of str
        The S- and G-numbers it answers to.
    set_by : SetBy, optional
    """

    id: str
    name: str
    steps: tuple[Step, ...]
    closing: tuple[Step, ...] = ()
    cues: tuple[Cue, ...] = ()
    repeats: tuple[int, ...] = (1,) * (MAX_LEVEL + 1)
    from_level: int = MIN_LEVEL
    added: bool = False
    sources: tuple[str, ...] = ()
    set_by: SetBy | None = None

    def unrolled(self, runs: int) -> tuple[Step, ...]:
        """Every step in the order in which it is played, the steps ``runs`` times."""
        return self.steps * runs + self.closing


@dataclass(frozen=True, slots=True)
class Source:
    """Where something comes from, and how sure that is.

    Attributes
    ----------
    key : str
        A key of docs/evidence.md H (title: ``why.source.<key>.title``), an S-number, or ``GK``.
    status : str
    family : bool
        The source is about this kind of exercise, not this very move.
    """

    key: str
    status: SourceStatus
    family: bool = False


@dataclass(frozen=True, slots=True)
class Exercise:
    """One exercise in one position.

    Attributes
    ----------
    tags, tags_from
        ``tags`` always apply; ``tags_from`` adds those of a level, for instance HEAD_DOWN from L2.
    cautions : tuple of str
        Words keys.
    reps : int
        How often ``cycle`` is played unless someone asks otherwise.
    cycle : tuple of str, optional
        First and last phase of one repetition; everything, when left out.
    read_first : tuple of str, optional
        First and last phase whose ``detail`` cues are read before moving; all, when left out.
    moves_on_exhale : bool
        The article's rule: an inhale before every movement, and movement only on the exhale.
    gaps : tuple of str
        What the article leaves open and we filled in (G1-G12, sentences under ``why.gap``).
    """

    id: str
    name: str
    summary: str
    areas: tuple[Area, ...]
    position: Position
    variant: Variant | None
    tags: frozenset[Tag]
    phases: tuple[Phase, ...]
    sources: tuple[Source, ...]
    tags_from: tuple[tuple[int, frozenset[Tag]], ...] = ()
    cautions: tuple[str, ...] = ()
    reps: int = 1
    levels: bool = False
    cycle: tuple[str, str] | None = None
    read_first: tuple[str, str] | None = None
    moves_on_exhale: bool = False
    gaps: tuple[str, ...] = ()

    def tags_at(self, level: int) -> frozenset[Tag]:
        """Every tag that holds at this level."""
        later = (tags for start, tags in self.tags_from if level >= start)
        return self.tags.union(*later)


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All exercises, by id, in the order of the catalogue."""

    exercises: tuple[Exercise, ...]

    def __getitem__(self, exercise_id: str) -> Exercise:
        for exercise in self.exercises:
            if exercise.id == exercise_id:
                return exercise
        raise KeyError(exercise_id)

    def __contains__(self, exercise_id: object) -> bool:
        return any(exercise.id == exercise_id for exercise in self.exercises)

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(exercise.id for exercise in self.exercises)
