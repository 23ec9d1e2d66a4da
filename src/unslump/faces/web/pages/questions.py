"""The questions, one group a page. Back always works, nothing is lost, an urgent answer ends the asking."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from ....app.screening_service import last_full
from ....core.screening.questions import RED_FLAGS, Group, Question
from ....core.screening.verdict import Verdict
from ..deps import Deps, deps_of
from ..forms import read_form
from ..question_form import (
    BUCKETS,
    MILDER,
    NONE,
    Draft,
    Fields,
    Problem,
    answers_in,
    answers_of,
    draft_from,
    first_open,
    problems,
    read_group,
    rows,
    steps,
)
from ..render import render

URGENT = ("U0", "U1")
"""After such an answer no further question is asked (docs/evidence.md B.1)."""

OLDER_AGE = 65
"""From here on the page asks whether bone strength was looked at (B.3 PC29)."""

LANDED = "landed"
"""Marks the address of a later page that the asking begins on, so that it also says why it comes again."""

LEADS = ("ST1", "ST4")
"""Stops after which the short form is offered at once, each with its own words (B.4)."""

FIRST_TIME = "screening.due.first"

NOT_IN_ORDER = 422


async def start(request: Request) -> Response:
    """Lead to the first page that is still open, or to the first of all."""
    deps = deps_of(request)
    number = first_open(deps.questions, _draft(request, deps)) or 1
    if number > 1 and _why_again(deps):
        return RedirectResponse(f"/questions/{number}?{LANDED}=1", status_code=303)
    return _to(number)


async def page(request: Request) -> Response:
    deps = deps_of(request)
    number = request.path_params["number"]
    if not 1 <= number <= len(deps.questions.groups):
        return _to(1)
    group = deps.questions.groups[number - 1]
    return _page(request, deps, number, _draft(request, deps).fields(group))


async def answer(request: Request) -> Response:
    """Keep this page in the draft, then go back, on, or to the verdict."""
    deps = deps_of(request)
    form = await read_form(request)
    number = request.path_params["number"]
    if not 1 <= number <= len(deps.questions.groups):
        return _to(1)
    group = deps.questions.groups[number - 1]
    fields = read_group(group, form)
    draft = _draft(request, deps).with_group(group, fields)
    request.app.state.question_draft = draft
    if form.choice("go", ("back", "next")) == "back":
        return _to(max(1, number - 1))
    if found := problems(group, fields):
        return _page(request, deps, number, fields, found)
    if _asks_about_bones(group, fields) and not form.ticked("bones_asked"):
        return _page(request, deps, number, fields)
    return _onward(deps, draft, number)


def _onward(deps: Deps, draft: Draft, number: int) -> Response:
    answers = answers_of(deps.questions, draft)
    if _is_urgent(deps, answers):
        deps.screening.submit(answers, "anything_new")  # cut short: not all questions were asked
        return RedirectResponse("/verdict", status_code=303)
    if number < len(deps.questions.groups):
        return _to(number + 1)
    open_page = first_open(deps.questions, draft)
    if open_page is not None:
        return _to(open_page)
    deps.screening.submit(answers, "full")
    return RedirectResponse("/verdict", status_code=303)


def _is_urgent(deps: Deps, answers: Mapping[str, Any]) -> bool:
    """Whether one of these answers, not something of the past, asks for help now."""
    return urgent_flag(deps, deps.screening.judge(answers, deps.store.history()))


def urgent_flag(deps: Deps, verdict: Verdict) -> bool:
    rules = deps.screening.rules.by_key
    spoken = (reason.words.rpartition(".")[2] for reason in verdict.reasons if reason.rule in RED_FLAGS)
    return any(key in rules and rules[key].urgency in URGENT for key in spoken)


def _draft(request: Request, deps: Deps) -> Draft:
    """What was answered on this visit. On a new day it begins anew, with what lasts."""
    today = deps.clock.now().wall.date()
    draft: Draft | None = getattr(request.app.state, "question_draft", None)
    if draft is not None and draft.day == today:
        return draft
    return draft_from(deps.questions, last_full(deps.store.history()), today)


def _to(number: int) -> Response:
    return RedirectResponse(f"/questions/{number}", status_code=303)


def _asks_about_bones(group: Group, fields: Fields) -> bool:
    age = answers_in(group, fields).get("age")
    return isinstance(age, int) and age >= OLDER_AGE


def _page(
    request: Request, deps: Deps, number: int, fields: Fields, found: tuple[Problem, ...] = ()
) -> Response:
    group = deps.questions.groups[number - 1]
    t = deps.words
    says_why = number == 1 or LANDED in request.query_params
    return render(
        request,
        "questions.html",
        status=NOT_IN_ORDER if found else 200,
        group=group,
        number=number,
        count=len(deps.questions.groups),
        title=t(group.title),
        rows=[row for question in rows(group) for row in _rows(question)],
        lists=[question for question in group.shown if question not in rows(group)],
        follows=_follows(group),
        none_text=t(group.none) if group.none else None,
        steps={question.id: _steps(question, deps) for question in group.shown},
        fields=fields,
        problems=[(p.place, t(p.words, **p.values)) for p in found],
        asks_bones=_asks_about_bones(group, fields),
        why=_why_again(deps) if says_why else None,
        filled=any(_draft(request, deps).fields(each) for each in deps.questions.groups),
    )


def _why_again(deps: Deps) -> str | None:
    """Why all questions come once more; ``None`` the first time, and when nobody asks for them."""
    gate = deps.screening.gate()
    return deps.words(gate.why) if gate.kind == "full" and gate.why != FIRST_TIME else None


def _rows(question: Question) -> list[tuple[str, str]]:
    """One row, or two for a question with a milder form: value and words key, the major form first."""
    major = (question.id, question.words)
    return [major, (question.id + MILDER, question.words_milder)] if question.words_milder else [major]


def _follows(group: Group) -> dict[str, list[Question]]:
    """Questions that belong below a row of this page, by the row's id."""
    ids = {question.id for question in rows(group)}
    found: dict[str, list[Question]] = {}
    for question in group.shown:
        if question.after is not None and question.after.id in ids:
            found.setdefault(question.after.id, []).append(question)
    return found


def _steps(question: Question, deps: Deps) -> list[tuple[int, str]]:
    return [(value, _step_words(question, value, deps)) for value in steps(question)]


def _step_words(question: Question, value: int, deps: Deps) -> str:
    if question.kind == "number":
        return deps.words(f"forms.questions.step.{question.id}.{value}")
    return str(value)


async def flags(request: Request) -> Response:
    """The short form after a stop: the questions that should not wait, all at once (B.4 ST1)."""
    return _flags_page(request, deps_of(request))


async def answer_flags(request: Request) -> Response:
    deps = deps_of(request)
    form = await read_form(request)
    asked = [question.id for question in deps.questions.anything_new]
    ticked = [value for value in form.many("yes") if value in asked]
    if bool(ticked) == bool(form.many(NONE)):
        problem = Problem(NONE, f"forms.questions.error.{'both' if ticked else 'none'}")
        return _flags_page(request, deps, tuple(ticked), problem)
    deps.screening.submit({"yes": ticked, "no": [i for i in asked if i not in ticked]}, "anything_new")
    return RedirectResponse("/verdict", status_code=303)


def _flags_page(
    request: Request, deps: Deps, ticked: tuple[str, ...] = (), problem: Problem | None = None
) -> Response:
    t = deps.words
    return render(
        request,
        "questions_flags.html",
        status=NOT_IN_ORDER if problem else 200,
        rows=[(question.id, question.words) for question in deps.questions.anything_new],
        fields={"yes": ticked, NONE: ("1",) if problem and ticked else ()},
        problems=[(problem.place, t(problem.words))] if problem else [],
        why=_stopped_for(deps),
    )


def _stopped_for(deps: Deps) -> str:
    """What the newest session was stopped for, as far as the short form speaks of it."""
    newest = next(reversed(deps.store.history().sessions), None)
    reason = newest.stop_reason if newest is not None and newest.status == "stopped" else None
    return reason if reason in LEADS else "other"


routes = [
    Route("/questions", start, methods=["GET"]),
    Route("/questions/flags", flags, methods=["GET"]),
    Route("/questions/flags", answer_flags, methods=["POST"]),
    Route("/questions/{number:int}", page, methods=["GET"]),
    Route("/questions/{number:int}", answer, methods=["POST"]),
]

__all__ = ["BUCKETS", "routes", "urgent_flag"]
