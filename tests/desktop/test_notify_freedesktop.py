"""Notifications on a real bus, with a server that has the manners and the bad manners of real ones."""

from __future__ import annotations

import select
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from desktops import PrivateBus, until
from fake_notifications import NAME, PATH, PLAIN, FakeServer, notification_server, takes_calls
from fake_services import service
from saying import WORDS
from unslump.adapters.desktop.notify.freedesktop import Freedesktop
from unslump.core.words import Said
from unslump.ports import Answered, Notice

OFFER = Notice(
    "offer",
    "offer",
    "A break?",
    "You have sat for 45 min.",
    {"start": "Start", "postpone": "In 5 minutes", "skip": "Skip"},
)
NUDGE = Notice("nudge", "nudge", "Time to change position", "Half an hour.")
HINT = Notice("nudge", "hint", "A call can be taken standing", "An hour.")


@pytest.fixture
def notifier(session_bus: PrivateBus) -> Iterator[Freedesktop]:
    until(lambda: takes_calls(session_bus.address))
    made = Freedesktop(session_bus.address, WORDS)
    yield made
    made.end()


@pytest.fixture
def server(session_bus: PrivateBus) -> Iterator[FakeServer]:
    with notification_server(session_bus.address) as running:
        yield running


def answers_of(notifier: Freedesktop, enough: Callable[[], bool]) -> list[Answered]:
    """Every answer until something is so, as the resident takes them: woken by the socket."""
    came: list[Answered] = []

    def look() -> bool:
        if notifier.fileno() >= 0:
            select.select([notifier.fileno()], [], [], 0.05)
        came.extend(notifier.answers())
        return enough() or bool(came)

    until(look)
    return came


def one_answer(notifier: Freedesktop) -> list[Answered]:
    return answers_of(notifier, lambda: False)


def after_everything(notifier: Freedesktop, server: FakeServer) -> list[Answered]:
    """Every answer once all that the server has sent was taken: it then tells a last thing that is known."""
    server.first += 1000
    assert notifier.show(Notice("last", "offer", "", "", {"skip": "Skip"})) == "delivered"
    server.press(server.calls[-1].number, "skip")
    came: list[Answered] = []

    def look() -> bool:
        select.select([notifier.fileno()], [], [], 0.05)
        came.extend(notifier.answers())
        return bool(came) and came[-1].notice_id == "last"

    until(look)
    return came[:-1]


def test_an_offer_stays_and_has_three_buttons(notifier: Freedesktop, server: FakeServer) -> None:
    assert notifier.show(OFFER) == "delivered"
    (shown,) = server.calls
    assert shown.actions == {"default": "Start", "start": "Start", "postpone": "In 5 minutes", "skip": "Skip"}
    assert (shown.title, shown.body, shown.lives_ms) == ("A break?", "You have sat for 45 min.", 0)
    assert shown.hints == {"urgency": 1, "category": "x-unslump.break", "desktop-entry": "unslump"}
    assert notifier.server == "fake" and notifier.trouble() is None


def test_a_nudge_and_a_hint_are_quiet_and_go_by_themselves(notifier: Freedesktop, server: FakeServer) -> None:
    assert [notifier.show(NUDGE), notifier.show(HINT)] == ["delivered"] * 2
    nudge, hint = server.calls
    assert nudge.hints["urgency"] == hint.hints["urgency"] == 0
    assert nudge.hints["transient"] is True and hint.hints["transient"] is True
    assert "suppress-sound" not in nudge.hints and hint.hints["suppress-sound"] is True
    assert nudge.lives_ms == hint.lives_ms == -1 and not nudge.actions


@pytest.mark.parametrize("button", ["start", "postpone", "skip"])
def test_a_button_is_an_answer(notifier: Freedesktop, server: FakeServer, button: str) -> None:
    notifier.show(OFFER)
    server.press(1, button)
    assert one_answer(notifier) == [Answered("offer", button)]  # type: ignore[arg-type]


def test_a_click_on_the_notification_itself_starts(notifier: Freedesktop, server: FakeServer) -> None:
    notifier.show(OFFER)
    server.press(1, "default")
    assert one_answer(notifier) == [Answered("offer", "start")]


def test_said_twice_it_is_one_answer(notifier: Freedesktop, server: FakeServer) -> None:
    notifier.show(OFFER)
    for _ in range(3):
        server.signal("ActionInvoked", "us", (1, "skip"))
    server.signal("ActionInvoked", "us", (1, "start"))
    assert after_everything(notifier, server) == [Answered("offer", "skip")]


def test_told_only_after_it_was_closed_it_is_an_answer_still(
    notifier: Freedesktop, server: FakeServer
) -> None:
    notifier.show(OFFER)
    server.dismiss(1)
    server.signal("ActionInvoked", "us", (1, "start"))
    assert one_answer(notifier) == [Answered("offer", "start")]


@pytest.mark.parametrize("why", [1, 2, 3, 4])
def test_closed_by_hand_or_by_itself_it_goes_unanswered(
    notifier: Freedesktop, server: FakeServer, why: int
) -> None:
    notifier.show(OFFER)
    server.dismiss(1, why)
    assert after_everything(notifier, server) == []


def test_a_later_notice_replaces_the_one_of_the_same_id(notifier: Freedesktop, server: FakeServer) -> None:
    notifier.show(NUDGE)
    notifier.show(HINT)
    assert [(shown.number, shown.replaces) for shown in server.calls] == [(1, 0), (1, 1)]


def test_what_was_closed_is_not_replaced(notifier: Freedesktop, server: FakeServer) -> None:
    notifier.show(OFFER)
    server.dismiss(1)
    after_everything(notifier, server)
    notifier.show(OFFER)
    assert server.calls[-1].replaces == 0


def test_taken_back_it_is_gone_and_answers_no_more(notifier: Freedesktop, server: FakeServer) -> None:
    notifier.show(OFFER)
    notifier.close("offer")
    until(lambda: server.taken_back == [1])
    server.signal("ActionInvoked", "us", (1, "start"))
    assert after_everything(notifier, server) == []
    assert not server.screen.get(1)


def test_the_end_takes_everything_back(notifier: Freedesktop, server: FakeServer) -> None:
    notifier.show(OFFER)
    notifier.show(NUDGE)
    notifier.end()
    until(lambda: sorted(server.taken_back) == [1, 2])
    assert notifier.fileno() == -1


def test_a_server_without_buttons_gets_the_answer_in_words(
    session_bus: PrivateBus, notifier: Freedesktop
) -> None:
    with notification_server(session_bus.address, can=PLAIN) as server:
        assert [notifier.show(OFFER), notifier.show(NUDGE)] == ["delivered"] * 2
    offer, nudge = server.calls
    assert not offer.actions and offer.body.endswith(WORDS("notices.elsewhere"))
    assert nudge.body == NUDGE.body


def test_a_server_that_shows_no_text_gets_all_in_the_title(
    session_bus: PrivateBus, notifier: Freedesktop
) -> None:
    with notification_server(session_bus.address, can=("actions",)) as server:
        notifier.show(OFFER)
    assert (server.calls[0].title, server.calls[0].body) == ("A break? You have sat for 45 min.", "")


@pytest.mark.parametrize(
    ("can", "body"), [(("body", "body-markup"), "&lt;b&gt; &amp; c"), (PLAIN, "<b> & c")]
)
def test_text_is_no_markup(
    session_bus: PrivateBus, notifier: Freedesktop, can: tuple[str, ...], body: str
) -> None:
    with notification_server(session_bus.address, can=can) as server:
        notifier.show(Notice("nudge", "nudge", "<&>", "<b> & c"))
    assert (server.calls[0].title, server.calls[0].body) == ("<&>", body)


def test_what_a_server_can_is_asked_once(notifier: Freedesktop, server: FakeServer) -> None:
    for _ in range(5):
        notifier.show(OFFER)
    assert (server.asked("GetCapabilities"), server.asked("GetServerInformation")) == (1, 1)
    inhibited = [name for _, name, body in server.service.asked if body == (NAME, "Inhibited")]
    assert len(inhibited) == 1, "a property it does not have is asked for once"


def test_held_back_by_the_desktop_nobody_can_tell(notifier: Freedesktop, server: FakeServer) -> None:
    server.inhibit(True)
    assert notifier.show(OFFER) == "unknown"
    assert notifier.trouble() == Said("notices.trouble.inhibited")
    server.inhibit(False)
    assert notifier.show(OFFER) == "delivered"
    assert notifier.trouble() is None


def test_no_bus() -> None:
    notifier = Freedesktop("unix:path=/nowhere/at/all", WORDS)
    assert notifier.show(OFFER) == "failed"
    assert notifier.trouble() == Said("notices.trouble.no_bus")
    assert notifier.answers() == [] and notifier.fileno() == -1
    notifier.close("offer")
    notifier.end()


def test_a_bus_without_a_server(notifier: Freedesktop) -> None:
    assert notifier.show(OFFER) == "failed"
    assert notifier.trouble() == Said("notices.trouble.no_server")


def test_a_server_that_says_no(notifier: Freedesktop, server: FakeServer) -> None:
    server.refuses = True
    assert notifier.show(OFFER) == "failed"
    server.refuses = False
    assert notifier.show(OFFER) == "delivered"


def test_a_server_that_comes_later_is_found(session_bus: PrivateBus, notifier: Freedesktop) -> None:
    assert notifier.show(OFFER) == "failed"
    with notification_server(session_bus.address) as server:
        assert notifier.show(OFFER) == "delivered"
        server.press(1, "skip")
        assert one_answer(notifier) == [Answered("offer", "skip")]


def test_a_server_that_hangs_leaves_it_unknown(notifier: Freedesktop, server: FakeServer) -> None:
    server.hangs = True
    assert notifier.show(OFFER) == "unknown"
    assert notifier.trouble() == Said("notices.trouble.silent")
    server.hangs = False
    assert notifier.show(OFFER) == "delivered"


def test_a_server_that_was_only_starting_shows_it_late_and_its_buttons_work(
    notifier: Freedesktop, server: FakeServer
) -> None:
    server.awake.clear()
    assert notifier.show(OFFER) == "unknown"
    server.awake.set()
    until(lambda: server.calls)
    (shown,) = server.calls
    assert shown.actions and WORDS("notices.elsewhere") in shown.body, "told without knowing what it can do"
    server.press(shown.number, "start")
    assert one_answer(notifier) == [Answered("offer", "start")]


def test_what_shows_late_though_it_was_taken_back_is_taken_back_then(
    notifier: Freedesktop, server: FakeServer
) -> None:
    server.awake.clear()
    notifier.show(OFFER)
    notifier.close("offer")
    server.awake.set()
    answers_of(notifier, lambda: server.taken_back == [1])


def test_a_server_that_restarts_has_forgotten_and_so_have_we(
    session_bus: PrivateBus, notifier: Freedesktop
) -> None:
    with notification_server(session_bus.address):
        notifier.show(OFFER)
    with notification_server(session_bus.address, can=PLAIN, first=1) as again:
        again.signal("ActionInvoked", "us", (1, "start"))
        assert after_everything(notifier, again) == [], "number 1 of the new server is not ours"
        notifier.show(OFFER)
        assert again.calls[-1].replaces == 0 and again.asked("GetCapabilities") == 1
        assert not again.calls[-1].actions, "it can less than the one before"


def test_numbers_of_other_programs_are_not_ours(notifier: Freedesktop, server: FakeServer) -> None:
    notifier.show(OFFER)
    server.press(77, "start")
    server.press(0, "start")
    server.signal("ActionInvoked", "us", (1, "an action nobody has"))
    server.signal("ActionInvoked", "ss", ("1", "start"))
    server.signal("NotificationClosed", "u", (1,))
    assert after_everything(notifier, server) == []
    server.press(1, "skip")
    assert one_answer(notifier) == [Answered("offer", "skip")]


def test_only_the_server_that_was_spoken_to_is_heard(
    session_bus: PrivateBus, notifier: Freedesktop, server: FakeServer
) -> None:
    from jeepney import DBusAddress, HeaderFields, new_signal

    notifier.show(OFFER)
    line = notifier._line
    assert line is not None
    with service(session_bus.address) as stranger:
        for to in _everybody(stranger):
            forged = new_signal(DBusAddress(PATH, interface=NAME), "ActionInvoked", "us", (1, "start"))
            forged.header.fields[HeaderFields.destination] = to
            stranger.connection.send(forged)
        assert after_everything(notifier, server) == []


def _everybody(stranger: Any) -> list[str]:
    """Unique names that the bus may have given: the notifier's is among them."""
    return [f":1.{number}" for number in range(8)]


def test_a_bus_that_goes_and_comes_back(session_bus: PrivateBus, notifier: Freedesktop) -> None:
    with notification_server(session_bus.address):
        assert notifier.show(OFFER) == "delivered"
    session_bus.stop()
    assert notifier.show(OFFER) == "failed"
    session_bus.start()
    with notification_server(session_bus.address) as server:
        assert notifier.show(OFFER) == "delivered"
        server.press(1, "start")
        assert one_answer(notifier) == [Answered("offer", "start")]


def test_a_bus_that_freezes_costs_its_time_limit_and_no_more(
    session_bus: PrivateBus, notifier: Freedesktop, server: FakeServer
) -> None:
    notifier.show(OFFER)
    session_bus.freeze()
    try:
        assert notifier.show(OFFER) in ("unknown", "failed")
        notifier.close("offer")
    finally:
        session_bus.thaw()
    assert notifier.show(OFFER) == "delivered"
