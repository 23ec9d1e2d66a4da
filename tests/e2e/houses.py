"""Start a real resident, speak to it in raw bytes, and find a browser."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


DESKTOP = (
    "DISPLAY",
    "WAYLAND_DISPLAY",
    "DBUS_SESSION_BUS_ADDRESS",
    "DBUS_SYSTEM_BUS_ADDRESS",
    "PULSE_SERVER",
    "XDG_CURRENT_DESKTOP",
    "XDG_RUNTIME_DIR",
    "XDG_SESSION_ID",
    "XDG_SESSION_TYPE",
)
"""How a program finds the desktop of whoever runs the tests: theirs must not be sensed, nor spoken to."""


def environment(**more: str) -> dict[str, str]:
    """The environment of a terminal without a desktop, whatever the tests run in."""
    kept = {k: v for k, v in os.environ.items() if k not in (*DESKTOP, "UNSLUMP_DATA_DIR")}
    kept["DBUS_SYSTEM_BUS_ADDRESS"] = "unix:path=/nowhere"  # the usual one would be found without being told
    return {**kept, "PYTHONPATH": str(ROOT / "src"), "PYTHONUTF8": "1", **more}


@dataclass(frozen=True)
class Answer:
    """One HTTP answer, read to its end. ``status`` is 0 when the line was closed without a word."""

    status: int
    head: str = ""
    body: bytes = b""

    def header(self, name: str) -> str | None:
        for line in self.head.split("\r\n")[1:]:
            found, _, value = line.partition(":")
            if found.strip().lower() == name.lower():
                return value.strip()
        return None

    @property
    def text(self) -> str:
        return self.body.decode("utf-8", "replace")


@dataclass
class House:
    """One running resident.

    ``speak`` sends raw bytes, so that a test can say what no client library would.
    """

    process: subprocess.Popen[str]
    data_dir: Path
    port: int
    first_launch_url: str
    said: list[str] = field(default_factory=list)

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.port}"

    @property
    def bearer(self) -> str:
        running = json.loads((self.data_dir / "running.json").read_text(encoding="utf-8"))
        return str(running["bearer"])

    def launch_url(self) -> str:
        """A new launch address, as a second start gets it."""
        with closing(HTTPConnection("127.0.0.1", self.port, timeout=20)) as line:
            headers = {"Authorization": f"Bearer {self.bearer}", "Origin": self.base}
            line.request("POST", "/api/launch", headers=headers)
            answer = line.getresponse()
            said = answer.read()
        assert answer.status == 200, said
        return str(json.loads(said)["url"])

    def cookie(self) -> str:
        """Come in as a browser does; return its ``name=value``."""
        path = self.launch_url().removeprefix(self.base)
        answer = self.get(path, cookie=None)
        said = answer.header("set-cookie")
        assert said, answer.head
        return said.split(";")[0]

    def speak(self, raw: bytes, *, then_end: bool = False) -> Answer:
        """Send bytes, read one answer. ``then_end`` closes our side first, as a caller that gives up does."""
        with closing(socket.create_connection(("127.0.0.1", self.port), timeout=20)) as line:
            line.sendall(raw)
            if then_end:
                line.shutdown(socket.SHUT_WR)
            return read_answer(line, is_head=raw.startswith(b"HEAD "))

    def get(self, path: str, *, cookie: str | None, headers: str = "", method: str = "GET") -> Answer:
        """A plain request from our own page, with more header lines (each ended by CRLF) as given."""
        own = f"Host: {self.host}\r\n" + (f"Cookie: {cookie}\r\n" if cookie else "")
        return self.speak(f"{method} {path} HTTP/1.1\r\n{own}{headers}\r\n".encode("latin-1"))

    def post(
        self, path: str, body: bytes, *, cookie: str | None, kind: str = "application/x-www-form-urlencoded"
    ) -> Answer:
        """A form or JSON from our own page."""
        own = f"Host: {self.host}\r\nOrigin: {self.base}\r\nSec-Fetch-Site: same-origin\r\n"
        own += f"Cookie: {cookie}\r\n" if cookie else ""
        head = f"POST {path} HTTP/1.1\r\n{own}Content-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n"
        return self.speak(head.encode("latin-1") + body)

    def records(self) -> dict[str, object]:
        """Everything that is kept on the disk, read past the resident."""
        found: dict[str, object] = {}
        with closing(sqlite3.connect(f"{self.database.as_uri()}?mode=ro", uri=True)) as line:
            tables = [row[0] for row in line.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
            found |= {table: line.execute(f'SELECT * FROM "{table}"').fetchall() for table in tables}
        settings = self.data_dir / "settings.toml"
        found["settings.toml"] = settings.read_text(encoding="utf-8") if settings.exists() else None
        return found

    @property
    def database(self) -> Path:
        return self.data_dir / "unslump.sqlite3"

    def end(self, number: int = signal.SIGTERM) -> int:
        """End it, if it still runs, and wait for it; return its exit code."""
        if self.process.poll() is None:
            self.process.send_signal(number)
        assert self.process.stdout is not None
        if self.process.stdout.closed:
            return self.process.wait()
        self.said += self.process.stdout.read().splitlines()
        code = self.process.wait(timeout=20)
        self.process.stdout.close()
        return code


def read_answer(line: socket.socket, *, is_head: bool = False) -> Answer:
    """Read one HTTP answer by its own length, not by waiting for the line to close."""
    got = b""
    try:
        while b"\r\n\r\n" not in got:
            piece = line.recv(65536)
            if not piece:
                return Answer(0, got.decode("latin-1"))
            got += piece
        head, _, body = got.partition(b"\r\n\r\n")
        answer = Answer(int(head.split()[1]), head.decode("latin-1"))
        length = int(answer.header("content-length") or 0)
        without_body = is_head or answer.status in (204, 304)
        while not without_body and len(body) < length and (piece := line.recv(65536)):
            body += piece
    except ConnectionError:
        return Answer(0, got.decode("latin-1"))
    return Answer(answer.status, answer.head, body)


def routes() -> list[tuple[str, str]]:
    """Every method and path the pages serve, with something in the place of each parameter."""
    from starlette.routing import Route

    from unslump.faces.web.server import find_routes

    return [
        (method, re.sub(r"\{[^}]*\}", "x", route.path))
        for route in find_routes()
        if isinstance(route, Route)
        for method in sorted((route.methods or set()) - {"HEAD"})
    ]


def post_paths() -> list[str]:
    return [path for method, path in routes() if method == "POST"]


def start(
    data_dir: Path,
    *,
    port: int | None = None,
    testing: bool = True,
    speed: float | None = None,
    more: tuple[str, ...] = (),
    desktop: Mapping[str, str] | None = None,
) -> House:
    """Start a resident and wait until it has said where it is.

    Parameters
    ----------
    desktop : mapping of str to str
        More of the environment: the display and the buses it shall find.
    """
    port = port or free_port()
    command = [
        sys.executable,
        "-m",
        "unslump",
        "--no-browser",
        "--data-dir",
        str(data_dir),
        "--port",
        str(port),
    ]
    env = environment(**({"UNSLUMP_TEST_SPEED": str(speed)} if speed else {}), **(desktop or {}))
    process = subprocess.Popen(
        [*command, *(["--testing"] if testing else []), *more],
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
    )
    said = list(until_address(process))
    url = said[-1].split()[-1]
    return House(process, data_dir, port, url, said)


def until_address(process: subprocess.Popen[str]) -> Iterator[str]:
    """Yield what the resident says up to and with the line that holds the address."""
    assert process.stdout is not None
    for line in process.stdout:
        yield line.rstrip("\n")
        if "/launch?token=" in line:
            return
    raise AssertionError(f"The resident ended with {process.wait()} before it gave an address.")


@contextmanager
def house(data_dir: Path, *, speed: float | None = None) -> Iterator[House]:
    """A resident for the length of a block."""
    running = start(data_dir, speed=speed)
    try:
        yield running
    finally:
        running.end()
