"""Real things to sense: a display, a session bus, a system bus. Each is private and ends with its test."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from compositors import FakeCompositor, compositor
from desktops import Display, PrivateBus, private_bus, private_display


@pytest.fixture
def xvfb() -> Iterator[Display]:
    """A display with a window manager where openbox is installed; ``xvfb.do("key", "a")`` types."""
    with private_display() as display:
        yield display


@pytest.fixture
def session_bus() -> Iterator[PrivateBus]:
    with private_bus() as bus:
        yield bus


@pytest.fixture
def system_bus() -> Iterator[PrivateBus]:
    """A second private bus, standing in for the computer's own."""
    with private_bus() as bus:
        yield bus


@pytest.fixture
def wayland() -> Iterator[FakeCompositor]:
    """A compositor with one seat and version 2 of the idle notifier."""
    with compositor() as made:
        yield made


LIMITED = (
    "bus",
    "linux.call_microphone",
    "linux.dnd_choice",
    "linux.fullscreen_wayland",
    "linux.fullscreen_x11",
    "linux.idle_wayland",
    "linux.idle_x11",
    "linux.lock_choice",
)


@pytest.fixture
def limit(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """The time limit of the senses: generous, so that a busy computer fails no test; ``limit(0.1)`` where
    something hangs."""

    def say(seconds: float) -> None:
        for name in LIMITED:
            monkeypatch.setattr(f"unslump.adapters.desktop.{name}.SENSE_WITHIN_S", seconds)

    say(10.0)
    return say
