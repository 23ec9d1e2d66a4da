"""Afterwards: one screen, under fifteen seconds, and it may be skipped; and next morning's one question."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from ....core.history.records import SessionRecord
from ....core.vocab import REGIONS_UPWARD, Region
from ..deps import Deps, deps_of
from ..forms import Form, read_form
from ..render import render

PAIN_ROSE_BY = 2
"""After >= before + 2: a day's rest and one level down (docs/evidence.md B.5)."""


def _session(request: Request, deps: Deps) -> SessionRecord | None:
    wanted = request.path_params["session_id"]
    return next((s for s in deps.store.history().sessions if s.id == wanted), None)


async def page(request: Request) -> Response:
    deps = deps_of(request)
    session = _session(request, deps)
    if session is None:
        return RedirectResponse("/", status_code=303)
    return render(
        request,
        "after.html",
        session=session,
        has_back=deps.exercise(session.exercise).levels,
        regions=tuple(reversed(REGIONS_UPWARD)),
    )


async def keep(request: Request) -> Response:
    deps = deps_of(request)
    session = _session(request, deps)
    if session is None:
        return RedirectResponse("/", status_code=303)
    said = read_ratings(await read_form(request))
    deps.sessions.rate(session.id, said)
    advice = advice_after(said, session)
    if advice is None:
        return RedirectResponse("/history", status_code=303)
    return render(request, "after_advice.html", advice=advice)


def read_ratings(form: Form) -> dict[str, Any]:
    """Read the ratings; whatever was left out stays out."""
    together = [region for region in REGIONS_UPWARD if region.value in form.many("clump")]
    yes_no = {"yes": True, "no": False}
    return {
        "pain_0_10": form.whole("pain", 0, 10),
        "discomfort_0_10": form.whole("discomfort", 0, 10),
        "dizzy": yes_no.get(form.choice("dizzy", yes_no) or ""),
        "helpful": yes_no.get(form.choice("helpful", yes_no) or ""),
        "hurt": True if form.ticked("hurt") else None,
        "clumps": clumps_of(together),
    }


def clumps_of(together: list[Region]) -> list[list[str]]:
    """Split the tapped regions into runs of neighbours: each run is one clump.

    A single tapped region moved along with the one below it, so it takes that one in
    (docs/evidence.md A S60, S61: a clump is a thing between neighbours).
    """
    runs: list[list[Region]] = []
    for region in REGIONS_UPWARD:
        if region not in together:
            continue
        below = runs[-1][-1] if runs else None
        if below is not None and REGIONS_UPWARD.index(region) == REGIONS_UPWARD.index(below) + 1:
            runs[-1].append(region)
        else:
            runs.append([region])
    return [[region.value for region in (run if len(run) > 1 else _with_neighbour(run[0]))] for run in runs]


def _with_neighbour(region: Region) -> list[Region]:
    place = REGIONS_UPWARD.index(region)
    start = max(0, place - 1)
    return list(REGIONS_UPWARD[start : start + 2])


def advice_after(said: dict[str, Any], session: SessionRecord) -> str | None:
    """Words key of what follows from the ratings, or None."""
    if said["dizzy"]:
        return "session.after.dizzy_advice"
    pain, before = said["pain_0_10"], session.pain_before or 0
    if pain is not None and pain >= before + PAIN_ROSE_BY:
        return "session.after.pain_up_advice"
    return None


async def morning(request: Request) -> Response:
    deps = deps_of(request)
    session = _session(request, deps)
    pain = (await read_form(request)).whole("pain", 0, 10)
    if session is not None and pain is not None and deps.store.history().morning(session.id) is None:
        deps.sessions.next_morning(session.id, pain)
    return RedirectResponse("/", status_code=303)


routes = [
    Route("/after/{session_id}", page, methods=["GET"]),
    Route("/after/{session_id}", keep, methods=["POST"]),
    Route("/morning/{session_id}", morning, methods=["POST"]),
]
