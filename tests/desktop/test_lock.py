"""The lock, from logind and the screen savers, played by fakes on private buses."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from desktops import PrivateBus, until
from fake_services import SILENCE, Refusal, Service, service
from unslump.adapters.content import load_words
from unslump.adapters.desktop.bus import Bus
from unslump.adapters.desktop.linux.lock_choice import choose_lock
from unslump.adapters.desktop.linux.lock_logind import LOOK_S, LogindLock
from unslump.adapters.desktop.linux.lock_screensaver import ABSENT_POLL_S, FAMILIES, POLL_S, ScreenSaverLock
from unslump.core.words import Said
from unslump.ports import Sensed

WORDS = load_words()
pytestmark = pytest.mark.usefixtures("limit")
LOGIND = "org.freedesktop.login1"
MANAGER, SESSION, USER = f"{LOGIND}.Manager", f"{LOGIND}.Session", f"{LOGIND}.User"
DESK, TTY = "/org/freedesktop/login1/session/_32", "/org/freedesktop/login1/session/_37"
SELF = "/org/freedesktop/login1/user/self"


class Night:
    """Two buses and steady seconds that go when told."""

    def __init__(self, session: PrivateBus, system: PrivateBus) -> None:
        self.now_s = 0.0
        self.session = Bus("session", session.address, now=lambda: self.now_s)
        self.system = Bus("system", system.address, now=lambda: self.now_s)

    def now(self) -> float:
        return self.now_s

    def hear(self) -> None:
        self.session.take()
        self.system.take()


@pytest.fixture
def night(session_bus: PrivateBus, system_bus: PrivateBus) -> Iterator[Night]:
    made = Night(session_bus, system_bus)
    yield made
    made.session.close()
    made.system.close()


@pytest.fixture
def logind(system_bus: PrivateBus) -> Iterator[Service]:
    """A person with a desktop (2) and a text console (7)."""
    with service(system_bus.address, LOGIND) as fake:
        ids = {"2": DESK, "7": TTY}
        unknown = Refusal(f"{LOGIND}.NoSuchSession")
        fake.answers[f"{MANAGER}.GetSession"] = lambda _, body: (
            ("o", (ids[body[0]],)) if body[0] in ids else unknown
        )
        fake.answers[f"{MANAGER}.GetSessionByPID"] = lambda _, body: Refusal(f"{LOGIND}.NoSessionForPID")
        fake.properties |= {
            (SELF, f"{USER}.Display"): ("(so)", ("2", DESK)),
            (DESK, f"{SESSION}.Type"): ("s", "wayland"),
            (TTY, f"{SESSION}.Type"): ("s", "tty"),
            (DESK, f"{SESSION}.LockedHint"): ("b", False),
            (TTY, f"{SESSION}.LockedHint"): ("b", False),
        }
        yield fake


def why(sensed: Sensed[bool]) -> str:
    assert isinstance(sensed.why, Said)
    WORDS(sensed.why.key, **sensed.why.values)
    return sensed.why.key


@pytest.mark.parametrize("session_id", ["2", "7", "", "gone"])
def test_the_desktop_s_session_is_found(night: Night, logind: Service, session_id: str) -> None:
    """From the desktop itself, from a console or over ssh, from a service of the user, after a new login."""
    lock = LogindLock(night.system, session_id, now=night.now)
    assert lock.read() == Sensed(False)
    logind.changed(DESK, f"{SESSION}.LockedHint", "b", True)
    until(lambda: night.hear() or lock.read() == Sensed(True))
    logind.changed(TTY, f"{SESSION}.LockedHint", "b", False)
    logind.changed(DESK, f"{SESSION}.LockedHint", "b", False)
    until(lambda: night.hear() or lock.read() == Sensed(False))
    lock.close()


def test_without_a_desktop_the_session_we_run_in_counts(night: Night, logind: Service) -> None:
    logind.properties[SELF, f"{USER}.Display"] = ("(so)", ("", "/"))
    logind.answers[f"{MANAGER}.GetSessionByPID"] = lambda _, body: ("o", (TTY,))
    logind.properties[TTY, f"{SESSION}.LockedHint"] = ("b", True)
    assert LogindLock(night.system, now=night.now).read() == Sensed(True)


def test_nobody_at_all_is_no_session(night: Night, logind: Service) -> None:
    logind.properties[SELF, f"{USER}.Display"] = ("(so)", ("", "/"))
    assert why(LogindLock(night.system, now=night.now).read()) == "senses.bus.refused"


def test_a_wish_to_lock_makes_it_look_at_once(night: Night, logind: Service) -> None:
    """The desktop tells logind a moment later, and may do so without a signal that reaches us."""
    lock = LogindLock(night.system, "2", now=night.now)
    assert lock.read() == Sensed(False)
    logind.signal(DESK, SESSION, "Lock", "", ())
    asked = len(logind.asked)
    until(lambda: night.hear() or (lock.read() and len(logind.asked) > asked))
    assert lock.read() == Sensed(False), "a wish is no lock"
    logind.properties[DESK, f"{SESSION}.LockedHint"] = ("b", True)
    assert lock.read() == Sensed(True)
    night.now_s += LOOK_S + POLL_S
    lock.read()
    asked = len(logind.asked)
    lock.read()
    assert len(logind.asked) == asked, "and after a while it asks as seldom as before"


def test_between_two_polls_nobody_is_asked(night: Night, logind: Service) -> None:
    lock = LogindLock(night.system, "2", now=night.now)
    lock.read()
    asked = len(logind.asked)
    for _ in range(4):
        night.now_s += POLL_S / 5
        lock.read()
    assert len(logind.asked) == asked
    night.now_s += POLL_S
    logind.properties[DESK, f"{SESSION}.LockedHint"] = ("b", True)
    assert lock.read() == Sensed(True), "a change without a signal is seen at the next poll"


def test_a_session_that_ended_is_replaced_by_the_new_one(night: Night, logind: Service) -> None:
    lock = LogindLock(night.system, now=night.now)
    assert lock.read() == Sensed(False)
    del logind.properties[DESK, f"{SESSION}.LockedHint"]
    night.now_s += POLL_S
    assert lock.read().value is None
    new = "/org/freedesktop/login1/session/_39"
    logind.properties |= {
        (SELF, f"{USER}.Display"): ("(so)", ("9", new)),
        (new, f"{SESSION}.Type"): ("s", "x11"),
        (new, f"{SESSION}.LockedHint"): ("b", True),
    }
    night.now_s += ABSENT_POLL_S
    assert lock.read() == Sensed(True)


@pytest.mark.parametrize("family", FAMILIES)
def test_each_family_of_screen_savers(night: Night, session_bus: PrivateBus, family: str) -> None:
    name = FAMILIES[family]
    path = "/" + name.replace(".", "/")
    lock = ScreenSaverLock(night.session, family, now=night.now)
    assert why(lock.read()) == "senses.bus.absent"
    with service(session_bus.address, name) as saver:
        saver.answers[f"{name}.GetActive"] = lambda _, body: ("b", (False,))
        saver.signal(path, name, "ActiveChanged", "b", (True,))
        until(lambda: night.hear() or lock.read() == Sensed(True))
        saver.signal(path, name, "ActiveChanged", "b", (False,))
        until(lambda: night.hear() or lock.read() == Sensed(False))
        assert saver.asked == [], "signals alone told it"
    night.now_s += POLL_S
    assert why(lock.read()) == "senses.bus.absent"


def test_a_screen_saver_that_lies_or_hangs(
    night: Night, session_bus: PrivateBus, limit: Callable[[float], None]
) -> None:
    name = FAMILIES["gnome"]
    lock = ScreenSaverLock(night.session, "gnome", now=night.now)
    with service(session_bus.address, name) as saver:
        saver.answers[f"{name}.GetActive"] = lambda _, body: ("s", ("yes",))
        assert why(lock.read()) == "senses.bus.odd"
        saver.answers[f"{name}.GetActive"] = lambda _, body: SILENCE
        night.now_s += ABSENT_POLL_S
        limit(0.1)
        assert why(lock.read()) == "senses.bus.silent"
        limit(10)
        saver.answers[f"{name}.GetActive"] = lambda _, body: ("b", (True,))
        night.now_s += POLL_S
        assert lock.read() == Sensed(True)


def test_a_bus_that_was_away_is_asked_anew(
    night: Night, session_bus: PrivateBus, system_bus: PrivateBus
) -> None:
    """What was signalled meanwhile was heard by nobody."""
    name = FAMILIES["gnome"]
    lock = choose_lock({}, session=night.session, system=night.system, now=night.now)
    with service(session_bus.address, name) as saver:
        saver.answers[f"{name}.GetActive"] = lambda _, body: ("b", (False,))
        assert lock.read() == Sensed(False)
    session_bus.stop()
    until(lambda: night.hear() or night.session.fileno() == -1)
    session_bus.start()
    with service(session_bus.address, name) as saver:
        saver.answers[f"{name}.GetActive"] = lambda _, body: ("b", (True,))
        night.now_s += POLL_S
        assert lock.read() == Sensed(True, detail="gnome")


def test_locked_if_any_says_so(night: Night, session_bus: PrivateBus, logind: Service) -> None:
    name = FAMILIES["freedesktop"]
    lock = choose_lock({"XDG_SESSION_ID": "2"}, session=night.session, system=night.system, now=night.now)
    assert lock.read() == Sensed(False)
    assert lock.name == "logind"
    with service(session_bus.address, name) as saver:
        saver.signal("/" + name.replace(".", "/"), name, "ActiveChanged", "b", (True,))
        until(lambda: night.hear() or lock.read() == Sensed(True, detail="freedesktop"))
        assert lock.name == "logind, freedesktop"
        saver.signal("/" + name.replace(".", "/"), name, "ActiveChanged", "b", (False,))
        until(lambda: night.hear() or lock.read() == Sensed(False))
    assert [back_end for back_end, _ in lock.tried()] == ["logind", *FAMILIES]
    lock.close()


def test_where_nobody_answers_it_cannot_tell(session_bus: PrivateBus, night: Night) -> None:
    lock = choose_lock({}, session=night.session, system=night.system, now=night.now)
    assert why(lock.read()) == "senses.lock.nobody"
    assert lock.name == "none"
    for name, found in lock.tried():
        assert why(found), name
    lock.close()


def test_many_that_hang_cost_one_time_limit(
    night: Night, session_bus: PrivateBus, logind: Service, limit: Callable[[float], None]
) -> None:
    """What the others said before still counts meanwhile."""
    logind.properties[DESK, f"{SESSION}.LockedHint"] = ("b", True)
    lock = choose_lock({}, session=night.session, system=night.system, now=night.now)
    assert lock.read() == Sensed(True, detail="logind")
    night.now_s += ABSENT_POLL_S
    with service(session_bus.address, *FAMILIES.values()) as hanging:
        for name in FAMILIES.values():
            hanging.answers[f"{name}.GetActive"] = lambda _, body: SILENCE
        limit(0.2)
        asked_each_time = []
        for _ in range(3 * len(FAMILIES)):
            before = len(hanging.asked)
            assert lock.read().value is True
            asked_each_time.append(len(hanging.asked) - before)
        assert max(asked_each_time) == 1
        assert sum(asked_each_time) == len(FAMILIES)
    lock.close()
