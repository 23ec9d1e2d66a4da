"""Every page of a person's way; each file of ``pages`` brings its own routes."""

from __future__ import annotations

from starlette.routing import BaseRoute

from .pages import after, figure, home, lesson, session, stretch

ROUTES: list[BaseRoute] = [
    *home.routes,
    *stretch.routes,
    *lesson.routes,
    *session.routes,
    *after.routes,
    *figure.routes,
]
