"""A notification server for a private bus, with the manners and the bad manners of real ones."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

from desktops import until
from fake_services import SILENCE, Refusal, Service, service

NAME, PATH = "org.freedesktop.Notifications", "/org/freedesktop/Notifications"
FULL = ("actions", "body", "body-markup", "persistence")
PLAIN = ("body",)


@dataclass
class Shown:
    """One call of ``Notify``."""

    number: int
    replaces: int
    title: str
    body: str
    actions: dict[str, str]
    hints: dict[str, Any]
    lives_ms: int


@dataclass
class FakeServer:
    """What a person would see, and what they can do with it.

    ``hangs``: nothing is ever answered. While ``awake`` is not set every answer waits for it, as that of a
    program does which is still starting.
    """

    service: Service
    can: tuple[str, ...] = FULL
    hangs: bool = False
    awake: threading.Event = field(default_factory=threading.Event)
    refuses: bool = False
    first: int = 1
    calls: list[Shown] = field(default_factory=list)
    screen: dict[int, Shown] = field(default_factory=dict)
    taken_back: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.awake.set()
        self.service.answers |= {
            f"{NAME}.GetCapabilities": lambda path, body: self._unless_hung("as", (list(self.can),)),
            f"{NAME}.GetServerInformation": lambda path, body: self._unless_hung(
                "ssss", ("fake", "us", "1", "1.2")
            ),
            f"{NAME}.Notify": lambda path, body: self._notify(body),
            f"{NAME}.CloseNotification": lambda path, body: self._close(body[0]),
        }

    def inhibit(self, on: bool) -> None:
        """As KDE says that do-not-disturb is on."""
        self.service.properties[PATH, f"{NAME}.Inhibited"] = ("b", on)

    def asked(self, method: str) -> int:
        return sum(name == f"{NAME}.{method}" for _, name, _ in self.service.asked)

    def press(self, number: int, key: str) -> None:
        """Use a button; as most servers do, the notification then closes."""
        self.signal("ActionInvoked", "us", (number, key))
        self.dismiss(number)

    def dismiss(self, number: int, why: int = 2) -> None:
        self.screen.pop(number, None)
        self.signal("NotificationClosed", "uu", (number, why))

    def signal(self, member: str, signature: str, body: tuple[Any, ...]) -> None:
        self.service.signal(PATH, NAME, member, signature, body)

    def _unless_hung(self, signature: str, body: tuple[Any, ...]) -> Any:
        self.awake.wait(20)
        return SILENCE if self.hangs else (signature, body)

    def _notify(self, body: tuple[Any, ...]) -> Any:
        self.awake.wait(20)
        if self.hangs:
            return SILENCE
        if self.refuses:
            return Refusal("org.freedesktop.Notifications.Error.ExcessNotificationGeneration")
        _, replaces, _, title, text, actions, hints, lives = body
        number = replaces or self.first + len(self.calls)
        flat = dict(zip(actions[::2], actions[1::2], strict=True))
        shown = Shown(number, replaces, title, text, flat, {k: v for k, (_, v) in hints.items()}, lives)
        self.calls.append(shown)
        self.screen[number] = shown
        return "u", (number,)

    def _close(self, number: int) -> Any:
        self.taken_back.append(number)
        if self.screen.pop(number, None):
            self.signal("NotificationClosed", "uu", (number, 3))
        return "", ()


@contextmanager
def notification_server(address: str, **options: Any) -> Iterator[FakeServer]:
    """Put a notification server on a bus, and take it off again, whatever it is just answering."""
    until(lambda: takes_calls(address))
    with service(address, NAME) as made:
        send = made.connection.send

        def send_while_there(message: Any, *more: Any) -> None:
            with suppress(OSError):
                send(message, *more)

        made.connection.send = send_while_there
        server = FakeServer(made, **options)
        try:
            yield server
        finally:
            server.awake.set()


def takes_calls(address: str) -> bool:
    """Whether a bus listens already: its socket is there a moment earlier."""
    with socket.socket(socket.AF_UNIX) as knocking:
        return knocking.connect_ex(address.removeprefix("unix:path=")) == 0
