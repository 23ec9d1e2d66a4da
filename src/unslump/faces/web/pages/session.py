"""The session page: lay out, lead, stop, and say what comes after a stop."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from ....app.plan_service import Plan, level_advice, make_plan
from ....core.errors import NotAllowed, RefusedEvent
from ....core.figure.film import film_for, posture_of
from ....core.screening.verdict import Permit
from ....core.session.table import STOP_REASONS, Event
from ....core.session.timeline import TimedCue, TimedPhase, Timeline
from ....core.words import Words
from ..deps import Deps, deps_of
from ..forms import read_form, read_json
from ..render import render

LONG_ENOUGH_TO_READ_S = 8.0
"""A still phase this long shows its details one by one; a moving one shows its lead cues only."""

READING_S = 3.0
"""The least a cue stays: ten short words at an easy reader's pace. Chosen."""

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
    deps = deps_of(request)
    plan = deps.sessions.plan
    if plan is None or deps.sessions.current is None:
        return RedirectResponse("/stretch", status_code=303)
    if deps.sessions.current.over:
        return RedirectResponse(f"/after/{deps.sessions.current_id}", status_code=303)
    return render(
        request,
        "session.html",
        exercise_name=deps.words(plan.exercise.name),
        cards=_cards(plan, deps.words),
        week_one=plan.week_one,
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
    phases = _phases(plan, deps)
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
            "words": _words(deps.words),
        }
    )


def _laid_out(deps: Deps) -> Plan:
    if deps.sessions.plan is None:
        raise NotAllowed("errors.session.none")
    return deps.sessions.plan


def _words(t: Words) -> dict[str, Any]:
    flat = {
        key: t(f"session.{key}") for key in ("left", "pause", "resume", "lead_in", "lead_count", "paused")
    }
    return {**flat, "asking": {kind: t(f"session.asking.{kind}") for kind in ("prompt", "ask")}}


def _phases(plan: Plan, deps: Deps) -> list[dict[str, Any]]:
    """Put each timed phase into words. Phases of no length (the gate) are passed already."""
    ids = list(dict.fromkeys(p.id for p in plan.timeline.phases if p.end_s > p.start_s))
    place = {phase_id: index for index, phase_id in enumerate(ids)}
    skippable = deps.sessions.current.permit.adjustments.prepare_skippable if deps.sessions.current else True
    return [
        {
            "id": phase.id,
            "name": deps.words(phase.name),
            "start_s": phase.start_s,
            "end_s": phase.end_s,
            "breath": phase.breath,
            "breath_word": _breath_word(phase, plan.natural, deps.words),
            "paced": not plan.natural,
            "moves": phase.moves,
            "alt": picture_text(plan.timeline, phase.id, deps.words),
            "dot": place.get(phase.id, 0),
            "count_text": deps.words("session.count", n=place.get(phase.id, 0) + 1, all=len(ids)),
            "skippable": _may_skip(phase, skippable),
            "shown": [_cue(cue, plan, deps.words) for cue in shown_cues(phase)],
        }
        for phase in plan.timeline.phases
    ]


def _breath_word(phase: TimedPhase, natural: bool, t: Words) -> str:
    word = t(f"session.breath.{phase.breath or 'none'}")
    is_paced = phase.breath in ("inhale", "exhale")
    return t("session.natural", breath=word) if natural and is_paced else word


def picture_text(timeline: Timeline, phase_id: str, t: Words) -> str:
    """Say what the figure does in a phase, for those who do not see it."""
    tries = (
        f"figure.alt.{timeline.variant}_level_{timeline.level}.{phase_id}",
        f"figure.alt.{timeline.variant}.{phase_id}",
        f"figure.alt.other.{posture_of(timeline)}",
    )
    return t(next(key for key in tries if t.has(key)))


def _may_skip(phase: TimedPhase, prepare_skippable: bool) -> bool:
    still = not phase.moves and phase.breath in ("free", None)
    return still and (phase.id != "P1" or prepare_skippable)


def shown_cues(phase: TimedPhase) -> tuple[TimedCue, ...]:
    """Cues a screen has time for: the leads, and in a long still phase the details that fit between them."""
    if phase.moves or phase.end_s - phase.start_s < LONG_ENOUGH_TO_READ_S:
        return tuple(cue for cue in phase.cues if cue.role == "lead")
    leads = [cue.at_s for cue in phase.cues if cue.role == "lead"]
    shown: list[TimedCue] = []
    for cue in (cue for cue in phase.cues if cue.role != "why"):
        until_next = min((at_s for at_s in leads if at_s > cue.at_s), default=phase.end_s) - cue.at_s
        since_last = cue.at_s - shown[-1].at_s if shown else READING_S
        if cue.role == "lead" or min(until_next, since_last) >= READING_S:
            shown.append(cue)
    return tuple(shown)


def _cue(cue: TimedCue, plan: Plan, t: Words) -> dict[str, Any]:
    whys = [
        c
        for p in plan.timeline.phases
        for c in p.cues
        if c.role == "why" and p.id in _phase_ids_of(plan, cue)
    ]
    return {
        "text": t(cue.words),
        "at_s": cue.at_s,
        "added": cue.added,
        "seen": t("session.felt") if cue.observed_by == "felt" else t("session.seen"),
        "why": " ".join(dict.fromkeys(t(c.words) for c in whys)) or t("session.why_none"),
        "source_text": t(
            "session.source_added" if cue.added else "session.source_article", source=cue.source
        ),
    }


def _phase_ids_of(plan: Plan, cue: TimedCue) -> set[str]:
    return {phase.id for phase in plan.timeline.phases if cue in phase.cues}


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
    return JSONResponse(deps.sessions.say(event).to_json())


def _event(said: Mapping[str, Any]) -> Event:
    by_value = {event.value: event for event in Event if event is not Event.EXPLAIN}
    wanted = said.get("event")
    if not isinstance(wanted, str) or wanted not in by_value:
        raise RefusedEvent("session.no_such_event", found=repr(wanted)[:40], known=tuple(by_value))
    return by_value[wanted]


async def stop(request: Request) -> Response:
    """STOP without scripts: one press, then the same screen."""
    deps = deps_of(request)
    await read_form(request)
    deps.sessions.say(Event.STOP)
    return RedirectResponse("/session/stopped", status_code=303)


async def stopped(request: Request) -> Response:
    """Come up supported; then what was felt."""
    return render(request, "stopped.html", stop_reasons=STOP_REASONS, reason=None)


async def explain(request: Request) -> Response:
    """Keep what was felt, and say what comes next (docs/evidence.md B.4)."""
    deps = deps_of(request)
    reason = (await read_form(request)).choice("reason", STOP_REASONS)
    if reason is None:
        return RedirectResponse("/session/stopped", status_code=303)
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
    Route("/session/stop", stop, methods=["POST"]),
    Route("/session/explain", explain, methods=["POST"]),
    Route("/session/stopped", stopped, methods=["GET"]),
    Route("/session/stopped/{reason}", stopped_next, methods=["GET"]),
]
