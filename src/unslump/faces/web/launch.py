"""The way in: a one-time token from the terminal becomes a session cookie in the browser.

The cookie is SameSite=Strict. Chromium sends such a cookie on the redirect after an address that was typed,
or opened by another program (Sec-Fetch-Site: none). When a page elsewhere led here (a terminal inside a
browser), it withholds it for the whole chain of redirects; there a page of our own goes on instead, and that
step is same-site. Where it leads, to Today or to the break that was begun, the token itself remembers: there
is no redirect parameter to abuse.
"""

from __future__ import annotations

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from ...app.address import LAUNCH_PATH, launch_url
from ...app.keyring import Where
from .answers import refuse
from .asked import Asked, Door
from .deps import deps_of
from .guard import Refusal
from .render import render_plain

PAGES: Mapping[Where, str] = {"home": "/", "break": "/break"}


def door_of(request: Request) -> Door:
    door: Door = request.app.state.door
    return door


def asked_of(request: Request) -> Asked:
    asked: Asked = request.scope["unslump.asked"]
    return asked


async def come_in(request: Request) -> Response:
    """Take a launch token, once. A browser that only looks ahead (HEAD, prefetch) uses nothing up."""
    asked, door = asked_of(request), door_of(request)
    if asked.method != "GET" or b"prefetch" in (asked.header(b"sec-purpose") or b""):
        return refuse(request, Refusal(405, "method", ((b"allow", b"GET"),)))
    entry = deps_of(request).keyring.redeem(request.query_params.get("token", ""))
    if entry is None:
        return refuse(request, Refusal(403, "token"))
    page = PAGES[entry.where]
    if asked.header(b"sec-fetch-site") == b"none":
        answer: Response = RedirectResponse(page, status_code=303)
    else:
        answer = render_plain(request, "continue.html", home=page)
    answer.set_cookie(door.cookie, entry.session, httponly=True, samesite="strict", path="/")
    return answer


async def mint(request: Request) -> Response:
    """Give the command line a new launch address. A browser's cookie cannot ask for one."""
    door = door_of(request)
    if not door.has_bearer(asked_of(request)):
        return refuse(request, Refusal(403, "door"))
    return JSONResponse({"url": launch_url(door.port, deps_of(request).keyring.mint())})


ROUTES = [
    Route(LAUNCH_PATH, come_in, methods=["GET"]),
    Route("/api/launch", mint, methods=["POST"]),
]
