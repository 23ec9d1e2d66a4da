"""What screening answers, and the permit that beginning a session takes.

A ``Permit`` cannot be written by hand: its constructor wants a key that stays in this module, and only
``permit`` passes it. The permit does not keep the key, so none can be made over into another. A session that
nobody screened cannot be expressed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import InitVar, dataclass, field
from datetime import date, datetime
from typing import Any, Literal

from ..errors import NotAllowed
from ..vocab import MAX_LEVEL, Tag

Outcome = Literal["go", "modify", "ask", "stop"]
Urgency = Literal["U0", "U1", "U2", "U3"]


@dataclass(frozen=True, slots=True)
class Reason:
    """A rule that spoke, and the words key of what it says (never a condition's name)."""

    rule: str
    words: str


@dataclass(frozen=True, slots=True)
class Adjustments:
    """How a session is led differently because of the answers.

    Attributes
    ----------
    natural_breath : bool
        No pacing (PC35).
    prepare_min_s : float
        Shortest P1, seconds (PC31).
    prepare_skippable : bool
        False after an hour of unbroken sitting (PC31).
    settle_s : float
        Seconds of P11: 10, or 20 (PC19).
    head_in_line : bool
        The head does not hang (PC23, HEAD_DOWN locked).
    no_abs : bool
        No drawing in of the belly (PC10, PC14).
    max_reps : int
    notes : tuple of str
        Words keys of further changes to show before the start ("knees wide").
    """

    natural_breath: bool = False
    prepare_min_s: float = 30.0
    prepare_skippable: bool = True
    settle_s: float = 10.0
    head_in_line: bool = False
    no_abs: bool = False
    max_reps: int = 6
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """The whole answer of one screening.

    ``allowed`` holds exercise ids in catalogue order; ``max_level`` is 0 where the fold is locked.
    """

    outcome: Outcome
    urgency: Urgency | None = None
    locked_tags: frozenset[Tag] = frozenset()
    max_level: int = MAX_LEVEL
    allowed: tuple[str, ...] = ()
    reasons: tuple[Reason, ...] = ()
    adjustments: Adjustments = field(default_factory=Adjustments)


UNASKED = "UNASKED"
"""The rule that speaks while questions are open."""


def left_open(kept: Mapping[str, Any]) -> bool:
    """Say whether a kept verdict still had open questions. Such a screening counts as none.

    Parameters
    ----------
    kept : mapping
        ``ScreenRecord.verdict``; ``rules`` holds the ids of the rules that spoke.
    """
    return UNASKED in kept.get("rules", ())


_FOLDS = frozenset({"D01", "D02"})
RESTS = frozenset({"ST2", "AFTER_UP", "MORNING_UP"})
"""Rules that close the fold for a day or two and ask for nobody."""


def headline(verdict: Verdict) -> str:
    """Name the screen that fits a verdict: the key below ``screening.verdict`` in the words.

    Returns
    -------
    str
        ``U0``, ``U1``, ``U2`` for a stop; ``young``, ``closed``, ``unasked``, ``chair``, ``rest`` or ``ask``;
        ``early``, ``dose`` or ``modify``; ``go``.
    """
    spoke = {reason.rule for reason in verdict.reasons}
    if verdict.outcome == "stop":
        return verdict.urgency or "U2"
    if verdict.outcome == "ask":
        return _why_closed(spoke, verdict.urgency)
    if verdict.outcome == "modify" and not _FOLDS & set(verdict.allowed):
        return "early" if "PC30" in spoke else "dose"
    return verdict.outcome


def _why_closed(spoke: set[str], urgency: Urgency | None) -> str:
    if "PC28" in spoke:
        return "young"
    if "PAIN_7" in spoke:
        return "closed"
    if urgency is not None:
        return "ask"
    if UNASKED in spoke:
        return "unasked"
    if "PC34" in spoke:
        return "chair"
    return "rest" if spoke & RESTS else "ask"


@dataclass(frozen=True, slots=True)
class Lock:
    """Something in the past that a rule of ``rules.toml`` answers to now. Made by ``core.history.locks``.

    Attributes
    ----------
    rule : str
        Key of the rule (``ST2``, ``DOSE_DAY``).
    since : datetime
        When it happened.
    until : datetime or None
        When it passes by itself; ``None``: until the person does something (is screened again, was seen).
    max_level, max_reps : int or None
        Ceilings that come from what happened rather than from the rule.
    ends_advice : bool
        Records of advice from that day or before have ended (docs/evidence.md B.6: ST1).
    ended : frozenset of str
        Ids of records that have ended (B.6: a new red flag, injury, surgery or pregnancy).
    """

    rule: str
    since: datetime
    until: datetime | None = None
    max_level: int | None = None
    max_reps: int | None = None
    ends_advice: bool = False
    ended: frozenset[str] = frozenset()


_KEY = object()


@dataclass(frozen=True, slots=True)
class Permit:
    """Leave to begin one exercise, up to one level, on one day. Made by ``permit`` alone."""

    exercise: str
    level: int
    day: date
    adjustments: Adjustments
    key: InitVar[object]

    def __post_init__(self, key: object) -> None:
        if key is not _KEY:
            raise NotAllowed("errors.permit.none")


def permit(verdict: Verdict, exercise_id: str, level: int, day: date) -> Permit:
    """Make the permit that a verdict allows.

    Raises
    ------
    NotAllowed
        The exercise is not open with these answers, or the level is above what is open.
    """
    if exercise_id not in verdict.allowed:
        raise NotAllowed("errors.permit.closed", exercise=exercise_id)
    if level > verdict.max_level:
        raise NotAllowed("errors.permit.level", level=level, highest=verdict.max_level)
    return Permit(exercise_id, level, day, verdict.adjustments, _KEY)
