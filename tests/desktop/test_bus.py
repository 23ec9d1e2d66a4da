"""The bus wrapper against a real bus: replies, signals, time limits, and coming back."""

from __future__ import annotations

import select
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from jeepney import DBusAddress, HeaderFields, Message, MessageType, new_signal
from jeepney.wrappers import new_header

from desktops import PrivateBus, Watch, until
from fake_services import SILENCE, Refusal, Service, service
from unslump.adapters.content import load_words
from unslump.adapters.desktop.bus import Bus, BusTrouble, Signal
from unslump.adapters.desktop.patience import FIRST_S, LONGEST_S

NAME, PATH, FACE = "org.example.Echo", "/org/example/Echo", "org.example.Echo"
WORDS = load_words()
pytestmark = pytest.mark.usefixtures("limit")


def hear(bus: Bus) -> list[Signal]:
    heard: list[Signal] = []
    bus.listen(heard.append, sender=NAME, interface=FACE, member="Rang", signature="u")
    return heard


def ring(echo: Service, number: int) -> None:
    echo.signal(PATH, FACE, "Rang", "u", (number,))


def take_until(bus: Bus, heard: list[Signal], count: int) -> list[int]:
    def look() -> bool:
        select.select([bus.fileno()], [], [], 0.05)
        bus.take()
        return len(heard) >= count

    until(look)
    return [signal.body[0] for signal in heard]


def sentence(trouble: object) -> str:
    assert isinstance(trouble, BusTrouble)
    return WORDS(trouble.why.key, **trouble.why.values)


def test_a_question_is_answered(session_bus: PrivateBus) -> None:
    bus = Bus("session", session_bus.address)
    with service(session_bus.address, NAME) as echo:
        echo.answers[f"{FACE}.Double"] = lambda path, body: ("u", (body[0] * 2,))
        assert bus.call(NAME, PATH, FACE, "Double", "u", (21,), answers="u") == (42,)
        assert bus.has_owner(NAME) is True
    assert bus.has_owner(NAME) is False
    bus.close()


def test_a_property_has_the_type_that_is_wanted_or_is_odd(session_bus: PrivateBus) -> None:
    bus = Bus("session", session_bus.address)
    with service(session_bus.address, NAME) as echo:
        echo.properties[PATH, f"{FACE}.Loud"] = ("b", True)
        assert bus.get(NAME, PATH, FACE, "Loud", "b") is True
        assert bus.get(NAME, PATH, FACE, "Loud", "u") == BusTrouble("odd", NAME, "b")
    bus.close()


def test_every_kind_of_trouble_has_its_sentence(session_bus: PrivateBus) -> None:
    bus = Bus("session", session_bus.address)
    with service(session_bus.address, NAME) as echo:
        echo.answers |= {
            f"{FACE}.Refuse": lambda path, body: Refusal("org.example.No"),
            f"{FACE}.Lie": lambda path, body: ("s", ("7",)),
            f"{FACE}.Hang": lambda path, body: SILENCE,
        }
        found = {
            "absent": bus.call("org.example.Nobody", PATH, FACE, "Double"),
            "refused": bus.call(NAME, PATH, FACE, "Refuse"),
            "odd": bus.call(NAME, PATH, FACE, "Lie", answers="u"),
            "silent": bus.call(NAME, PATH, FACE, "Hang", within_s=0.05),
            "missing": Bus("system", "unix:path=/nowhere/at/all").call(NAME, PATH, FACE, "Double"),
        }
    assert {kind: trouble.kind for kind, trouble in found.items() if isinstance(trouble, BusTrouble)} == {
        kind: kind for kind in found
    }
    assert len({sentence(trouble) for trouble in found.values()}) == len(found)
    bus.close()


def test_a_service_that_hangs_is_left_alone_and_asked_again_later(session_bus: PrivateBus) -> None:
    watch = Watch()
    bus = Bus("session", session_bus.address, now=watch)
    with service(session_bus.address, NAME) as echo:
        echo.answers[f"{FACE}.Double"] = lambda path, body: SILENCE
        assert bus.call(NAME, PATH, FACE, "Double", within_s=0.05) == BusTrouble("silent", NAME)
        echo.answers[f"{FACE}.Double"] = lambda path, body: ("u", (2,))
        asked = len(echo.asked)
        assert bus.call(NAME, PATH, FACE, "Double") == BusTrouble("silent", NAME)
        assert len(echo.asked) == asked, "asked again at once"
        watch.now_s = FIRST_S
        assert bus.call(NAME, PATH, FACE, "Double") == (2,)
    bus.close()


def test_the_late_answer_is_not_taken_for_the_next_one(session_bus: PrivateBus) -> None:
    watch = Watch()
    bus = Bus("session", session_bus.address, now=watch)
    with service(session_bus.address, NAME) as echo:
        echo.answers[f"{FACE}.Which"] = lambda path, body: SILENCE if body[0] == 0 else ("u", body)
        assert isinstance(bus.call(NAME, PATH, FACE, "Which", "u", (0,), within_s=0.05), BusTrouble)
        watch.now_s = FIRST_S
        assert [bus.call(NAME, PATH, FACE, "Which", "u", (n,)) for n in (1, 2)] == [(1,), (2,)]
    bus.close()


def test_signals_wake_who_waits(session_bus: PrivateBus) -> None:
    bus = Bus("session", session_bus.address)
    heard = hear(bus)
    with service(session_bus.address, NAME) as echo:
        assert bus.has_owner(NAME)
        for number in range(5):
            ring(echo, number)
        assert take_until(bus, heard, 5) == [0, 1, 2, 3, 4]
    bus.close()


def test_no_signal_is_lost_around_a_reply(session_bus: PrivateBus) -> None:
    bus = Bus("session", session_bus.address)
    heard = hear(bus)
    with service(session_bus.address, NAME) as echo:

        def answer(path: str, body: tuple[int, ...]) -> tuple[str, tuple[int, ...]]:
            ring(echo, 1)
            ring(echo, 2)
            return "u", body

        echo.answers[f"{FACE}.Double"] = answer
        assert bus.call(NAME, PATH, FACE, "Double", "u", (7,)) == (7,)
        assert [signal.body[0] for signal in heard] == [1, 2], "heard before the call returned"
        ring(echo, 3)
        assert take_until(bus, heard, 3) == [1, 2, 3]
    bus.close()


def test_a_signal_right_behind_the_reply_stays_in_the_socket(tmp_path: Path) -> None:
    """The two arrive as one piece; were both read at once, nobody would wake for the second."""
    hello = Message(new_header(MessageType.method_return), (":1.1",))
    hello.header.fields |= {HeaderFields.reply_serial: 1, HeaderFields.signature: "s"}
    rang = new_signal(DBusAddress(PATH, interface=FACE), "Rang", "u", (9,))
    with bus_that_says(tmp_path, b"OK 1234\r\n", hello.serialise(1) + rang.serialise(2)) as address:
        bus = Bus("session", address)
        heard = hear(bus)
        assert bus.connect(5) is None
        assert heard == []
        assert select.select([bus.fileno()], [], [], 5)[0]
        bus.take()
        assert [signal.body for signal in heard] == [(9,)]
        bus.close()


def test_who_listens_may_ask(session_bus: PrivateBus) -> None:
    """And the signals that come meanwhile are told after, in their order."""
    bus = Bus("session", session_bus.address)
    order: list[object] = []

    def tell(signal: Signal) -> None:
        order.append(signal.body[0])
        order.append(bus.call(NAME, PATH, FACE, "Double", "u", signal.body))

    bus.listen(tell, sender=NAME, interface=FACE, member="Rang", signature="u")
    with service(session_bus.address, NAME) as echo:
        echo.answers[f"{FACE}.Double"] = lambda path, body: ("u", (body[0] * 2,))
        assert bus.has_owner(NAME)
        for number in (1, 2, 3):
            ring(echo, number)
        until(lambda: bus.take() or len(order) == 6)
    assert order == [1, (2,), 2, (4,), 3, (6,)]
    bus.close()


def test_a_signal_of_another_shape_is_not_told(session_bus: PrivateBus) -> None:
    bus = Bus("session", session_bus.address)
    heard = hear(bus)
    with service(session_bus.address, NAME) as echo:
        assert bus.has_owner(NAME)
        echo.signal(PATH, FACE, "Rang", "s", ("one",))
        echo.signal(PATH, FACE, "Rung", "u", (1,))
        ring(echo, 2)
        assert take_until(bus, heard, 1) == [2]
    bus.close()


def test_what_is_sent_to_us_alone_is_no_signal(session_bus: PrivateBus) -> None:
    """Anybody may send it in any service's name; what is told to everybody the bus holds to its sender."""
    bus = Bus("session", session_bus.address)
    heard = hear(bus)
    bus.connect()
    with (
        service(session_bus.address, NAME) as echo,
        service(session_bus.address, "org.example.Other") as other,
    ):
        ours = bus.call("org.freedesktop.DBus", "/", "org.freedesktop.DBus", "ListNames", answers="as")
        assert not isinstance(ours, BusTrouble)
        for name in (each for each in ours[0] if each.startswith(":")):
            forged = new_signal(DBusAddress(PATH, interface=FACE), "Rang", "u", (666,))
            forged.header.fields[HeaderFields.destination] = name
            other.connection.send(forged)
        assert bus.call(NAME, PATH, FACE, "Nothing", answers="") != ()
        ring(echo, 7)
        assert take_until(bus, heard, 1) == [7]
    bus.close()


def test_a_message_too_long_for_anything_asked_is_passed_over_unread(session_bus: PrivateBus) -> None:
    bus = Bus("session", session_bus.address)
    heard = hear(bus)
    bus.connect()
    with service(session_bus.address, NAME) as echo:
        echo.signal(PATH, FACE, "Rang", "au", (list(range(1_000_000)),))
        ring(echo, 7)
        assert take_until(bus, heard, 1) == [7]
        assert not isinstance(bus.has_owner(NAME), BusTrouble), "what follows is read as before"
    bus.close()


def test_the_first_argument_may_choose(session_bus: PrivateBus) -> None:
    bus = Bus("session", session_bus.address)
    heard: list[Signal] = []
    bus.listen(heard.append, sender=NAME, interface=FACE, member="Said", signature="s", arg0="yes")
    with service(session_bus.address, NAME) as echo:
        assert bus.has_owner(NAME)
        for word in ("no", "yes"):
            echo.signal(PATH, FACE, "Said", "s", (word,))
        until(lambda: bus.take() or heard)
    assert [signal.body for signal in heard] == [("yes",)]
    bus.close()


def test_after_the_end_nothing_is_told(session_bus: PrivateBus) -> None:
    bus = Bus("session", session_bus.address)
    first: list[Signal] = []
    end = bus.listen(first.append, sender=NAME, interface=FACE, member="Rang", signature="u")
    second = hear(bus)
    with service(session_bus.address, NAME) as echo:
        assert bus.has_owner(NAME)
        end()
        end()
        ring(echo, 1)
        assert take_until(bus, second, 1) == [1]
    assert first == []
    bus.close()


def test_a_bus_that_went_away_comes_back_with_all_that_was_listened_to(session_bus: PrivateBus) -> None:
    bus = Bus("session", session_bus.address, now=Watch())
    heard = hear(bus)
    assert bus.connect() is None and bus.joined == 1
    session_bus.stop()
    until(lambda: bus.take() or bus.fileno() == -1)
    session_bus.start()
    with service(session_bus.address, NAME) as echo:
        assert bus.has_owner(NAME) is True
        assert bus.joined == 2
        ring(echo, 4)
        assert take_until(bus, heard, 1) == [4]
    bus.close()


def test_a_missing_bus_is_not_looked_for_each_time(session_bus: PrivateBus) -> None:
    watch = Watch()
    bus = Bus("session", session_bus.address, now=watch)
    session_bus.stop()
    assert bus.connect() == BusTrouble("missing", "session")
    session_bus.start()
    assert bus.connect() == BusTrouble("missing", "session")
    watch.now_s = FIRST_S
    assert bus.connect() is None
    bus.close()


def test_the_pause_grows_and_ends() -> None:
    from unslump.adapters.desktop.patience import Patience

    watch = Watch()
    patience, pauses = Patience(watch), []
    for _ in range(8):
        patience.failed()
        start = watch.now_s
        while not patience.over():
            watch.now_s += 0.5
        pauses.append(watch.now_s - start)
    assert pauses == sorted(pauses) and pauses[0] == FIRST_S and pauses[-1] == pauses[-2] == LONGEST_S
    patience.failed()
    patience.worked()
    assert patience.over()


def test_a_bus_that_hangs_costs_its_time_limit_and_no_more(session_bus: PrivateBus) -> None:
    """Before the handshake, and with the connection made."""
    watch = Watch()
    new, old = (Bus("session", session_bus.address, now=watch) for _ in range(2))
    assert old.connect() is None
    session_bus.freeze()
    assert new.connect(0.1) == BusTrouble("missing", "session")
    assert old.call("org.freedesktop.DBus", "/", "org.freedesktop.DBus", "GetId", within_s=0.1) == BusTrouble(
        "silent", "org.freedesktop.DBus"
    )
    session_bus.thaw()
    watch.now_s = LONGEST_S
    assert new.has_owner(NAME) is False and old.has_owner(NAME) is False
    new.close()
    old.close()


@contextmanager
def bus_that_says(folder: Path, *says: bytes) -> Iterator[str]:
    """Take one guest, answer each thing they say with the next of these, and yield where that is."""
    with socket.socket(socket.AF_UNIX) as door:
        door.bind(str(folder / "door"))
        door.listen(1)

        def answer() -> None:
            guest, _ = door.accept()
            with guest, suppress(ConnectionError):
                guest.recv(1)
                for words in says:
                    if not guest.recv(4096):
                        return
                    guest.sendall(words)
                while guest.recv(4096):
                    pass

        thread = threading.Thread(target=answer)
        thread.start()
        yield f"unix:path={folder / 'door'}"
        thread.join(20)
        assert not thread.is_alive(), "the guest never went"


@pytest.mark.parametrize(
    "says",
    [
        (b"",),
        (b"REJECTED\r\n",),
        (b"x" * 9000,),
        (b"OK 1234\r\n",),
        (b"OK 1234\r\n", b"\xff" * 64),
        (b"OK 1234\r\n", b"l\2\0\1" + b"\xff\xff\xff\x07" * 3),
    ],
)
def test_what_is_no_bus_is_a_missing_bus(says: tuple[bytes, ...], tmp_path: Path) -> None:
    with bus_that_says(tmp_path, *says) as address:
        bus = Bus("session", address)
        assert bus.connect(0.2) == BusTrouble("missing", "session")
        assert bus.fileno() == -1


@pytest.mark.parametrize(
    "address",
    [
        "",
        "nonsense",
        "tcp:host=localhost,port=1",
        "unix:path=",
        "unix:path=" + "x" * 200,
        "unix:path=/no,guid=1;unix:abstract=no-such-bus",
    ],
)
def test_an_address_that_leads_nowhere_is_a_missing_bus(address: str) -> None:
    assert Bus("session", address).connect() == BusTrouble("missing", "session")
