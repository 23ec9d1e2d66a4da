"""The first page of the first run: what it is, what it will not do, and one way on."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ..render import render


async def page(request: Request) -> Response:
    return render(request, "welcome.html")


routes = [Route("/welcome", page, methods=["GET"])]
