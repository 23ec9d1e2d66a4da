"""Build the application from its routes and serve it on a socket that is already open.

A module ``faces/web/routes*.py`` with a list ``ROUTES`` adds pages; nothing else has to be told of them.
"""

from __future__ import annotations

import asyncio
import pkgutil
import socket
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import uvicorn
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.routing import BaseRoute
from uvicorn.protocols.http.h11_impl import H11Protocol

from ...app.ending import Ending
from ...core.errors import UnslumpError
from . import answers, launch, static_files
from .asked import Door
from .deps import Deps
from .guard import MAX_SOCKET_MESSAGE_BYTES, App, Guard, Receive, Refusal, Scope, Send

if TYPE_CHECKING:
    import h11  # uvicorn's own; only named here

HEAD_WITHIN_S = 10.0
"""A request whose head has not arrived after this long is given up. Chosen: a local browser needs 1 ms."""

MAX_HEAD_BYTES = 32 * 1024
KEEP_ALIVE_S = 30
MOST_CONNECTIONS = 128
"""Beyond it the longest silent one is closed, so that file handles remain for everything else. Chosen: a
browser opens six to one place."""
GRACE_S = 2
"""How long open answers may take to end when the resident ends, seconds."""


def find_routes() -> list[BaseRoute]:
    """Gather the routes of every ``routes*`` module of this package, in the order of their names."""
    package = __package__ or ""
    found = import_module(package).__path__
    names = sorted(module.name for module in pkgutil.iter_modules(found) if module.name.startswith("routes"))
    pages = [route for name in names for route in import_module(f"{package}.{name}").ROUTES]
    return [*launch.ROUTES, *static_files.ROUTES, *pages]


def build(deps: Deps, *, port: int, routes: list[BaseRoute] | None = None) -> App:
    """Return the guarded ASGI application.

    Parameters
    ----------
    routes : list of BaseRoute, optional
        Instead of those that are found; for tests.
    """
    inner = Starlette(
        routes=find_routes() if routes is None else routes,
        exception_handlers={
            HTTPException: answers.on_http,
            UnslumpError: answers.on_unslump,
            Exception: answers.on_fault,
        },
    )
    inner.router.redirect_slashes = False
    inner.state.deps, inner.state.door = deps, Door(port, deps.keyring)

    def answer(refusal: Refusal) -> App:
        async def refused(scope: Scope, receive: Receive, send: Send) -> None:
            scope["app"] = inner
            asked = Request({**scope, "type": "http", "method": "GET"} if scope["type"] != "http" else scope)
            await answers.refuse(asked, refusal)(scope, receive, send)

        return refused

    return Guard(inner, door=inner.state.door, answer=answer)


class PatientProtocol(H11Protocol):
    """HTTP/1.1 that does not wait for ever for half a request, and not for everybody at once."""

    is_ours: Callable[[int, int], bool] = staticmethod(lambda *_: True)
    _waiting: asyncio.TimerHandle | None = None
    _upgraded = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        if not self.is_ours(transport.get_extra_info("peername")[1], transport.get_extra_info("sockname")[1]):
            transport.abort()  # another user of this computer: not even a refusal
            return
        if len(self.connections) > MOST_CONNECTIONS:
            self._make_room()
        self._wait()

    def _make_room(self) -> None:
        """Close the one that has said nothing for the longest time."""
        waits = {
            c._waiting.when(): c for c in self.connections if isinstance(c, PatientProtocol) and c._waiting
        }
        if waits:
            oldest = waits[min(waits)]
            oldest._stop_waiting()  # it is gone in a moment: the next one must choose another
            oldest.transport.abort()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self._busy or self._upgraded:
            self._stop_waiting()
        elif self._waiting is None:
            self._wait()

    def handle_websocket_upgrade(self, event: h11.Request) -> None:
        self._upgraded = True  # what comes from here on goes to another, and may come slowly
        super().handle_websocket_upgrade(event)

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_waiting()
        super().connection_lost(exc)

    @property
    def _busy(self) -> bool:
        return self.cycle is not None and not self.cycle.response_complete

    def _wait(self) -> None:
        self._waiting = self.loop.call_later(HEAD_WITHIN_S, self._give_up)

    def _stop_waiting(self) -> None:
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None

    def _give_up(self) -> None:
        self._waiting = None
        if not self._busy:
            self.transport.close()


def _live_protocol(**about: Any) -> asyncio.Protocol:
    """Make the protocol of a live connection; its library is loaded with the first."""
    from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

    return WebSocketsSansIOProtocol(**about)


def speaks_live() -> bool:
    """Whether live connections can be spoken here: the library comes with the camera extra."""
    return find_spec("websockets") is not None


class _Server(uvicorn.Server):
    """A server that leaves signals to the resident."""

    def capture_signals(self) -> AbstractContextManager[None]:  # type: ignore[override]
        return nullcontext()


def serve(app: App, listening: socket.socket, *, ending: Ending, deps: Deps) -> None:
    """Serve on ``listening`` until the end is asked for. Logs nothing: addresses may hold keys."""
    config = uvicorn.Config(
        app,
        http=type("OurProtocol", (PatientProtocol,), {"is_ours": staticmethod(deps.is_ours)}),
        loop="asyncio",
        ws=_live_protocol if speaks_live() else "none",  # type: ignore[arg-type]
        ws_max_size=MAX_SOCKET_MESSAGE_BYTES,
        ws_per_message_deflate=False,  # what comes is compressed already
        lifespan="off",
        log_config=None,
        log_level="critical",
        access_log=False,
        proxy_headers=False,
        server_header=False,
        h11_max_incomplete_event_size=MAX_HEAD_BYTES,
        timeout_keep_alive=KEEP_ALIVE_S,
        timeout_graceful_shutdown=GRACE_S,
    )
    server = _Server(config)
    asyncio.run(_serve(server, listening, ending, deps))


async def _serve(server: _Server, listening: socket.socket, ending: Ending, deps: Deps) -> None:
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(
        lambda *_: None
    )  # of lines that break; a page's own faults are noted elsewhere

    def end() -> None:
        server.should_exit = True
        loop.call_soon_threadsafe(deps.ending.set)

    ending.on_ask(end)
    await server.serve(sockets=[listening])
