"""Every movement of the catalogue, by where the day is felt; what is closed today is said, not hidden."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ....core.session.timeline import DEFAULT_LEVEL, build_timeline
from ....core.vocab import Area
from ..deps import Deps, deps_of
from ..render import render

SECONDS_A_MINUTE = 60


async def page(request: Request) -> Response:
    deps = deps_of(request)
    verdict = deps.screening.current()
    allowed = frozenset(verdict.allowed if verdict else ())
    groups = [(area.value, _of(area, deps, allowed)) for area in Area]
    return render(
        request,
        "movements.html",
        nav="movements",
        answered=verdict is not None,
        groups=[(name, found) for name, found in groups if found],
    )


def _of(area: Area, deps: Deps, allowed: frozenset[str]) -> list[dict[str, Any]]:
    """Every exercise whose first area this is, so that each stands once."""
    return [
        {
            "id": exercise.id,
            "name": exercise.name,
            "summary": exercise.summary,
            "minutes": max(1, round(build_timeline(exercise, DEFAULT_LEVEL).end_s / SECONDS_A_MINUTE)),
            "position": exercise.position,
            "open": exercise.id in allowed,
            "address": "/stretch" if exercise.levels else f"/stretch/{exercise.id}",
        }
        for exercise in deps.catalogue.exercises
        if exercise.areas[0] is area
    ]


routes = [Route("/movements", page, methods=["GET"])]
