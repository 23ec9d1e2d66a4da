"""Do-not-disturb: real dconf, real Xfconf, and services that answer as Plasma and dunst do."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from desktops import PrivateBus, Running, Watch, needed, until
from fake_services import SILENCE, Service, service
from unslump.adapters.content import load_words
from unslump.adapters.desktop.bus import Bus
from unslump.adapters.desktop.linux.dnd_bus import ASK_EVERY_S, DUNST, NOTIFICATIONS, NOTIFICATIONS_PATH
from unslump.adapters.desktop.linux.dnd_choice import SHELL, ChosenDnd, choose_dnd
from unslump.ports import Sensed

WORDS = load_words()
INHIBITED, PAUSED = f"{NOTIFICATIONS}.Inhibited", f"{DUNST}.paused"
Use = Callable[[str], ChosenDnd]


Limit = Callable[[float], None]
pytestmark = pytest.mark.usefixtures("limit")


@pytest.fixture
def clock() -> Watch:
    return Watch()


@pytest.fixture
def bus(session_bus: PrivateBus, clock: Watch) -> Iterator[Bus]:
    with closing(Bus("session", session_bus.address, now=clock)) as joined:
        yield joined


@pytest.fixture
def env(session_bus: PrivateBus, tmp_path: Path) -> dict[str, str]:
    """The environment of a desktop's own programs, in a home of its own."""
    home = {"HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path), "XDG_RUNTIME_DIR": str(tmp_path / "run")}
    return {**os.environ, **home, "DBUS_SESSION_BUS_ADDRESS": session_bus.address}


@pytest.fixture
def use(bus: Bus, env: dict[str, str], clock: Watch, tmp_path: Path) -> Iterator[Use]:
    """Log in to a desktop; ``use("")`` starts from elsewhere."""
    made: list[ChosenDnd] = []

    def log_in(desktop: str) -> ChosenDnd:
        session = {**env, "XDG_CURRENT_DESKTOP": desktop}
        made.append(choose_dnd(session, session=bus, now=clock, etc=str(tmp_path / "etc")))
        return made[-1]

    yield log_in
    for sense in made:
        sense.close()


def why(seen: Sensed[bool]) -> str:
    assert seen.value is None and seen.why is not None
    return WORDS(seen.why.key, **seen.why.values)


def told(sense: ChosenDnd, bus: Bus) -> bool | None:
    """Read as the resident does: what was signalled is taken first."""
    bus.take()
    return sense.read().value


def daemon(package: str, *places: str) -> str:
    """Return where a daemon that is on no search path lies."""
    found = [str(path) for place in places for path in Path("/").glob(place.lstrip("/"))]
    return found[0] if found else needed(places[0], package)


# -- dconf ---------------------------------------------------------------------------------------------------


@pytest.fixture
def dconf(env: dict[str, str], bus: Bus) -> Iterator[Callable[..., None]]:
    """Change a setting as a desktop's switch does."""
    program = needed("dconf", "dconf-cli")
    writer = Running(
        daemon("dconf-service", "/usr/libexec/dconf-service", "/usr/lib*/dconf-service"), env=env
    )

    def change(*words: str) -> None:
        done = subprocess.run([program, *words], env=env, capture_output=True, text=True, timeout=20)
        assert done.returncode == 0, done.stderr

    try:
        until(lambda: bus.has_owner("ca.desrt.dconf") is True)
        yield change
    finally:
        writer.end()


@pytest.mark.parametrize(
    ("desktop", "key", "on", "off"),
    [
        ("GNOME", "/org/gnome/desktop/notifications/show-banners", "false", "true"),
        ("ubuntu:GNOME", "/org/gnome/desktop/notifications/show-banners", "false", "true"),
        ("X-Cinnamon", "/org/cinnamon/desktop/notifications/display-notifications", "false", "true"),
        ("MATE", "/org/mate/notification-daemon/do-not-disturb", "true", "false"),
    ],
)
def test_the_switch_of_a_desktop_with_dconf(
    use: Use, dconf: Callable[..., None], desktop: str, key: str, on: str, off: str
) -> None:
    sense = use(desktop)
    assert sense.read() == Sensed(False), "nothing was ever set"
    dconf("write", "/org/gnome/desktop/interface/clock-format", "'24h'")
    dconf("write", key, on)
    until(lambda: sense.read().value)
    dconf("write", key, off)
    until(lambda: sense.read().value is False)
    dconf("write", key, on)
    until(lambda: sense.read().value)
    dconf("reset", key)
    until(lambda: sense.read().value is False)


def test_among_a_thousand_settings_the_right_one_is_read(
    use: Use, env: dict[str, str], tmp_path: Path
) -> None:
    keys = tmp_path / "keys"
    keys.mkdir()
    lines = [f"[org/gnome/app{n}/notifications]\nshow-banners=true\nsize={n}\n" for n in range(1000)]
    (keys / "all").write_text("".join([*lines, "[org/gnome/desktop/notifications]\nshow-banners=false\n"]))
    (tmp_path / "dconf").mkdir()
    argv = [needed("dconf", "dconf-cli"), "compile", str(tmp_path / "dconf" / "user"), str(keys)]
    subprocess.run(argv, env=env, check=True, timeout=20)
    assert use("GNOME").read() == Sensed(True)


def test_what_another_desktop_left_behind_holds_no_break(
    use: Use, dconf: Callable[..., None], session_bus: PrivateBus
) -> None:
    dconf("write", "/org/gnome/desktop/notifications/show-banners", "false")
    with service(session_bus.address, NOTIFICATIONS) as plasma:
        plasma.properties[NOTIFICATIONS_PATH, INHIBITED] = ("b", False)
        assert use("KDE").read() == Sensed(False)
        assert use("").read() == Sensed(False)
    assert why(use("Budgie:GNOME").read())


def test_started_from_elsewhere_gnome_is_known_by_its_shell(
    use: Use, dconf: Callable[..., None], session_bus: PrivateBus
) -> None:
    dconf("write", "/org/gnome/desktop/notifications/show-banners", "false")
    with service(session_bus.address, SHELL):
        sense = use("")
        assert sense.read() == Sensed(True)
        assert sense.name == "gnome"


# -- the bus -------------------------------------------------------------------------------------------------


@pytest.fixture(params=[("KDE", INHIBITED, "plasma"), ("i3", PAUSED, "dunst")])
def server(
    request: pytest.FixtureRequest, session_bus: PrivateBus
) -> Iterator[tuple[Service, str, str, str]]:
    desktop, name, called = request.param
    with service(session_bus.address, NOTIFICATIONS) as made:
        made.properties[NOTIFICATIONS_PATH, name] = ("b", False)
        yield made, desktop, name, called


def test_a_notification_server_that_says_it_is_believed(
    use: Use, bus: Bus, server: tuple[Service, str, str, str]
) -> None:
    notifications, desktop, name, called = server
    sense = use(desktop)
    assert sense.read() == Sensed(False)
    assert sense.name == called
    notifications.changed(NOTIFICATIONS_PATH, name, "b", True)
    until(lambda: told(sense, bus))
    notifications.changed(NOTIFICATIONS_PATH, name, "b", False)
    until(lambda: told(sense, bus) is False)


def test_between_two_signals_it_is_seldom_asked(
    use: Use, clock: Watch, server: tuple[Service, str, str, str]
) -> None:
    notifications, desktop, name, _ = server
    sense = use(desktop)
    sense.read()
    asked = len(notifications.asked)
    for _ in range(100):
        sense.read()
    assert len(notifications.asked) == asked
    notifications.properties[NOTIFICATIONS_PATH, name] = ("b", True)  # and no signal
    clock.now_s += ASK_EVERY_S
    assert sense.read() == Sensed(True)


def test_a_desktop_that_starts_later_is_found(use: Use, clock: Watch, session_bus: PrivateBus) -> None:
    sense = use("KDE")
    assert "Nobody on this desktop" in why(sense.read())
    with service(session_bus.address, NOTIFICATIONS) as plasma:
        plasma.properties[NOTIFICATIONS_PATH, INHIBITED] = ("b", True)
        clock.now_s += ASK_EVERY_S
        assert sense.read() == Sensed(True)


def test_idle_inhibited_is_not_do_not_disturb(use: Use, session_bus: PrivateBus) -> None:
    """A film keeps the screen awake; whoever watches may be asked to stand up."""
    power = "org.freedesktop.PowerManagement.Inhibit"
    with service(session_bus.address, NOTIFICATIONS, power, "org.gnome.SessionManager") as both:
        both.properties[NOTIFICATIONS_PATH, INHIBITED] = ("b", False)
        both.answers[f"{power}.HasInhibit"] = lambda path, body: ("b", (True,))
        both.answers["org.gnome.SessionManager.IsInhibited"] = lambda path, body: ("b", (True,))
        assert use("KDE").read() == Sensed(False)


def test_a_server_that_hangs_is_left_alone(use: Use, session_bus: PrivateBus, limit: Limit) -> None:
    with service(session_bus.address, NOTIFICATIONS) as hung:
        hung.answers["org.freedesktop.DBus.Properties.Get"] = lambda path, body: SILENCE
        sense = use("KDE")
        limit(0.1)
        assert "Nobody" in why(sense.read())
        asked = len(hung.asked)
        for _ in range(20):
            assert sense.read().value is None
        assert len(hung.asked) <= asked + 1, "each try costs its whole time limit"


@pytest.mark.parametrize("odd", [("s", "yes"), ("i", 1)])
def test_an_odd_answer_is_no_answer(use: Use, session_bus: PrivateBus, odd: tuple[str, object]) -> None:
    with service(session_bus.address, NOTIFICATIONS) as notifications:
        notifications.properties[NOTIFICATIONS_PATH, INHIBITED] = odd
        assert why(use("KDE").read())


def test_a_bus_that_goes_and_comes_back(use: Use, bus: Bus, clock: Watch, session_bus: PrivateBus) -> None:
    with service(session_bus.address, NOTIFICATIONS) as plasma:
        plasma.properties[NOTIFICATIONS_PATH, INHIBITED] = ("b", True)
        sense = use("KDE")
        assert sense.read() == Sensed(True)
    session_bus.stop()
    until(lambda: told(sense, bus) is None or _later(clock))
    session_bus.start()
    with service(session_bus.address, NOTIFICATIONS) as plasma:
        plasma.properties[NOTIFICATIONS_PATH, INHIBITED] = ("b", True)
        until(lambda: told(sense, bus) or _later(clock))


def _later(clock: Watch) -> bool:
    clock.now_s += 5
    return False


# -- Xfce ----------------------------------------------------------------------------------------------------


def test_xfce_s_switch(use: Use, bus: Bus, env: dict[str, str], session_bus: PrivateBus) -> None:
    query = needed("xfconf-query", "xfconf")
    keeper = Running(
        daemon("xfconf", "/usr/lib/*/xfce4/xfconf/xfconfd", "/usr/lib*/xfce4/xfconf/xfconfd"), env=env
    )

    def switch(value: str) -> None:
        argv = [query, "-c", "xfce4-notifyd", "-p", "/do-not-disturb", "-n", "-t", "bool", "-s", value]
        subprocess.run(argv, env=env, check=True, timeout=20, capture_output=True)

    try:
        until(lambda: bus.has_owner("org.xfce.Xfconf") is True)
        sense = use("XFCE")
        assert sense.read() == Sensed(False), "nothing was ever set"
        for value in ("true", "false", "true"):
            switch(value)
            until(lambda wanted=value == "true": told(sense, bus) is wanted)  # type: ignore[misc]
    finally:
        keeper.end()
    assert sense.name == "xfce"


def test_without_xfconf_it_says_so(use: Use) -> None:
    assert "not running" in why(use("XFCE").read())
