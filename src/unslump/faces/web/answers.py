"""Answers that are not pages of their own: a refusal, a missing page, a mistake of the sender's or of ours.

A person gets a calm page with a way home, a script gets ``{"error": sentence}``; neither gets a traceback.
The page stands alone, so that it can be shown when anything else is broken.
"""

from __future__ import annotations

from collections.abc import Mapping

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from ...core.errors import Missing, NotAllowed, RefusedEvent, StoreTrouble, UnslumpError
from .asked import Asked
from .deps import deps_of
from .guard import Refusal
from .render import render_plain

STATUS: Mapping[type[UnslumpError], int] = {
    NotAllowed: 403,
    Missing: 404,
    RefusedEvent: 409,
    StoreTrouble: 409,
}
"""Any other ``UnslumpError`` is a 400."""

ASKS_TO_START_AGAIN = frozenset({"door", "token"})
"""Refusals that a person meets without having done anything odd; their title is milder."""

NO_WAY_HOME = frozenset({"door", "host"})
"""Refusals after which a link home would only lead to the same refusal."""


def notice(
    request: Request,
    status: int,
    kind: str,
    sentence: str,
    *,
    headers: Mapping[str, str] | None = None,
    home: bool = True,
) -> Response:
    """Answer with one sentence under the title ``server.<kind>.title``."""
    asked: Asked = request.scope["unslump.asked"]
    if asked.wants_page:
        page = {"kind": kind, "sentence": sentence, "home": home}
        answer: Response = render_plain(request, "notice.html", status=status, **page)
    else:
        answer = JSONResponse({"error": sentence}, status_code=status)
    answer.headers.update(headers or {})
    return answer


def refuse(request: Request, refusal: Refusal) -> Response:
    sentence = deps_of(request).words(f"server.refused.{refusal.reason}")
    headers = {name.decode(): value.decode() for name, value in refusal.headers}
    kind = "door" if refusal.reason in ASKS_TO_START_AGAIN else "refused"
    home = refusal.reason not in NO_WAY_HOME
    return notice(request, refusal.status, kind, sentence, headers=headers, home=home)


async def on_http(request: Request, error: Exception) -> Response:
    """Starlette's own objections: no such page, no such method here."""
    assert isinstance(error, HTTPException)
    words = deps_of(request).words
    if error.status_code == 404:
        return notice(request, 404, "missing", words("server.missing.body"))
    if error.status_code == 405:
        return notice(request, 405, "problem", words("server.refused.method"), headers=error.headers)
    return notice(request, error.status_code, "problem", words("server.problem.body"))


async def on_unslump(request: Request, error: Exception) -> Response:
    """An error with a sentence: that sentence, under a status a script can read."""
    assert isinstance(error, UnslumpError)
    status = next((status for kind, status in STATUS.items() if isinstance(error, kind)), 400)
    return notice(request, status, "problem", error.said(deps_of(request).words))


async def on_fault(request: Request, error: Exception) -> Response:
    """A mistake of ours: a calm page, and where it happened in a file in the person's own data folder."""
    deps = deps_of(request)
    deps.faults.note(error)
    return notice(request, 500, "fault", deps.words("server.fault.body", file=deps.faults.name))
