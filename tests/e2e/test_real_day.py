"""A real day in small: a real resident on a private display and a private bus, ten times the world's speed.

Somebody types; it nudges, waits for a pause, offers; Start on the notification begins the break; a movement
is led and kept. Then the same with everything taken away in turn.
"""

from __future__ import annotations

import signal
import sqlite3
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from houses import House, start
from ready import settle_in

from desktops import Display, PrivateBus, private_bus, private_display, until
from fake_notifications import FakeServer, notification_server
from unslump.faces.agent.neighbour import ask

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="its desktop is made of Linux's parts")

SPEED = 10.0
SETTINGS = """
nudge_after_s = 60
break_after_s = 120
ceiling_s = 900
postpone_s = 60
prelude_max_s = 60
"""
"""In the clock's seconds: a nudge after six of the world's, an offer after twelve."""


class Typist:
    """Types now and then, until told to stop."""

    def __init__(self, display: Display) -> None:
        self._display, self._still = display, threading.Event()
        self._thread = threading.Thread(target=self._type, daemon=True)
        self._thread.start()

    def _type(self) -> None:
        while not self._still.wait(0.1):
            self._display.do("key", "a")

    def rest(self) -> None:
        self._still.set()
        self._thread.join(20)


class Day:
    """One desktop and the residents that live on it, one after the other."""

    def __init__(self, folder: Path, display: Display | None, bus: PrivateBus | None) -> None:
        self.folder, self.display, self.bus = folder, display, bus
        folder.mkdir(mode=0o700, exist_ok=True)
        (folder / "settings.toml").write_text(SETTINGS, encoding="utf-8")
        self.house = self.wake()

    def wake(self) -> House:
        desktop: dict[str, str] = {}
        if self.display:
            desktop["DISPLAY"] = self.display.name
        if self.bus:
            desktop["DBUS_SESSION_BUS_ADDRESS"] = self.bus.address
        self.house = start(self.folder, speed=SPEED, desktop=desktop)
        return self.house

    def kinds(self) -> list[str]:
        """What has happened and is on the disk, read past the resident."""
        with closing(sqlite3.connect(f"{self.house.database.as_uri()}?mode=ro", uri=True)) as line:
            return [row[0] for row in line.execute("SELECT kind FROM break_events ORDER BY n")]

    def wait_for(self, kind: str, *, times: int = 1) -> list[str]:
        until(lambda: self.kinds().count(kind) >= times, within_s=60.0)
        return self.kinds()

    def address(self) -> str:
        """The address it says next at its terminal: there is no browser it may open."""
        assert self.house.process.stdout is not None
        return next(line.split()[-1] for line in self.house.process.stdout if "/launch?token=" in line)

    def status(self) -> dict[str, Any]:
        return dict(ask(self.folder, {"do": "status"})["outlook"])

    def idle(self) -> float | None:
        """What it says of the last key; None where it cannot tell, or has not looked yet."""
        senses = {sense["kind"]: sense["value"] for sense in ask(self.folder, {"do": "senses"})["senses"]}
        return senses.get("idle")

    def sessions(self) -> list[tuple[str, str]]:
        with closing(sqlite3.connect(f"{self.house.database.as_uri()}?mode=ro", uri=True)) as line:
            return line.execute("SELECT exercise, status FROM sessions ORDER BY n").fetchall()

    def log(self) -> str:
        return (self.folder / "unslump.log").read_text(encoding="utf-8")


@pytest.fixture
def desk() -> Iterator[tuple[Display, PrivateBus, FakeServer]]:
    with private_display() as display, private_bus() as bus, notification_server(bus.address) as server:
        yield display, bus, server


@pytest.fixture
def typing(desk: tuple[Display, PrivateBus, FakeServer]) -> Iterator[Typist]:
    typist = Typist(desk[0])
    yield typist
    typist.rest()


def the_offer(server: FakeServer) -> int:
    """Wait until an offer is on the screen; return its number."""

    def look() -> int:
        return next((number for number, shown in server.screen.items() if shown.actions), 0)

    return until(look, within_s=60.0)


def follow(page: Any, house: House) -> None:
    """From the page a break begins on, to the end of one movement: six slow breaths."""
    page.wait_for_url("**/break")
    page.goto(f"{house.base}/stretch/D40")
    page.click("main button.main[type=submit]")
    page.wait_for_url("**/session")
    page.click("#start")
    page.wait_for_url("**/after/*", timeout=60_000)


def test_nudge_offer_start_on_the_notification_session_record(
    tmp_path: Path, desk: tuple[Display, PrivateBus, FakeServer], typing: Typist, page: Any
) -> None:
    display, bus, server = desk
    day = Day(tmp_path / "data", display, bus)
    try:
        settle_in(day.house)
        assert "offered" not in day.wait_for("nudge")
        offer = the_offer(server)
        assert day.kinds()[0] == "nudge" and day.kinds()[-1] == "offered"
        assert list(server.screen[offer].actions)[-3:] == ["start", "postpone", "skip"]

        server.press(offer, "start")
        page.goto(day.address())
        day.wait_for("started")
        follow(page, day.house)
        assert day.wait_for("taken")[-2:] == ["taken", "reset"]
        assert day.sessions() == [("D40", "done")]
        page.close()  # what a browser says of a resident that has gone is not looked at here
    finally:
        day.house.end()


def test_killed_in_the_middle_it_takes_the_day_up_where_it_was(
    tmp_path: Path, desk: tuple[Display, PrivateBus, FakeServer], typing: Typist
) -> None:
    display, bus, server = desk
    day = Day(tmp_path / "data", display, bus)
    the_offer(server)
    before = day.status()["sitting_s"]
    day.house.end(signal.SIGKILL)
    server.screen.clear()  # whatever showed belongs to nobody now
    day.wake()
    try:
        assert day.status()["sitting_s"] >= before - 60, "the state on the disk is a minute old at most"
        again = the_offer(server)
        server.press(again, "postpone")
        day.wait_for("postponed")
        assert "reset" not in day.kinds()
    finally:
        day.house.end()


def test_without_a_bus_the_offer_comes_on_the_page_and_is_known_as_not_delivered_else(
    tmp_path: Path,
) -> None:
    with private_display() as display:
        typist = Typist(display)
        day = Day(tmp_path / "data", display, None)
        try:
            day.wait_for("offered")
            until(lambda: "offer freedesktop:failed page:failed bell:failed" in day.log())
            assert day.status()["phase"] == "offered"
            cookie = settle_in(day.house)
            assert "/break/start" in day.house.get("/", cookie=cookie).text
        finally:
            typist.rest()
            day.house.end()


def test_without_a_display_it_counts_and_offers_all_the_same(tmp_path: Path) -> None:
    """A server, a text console: nobody can tell keys from silence, so sitting is what it counts."""
    with private_bus() as bus, notification_server(bus.address) as server:
        day = Day(tmp_path / "data", None, bus)
        try:
            server.press(the_offer(server), "skip")
            day.wait_for("skipped")
        finally:
            day.house.end()


def test_a_bus_that_goes_and_comes_back_is_found_again(
    tmp_path: Path, desk: tuple[Display, PrivateBus, FakeServer], typing: Typist
) -> None:
    display, bus, _ = desk
    day = Day(tmp_path / "data", display, bus)
    try:
        bus.stop()
        day.wait_for("nudge")
        bus.start()
        with notification_server(bus.address) as server:
            server.press(the_offer(server), "postpone")
            day.wait_for("postponed")
    finally:
        day.house.end()


def test_a_display_that_goes_does_not_end_it(tmp_path: Path) -> None:
    with private_bus() as bus, notification_server(bus.address) as server, private_display() as display:
        day = Day(tmp_path / "data", display, bus)
        try:
            until(lambda: day.idle() is not None)
            display.stop()
            until(lambda: day.idle() is None)
            the_offer(server)
            assert day.house.process.poll() is None
            display.start()
        finally:
            day.house.end()


def test_asked_to_end_it_ends_at_once_and_takes_its_offer_back(
    tmp_path: Path, desk: tuple[Display, PrivateBus, FakeServer], typing: Typist
) -> None:
    display, bus, server = desk
    day = Day(tmp_path / "data", display, bus)
    the_offer(server)
    assert day.house.end() == 0
    until(lambda: not server.screen)
