"""Watching a session: the camera page, its line, and what was seen, afterwards.

::

    camera -> browser -> one JPEG a message -> line -> process that looks -> {"advice", "say"} -> page
                                                 |
                              paused, over, locked, enough -> {"off"}: the page lets the camera go

The page lets it go by itself too, at once; what is said here is for what the page cannot know. A picture that
comes while it should be off is dropped unread. One page watches at a time.
"""

from __future__ import annotations

import asyncio
import math
import struct

from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from ....app.watched_session import Found, Place, can_be_watched, place_of
from ....core.errors import Missing, NotAllowed
from ....ports import Watcher
from ... import motion_report
from ..deps import Deps, deps_of
from ..render import render
from .home import when
from .session import session_page

LOOK_S = 0.2
"""How often it is seen whether the camera should be off, while no picture comes. Chosen."""

HEAD = struct.Struct("<d")
"""Before each picture: its time, seconds of the page's own clock."""

NOT_NOW = 4000
"""Code of a line that ends with a reason; the sentence came before it."""


async def page(request: Request) -> Response:
    """The session page with a camera; or one sentence about what is missing."""
    deps = deps_of(request)
    plan = deps.sessions.plan
    if plan is None or not can_be_watched(plan.exercise.id):
        return RedirectResponse("/session", status_code=303)
    if missing := _missing(deps):
        return render(request, "watch_missing.html", missing=missing)
    return session_page(request, is_watched=True)


def _missing(deps: Deps) -> str:
    if deps.camera is None:
        return deps.words("watch.none")
    trouble = deps.camera.trouble()
    return trouble.said(deps.words) if trouble else ""


async def line(socket: WebSocket) -> None:
    """One page's pictures, from the first to the last."""
    deps, state = deps_of(socket), socket.app.state
    await socket.accept()
    if getattr(state, "is_watching", False):
        await _refuse(socket, deps.words("watch.elsewhere"))
        return
    if deps.camera is None or deps.sessions.plan is None or deps.ending.is_set():
        await _refuse(socket, deps.words("watch.no_session"))
        return
    state.is_watching = True
    try:
        await _with_watcher(socket, deps)
    except (WebSocketDisconnect, OSError):
        return  # the page went
    finally:
        state.is_watching = False


async def _refuse(socket: WebSocket, sentence: str) -> None:
    await socket.send_json({"problem": sentence, "off": "refused"})
    await socket.close(NOT_NOW)


async def _with_watcher(socket: WebSocket, deps: Deps) -> None:
    assert deps.camera is not None
    try:
        watcher = await deps.camera.start()
    except Missing as missing:
        await _refuse(socket, missing.said(deps.words))
        return
    watched = Watched(socket, deps, watcher)
    try:
        await watched.follow()
    except Missing as missing:
        await _refuse(socket, missing.said(deps.words))
    finally:
        await watched.end()


class Watched:
    """One session on one line."""

    def __init__(self, socket: WebSocket, deps: Deps, watcher: Watcher) -> None:
        self._socket, self._deps, self._watcher = socket, deps, watcher
        self._session = deps.sessions.current_id or ""
        self._off = ""
        self._has_enough = False
        self._reading: asyncio.Task[None] | None = None

    async def follow(self) -> None:
        """Answer every picture, until the page, the session or the resident ends."""
        self._deps.seen.put(self._session, Found())
        await self._socket.send_json({"ready": True})
        over = asyncio.create_task(self._deps.ending.wait())
        heard = asyncio.create_task(self._socket.receive())
        try:
            while True:
                await asyncio.wait((over, heard), timeout=LOOK_S, return_when=asyncio.FIRST_COMPLETED)
                if over.done() or await self._turned_off():
                    return
                if heard.done():
                    message = heard.result()
                    if message["type"] == "websocket.disconnect":
                        return
                    await self._answer(message.get("bytes") or b"")
                    heard = asyncio.create_task(self._socket.receive())
        finally:
            over.cancel()
            heard.cancel()

    def _place(self) -> Place | None:
        """Where the guide is, or None: the session is gone."""
        sessions = self._deps.sessions
        if sessions.plan is None or sessions.current_id != self._session:
            return None
        return place_of(sessions.plan, sessions.peek())

    def _why_off(self) -> str:
        place = self._place()
        if place is None or place.is_over:
            return "over"
        if self._has_enough:
            return "enough"
        if self._deps.is_locked():
            return "locked"
        return "" if place.is_on else "paused"

    async def _turned_off(self) -> bool:
        """Tell the page when the camera is to go off or may come back; return whether for good."""
        why = self._why_off()
        if why != self._off:
            if why in ("paused", "locked"):
                await self._watcher.ask({"do": "pause"})
            self._off = why
            await self._socket.send_json({"off": why})
        return why in ("over", "enough")

    async def _answer(self, message: bytes) -> None:
        """Let one picture be looked at, and answer with what helps."""
        place = self._place()
        if self._off or place is None or len(message) <= HEAD.size:
            return
        (t_s,) = HEAD.unpack_from(message)
        if not math.isfinite(t_s):
            return
        answer = await self._watcher.ask({"do": "look", "t_s": t_s, **place.asked()}, message[HEAD.size :])
        self._has_enough = bool(answer.get("enough"))
        await self._socket.send_json(answer)

    async def end(self) -> None:
        """Have what was seen read, where the session came to its end; else let all of it go."""
        place = self._place()
        if self._deps.ending.is_set() or not (self._has_enough or (place is not None and place.is_done)):
            self._deps.seen.drop_pending(self._session)
            await self._watcher.close()
            return
        task = asyncio.create_task(self._read())
        _READING.add(task)
        task.add_done_callback(_READING.discard)

    async def _read(self) -> None:
        deps = self._deps
        try:
            label = deps.words("watch.label", when=_when(deps, self._session))
            answer = await self._watcher.ask({"do": "read", "label": label})
            found = Found(answer.get("document"), str(answer.get("problem", "")))
        except Missing as missing:
            found = Found(problem=missing.said(deps.words))
        finally:
            await self._watcher.close()
        deps.seen.put(self._session, found)


_READING: set[asyncio.Task[None]] = set()
"""What is being read: a task that nobody holds may vanish."""


def _when(deps: Deps, session_id: str) -> str:
    begun = next((s.began_at for s in deps.store.history().sessions if s.id == session_id), None)
    return when(begun, deps.clock.now().wall, deps.words) if begun else ""


async def seen(request: Request) -> Response:
    """What the camera saw of one session, as the report of a recording."""
    found = _found(request)
    if found is None:
        return RedirectResponse("/", status_code=303)
    if found.document is None:
        return render(request, "watch_waits.html", problem=found.problem)
    return HTMLResponse(motion_report.html(found.document, deps_of(request).words, linked=_links(request)))


def _links(request: Request) -> motion_report.Links:
    session = request.path_params["session_id"]
    return motion_report.Links(
        style="/seen.css", back=f"/after/{session}", home="/", save=f"/seen/{session}/report.html"
    )


async def report(request: Request) -> Response:
    """The same as one file, to keep."""
    found = _found(request)
    if found is None or found.document is None:
        raise NotAllowed("watch.not_there")
    told = motion_report.html(found.document, deps_of(request).words)
    return HTMLResponse(told, headers={"content-disposition": 'attachment; filename="unslump-fold.html"'})


def _found(request: Request) -> Found | None:
    """What came of the session that is asked for; a session that was erased has nothing."""
    deps, session = deps_of(request), request.path_params["session_id"]
    is_kept = any(kept.id == session for kept in deps.store.history().sessions)
    return deps.seen.of(session) if is_kept else None


async def style(_: Request) -> Response:
    return FileResponse(motion_report.STYLE, media_type="text/css")


routes: list[BaseRoute] = [
    Route("/session/watch", page, methods=["GET"]),
    WebSocketRoute("/session/watch/line", line),
    Route("/seen.css", style, methods=["GET"]),
    Route("/seen/{session_id}", seen, methods=["GET"]),
    Route("/seen/{session_id}/report.html", report, methods=["GET"]),
]
