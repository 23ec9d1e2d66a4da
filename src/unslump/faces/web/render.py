"""Fill a template. Templates hold no sentence: they ask for words by key, ``t("session.stop.title")``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse

from ..templating import environment
from .deps import deps_of
from .offer import offer_now

TEMPLATES = Path(__file__).parent / "templates"


def render(request: Request, template: str, *, status: int = 200, **context: Any) -> HTMLResponse:
    """Fill ``template`` and answer with it.

    Every template has ``t`` (words by key), ``language``, ``path`` (of this request), ``theme``,
    ``shortcuts`` (whether "?" does anything), ``offer`` (of a break, if one shows now) and ``nav`` (the entry
    of the menu that is on) besides ``context``.
    """
    deps = deps_of(request)
    values = deps.settings.values()
    shared = {
        "theme": values["theme"],
        "shortcuts": values["shortcuts"],
        "offer": offer_now(deps),
        "nav": None,
    }
    return render_plain(request, template, status=status, **{**shared, **context})


def render_plain(request: Request, template: str, *, status: int = 200, **context: Any) -> HTMLResponse:
    """Fill a template that reads no setting: what says that the settings file is broken must not need it."""
    words = deps_of(request).words
    shared = {"t": words, "language": words.language, "path": request.url.path}
    filled = environment(TEMPLATES).get_template(template).render(shared | context)
    return HTMLResponse(filled, status_code=status)
