"""The line of a page with a camera: one picture a message, looked at in another process, answered at once.

::

    camera -> browser -> one JPEG a message -> line -> process that looks -> what helps -> page
                                                 |
                                        why it should be off: {"off"}, and the page lets the camera go

The page lets it go by itself too, at once; what is said here is for what the page cannot know. A picture that
comes while it should be off is dropped unread. One page has the camera at a time.
"""

from __future__ import annotations

import asyncio
import math
import struct
from abc import ABC, abstractmethod
from typing import ClassVar

from starlette.websockets import WebSocket, WebSocketDisconnect

from ...core.errors import Missing
from ...ports import Watcher
from .deps import Deps, deps_of

LOOK_S = 0.2
"""How often it is seen whether the camera should be off, while no picture comes. Chosen."""

HEAD = struct.Struct("<d")
"""Before each picture: its time, seconds of the page's own clock."""

TURN_WITHIN_S = 5.0
"""So long a page waits for the one before it. Chosen: who turns the camera off and on again finds the process
that looks still loading, which takes one to three seconds."""

NOT_NOW = 4000
"""Code of a line that ends with a reason; the sentence came before it."""


class CameraLine(ABC):
    """One page's pictures, from the first to the last."""

    last_words: ClassVar[frozenset[str]]
    """Why it is off for good."""

    def __init__(self, socket: WebSocket, deps: Deps, watcher: Watcher) -> None:
        self.socket, self.deps, self.watcher = socket, deps, watcher
        self.off = ""

    @abstractmethod
    def why_off(self) -> str:
        """Why the camera is to be off now, or an empty text."""

    @abstractmethod
    async def answer(self, t_s: float, picture: bytes) -> None:
        """Have one picture looked at, and tell the page what helps."""

    @abstractmethod
    async def turned_off(self, why: str) -> None:
        """The camera goes off, or may come back where ``why`` is empty."""

    async def end(self) -> None:
        """The page is gone, or nothing will come any more."""
        await self.watcher.close()

    async def follow(self) -> None:
        """Answer every picture, until the page, the occasion or the resident ends."""
        await self.socket.send_json({"ready": True})
        over = asyncio.create_task(self.deps.ending.wait())
        heard = asyncio.create_task(self.socket.receive())
        try:
            while True:
                await asyncio.wait((over, heard), timeout=LOOK_S, return_when=asyncio.FIRST_COMPLETED)
                if over.done() or await self._is_off_for_good():
                    return
                if heard.done():
                    message = heard.result()
                    if message["type"] == "websocket.disconnect":
                        return
                    await self._take(message.get("bytes") or b"")
                    heard = asyncio.create_task(self.socket.receive())
        finally:
            over.cancel()
            heard.cancel()

    async def _is_off_for_good(self) -> bool:
        why = self.why_off()
        if why != self.off:
            self.off = why
            await self.turned_off(why)
            await self.socket.send_json({"off": why})
        return why in self.last_words

    async def _take(self, message: bytes) -> None:
        if self.off or len(message) <= HEAD.size:
            return
        (t_s,) = HEAD.unpack_from(message)
        if math.isfinite(t_s):
            await self.answer(t_s, message[HEAD.size :])


async def serve_line(socket: WebSocket, kind: type[CameraLine], *, refusal: str = "") -> None:
    """Serve one page's line.

    Parameters
    ----------
    refusal : str
        Why there is nothing to look at, one sentence.
    """
    deps = deps_of(socket)
    await socket.accept()
    try:
        if refusal or deps.camera is None or deps.ending.is_set():
            await _refuse(socket, refusal or deps.words("watch.none"))
        elif not await _its_turn(socket):
            await _refuse(socket, deps.words("watch.elsewhere"))
        else:
            try:
                await _with_watcher(socket, deps, kind)
            finally:
                socket.app.state.camera_turn.release()
    except (WebSocketDisconnect, OSError):
        return  # the page went


async def _its_turn(socket: WebSocket) -> bool:
    """Wait a moment for the page before it to let go; return whether it has."""
    state = socket.app.state
    if not hasattr(state, "camera_turn"):
        state.camera_turn = asyncio.Lock()
    try:
        async with asyncio.timeout(TURN_WITHIN_S):
            await state.camera_turn.acquire()
    except TimeoutError:
        return False
    return True


async def _with_watcher(socket: WebSocket, deps: Deps, kind: type[CameraLine]) -> None:
    assert deps.camera is not None
    line = None
    try:
        line = kind(socket, deps, await deps.camera.start())
        await line.follow()
    except Missing as missing:
        await _refuse(socket, missing.said(deps.words))
    finally:
        if line is not None:
            await line.end()


async def _refuse(socket: WebSocket, sentence: str) -> None:
    await socket.send_json({"problem": sentence, "off": "refused"})
    await socket.close(NOT_NOW)


def camera_missing(deps: Deps) -> str:
    """Return what is not set up, one sentence, or an empty text."""
    if deps.camera is None:
        return deps.words("watch.none")
    trouble = deps.camera.trouble()
    return trouble.said(deps.words) if trouble else ""
