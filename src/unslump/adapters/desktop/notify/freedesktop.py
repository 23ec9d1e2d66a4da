"""Notifications of a Linux desktop: ``org.freedesktop.Notifications`` on the session bus.

It keeps a connection of its own, apart from that of the senses (``desktop.bus``), for two reasons. A server
that is started by the first notification answers later than we may wait: the reply is still taken when it
comes, or the buttons would be dead. And a signal counts only from the server that was spoken to.

::

    show:  capabilities + information (once per server), Notify, Inhibited  --reply in time--> delivered
                                                                            --inhibited------> unknown
                                                                            --no reply yet---> unknown
    take:  late reply --> its id; ActionInvoked --> an answer, once; NotificationClosed --> forgotten
           NameOwnerChanged --> another server: all ids are forgotten

One thread uses it.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from jeepney import Message, MessageType  # type: ignore[import-untyped]

from ....core.words import Said, Words
from ....ports import SENSE_WITHIN_S, Answered, Button, Delivery, Notice
from ..bus_line import BUS, Line, call_message, without_reply
from ..linux.call_names import plain_name
from .server import BODY_CLICK, NAME, NOTIFY, PATH, PROPERTIES, Server, field, value_of

LEARN_WITHIN_S = 0.1
"""So much of the time is for asking what a server can do; then it is told without knowing. Chosen."""
TAKE_MOST = 256
"""Messages taken at once: a flood must not hold the resident. Chosen."""
SIGNALS = (
    f"type='signal',sender='{NAME}',interface='{NAME}',path='{PATH}'",
    f"type='signal',sender='{BUS.bus_name}',member='NameOwnerChanged',arg0='{NAME}'",
)


@dataclass(slots=True)
class _Shown:
    """A notice on its way, on the screen or closed by hand. ``number`` is the server's; 0: not known yet."""

    notice: Notice
    serial: int
    number: int = 0
    answered: bool = False
    closed: bool = False


class Freedesktop:
    """``ports.Notifier`` and ``ports.SignalSource``.

    Parameters
    ----------
    address : str
        Of the session bus, as ``bus.session_address`` returns it.
    words : Words
        For the line that says where to answer, on a server without buttons.
    """

    name = "freedesktop"

    def __init__(self, address: str, words: Words) -> None:
        self._address = address
        self._words = words
        self._line: Line | None = None
        self._server = Server()
        self._shown: dict[str, _Shown] = {}
        self._late: dict[int, str] = {}
        self._answers: list[Answered] = []
        self._why: Said | None = None
        self._asks_inhibited = True

    @property
    def server(self) -> str:
        """Name of the notification server, for ``doctor``; empty before one has answered."""
        return self._server.name

    # -- ports.Notifier

    def show(self, notice: Notice) -> Delivery:
        deadline = time.monotonic() + SENSE_WITHIN_S
        try:
            return self._show(notice, deadline)
        except OSError:
            self._lost()
            self._why = Said("notices.trouble.no_bus")
            return "failed"

    def close(self, notice_id: str) -> None:
        gone = self._shown.pop(notice_id, None)
        if gone and gone.number and not gone.closed:
            self._take_back(gone.number)

    def answers(self) -> Sequence[Answered]:
        self.take()
        taken, self._answers = self._answers, []
        return taken

    def trouble(self) -> Said | None:
        """Ask the bus whether there is a server, or one it could start; starts none."""
        deadline = time.monotonic() + SENSE_WITHIN_S
        try:
            line = self._joined(deadline)
            runs = self._ask_bus(line, "NameHasOwner", "s", (NAME,), deadline)
            known = runs or NAME in self._ask_bus(line, "ListActivatableNames", "", (), deadline)
        except OSError:
            return Said("notices.trouble.no_bus")
        return self._why if known else Said("notices.trouble.no_server")

    def end(self) -> None:
        for notice_id in list(self._shown):
            self.close(notice_id)
        if self._line:
            self.trouble()  # a bus forgets what it has not read of a connection that is closed
        self._lost()

    # -- ports.SignalSource

    def fileno(self) -> int:
        return self._line.fileno() if self._line else -1

    def take(self) -> None:
        try:
            for _ in range(TAKE_MOST):
                if self._line is None or not (message := self._line.waiting()):
                    break
                self._hear(message)
        except OSError:
            self._lost()

    # -- showing

    def _show(self, notice: Notice, deadline: float) -> Delivery:
        line = self._joined(deadline)
        self.take()
        self._learn(line, deadline)
        before = self._shown.get(notice.id)
        replaces = before.number if before and not before.closed else 0
        body = self._server.notify_body(notice, replaces, self._words)
        asked = self._ask_inhibited(line, deadline)
        serial = line.send(_call("Notify", NOTIFY, body), deadline)
        self._shown[notice.id] = _Shown(notice, serial, replaces)
        self._late[serial] = notice.id
        return self._delivery(line, serial, asked, deadline)

    def _delivery(self, line: Line, serial: int, asked: int | None, deadline: float) -> Delivery:
        replies = self._wait(line, {serial} if asked is None else {serial, asked}, deadline)
        if serial not in replies:
            self._why = Said("notices.trouble.silent")
            return "unknown"
        if not value_of(replies[serial], "u"):
            self._why = Said("notices.trouble.no_server")
            return "failed"
        inhibited = asked is not None and self._is_inhibited(replies.get(asked))
        self._why = Said("notices.trouble.inhibited") if inhibited else None
        return "unknown" if inhibited else "delivered"

    def _learn(self, line: Line, deadline: float) -> None:
        """Ask what the server can do, once per server; starts one where none runs and one can be."""
        if self._server.can is not None:
            return
        deadline = min(deadline, time.monotonic() + LEARN_WITHIN_S)
        can = line.send(_call("GetCapabilities"), deadline)
        about = line.send(_call("GetServerInformation"), deadline)
        replies = self._wait(line, {can, about}, deadline)
        told = value_of(replies.get(can), "as")
        if told is None:
            return
        name = value_of(replies.get(about), "ssss") or ""
        self._server = Server(field(replies[can], "sender"), plain_name(str(name)), frozenset(told))
        self._asks_inhibited = True

    def _ask_inhibited(self, line: Line, deadline: float) -> int | None:
        if not self._asks_inhibited:
            return None
        asked: tuple[object, ...] = (NAME, "Inhibited")
        message = call_message((NAME, PATH, PROPERTIES), "Get", "ss", asked, auto_start=False)
        return line.send(message, deadline)

    def _is_inhibited(self, reply: Message | None) -> bool:
        """Whether the server holds notifications back. One that does not know this is not asked again."""
        self._asks_inhibited = value_of(reply, "v") is not None
        return bool(value_of(reply, "v") == ("b", True))

    def _take_back(self, number: int) -> None:
        if self._line is None:
            return
        try:
            message = without_reply(_call("CloseNotification", "u", (number,)))
            self._line.send(message, time.monotonic() + SENSE_WITHIN_S)
        except OSError:
            self._lost()

    # -- hearing

    def _wait(self, line: Line, serials: set[int], deadline: float) -> Mapping[int, Message]:
        """Return the replies that came before the deadline; everything else is heard meanwhile."""
        replies: dict[int, Message] = {}
        try:
            while serials - replies.keys():
                message = line.receive(deadline)
                serial = field(message, "reply_serial")
                if serial in serials:
                    replies[serial] = message
                self._hear(message)
        except TimeoutError:
            pass
        return replies

    def _hear(self, message: Message) -> None:
        kind, sender = message.header.message_type, field(message, "sender")
        if kind in (MessageType.method_return, MessageType.error):
            self._heard_reply(message)
        elif kind is MessageType.signal and sender == BUS.bus_name:
            self._heard_owner(message)
        elif (
            kind is MessageType.signal
            and sender == self._server.owner
            and field(message, "interface") == NAME
        ):
            self._heard_server(message)

    def _heard_reply(self, message: Message) -> None:
        """Learn a notice's number, in time or late; take back what nobody wants any more."""
        serial, number, owner = (
            field(message, "reply_serial"),
            value_of(message, "u"),
            field(message, "sender"),
        )
        if serial not in self._late:
            return
        if number and owner != self._server.owner:
            self._meet(owner)
        shown = self._shown.get(self._late.pop(serial))
        if shown is None or shown.serial != serial:  # closed or replaced meanwhile
            if number and not any(other.number == number for other in self._shown.values()):
                self._take_back(number)
        elif number:
            shown.number = number
        else:
            del self._shown[shown.notice.id]

    def _heard_owner(self, message: Message) -> None:
        if (field(message, "member"), field(message, "signature")) == ("NameOwnerChanged", "sss"):
            name, _, owner = message.body
            if name == NAME and owner != self._server.owner:
                self._meet(owner)

    def _meet(self, owner: str) -> None:
        """Another server: it knows nothing of what the one before showed. What is on its way stays so."""
        self._server = Server(owner)
        self._shown = {i: shown for i, shown in self._shown.items() if shown.serial in self._late}
        for shown in self._shown.values():
            shown.number = 0

    def _heard_server(self, message: Message) -> None:
        member, signature = field(message, "member"), field(message, "signature")
        number = message.body[0] if message.body else None
        found = next((i for i, shown in self._shown.items() if shown.number == number), None)
        if found is None or not number:
            return
        if (member, signature) == ("ActionInvoked", "us"):
            self._answered(self._shown[found], message.body[1])
        elif (member, signature) == ("NotificationClosed", "uu"):
            self._shown[found].closed = True  # no answer; but some servers tell of a button only after this

    def _answered(self, shown: _Shown, key: str) -> None:
        button: Button | None = next((b for b in shown.notice.buttons if b == key), None)
        if key == BODY_CLICK and "start" in shown.notice.buttons:
            button = "start"
        if button and not shown.answered:
            shown.answered = True
            self._answers.append(Answered(shown.notice.id, button))

    # -- the connection

    def _joined(self, deadline: float) -> Line:
        if self._line is None or self._line.fileno() < 0:
            self._forget()
            self._line = line = Line(self._address, deadline)
            for rule in SIGNALS:
                message = call_message(_BUS, "AddMatch", "s", (rule,), auto_start=False)
                line.send(without_reply(message), deadline)
        return self._line

    def _ask_bus(
        self, line: Line, method: str, signature: str, body: tuple[object, ...], deadline: float
    ) -> Sequence[str]:
        serial = line.send(call_message(_BUS, method, signature, body, auto_start=False), deadline)
        reply = self._wait(line, {serial}, deadline).get(serial)
        if reply is None:
            raise TimeoutError("the bus does not answer")
        return value_of(reply, "b" if method == "NameHasOwner" else "as") or ()

    def _forget(self) -> None:
        self._server = Server()
        self._shown.clear()
        self._late.clear()

    def _lost(self) -> None:
        if self._line:
            self._line.close()
        self._line = None
        self._forget()


_BUS = (BUS.bus_name, BUS.object_path, BUS.interface)


def _call(method: str, signature: str = "", body: tuple[object, ...] = ()) -> Message:
    return call_message((NAME, PATH, NAME), method, signature, body, auto_start=True)
