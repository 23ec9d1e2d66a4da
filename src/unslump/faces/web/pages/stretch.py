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
from ....core.errors import BadInput
from ....core.screening.questions import ANYTHING_NEW
from ....core.vocab import MAX_LEVEL, MIN_LEVEL
from ..deps import Deps, deps_of
from ..forms import Form, read_form
from ..render import render
from .session import lay_out

SITES = ("back", "buttock", "thigh", "below_knee", "other")
AWAKE_MIN = ("30", "90", "300")
SITTING_MIN = ("10", "45", "75")
"""The middles of the choices on the page, in minutes. The rules cut at 60 and 120, and at 30 and 60."""


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
    problem: str | None = None,
    said: Mapping[str, Any] | None = None,
) -> Response:
    t, exercise = deps.words, _wanted(request, deps)
    asked = gate.kind == "quick" and (exercise is None or is_for_the_back(exercise))
    choice = _one(exercise, gate, asked) if exercise else _fold(deps, gate, asked)
    if choice is None:
        return RedirectResponse("/verdict", status_code=303)
    return render(
        request,
        "stretch.html",
        status=400 if problem else 200,
        nav="stretch",
        asked=asked,
        problem=problem,
        said=said or {},
        new_pairs=[(i, t(f"screening.question.{i}")) for i in ANYTHING_NEW],
        today_pairs=[(i, t(f"screening.question.{i}")) for i in sorted(TODAY_IDS)],
        site_pairs=[(i, t(f"pages.site.{i}")) for i in SITES],
        awake_pairs=[(i, t(f"pages.quick.awake_{i}")) for i in AWAKE_MIN],
        sitting_pairs=[(i, t(f"pages.quick.sitting_{i}")) for i in SITTING_MIN],
        **choice,
    )


def _one(exercise: Exercise, gate: Gate, asked: bool) -> dict[str, Any] | None:
    is_open = asked or (gate.verdict is not None and exercise.id in gate.verdict.allowed)
    return {"exercise": exercise, "action": f"/stretch/{exercise.id}", "levels": ()} if is_open else None


def _fold(deps: Deps, gate: Gate, asked: bool) -> dict[str, Any] | None:
    """What there is to choose about the fold; None where neither position is open."""
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
    liked = str(deps.settings.values()["variant"])
    chosen = liked if open_now[liked] else next(v for v, is_open in open_now.items() if is_open)
    return {
        "exercise": None,
        "action": "/stretch",
        "open_now": open_now,
        "chosen": chosen,
        "levels": range(MIN_LEVEL, highest + 1),
        "level": min(advice[chosen].level, highest),
        "why_level": advice[chosen].why,
    }


async def start(request: Request) -> Response:
    """Take today's answers, judge them, and lay the session out if they open it."""
    deps = deps_of(request)
    form, gate, exercise = await read_form(request), deps.screening.gate(), _wanted(request, deps)
    if gate.kind == "full":
        return RedirectResponse("/questions", status_code=303)
    try:
        if gate.kind == "quick" and (exercise is None or is_for_the_back(exercise)):
            deps.screening.submit(todays_answers(form), "anything_new")
    except BadInput as error:
        return _page(request, deps, gate, problem=error.said(deps.words), said=form.fields)
    if exercise is None:
        exercise = deps.exercise(FOLDS[_remember_variant(deps, form)])
    if exercise.levels and not deps.store.history().lessons:
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


def todays_answers(form: Form) -> dict[str, Any]:
    """Read the short form. A group left without any tick, "none of these" included, is not answered.

    Raises
    ------
    BadInput
        A group was passed over, or "none of these" stands beside something else.
    """
    yes: list[str] = []
    for group in ("new", "today"):
        ticked = form.many(group)
        if not ticked:
            raise BadInput(f"pages.quick.missing_{group}")
        if "none" in ticked and len(ticked) > 1:
            raise BadInput("pages.quick.both")
        yes += [rule for rule in ticked if rule != "none"]
    pain = form.whole("pain", 0, 10)
    if pain is None:
        raise BadInput("pages.quick.missing_pain")
    answers: dict[str, Any] = {"yes": yes, "pain_0_10": pain, "unsure_if_pain": form.ticked("unsure")}
    discomfort, site = form.whole("discomfort", 0, 10), form.choice("site", SITES)
    if discomfort is not None:
        answers["discomfort_0_10"] = discomfort
    if site and (pain or answers["unsure_if_pain"]):
        answers["pain_site"] = site
    for name, choices in (("awake", AWAKE_MIN), ("sitting", SITTING_MIN)):
        minutes = form.choice(name, choices)
        if minutes is None:
            raise BadInput(f"pages.quick.missing_{name}")
        answers[f"minutes_{name}"] = int(minutes)
    return answers


routes = [
    Route("/stretch", choose, methods=["GET"]),
    Route("/stretch", start, methods=["POST"]),
    Route("/stretch/{exercise_id}", choose, methods=["GET"]),
    Route("/stretch/{exercise_id}", start, methods=["POST"]),
]
