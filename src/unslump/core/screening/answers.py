"""What a person answered today, read from the JSON object that docs/commands.md describes.

Every key may be left out. What is left out was not asked, and an unasked red flag is no "no": only
``complete`` or the list ``no`` says that something was answered no. A yes counts wherever it stands, also
beside a ``no``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal, cast

from ..reading import Problems, Reader, raise_all
from ..words import Said
from .clearance import RULE_IDS, Clearance, read_clearance
from .questions import NUMBER_ANSWERS, PAIN_SITES, RULE_QUESTIONS, TWO_LEVEL

PainSite = Literal["back", "buttock", "thigh", "below_knee", "other"]

ADULT_AGE = 18
LEG_SITES = ("thigh", "below_knee")

KEYS = (
    "complete", "yes", "no", "milder", "pain_0_10", "pain_site", "discomfort_0_10", "unsure_if_pain", "age",
    "minutes_awake", "minutes_sitting", "trimester", "weeks_since_hip_surgery", "bones_checked", "override",
    "seen", "clearances", "today",
)  # fmt: skip
"""Keys of an answers file."""

MAX_AGE = 120
MAX_MINUTES = 10_000
MAX_WEEKS = 5_200


@dataclass(frozen=True, slots=True)
class Answers:
    """Checked answers. ``None`` is: not asked.

    Attributes
    ----------
    today : date
    complete : bool
        Every question that is not in ``yes`` was answered no.
    yes, no : frozenset of str
        Rule ids (RF01-RF21, PC01-PC35). A yes wins over a no.
    milder : frozenset of str
        Yeses that were meant in the milder of two forms (RF09, RF10, RF13).
    pain_0_10, discomfort_0_10 : int or None
        Pain, and stiff or tired or eases-when-I-move: asked apart (docs/evidence.md B.5).
    unsure_if_pain : bool
        The person cannot tell which of the two it is; then it counts as pain.
    trimester : int or None
        1-3, with PC14; not known counts as 3.
    weeks_since_hip_surgery : int or None
        With PC11; not known counts as less than 12.
    bones_checked : bool
        From 65 on: bone strength was looked at (PC29).
    override : frozenset of str
        ``PC30``: the person chose to fold in the first hour after rising.
    seen : bool
        The person records having been seen after an urgent answer (B.1 U1).
    """

    today: date
    complete: bool = False
    yes: frozenset[str] = frozenset()
    no: frozenset[str] = frozenset()
    milder: frozenset[str] = frozenset()
    pain_0_10: int | None = None
    pain_site: PainSite | None = None
    discomfort_0_10: int | None = None
    unsure_if_pain: bool = False
    age: float | None = None
    minutes_awake: float | None = None
    minutes_sitting: float | None = None
    trimester: int | None = None
    weeks_since_hip_surgery: int | None = None
    bones_checked: bool = False
    override: frozenset[str] = frozenset()
    seen: bool = False
    clearances: tuple[Clearance, ...] = ()

    @property
    def pain(self) -> int:
        """Worst pain that counts, 0-10, wherever it is.

        Unsure is pain: the discomfort number stands for it, at least 1. A place that hurts without a number
        is at least 1 as well.
        """
        return max(self._pain_told, self._pain_unsure)

    @property
    def back_pain(self) -> int:
        """Pain that counts of back, buttock and leg, and of a place nobody named, 0-10.

        What one is unsure about is the feeling in the back, so it counts here wherever else it hurts.
        """
        return self._pain_unsure if self.pain_site == "other" else self.pain

    @property
    def pain_elsewhere(self) -> int:
        return self._pain_told if self.pain_site == "other" else 0

    @property
    def _pain_told(self) -> int:
        least = 1 if self.pain_site is not None and self.pain_0_10 is None else 0
        return max(self.pain_0_10 or 0, least)

    @property
    def _pain_unsure(self) -> int:
        return max(1, self.discomfort_0_10 or 0) if self.unsure_if_pain else 0

    def was_asked(self, rule_id: str) -> bool:
        """Say whether this question has an answer of any kind."""
        if self.complete or rule_id in self.yes or rule_id in self.no:
            return True
        return any(rule_id in ids and getattr(self, key) is not None for key, ids in NUMBER_ANSWERS.items())

    @property
    def unasked(self) -> tuple[str, ...]:
        """Rule questions that nobody answered yet."""
        return tuple(rule_id for rule_id in RULE_QUESTIONS if not self.was_asked(rule_id))


def parse_answers(answers: object, *, today: date) -> Answers:
    """Read and check an answers object.

    Parameters
    ----------
    answers : object
        As ``json.load`` gives it.
    today : date
        Used when the object does not carry its own ``today``.

    Raises
    ------
    BadInput
        One error that names every problem: unknown keys and ids with near matches, wrong types, numbers out
        of range, dates that are none.
    """
    problems = Problems()
    reader = Reader(answers, problems)
    reader.known(KEYS)
    records = [read_clearance(entry) for entry in reader.tables_at("clearances")]
    milder = reader.names("milder", TWO_LEVEL, Said("errors.kind.milder"))
    age = reader.number("age", 0, MAX_AGE)
    found = Answers(
        today=reader.day("today") or today,
        complete=reader.flag("complete"),
        yes=reader.names("yes", RULE_QUESTIONS, RULE_IDS) | milder,
        no=reader.names("no", RULE_QUESTIONS, RULE_IDS),
        milder=milder,
        pain_0_10=reader.whole("pain_0_10", 0, 10),
        pain_site=cast("PainSite | None", reader.choice("pain_site", PAIN_SITES)),
        discomfort_0_10=reader.whole("discomfort_0_10", 0, 10),
        unsure_if_pain=reader.flag("unsure_if_pain"),
        age=age,
        minutes_awake=reader.number("minutes_awake", 0, MAX_MINUTES),
        minutes_sitting=reader.number("minutes_sitting", 0, MAX_MINUTES),
        trimester=reader.whole("trimester", 1, 3),
        weeks_since_hip_surgery=reader.whole("weeks_since_hip_surgery", 0, MAX_WEEKS),
        bones_checked=reader.flag("bones_checked"),
        override=reader.names("override", ("PC30",), Said("errors.kind.override")),
        seen=reader.flag("seen"),
        clearances=tuple(record for record in records if record),
    )
    raise_all(problems, "answers")
    return found
