"""One page to print for a doctor or physical therapist: what the movement is, what to ask, room to answer.

It describes the move (docs/evidence.md A S14). Nothing of the person is on it unless they tick that they want
it there; then their answers are shown for printing, and nothing is stored.
"""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from .... import __version__
from ....core.catalogue.model import Exercise, Phase
from ....core.history.records import ScreenRecord
from ....core.vocab import MAX_LEVEL, MIN_LEVEL
from ..deps import Deps, deps_of
from ..forms import read_form
from ..render import render
from .home import when

DESCRIBED = "D01"
"""Sitting and standing have the same phases and seconds."""


async def page(request: Request) -> Response:
    return _page(request, deps_of(request), with_answers=False)


async def page_with_answers(request: Request) -> Response:
    """Show the page once with the person's answers on it. Keeps nothing."""
    with_answers = (await read_form(request)).ticked("with_answers")
    return _page(request, deps_of(request), with_answers=with_answers)


def _page(request: Request, deps: Deps, *, with_answers: bool) -> Response:
    screens = deps.store.history().screens
    return render(
        request,
        "clinician.html",
        has_answers=bool(screens),
        answers=_answers(screens[-1], deps) if screens and with_answers else None,
        phases=[_phase(phase, deps) for phase in _round(deps.catalogue[DESCRIBED])],
        levels=range(MIN_LEVEL, MAX_LEVEL + 1),
        version=__version__,
        day=f"{deps.clock.now().wall:%Y-%m-%d}",
    )


def _round(exercise: Exercise) -> tuple[Phase, ...]:
    """The phases of one repetition, from the breath in to the head coming up."""
    ids = [phase.id for phase in exercise.phases]
    first, last = exercise.cycle or (ids[0], ids[-1])
    return exercise.phases[ids.index(first) : ids.index(last) + 1]


def _phase(phase: Phase, deps: Deps) -> dict[str, Any]:
    least = sum(step.span.min_s for step in phase.unrolled(min(phase.repeats)))
    most = sum(step.span.max_s for step in phase.unrolled(max(phase.repeats)))
    breaths = dict.fromkeys(step.breath for step in phase.steps if step.breath)
    return {
        "name": deps.words(phase.name),
        "low": f"{least:g}",
        "high": f"{most:g}",
        "breath": [deps.words(f"session.breath.{breath}") for breath in breaths],
        "moves": any(step.moves for step in phase.steps),
        "added": phase.added,
    }


def _answers(screen: ScreenRecord, deps: Deps) -> dict[str, Any]:
    """The person's own answers, each as the question they said yes to."""
    given, t = screen.answers, deps.words
    yes = [deps.questions[rule_id] for rule_id in given.get("yes", ())]
    milder = given.get("milder", ())
    site = given.get("pain_site")
    return {
        "when": when(screen.at, deps.clock.now().wall, t),
        "yes": [t(q.words_milder if q.id in milder and q.words_milder else q.words) for q in yes],
        "pain": given.get("pain_0_10"),
        "site": t(f"screening.choice.pain_site.{site}") if site else None,
        "stiff": given.get("discomfort_0_10"),
    }


routes = [
    Route("/clinician", page, methods=["GET"]),
    Route("/clinician", page_with_answers, methods=["POST"]),
]
