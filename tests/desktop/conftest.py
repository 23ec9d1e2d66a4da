"""Real things to sense: a display, a session bus, a system bus. Each is private and ends with its test."""

from __future__ import annotations

from collections.abc import Iterator

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
