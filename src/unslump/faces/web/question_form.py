"""The questions as pages: what a form holds, what is missing in it, and the answers object it makes.

::

    form -> Fields of one group -> Draft (all groups) -> answers of an answers file
                     |
                     +-> problems: what is missing or does not fit, each with its place

Nothing here is asked of a clock or a store. A draft lives in memory until its day is over.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from ...core.screening.questions import RULE_QUESTIONS, Group, Question, Questions
from .forms import Form

Fields = Mapping[str, tuple[str, ...]]
"""What one form held: ``yes`` and ``none`` for the rows to tick, the id of a question for the others."""

NONE = "none"
MILDER = "_milder"

BUCKETS: Mapping[str, tuple[int, ...]] = {"minutes_awake": (30, 90, 300), "minutes_sitting": (10, 45, 75)}
"""Minutes a page offers as steps: one within each span that docs/evidence.md B.3 PC30 and PC31 tell apart."""

FEW = 4
"""A number with so few values is offered as steps too."""

MAY_BE_LEFT_OUT = frozenset({"weeks_since_hip_surgery", "trimester", "discomfort_0_10"})
"""Not known counts as the careful answer (``core/screening/speaking``); discomfort changes no rule."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something to mend. ``place`` is the id of what it is about, ``words`` the key of what to say."""

    place: str
    words: str
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Draft:
    """Answers on their way, group by group. Frozen: a new answer makes a new draft."""

    day: date
    groups: Mapping[str, Fields] = field(default_factory=dict)

    def fields(self, group: Group) -> Fields:
        return self.groups.get(group.id, {})

    def with_group(self, group: Group, fields: Fields) -> Draft:
        return Draft(self.day, {**self.groups, group.id: fields})


def rows(group: Group) -> tuple[Question, ...]:
    """Rule questions of a page: the rows that end in "none of these"."""
    return tuple(question for question in group.shown if question.id in RULE_QUESTIONS)


def steps(question: Question) -> tuple[int, ...]:
    """Values that a page offers as steps instead of a field to type into; empty for a field."""
    if question.id in BUCKETS:
        return BUCKETS[question.id]
    low, high = question.low or 0, question.high or 0
    if question.kind == "scale" or (question.kind == "number" and high - low < FEW):
        return tuple(range(low, high + 1))
    return ()


def read_group(group: Group, form: Form) -> Fields:
    """Keep what belongs to this group, as it was typed. Unknown names and values go."""
    known = {value for question in rows(group) for value in _row_values(question)}
    fields = {"yes": tuple(v for v in dict.fromkeys(form.many("yes")) if v in known)}
    if form.many(NONE):
        fields[NONE] = ("1",)
    others = (q.id for q in group.shown if q.id not in RULE_QUESTIONS)
    return fields | {name: form.many(name)[:1] for name in others if form.many(name)}


def _row_values(question: Question) -> tuple[str, ...]:
    return (question.id, question.id + MILDER) if question.kind == "two_level" else (question.id,)


def problems(group: Group, fields: Fields) -> tuple[Problem, ...]:
    """Say what is missing or does not fit on this page, from the top down."""
    given = answers_in(group, fields)
    asked = (q for q in group.shown if q.id not in RULE_QUESTIONS and q.applies(given))
    found = [problem for question in asked if (problem := _problem(question, fields))]
    if rows(group):
        ticked, none = bool(fields.get("yes")), bool(fields.get(NONE))
        if ticked == none:
            found.append(Problem(NONE, f"forms.questions.error.{'both' if ticked else 'none'}"))
    return tuple(found)


def _problem(question: Question, fields: Fields) -> Problem | None:
    typed = _typed(question, fields)
    if typed is None:
        may_miss = question.kind == "yes_no" or question.id in MAY_BE_LEFT_OUT
        return None if may_miss else Problem(question.id, f"forms.questions.error.{question.id}")
    if _value(question, typed) is None:
        limits = {"low": question.low, "high": question.high}
        return Problem(question.id, "forms.questions.error.number", limits)
    return None


def _typed(question: Question, fields: Fields) -> str | None:
    return next((value.strip() for value in fields.get(question.id, ()) if value.strip()), None)


def _value(question: Question, typed: str) -> Any:
    """Read one typed answer; ``None`` where it does not fit."""
    if question.kind == "yes_no":
        return True
    if question.kind == "choice":
        return typed if typed in question.choices else None
    plain = typed.isascii() and typed.isdigit() and len(typed) <= 6
    low, high = question.low or 0, question.high or 0
    return int(typed) if plain and low <= int(typed) <= high else None


def answers_in(group: Group, fields: Fields) -> dict[str, Any]:
    """Turn one page into its part of an answers object. Follow-ups that are not asked are left out."""
    ticked = fields.get("yes", ())
    given: dict[str, Any] = {
        "yes": [q.id for q in rows(group) if any(v in ticked for v in _row_values(q))],
        "milder": [q.id for q in rows(group) if q.id + MILDER in ticked and q.id not in ticked],
    }
    answered = ticked or fields.get(NONE)
    given["no"] = [q.id for q in rows(group) if q.id not in given["yes"]] if answered else []
    for question in group.shown:
        typed = None if question.id in RULE_QUESTIONS else _typed(question, fields)
        if typed is not None and question.applies(given) and (value := _value(question, typed)) is not None:
            given[question.id] = value
    return given


def answers_of(questions: Questions, draft: Draft) -> dict[str, Any]:
    """Turn a whole draft into an answers object; ``complete`` once every page is in order."""
    whole: dict[str, Any] = {"yes": [], "no": [], "milder": []}
    for group in questions.groups:
        if draft.fields(group):
            part = answers_in(group, draft.fields(group))
            whole |= {key: [*whole[key], *part[key]] for key in ("yes", "no", "milder")}
            whole |= {key: value for key, value in part.items() if key not in ("yes", "no", "milder")}
    if first_open(questions, draft) is None:
        whole["complete"] = True
        whole.pop("no")
    return {key: value for key, value in whole.items() if value != []}


def first_open(questions: Questions, draft: Draft) -> int | None:
    """Number of the first page that still needs something, from 1; ``None`` when all are in order."""
    numbered = enumerate(questions.groups, 1)
    return next((n for n, group in numbered if problems(group, draft.fields(group))), None)


def draft_from(questions: Questions, answers: Mapping[str, Any], day: date) -> Draft:
    """Begin a draft with what lasts of earlier answers: conditions and age, no red flag and no "none"."""
    lasting = {rule_id for rule_id in answers.get("yes", ()) if rule_id.startswith("PC")}
    groups = {group.id: dict(_kept(group, lasting, answers)) for group in questions.groups}
    return Draft(day, {group_id: fields for group_id, fields in groups.items() if fields})


def _kept(
    group: Group, lasting: Iterable[str], answers: Mapping[str, Any]
) -> Iterator[tuple[str, tuple[str, ...]]]:
    ticked = tuple(q.id for q in rows(group) if q.id in lasting and not q.daily)
    if ticked:
        yield "yes", ticked
    for question in group.shown:
        value = answers.get(question.id)
        if question.id == "age" and isinstance(value, int | float):
            yield question.id, (str(int(value)),)
