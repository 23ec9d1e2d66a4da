"""Services on a private bus that answer as they are told, with jeepney: fakes for Mutter, logind and others.

    with service(bus.address, "org.gnome.Mutter.IdleMonitor") as mutter:
        mutter.answers["org.gnome.Mutter.IdleMonitor.GetIdletime"] = lambda path, body: ("t", (1500,))
        mutter.signal("/path", "org.an.Interface", "Changed", "b", (True,))

An answer is ``(signature, body)``, ``Refusal(name)``, or ``SILENCE``: then the caller waits in vain. A
property is answered through ``properties[path, "interface.Name"] = (signature, value)``. ``asked`` is what
was called, in order.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from jeepney import DBusAddress, HeaderFields, Message, MessageType, new_error, new_method_return, new_signal
from jeepney.io.blocking import DBusConnection, prep_socket

SILENCE = object()
"""Answer nothing, ever."""
PROPERTIES = "org.freedesktop.DBus.Properties"


@dataclass(frozen=True)
class Refusal:
    """Answer with an error."""

    name: str


Answer = tuple[str, tuple[Any, ...]] | Refusal | object


@dataclass
class Service:
    """Something on a bus that is asked."""

    connection: DBusConnection
    answers: dict[str, Callable[[str, tuple[Any, ...]], Answer]] = field(default_factory=dict)
    properties: dict[tuple[str, str], tuple[str, Any]] = field(default_factory=dict)
    asked: list[tuple[str, str, tuple[Any, ...]]] = field(default_factory=list)

    def own(self, name: str) -> None:
        """Take a name; to be called before the service is asked anything."""
        self.connection.bus_proxy.RequestName(name, _timeout=10)

    def signal(self, path: str, interface: str, member: str, signature: str, body: tuple[Any, ...]) -> None:
        self.connection.send(new_signal(DBusAddress(path, interface=interface), member, signature, body))

    def changed(self, path: str, name: str, signature: str, value: Any) -> None:
        """Change a property ("an.interface.Name") and tell everybody, as services do."""
        self.properties[path, name] = (signature, value)
        interface, _, last = name.rpartition(".")
        body = (interface, {last: (signature, value)}, [])
        self.signal(path, PROPERTIES, "PropertiesChanged", "sa{sv}as", body)

    def serve(self) -> None:
        while True:
            try:
                message = self.connection.receive()
            except (OSError, ValueError):
                return
            if message.header.message_type is MessageType.method_call:
                self._reply(message)

    def _reply(self, call: Message) -> None:
        fields = call.header.fields
        path, body = fields[HeaderFields.path], tuple(call.body)
        method = f"{fields.get(HeaderFields.interface, '')}.{fields[HeaderFields.member]}"
        self.asked.append((path, method, body))
        answer = self._answer(path, method, body)
        if answer is SILENCE:
            return
        if isinstance(answer, Refusal):
            self.connection.send(new_error(call, answer.name))
        else:
            self.connection.send(new_method_return(call, answer[0] or None, answer[1]))

    def _answer(self, path: str, method: str, body: tuple[Any, ...]) -> Any:
        if method in self.answers:
            return self.answers[method](path, body)
        if method == f"{PROPERTIES}.Get" and (path, ".".join(body)) in self.properties:
            return "v", (self.properties[path, ".".join(body)],)
        return Refusal("org.freedesktop.DBus.Error.UnknownMethod")


@contextmanager
def service(address: str, *names: str) -> Iterator[Service]:
    """Put a service with these names on the bus at ``unix:path=...``, and take it off again."""
    line = prep_socket(address.removeprefix("unix:path="), timeout=10)
    try:
        made = Service(DBusConnection(line))
        for name in names:
            made.own(name)
    except BaseException:
        line.close()
        raise
    thread = threading.Thread(target=made.serve, daemon=True)
    thread.start()
    try:
        yield made
    finally:
        line.shutdown(socket.SHUT_RDWR) if line.fileno() >= 0 else None
        thread.join(10)
        made.connection.close()
