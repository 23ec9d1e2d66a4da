"""The application around the pages: what an error becomes, what is static, and who is waited for."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import uvicorn
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route
from uvicorn.server import ServerState

from saying import said
from unslump.adapters.content import load_words
from unslump.adapters.faults import MOST_BYTES, FaultsFile
from unslump.app.keyring import Keyring
from unslump.core import errors
from unslump.faces.web import server, static_files
from unslump.faces.web.server import PatientProtocol, build, find_routes

PORT = 8757
PAGE = {"accept": "text/html"}


class Browser:
    """Speaks ASGI to an application with a few routes of a test's own."""

    def __init__(self, data_dir: Path, *routes: BaseRoute) -> None:
        self.keyring = Keyring(make_secret=iter(f"key-{n}" for n in range(99)).__next__, now_s=lambda: 0.0)
        deps: Any = SimpleNamespace(words=load_words(), keyring=self.keyring, faults=FaultsFile(data_dir))
        self.app = build(deps, port=PORT, routes=[*static_files.ROUTES, *routes])

    def get(self, path: str, method: str = "GET", **headers: str) -> tuple[int, dict[str, str], str]:
        """Return status, headers and text; an error the application raises after answering is swallowed."""
        said = {"host": f"127.0.0.1:{PORT}", "authorization": f"Bearer {self.keyring.bearer}"} | headers
        sent: list[Any] = []
        scope = {
            "type": "http",
            "method": method,
            "path": path,
            "raw_path": path.encode(),
            "query_string": b"",
            "headers": [(name.replace("_", "-").encode(), value.encode()) for name, value in said.items()],
        }

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message: Any) -> None:
            sent.append(message)

        async def ask() -> None:
            try:
                await self.app(scope, receive, send)
            except ZeroDivisionError:
                assert sent, "an answer goes out before the error goes on to the server"

        asyncio.run(ask())
        start = sent[0]
        body = b"".join(message.get("body", b"") for message in sent[1:])
        named = {name.decode(): value.decode() for name, value in start["headers"]}
        return start["status"], named, body.decode()


def raises(error: Exception) -> Route:
    async def page(_: Request) -> Response:
        raise error

    return Route("/page", page)


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (errors.BadInput("errors.reps", found=0), 400),
        (errors.NotAllowed("errors.permit.closed", exercise="D01"), 403),
        (errors.Missing("server.trouble.no_loopback", host="here", why="down"), 404),
        (errors.RefusedEvent("errors.session.stays"), 409),
        (errors.StoreTrouble("store.full", path="here"), 409),
        (errors.UnslumpError("errors.marks", found="one"), 400),
    ],
)
def test_an_error_is_said_in_its_sentence(tmp_path: Path, error: errors.UnslumpError, status: int) -> None:
    browser = Browser(tmp_path, raises(error))
    found, headers, text = browser.get("/page")
    assert (found, json.loads(text)) == (status, {"error": said(error)})
    found, headers, text = browser.get("/page", **PAGE)
    assert found == status and headers["content-type"].startswith("text/html")
    assert said(error).replace("'", "&#39;") in text
    assert list(tmp_path.iterdir()) == []


def test_what_an_error_quotes_is_not_taken_for_markup(tmp_path: Path) -> None:
    browser = Browser(tmp_path, raises(errors.BadInput("errors.marks", found="<script>alert(1)</script>")))
    assert "<script>" not in browser.get("/page", **PAGE)[2]


def test_a_mistake_of_ours_is_a_calm_page_and_a_note_for_the_maintainers(tmp_path: Path) -> None:
    browser = Browser(tmp_path, raises(ZeroDivisionError("whispered")))
    status, headers, text = browser.get("/page", **PAGE)
    assert status == 500 and "content-security-policy" in headers
    assert "whispered" not in text and "Traceback" not in text and "faults.log" in text
    noted = (tmp_path / "faults.log").read_text()
    assert "ZeroDivisionError" in noted and "in page" in noted
    assert "whispered" not in noted, "what an error quotes may be a person's own words"


def test_notes_of_mistakes_do_not_fill_the_disk(tmp_path: Path) -> None:
    full = "x" * (MOST_BYTES + 1)
    (tmp_path / "faults.log").write_text(full)
    assert Browser(tmp_path, raises(ZeroDivisionError())).get("/page")[0] == 500
    assert (tmp_path / "faults.log").read_text() == full


def test_a_mistake_is_still_answered_when_it_cannot_be_noted(tmp_path: Path) -> None:
    browser = Browser(tmp_path / "gone", raises(ZeroDivisionError("whispered")))
    assert browser.get("/page")[0] == 500


def test_only_what_is_in_the_folder_is_static(tmp_path: Path) -> None:
    browser = Browser(tmp_path)
    names = static_files.names()
    assert "base.css" in names and not [name for name in names if ".." in name or name.endswith(".py")]
    status, headers, text = browser.get("/static/base.css")
    assert (status, headers["cache-control"]) == (200, "no-cache") and text
    assert browser.get("/static/base.css", if_none_match=headers["etag"])[0] == 304
    for name in names:
        assert browser.get(f"/static/{name}")[0] == 200
    for name in ("nothing.css", "BASE.CSS", "base.css/", ""):
        assert browser.get(f"/static/{name}")[0] == 404


def test_a_page_of_another_method_says_so(tmp_path: Path) -> None:
    async def page(_: Request) -> Response:
        return PlainTextResponse("here")

    browser = Browser(tmp_path, Route("/page", page, methods=["GET"]))
    assert browser.get("/page", "HEAD")[0] == 200
    status, headers, _ = browser.get("/page", "POST", origin=f"http://127.0.0.1:{PORT}")
    assert status == 405 and "GET" in headers["allow"]
    assert browser.get("/page/")[0] == 404, "no redirect is made of a path that was sent"


def test_every_module_of_routes_is_found_and_no_two_disagree() -> None:
    pairs = [
        (method, route.path)
        for route in find_routes()
        if isinstance(route, Route)
        for method in sorted(route.methods or ())
    ]
    assert {("GET", "/launch"), ("POST", "/api/launch"), ("GET", "/")} <= set(pairs)
    assert len(pairs) == len(set(pairs))
    assert {method for method, _ in pairs} <= {"GET", "HEAD", "POST"}


# --- half a request -----------------------------------------------------------------------------------------


class Line:
    """A transport that only remembers whether it was closed."""

    closed = False

    def close(self) -> None:
        self.closed = True


def waited(cycle: Any) -> bool:
    """Whether a line is closed when the time for a head is over, with this answer on its way or none."""
    protocol: Any = object.__new__(PatientProtocol)
    protocol.cycle, protocol.transport = cycle, Line()
    protocol._give_up()
    return bool(protocol.transport.closed)


def test_a_head_that_never_ends_is_given_up_and_an_answer_on_its_way_is_not() -> None:
    assert waited(None)
    assert waited(SimpleNamespace(response_complete=True))
    assert not waited(SimpleNamespace(response_complete=False))


def test_a_line_that_says_nothing_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "HEAD_WITHIN_S", 0.0)

    async def silence() -> bytes:
        loop = asyncio.get_running_loop()
        config: Any = uvicorn.Config(lambda *_: None, http=PatientProtocol, log_config=None, ws="none")
        config.load()
        state = ServerState()
        listening = await loop.create_server(lambda: PatientProtocol(config, state, {}), "127.0.0.1", 0)
        async with listening:
            reader, writer = await asyncio.open_connection(*listening.sockets[0].getsockname())
            heard = await reader.read()
            writer.close()
            await writer.wait_closed()
        return heard

    assert asyncio.run(silence()) == b""
