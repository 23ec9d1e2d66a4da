"""Small figures outside a session: the fold and uncurl as a picture that moves."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from ....core.figure.film import film_for
from ....core.session.timeline import DEFAULT_LEVEL, build_timeline
from ..deps import deps_of

FIRST_PHASE, LAST_PHASE, STILL_PHASE = "P4", "P10", "P6"


async def film(request: Request) -> Response:
    """The movement of one exercise from the breath in to the head up, and where to stand still in it."""
    deps = deps_of(request)
    exercise = deps.exercise(request.path_params["exercise_id"])
    timeline = build_timeline(exercise, DEFAULT_LEVEL)
    spans = {phase.id: phase for phase in reversed(timeline.phases)}
    first, still = spans.get(FIRST_PHASE, timeline.phases[0]), spans.get(STILL_PHASE, timeline.phases[0])
    last = next((p for p in reversed(timeline.phases) if p.id == LAST_PHASE), timeline.phases[-1])
    look = deps.look()
    return JSONResponse(
        {
            "film": film_for(timeline, build=look["build"]).to_json(),
            "from_s": first.start_s,
            "to_s": last.end_s,
            "still_s": (still.start_s + still.end_s) / 2,
            "look": look,
        }
    )


routes = [Route("/figure/{exercise_id}.json", film, methods=["GET"])]
