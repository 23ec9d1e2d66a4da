"""Somebody who lives with the resident for hours in compressed time, and does to it all that people do.

::

    hour: work -- pages -- work -- a word or two -- lock -- do-not-disturb -- call -- work -- walk
    every third hour too: the bus goes and comes back; every fourth: the display does

What shows is answered in turn: begun, put off, skipped, left alone. ``tests/story/test_soak.py`` plays short
hours, ``python -m benchmarks soak`` a whole day.
"""

from __future__ import annotations

import os
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager, suppress
from http.client import HTTPConnection
from itertools import cycle
from pathlib import Path
from typing import Any

from costs import Cost
from desktops import Display, PrivateBus, private_bus, private_display, until
from fake_notifications import FakeServer, notification_server
from fake_services import Service, service
from sound import MIC, SoundServer
from unslump.adapters.settings_file import SettingsFile
from unslump.app.settings_service import SettingsService
from unslump.core.errors import UnslumpError
from unslump.faces.agent.instance import RUNTIME_FILE, Runtime
from unslump.faces.agent.neighbour import ask, fresh_launch_url

ROOT = Path(__file__).resolve().parents[1]
SAVER, SAVER_PATH = "org.freedesktop.ScreenSaver", "/org/freedesktop/ScreenSaver"
PAGES = ("/", "/stretch", "/history", "/settings", "/why", "/break", "/no-such-page")
ANSWERS = ("start", "postpone", "skip", "")
"""What is done with one offer after the other; the last: nothing."""
WORDS: tuple[dict[str, object], ...] = (
    {"do": "status"},
    {"do": "senses"},
    {"do": "say", "what": "pause", "for_s": 120},
    {"do": "say", "what": "resume"},
    {"do": "say", "what": "postpone"},
    {"do": "say", "what": "no such word"},
    {"do": "open", "where": "break"},
)
TYPED_EVERY_S = 0.2
NOT_TAKEN_ON = (
    "DBUS_SESSION_BUS_ADDRESS",
    "DISPLAY",
    "PULSE_SERVER",
    "PYTHONDONTWRITEBYTECODE",  # as ./run does: what is compiled at every start costs memory
    "PYTHONPATH",
    "UNSLUMP_DATA_DIR",
    "VIRTUAL_ENV",
    "WAYLAND_DISPLAY",
    "XDG_CURRENT_DESKTOP",
    "XDG_RUNTIME_DIR",
    "XDG_SESSION_ID",
    "XDG_SESSION_TYPE",
)


def without_desktop(**more: str) -> dict[str, str]:
    """The environment of a console: no display, no bus, nothing of whoever runs this."""
    kept = {name: value for name, value in os.environ.items() if name not in NOT_TAKEN_ON}
    return {**kept, "DBUS_SYSTEM_BUS_ADDRESS": "unix:path=/nowhere", **more}


def resident_at(folder: Path, *, env: Mapping[str, str], speed: float | None) -> subprocess.Popen[bytes]:
    """Start a resident and wait until it can be asked. ``speed`` None: as a person's, in the world's time."""
    whole = {**without_desktop(PYTHONPATH=str(ROOT / "src"), PYTHONUTF8="1"), **env}
    more: tuple[str, ...] = ()
    if speed is not None:
        whole["UNSLUMP_TEST_SPEED"] = str(speed)
        more = ("--testing",)
    command = [sys.executable, "-m", "unslump", "--no-browser", "--data-dir", str(folder), *more]
    quiet = subprocess.DEVNULL
    process = subprocess.Popen([*command, "--port", str(_free_port())], env=whole, stdout=quiet, stderr=quiet)

    def answers() -> bool:
        assert process.poll() is None, "the resident ended"
        runtime = Runtime.read(folder / RUNTIME_FILE)
        return bool(runtime and runtime.pid == process.pid and runtime.control_port)

    until(answers)
    return process


def rows_in(folder: Path) -> int:
    """Rows of all tables of a data folder, read past the resident."""
    with _database(folder) as db:
        names = [row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return sum(db.execute(f'SELECT COUNT(*) FROM "{name}"').fetchone()[0] for name in names)


@contextmanager
def _database(folder: Path) -> Iterator[sqlite3.Connection]:
    path = folder / "unslump.sqlite3"
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as line:
        yield line


def _free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Visitor:
    """A browser that comes in, looks around and goes."""

    def __init__(self, folder: Path) -> None:
        url = fresh_launch_url(folder, folder / RUNTIME_FILE)
        self.host, _, path = url.removeprefix("http://").partition("/")
        self.cookie = ""
        self.get("/" + path)

    def get(self, path: str) -> int:
        with closing(HTTPConnection(self.host, timeout=30)) as line:
            line.request("GET", path, headers=self._head())
            answer = line.getresponse()
            answer.read()
            self.cookie = (answer.headers.get("Set-Cookie") or self.cookie).split(";")[0]
            return answer.status

    def look_around(self) -> None:
        for path in PAGES:
            self.get(path)

    @contextmanager
    def open_tab(self) -> Iterator[None]:
        """Have a page open that listens for news, and close it as a browser does."""
        with closing(HTTPConnection(self.host, timeout=30)) as line:
            line.request("GET", "/day/events", headers=self._head())
            line.getresponse()
            yield

    def run_off(self) -> None:
        """Ask and be gone before the answer."""
        name, _, port = self.host.partition(":")
        with closing(socket.create_connection((name, int(port)), timeout=30)) as line:
            line.sendall(f"GET /settings HTTP/1.1\r\nHost: {self.host}\r\n".encode())

    def _head(self) -> dict[str, str]:
        return {"Cookie": self.cookie, "Sec-Fetch-Site": "same-origin", "Origin": f"http://{self.host}"}


class Soak:
    """A resident, its desk, and who works there.

    Parameters
    ----------
    speed : float
        How many times faster than the world its clock runs.
    share : float
        How much of an hour an ``hour`` takes.
    sound : SoundServer or None
        For calls; none are had without.
    """

    def __init__(
        self, folder: Path, *, speed: float, share: float, desk: Desk, sound: SoundServer | None
    ) -> None:
        self.folder, self._speed, self._share = folder, speed, share
        self._desk, self._sound = desk, sound
        self._answers, self._turns = cycle(ANSWERS), cycle(("neck, eyes", "lower_back"))
        self._settings = SettingsService(SettingsFile(folder))
        self._words = cycle(WORDS)
        self._seen: set[tuple[int, int]] = set()
        self.process = resident_at(folder, env=self._env(), speed=speed)

    def _env(self) -> dict[str, str]:
        env = {**self._desk.env}
        if self._sound:
            env["XDG_RUNTIME_DIR"] = self._sound.env["XDG_RUNTIME_DIR"]
        return env

    # -- looking

    def look(self) -> Cost:
        found = Cost.of(self.process.pid)
        assert found is not None, "the resident has gone, or this system does not tell"
        return found

    def rows(self) -> int:
        return rows_in(self.folder)

    def happened(self) -> dict[str, int]:
        """How often what happened."""
        with _database(self.folder) as db:
            return dict(db.execute("SELECT kind, COUNT(*) FROM break_events GROUP BY kind ORDER BY kind"))

    # -- an hour

    def hour(self, number: int, *, all_goes: bool = False) -> None:
        """Live one hour; at its end every page is closed and everything is back.

        ``all_goes``: bus and display are taken away in this one, whatever its number.
        """
        begun_s = time.monotonic()
        self.work(20)
        self.visit()
        self.work(10)
        self.speak()
        self.change_settings()
        self.lock()
        self.not_now()
        self.call()
        if all_goes or number % 3 == 2:
            self.lose_the_bus()
        if all_goes or number % 4 == 3:
            self.lose_the_display()
        self.work(12)
        left_s = begun_s + self._seconds(60) - time.monotonic()
        time.sleep(max(left_s, self._seconds(6)))  # a walk
        until(self._sees_again)

    def _sees_again(self) -> bool:
        """Whether it has found display and bus again; it asks every few seconds of the world's."""
        senses = {sense["kind"]: sense["value"] for sense in ask(self.folder, {"do": "senses"})["senses"]}
        return senses["idle"] is not None and senses["lock"] is not None

    def _seconds(self, minutes: float) -> float:
        return minutes * 60 * self._share / self._speed

    def work(self, minutes: float) -> None:
        end_s = time.monotonic() + self._seconds(minutes)
        while time.monotonic() < end_s:
            self._desk.display.do("key", "a")
            self._answer()
            time.sleep(TYPED_EVERY_S)

    def _answer(self) -> None:
        server = self._desk.server
        for number, shown in list(server.screen.items()):
            mark = (id(server), shown.number + len(server.calls) * 1000)
            if shown.actions and mark not in self._seen:
                self._seen = {mark}
                if key := next(self._answers):
                    server.press(number, key)

    def visit(self) -> None:
        visitor = Visitor(self.folder)
        visitor.look_around()
        visitor.run_off()
        with visitor.open_tab(), visitor.open_tab():
            self.work(3)

    def speak(self) -> None:
        """Say every word there is, some that are none, and to nobody."""
        for request in WORDS:
            with suppress(UnslumpError):
                ask(self.folder, request)
        runtime = Runtime.read(self.folder / RUNTIME_FILE)
        assert runtime is not None
        for said in (b"GET / HTTP/1.1\r\n", b'{"bearer": "x"}\n', b""):
            with closing(socket.create_connection(("127.0.0.1", runtime.control_port), timeout=20)) as line:
                line.sendall(said)
        follow = f'{{"bearer": "{runtime.bearer}", "do": "follow"}}\n'.encode()
        with closing(socket.create_connection(("127.0.0.1", runtime.control_port), timeout=20)) as line:
            line.sendall(follow)
            line.recv(4096)
            self.work(1)

    def change_settings(self) -> None:
        self._settings.change({"areas": next(self._turns)})

    def lock(self) -> None:
        self._desk.saver_says(True)
        time.sleep(self._seconds(1))
        self._desk.saver_says(False)

    def not_now(self) -> None:
        self._desk.server.inhibit(True)
        self.work(4)
        self._desk.server.inhibit(False)

    def call(self) -> None:
        if self._sound is None:
            return
        recording = self._sound.record("a-call", MIC)
        self.work(5)
        recording.end()

    def lose_the_bus(self) -> None:
        self._desk.bus_goes()
        self.work(2)
        self._desk.bus_comes()

    def lose_the_display(self) -> None:
        self._desk.display.stop()
        time.sleep(self._seconds(2))
        self._desk.display.start()

    def end(self) -> int:
        self.process.terminate()
        return self.process.wait(30)


class Desk:
    """A display, a bus with notifications and a screen saver, and a way to take them away."""

    def __init__(self, display: Display, bus: PrivateBus, system: PrivateBus) -> None:
        self.display, self._bus = display, bus
        self.env = {
            "DISPLAY": display.name,
            "DBUS_SESSION_BUS_ADDRESS": bus.address,
            "DBUS_SYSTEM_BUS_ADDRESS": system.address,
        }
        self._on_it = ExitStack()
        self._come()

    def _come(self) -> None:
        self.server: FakeServer = self._on_it.enter_context(notification_server(self._bus.address))
        self._locked = False
        self._saver: Service = self._on_it.enter_context(service(self._bus.address, SAVER))
        self._saver.connection.send = _while_there(self._saver.connection.send)
        self._saver.answers[f"{SAVER}.GetActive"] = lambda path, body: ("b", (self._locked,))

    def saver_says(self, locked: bool) -> None:
        self._locked = locked
        self._saver.signal(SAVER_PATH, SAVER, "ActiveChanged", "b", (locked,))

    def bus_goes(self) -> None:
        self._bus.stop()
        self._on_it.close()

    def bus_comes(self) -> None:
        self._bus.start()
        self._come()

    def close(self) -> None:
        self._on_it.close()


def _while_there(send: Callable[..., Any]) -> Callable[..., None]:
    """Answer nobody when the bus has just gone."""

    def sends(message: Any, *more: Any) -> None:
        with suppress(OSError):
            send(message, *more)

    return sends


@contextmanager
def soak(
    folder: Path, *, speed: float, share: float = 1.0, settings: str = "", calls: bool = False
) -> Iterator[Soak]:
    """Set a desk up with a resident, and clear it away. ``settings``: its file's text at the start."""
    data = folder / "data"
    data.mkdir(mode=0o700)
    (data / "settings.toml").write_text(settings, encoding="utf-8")
    with ExitStack() as stack:
        display = stack.enter_context(private_display())
        bus, system = stack.enter_context(private_bus()), stack.enter_context(private_bus())
        desk = Desk(display, bus, system)
        stack.callback(desk.close)
        sound = None
        if calls:
            (folder / "sound").mkdir()
            sound = SoundServer(folder / "sound", "pulseaudio", system)
            stack.callback(sound.end)
        soaked = Soak(data, speed=speed, share=share, desk=desk, sound=sound)
        stack.callback(soaked.end)
        yield soaked
