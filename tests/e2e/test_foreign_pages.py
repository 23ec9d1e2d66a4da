"""What another page can do to us in a real browser that has been let in, and what it cannot.

The foreign pages are real ones: on ``localhost`` (another site than 127.0.0.1) and on 127.0.0.1 with another
port (the same site, as browsers see it, and still not us).
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from houses import House, free_port, post_paths

pytestmark = pytest.mark.browser


@dataclass
class ForeignSite:
    """A web server that shows one page, under a name of its own."""

    name: str
    port: int
    page: str = ""
    heard: list[str] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://{self.name}:{self.port}/"


@pytest.fixture(params=["localhost", "127.0.0.1"])
def foreign(request: pytest.FixtureRequest) -> Iterator[ForeignSite]:
    site = ForeignSite(request.param, free_port())

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(f"<!doctype html><title>foreign</title>{site.page}".encode())

        def log_message(self, _: str, *arguments: Any) -> None:
            site.heard.append(str(arguments))

    server = ThreadingHTTPServer(("127.0.0.1", site.port), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield site
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def let_in(bare_page: Any, resident: House) -> Any:
    """A page of a browser that has come in."""
    answer = bare_page.goto(resident.launch_url())
    assert answer.status == 200 and "/launch" not in bare_page.url
    return bare_page


def test_an_address_that_was_typed_comes_in(let_in: Any, resident: House) -> None:
    assert let_in.evaluate("async () => (await fetch('/')).status") == 200
    cookies = let_in.context.cookies()
    assert [(c["name"], c["httpOnly"], c["sameSite"]) for c in cookies] == [
        (f"unslump_{resident.port}", True, "Strict")
    ]


def test_a_launch_link_on_another_page_comes_in(
    bare_page: Any, resident: House, foreign: ForeignSite
) -> None:
    """As a terminal inside a browser shows it. The cookie is strict: our own page goes the last step."""
    foreign.page = f'<a href="{resident.launch_url()}">open</a>'
    bare_page.goto(foreign.url)
    with bare_page.expect_event("response", lambda answer: answer.url == f"{resident.base}/") as home:
        bare_page.click("a")
    assert home.value.status in (200, 303)


def test_a_link_to_a_page_of_ours_stops_at_a_calm_page(
    let_in: Any, resident: House, foreign: ForeignSite
) -> None:
    foreign.page = f'<a href="{resident.base}/">open</a>'
    let_in.goto(foreign.url)
    with let_in.expect_navigation() as there:
        let_in.click("a")
    assert there.value.status == 403
    with let_in.expect_navigation() as home:
        let_in.click("a[href='/']")
    assert home.value.status == 200


def test_a_form_of_our_own_is_taken(let_in: Any, resident: House) -> None:
    """The control of the next ones: a plain form, sent without a script, names the origin asked for."""
    let_in.evaluate(
        """() => {
            const form = document.createElement("form");
            form.method = "post";
            form.action = "/no-such-page";
            form.innerHTML = "<button id='send'>send</button>";
            document.querySelector("main").replaceChildren(form);
        }"""
    )
    with let_in.expect_navigation() as there:
        let_in.click("#send")
    assert there.value.status == 404, "past the guard, and on to where nothing lives"


@pytest.mark.parametrize(
    "enctype", ["application/x-www-form-urlencoded", "text/plain", "multipart/form-data"]
)
def test_a_form_on_another_page_changes_nothing(
    let_in: Any, resident: House, foreign: ForeignSite, enctype: str
) -> None:
    foreign.page = (
        f'<form method="post" action="{resident.base}/api/launch" enctype="{enctype}">'
        '<input name="a" value="b"><button>send</button></form>'
    )
    let_in.goto(foreign.url)
    with let_in.expect_navigation() as there:
        let_in.click("button")
    assert there.value.status == 403


def test_scripts_of_another_page_read_and_reach_nothing(
    let_in: Any, resident: House, foreign: ForeignSite
) -> None:
    let_in.goto(foreign.url)
    reached = let_in.evaluate(
        """async (base) => {
            const said = async (ask) => { try { return await ask(); } catch { return "blocked"; } };
            const socket = () => new Promise((done) => {
                const line = new WebSocket(base.replace("http", "ws") + "/");
                line.onopen = () => done("open");
                line.onerror = () => done("blocked");
            });
            const picture = () => new Promise((done) => {
                const img = new Image();
                img.onload = () => done("seen");
                img.onerror = () => done("blocked");
                img.src = base + "/static/mark.svg";
            });
            const script = () => new Promise((done) => {
                const element = document.createElement("script");
                element.onload = () => done("run");
                element.onerror = () => done("blocked");
                element.src = base + "/static/session.js";
                document.head.append(element);
            });
            const get = async (how) => (await fetch(base + "/", {credentials: "include", ...how})).status;
            const json = {method: "POST", headers: {"Content-Type": "application/json"}, body: "{}"};
            return {
                read: await said(() => get({})),
                post: await said(() => get({method: "POST"})),
                json: await said(() => get(json)),
                socket: await said(socket),
                picture: await said(picture),
                script: await said(script),
            };
        }""",
        resident.base,
    )
    assert set(reached.values()) == {"blocked"}, reached


def test_a_blind_post_changes_nothing(let_in: Any, resident: House, foreign: ForeignSite) -> None:
    """no-cors needs no leave of ours to be sent, so the server itself must say no, at every route."""
    let_in.goto(foreign.url)
    before = resident.records()
    for path in post_paths():
        with let_in.expect_event("requestfailed") as tried:
            let_in.evaluate(BLIND_POST, f"{resident.base}{path}")
        assert tried.value.url == f"{resident.base}{path}"
    assert resident.records() == before


BLIND_POST = """url => fetch(url, {mode: "no-cors", method: "POST", credentials: "include",
    body: new URLSearchParams({inhale_s: "5", theme: "dark", pain: "3"})}).then(() => null, () => null)"""


def test_no_page_can_put_us_in_a_frame(let_in: Any, resident: House, foreign: ForeignSite) -> None:
    foreign.page = f'<iframe src="{resident.base}/"></iframe>'
    with let_in.expect_event("response", lambda answer: answer.url == f"{resident.base}/") as there:
        let_in.goto(foreign.url)
    assert there.value.status == 403


def test_our_page_can_send_to_nobody_else(let_in: Any, resident: House, foreign: ForeignSite) -> None:
    """The policy of our own pages: were something foreign to run there, it could not speak to anyone."""
    sent = let_in.evaluate(
        "url => fetch(url, {mode: 'no-cors'}).then(() => 'sent', () => 'blocked')", foreign.url
    )
    assert sent == "blocked"
    assert foreign.heard == []


def test_an_inline_script_does_not_run(let_in: Any) -> None:
    ran = let_in.evaluate(
        """() => {
            const element = document.createElement("script");
            element.textContent = "window.ran = true";
            document.body.append(element);
            return window.ran === true;
        }"""
    )
    assert ran is False
