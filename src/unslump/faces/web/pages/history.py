"""The history: what happened and what was said about it. No score, no streak, nothing to keep up."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ....app.keeping_service import Day, PairCount, SessionLine
from ....core.history.records import LessonRecord
from ....core.words import Words
from ..charts import LineChart, bar_length, misses_over_time
from ..deps import Deps, deps_of
from ..render import render
from .home import when
from .keeping import keeping_of

MOST_SESSIONS = 30
"""Rows of the table; older ones are in the export. Chosen: a screen or two."""


async def page(request: Request) -> Response:
    deps = deps_of(request)
    summary, now = keeping_of(deps).summary(), deps.clock.now().wall
    measured = [lesson for lesson in summary.lessons if lesson.miss_cm]
    asked = max((pair.asked for pair in summary.pairs), default=0)
    return render(
        request,
        "history.html",
        nav="history",
        summary=summary,
        sessions=[_session(line, deps, now) for line in summary.sessions[:MOST_SESSIONS]],
        earlier=max(0, len(summary.sessions) - MOST_SESSIONS),
        days=[_day(day, deps.words) for day in summary.days],
        pairs=[_pair(pair, deps.words) for pair in reversed(summary.pairs)] if asked else [],
        changes=[(name, getattr(summary, name)) for name in ("pain", "discomfort")],
        lessons=[_lesson(lesson, now, deps.words) for lesson in reversed(summary.lessons)],
        miss_chart=_miss_chart(measured),
    )


def _session(line: SessionLine, deps: Deps, now: datetime) -> dict[str, Any]:
    """One row; None where nothing was said."""
    session, after, t = line.session, line.after, deps.words
    exercise = deps.exercise(session.exercise)
    return {
        "when": when(session.began_at, now, t),
        "name": t(exercise.name),
        "level": session.level if exercise.levels else None,
        "status": t(f"history.status.{session.status}"),
        "hurt": bool(after and after.hurt),
        "dizzy": bool(after and after.dizzy),
        "pain": _two(session.pain_before, after.pain_0_10 if after else None, t),
        "discomfort": _two(session.discomfort_before, after.discomfort_0_10 if after else None, t),
        "morning": line.morning.pain_0_10 if line.morning else None,
        "helpful": _yes_no(after.helpful if after else None, t),
    }


def _two(before: int | None, after: int | None, t: Words) -> str | None:
    if before is None and after is None:
        return None
    shown = ("–" if value is None else str(value) for value in (before, after))
    return t("forms.history.to", before=next(shown), after=next(shown))


def _yes_no(value: bool | None, t: Words) -> str | None:
    return None if value is None else t(f"history.sessions.{'yes' if value else 'no'}")


def _day(day: Day, t: Words) -> dict[str, Any]:
    return {
        "name": t(f"forms.history.weekday.{day.day.weekday()}"),
        "date": day.day.isoformat(),
        "finished": day.finished,
        "begun": day.begun,
    }


def _pair(pair: PairCount, t: Words) -> dict[str, Any]:
    below, above = (t(f"figure.region.{region.value}") for region in (pair.below, pair.above))
    return {
        "name": t("forms.history.pair", below=below, above=above),
        "length": f"{bar_length(pair.together, pair.asked):.1f}",
        "count": t("history.clumps.of_asked", together=pair.together, asked=pair.asked),
    }


def _lesson(lesson: LessonRecord, now: datetime, t: Words) -> dict[str, Any]:
    return {"when": when(lesson.at, now, t), "miss": [f"{cm:g}" for cm in lesson.miss_cm]}


def _miss_chart(measured: list[LessonRecord]) -> LineChart | None:
    pairs = [(lesson.miss_cm[0], lesson.miss_cm[-1]) for lesson in measured]
    return misses_over_time(pairs) if pairs else None


routes = [Route("/history", page, methods=["GET"])]
