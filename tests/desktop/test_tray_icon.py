"""The icon in a panel's place for icons, as the panel sees it over the bus; and a desktop without one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from jeepney import DBusAddress, new_method_call
from jeepney.io.blocking import DBusConnection, prep_socket
from trays import LAUNCH, Browser, SpokenResident, counting, desktop_process, offered, qt_needed

from desktops import Display, PrivateBus, private_display, until
from fake_services import Service, service

WATCHER = "org.kde.StatusNotifierWatcher"
ITEM, MENU = "org.kde.StatusNotifierItem", "com.canonical.dbusmenu"


@pytest.fixture(scope="module")
def display() -> Iterator[Display]:
    qt_needed()
    with private_display() as made:
        yield made


@pytest.fixture
def resident(tmp_path: Path) -> Iterator[SpokenResident]:
    made = SpokenResident(tmp_path)
    yield made
    made.die()


@contextmanager
def panel(bus: PrivateBus) -> Iterator[Service]:
    """A panel with a place for icons."""
    with service(bus.address, WATCHER) as made:
        made.answers[f"{WATCHER}.RegisterStatusNotifierItem"] = lambda path, body: ("", ())
        made.properties["/StatusNotifierWatcher", f"{WATCHER}.IsStatusNotifierHostRegistered"] = ("b", True)
        made.properties["/StatusNotifierWatcher", f"{WATCHER}.ProtocolVersion"] = ("i", 0)
        yield made


def registered(made: Service) -> list[str]:
    """Bus names of the icons that came."""
    return [body[0] for _, method, body in made.asked if method == f"{WATCHER}.RegisterStatusNotifierItem"]


class Icon:
    """One icon, as its panel sees and uses it."""

    def __init__(self, bus: PrivateBus, name: str) -> None:
        self._line = prep_socket(bus.address.removeprefix("unix:path="), timeout=10)
        self._connection = DBusConnection(self._line)
        self._name = name

    def __enter__(self) -> Icon:
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def call(self, path: str, face: str, method: str, signature: str = "", body: tuple[Any, ...] = ()) -> Any:
        address = DBusAddress(path, bus_name=self._name, interface=face)
        message = new_method_call(address, method, signature or None, body)
        return self._connection.send_and_get_reply(message, timeout=10).body

    def get(self, name: str) -> Any:
        properties = "org.freedesktop.DBus.Properties"
        return self.call("/StatusNotifierItem", properties, "Get", "ss", (ITEM, name))[0][1]

    def tip(self) -> str:
        return str(self.get("ToolTip")[2] or self.get("Title"))

    def pixels(self) -> bytes:
        return b"".join(bytes(each[2]) for each in self.get("IconPixmap"))

    def entries(self) -> dict[str, tuple[int, bool]]:
        """Label of each entry that shows -> its number, and whether it can be used."""
        _, root = self.call("/MenuBar", MENU, "GetLayout", "iias", (0, -1, []))
        found = {}
        for _, (number, properties, _) in root[2]:
            shown = {name: value for name, (_, value) in properties.items()}
            if shown.get("visible", True) and "label" in shown:
                found[shown["label"]] = (number, shown.get("enabled", True))
        return found

    def choose(self, label: str) -> None:
        number, enabled = self.entries()[label]
        assert enabled, f"{label} cannot be used"
        self.call("/MenuBar", MENU, "Event", "isvu", (number, "clicked", ("s", ""), 0))

    def click(self) -> None:
        self.call("/StatusNotifierItem", ITEM, "Activate", "ii", (0, 0))


@contextmanager
def icon(display: Display, bus: PrivateBus, resident: SpokenResident, **more: str) -> Iterator[Icon]:
    env = {"DBUS_SESSION_BUS_ADDRESS": bus.address, **more}
    with panel(bus) as place, desktop_process(resident, display.env, windows=False, **env):
        until(lambda: registered(place))
        with Icon(bus, registered(place)[0]) as found:
            yield found


def test_the_tooltip_tells_the_day_in_words(
    display: Display, session_bus: PrivateBus, resident: SpokenResident
) -> None:
    with icon(display, session_bus, resident) as tray:
        until(lambda: tray.tip() == "34 min of sitting; next offer in about 11 minutes")
        before = tray.pixels()
        resident.say({**counting(phase="held", holds=["call"]), "why_text": "Held: you are in a call."})
        until(lambda: tray.tip() == "Held: you are in a call.")
        until(lambda: tray.pixels() != before)
        assert "Held: you are in a call." in tray.entries(), "where a panel shows no tooltip"


def test_the_menu_says_what_can_be_said_now(
    display: Display, session_bus: PrivateBus, resident: SpokenResident
) -> None:
    with icon(display, session_bus, resident) as tray:
        until(lambda: tray.entries().get("Take a break now", (0, False))[1])
        assert not tray.entries()["Skip this break"][1]
        tray.choose("Pause for 45 minutes")
        until(lambda: resident.asked == [{"do": "say", "what": "pause", "for_s": 2700}])
        resident.say(counting(quiet="paused", paused_left_s=2700.0, next_offer_s=None))
        until(lambda: "Go on again" in tray.entries())
        assert "Pause for 45 minutes" not in tray.entries()
        tray.choose("Go on again")
        resident.say(offered())
        until(lambda: tray.entries().get("In 5 minutes", (0, False))[1])
        tray.choose("In 5 minutes")
        tray.choose("Skip this break")
        words = ["pause", "resume", "postpone", "skip"]
        until(lambda: sorted(asked["what"] for asked in resident.asked) == sorted(words))


def test_a_break_now_and_a_click_open_the_page(
    display: Display, session_bus: PrivateBus, resident: SpokenResident, tmp_path: Path
) -> None:
    browser = Browser(tmp_path)
    with icon(display, session_bus, resident, BROWSER=str(browser.command)) as tray:
        until(lambda: tray.entries().get("Take a break now", (0, False))[1])
        tray.choose("Take a break now")
        until(lambda: browser.opened() == [LAUNCH])
        tray.click()
        until(lambda: browser.opened() == [LAUNCH, LAUNCH])
        assert resident.asked == [
            {"do": "say", "what": "start"},
            {"do": "open", "where": "break"},
            {"do": "open", "where": "home"},
        ]


def test_a_resident_that_is_away_is_said_and_comes_back(
    display: Display, session_bus: PrivateBus, resident: SpokenResident
) -> None:
    with icon(display, session_bus, resident) as tray:
        until(lambda: "34 min" in tray.tip())
        resident.die()
        until(lambda: tray.tip() == "Unslump is not running at the moment")
        assert not tray.entries()["Open Unslump"][1]
        resident.come_back()
        until(lambda: "34 min" in tray.tip())


def test_closing_the_icon_ends_the_icon_alone(
    display: Display, session_bus: PrivateBus, resident: SpokenResident
) -> None:
    env = {"DBUS_SESSION_BUS_ADDRESS": session_bus.address}
    with panel(session_bus) as place, desktop_process(resident, display.env, **env) as desktop:
        until(lambda: registered(place))
        with Icon(session_bus, registered(place)[0]) as tray:
            tray.choose("Close this icon (Unslump goes on)")
        until(lambda: not desktop.lives())
        assert desktop.process.returncode == 0 and resident.asked == []


def test_a_place_for_icons_that_comes_later_is_found(
    display: Display, session_bus: PrivateBus, resident: SpokenResident
) -> None:
    env = {"DBUS_SESSION_BUS_ADDRESS": session_bus.address}
    with desktop_process(resident, display.env, **env) as desktop:
        resident.say(counting())
        with panel(session_bus) as place:
            until(lambda: registered(place))
            with Icon(session_bus, registered(place)[-1]) as tray:
                until(lambda: "34 min" in tray.tip())
        assert desktop.lives()
