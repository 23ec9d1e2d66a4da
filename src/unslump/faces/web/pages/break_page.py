"""A break: where it begins, and the words that a person says to the break machine."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from ....app.break_page import ASKED_ABOUT, picks_for, toggled
from ....app.plan_service import FOLDS
from ....app.screening_service import is_for_the_back
from ....app.settings import parse_areas, written_areas
from ....core.breaks.events import Command
from ....core.catalogue.model import Exercise
from ....core.errors import Missing, RefusedEvent
from ....core.figure.film import film_for
from ....core.session.timeline import DEFAULT_LEVEL, build_timeline
from ....core.vocab import Area
from ..deps import Deps, deps_of
from ..forms import read_form
from ..movement_cards import cards
from ..offer import spoken
from ..render import render
from .home import URGENT
from .session import lay_out

WALK = "D38"
MINUTE_S = 60
LONGEST_PAUSE_MIN = 24 * 60
STILL_PHASE = "P6"
"""The fold at its deepest says most about it."""


# -- the page -----------------------------------------------------------------------------------------------


async def page(request: Request) -> Response:
    """Where do you feel the day most, and three movements; nothing is changed by looking."""
    deps = deps_of(request)
    history, values = deps.store.history(), deps.settings.values()
    verdict = deps.screening.current(history)
    if verdict is not None and verdict.urgency in URGENT:
        return RedirectResponse("/verdict", status_code=303)
    picks = picks_for(history, verdict, values, deps.catalogue)
    areas = parse_areas(values["areas"])
    return render(
        request,
        "break.html",
        begun=deps.breaks is not None and deps.breaks.outlook().phase == "break",
        areas=[(area.value, areas.index(area) + 1 if area in areas else None) for area in ASKED_ABOUT],
        fixed="areas" in deps.settings.locked(),
        cards=cards(deps, picks.ids),
        ask=picks.ask,
        walk_open=verdict is None or WALK in verdict.allowed,
        questions_first=deps.screening.gate().kind == "full",
        answered=bool(history.screens),
    )


async def choose_area(request: Request) -> Response:
    """Take an area up at the end of the order, or take it out; kept for the next break."""
    deps = deps_of(request)
    form = await read_form(request)
    if form.ticked("none"):
        chosen: tuple[Area, ...] = ()
    else:
        name = form.choice("area", [area.value for area in ASKED_ABOUT]) or form.needed("area")
        chosen = toggled(parse_areas(deps.settings.values()["areas"]), Area(name))
    if "areas" not in deps.settings.locked():
        deps.settings.change({"areas": written_areas(chosen)})
    return RedirectResponse("/break#areas", status_code=303)


async def begin(request: Request) -> Response:
    """One tap: into the questions where they are due, else straight into the session."""
    deps = deps_of(request)
    exercise = deps.exercise((await read_form(request)).needed("exercise"))
    return RedirectResponse(_way_into(deps, exercise), status_code=303)


def _way_into(deps: Deps, exercise: Exercise) -> str:
    """Begin a session where nothing stands before it; return the page that comes next."""
    gate = deps.screening.gate()
    if gate.kind == "full":
        return "/questions" if deps.store.history().screens else "/welcome"
    if exercise.levels and not deps.store.history().lessons:
        return "/lesson"
    if gate.kind == "quick" and is_for_the_back(exercise):
        return "/stretch" if exercise.levels else f"/stretch/{exercise.id}"
    if gate.verdict is None or exercise.id not in gate.verdict.allowed:
        return "/verdict"
    if exercise.levels:
        _remember(deps, exercise)
    lay_out(deps, exercise.id, None)
    return "/session"


def _remember(deps: Deps, exercise: Exercise) -> None:
    variant = next((variant for variant, i in FOLDS.items() if i == exercise.id), None)
    if variant and "variant" not in deps.settings.locked():
        deps.settings.change({"variant": variant})


async def away(request: Request) -> Response:
    """Go: it is counted by itself."""
    deps = deps_of(request)
    begun = deps.breaks is not None and deps.breaks.outlook().phase == "break"
    return render(request, "break_away.html", begun=begun)


# -- words to the machine -----------------------------------------------------------------------------------


async def start(request: Request) -> Response:
    """Begin a break; one that has begun already is no trouble."""
    off = (await read_form(request)).ticked("off")
    _say(deps_of(request), "start", quietly=True)
    return RedirectResponse("/break/away" if off else "/break", status_code=303)


async def done(request: Request) -> Response:
    await read_form(request)
    return _answered(request, "done")


async def postpone(request: Request) -> Response:
    await read_form(request)
    return _answered(request, "postpone")


async def skip(request: Request) -> Response:
    await read_form(request)
    return _answered(request, "skip")


async def pause(request: Request) -> Response:
    minutes = (await read_form(request)).whole("minutes", 1, LONGEST_PAUSE_MIN)
    return _answered(request, "pause", None if minutes is None else minutes * MINUTE_S)


async def resume(request: Request) -> Response:
    await read_form(request)
    return _answered(request, "resume")


def _answered(request: Request, what: Command, for_s: float | None = None) -> Response:
    """Say it, and tell what it costs: on Today, or to the page that asked without being left."""
    deps = deps_of(request)
    told = _say(deps, what, for_s)
    if "text/html" not in request.headers.get("accept", ""):
        return JSONResponse({"said": told})
    return RedirectResponse("/", status_code=303)


def _say(deps: Deps, what: Command, for_s: float | None = None, *, quietly: bool = False) -> str:
    """Hand a word on. One that came too late is told as it is, and changes nothing.

    Raises
    ------
    Missing
        Nothing counts breaks here.
    BadInput
        A pause of no length.
    """
    if deps.breaks is None:
        if quietly:
            return ""
        raise Missing("day.problem.not_running")
    try:
        said = deps.breaks.say(what, for_s).cost
    except RefusedEvent as error:
        if quietly:
            return ""
        said = error.text
    if deps.last_word is not None:
        deps.last_word.put(said)
    return spoken(said, deps.words)


# -- a small figure that stands still -----------------------------------------------------------------------


async def still(request: Request) -> Response:
    """One picture of a movement, in the form of a film that lasts a moment."""
    deps = deps_of(request)
    exercise = deps.exercise(request.path_params["exercise_id"])
    look = deps.look()
    return JSONResponse({**_still(exercise, look["build"]), "look": look})


@lru_cache(maxsize=32)
def _still(exercise: Exercise, build: str) -> Mapping[str, Any]:
    timeline = build_timeline(exercise, DEFAULT_LEVEL)
    phase = next((p for p in timeline.phases if p.id == STILL_PHASE), timeline.phases[-1])
    at_s = (phase.start_s + phase.end_s) / 2
    film = film_for(timeline, build=build)
    sample = next(index for start_s, index in reversed(film.keys) if start_s <= at_s)
    return {
        "film": {**film.head, "samples": [list(film.samples[sample])], "keys": [[0, 0]]},
        "still_s": at_s,
    }


routes = [
    Route("/break", page, methods=["GET"]),
    Route("/break/away", away, methods=["GET"]),
    Route("/break/areas", choose_area, methods=["POST"]),
    Route("/break/begin", begin, methods=["POST"]),
    Route("/break/start", start, methods=["POST"]),
    Route("/break/done", done, methods=["POST"]),
    Route("/break/postpone", postpone, methods=["POST"]),
    Route("/break/skip", skip, methods=["POST"]),
    Route("/break/pause", pause, methods=["POST"]),
    Route("/break/resume", resume, methods=["POST"]),
    Route("/figure/{exercise_id}/still.json", still, methods=["GET"]),
]
