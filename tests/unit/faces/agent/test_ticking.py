"""The thread that lets time go on, with real sockets and no waiting longer than a tick."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator

import pytest

from unslump.app.ending import Ending
from unslump.faces.agent.ticking import Ticking


class Speaker:
    """Something that speaks by itself."""

    def __init__(self) -> None:
        self.near, self.far = socket.socketpair()
        self.taken: list[bytes] = []
        self.open = True

    def fileno(self) -> int:
        return self.near.fileno() if self.open else -1

    def take(self) -> None:
        self.taken.append(self.near.recv(100))


class Count:
    """Counts ticks, and lets a test wait for one."""

    def __init__(self) -> None:
        self.n = 0
        self.ticked = threading.Semaphore(0)

    def __call__(self) -> None:
        self.n += 1
        self.ticked.release()

    def wait(self) -> None:
        assert self.ticked.acquire(timeout=10)


@pytest.fixture
def speaker() -> Iterator[Speaker]:
    made = Speaker()
    yield made
    made.near.close()
    made.far.close()


def ticking(count: Count, *speakers: Speaker, rate: float = 0.001) -> Ticking:
    """By itself this one ticks every 1000 s: whatever it does sooner, it was woken for."""
    return Ticking(count, sources=lambda: speakers, on_fault=lambda error: None, rate=rate)


def test_it_ticks_by_itself() -> None:
    count = Count()
    running = ticking(count, rate=100.0)
    running.start(Ending())
    count.wait()
    count.wait()
    running.stop()


def test_a_word_is_heard_at_once_and_many_wakes_are_few_ticks() -> None:
    count = Count()
    running = ticking(count)
    for _ in range(50):
        running.wake()
    running.start(Ending())
    count.wait()
    running.stop()
    assert count.n == 1


def test_what_a_source_says_is_taken_before_the_tick(speaker: Speaker) -> None:
    count = Count()
    running = ticking(count, speaker)
    speaker.far.send(b"signal")
    running.start(Ending())
    count.wait()
    running.stop()
    assert speaker.taken == [b"signal"]


def test_a_source_without_a_connection_is_left_alone(speaker: Speaker) -> None:
    speaker.open = False
    speaker.far.send(b"signal")
    count = Count()
    running = ticking(count, speaker, rate=100.0)
    running.start(Ending())
    count.wait()
    running.stop()
    assert speaker.taken == []


def test_a_source_whose_socket_has_gone_does_not_stop_the_clock(speaker: Speaker) -> None:
    speaker.near.detach()

    class Gone:
        def fileno(self) -> int:
            return 987654  # no such descriptor

        def take(self) -> None: ...

    count = Count()
    running = Ticking(count, sources=lambda: [Gone()], on_fault=lambda error: None, rate=100.0)
    running.start(Ending())
    count.wait()
    count.wait()
    running.stop()


def test_a_mistake_of_ours_is_noted_and_time_goes_on() -> None:
    noted: list[Exception] = []
    count = Count()

    def tick() -> None:
        count()
        raise ZeroDivisionError

    running = Ticking(tick, sources=list, on_fault=noted.append, rate=100.0)
    running.start(Ending())
    count.wait()
    count.wait()
    running.stop()
    assert len(noted) >= 1 and isinstance(noted[0], ZeroDivisionError)


def test_the_end_wakes_it() -> None:
    count, ending = Count(), Ending()
    running = ticking(count)
    running.start(ending)
    ending.ask()
    count.wait()
    running.stop()
