"""The start page."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from .render import render


async def home(request: Request) -> Response:
    return render(request, "home.html")


ROUTES = [Route("/", home, methods=["GET"])]
