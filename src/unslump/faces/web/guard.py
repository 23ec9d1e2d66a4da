"""The guard before every page: a local server is still a server, and any web page can knock on its port.

The rules, in the order they are asked. The first that objects answers; nothing behind it has run.

1.  One value each of Host, Origin, Cookie, Authorization, Content-Length and the Sec-Fetch headers.
2.  Host is exactly one of our names with our port (no other case, no trailing dot): against DNS rebinding.
3.  The path is plain: no ``..``, ``//``, backslash, encoded slash, control character or broken UTF-8.
4.  GET, HEAD and POST; nothing else is spoken. GET and HEAD change no record anywhere.
5.  Sec-Fetch-Site, where sent, is ``same-origin`` or ``none``. Pages of other local servers are ``same-site``
    and stay out. One exception: ``/launch`` as a page of its own, because its token is the proof, and a
    terminal inside a browser links to it from elsewhere.
6.  Origin, where sent, is exactly ours; a POST or a WebSocket must send it.
7.  A live connection is offered only where there is one (``LINES``), and as a WebSocket that the server
    really speaks.
8.  The door: a session cookie, or the command line's bearer. Open without: ``/launch`` and ``/static/``.
9.  A body is at most 1 MB, counted as it arrives, and arrives within 20 s; a WebSocket message 256 kB.

Every answer, refusals too, carries the security headers. The camera is allowed to the pages that use it, and
to no other. Nothing here logs an address or a key.

Source of the rules: docs/design.md "Safety of the local server".
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from dataclasses import dataclass
from typing import Any

from ...app.address import LAUNCH_PATH
from .asked import Asked, Door

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

MAX_BODY_BYTES = 1024 * 1024
MAX_SOCKET_MESSAGE_BYTES = 256 * 1024
BODY_WITHIN_S = 20.0
"""A body that has not arrived after this long is given up. Chosen: 1 MB at 50 kB/s."""

MAX_PATH_BYTES = 1024
MAX_QUERY_BYTES = 4096
METHODS = frozenset({"GET", "HEAD", "POST"})
ONCE = (
    b"host",
    b"origin",
    b"cookie",
    b"authorization",
    b"content-length",
    b"content-type",
    b"upgrade",
    b"sec-fetch-site",
    b"sec-fetch-mode",
    b"sec-fetch-dest",
)
STATIC_PATH = "/static/"
CAMERA_PAGES = frozenset({"/session/watch", "/lesson/camera"})
"""Pages that may ask the browser for the camera."""
LINES = frozenset({f"{page}/line" for page in CAMERA_PAGES})
"""Where a live connection is spoken."""

SECURITY_HEADERS: tuple[tuple[bytes, bytes], ...] = (
    (
        b"content-security-policy",
        b"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        b"font-src 'none'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    ),
    (b"x-content-type-options", b"nosniff"),
    # same-origin, not no-referrer: under no-referrer browsers send "Origin: null" with our own forms.
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (
        b"permissions-policy",
        b"camera=(), microphone=(), geolocation=(), payment=(), usb=(), serial=(), midi=(), "
        b"display-capture=(), screen-wake-lock=(self), fullscreen=(self), autoplay=(self)",
    ),
    (b"x-frame-options", b"DENY"),
)
NO_STORE = (b"cache-control", b"no-store")


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a request is not served: a status and the words ``server.refused.<reason>``."""

    status: int
    reason: str
    headers: tuple[tuple[bytes, bytes], ...] = ()


Rule = Callable[[Asked, Door], Refusal | None]


def said_once(asked: Asked, _: Door) -> Refusal | None:
    return Refusal(400, "headers") if any(asked.count(name) > 1 for name in ONCE) else None


def our_host(asked: Asked, door: Door) -> Refusal | None:
    return None if asked.header(b"host") in door.hosts else Refusal(421, "host")


def plain_path(asked: Asked, _: Door) -> Refusal | None:
    if len(asked.raw_path) > MAX_PATH_BYTES or len(asked.query) > MAX_QUERY_BYTES:
        return Refusal(414, "path")
    path, raw = asked.path, asked.raw_path.lower()
    odd = (
        not path.startswith("/")
        or "//" in path
        or b"%2f" in raw
        or any(part in (".", "..") for part in path.split("/"))
        or any(c < " " or c in "\\\x7f\ufffd" for c in path)
    )
    return Refusal(400, "path") if odd else None


def known_method(asked: Asked, _: Door) -> Refusal | None:
    if asked.method in METHODS:
        return None
    return Refusal(405, "method", ((b"allow", b"GET, HEAD, POST"),))


def from_here(asked: Asked, _: Door) -> Refusal | None:
    site = asked.header(b"sec-fetch-site")
    if site in (None, b"same-origin", b"none") or is_launch_page(asked):
        return None
    return Refusal(403, "elsewhere")


def is_launch_page(asked: Asked) -> bool:
    """Whether this is somebody following a launch address as a page of its own, not a frame or a fetch."""
    return (
        asked.path == LAUNCH_PATH
        and asked.method == "GET"
        and asked.header(b"sec-fetch-mode") == b"navigate"
        and asked.header(b"sec-fetch-dest") == b"document"
    )


def our_origin(asked: Asked, door: Door) -> Refusal | None:
    origin = asked.header(b"origin")
    must_say = asked.is_socket or asked.method not in ("GET", "HEAD")
    if origin in door.origins or (origin is None and not must_say):
        return None
    return Refusal(403, "origin")


def real_socket(asked: Asked, _: Door) -> Refusal | None:
    """An upgrade that reaches us as plain HTTP is one the server does not speak."""
    is_real = asked.speaks_socket and asked.path in LINES
    return Refusal(400, "socket") if asked.is_socket and not is_real else None


def through_the_door(asked: Asked, door: Door) -> Refusal | None:
    open_to_all = asked.path == LAUNCH_PATH or asked.path.startswith(STATIC_PATH)
    return None if open_to_all or door.lets_in(asked) else Refusal(403, "door")


def small_enough(asked: Asked, _: Door) -> Refusal | None:
    said = asked.header(b"content-length")
    if said is None:
        return None
    if not said.isdigit():
        return Refusal(400, "headers")
    return TOO_LARGE if len(said) > 9 or int(said) > MAX_BODY_BYTES else None


CLOSE = ((b"connection", b"close"),)
TOO_LARGE = Refusal(413, "too_large", CLOSE)
TOO_SLOW = Refusal(408, "too_slow", CLOSE)

RULES: tuple[Rule, ...] = (
    said_once,
    our_host,
    plain_path,
    known_method,
    from_here,
    our_origin,
    real_socket,
    through_the_door,
    small_enough,
)


def judge(asked: Asked, door: Door) -> Refusal | None:
    """Ask every rule in order; return the first objection, or None."""
    for rule in RULES:
        if refusal := rule(asked, door):
            return refusal
    return None


Answer = Callable[[Refusal], App]
"""Make the ASGI answer of a refusal: a calm page, or JSON for a script."""


class Guard:
    """ASGI middleware that holds the rules above before ``app``."""

    def __init__(self, app: App, *, door: Door, answer: Answer) -> None:
        self._app = app
        self._door = door
        self._answer = answer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            return
        asked = Asked.from_scope(scope)
        refusal = judge(asked, self._door)
        scope["unslump.asked"] = asked
        if scope["type"] == "websocket":
            await self._socket(refusal, scope, receive, send)
        else:
            await self._page(refusal, scope, receive, headed(send, headers_of(asked, self._door)))

    async def _page(self, refusal: Refusal | None, scope: Scope, receive: Receive, send: Send) -> None:
        body = b"" if refusal else await read_body(receive)
        if body is None:
            return
        if isinstance(body, Refusal):
            refusal = body
        if refusal:
            await self._answer(refusal)(scope, replay(b"", receive), send)
        elif isinstance(body, bytes):
            await self._app(scope, replay(body, receive), send)

    async def _socket(self, refusal: Refusal | None, scope: Scope, receive: Receive, send: Send) -> None:
        if refusal:
            await self._answer(refusal)(scope, receive, headed(send))  # instead of the handshake's answer
        else:
            await self._app(scope, small_messages(receive, send), send)


async def read_body(receive: Receive) -> bytes | Refusal | None:
    """Read a whole body, which no handler has to do again; None when the other side has gone."""
    try:
        async with asyncio.timeout(BODY_WITHIN_S):
            return await _read_body(receive)
    except TimeoutError:
        return TOO_SLOW


async def _read_body(receive: Receive) -> bytes | Refusal | None:
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        body += message.get("body", b"")
        if len(body) > MAX_BODY_BYTES:
            return TOO_LARGE
        if not message.get("more_body", False):
            return bytes(body)


def replay(body: bytes, receive: Receive) -> Receive:
    """Hand ``body`` over as one message; then whatever comes, which is the other side leaving."""
    waiting = [{"type": "http.request", "body": body, "more_body": False}]

    async def again() -> Message:
        return waiting.pop() if waiting else await receive()

    return again


def small_messages(receive: Receive, send: Send) -> Receive:
    """End a live connection whose message is too large; the handler sees an ordinary farewell."""

    async def checked() -> Message:
        message = await receive()
        size = len(message.get("bytes") or b"") or len((message.get("text") or "").encode())
        if size <= MAX_SOCKET_MESSAGE_BYTES:
            return message
        await send({"type": "websocket.close", "code": 1009})
        return {"type": "websocket.disconnect", "code": 1009}

    return checked


def headers_of(asked: Asked, door: Door) -> tuple[tuple[bytes, bytes], ...]:
    """Return the security headers of one answer: a page that uses the camera may ask for it, and open its
    line, which not every browser takes for part of 'self'."""
    host = asked.header(b"host") or b""
    if asked.path not in CAMERA_PAGES or host not in door.hosts:
        return SECURITY_HEADERS
    line = b"connect-src 'self'" if b"[" in host else b"connect-src 'self' ws://" + host
    changed = {b"camera=()": b"camera=(self)", b"connect-src 'self'": line}
    return tuple((name, _with(value, changed)) for name, value in SECURITY_HEADERS)


def _with(value: bytes, changed: Mapping[bytes, bytes]) -> bytes:
    for before, after in changed.items():
        value = value.replace(before, after)
    return value


def headed(send: Send, headers: tuple[tuple[bytes, bytes], ...] = SECURITY_HEADERS) -> Send:
    """Put the security headers on every answer; ours win over what a handler set, but for caching."""
    ours = {name for name, _ in headers}

    async def with_headers(message: Message) -> None:
        if message["type"] in ("http.response.start", "websocket.http.response.start"):
            kept = [(name, value) for name, value in message.get("headers", ()) if name.lower() not in ours]
            says_caching = any(name.lower() == NO_STORE[0] for name, _ in kept)
            message["headers"] = [*kept, *headers, *(() if says_caching else (NO_STORE,))]
        await send(message)

    return with_headers
