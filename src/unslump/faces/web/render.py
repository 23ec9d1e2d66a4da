"""Fill a template. Templates hold no sentence: they ask for words by key, ``t("session.stop.title")``."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse

from .deps import deps_of
from .offer import offer_now

TEMPLATES = Path(__file__).parent / "templates"


@lru_cache(maxsize=1)
def environment() -> Environment:
    """The one template environment: everything escaped, an unknown name is an error, never an empty spot."""
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )


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
    filled = environment().get_template(template).render(shared | context)
    return HTMLResponse(filled, status_code=status)
