"""The questions, in groups that fit on a page. Each group ends in an explicit "none of these".

The sentences are words (``screening.question.<id>``); which question is asked where is data
(``data/screening/questions.toml``). Ids are the rule ids of docs/evidence.md B.2 and B.3, and the keys of an
answers file.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal, cast

from ..reading import Problems, Reader, raise_all
from ..words import Said, Words

RED_FLAGS = tuple(f"RF{n:02}" for n in range(1, 22))
CONDITIONS = tuple(f"PC{n:02}" for n in range(1, 36))
RULE_QUESTIONS = (*RED_FLAGS, *CONDITIONS)

TWO_LEVEL = ("RF09", "RF10", "RF13")
"""Red flags with a major and a milder form (docs/evidence.md B.2); the page offers both as choices."""

ANYTHING_NEW = ("RF01", "RF02", "RF03", "RF04", "RF05", "RF06", "RF12")
"""Asked in one line before every back session (docs/evidence.md B.2)."""

PAIN_SITES = ("back", "buttock", "thigh", "below_knee", "other")

NUMBER_ANSWERS: Mapping[str, tuple[str, ...]] = {
    "age": ("PC28", "PC29"),
    "minutes_awake": ("PC30",),
    "minutes_sitting": ("PC31",),
}
"""A number that was given also answers these questions. Today's pain does not answer PC02, which asks about
the last two weeks as well."""

Kind = Literal["yes_no", "two_level", "scale", "choice", "number"]


@dataclass(frozen=True, slots=True)
class After:
    """When a follow-up is asked: after a yes to a rule question, or from a number on."""

    id: str
    at_least: int | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """One question.

    Attributes
    ----------
    id : str
        Rule id, or the key of an answers file.
    group : str
    kind : Kind
        ``two_level`` is answered no, the milder form (``words_milder``), or the major one (``words``).
    low, high : int or None
        Range of a number.
    choices : tuple of str
        Values of a choice; their words are ``screening.choice.<id>.<value>``.
    after : After or None
        Asked only then.
    instead : str or None
        Id of the number that answers it; a page asks that one and not this.
    daily : bool
        Holds for today only, so it is asked before each session.
    """

    id: str
    group: str
    kind: Kind
    low: int | None = None
    high: int | None = None
    choices: tuple[str, ...] = ()
    after: After | None = None
    instead: str | None = None
    daily: bool = False

    @property
    def words(self) -> str:
        return f"screening.question.{self.id}"

    @property
    def words_milder(self) -> str | None:
        return f"screening.question_milder.{self.id}" if self.kind == "two_level" else None

    def choice_words(self, value: str) -> str:
        return f"screening.choice.{self.id}.{value}"

    def applies(self, given: Mapping[str, Any]) -> bool:
        """Say whether a page asks this, after the answers ``given`` so far (form of an answers file)."""
        if self.after is None:
            return True
        if self.after.at_least is None:
            return self.after.id in given.get("yes", ()) or given.get(self.after.id) is True
        value = given.get(self.after.id)
        return isinstance(value, int | float) and value >= self.after.at_least


@dataclass(frozen=True, slots=True)
class Group:
    """Questions of one page. ``none`` is the key of its "none of these"."""

    id: str
    questions: tuple[Question, ...]

    @property
    def title(self) -> str:
        return f"screening.group.{self.id}.title"

    @property
    def none(self) -> str | None:
        """Only a group of yes-or-no questions has a "none of these"."""
        return f"screening.group.{self.id}.none" if any(q.id in RULE_QUESTIONS for q in self.shown) else None

    @property
    def shown(self) -> tuple[Question, ...]:
        """What a page shows: without the questions that a number answers."""
        return tuple(question for question in self.questions if question.instead is None)


@dataclass(frozen=True, slots=True)
class Questions:
    """All groups, in the order in which they are asked."""

    version: str
    groups: tuple[Group, ...]

    def __iter__(self) -> Iterator[Question]:
        return (question for group in self.groups for question in group.questions)

    def __getitem__(self, question_id: str) -> Question:
        for group in self.groups:
            for question in group.questions:
                if question.id == question_id:
                    return question
        raise KeyError(question_id)

    @property
    def anything_new(self) -> tuple[Question, ...]:
        return tuple(self[question_id] for question_id in ANYTHING_NEW)

    @property
    def daily(self) -> tuple[Question, ...]:
        """What holds for today only, in the order in which a page asks it."""
        return tuple(q for group in self.groups for q in group.shown if q.daily)


def parse_questions(table: Mapping[str, Any]) -> Questions:
    """Read the questions.

    Parameters
    ----------
    table : mapping
        ``data/screening/questions.toml`` as ``tomllib`` reads it.

    Raises
    ------
    BadInput
        Something is not of the described form, or a rule id has no question; every problem is named.
    """
    problems = Problems()
    groups = tuple(
        Group(
            reader.text("id"),
            tuple(_question(q, reader.text("id")) for q in reader.tables_at("ask")),
        )
        for reader in Reader(table, problems).tables_at("group")
    )
    ids = [question.id for group in groups for question in group.questions]
    for rule_id in RULE_QUESTIONS:
        if (count := ids.count(rule_id)) != 1:
            problems.expected(rule_id, Said("errors.kind.one_question"), count)
    raise_all(problems, "questions")
    return Questions(str(table.get("version", "")), groups)


_KINDS = ("yes_no", "two_level", "scale", "choice", "number")


def _question(reader: Reader, group: str) -> Question:
    reader.known(("id", "kind", "low", "high", "choices", "after", "instead", "daily"))
    follow = reader.table_at("after")
    return Question(
        id=reader.text("id"),
        group=group,
        kind=cast(Kind, reader.choice("kind", _KINDS) or "yes_no"),
        low=reader.whole("low", 0, 10_000),
        high=reader.whole("high", 0, 10_000),
        choices=tuple(str(value) for value in reader.table.get("choices", ())),
        after=After(follow.text("id"), follow.whole("at_least", 0, 10_000)) if follow else None,
        instead=reader.text("instead") or None,
        daily=reader.flag("daily"),
    )


def questions_to_json(questions: Questions, words: Words) -> dict[str, Any]:
    """Give all questions as plain JSON values, in the order in which they are asked."""
    return {
        "version": questions.version,
        "anything_new": list(ANYTHING_NEW),
        "groups": [
            {
                "id": group.id,
                "title": words(group.title),
                "none": words(group.none) if group.none else None,
                "questions": [_to_json(question, words) for question in group.questions],
            }
            for group in questions.groups
        ],
    }


def _to_json(question: Question, words: Words) -> dict[str, Any]:
    entry: dict[str, Any] = {"id": question.id, "kind": question.kind, "text": words(question.words)}
    if question.words_milder:
        entry["milder"] = words(question.words_milder)
    if question.kind in ("scale", "number"):
        entry |= {"low": question.low, "high": question.high}
    if question.choices:
        entry["choices"] = {value: words(question.choice_words(value)) for value in question.choices}
    if question.after:
        entry["after"] = {"id": question.after.id, "at_least": question.after.at_least}
    if question.instead:
        entry["answered_by"] = question.instead
    return entry
