"""A notification server as its replies describe it, and what is said to it. No connection here.

Reference: Desktop Notifications Specification 1.2 (freedesktop.org); ``Inhibited`` is KDE's addition.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from jeepney import HeaderFields, Message, MessageType  # type: ignore[import-untyped]

from ....core.words import Words
from ....ports import Notice

NAME = "org.freedesktop.Notifications"
PATH = "/org/freedesktop/Notifications"
PROPERTIES = "org.freedesktop.DBus.Properties"

URGENCY = {"offer": 1, "nudge": 0, "hint": 0}
"""0 low, 1 normal. Never 2, critical: that would break through do-not-disturb."""
STAYS, USUAL = 0, -1
"""``expire_timeout``: until it is closed; as the server likes."""
NOTIFY = "susssasa{sv}i"
BODY_CLICK = "default"
"""The action of a click on the notification itself. It means "start": that opens a page where nothing begins
before a person says so, and nothing else could be meant by it."""


@dataclass(frozen=True, slots=True)
class Server:
    """What one notification server can do; all that is not known is taken as the common case.

    Attributes
    ----------
    owner : str
        Its unique name on the bus; empty while it has not answered.
    name : str
        As it calls itself ("gnome-shell"); may be empty.
    can : frozenset of str or None
        Its capabilities; None while it has not told.
    """

    owner: str = ""
    name: str = ""
    can: frozenset[str] | None = None

    def has(self, capability: str) -> bool:
        return self.can is None or capability in self.can

    def notify_body(self, notice: Notice, replaces: int, words: Words) -> tuple[object, ...]:
        """Return the arguments of ``Notify``."""
        title, text = notice.title, self._text(notice, words)
        if not self.has("body"):
            title, text = f"{title} {text}", ""
        lives = STAYS if notice.kind == "offer" else USUAL
        return ("Unslump", replaces, "unslump", title, text, self._actions(notice), _hints(notice), lives)

    def _text(self, notice: Notice, words: Words) -> str:
        told = self.can is not None and "actions" in self.can
        text = notice.body
        if notice.buttons and not told:
            text = f"{text} {words('notices.elsewhere')}"
        return _escaped(text) if self.has("body-markup") and self.has("body") else text

    def _actions(self, notice: Notice) -> list[str]:
        if not notice.buttons or not self.has("actions"):
            return []
        start = notice.buttons.get("start")
        flat = [BODY_CLICK, start] if start else []
        for button, label in notice.buttons.items():
            flat += [button, label]
        return flat


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _hints(notice: Notice) -> dict[str, tuple[str, object]]:
    hints: dict[str, tuple[str, object]] = {
        "urgency": ("y", URGENCY[notice.kind]),
        "category": ("s", "x-unslump.break"),
        "desktop-entry": ("s", "unslump"),
    }
    if notice.kind != "offer":
        hints["transient"] = ("b", True)
    if notice.kind == "hint":
        hints["suppress-sound"] = ("b", True)
    return hints


def field(message: Message, name: str) -> Any:
    return message.header.fields.get(HeaderFields[name])


def is_error(message: Message) -> bool:
    return message.header.message_type is MessageType.error


def value_of(reply: Message | None, signature: str) -> Any:
    """Return the first value of a reply that has this signature, else None."""
    if reply is None or is_error(reply) or field(reply, "signature") != signature:
        return None
    return reply.body[0]
