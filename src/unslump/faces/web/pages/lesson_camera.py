"""The hip lesson with the camera, an optional step: fingertips on the hips, seen from the front.

Nothing of it is kept: no picture, no answer. The page shows it once.
"""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.websockets import WebSocket

from ....ports import Watcher
from ..camera_line import CameraLine, camera_missing, serve_line
from ..deps import Deps, deps_of
from ..render import render

STEPS = ("face", "whole", "fingers", "moment")


async def page(request: Request) -> Response:
    deps = deps_of(request)
    if missing := camera_missing(deps):
        return render(request, "watch_missing.html", missing=missing, back="/lesson", stays="lesson")
    stature = deps.settings.values()["stature_cm"]
    return render(request, "lesson_camera.html", steps=STEPS, stature=f"{stature:g}")


async def line(socket: WebSocket) -> None:
    await serve_line(socket, Pointing)


class Pointing(CameraLine):
    """One attempt on one line: from the first picture to the answer."""

    last_words = frozenset({"told"})

    def __init__(self, socket: WebSocket, deps: Deps, watcher: Watcher) -> None:
        super().__init__(socket, deps, watcher)
        self._stature_cm = float(deps.settings.values()["stature_cm"])
        self._is_told = False

    def why_off(self) -> str:
        if self._is_told:
            return "told"
        return "locked" if self.deps.is_locked() else ""

    async def turned_off(self, why: str) -> None:
        if why == "locked":
            await self.watcher.ask({"do": "pause"})

    async def answer(self, t_s: float, picture: bytes) -> None:
        asked = {"do": "point", "t_s": t_s, "stature_cm": self._stature_cm}
        answer = await self.watcher.ask(asked, picture)
        self._is_told = bool(answer.get("lines"))
        await self.socket.send_json(answer)


routes: list[BaseRoute] = [
    Route("/lesson/camera", page, methods=["GET"]),
    WebSocketRoute("/lesson/camera/line", line),
]
