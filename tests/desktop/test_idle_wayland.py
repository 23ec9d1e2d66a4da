"""Idle time on Wayland, against a compositor made with libwayland's own server side."""

from __future__ import annotations

import os
import select
import subprocess
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from compositors import FakeCompositor, compositor
from desktops import Running, needed, until
from unslump.adapters.content import load_words
from unslump.adapters.desktop.linux.idle_wayland import WaylandIdle
from unslump.adapters.desktop.patience import FIRST_S
from unslump.core.words import Said
from unslump.ports import Sensed
from unslump.testing.clock import FakeClock

WORDS = load_words()
pytestmark = pytest.mark.usefixtures("limit")
ASKED, SILENT = "senses.idle.wayland.asked", "senses.idle.wayland.silent"


def told(idle: WaylandIdle) -> None:
    """Wait until the compositor's word has come."""
    assert select.select([idle.fileno()], [], [], 20)[0]
    idle.take()


def why(sensed: Sensed[float]) -> str:
    assert isinstance(sensed.why, Said)
    WORDS(sensed.why.key, **sensed.why.values)
    return sensed.why.key


def test_a_day_at_the_desk(wayland: FakeCompositor) -> None:
    clock = FakeClock()
    idle = WaylandIdle(clock, wayland.env)
    assert why(idle.read()) == ASKED
    until(wayland.asked)
    assert wayland.asked() == ["input 1000"], "input alone counts: what plays a film is not asked"
    clock.advance(2)
    assert idle.read() == Sensed(0.0), "a second has long passed and nobody said idle: somebody is here"
    wayland.idled()
    told(idle)
    assert idle.read() == Sensed(1.0)
    clock.advance(299)
    assert idle.read() == Sensed(300.0)
    clock.suspend(3600)
    assert idle.read() == Sensed(3900.0), "asleep is away too"
    wayland.resumed()
    told(idle)
    assert idle.read() == Sensed(0.0)
    idle.close()


def test_a_clock_that_is_set_changes_nothing(wayland: FakeCompositor) -> None:
    clock = FakeClock()
    idle = WaylandIdle(clock, wayland.env)
    idle.read()
    until(wayland.asked)
    wayland.idled()
    told(idle)
    clock.step_wall(-86_400)
    assert idle.read() == Sensed(1.0)
    idle.close()


def test_an_older_compositor_is_used_and_the_detail_says_so() -> None:
    clock = FakeClock()
    with compositor(notifier=1) as old:
        idle = WaylandIdle(clock, old.env)
        idle.read()
        until(old.asked)
        assert old.asked() == ["idle 1000"]
        old.idled()
        told(idle)
        assert idle.read() == Sensed(1.0, detail="ext_idle_notifier_v1 1")
        idle.close()


def test_input_on_any_seat_counts() -> None:
    clock = FakeClock()
    with compositor(seats=2) as two:
        idle = WaylandIdle(clock, two.env)
        idle.read()
        until(lambda: len(two.asked()) == 2)
        two.idled(0)
        told(idle)
        clock.advance(10)
        two.idled(1)
        told(idle)
        assert idle.read() == Sensed(1.0)
        two.resumed(0)
        told(idle)
        assert idle.read() == Sensed(0.0)
        idle.close()


def test_seats_come_and_go() -> None:
    clock = FakeClock()
    with compositor(seats=0) as bare:
        idle = WaylandIdle(clock, bare.env)
        assert why(idle.read()) == "senses.idle.wayland.no_seat"
        bare.tell("add-seat")
        told(idle)
        assert why(idle.read()) == ASKED
        until(bare.asked)
        bare.idled()
        told(idle)
        clock.advance(4)
        assert idle.read() == Sensed(5.0)
        bare.tell("remove-seat")
        told(idle)
        assert why(idle.read()) == "senses.idle.wayland.no_seat"
        idle.close()


def test_a_compositor_that_died_is_found_again(wayland: FakeCompositor) -> None:
    clock, steps = FakeClock(), [0.0]
    idle = WaylandIdle(clock, wayland.env, now=lambda: steps[0])
    idle.read()
    until(wayland.asked)
    wayland.stop()
    told(idle)
    assert idle.fileno() == -1
    assert why(idle.read()) == SILENT
    wayland.start()
    assert why(idle.read()) == SILENT, "not looked for each time"
    steps[0] = FIRST_S
    assert why(idle.read()) == ASKED
    until(wayland.asked)
    wayland.idled()
    told(idle)
    assert idle.read() == Sensed(1.0)
    idle.close()


def test_a_compositor_that_hangs_is_let_alone(
    wayland: FakeCompositor, limit: Callable[[float], None]
) -> None:
    steps = [0.0]
    idle = WaylandIdle(FakeClock(), wayland.env, now=lambda: steps[0])
    limit(0.1)
    wayland.freeze()
    assert why(idle.read()) == SILENT
    wayland.thaw()
    limit(10)
    steps[0] = FIRST_S
    assert why(idle.read()) == ASKED
    idle.close()


def test_a_compositor_that_objects_is_left(wayland: FakeCompositor) -> None:
    idle = WaylandIdle(FakeClock(), wayland.env)
    idle.read()
    until(wayland.asked)
    wayland.tell("object")
    told(idle)
    assert why(idle.read()) == SILENT
    idle.close()


def test_without_the_protocol_it_says_so() -> None:
    with compositor(notifier=0) as plain:
        idle = WaylandIdle(FakeClock(), plain.env)
        assert why(idle.read()) == "senses.idle.wayland.no_protocol"
        assert why(idle.read()) == "senses.idle.wayland.no_protocol", "also while it is left alone"
        idle.close()


@pytest.mark.parametrize(
    "says",
    [
        b"",
        b"\1\0\0\0\0\0\7\0",  # a message shorter than its own head
        b"\1\0\0\0\0\0\x0b\0" + b"\0" * 3,  # a length that is no multiple of four
        b"\2\0\0\0\0\0\x14\0" + b"\1\0\0\0" + b"\xff" * 8,  # a text far longer than its message
        b"\2\0\0\0\0\0\x18\0" + b"\1\0\0\0\4\0\0\0\xff\xfe\xfd\0\1\0\0\0",  # a name that is no text
        b"\2\0\0\0\1\0\x08\0",  # something goes, and nobody says what
    ],
)
def test_what_is_no_compositor_is_no_compositor(says: bytes, tmp_path: Path) -> None:
    import socket

    with socket.socket(socket.AF_UNIX) as door:
        door.bind(str(tmp_path / "door"))
        door.listen(1)

        def answer() -> None:
            guest, _ = door.accept()
            with guest:
                guest.recv(64)
                guest.sendall(says)

        thread = threading.Thread(target=answer)
        thread.start()
        idle = WaylandIdle(FakeClock(), {"WAYLAND_DISPLAY": str(tmp_path / "door")})
        assert why(idle.read()) == SILENT
        assert idle.fileno() == -1
        thread.join(20)


def test_weston_of_debian_12_has_no_such_protocol() -> None:
    """A real compositor: the greeting and the list of what it offers are read from it."""
    weston = needed("weston", "weston")
    with tempfile.TemporaryDirectory(prefix="unslump-weston-") as folder:
        env = {**os.environ, "XDG_RUNTIME_DIR": folder, "HOME": folder}
        argv = [weston, "--backend=headless-backend.so", "--socket=wl", "--idle-time=0", "--no-config"]
        running = Running(*argv, env=env)
        try:
            until(lambda: Path(folder, "wl").exists() or not running.lives())
            idle = WaylandIdle(FakeClock(), {"WAYLAND_DISPLAY": "wl", "XDG_RUNTIME_DIR": folder})
            found = idle.read()
            old = (
                subprocess.run([weston, "--version"], capture_output=True, text=True).stdout.split()[1] < "14"
            )
            assert why(found) == ("senses.idle.wayland.no_protocol" if old else ASKED)
            idle.close()
        finally:
            running.end()
