"""The safety questions as lines: all of them, or what is asked before each session. Back always works.

::

    asks = [ask, ask, ...] --answered--> next that applies --...--> answers of an answers file
                   ^--------- back -----------'

An ask is one prompt: the rows of a group with their "none of these", a number, a choice. Whether a later one
applies may depend on an earlier answer, so the way is found again after each.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ....core.screening.questions import RULE_QUESTIONS, Group, Question, Questions
from ....core.words import Words
from .asking import Dialogue
from .flow import WentBack
from .lines import finished

MILDER = "_milder"
MAY_BE_LEFT_OUT = frozenset({"weeks_since_hip_surgery", "trimester", "discomfort_0_10"})
"""Not known counts as the careful answer; discomfort changes no rule (docs/evidence.md B.5)."""

BUCKETS: Mapping[str, tuple[int, ...]] = {"minutes_awake": (30, 90, 300), "minutes_sitting": (10, 45, 75)}
"""Minutes offered as steps: one within each span that docs/evidence.md B.3 PC30 and PC31 tell apart."""

Answers = dict[str, Any]
"""An answers object, or a part of one (docs/commands.md)."""


@dataclass(frozen=True)
class Ask:
    """One prompt. ``put`` asks it and returns its part of the answers; ``applies`` looks at all so far."""

    name: str
    put: Callable[[], Answers]
    applies: Callable[[Mapping[str, Any]], bool] = lambda given: True


def ask_all(dialogue: Dialogue, questions: Questions, is_urgent: Callable[[Answers], bool]) -> Answers:
    """Ask everything; return a complete answers object.

    Parameters
    ----------
    is_urgent : callable
        Whether an answer asks for help now. Then nothing more is asked, and the object is not complete.
    """
    places = _places(dialogue, len(questions.groups))
    answers = _run(
        dialogue,
        [
            ask
            for place, group in zip(places, questions.groups, strict=True)
            for ask in _group(dialogue, group, place)
        ],
        is_urgent,
    )
    if is_urgent(answers):
        return answers
    answers.pop("no", None)
    return {**answers, "complete": True}


def ask_today(dialogue: Dialogue, questions: Questions) -> Answers:
    """Ask what is new since last time, and what holds for today alone."""
    new, feels, holds = _places(dialogue, 3)
    answers = _run(
        dialogue, [*_anything_new(dialogue, questions, place=new), *_daily(dialogue, questions, feels, holds)]
    )
    answers.pop("no", None)
    return answers


def ask_anything_new(dialogue: Dialogue, questions: Questions) -> Answers:
    """Ask the few questions that should not wait after a stop (docs/evidence.md B.4 ST1)."""
    return _run(dialogue, list(_anything_new(dialogue, questions, lead="terminal.flags.title")))


Placed = Callable[[str], str]
"""Says before a title which part of the questions it is: "3 of 12"."""


def _places(dialogue: Dialogue, count: int) -> list[Placed]:
    def placed(n: int) -> Placed:
        return lambda title: dialogue.words("terminal.ask.of", n=n, all=count, text=finished(title))

    return [placed(n) for n in range(1, count + 1)]


def _run(
    dialogue: Dialogue, asks: list[Ask], is_over: Callable[[Answers], bool] = lambda answers: False
) -> Answers:
    given: dict[str, Answers] = {}
    while True:
        whole = _whole(given)
        waiting = next((a for a in asks if a.name not in given and a.applies(whole)), None)
        if waiting is None or is_over(_tidy(whole)):
            return _tidy(whole)
        try:
            given[waiting.name] = waiting.put()
        except WentBack:
            if not given:
                dialogue.say("ask.first")
            given = dict(list(given.items())[:-1])


def _whole(given: Mapping[str, Answers]) -> Answers:
    """Lay the parts together; lists of ids grow, everything else stands alone."""
    whole: Answers = {"yes": [], "no": [], "milder": []}
    for part in given.values():
        for key, value in part.items():
            whole[key] = [*whole[key], *value] if key in ("yes", "no", "milder") else value
    return whole


def _tidy(answers: Answers) -> Answers:
    return {key: value for key, value in answers.items() if value not in ([], None)}


def _group(dialogue: Dialogue, group: Group, place: Placed) -> Iterator[Ask]:
    """The rows to choose from come as one prompt, at the place of the first of them."""
    rows = [q for q in group.shown if q.id in RULE_QUESTIONS]
    title = place(dialogue.words(group.title))
    for question in group.shown:
        if question in rows:
            if question == rows[0]:
                head = title if question == group.shown[0] else dialogue.words("terminal.quick.today")
                none = dialogue.words(group.none) if group.none else None
                yield _rows_ask(dialogue, group.id, head, rows, none)
        else:
            yield _single(dialogue, question, title if question == group.shown[0] else "")


def _rows_ask(dialogue: Dialogue, name: str, title: str, rows: list[Question], none: str | None) -> Ask:
    words = dialogue.words

    def put() -> Answers:
        options = [row for question in rows for row in _rows(question, words)]
        chosen = dialogue.several(title, options, none)
        yes = [q.id for q in rows if q.id in chosen or q.id + MILDER in chosen]
        milder = [q.id for q in rows if q.id + MILDER in chosen and q.id not in chosen]
        return {"yes": yes, "no": [q.id for q in rows if q.id not in yes], "milder": milder}

    return Ask(name, put)


def _rows(question: Question, words: Words) -> list[tuple[str, str]]:
    major = (question.id, words(question.words))
    if question.words_milder is None:
        return [major]
    return [major, (question.id + MILDER, words(question.words_milder))]


def _single(dialogue: Dialogue, question: Question, title: str) -> Ask:
    def put() -> Answers:
        if title:
            dialogue.console.say("", finished(title))
        return {question.id: _value(dialogue, question)}

    return Ask(question.id, put, lambda given: question.applies(given) and _worth_asking(question, given))


def _worth_asking(question: Question, given: Mapping[str, Any]) -> bool:
    """Whether it is pain or stiffness is no question for someone who feels neither."""
    if question.id != "unsure_if_pain":
        return True
    return bool(given.get("pain_0_10")) or bool(given.get("discomfort_0_10"))


def _value(dialogue: Dialogue, question: Question) -> Any:
    words, optional = dialogue.words, question.id in MAY_BE_LEFT_OUT
    text = words(question.words)
    if question.kind == "choice":
        options = [(value, words(question.choice_words(value))) for value in question.choices]
        return dialogue.choice(text, options)
    if question.id in BUCKETS:
        steps = [(n, words(f"terminal.quick.step.{question.id}.{n}")) for n in BUCKETS[question.id]]
        return dialogue.choice(words(f"terminal.quick.{question.id}"), steps)
    if question.kind in ("scale", "number"):
        return dialogue.number(text, question.low or 0, question.high or 0, optional=optional)
    return dialogue.yes_no(text)


def _anything_new(
    dialogue: Dialogue,
    questions: Questions,
    *,
    lead: str = "screening.anything_new.title",
    place: Placed = finished,
) -> Iterator[Ask]:
    title, none = place(dialogue.words(lead)), dialogue.words("screening.anything_new.none")
    yield _rows_ask(dialogue, "anything_new", title, list(questions.anything_new), none)


def _daily(dialogue: Dialogue, questions: Questions, feels: Placed, holds: Placed) -> Iterator[Ask]:
    rows = [q for q in questions.daily if q.id in RULE_QUESTIONS]
    singles = [q for q in questions.daily if q.id not in RULE_QUESTIONS]
    title, none = holds(dialogue.words("terminal.quick.today")), dialogue.words("screening.group.here.none")
    for question in singles:
        first = question == singles[0]
        yield _single(
            dialogue, question, feels(dialogue.words("screening.group.today.title")) if first else ""
        )
    yield _rows_ask(dialogue, "daily", title, rows, none)
