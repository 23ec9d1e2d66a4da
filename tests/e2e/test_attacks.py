"""What other pages, other programs and broken clients may try, against a real resident over raw sockets.

Each attack has its control: the same request said properly is served. So a refusal here is for the reason the
test names, and not because the request would have failed anyway.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable
from contextlib import ExitStack, closing
from pathlib import Path

import pytest
from houses import Answer, House, free_port, read_answer

KEEPS_OUT = "content-security-policy"


@pytest.fixture(scope="module")
def cookie(resident: House) -> str:
    return resident.cookie()


def mint(house: House, **changed: str | None) -> Answer:
    """Ask for a launch address: a POST with a bearer. Headers may be changed, or left out (None)."""
    headers: dict[str, str | None] = {
        "Host": house.host,
        "Origin": house.base,
        "Authorization": f"Bearer {house.bearer}",
        "Content-Length": "0",
        **{name.replace("_", "-"): value for name, value in changed.items()},
    }
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items() if value is not None)
    return house.speak(f"POST /api/launch HTTP/1.1\r\n{lines}\r\n".encode("latin-1"))


def refused(answer: Answer, status: int) -> None:
    assert answer.status == status, answer.head + answer.text
    assert answer.header(KEEPS_OUT), "a refusal carries the security headers too"
    assert answer.header("access-control-allow-origin") is None


def served(answer: Answer) -> None:
    """It came through the guard: a page, or the way to the one that is due first."""
    assert answer.status in (200, 303), answer.head + answer.text


# --- who is asked for -----------------------------------------------------------------------------------


def test_the_controls_are_served(resident: House, cookie: str) -> None:
    assert mint(resident).status == 200
    served(resident.get("/", cookie=cookie))


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost", "[::1]"])
def test_our_three_names_are_served(resident: House, cookie: str, name: str) -> None:
    said = f"GET / HTTP/1.1\r\nHost: {name}:{resident.port}\r\nCookie: {cookie}\r\n\r\n"
    served(resident.speak(said.encode()))


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "evil.example:{port}",
        "127.0.0.1",
        "localhost",
        "127.0.0.1:1",
        "127.0.0.1:0{port}",
        "127.0.0.1:{port}.evil.example",
        "127.0.0.1.evil.example:{port}",
        "evil.example@127.0.0.1:{port}",
        "127.0.0.1.:{port}",
        "localhost.:{port}",
        "LOCALHOST:{port}",
        "Localhost:{port}",
        "127.1:{port}",
        "2130706433:{port}",
        "0.0.0.0:{port}",
        "[::]:{port}",
        "::1:{port}",
        "[0:0:0:0:0:0:0:1]:{port}",
        "127.0.0.1:{port}, evil.example",
        "",
    ],
)
def test_another_host_is_refused(resident: House, cookie: str, host: str) -> None:
    said = f"GET / HTTP/1.1\r\nHost: {host.format(port=resident.port)}\r\nCookie: {cookie}\r\n\r\n"
    refused(resident.speak(said.encode()), 421)


def test_a_foreign_host_gets_no_static_file_either(resident: House) -> None:
    """DNS rebinding must not even tell that Unslump is here by its pictures."""
    said = f"GET /static/base.css HTTP/1.1\r\nHost: evil.example:{resident.port}\r\n\r\n"
    refused(resident.speak(said.encode()), 421)


def test_two_hosts_are_refused(resident: House, cookie: str) -> None:
    said = f"GET / HTTP/1.1\r\nHost: {resident.host}\r\nHost: evil.example\r\nCookie: {cookie}\r\n\r\n"
    assert resident.speak(said.encode()).status == 400


@pytest.mark.parametrize("version", ["1.0", "1.1"])
def test_no_host_is_refused(resident: House, cookie: str, version: str) -> None:
    said = f"GET / HTTP/{version}\r\nCookie: {cookie}\r\n\r\n"
    assert resident.speak(said.encode()).status in (400, 421)


# --- who asks -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "origin",
    [
        None,
        "null",
        "",
        "http://evil.example",
        "http://127.0.0.1:{port}.evil.example",
        "http://127.0.0.1:{port}@evil.example",
        "http://127.0.0.1.evil.example:{port}",
        "http://127.0.0.1",
        "http://127.0.0.1:1",
        "http://localhost",
        "https://127.0.0.1:{port}",
        "HTTP://127.0.0.1:{port}",
        "http://127.0.0.1:{port}/",
        "http://127.0.0.1:{port} http://evil.example",
        "127.0.0.1:{port}",
    ],
)
def test_a_post_from_another_page_is_refused(resident: House, origin: str | None) -> None:
    refused(mint(resident, Origin=origin.format(port=resident.port) if origin else origin), 403)


def test_two_origins_are_refused(resident: House) -> None:
    refused(mint(resident, Origin=f"{resident.base}\r\nOrigin: http://evil.example"), 400)


@pytest.mark.parametrize("site", ["cross-site", "same-site", "Same-Origin", "", "none, cross-site"])
def test_a_request_the_browser_calls_foreign_is_refused(resident: House, cookie: str, site: str) -> None:
    """Another local server's page is ``same-site`` with us: ports do not count there."""
    refused(mint(resident, Sec_Fetch_Site=site), 403)
    refused(resident.get("/", cookie=cookie, headers=f"Sec-Fetch-Site: {site}\r\n"), 403)
    refused(resident.get("/static/base.css", cookie=None, headers=f"Sec-Fetch-Site: {site}\r\n"), 403)


@pytest.mark.parametrize("site", ["same-origin", "none"])
def test_a_request_of_our_own_is_served(resident: House, cookie: str, site: str) -> None:
    served(resident.get("/", cookie=cookie, headers=f"Sec-Fetch-Site: {site}\r\n"))


@pytest.mark.parametrize(
    "origin", [None, "http://evil.example", "null", "http://127.0.0.1:{port}.evil.example"]
)
def test_a_live_connection_from_another_page_is_refused(
    resident: House, cookie: str, origin: str | None
) -> None:
    """Chromium sends no Sec-Fetch headers with a WebSocket: the Origin alone tells."""
    refused(upgrade(resident, cookie, origin.format(port=resident.port) if origin else None), 403)


def upgrade(house: House, cookie: str, origin: str | None, path: str = "/session/watch/line") -> Answer:
    headers = (
        "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
    ) + (f"Origin: {origin}\r\n" if origin else "")
    return house.get(path, cookie=cookie, headers=headers)


def test_a_live_connection_is_offered_where_there_is_one_and_nowhere_else(
    resident: House, cookie: str
) -> None:
    assert upgrade(resident, cookie, resident.base).status == 101
    for path in ("/", "/session/watch", "/day/events", "/no-such-page"):
        refused(upgrade(resident, cookie, resident.base, path), 400)


# --- who has been let in --------------------------------------------------------------------------------


def test_without_a_key_every_page_is_closed(resident: House) -> None:
    for path in ("/", "/history", "/settings", "/no-such-page", "/api/launch"):
        refused(resident.get(path, cookie=None), 403)


def test_the_closed_door_says_how_to_come_in(resident: House) -> None:
    answer = resident.get("/", cookie=None, headers="Accept: text/html\r\n")
    assert answer.status == 403
    assert "./run" in answer.text
    assert answer.header("content-type") == "text/html; charset=utf-8"


def test_the_cookie_of_another_port_does_not_fit(resident: House, new_resident: Callable[..., House]) -> None:
    """Cookies cross ports: a browser sends all of 127.0.0.1's to each server there."""
    other = new_resident()
    theirs = other.cookie()
    served(other.get("/", cookie=theirs))
    refused(resident.get("/", cookie=theirs), 403)
    secret = theirs.partition("=")[2]
    refused(resident.get("/", cookie=f"unslump_{resident.port}={secret}"), 403)


def test_a_cookie_set_over_ours_by_another_server_locks_nobody_out(resident: House, cookie: str) -> None:
    name = cookie.partition("=")[0]
    served(resident.get("/", cookie=f"{name}=tossed; {cookie}"))
    refused(resident.get("/", cookie=f"{name}=tossed; {name}="), 403)


@pytest.mark.parametrize("wrong", ["", "x", "unslump", "0" * 32, "\xff" * 32])
def test_a_wrong_key_opens_nothing(resident: House, wrong: str) -> None:
    refused(resident.get("/", cookie=f"unslump_{resident.port}={wrong}"), 403)
    refused(resident.get("/", cookie=None, headers=f"Authorization: Bearer {wrong}\r\n"), 403)
    refused(resident.get(f"/launch?token={'%FF' if wrong.startswith(chr(255)) else wrong}", cookie=None), 403)


def test_a_wrong_bearer_is_not_saved_by_a_right_cookie(resident: House, cookie: str) -> None:
    refused(resident.get("/", cookie=cookie, headers="Authorization: Bearer wrong\r\n"), 403)
    refused(resident.get("/", cookie=cookie, headers="Authorization: Basic dTpw\r\n"), 403)


def test_a_browser_cannot_ask_for_more_launch_addresses(resident: House, cookie: str) -> None:
    refused(mint(resident, Authorization=None, Cookie=cookie), 403)


def test_a_launch_token_works_once(resident: House) -> None:
    path = resident.launch_url().removeprefix(resident.base)
    first = resident.get(path, cookie=None, headers="Sec-Fetch-Site: none\r\n")
    assert (first.status, first.header("location")) == (303, "/")
    again = resident.get(path, cookie=None, headers="Sec-Fetch-Site: none\r\n")
    refused(again, 403)
    assert again.header("set-cookie") is None


def test_the_cookie_is_for_this_server_alone(resident: House) -> None:
    path = resident.launch_url().removeprefix(resident.base)
    said = resident.get(path, cookie=None).header("set-cookie") or ""
    name, *attributes = said.replace(" ", "").split(";")
    assert name.startswith(f"unslump_{resident.port}=")
    assert {a.lower() for a in attributes} == {"httponly", "path=/", "samesite=strict"}


def test_looking_ahead_uses_no_token_up(resident: House) -> None:
    path = resident.launch_url().removeprefix(resident.base)
    refused(resident.get(path, cookie=None, method="HEAD"), 405)
    refused(resident.get(path, cookie=None, headers="Sec-Purpose: prefetch;prerender\r\n"), 405)
    assert resident.get(path, cookie=None).header("set-cookie")


def test_a_launch_goes_nowhere_but_home(resident: House) -> None:
    url = resident.launch_url().removeprefix(resident.base)
    more = "&next=http://evil.example&redirect=//evil.example&url=/settings"
    answer = resident.get(url + more, cookie=None, headers="Sec-Fetch-Site: none\r\n")
    assert (answer.status, answer.header("location")) == (303, "/")


def test_a_launch_address_is_no_picture_and_no_frame(resident: House) -> None:
    """From elsewhere it opens as a page of its own, or not at all; and the token is not used up by trying."""
    path = resident.launch_url().removeprefix(resident.base)
    for mode, dest in (("navigate", "iframe"), ("no-cors", "image"), ("cors", "empty")):
        fetched = f"Sec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: {mode}\r\nSec-Fetch-Dest: {dest}\r\n"
        refused(resident.get(path, cookie=None, headers=fetched), 403)
    followed = "Sec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: navigate\r\nSec-Fetch-Dest: document\r\n"
    assert resident.get(path, cookie=None, headers=followed).header("set-cookie")


# --- what is asked for ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path",
    [
        "/static/../server.py",
        "/static/..%2fserver.py",
        "/static/%2e%2e/server.py",
        "/static/%2E%2E%2Fserver.py",
        "/static/.%2e/server.py",
        "/static//base.css",
        "//static/base.css",
        "/static/..\\server.py",
        "/static/%5c..%5cserver.py",
        "/static/base.css%00.js",
        "/static/%00",
        "/static/%0d%0aSet-Cookie:%20a=b",
        "/static/%ff%fe",
        "/static/%c0%ae%c0%ae/server.py",
        "/./static/base.css",
        "/..",
        "*",
        "http://127.0.0.1/",
        "static/base.css",
        "/static/" + "a" * 2000,
        "/?" + "a" * 5000,
    ],
)
def test_a_crooked_path_is_refused(resident: House, cookie: str, path: str) -> None:
    answer = resident.get(path, cookie=cookie)
    assert answer.status in (400, 414), answer.head
    assert answer.header(KEEPS_OUT)
    assert answer.header("set-cookie") is None


@pytest.mark.parametrize(
    "path", ["/static/", "/static", "/static/%252e%252e/server.py", "/static/nothing.css", "/nothing"]
)
def test_a_straight_path_to_nothing_is_missing(resident: House, cookie: str, path: str) -> None:
    refused(resident.get(path, cookie=cookie), 404)


def test_a_missing_page_shows_the_way_home(resident: House, cookie: str) -> None:
    answer = resident.get("/nothing", cookie=cookie, headers="Accept: text/html\r\n")
    assert answer.status == 404
    assert '<a href="/">' in answer.text


@pytest.mark.parametrize(
    "method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "PROPFIND", "get", "GETS"]
)
def test_other_methods_are_not_spoken(resident: House, cookie: str, method: str) -> None:
    answer = resident.get("/", cookie=cookie, method=method, headers=f"Origin: {resident.base}\r\n")
    refused(answer, 405)
    assert answer.header("allow") == "GET, HEAD, POST"


@pytest.mark.parametrize(
    "trick",
    ["X-HTTP-Method-Override: POST", "X-Forwarded-Host: evil.example", "Forwarded: host=evil.example"],
)
def test_headers_of_proxies_mean_nothing(resident: House, cookie: str, trick: str) -> None:
    served(resident.get("/", cookie=cookie, headers=f"{trick}\r\n"))
    lines = f"Host: evil.example\r\nX-Forwarded-Host: {resident.host}\r\nCookie: {cookie}\r\n"
    said = f"GET / HTTP/1.1\r\n{lines}\r\n"
    refused(resident.speak(said.encode()), 421)


# --- how much, how fast, how well formed ----------------------------------------------------------------


def test_a_body_that_says_it_is_too_large_is_refused(resident: House) -> None:
    refused(mint(resident, Content_Length="1048577"), 413)
    refused(mint(resident, Content_Length="99999999999999999999"), 413)


def test_a_body_that_grows_too_large_is_refused(resident: House) -> None:
    head = (
        f"POST /api/launch HTTP/1.1\r\nHost: {resident.host}\r\nOrigin: {resident.base}\r\n"
        f"Authorization: Bearer {resident.bearer}\r\nTransfer-Encoding: chunked\r\n\r\n"
    )
    chunk = b"10000\r\n" + b"x" * 65536 + b"\r\n"
    assert resident.speak(head.encode() + chunk * 2 + b"0\r\n\r\n").status == 200
    refused(resident.speak(head.encode() + chunk * 17), 413)


@pytest.mark.parametrize("length", ["-1", "+1", "1e3", "0x10", "one", "1, 2"])
def test_a_length_that_is_no_length_is_refused(resident: House, length: str) -> None:
    assert mint(resident, Content_Length=length).status == 400


@pytest.mark.parametrize(
    "raw",
    [
        b"\r\n\r\n",
        b"GET /\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost : x\r\n\r\n",
        b"GET / HTTP/1.1\r\n Host: x\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\x00y\r\n\r\n",
        b"GET /\xff HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nA: " + b"a" * 100_000 + b"\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nnot-a-chunk\r\n",
        b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
    ],
)
def test_what_is_not_http_is_turned_away(resident: House, cookie: str, raw: bytes) -> None:
    assert 400 <= (resident.speak(raw, then_end=True).status or 400) < 500
    served(resident.get("/", cookie=cookie))


def test_a_second_request_cannot_hide_in_the_first(resident: House, cookie: str) -> None:
    """Both lengths said: the chunks count, and what follows is answered by its own right or not at all."""
    hidden = f"GET / HTTP/1.1\r\nHost: {resident.host}\r\nCookie: {cookie}\r\n\r\n"
    outer = (
        f"POST /api/launch HTTP/1.1\r\nHost: {resident.host}\r\nOrigin: http://evil.example\r\n"
        f"Content-Length: {len(hidden) + 5}\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
    )
    with closing(socket.create_connection(("127.0.0.1", resident.port), timeout=20)) as line:
        line.sendall((outer + hidden).encode())
        assert read_answer(line).status in (400, 403)


def test_header_injection_ends_in_no_header(resident: House, cookie: str) -> None:
    for path in ("/%0d%0aX-Evil:%20yes", "/launch?token=%0d%0aX-Evil:%20yes", "/?a=%0d%0aX-Evil:%20yes"):
        answer = resident.get(path, cookie=cookie)
        assert answer.status < 500
        assert answer.header("x-evil") is None


def test_half_a_request_holds_up_nobody(resident: House, cookie: str) -> None:
    half = [
        f"GET / HTTP/1.1\r\nHost: {resident.host}\r\n",
        f"POST /api/launch HTTP/1.1\r\nHost: {resident.host}\r\nOrigin: {resident.base}\r\n"
        f"Cookie: {cookie}\r\nContent-Length: 100\r\n\r\nabc",
        "G",
        "",
    ]
    lines = [
        socket.create_connection(("127.0.0.1", resident.port), timeout=20) for _ in range(10) for _ in half
    ]
    try:
        for number, line in enumerate(lines):
            line.sendall(half[number % len(half)].encode())
        served(resident.get("/", cookie=cookie))
    finally:
        for line in lines:
            line.close()
    served(resident.get("/", cookie=cookie))


def test_it_listens_on_this_computer_alone(resident: House) -> None:
    """Asked of the kernel: no other address is bound, whatever interfaces there are."""
    with closing(socket.socket()) as line:
        line.settimeout(20)
        assert line.connect_ex(("127.0.0.2", resident.port)) != 0
    with closing(socket.socket()) as line:
        line.settimeout(20)
        assert line.connect_ex(("127.0.0.1", free_port())) != 0


def test_every_answer_carries_the_same_protection(resident: House, cookie: str) -> None:
    for answer in (
        resident.get("/", cookie=cookie),
        resident.get("/static/base.css", cookie=None),
        resident.get("/nothing", cookie=cookie),
        resident.get("/", cookie=None),
        mint(resident),
    ):
        policy = answer.header("content-security-policy") or ""
        assert "default-src 'none'" in policy and "unsafe" not in policy and "*" not in policy
        assert "frame-ancestors 'none'" in policy and "form-action 'self'" in policy
        assert answer.header("x-content-type-options") == "nosniff"
        assert answer.header("referrer-policy") == "same-origin"
        assert answer.header("cross-origin-opener-policy") == "same-origin"
        assert answer.header("cross-origin-resource-policy") == "same-origin"
        assert answer.header("cache-control") in ("no-store", "no-cache")
        assert answer.header("server") is None
        assert answer.header("access-control-allow-origin") is None


def test_nothing_that_was_asked_is_ever_logged(new_resident: Callable[..., House]) -> None:
    house = new_resident()
    bearer, cookie = house.bearer, house.cookie()
    house.get("/nothing?secret=whispered", cookie=cookie)
    house.get("/launch?token=whispered", cookie=None)
    mint(house, Origin="http://evil.example")
    files = [path for path in house.data_dir.rglob("*") if path.is_file() and path.name != "running.json"]
    assert house.end() == 0
    said = "\n".join(house.said)
    for secret in (bearer, cookie.partition("=")[2], "whispered"):
        assert secret not in said
        assert not [path for path in files if path.exists() and secret.encode() in path.read_bytes()]


@pytest.mark.skipif(sys.platform != "linux", reason="counts file handles where Linux lists them")
def test_many_who_say_nothing_keep_nobody_out_for_ever(resident: House) -> None:
    """Beyond a bound the longest silent line is closed: file handles remain, and whoever asks is answered."""
    cookie = resident.cookie()
    with ExitStack() as open_lines:
        for _ in range(300):
            line = socket.create_connection(("127.0.0.1", resident.port), timeout=20)
            open_lines.enter_context(closing(line))
        assert resident.get("/", cookie=cookie).status in (200, 303), "while they are all still there"
        assert len(list(Path(f"/proc/{resident.process.pid}/fd").iterdir())) < 250


@pytest.mark.skipif(
    sys.platform != "linux" or os.getuid() != 0, reason="only root can play another user of this computer"
)
def test_another_user_of_this_computer_cannot_come_in_even_with_the_address(resident: House) -> None:
    """Addresses pass through command lines, which every user may read."""
    url = resident.launch_url()
    path = url.removeprefix(resident.base)
    ask = f"import http.client as h; c = h.HTTPConnection('127.0.0.1', {resident.port}); "
    ask += f"c.request('GET', '{path}'); print(c.getresponse().status)"
    theirs = subprocess.run(
        [shutil.which("python3", path="/usr/bin:/bin") or sys.executable, "-c", ask],
        user=65534,
        capture_output=True,
        text=True,
        timeout=20,
        check=False,
    )
    assert theirs.returncode != 0 and not theirs.stdout, "not even a refusal"
    assert resident.get(path, cookie=None).status in (200, 303), "and the address still works for its owner"
