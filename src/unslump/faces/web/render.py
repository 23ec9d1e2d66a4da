"""Fill a template. Templates hold no sentence: they ask for words by key, ``t("session.stop.title")``."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse

from .deps import deps_of

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

    Every template has ``t`` (words by key), ``language``, ``path`` (of this request), ``theme`` and ``nav``
    (the entry of the menu that is on) besides ``context``.
    """
    deps = deps_of(request)
    shared = {"t": deps.words, "language": deps.words.language, "path": request.url.path, "nav": None}
    page = environment().get_template(template)
    filled = page.render(shared | {"theme": deps.settings.values()["theme"]} | context)
    return HTMLResponse(filled, status_code=status)
