"""The message bus (D-Bus) as the desktop's back ends use it.

* Nothing raises: what goes wrong is a ``BusTrouble``, with the reason to show.
* Nothing waits longer than it was allowed to, the first connection and its greeting included. A bus or a
  service that did not answer is left alone for a while (``patience``), and so costs its time limit seldom.
* Nothing is started by asking, unless ``auto_start`` says so.
* What comes back is checked: ``answers`` is the signature that is expected.
* Only what a service tells everybody is a signal here: the bus lets it through by its sender.
* A signal that arrives while a reply is waited for is dispatched in its turn, before the call returns; one
  that arrives behind the reply stays in the socket, so that whoever waits on it wakes.
* The connection comes back by itself at the next call, with all that was listened to. ``joined`` counts the
  connections: when it has gone up, signals may have been missed.

One thread uses a bus.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from jeepney import HeaderFields, Message, MessageType  # type: ignore[import-untyped]

from ...core.words import Said
from ...ports import SENSE_WITHIN_S
from .bus_line import BUS, Line, call_message, without_reply
from .patience import Patience

BusKind = Literal["session", "system"]
TroubleKind = Literal["missing", "silent", "absent", "refused", "odd"]
ABSENT = ("ServiceUnknown", "NameHasNoOwner", "Disconnected")
SILENT = ("NoReply", "Timeout", "TimedOut")
TAKE_MOST = 256
"""Messages taken at once, within ``SENSE_WITHIN_S``: a flood must not hold the resident. Chosen."""


@dataclass(frozen=True, slots=True)
class BusTrouble:
    """Why a call brought nothing.

    Attributes
    ----------
    kind : TroubleKind
        ``missing``: there is no bus; ``silent``: no reply in time, or asked too lately to ask again;
        ``absent``: no such service; ``refused``: it answered with an error; ``odd``: with something else
        than was expected.
    who : str
        Name of the bus ("session", "system") when it is missing, of the service else.
    error : str
        Name of the error it answered with, or the signature of an odd answer.
    """

    kind: TroubleKind
    who: str
    error: str = ""

    @property
    def why(self) -> Said:
        if self.kind == "missing":
            return Said(f"senses.bus.missing.{self.who}")
        return Said(f"senses.bus.{self.kind}", who=self.who, error=self.error)


@dataclass(frozen=True, slots=True)
class Signal:
    """What was signalled, with the path it came from."""

    path: str
    interface: str
    member: str
    body: tuple[Any, ...]


@dataclass(frozen=True, slots=True, eq=False)
class _Ear:
    sender: str
    interface: str
    member: str
    path: str
    signature: str
    arg0: str
    tell: Callable[[Signal], None]

    def rule(self) -> str:
        """The match rule; the bus sends what any rule of a connection asks for."""
        asked = {"sender": self.sender, "interface": self.interface, "member": self.member}
        asked |= {"path": self.path, "arg0": self.arg0}
        return ",".join(["type='signal'", *(f"{name}='{value}'" for name, value in asked.items() if value)])

    def hears(self, signal: Signal, signature: str) -> bool:
        return (
            (signal.interface, signal.member, signature) == (self.interface, self.member, self.signature)
            and self.path in ("", signal.path)
            and (not self.arg0 or signal.body[:1] == (self.arg0,))
        )


def session_address(env: Mapping[str, str]) -> str:
    """Where the session bus is; empty if nothing says so. Source: D-Bus specification; systemd's default."""
    folder = env.get("XDG_RUNTIME_DIR", "")
    return env.get("DBUS_SESSION_BUS_ADDRESS", "") or (f"unix:path={folder}/bus" if folder else "")


def system_address(env: Mapping[str, str]) -> str:
    """Where the system bus is. Reference: D-Bus specification, "System message bus"."""
    return env.get("DBUS_SYSTEM_BUS_ADDRESS", "") or "unix:path=/var/run/dbus/system_bus_socket"


class Bus:
    """One message bus, connected when it is first asked. Also a ``ports.SignalSource``.

    Parameters
    ----------
    kind : BusKind
        For the sentence that says it is missing.
    address : str
        As ``session_address`` and ``system_address`` return it.
    now : callable
        Steady seconds, for pauses after trouble.
    """

    def __init__(self, kind: BusKind, address: str, *, now: Callable[[], float] = time.monotonic) -> None:
        self.kind: BusKind = kind
        self._address = address
        self._now = now
        self._line: Line | None = None
        self._patience = Patience(now)
        self._silent: dict[str, Patience] = {}
        self._ears: list[_Ear] = []
        self._heard: deque[tuple[_Ear, Signal]] = deque()
        self._telling = False
        self.joined = 0

    def call(
        self,
        destination: str,
        path: str,
        interface: str,
        method: str,
        signature: str = "",
        body: tuple[object, ...] = (),
        *,
        answers: str | None = None,
        within_s: float | None = None,
        auto_start: bool = False,
    ) -> tuple[Any, ...] | BusTrouble:
        """Call a method and return the body of its reply.

        Parameters
        ----------
        answers : str, optional
            Signature the reply must have ("b", "u", ""); None takes any.
        within_s : float, optional
            Seconds until it gives up, connecting included; ``SENSE_WITHIN_S`` if not said.
        auto_start : bool
            Whether the service may be started to answer.
        """
        patience = self._silent.get(destination)
        if patience and not patience.over():
            return BusTrouble("silent", destination)
        where = (destination, path, interface)
        message = call_message(where, method, signature, body, auto_start=auto_start)
        reply = self._ask(message, destination, _deadline(within_s))
        self._tell()
        if isinstance(reply, BusTrouble):
            return reply
        found = reply.header.fields.get(HeaderFields.signature, "")
        if answers is not None and found != answers:
            return BusTrouble("odd", destination, found)
        return tuple(reply.body)

    def get(
        self, destination: str, path: str, interface: str, name: str, want: str, *, auto_start: bool = False
    ) -> Any | BusTrouble:
        """Return the value of a property; ``want`` is the signature it must have."""
        where, body = "org.freedesktop.DBus.Properties", (interface, name)
        reply = self.call(destination, path, where, "Get", "ss", body, answers="v", auto_start=auto_start)
        if isinstance(reply, BusTrouble):
            return reply
        found, value = reply[0]
        return value if found == want else BusTrouble("odd", destination, found)

    def has_owner(self, name: str) -> bool | BusTrouble:
        """Whether a service runs now. Starts nothing."""
        reply = self.call(
            BUS.bus_name, BUS.object_path, BUS.interface, "NameHasOwner", "s", (name,), answers="b"
        )
        return reply if isinstance(reply, BusTrouble) else bool(reply[0])

    def listen(
        self,
        tell: Callable[[Signal], None],
        *,
        sender: str,
        interface: str,
        member: str,
        signature: str,
        path: str = "",
        arg0: str = "",
    ) -> Callable[[], None]:
        """Call ``tell`` with each such signal, from ``take`` or ``call``, now and after every reconnection.

        Only a signal whose body has this ``signature`` is passed on. ``tell`` must not raise. ``sender`` is
        the service's name; ``arg0`` the text its first argument must be. Does not connect by itself: the
        first call does. Returns what ends it.
        """
        ear = _Ear(sender, interface, member, path, signature, arg0, tell)
        self._ears.append(ear)
        self._rule("AddMatch", ear)

        def end() -> None:
            if ear in self._ears:
                self._ears.remove(ear)
                self._rule("RemoveMatch", ear)

        return end

    def connect(self, within_s: float | None = None) -> BusTrouble | None:
        """Connect if it is not; for whoever only listens."""
        return None if self._joined(_deadline(within_s)) else BusTrouble("missing", self.kind)

    def fileno(self) -> int:
        return self._line.fileno() if self._line else -1

    def take(self) -> None:
        """Dispatch the signals that wait. Notices here that the bus has gone."""
        until = _deadline(None)
        try:
            for _ in range(TAKE_MOST):
                late = time.monotonic() >= until
                if late or self._line is None or not (message := self._line.waiting()):
                    break
                self._hear(message)
                self._tell()
        except OSError:
            self._lost()

    def close(self) -> None:
        self._ears.clear()
        self._heard.clear()
        self._lost()

    def _ask(self, message: Message, destination: str, deadline: float) -> Message | BusTrouble:
        line = self._joined(deadline)
        if line is None:
            return BusTrouble("missing", self.kind)
        try:
            serial = line.send(message, deadline)
            while (reply := line.receive(deadline)).header.fields.get(HeaderFields.reply_serial) != serial:
                self._hear(reply)
        except TimeoutError:
            self._silent.setdefault(destination, Patience(self._now)).failed()
            return BusTrouble("silent", destination)
        except OSError:
            self._lost()
            return BusTrouble("missing", self.kind)
        self._silent.pop(destination, None)
        return reply if reply.header.message_type is MessageType.method_return else _error(reply, destination)

    def _joined(self, deadline: float) -> Line | None:
        if self._line and self._line.fileno() >= 0:
            return self._line
        if not self._patience.over():
            return None
        try:
            self._line = Line(self._address, deadline)
        except OSError:
            self._patience.failed()
            return None
        self._patience.worked()
        self.joined += 1
        self._silent.clear()
        for ear in self._ears:
            self._rule("AddMatch", ear)
        return self._line

    def _rule(self, method: str, ear: _Ear) -> None:
        """Ask for signals, or no longer; no reply is waited for."""
        if self._line is None:
            return
        where = (BUS.bus_name, BUS.object_path, BUS.interface)
        message = call_message(where, method, "s", (ear.rule(),), auto_start=False)
        try:
            self._line.send(without_reply(message), _deadline(None))
        except OSError:
            self._lost()

    def _hear(self, message: Message) -> None:
        fields = message.header.fields
        if message.header.message_type is not MessageType.signal or HeaderFields.destination in fields:
            return  # what is sent to us alone passes by the bus's rules: anybody can send it in any name
        path, interface, member = (
            fields.get(HeaderFields[part], "") for part in ("path", "interface", "member")
        )
        signal = Signal(path, interface, member, tuple(message.body))
        signature = fields.get(HeaderFields.signature, "")
        self._heard.extend((ear, signal) for ear in self._ears if ear.hears(signal, signature))

    def _tell(self) -> None:
        """Dispatch in order; a call made meanwhile adds to the row and leaves the dispatching to us."""
        if self._telling:
            return
        self._telling = True
        try:
            while self._heard:
                ear, signal = self._heard.popleft()
                if ear in self._ears:
                    ear.tell(signal)
        finally:
            self._telling = False

    def _lost(self) -> None:
        if self._line:
            self._line.close()
        self._line = None


def _deadline(within_s: float | None) -> float:
    return time.monotonic() + (SENSE_WITHIN_S if within_s is None else within_s)


def _error(reply: Message, destination: str) -> BusTrouble:
    name = str(reply.header.fields.get(HeaderFields.error_name, ""))
    last = name.rpartition(".")[2]
    if last in ABSENT:
        return BusTrouble("absent", destination, name)
    return BusTrouble("silent" if last in SILENT else "refused", destination, name)
