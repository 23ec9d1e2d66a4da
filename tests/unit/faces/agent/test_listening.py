"""The socket that waits without accepting."""

from __future__ import annotations

import os
import signal
import socket
import threading
from collections.abc import Iterator
from contextlib import closing

import pytest

from saying import refused
from unslump.app.address import NEIGHBOURS
from unslump.app.ending import Ending
from unslump.core.errors import PortTaken
from unslump.faces.agent import listening
from unslump.faces.agent.listening import listen, wait_for_a_knock


@pytest.fixture
def taken() -> Iterator[int]:
    with closing(socket.socket()) as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield int(other.getsockname()[1])


def test_a_port_that_was_asked_for_is_not_changed_quietly(taken: int) -> None:
    with refused(PortTaken, match=f"Port {taken} is in use"):
        listen(taken, testing=False)


def test_a_neighbour_stands_in_for_the_default(taken: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listening, "TESTING_PORT", taken)
    with listen(None, testing=True) as opened:
        address, port = opened.getsockname()
    assert address == "127.0.0.1"
    assert taken < port <= taken + NEIGHBOURS


def test_when_all_are_taken_it_says_so(taken: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listening, "TESTING_PORT", taken)
    monkeypatch.setattr(listening, "NEIGHBOURS", 0)
    with refused(PortTaken, match="all in use"):
        listen(None, testing=True)


def free() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_a_knock_is_noticed_and_left_for_the_server() -> None:
    with (
        listen(free(), testing=True) as opened,
        closing(socket.create_connection(opened.getsockname())) as caller,
    ):
        caller.sendall(b"hello")
        assert wait_for_a_knock(opened, Ending())
        accepted, _ = opened.accept()
        with accepted:
            accepted.setblocking(True)
            assert accepted.recv(5) == b"hello"


def test_the_end_is_noticed_though_nobody_knocks() -> None:
    ending = Ending()
    before = signal.signal(signal.SIGUSR1, lambda *_: ending.ask())
    try:
        threading.Thread(target=lambda: os.kill(os.getpid(), signal.SIGUSR1)).start()
        with listen(free(), testing=True) as opened:
            assert not wait_for_a_knock(opened, ending)
    finally:
        signal.signal(signal.SIGUSR1, before)


def test_an_end_that_was_asked_for_before_is_not_waited_for() -> None:
    ending = Ending()
    ending.ask()
    with listen(free(), testing=True) as opened:
        assert not wait_for_a_knock(opened, ending)


def test_whoever_listens_late_is_told_at_once() -> None:
    ending, told = Ending(), list[str]()
    ending.on_ask(lambda: told.append("early"))
    ending.ask()
    ending.ask()
    ending.on_ask(lambda: told.append("late"))
    assert told == ["early", "late"]
