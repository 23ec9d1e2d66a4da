"""Clearance records: the person's own declaration that a professional said yes (docs/evidence.md B.6).

The program never writes one; it only reads what the person declared, and says each time that it has not
checked it. A record opens a rule only if it names that rule, only for what its scope covers and within its
limits, and only rules whose data allow it at all. Stops, the locks of the past, PC04, PC08, PC28, pain of 4
and more, and pain in a leg have no such opening in the data, so no record reaches them.

Where several records in force cover the same rule and exercise, the newest advice speaks; of the same day,
the strictest.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Literal, cast

from ..reading import Reader
from ..vocab import FLEXION_TAGS, MAX_LEVEL, Tag, Variant
from ..words import Said
from .questions import RULE_QUESTIONS
from .rules import Effect, Rule
from .shapes import FOLDS, ExerciseLike

Role = Literal["doctor", "physical_therapist"]
ROLES: tuple[Role, ...] = ("doctor", "physical_therapist")

DEFAULT_VALIDITY = timedelta(days=90)
LONGEST_VALIDITY = timedelta(days=365)

RULE_IDS = Said("errors.kind.rule_ids")

Standing = Literal["in_force", "not_yet", "expired", "revoked", "ended"]

_FLEXION_WORDS = ("flexion", "FLEX_*")
SCOPE_NAMES = (
    *(f"D{n:02}" for n in range(1, 41)), "sit", "stand", *_FLEXION_WORDS, *(tag.value for tag in Tag),
)  # fmt: skip
"""Everything a scope may hold: exercise ids, positions, ``flexion`` (= ``FLEX_*``), caution tags."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What a record is about. Ids limit it to those exercises, positions to those ways of doing it."""

    ids: frozenset[str] = frozenset()
    sides: frozenset[Variant] = frozenset()
    tags: frozenset[Tag] = frozenset()

    def covers(self, effect: Effect, exercise: ExerciseLike, level: int) -> bool:
        """Say whether this scope covers what ``effect`` closes of ``exercise`` at ``level``."""
        locked = effect.locks & exercise.tags_at(level)
        return (
            self._names(exercise)
            and self._answers_opening(effect, locked)
            and (self._tags_cover(effect, exercise, locked) if self.tags else True)
        )

    def _names(self, exercise: ExerciseLike) -> bool:
        if self.ids and exercise.id not in self.ids:
            return False
        if not self.sides:
            return bool(self.ids or self.tags)
        return exercise.position == "either" or bool({exercise.position, exercise.variant} & self.sides)

    def _answers_opening(self, effect: Effect, locked: frozenset[Tag]) -> bool:
        if effect.clearance == "flexion":
            return bool(self.tags & FLEXION_TAGS)
        return effect.clearance != "support" or locked & FLEXION_TAGS == {Tag.FLEX_SUPP}

    def _tags_cover(self, effect: Effect, exercise: ExerciseLike, locked: frozenset[Tag]) -> bool:
        if self.ids:  # named by id; flexion tags beside it still say which bending is meant
            return not self.tags & FLEXION_TAGS or locked & FLEXION_TAGS <= self.tags
        closed_by_id = exercise.id in effect.closes
        return (effect.locks if closed_by_id else locked) <= self.tags


@dataclass(frozen=True, slots=True)
class Limits:
    """How far a record goes. ``max_hip_flexion_deg`` counts from standing upright."""

    max_level: int = MAX_LEVEL
    max_hip_flexion_deg: float | None = None
    no_head_down: bool = False
    no_standing: bool = False
    max_reps: int | None = None

    @property
    def tags(self) -> frozenset[Tag]:
        """What these limits lock, as caution tags."""
        asked = {Tag.HEAD_DOWN: self.no_head_down, Tag.FLEX_STAND: self.no_standing}
        return frozenset(tag for tag, locks in asked.items() if locks)

    def allow(self, exercise: ExerciseLike, level: int, hips: Mapping[str, tuple[float, ...]]) -> bool:
        tags = exercise.tags_at(level)
        if exercise.id in FOLDS and level > self.max_level:
            return False
        if self.no_head_down and Tag.HEAD_DOWN in tags:
            return False
        if self.no_standing and (Tag.FLEX_STAND in tags or exercise.position == "stand"):
            return False
        return self._hips_allow(exercise, level, hips)

    def _hips_allow(self, exercise: ExerciseLike, level: int, hips: Mapping[str, tuple[float, ...]]) -> bool:
        if self.max_hip_flexion_deg is None:
            return True
        return exercise.id in hips and hips[exercise.id][level] <= self.max_hip_flexion_deg


@dataclass(frozen=True, slots=True)
class Clearance:
    """One record. ``codes`` are the rules it answers; ``valid_until`` is already clipped to a year.

    ``id`` is the one under which it is kept, if it is kept.
    """

    role: Role
    date_of_advice: date
    valid_until: date
    codes: frozenset[str]
    scope: Scope
    limits: Limits = field(default_factory=Limits)
    revoked: bool = False
    id: str | None = None

    def __post_init__(self) -> None:
        if not self.date_of_advice <= self.valid_until <= _later(self.date_of_advice, LONGEST_VALIDITY):
            raise ValueError(f"Expected advice <= valid_until <= advice + 365 days, found {self}.")

    def standing(self, today: date, speaking: Iterable[Rule], advice_ended_on: date | None) -> Standing:
        """Say whether the record counts today.

        Parameters
        ----------
        speaking : iterable of Rule
            Rules that speak today. One that ends clearances (a new red flag, surgery, injury, pregnancy) does
            so unless the record names it.
        advice_ended_on : date or None
            Day of the latest ST1: advice of that day or before has ended.
        """
        if self.revoked:
            return "revoked"
        if today > self.valid_until:
            return "expired"
        if today < self.date_of_advice:
            return "not_yet"
        new = any(rule.ends_clearances and rule.id not in self.codes for rule in speaking)
        past = advice_ended_on is not None and self.date_of_advice <= advice_ended_on
        return "ended" if new or past else "in_force"


def opens(
    records: Iterable[Clearance],
    rule_id: str,
    effect: Effect,
    exercise: ExerciseLike,
    level: int,
    hips: Mapping[str, tuple[float, ...]],
) -> bool:
    """Say whether the records in force open this effect for this exercise and level."""
    if effect.clearance is None:
        return False
    about = [r for r in records if rule_id in r.codes and r.scope.covers(effect, exercise, level)]
    newest = max((r.date_of_advice for r in about), default=None)
    spoken = [r for r in about if r.date_of_advice == newest]
    return bool(spoken) and all(r.limits.allow(exercise, level, hips) for r in spoken)


_KEYS = (
    "id", "created_at", "entered_by", "statement", "role", "professional_name", "organisation", "contact",
    "date_of_advice", "valid_until", "condition_codes", "scope", "limits", "evidence", "screen_version",
    "text_shown_hash", "revoked_at", "revoked_reason",
)  # fmt: skip
_TEXTS = (
    "id", "statement", "professional_name", "organisation", "contact", "evidence", "screen_version",
    "text_shown_hash", "revoked_reason",
)  # fmt: skip
_LIMITS = ("max_level", "max_hip_flexion_deg", "no_head_down", "no_standing", "max_reps", "other")


def read_clearance(reader: Reader) -> Clearance | None:
    """Read one entry of ``clearances``; ``None`` when it has problems, which the reader then holds."""
    before = len(reader.problems)
    reader.known(_KEYS)
    for key in _TEXTS:
        reader.text(key)
    reader.choice("entered_by", ("user", "clinician_on_device"))
    role = reader.choice("role", ROLES, needed=True)
    advice = reader.day("date_of_advice", needed=True)
    until = reader.day("valid_until")
    codes = reader.names("condition_codes", RULE_QUESTIONS, RULE_IDS, needed=True)
    scope = reader.names("scope", SCOPE_NAMES, Said("errors.kind.scope"), needed=True)
    limits = _limits(reader.table_at("limits"))
    reader.day("created_at")
    revoked = reader.day("revoked_at") is not None
    if advice and until and until < advice:
        reader.problem("valid_until", Said("errors.kind.day_from", day=advice), until.isoformat())
    if len(reader.problems) > before or not advice:
        return None
    ends = min(until or _later(advice, DEFAULT_VALIDITY), _later(advice, LONGEST_VALIDITY))
    return Clearance(
        cast(Role, role), advice, ends, codes, _scope(scope), limits, revoked, reader.table.get("id")
    )


def _later(day: date, by: timedelta) -> date:
    """Add to a day without leaving the calendar, which ends with the year 9999."""
    return day + by if date.max - day > by else date.max


def _scope(names: frozenset[str]) -> Scope:
    tags = frozenset(tag for tag in Tag if tag.value in names)
    sides = cast("frozenset[Variant]", names & {"sit", "stand"})
    named = FLEXION_TAGS if names & set(_FLEXION_WORDS) else frozenset()
    return Scope(frozenset(n for n in names if n[1:].isdigit()), sides, tags | named)


def _limits(reader: Reader | None) -> Limits:
    if reader is None:
        return Limits()
    reader.known(_LIMITS)
    reader.text("other")
    level = reader.whole("max_level", 0, MAX_LEVEL)
    return Limits(
        max_level=MAX_LEVEL if level is None else level,
        max_hip_flexion_deg=reader.number("max_hip_flexion_deg", 0, 180),
        no_head_down=reader.flag("no_head_down"),
        no_standing=reader.flag("no_standing"),
        max_reps=reader.whole("max_reps", 1, 6),
    )
