"""Watching a session: the page with the camera, its line, and what was seen, afterwards."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.websockets import WebSocket

from ....app.watched_session import Found, Place, can_be_watched, place_of
from ....core.errors import Missing, NotAllowed
from ....ports import Watcher
from ... import motion_report
from ..camera_line import CameraLine, camera_missing, serve_line, turn_away
from ..deps import Deps, deps_of
from ..render import render
from .home import when
from .session import session_page


async def page(request: Request) -> Response:
    """The session page with a camera; or one sentence about what is missing."""
    deps = deps_of(request)
    plan = deps.sessions.plan
    if plan is None or not can_be_watched(plan.exercise.id):
        return RedirectResponse("/session", status_code=303)
    if missing := camera_missing(deps):
        return render(request, "watch_missing.html", missing=missing, back="/session", stays="session")
    return session_page(request, is_watched=True)


async def line(socket: WebSocket) -> None:
    """Pictures of the session that is laid out, until it was seen once."""
    deps = deps_of(socket)
    plan, found = deps.sessions.plan, deps.seen.of(deps.sessions.current_id or "")
    if found is not None and found.stage != "watched":
        await turn_away(socket, {"off": "enough"})
        return
    refusal = "" if plan and can_be_watched(plan.exercise.id) else deps.words("watch.no_session")
    await serve_line(socket, Watched, refusal=refusal)


class Watched(CameraLine):
    """One session on one line."""

    last_words = frozenset({"over", "enough"})

    def __init__(self, socket: WebSocket, deps: Deps, watcher: Watcher) -> None:
        super().__init__(socket, deps, watcher)
        self._session = deps.sessions.current_id or ""
        deps.seen.put(self._session, Found("watched"))

    def _place(self) -> Place | None:
        """Where the guide is, or None: the session is gone."""
        sessions = self.deps.sessions
        if sessions.plan is None or sessions.current_id != self._session:
            return None
        return place_of(sessions.plan, sessions.peek())

    def why_off(self) -> str:
        place, found = self._place(), self.deps.seen.of(self._session)
        if place is None or found is None or place.stage in ("over", "done"):
            return "over"
        if found.stage == "reading":
            return "enough"
        if self.deps.is_locked():
            return "locked"
        return "paused" if place.stage == "paused" else ""

    async def turned_off(self, why: str) -> None:
        if why in ("paused", "locked"):
            await self.watcher.ask({"do": "pause"})

    async def answer(self, t_s: float, picture: bytes) -> None:
        place = self._place()
        if place is None:
            return
        answer = await self.watcher.ask({"do": "look", "t_s": t_s, **place.asked()}, picture)
        if answer.get("enough"):
            self.deps.seen.replace(self._session, Found("reading"))
        await self.socket.send_json(answer)

    async def end(self) -> None:
        """Have what was seen read, where the session came to its end; else let all of it go."""
        if self.deps.ending.is_set() or not self._is_worth_reading():
            self.deps.seen.drop(self._session)
            await self.watcher.close()
            return
        self.deps.seen.put(self._session, Found("reading"))
        task = asyncio.create_task(self._read())
        _READING.add(task)
        task.add_done_callback(_READING.discard)

    def _is_worth_reading(self) -> bool:
        """Whether everything was seen or the session came to its end, and it was not erased meanwhile."""
        place, found = self._place(), self.deps.seen.of(self._session)
        if found is None:
            return False
        return found.stage == "reading" or (place is not None and place.stage == "done")

    async def _read(self) -> None:
        deps = self.deps
        try:
            label = deps.words("watch.label", when=_when(deps, self._session))
            answer = await self.watcher.ask({"do": "read", "label": label})
            found = _found_in(answer)
        except Missing as missing:
            found = Found("nothing", problem=missing.said(deps.words))
        finally:
            await self.watcher.close()
        deps.seen.replace(self._session, found)


def _found_in(answer: Mapping[str, Any]) -> Found:
    """Return what an answer tells: a document, or why there is none."""
    if "document" in answer:
        return Found("told", answer["document"])
    return Found("nothing", problem=str(answer["problem"]))


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
    if found.stage != "told":
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
    if found is None or found.stage != "told":
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
