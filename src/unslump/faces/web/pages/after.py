"""Afterwards: one screen, under fifteen seconds, and it may be skipped; and next morning's one question."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from ....app.afterwards import MAY_GO_ALONG, advice_after, clumps_of, due_this_morning
from ....core.history.records import SessionRecord
from ....core.vocab import REGIONS_UPWARD
from ..deps import Deps, deps_of
from ..forms import Form, read_form
from ..render import render
from .home import today

NOT_IN_ORDER = 422


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
        is_seen=deps.seen.of(session.id) is not None,
        regions=tuple(reversed(MAY_GO_ALONG)),
        lowest=REGIONS_UPWARD[0],
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
        return RedirectResponse(_next(session, deps), status_code=303)
    return render(request, "after_advice.html", advice=advice)


def _next(session: SessionRecord, deps: Deps) -> str:
    """Where to go once it was said how it felt: what the camera saw comes after one's own noticing."""
    return f"/seen/{session.id}" if deps.seen.of(session.id) else "/history"


def read_ratings(form: Form) -> dict[str, Any]:
    """Read the ratings; whatever was left out stays out."""
    together = [region for region in MAY_GO_ALONG if region.value in form.many("clump")]
    yes_no = {"yes": True, "no": False}
    return {
        "pain_0_10": form.whole("pain", 0, 10),
        "discomfort_0_10": form.whole("discomfort", 0, 10),
        "dizzy": yes_no.get(form.choice("dizzy", yes_no) or ""),
        "helpful": yes_no.get(form.choice("helpful", yes_no) or ""),
        "hurt": True if form.ticked("hurt") else None,
        "clumps": clumps_of(together),
    }


async def morning(request: Request) -> Response:
    deps = deps_of(request)
    session = _session(request, deps)
    pain = (await read_form(request)).whole("pain", 0, 10)
    history = deps.store.history()
    if session is not None and pain is not None and history.morning(session.id) is None:
        deps.sessions.next_morning(session.id, pain)
    if pain is None and session is not None and session == due_this_morning(history, deps.clock.now().wall):
        missing = ("pain", deps.words("pages.today.morning_missing"))
        return today(request, problems=[missing], status=NOT_IN_ORDER)
    return RedirectResponse("/", status_code=303)


routes = [
    Route("/after/{session_id}", page, methods=["GET"]),
    Route("/after/{session_id}", keep, methods=["POST"]),
    Route("/morning/{session_id}", morning, methods=["POST"]),
]
