"""The hip lesson: first the person's own guess, only then the place.

The answer is not in the page before the attempt: the figure is sent without it, and the second figure comes
with the measured misses.
"""

from __future__ import annotations

from typing import Any, Literal

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from ....app.settings import BY_NAME, parse_value
from ....core.errors import BadInput
from ....core.figure.front import Miss, front_scene
from ....core.history.records import LessonRecord
from ....core.words import Words
from ..deps import Deps, deps_of
from ..forms import read_form, read_json
from ..render import render
from .home import when

STATURE = BY_NAME["stature_cm"]

ANSWER = ("bones", "zones", "crease", "wrong", "front_points")
"""What of the scene would give the place away."""

SHOWN_PAST = 5

MOST_SHOWN = 60
"""Characters of what was sent instead of two marks that an answer repeats."""


async def page(request: Request) -> Response:
    deps = deps_of(request)
    lessons = deps.store.history().lessons
    return render(
        request,
        "lesson.html",
        stature=deps.settings.values()["stature_cm"],
        low=STATURE.low,
        high=STATURE.high,
        has_camera=deps.camera is not None,
        past=[_told(lesson, deps) for lesson in reversed(lessons[-SHOWN_PAST:])],
    )


def _told(lesson: LessonRecord, deps: Deps) -> dict[str, Any]:
    return {"when": when(lesson.at, deps.clock.now().wall, deps.words), "miss_cm": lesson.miss_cm}


async def blank(request: Request) -> Response:
    """The figure as it stands before the attempt: nothing in it tells the place."""
    deps = deps_of(request)
    look = deps.look()
    scene = front_scene(_stature(deps), build=look["build"])
    return JSONResponse({"scene": scene | {key: [] for key in ANSWER}, "look": look})


def _stature(deps: Deps) -> float:
    return float(deps.settings.values()["stature_cm"])


async def attempt(request: Request) -> Response:
    """Measure two marks; only this answer holds the place."""
    deps = deps_of(request)
    said = await read_json(request)
    method: Literal["keyboard", "pointer"] = "keyboard" if said.get("method") == "keyboard" else "pointer"
    try:
        stature = parse_value(STATURE, said.get("stature_cm", _stature(deps)))
    except BadInput:
        return _unfit_height(deps.words)
    deps.settings.change({"stature_cm": stature})
    result = deps.lessons.attempt(_marks(said), stature_cm=_stature(deps), method=method)
    scene = front_scene(_stature(deps), build=deps.look()["build"])
    return JSONResponse({"scene": scene, "said": [_say(miss, deps.words) for miss in result.misses]})


def _unfit_height(t: Words) -> Response:
    """Say what a height is, and which field it is about."""
    error = t("lesson.height_unfit", low=f"{STATURE.low:g}", high=f"{STATURE.high:g}")
    return JSONResponse({"error": error, "field": STATURE.name}, status_code=400)


def _marks(said: dict[str, Any]) -> tuple[tuple[float, float], ...]:
    marks = said.get("marks")
    if not isinstance(marks, list) or not all(_is_point(mark) for mark in marks):
        raise BadInput("errors.marks", found=repr(marks)[:MOST_SHOWN])
    return tuple((float(x), float(y)) for x, y in marks)


def _is_point(mark: object) -> bool:
    return (
        isinstance(mark, list)
        and len(mark) == 2
        and all(isinstance(value, int | float) and not isinstance(value, bool) for value in mark)
    )


def _say(miss: Miss, t: Words) -> str:
    side = t(f"lesson.side.{miss.side}")
    if miss.inside:
        return t("lesson.inside", side=side, cm=f"{miss.distance_cm:.1f}")
    like = t(f"lesson.wrong.{miss.resembles}") if miss.resembles else ""
    return " ".join(filter(None, (t("lesson.outside", side=side, cm=f"{miss.distance_cm:.1f}"), like)))


async def in_words(request: Request) -> Response:
    """The lesson without a figure: read, found with the fingers, and said so."""
    deps = deps_of(request)
    stature = (await read_form(request)).whole("stature_cm", 120, 220)
    if stature is not None:
        deps.settings.change({"stature_cm": stature})
    deps.lessons.in_words(stature_cm=_stature(deps))
    return RedirectResponse("/stretch", status_code=303)


routes = [
    Route("/lesson", page, methods=["GET"]),
    Route("/lesson/figure.json", blank, methods=["GET"]),
    Route("/lesson/attempt", attempt, methods=["POST"]),
    Route("/lesson/words", in_words, methods=["POST"]),
]
