"""The line of a page with a camera: one picture a message, looked at in another process, answered at once.

::

    camera -> browser -> one JPEG a message -> line -> process that looks -> what helps -> page
                                                 |
                                        why it should be off: {"off"}, and the page lets the camera go

The page lets it go by itself too, at once; what is said here is for what the page cannot know. A picture that
comes while it should be off is dropped unread. One page has the camera at a time. Who is gone is noticed at
any moment, whatever is waited for: a process that hangs holds up neither the next page nor the end of the
resident.
"""

from __future__ import annotations

import asyncio
import math
import struct
from abc import ABC, abstractmethod
from collections.abc import Coroutine, Mapping
from typing import Any, ClassVar

from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

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

MOST_WAITING = 4
"""Pictures that wait to be looked at; beyond it the line is read no further, and who floods it waits. Chosen:
the page sends two before it has an answer, and two more where it was turned off and on."""

NOT_NOW = 4000
"""Code of a line that ends with a reason; the sentence came before it."""

Pictures = asyncio.Queue[bytes]
"""What the page has sent and nobody has looked at."""


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

    async def follow(self, pictures: Pictures) -> None:
        """Answer every picture, until the occasion ends."""
        await self.socket.send_json({"ready": True})
        while True:
            message = await _next(pictures)
            if await self._is_off_for_good():
                return
            await self._take(message)

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
    pictures = Pictures(MOST_WAITING)
    await socket.accept()
    await _until_one_ends(
        _serve(socket, deps, kind, pictures, refusal), _hear(socket, pictures), deps.ending.wait()
    )


async def _until_one_ends(*doing: Coroutine[Any, Any, object]) -> None:
    """Do all of them until one has come to its end, and end the others before this returns."""
    tasks = [asyncio.create_task(each) for each in doing]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        ended = await asyncio.gather(*tasks, return_exceptions=True)
    for each in ended:
        if isinstance(each, Exception):
            raise each


async def _hear(socket: WebSocket, pictures: Pictures) -> None:
    """Take in what the page sends, until it is gone."""
    while (message := await socket.receive())["type"] != "websocket.disconnect":
        await pictures.put(message.get("bytes") or b"")


async def _next(pictures: Pictures) -> bytes:
    """Return the next message; none after a while, to see whether the camera should be off."""
    try:
        async with asyncio.timeout(LOOK_S):
            return await pictures.get()
    except TimeoutError:
        return b""


async def _serve(
    socket: WebSocket, deps: Deps, kind: type[CameraLine], pictures: Pictures, refusal: str
) -> None:
    try:
        if refusal or deps.camera is None or deps.ending.is_set():
            await _refuse(socket, refusal or deps.words("watch.none"))
        elif not await _its_turn(socket):
            await _refuse(socket, deps.words("watch.elsewhere"))
        else:
            try:
                await _with_watcher(socket, deps, kind, pictures)
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


async def _with_watcher(socket: WebSocket, deps: Deps, kind: type[CameraLine], pictures: Pictures) -> None:
    assert deps.camera is not None
    line = None
    try:
        line = kind(socket, deps, await deps.camera.start())
        await line.follow(pictures)
    except Missing as missing:
        await _refuse(socket, missing.said(deps.words))
    finally:
        if line is not None:
            await line.end()


async def turn_away(socket: WebSocket, said: Mapping[str, str]) -> None:
    """Say why nothing is looked at here, and end the line."""
    if socket.application_state is WebSocketState.CONNECTING:
        await socket.accept()
    await socket.send_json(said)
    await socket.close(NOT_NOW)


async def _refuse(socket: WebSocket, sentence: str) -> None:
    await turn_away(socket, {"problem": sentence, "off": "refused"})


def camera_missing(deps: Deps) -> str:
    """Return what is not set up, one sentence, or an empty text."""
    if deps.camera is None:
        return deps.words("watch.none")
    trouble = deps.camera.trouble()
    return trouble.said(deps.words) if trouble else ""
