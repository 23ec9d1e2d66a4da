"""Idle time on X11: a real server, real keys."""

from __future__ import annotations

import socket
import subprocess
import threading
import time
from collections.abc import Callable

import pytest

from desktops import Display, needed, until
from unslump.adapters.clock import system_clock
from unslump.adapters.content import load_words
from unslump.adapters.desktop.linux.idle_x11 import X11Idle
from unslump.adapters.desktop.patience import FIRST_S
from unslump.core.words import Said
from unslump.ports import Sensed

WORDS = load_words()
pytestmark = pytest.mark.usefixtures("limit")
SILENT = "senses.idle.x11.silent"


def why(sensed: Sensed[float]) -> str:
    assert isinstance(sensed.why, Said)
    WORDS(sensed.why.key, **sensed.why.values)
    return sensed.why.key


def seconds(idle: X11Idle) -> float:
    found = idle.read()
    assert found.value is not None, found
    return found.value


def test_a_key_and_a_click_are_input_and_nothing_else_is(xvfb: Display) -> None:
    idle = X11Idle(system_clock(), {"DISPLAY": xvfb.name})
    for used in (["key", "a"], ["mousemove", "40", "50"], ["click", "1"]):
        until(lambda: seconds(idle) > 0.3)
        before = seconds(idle)
        xvfb.do(*used)
        assert seconds(idle) < before, used
    idle.close()


def test_it_counts_as_the_clock_does(xvfb: Display) -> None:
    idle = X11Idle(system_clock(), {"DISPLAY": xvfb.name})
    xvfb.do("key", "a")
    started, first = time.monotonic(), seconds(idle)
    until(lambda: time.monotonic() - started > 0.5)
    passed, risen = time.monotonic() - started, seconds(idle) - first
    assert risen == pytest.approx(passed, abs=0.2)
    idle.close()


def test_a_display_that_died_is_found_again(xvfb: Display) -> None:
    steps = [0.0]
    idle = X11Idle(system_clock(), {"DISPLAY": xvfb.name}, now=lambda: steps[0])
    seconds(idle)
    xvfb.stop()
    assert why(idle.read()) == SILENT
    xvfb.start()
    assert why(idle.read()) == SILENT, "not looked for each time"
    steps[0] = FIRST_S
    until(lambda: seconds(idle) > 0.1)
    xvfb.do("key", "a")
    assert seconds(idle) < 10
    idle.close()


def test_a_display_that_hangs_is_left_alone(xvfb: Display, limit: Callable[[float], None]) -> None:
    """Both with the connection made and at the greeting."""
    steps = [0.0]
    idle = X11Idle(system_clock(), {"DISPLAY": xvfb.name}, now=lambda: steps[0])
    seconds(idle)
    limit(0.1)
    xvfb.freeze()
    assert why(idle.read()) == SILENT
    steps[0] = FIRST_S
    assert why(idle.read()) == SILENT
    xvfb.thaw()
    limit(10)
    steps[0] = 100.0
    assert seconds(idle) >= 0
    idle.close()


def test_a_server_that_counts_nothing_says_so(xvfb: Display) -> None:
    xvfb.stop()
    xvfb.server_options = ["-extension", "MIT-SCREEN-SAVER"]
    xvfb.start()
    idle = X11Idle(system_clock(), {"DISPLAY": xvfb.name})
    assert why(idle.read()) == "senses.idle.x11.no_extension"
    assert why(idle.read()) == "senses.idle.x11.no_extension", "also while it is left alone"
    idle.close()


def test_a_lying_server_is_not_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody behind the display's socket, who says nothing that makes sense."""
    ours, theirs = socket.socketpair()
    thread = threading.Thread(
        target=lambda: (theirs.recv(64), theirs.sendall(b"\1\0\xff" * 90), theirs.close())
    )
    thread.start()
    monkeypatch.setattr("unslump.adapters.desktop.linux.x11_window._joined", lambda *_: ours)
    idle = X11Idle(system_clock(), {"DISPLAY": ":7"})
    assert why(idle.read()) == SILENT
    thread.join(20)


@pytest.mark.parametrize("name", ["", "7", ":", ":x", "unix", "no-such-host.invalid:"])
def test_a_name_that_names_no_display(name: str) -> None:
    assert why(X11Idle(system_clock(), {"DISPLAY": name}).read()) == "senses.idle.x11.no_display"


@pytest.mark.parametrize("env", [{"WAYLAND_DISPLAY": "wayland-0"}, {"XDG_SESSION_TYPE": "wayland"}])
def test_on_wayland_it_is_not_asked(xvfb: Display, env: dict[str, str]) -> None:
    """The X server of a Wayland session answers, with the idle time of its own windows alone."""
    idle = X11Idle(system_clock(), {"DISPLAY": xvfb.name, **env})
    assert why(idle.read()) == "senses.idle.x11.wayland"


def test_a_screen_saver_that_is_reset_by_force_counts_as_input(xvfb: Display) -> None:
    """What old players do. The server keeps no other count; its own text says so, and so do we."""
    xset = needed("xset", "x11-xserver-utils")
    idle = X11Idle(system_clock(), {"DISPLAY": xvfb.name})
    until(lambda: seconds(idle) > 0.5)
    before = seconds(idle)
    subprocess.run([xset, "s", "reset"], env=xvfb.env, check=True, timeout=20)
    assert seconds(idle) < before
    idle.close()
