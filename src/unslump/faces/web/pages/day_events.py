"""What changes while a page is open: one small message at once and at every change, and a heartbeat.

::

    ticking thread --wake--> loop --a moment later--> {"now", "state", "offer", ...} --> page

A page counts as open for the break service from its connection until it is gone, and no longer.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from contextlib import ExitStack
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from ....app.break_service import BreakService
from ....app.page_rung import Listening
from ....core.words import Words
from ....ports import Notice
from ..deps import Deps, deps_of
from ..offer import offer_of, spoken
from ..render import render
from .home import day_context

MOST_OPEN = 16
"""So many pages may listen at once; a browser keeps six connections, so this is several browsers."""

HEARTBEAT_S = 15.0
"""A comment this often, so that a line that broke silently is noticed on both sides."""

TOGETHER_S = 0.1
"""Changes so close together are one message. Chosen: below what a person sees."""

TOO_MANY, NOTHING_TO_COME = 503, 204
"""A browser does not try again after either."""

HEADERS = {"content-type": "text/event-stream; charset=utf-8", "cache-control": "no-store"}
"""With nothing after them they end a line that is opened while the resident ends: no fault of the page's,
and it asks again as one does that was open before."""


SAME_AS = {"begun": "counting"}
"""The first minute of sitting has a sentence of its own; its becoming the second is nothing to announce."""


class Open:
    """Counts the pages that listen. One event loop uses it."""

    def __init__(self) -> None:
        self.pages = 0


async def events(request: Request) -> Response:
    """Stream the day to one page."""
    deps = deps_of(request)
    if deps.breaks is None:
        return Response(status_code=NOTHING_TO_COME)
    state = request.app.state
    if not hasattr(state, "open_pages"):
        state.open_pages = Open()
    if deps.ending.is_set():
        return Response(headers=HEADERS)
    if state.open_pages.pages >= MOST_OPEN:
        return Response(status_code=TOO_MANY)
    return Stream(deps, deps.breaks, state.open_pages)


class Stream(Response):
    """One page's line, from its first message until the page, or the resident, goes."""

    def __init__(self, deps: Deps, breaks: BreakService, open_pages: Open) -> None:
        super().__init__()
        self._deps, self._breaks, self._open = deps, breaks, open_pages
        self._changed = asyncio.Event()
        self._sent = ""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        loop = asyncio.get_running_loop()

        def wake() -> None:
            loop.call_soon_threadsafe(self._changed.set)

        with ExitStack() as ending:
            self._open.pages += 1
            ending.callback(self._leave)
            ending.callback(self._breaks.subscribe(wake))
            page = ending.enter_context(self._deps.pages_open.listen(wake)) if self._deps.pages_open else None
            head = [(name.encode(), value.encode()) for name, value in HEADERS.items()]
            await send({"type": "http.response.start", "status": 200, "headers": head})
            await self._until_gone(page, receive, send)

    def _leave(self) -> None:
        self._open.pages -= 1

    async def _until_gone(self, page: Listening | None, receive: Receive, send: Send) -> None:
        gone = asyncio.create_task(_gone(receive))
        over = asyncio.create_task(self._deps.ending.wait())
        try:
            while not gone.done():
                await self._say(page, send)
                changed = asyncio.create_task(self._changed.wait())
                await asyncio.wait(
                    (gone, over, changed), timeout=HEARTBEAT_S, return_when=asyncio.FIRST_COMPLETED
                )
                changed.cancel()
                if over.done():
                    await send({"type": "http.response.body", "body": b"", "more_body": False})
                    return
                if self._changed.is_set():
                    await asyncio.sleep(TOGETHER_S)
                    self._changed.clear()
        except OSError:
            return  # it went while something was being sent
        finally:
            gone.cancel()
            over.cancel()

    async def _say(self, page: Listening | None, send: Send) -> None:
        news = page.take() if page else {}
        told = json.dumps(message(self._breaks, self._deps.words, news), ensure_ascii=False)
        fresh = told != self._sent
        self._sent = told
        body = f"data: {told}\n\n" if fresh else ": still here\n\n"
        await send({"type": "http.response.body", "body": body.encode(), "more_body": True})


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def message(breaks: BreakService, t: Words, news: Mapping[str, Notice | None]) -> dict[str, Any]:
    """What a page is told: the sentence of now, a name for the state, the offer's key, and a passing line.

    ``state`` changes when there is something to announce; the minutes within ``now`` alone do not.
    """
    outlook, offer = breaks.outlook(), offer_of(breaks, t)
    state = outlook.why.key.rsplit(".", 1)[-1]
    line = next((n for n in reversed(list(news.values())) if n is not None and n.kind != "offer"), None)
    return {
        "now": spoken(outlook.why, t),
        "state": "-".join([SAME_AS.get(state, state), *outlook.holds]),
        "offer": offer.key if offer else None,
        "stays": offer.stays if offer else "",
        "line": {"title": line.title, "body": line.body} if line else None,
    }


async def offer_part(request: Request) -> Response:
    """The banner alone; empty while nothing is offered."""
    return render(request, "_offer.html")


async def day_part(request: Request) -> Response:
    """The card of the day alone."""
    deps = deps_of(request)
    if deps.breaks is None:
        return HTMLResponse("")
    return render(request, "_day.html", day=day_context(deps))


routes = [
    Route("/day/events", events, methods=["GET"]),
    Route("/day/offer", offer_part, methods=["GET"]),
    Route("/day/now", day_part, methods=["GET"]),
]
