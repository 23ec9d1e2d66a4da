"""Today: how long the sitting has been and when a break comes, the day as a band, and one tap to begin."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from ....app.afterwards import due_this_morning
from ....app.break_page import STAND_INS, day_of, picks_for
from ....app.break_senses import SenseReport
from ....app.notices import later
from ....app.plan_service import FOLDS, level_advice
from ....core.history.records import History, SessionRecord
from ....core.words import Words
from ..deps import Deps, deps_of
from ..movement_cards import cards
from ..offer import offer_now, spoken
from ..render import render
from ..ribbon_picture import picture_of, rows_of, summary_of

NOON, EVENING = 12, 18
URGENT = ("U0", "U1")
"""While one of these holds, the day's page is the one that says what to do now (docs/evidence.md B.1)."""

OFFERED_MEANWHILE = STAND_INS
"""What is offered while the fold is closed, in this order."""

PAUSE_MIN = 45
OTHER_PAUSES_MIN = (15, 30, 60, 120, 240)
"""What a pause can be chosen from, minutes."""

DUE = frozenset({"prelude", "held", "offered"})

Problems = Sequence[tuple[str, str]]
"""Fields that need a look, each with its sentence."""


async def home(request: Request) -> Response:
    return today(request)


def today(request: Request, *, problems: Problems = (), status: int = 200) -> Response:
    """Show the page of the day; with problems where something sent from it needs a look."""
    deps = deps_of(request)
    history, now = deps.store.history(), deps.clock.now()
    if not history.screens:
        return RedirectResponse("/welcome", status_code=303)
    verdict = deps.screening.current(history)
    if verdict is not None and verdict.urgency in URGENT:
        return RedirectResponse("/verdict", status_code=303)
    allowed = verdict.allowed if verdict else ()
    picks = picks_for(history, verdict, deps.settings.values(), deps.catalogue)
    last = next((s for s in reversed(history.sessions) if s.status != "running"), None)
    return render(
        request,
        "today.html",
        status=status,
        nav="today",
        problems=problems,
        greeting=_greeting(now.wall),
        morning=(due := due_this_morning(history, now.wall)),
        morning_when=when(due.began_at, now.wall, deps.words) if due else None,
        open_now={variant: exercise_id in allowed for variant, exercise_id in FOLDS.items()},
        cards=cards(deps, picks.ids),
        ask=picks.ask,
        day=day_context(deps) if deps.breaks else None,
        has_lesson=bool(history.lessons),
        last=_told(last, deps) if last else None,
        open_session=_open_session(history, deps),
        left_open=_left_open(history, deps),
        why_level=level_advice(history, FOLDS["sit"], now).why,
    )


def day_context(deps: Deps) -> dict[str, Any]:
    """What the card of the day is filled with: the sentence, what can be said now, the band, the senses."""
    assert deps.breaks is not None
    t, outlook, ribbon = deps.words, deps.breaks.outlook(), day_of(deps.breaks, deps.clock)
    word = deps.last_word.get() if deps.last_word else None
    senses = [_sense(report, t) for report in deps.breaks.senses()]
    return {
        "now": spoken(outlook.why, t),
        "off": outlook.quiet == "off",
        "paused": outlook.quiet == "paused",
        "in_break": outlook.phase == "break",
        "due": outlook.phase in DUE and outlook.quiet is None,
        "offered": offer_now(deps) is not None,
        "later": later(t, deps.breaks.wishes.policy.postpone_s),
        "last_word": spoken(word, t) if word else None,
        "pause_min": PAUSE_MIN,
        "other_pauses": OTHER_PAUSES_MIN,
        "picture": picture_of(ribbon),
        "summary": summary_of(ribbon, t),
        "rows": rows_of(ribbon, t),
        "senses": senses,
        "blind": tuple(sense["name"] for sense in senses if sense["sees"] is None),
    }


def _sense(report: SenseReport, t: Words) -> dict[str, Any]:
    """One sense in words: what it sees now, or why it cannot tell and what to do about it."""
    sensed = report.sensed
    if sensed.value is None:
        why = spoken(sensed.why, t) if sensed.why else ""
        return {"name": t(f"day.sense.{report.kind}"), "sees": None, "why": why, "by": report.back_end}
    if report.kind == "idle":
        sees = t("day.sees.input")
    else:
        sees = t("day.sees.on" if sensed.value else "day.sees.nothing")
    detail = f" ({sensed.detail})" if sensed.detail and sensed.value else ""
    return {"name": t(f"day.sense.{report.kind}"), "sees": sees + detail, "why": "", "by": report.back_end}


def _greeting(wall: datetime) -> str:
    part = "morning" if wall.hour < NOON else "day" if wall.hour < EVENING else "evening"
    return f"pages.today.title_{part}"


def _open_session(history: History, deps: Deps) -> dict[str, Any] | None:
    """The session that still runs or waits, here or since an earlier run; reading closes nothing."""
    newest = history.sessions[-1] if history.sessions else None
    if newest is None or newest.status != "running":
        return None
    here = newest.id == deps.sessions.current_id
    left = deps.sessions.leftovers().resumable
    may_go_on = left is not None and newest.id == left.id
    return {**_told(newest, deps), "phase": _phase_name(newest, deps), "here": here, "may_go_on": may_go_on}


def _left_open(history: History, deps: Deps) -> dict[str, Any] | None:
    newest = history.sessions[-1] if history.sessions else None
    if newest is None or newest.status != "interrupted" or newest.ended_at is None:
        return None
    return {**_told(newest, deps), "phase": _phase_name(newest, deps)}


def _phase_name(session: SessionRecord, deps: Deps) -> str:
    phases = {phase.id: phase.name for phase in deps.exercise(session.exercise).phases}
    return deps.words(phases[session.reached]) if session.reached in phases else ""


def _told(session: SessionRecord, deps: Deps) -> dict[str, Any]:
    return {
        "id": session.id,
        "when": when(session.began_at, deps.clock.now().wall, deps.words),
        "name": deps.words(deps.exercise(session.exercise).name),
        "level": session.level,
    }


def when(then: datetime, now: datetime, t: Words) -> str:
    """Say a past time as a person would: today, yesterday, or the date."""
    days = (now.date() - then.date()).days
    clock = f"{then:%H:%M}"
    if days in (0, 1):
        return t(f"pages.when.{'today' if days == 0 else 'yesterday'}", time=clock)
    return t("pages.when.date", date=f"{then:%Y-%m-%d}", time=clock)


routes = [Route("/", home, methods=["GET"])]
