"""The rules, read from data (``data/screening/rules.toml``): what each one locks, caps, changes and how
urgent it is.

When a rule speaks is said in ``speaking``; what follows from all that speak, in ``screen``.
Precedence (docs/evidence.md B): STOP > BLOCK > CLEAR > MODIFY > WARN, then NOTE, which changes no outcome.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, cast

from ..reading import NOTHING, Problems, Reader, raise_all
from ..vocab import FLEXION_TAGS, MAX_LEVEL, Area, Tag
from ..words import Said
from .questions import CONDITIONS, RED_FLAGS
from .verdict import Urgency

Action = Literal["STOP", "BLOCK", "CLEAR", "MODIFY", "WARN", "NOTE"]
ACTIONS: tuple[Action, ...] = ("STOP", "BLOCK", "CLEAR", "MODIFY", "WARN", "NOTE")
URGENCIES: tuple[Urgency, ...] = ("U0", "U1", "U2", "U3")

Opening = Literal["scope", "flexion", "support"]
"""How a clearance may open an effect; see the head of ``rules.toml``."""

HEAD_LEVEL = 1
"""Highest level at which the head stays at or above the heart (docs/evidence.md C.8: HEAD_DOWN from L2)."""

PAIN_AND_PAST = (
    "PAIN_LEG", "PAIN_3", "PAIN_4", "PAIN_7", "PAIN_OTHER", "UNASKED", "ST1", "ST2", "ST3", "ST4", "AFTER_UP",
    "MORNING_UP", "MORNING_TWICE", "TREND_UP", "STEP_DOWN", "SEEN_U0", "SEEN_U1", "DOSE_DAY", "DOSE_WEEK",
    "DOSE_LEFT", "ADVICE_ENDED",
)  # fmt: skip
"""Rules that no single question stands for: today's pain, what is still unasked, and what the past locks."""


@dataclass(frozen=True, slots=True)
class Effect:
    """One thing a rule does.

    Attributes
    ----------
    action : Action
    locks : frozenset of Tag
        An exercise that carries one of these is closed; a tag that comes with a level caps the level.
    closes, keeps : frozenset of str
        Exercise ids; ``keeps`` stay open whatever their area.
    closes_areas, closes_main : frozenset of Area
        Closed by any of an exercise's areas, or only by its first.
    closes_all : bool
    max_level : int
        Ceiling of the fold's ladder.
    clearance : Opening or None
        ``None``: no record opens it.
    timed : bool
        Passes by itself within hours.
    """

    action: Action
    locks: frozenset[Tag] = frozenset()
    closes: frozenset[str] = frozenset()
    keeps: frozenset[str] = frozenset()
    closes_areas: frozenset[Area] = frozenset()
    closes_main: frozenset[Area] = frozenset()
    closes_all: bool = False
    max_level: int = MAX_LEVEL
    clearance: Opening | None = None
    timed: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule in one form. ``RF09`` and ``RF09_milder`` are two forms of the rule ``RF09``.

    ``notes`` are words keys below ``screening.note``; ``basis`` is the mark of docs/evidence.md.
    """

    key: str
    id: str
    basis: str
    effects: tuple[Effect, ...]
    urgency: Urgency | None = None
    ends_clearances: bool = False
    notes: tuple[str, ...] = ()
    no_abs: bool = False
    head_in_line: bool = False
    natural_breath: bool = False
    prepare_min_s: float | None = None
    prepare_skippable: bool = True
    settle_s: float | None = None
    max_reps: int | None = None

    @property
    def words(self) -> str:
        return f"screening.reason.{self.key}"

    @property
    def rank(self) -> tuple[int, int]:
        """Order among reasons: strongest action first, then the most urgent."""
        action = min(ACTIONS.index(effect.action) for effect in self.effects)
        return action, URGENCIES.index(self.urgency) if self.urgency else len(URGENCIES)


@dataclass(frozen=True, slots=True)
class Rules:
    """All rules by key, and how far each level of the fold bends the hip (degrees, for PC11)."""

    version: str
    by_key: Mapping[str, Rule] = field(repr=False)
    hip_flexion_deg: Mapping[str, tuple[float, ...]] = field(repr=False)

    def __getitem__(self, key: str) -> Rule:
        return self.by_key[key]


def parse_rules(table: Mapping[str, Any]) -> Rules:
    """Read the rules.

    Parameters
    ----------
    table : mapping
        ``data/screening/rules.toml`` as ``tomllib`` reads it.

    Raises
    ------
    BadInput
        Something is not of the described form or a rule is missing; every problem is named with its place.
    """
    problems = Problems()
    top = Reader(table, problems)
    top.known(("version", "urgency", "hip_flexion_deg", "rule"))
    stops = {
        u: _effect_reader(table.get("urgency", {}).get(u, {}), problems, f"urgency.{u}")
        for u in URGENCIES[:3]
    }
    found = {
        key: _rule(
            key, Reader(entry, problems, f"rule.{key}"), {u: _effect(r, "STOP") for u, r in stops.items()}
        )
        for key, entry in table.get("rule", {}).items()
    }
    wanted = (*RED_FLAGS, *CONDITIONS, *PAIN_AND_PAST)
    for key in wanted:
        if key not in found:
            problems.expected(f"rule.{key}", Said("errors.kind.rule"), NOTHING)
    raise_all(problems, "rules")
    hips = {
        key: tuple(float(d) for d in degrees) for key, degrees in table.get("hip_flexion_deg", {}).items()
    }
    return Rules(str(table.get("version", "")), found, hips)


_EFFECT_KEYS = (
    "action", "locks", "closes", "keeps", "closes_areas", "closes_main", "closes_all", "max_level",
    "clearance", "timed",
)  # fmt: skip
_RULE_KEYS = (
    "basis", "urgency", "effects", "ends_clearances", "notes", "no_abs", "head_in_line", "natural_breath",
    "prepare_min_s", "prepare_skippable", "settle_s", "max_reps",
)  # fmt: skip
_EXERCISES = tuple(f"D{n:02}" for n in range(1, 41))


def _rule(key: str, reader: Reader, stops: Mapping[str, Effect]) -> Rule:
    reader.known(_RULE_KEYS)
    urgency = cast("Urgency | None", reader.choice("urgency", URGENCIES))
    effects = tuple(_effect_or_stop(r, urgency, stops) for r in reader.tables_at("effects"))
    if not effects:
        reader.problem("effects", Said("errors.kind.effects"), NOTHING)
    if not reader.table.get("basis"):
        reader.problem("basis", Said("errors.kind.basis"), NOTHING)
    return Rule(
        key=key,
        id=rule_id(key),
        basis=reader.text("basis"),
        effects=effects,
        urgency=urgency,
        ends_clearances=reader.flag("ends_clearances"),
        notes=tuple(f"screening.note.{name}" for name in reader.table.get("notes", ())),
        no_abs=reader.flag("no_abs"),
        head_in_line=reader.flag("head_in_line"),
        natural_breath=reader.flag("natural_breath"),
        prepare_min_s=reader.number("prepare_min_s", 0, 600),
        prepare_skippable=reader.flag("prepare_skippable", True),
        settle_s=reader.number("settle_s", 0, 600),
        max_reps=reader.whole("max_reps", 1, 6),
    )


def rule_id(key: str) -> str:
    """Return the rule's id without its form: ``PC14_third`` is ``PC14``, ``PAIN_LEG`` stays."""
    head, _, form = key.rpartition("_")
    return head if form.islower() and head else key


def _effect_or_stop(reader: Reader, urgency: Urgency | None, stops: Mapping[str, Effect]) -> Effect:
    reader.known(_EFFECT_KEYS)
    action = cast("Action | None", reader.choice("action", ACTIONS, needed=True)) or "BLOCK"
    if action != "STOP":
        return _effect(reader, action)
    if urgency is None or urgency not in stops:
        reader.problem("action", Said("errors.kind.urgency"), urgency or NOTHING)
        return Effect("STOP", closes_all=True)
    return stops[urgency]


def _effect_reader(entry: Any, problems: Problems, place: str) -> Reader:
    reader = Reader(entry, problems, place)
    reader.known(_EFFECT_KEYS)
    return reader


def _effect(reader: Reader, action: Action) -> Effect:
    locks = _tags(reader.names("locks", (*(t.value for t in Tag), "FLEX_*", "*"), Said("errors.kind.tags")))
    level = reader.whole("max_level", 0, MAX_LEVEL)
    ceiling = MAX_LEVEL if level is None else level
    return Effect(
        action=action,
        locks=locks,
        closes=reader.names("closes", _EXERCISES, Said("errors.kind.exercises")),
        keeps=reader.names("keeps", _EXERCISES, Said("errors.kind.exercises")),
        closes_areas=_areas(reader, "closes_areas"),
        closes_main=_areas(reader, "closes_main"),
        closes_all=reader.flag("closes_all"),
        max_level=min(ceiling, HEAD_LEVEL) if Tag.HEAD_DOWN in locks else ceiling,
        clearance=cast("Opening | None", reader.choice("clearance", ("scope", "flexion", "support"))),
        timed=reader.flag("timed"),
    )


def _areas(reader: Reader, key: str) -> frozenset[Area]:
    return frozenset(
        Area(name) for name in reader.names(key, (a.value for a in Area), Said("errors.kind.areas"))
    )


def _tags(names: Iterable[str]) -> frozenset[Tag]:
    many = {"*": frozenset(Tag), "FLEX_*": FLEXION_TAGS}
    return frozenset().union(*(many.get(name) or {Tag(name)} for name in names))
