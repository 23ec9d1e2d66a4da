"""Choose a stretch. One screen: what is new, how it feels, sitting or standing; then it is laid out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from ....app.plan_service import FOLDS, level_advice
from ....app.screening_service import TODAY_IDS, Gate, is_for_the_back
from ....core.catalogue.model import Exercise
from ....core.screening.questions import ANYTHING_NEW
from ....core.vocab import MAX_LEVEL, MIN_LEVEL
from ..deps import Deps, deps_of
from ..forms import Form, read_form
from ..question_form import NONE, Fields, Problem
from ..render import render
from .session import lay_out

NOT_IN_ORDER = 422

SCALE = tuple(str(number) for number in range(11))
SITES = ("back", "buttock", "thigh", "below_knee", "other")
AWAKE_MIN = ("30", "90", "300")
SITTING_MIN = ("10", "45", "75")
"""The middles of the choices on the page, in minutes. The rules cut at 60 and 120, and at 30 and 60."""

MUST_SAY: Mapping[str, tuple[str, ...] | None] = {
    "new": None,
    "today": None,
    "pain": SCALE,
    "awake": AWAKE_MIN,
    "sitting": SITTING_MIN,
}
"""What the short form may not leave open, from the top down: one of these, or (None) ticks or "none"."""


async def choose(request: Request) -> Response:
    deps = deps_of(request)
    gate = deps.screening.gate()
    if gate.kind == "full":
        return RedirectResponse("/questions" if deps.store.history().screens else "/welcome", status_code=303)
    return _page(request, deps, gate)


def _wanted(request: Request, deps: Deps) -> Exercise | None:
    """The one exercise the address names; None on the page of the fold, where the position is chosen."""
    wanted = request.path_params.get("exercise_id")
    return deps.exercise(wanted) if wanted else None


def _page(
    request: Request,
    deps: Deps,
    gate: Gate,
    *,
    problems: tuple[Problem, ...] = (),
    said: Fields | None = None,
) -> Response:
    t, exercise = deps.words, _wanted(request, deps)
    asked = gate.kind == "quick" and (exercise is None or is_for_the_back(exercise))
    choice = _one(exercise, gate, asked) if exercise else _fold(deps, gate, asked, said or {})
    if choice is None:
        return RedirectResponse("/verdict", status_code=303)
    if _lesson_due(deps, exercise):  # before anything is chosen here, or the choice would be lost on the way
        return RedirectResponse("/lesson", status_code=303)
    return render(
        request,
        "stretch.html",
        status=NOT_IN_ORDER if problems else 200,
        nav="stretch",
        asked=asked,
        problems=[(problem.place, t(problem.words)) for problem in problems],
        said=said or {},
        new_pairs=[(i, t(f"screening.question.{i}")) for i in ANYTHING_NEW],
        today_pairs=[(i, t(f"screening.question.{i}")) for i in sorted(TODAY_IDS)],
        site_pairs=[(i, t(f"pages.site.{i}")) for i in SITES],
        awake_pairs=[(i, t(f"pages.quick.awake_{i}")) for i in AWAKE_MIN],
        sitting_pairs=[(i, t(f"pages.quick.sitting_{i}")) for i in SITTING_MIN],
        **choice,
    )


def _lesson_due(deps: Deps, exercise: Exercise | None) -> bool:
    """Tell whether the hips are still to be found: the fold begins there (docs/evidence.md A S11)."""
    return (exercise is None or bool(exercise.levels)) and not deps.store.history().lessons


def _one(exercise: Exercise, gate: Gate, asked: bool) -> dict[str, Any] | None:
    is_open = asked or (gate.verdict is not None and exercise.id in gate.verdict.allowed)
    return {"exercise": exercise, "action": f"/stretch/{exercise.id}", "levels": ()} if is_open else None


def _fold(deps: Deps, gate: Gate, asked: bool, said: Fields) -> dict[str, Any] | None:
    """What there is to choose about the fold, and what was chosen; None where neither position is open."""
    history, now, verdict = deps.store.history(), deps.clock.now(), gate.verdict
    advice = {variant: level_advice(history, exercise_id, now) for variant, exercise_id in FOLDS.items()}
    open_now = {
        variant: asked or (verdict is not None and i in verdict.allowed) for variant, i in FOLDS.items()
    }
    if not any(open_now.values()):
        return None
    highest = max(a.highest for a in advice.values())
    if verdict is not None and not asked:
        highest = min(highest, verdict.max_level)
    liked = (*said.get("variant", ()), str(deps.settings.values()["variant"]), *open_now)
    chosen = next(variant for variant in liked if open_now.get(variant))
    levels = range(MIN_LEVEL, highest + 1)
    advised = min(advice[chosen].level, highest)
    return {
        "exercise": None,
        "action": "/stretch",
        "open_now": open_now,
        "chosen": chosen,
        "levels": levels,
        "level": next((n for n in levels if str(n) in said.get("level", ())), advised),
        "why_level": advice[chosen].why,
    }


async def start(request: Request) -> Response:
    """Take today's answers, judge them, and lay the session out if they open it."""
    deps = deps_of(request)
    form, gate, exercise = await read_form(request), deps.screening.gate(), _wanted(request, deps)
    if gate.kind == "full":
        return RedirectResponse("/questions", status_code=303)
    if gate.kind == "quick" and (exercise is None or is_for_the_back(exercise)):
        if found := problems_in(form):
            return _page(request, deps, gate, problems=found, said=form.fields)
        deps.screening.submit(todays_answers(form), "anything_new")
    if exercise is None:
        exercise = deps.exercise(FOLDS[_remember_variant(deps, form)])
    if _lesson_due(deps, exercise):
        return RedirectResponse("/lesson", status_code=303)
    verdict = deps.screening.current()
    if verdict is None or exercise.id not in verdict.allowed:
        return RedirectResponse("/verdict", status_code=303)
    lay_out(deps, exercise.id, form.whole("level", MIN_LEVEL, MAX_LEVEL))
    return RedirectResponse("/session", status_code=303)


def _remember_variant(deps: Deps, form: Form) -> str:
    """Return the position that was chosen, and keep it for next time (docs/evidence.md A S25)."""
    variant = form.choice("variant", tuple(FOLDS)) or str(deps.settings.values()["variant"])
    if "variant" not in deps.settings.locked():
        deps.settings.change({"variant": variant})
    return variant


def problems_in(form: Form) -> tuple[Problem, ...]:
    """Say all that the short form leaves open or says twice, from the top of the page down.

    A group without any tick, "none of these" included, is not answered.
    """
    return tuple(problem for place in MUST_SAY if (problem := _problem(place, form.many(place))))


def _problem(place: str, given: tuple[str, ...]) -> Problem | None:
    choices = MUST_SAY[place]
    if not given or (choices is not None and given not in {(choice,) for choice in choices}):
        return Problem(place, f"pages.quick.missing_{place}")
    says_both = choices is None and NONE in given and set(given) != {NONE}
    return Problem(place, f"pages.quick.both_{place}") if says_both else None


def todays_answers(form: Form) -> dict[str, Any]:
    """Read the short form, in which ``problems_in`` finds nothing, as answers of an answers file."""
    answers: dict[str, Any] = {
        "yes": [rule for group in ("new", "today") for rule in form.many(group) if rule != NONE],
        "pain_0_10": int(form.needed("pain")),
        "unsure_if_pain": form.ticked("unsure"),
        "minutes_awake": int(form.needed("awake")),
        "minutes_sitting": int(form.needed("sitting")),
    }
    discomfort, site = form.whole("discomfort", 0, 10), form.choice("site", SITES)
    if discomfort is not None:
        answers["discomfort_0_10"] = discomfort
    if site and (answers["pain_0_10"] or answers["unsure_if_pain"]):
        answers["pain_site"] = site
    return answers


routes = [
    Route("/stretch", choose, methods=["GET"]),
    Route("/stretch", start, methods=["POST"]),
    Route("/stretch/{exercise_id}", choose, methods=["GET"]),
    Route("/stretch/{exercise_id}", start, methods=["POST"]),
]
