"""The session page: lay out, lead, stop, and say what comes after a stop."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from ....app.plan_service import FOLDS, Plan, level_advice, make_plan
from ....app.session_service import GOES_ON
from ....app.watched_session import can_be_watched
from ....core.errors import NotAllowed, RefusedEvent
from ....core.figure.film import film_for
from ....core.screening.verdict import Permit
from ....core.session.table import STOP_REASONS, Event, State
from ....core.words import Words
from ..deps import Deps, deps_of
from ..forms import read_form, read_json
from ..render import render
from ..session_words import controls_in_words, phases_in_words

DRAWN = frozenset({*FOLDS.values(), "D38", "D40"})
"""Movements the figure really shows; for the others the words lead alone, rather than a figure at rest."""

NOW_GONE = 410


def lay_out(deps: Deps, exercise_id: str, wanted_level: int | None) -> None:
    """Begin a session of ``exercise_id``; what it needs to know comes from the records.

    Parameters
    ----------
    wanted_level : int or None
        Held down to what the ladder and today's answers open; None takes the ladder's own advice.
    """
    exercise, history = deps.exercise(exercise_id), deps.store.history()
    advice = level_advice(history, exercise.id, deps.clock.now())
    verdict = deps.screening.current(history)
    highest = min(advice.highest, verdict.max_level if verdict else 0)
    level = min(highest, advice.level if wanted_level is None else wanted_level) if exercise.levels else 0
    permit = deps.screening.permit(exercise.id, level)
    plan = _plan(deps, permit, level, advice.reps_at(level))
    today = history.screens[-1].answers
    deps.sessions.begin(
        plan,
        permit,
        face="page",
        pain_before=today.get("pain_0_10"),
        discomfort_before=today.get("discomfort_0_10"),
    )


def _plan(deps: Deps, permit: Permit, level: int, reps: int) -> Plan:
    exercise = deps.exercise(permit.exercise)
    return make_plan(
        exercise,
        level=level,
        reps=reps if exercise.levels else exercise.reps,
        history=deps.store.history(),
        settings=deps.settings.values(),
        adjustments=permit.adjustments,
        now=deps.clock.now(),
    )


async def go_on(request: Request) -> Response:
    """Take up the session that a closed program or a lost connection broke off."""
    deps = deps_of(request)
    await read_form(request)
    left = deps.sessions.recover()
    if left is None:
        return RedirectResponse("/", status_code=303)
    permit = deps.screening.permit_again(left)
    deps.sessions.take_up(left, _plan(deps, permit, left.level, left.reps), permit)
    return RedirectResponse("/session", status_code=303)


async def close(request: Request) -> Response:
    """Close the open session as interrupted."""
    deps = deps_of(request)
    await read_form(request)
    deps.sessions.close_open()
    return RedirectResponse("/", status_code=303)


async def page(request: Request) -> Response:
    return session_page(request)


def session_page(request: Request, *, is_watched: bool = False) -> Response:
    """The session that is laid out; somewhere else where there is none to lead.

    Parameters
    ----------
    is_watched : bool
        Lead it with the camera.
    """
    deps = deps_of(request)
    plan = deps.sessions.plan
    if plan is None or deps.sessions.current is None:
        return RedirectResponse("/stretch", status_code=303)
    if deps.sessions.current.over:
        ended = deps.sessions.current.state is State.STOPPED
        where = "/session/stopped" if ended else f"/after/{deps.sessions.current_id}"
        return RedirectResponse(where, status_code=303)
    return render(
        request,
        "session.html",
        exercise_name=deps.words(plan.exercise.name),
        cards=_cards(plan, deps.words),
        week_one=plan.week_one,
        has_hinge=plan.exercise.levels,
        has_picture=plan.exercise.id in DRAWN,
        is_watched=is_watched,
        can_watch=deps.camera is not None and can_be_watched(plan.exercise.id),
        notes=deps.sessions.current.permit.adjustments.notes,
        stop_reasons=STOP_REASONS,
        phases=[
            {"name": p.name, "seconds": round(p.end_s - p.start_s), "cues": p.cues}
            for p in plan.timeline.phases
            if p.end_s > p.start_s
        ],
    )


def _cards(plan: Plan, t: Words) -> list[dict[str, Any]]:
    """What is read before moving, a card for each phase, in the order of the movement."""
    by_phase = (
        (phase, [cue for cue in phase.cues if cue in plan.read_first]) for phase in plan.exercise.phases
    )
    return [{"phase": phase.id, "title": t(phase.name), "cues": cues} for phase, cues in by_phase if cues]


async def plan_json(request: Request) -> Response:
    """Everything ``session.js`` shows, in words, with the seconds it shows it at."""
    deps = deps_of(request)
    plan = _laid_out(deps)
    snapshot = deps.sessions.peek()
    values = deps.settings.values()
    skippable = deps.sessions.current is None or deps.sessions.current.permit.adjustments.prepare_skippable
    phases = phases_in_words(plan, deps.words, prepare_skippable=skippable)
    return JSONResponse(
        {
            "session": deps.sessions.current_id,
            "snapshot": snapshot.to_json(),
            "end_s": plan.timeline.end_s,
            "phases": phases,
            "dots": sorted({phase["dot"] for phase in phases}),
            "lead_in_s": values["lead_in_s"],
            "clock_rate": deps.clock_rate,
            "look": deps.look(),
            "voice": {
                "on": values["voice"],
                "rate": values["voice_rate"],
                "chimes": values["chimes"],
                "language": deps.words.language,
            },
            "words": controls_in_words(deps.words),
        }
    )


def _laid_out(deps: Deps) -> Plan:
    if deps.sessions.plan is None:
        raise NotAllowed("errors.session.none")
    return deps.sessions.plan


async def film_json(request: Request) -> Response:
    """What the figure does, sampled by ``core/figure``."""
    deps = deps_of(request)
    plan = _laid_out(deps)
    build = str(deps.settings.values()["figure_build"])
    return JSONResponse(film_for(plan.timeline, build=build).to_json())


async def say(request: Request) -> Response:
    """Take one event from the page and answer with what is true now."""
    deps = deps_of(request)
    said = await read_json(request)
    if said.get("session") != deps.sessions.current_id or deps.sessions.current is None:
        return JSONResponse({"error": deps.words("session.gone")}, status_code=NOW_GONE)
    event = _event(said)
    if event in GOES_ON:
        _still_open(deps)
    return JSONResponse(deps.sessions.say(event).to_json())


def _still_open(deps: Deps) -> None:
    """Refuse to begin or go on when an answer given since the session was laid out stops everything."""
    verdict = deps.screening.current()
    if verdict is None or verdict.outcome == "stop":
        raise NotAllowed("errors.permit.questions")


def _event(said: Mapping[str, Any]) -> Event:
    by_value = {event.value: event for event in Event if event is not Event.EXPLAIN}
    wanted = said.get("event")
    if not isinstance(wanted, str) or wanted not in by_value:
        raise RefusedEvent("session.no_such_event", found=repr(wanted)[:40], known=tuple(by_value))
    return by_value[wanted]


async def voice(request: Request) -> Response:
    """Keep whether cues are spoken, as the button on the page says it."""
    deps = deps_of(request)
    on = (await read_json(request)).get("on") is True
    if "voice" not in deps.settings.locked():
        deps.settings.change({"voice": on})
    return JSONResponse({"on": deps.settings.values()["voice"]})


async def stop(request: Request) -> Response:
    """STOP without scripts: one press, then the same screen."""
    deps = deps_of(request)
    await read_form(request)
    deps.sessions.say(Event.STOP)
    return RedirectResponse("/session/stopped", status_code=303)


async def stopped(request: Request) -> Response:
    """Come up supported; then what was felt."""
    return _stopped(request)


def _stopped(request: Request, *, status: int = 200, problem: str | None = None) -> Response:
    """Only who folded has to come up."""
    deps = deps_of(request)
    sessions = deps.store.history().sessions
    folded = not sessions or bool(deps.exercise(sessions[-1].exercise).levels)
    shown = {"problem": problem} if problem else {}
    return render(
        request, "stopped.html", status=status, stop_reasons=STOP_REASONS, reason=None, folded=folded, **shown
    )


async def explain(request: Request) -> Response:
    """Keep what was felt, and say what comes next (docs/evidence.md B.4)."""
    deps = deps_of(request)
    reason = (await read_form(request)).choice("reason", STOP_REASONS)
    if reason is None:
        return _stopped(request, status=422, problem=deps.words("session.stopped.missing"))
    deps.sessions.say(Event.EXPLAIN, detail=reason)
    return RedirectResponse(f"/session/stopped/{reason}", status_code=303)


async def stopped_next(request: Request) -> Response:
    deps = deps_of(request)
    reason = request.path_params["reason"]
    if reason not in STOP_REASONS:
        return RedirectResponse("/", status_code=303)
    verdict = deps.screening.current()
    names = [
        (i, deps.words(deps.catalogue[i].name))
        for i in (verdict.allowed if verdict else ())
        if i in ("D38", "D40")
    ]
    return render(request, "stopped.html", stop_reasons=STOP_REASONS, reason=reason, open_names=names)


routes = [
    Route("/session", page, methods=["GET"]),
    Route("/session/go-on", go_on, methods=["POST"]),
    Route("/session/close", close, methods=["POST"]),
    Route("/session/plan.json", plan_json, methods=["GET"]),
    Route("/session/film.json", film_json, methods=["GET"]),
    Route("/session/say", say, methods=["POST"]),
    Route("/session/voice", voice, methods=["POST"]),
    Route("/session/stop", stop, methods=["POST"]),
    Route("/session/explain", explain, methods=["POST"]),
    Route("/session/stopped", stopped, methods=["GET"]),
    Route("/session/stopped/{reason}", stopped_next, methods=["GET"]),
]
