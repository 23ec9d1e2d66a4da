"""Stands for the module ``desktop_notifier`` 6.2, with the same names and the same manners."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum
from typing import Any


class Urgency(Enum):
    Critical = "critical"
    Normal = "normal"
    Low = "low"


@dataclass(frozen=True)
class Button:
    title: str
    on_pressed: Callable[[], Any] | None = None
    identifier: str = ""


@dataclass(frozen=True)
class Notification:
    title: str
    message: str
    urgency: Urgency = Urgency.Normal
    buttons: tuple[Button, ...] = ()
    on_dispatched: Callable[[], Any] | None = None
    on_clicked: Callable[[], Any] | None = None
    on_dismissed: Callable[[], Any] | None = None
    sound: object = None
    identifier: str = ""


@dataclass
class FakeLibrary:
    """The module, and what its notification centre does.

    ``allowed``: the person lets programs notify. ``loses``: sending goes wrong, which the library notes in
    its log and tells nobody. ``slow``: nothing is sent while it is so.
    """

    allowed: bool = True
    loses: bool = False
    slow: bool = False
    breaks: Exception | None = None
    sent: list[Notification] = field(default_factory=list)
    cleared: list[str] = field(default_factory=list)
    loops: set[Any] = field(default_factory=set)
    loop: Any = None

    Urgency = Urgency
    Button = Button
    Notification = Notification
    DEFAULT_SOUND = "default"

    def DesktopNotifier(self, *, app_name: str, app_icon: object) -> FakeLibrary:
        assert app_name == "Unslump" and app_icon is None
        if self.breaks:
            raise self.breaks
        return self

    async def has_authorisation(self) -> bool:
        return self.allowed

    async def send_notification(self, notification: Notification) -> str:
        self.loop = asyncio.get_running_loop()
        self.loops.add(self.loop)
        while self.slow:
            await asyncio.sleep(0.01)
        if not self.loses:
            self.sent.append(notification)
            if notification.on_dispatched:
                notification.on_dispatched()
        return notification.identifier

    async def clear(self, identifier: str) -> None:
        self.cleared.append(identifier)

    def press(self, button: str) -> None:
        """Use a button of the newest notification, as the library tells it: from its loop."""
        (pressed,) = [b for b in self.sent[-1].buttons if b.identifier == button]
        self._tell(pressed.on_pressed)

    def click(self) -> None:
        self._tell(self.sent[-1].on_clicked)

    def _tell(self, handler: Callable[[], Any] | None) -> None:
        assert handler is not None

        async def told() -> None:
            handler()

        asyncio.run_coroutine_threadsafe(told(), self.loop).result(10)
