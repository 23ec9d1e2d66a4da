"""The guard's rules, one by one, without a server: an ASGI scope in, an answer out.

The same rules are tried over raw sockets in tests/e2e/test_attacks.py; here hypothesis looks between them.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unslump.app.keyring import Keyring
from unslump.faces.web import guard
from unslump.faces.web.asked import Asked, Door
from unslump.faces.web.guard import Answer, App, Guard, Receive, Refusal, Scope, Send, judge

PORT = 8757
KEYRING = Keyring(make_secret=iter(f"secret-{n}" for n in range(100_000)).__next__, now_s=lambda: 0.0)
DOOR = Door(PORT, KEYRING)
LINE = "/session/watch/line"
ENTRY = KEYRING.redeem(KEYRING.mint())
SESSION = ENTRY.session if ENTRY else ""


def asked(
    method: str = "GET",
    path: str = "/",
    *,
    socket: bool = False,
    raw: bytes | None = None,
    **headers: str | None,
) -> Asked:
    """A request that would be let in, with headers changed (``Sec_Fetch_Site="none"``) or left out (None)."""
    said: dict[str, str | None] = {
        "host": f"127.0.0.1:{PORT}",
        "cookie": f"unslump_{PORT}={SESSION}",
        "origin": f"http://127.0.0.1:{PORT}" if method != "GET" or socket else None,
    }
    said |= {name.lower().replace("_", "-"): value for name, value in headers.items()}
    pairs = tuple(
        (name.encode(), value.encode("latin-1")) for name, value in said.items() if value is not None
    )
    return Asked(method, path, raw or path.encode(), b"", pairs, speaks_socket=socket)


def reason(request: Asked) -> str | None:
    refusal = judge(request, DOOR)
    return refusal.reason if refusal else None


def test_a_page_of_our_own_is_let_in() -> None:
    assert reason(asked()) is None
    assert reason(asked("POST")) is None
    assert reason(asked(socket=True, upgrade="websocket", path=LINE)) is None


def test_a_live_connection_is_offered_where_there_is_one_alone() -> None:
    assert reason(asked(socket=True, upgrade="websocket", path="/")) == "socket"
    assert reason(asked(socket=True, upgrade="websocket", path="/session/watch")) == "socket"


@given(st.text(alphabet="127.0locahst:[]8757 @/", max_size=24))
def test_a_host_is_ours_or_refused(host: str) -> None:
    ours = host in (f"127.0.0.1:{PORT}", f"localhost:{PORT}", f"[::1]:{PORT}")
    assert (reason(asked(host=host)) is None) == ours


@given(
    st.sampled_from(sorted(o.decode() for o in DOOR.origins)),
    st.text(alphabet=".:/@ e0", min_size=1, max_size=8),
)
def test_an_origin_with_anything_more_is_refused(origin: str, more: str) -> None:
    assert reason(asked("POST", origin=origin)) is None
    assert reason(asked("POST", origin=origin + more)) == "origin"
    assert reason(asked("POST", origin=more + origin)) == "origin"


@pytest.mark.parametrize("name", [n.decode() for n in guard.ONCE])
def test_what_may_be_said_once_may_not_be_said_twice(name: str) -> None:
    request = asked()
    value = request.header(name.encode()) or b"0"
    once = Asked(
        "GET",
        "/",
        b"/",
        b"",
        (*(h for h in request.headers if h[0] != name.encode()), (name.encode(), value)),
    )
    twice = Asked("GET", "/", b"/", b"", (*once.headers, (name.encode(), value)))
    assert reason(once) != "headers"
    assert reason(twice) == "headers"


@given(st.text(max_size=30))
def test_a_path_that_is_let_through_is_plain(path: str) -> None:
    if reason(asked(path=path, raw=b"/")) != "path":
        assert path.startswith("/")
        assert "//" not in path and "\\" not in path and "\x00" not in path
        assert not {".", ".."} & set(path.split("/"))


@pytest.mark.parametrize("method", ["HEAD", "GET"])
def test_reading_needs_no_origin_but_a_foreign_one_is_refused(method: str) -> None:
    assert reason(asked(method, origin=None)) is None
    assert reason(asked(method, origin="http://evil.example")) == "origin"


def test_a_launch_from_elsewhere_must_be_a_page_of_its_own() -> None:
    followed: dict[str, Any] = {
        "Sec_Fetch_Site": "cross-site",
        "Sec_Fetch_Mode": "navigate",
        "Sec_Fetch_Dest": "document",
    }
    assert reason(asked(path="/launch", cookie=None, **followed)) is None
    assert reason(asked("POST", "/launch", **followed)) == "elsewhere"
    for missing in followed:
        if missing != "Sec_Fetch_Site":
            assert reason(asked(path="/launch", **{**followed, missing: None})) == "elsewhere"
    assert reason(asked(path="/launch/", **followed)) == "elsewhere"


@pytest.mark.parametrize("path", ["/static", "/staticfoo", "/Static/base.css", "/launch/", "/launchpad"])
def test_only_the_way_in_and_the_pictures_are_open(path: str) -> None:
    assert reason(asked(path=path, cookie=None)) == "door"
    assert reason(asked(path="/static/base.css", cookie=None)) is None
    assert reason(asked(path="/launch", cookie=None)) is None


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "get", "", "GET "])
def test_no_other_method_is_spoken(method: str) -> None:
    refusal = judge(asked(method, origin=f"http://127.0.0.1:{PORT}"), DOOR)
    assert refusal is not None and refusal.status == 405
    assert refusal.headers == ((b"allow", b"GET, HEAD, POST"),)


@given(st.integers(0, 10**12) | st.sampled_from([guard.MAX_BODY_BYTES, guard.MAX_BODY_BYTES + 1]))
def test_a_length_that_is_said_is_held_to(length: int) -> None:
    expected = None if length <= guard.MAX_BODY_BYTES else "too_large"
    assert reason(asked("POST", content_length=str(length))) == expected


@pytest.mark.parametrize("length", ["-1", "+1", "1.0", "0x1", "", " 1", "١"])
def test_a_length_is_written_in_digits(length: str) -> None:
    request = asked("POST")
    said = Asked("POST", "/", b"/", b"", (*request.headers, (b"content-length", length.encode())))
    assert reason(said) == "headers"


def test_an_upgrade_that_the_server_does_not_speak_is_refused() -> None:
    assert reason(asked(upgrade="websocket", origin=f"http://127.0.0.1:{PORT}")) == "socket"
    assert reason(asked(upgrade="h2c")) == "origin"


# --- the middleware -------------------------------------------------------------------------------------


async def echo(scope: Scope, receive: Receive, send: Send) -> None:
    """Answers with the body it was given, and claims a weak policy that must not survive."""
    body = (await receive())["body"]
    headers = [(b"content-security-policy", b"default-src *"), (b"x-own", b"kept")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def tell(refusal: Refusal) -> App:
    async def told(scope: Scope, receive: Receive, send: Send) -> None:
        await send(
            {"type": "http.response.start", "status": refusal.status, "headers": list(refusal.headers)}
        )
        await send({"type": "http.response.body", "body": refusal.reason.encode()})

    return told


def through(
    request: Asked, incoming: Iterable[dict[str, Any]], app: App = echo, *, answer: Answer = tell
) -> list[dict[str, Any]]:
    """Send a request through the guard; return every message it answered with."""
    waiting, sent = list(incoming), []

    async def receive() -> dict[str, Any]:
        if not waiting:
            await asyncio.Event().wait()
        return waiting.pop(0)

    async def send(message: Any) -> None:
        sent.append(dict(message))

    scope = {
        "type": "websocket" if request.speaks_socket else "http",
        "method": request.method,
        "path": request.path,
        "raw_path": request.raw_path,
        "query_string": request.query,
        "headers": list(request.headers),
    }
    asyncio.run(Guard(app, door=DOOR, answer=answer)(scope, receive, send))
    return sent


def body(*pieces: bytes) -> list[dict[str, Any]]:
    return [
        {"type": "http.request", "body": piece, "more_body": number < len(pieces) - 1}
        for number, piece in enumerate(pieces)
    ]


def test_a_body_arrives_whole_and_the_policy_is_ours() -> None:
    start, end = through(asked("POST"), body(b"a", b"", b"b"))
    assert end["body"] == b"ab"
    policies = [value for name, value in start["headers"] if name == b"content-security-policy"]
    assert len(policies) == 1 and b"*" not in policies[0]
    assert (b"x-own", b"kept") in start["headers"]


@pytest.mark.parametrize("over", [0, 1])
def test_the_limit_is_exact_however_the_body_is_cut(over: int) -> None:
    size = guard.MAX_BODY_BYTES + over
    cut = 300_000
    pieces = [b"x" * min(cut, size - at) for at in range(0, size, cut)]
    start = through(asked("POST"), body(*pieces))[0]
    assert start["status"] == (413 if over else 200)
    assert through(asked("POST", content_length=str(size)), body(*pieces))[0]["status"] == start["status"]


def test_a_body_that_stops_halfway_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "BODY_WITHIN_S", 0.0)
    start, end = through(asked("POST"), body(b"half", b"")[:1])
    assert (start["status"], end["body"]) == (408, b"too_slow")
    assert (b"connection", b"close") in start["headers"]


def test_nobody_is_answered_who_has_left() -> None:
    assert through(asked("POST"), [*body(b"half", b"")[:1], {"type": "http.disconnect"}]) == []


def test_a_refused_request_runs_nothing() -> None:
    async def must_not_run(scope: Scope, receive: Receive, send: Send) -> None:
        raise AssertionError("the guard let it through")

    start = through(asked("POST", origin="null"), body(b"x"), must_not_run)[0]
    assert start["status"] == 403


def refused_live(**how: Any) -> int:
    """Knock at the line; return the status of the handshake, whose headers are ours."""

    async def told(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "websocket.http.response.start", "status": 403, "headers": []})
        await send({"type": "websocket.http.response.body", "body": b""})

    start, _ = through(asked(socket=True, path=LINE, **how), [], listen, answer=lambda _: told)
    assert start["type"] == "websocket.http.response.start"
    assert b"content-security-policy" in dict(start["headers"])
    return int(start["status"])


async def listen(scope: Scope, receive: Receive, send: Send) -> None:
    """A live connection that repeats what it hears until it ends."""
    await send({"type": "websocket.accept"})
    while (message := await receive())["type"] == "websocket.receive":
        await send({"type": "websocket.send", "bytes": message.get("bytes")})


def test_a_foreign_live_connection_is_closed_before_it_opens() -> None:
    for origin in (None, "null", "http://evil.example", f"http://127.0.0.1:{PORT}.evil.example"):
        assert refused_live(upgrade="websocket", origin=origin) == 403
    assert refused_live(cookie=None) == 403


@pytest.mark.parametrize("kind", ["bytes", "text"])
def test_a_live_message_has_a_size(kind: str) -> None:
    fits: Any = b"x" * guard.MAX_SOCKET_MESSAGE_BYTES
    fits, grown = (fits, fits + b"x") if kind == "bytes" else (fits.decode(), fits.decode() + "x")
    said = [{"type": "websocket.receive", kind: fits}, {"type": "websocket.receive", kind: grown}]
    sent = through(asked(socket=True, path=LINE), said, listen)
    assert [message["type"] for message in sent] == ["websocket.accept", "websocket.send", "websocket.close"]
    assert sent[-1]["code"] == 1009
