"""One connection to a message bus: bytes to messages and back, never longer than until a deadline.

Our own thin layer over jeepney's parser, because jeepney's connection waits for the greeting without a limit
and reads more than it was asked for: signals behind a reply would then lie in a buffer while the socket says
that there is nothing to read.
"""

from __future__ import annotations

import struct
import time
from collections.abc import Iterator
from itertools import count
from socket import socket
from urllib.parse import unquote_to_bytes

from jeepney import (  # type: ignore[import-untyped]
    DBusAddress,
    HeaderFields,
    Message,
    MessageFlag,
    MessageType,
    Parser,
    new_method_call,
)
from jeepney.auth import AuthenticationError  # type: ignore[import-untyped]
from jeepney.io.blocking import prep_socket  # type: ignore[import-untyped]

BUS = DBusAddress("/org/freedesktop/DBus", "org.freedesktop.DBus", "org.freedesktop.DBus")
READ_MOST = 65_536
"""Bytes taken from the socket at once."""
LONGEST_MESSAGE = 65_536
"""A message longer than this is passed over, unread, bytes. Chosen: what is asked for here takes a few
hundred, and anybody on the system bus may send what they like."""
HEAD = 16
"""Bytes that say how long a message is. Reference: D-Bus specification, "Message Format"."""
NONSENSE = (
    ValueError,
    KeyError,
    IndexError,
    TypeError,
    AttributeError,
    AssertionError,
    struct.error,
    RecursionError,
    OverflowError,
    MemoryError,
)
"""What jeepney's parser raises for bytes that are no message."""


def places(address: str) -> Iterator[bytes]:
    """Yield each Unix socket of a bus address, as ``socket.connect`` takes it; other transports are left out.

    Reference: D-Bus specification, "Server Addresses".
    """
    for one in address.split(";"):
        transport, _, pairs = one.partition(":")
        if transport.strip() != "unix":
            continue
        named = dict(pair.partition("=")[::2] for pair in pairs.split(","))
        if named.get("abstract"):
            yield b"\0" + unquote_to_bytes(named["abstract"])
        elif named.get("path"):
            yield unquote_to_bytes(named["path"])


class Line:
    """A connection that has been greeted. Every method raises ``OSError`` when it is of no use any more, and
    ``TimeoutError`` (one of them) when the deadline, a moment of ``time.monotonic``, has passed."""

    def __init__(self, address: str, deadline: float) -> None:
        self._sock = _joined(address, deadline)
        self._parser = Parser()
        self._frame = bytearray()
        self._to_skip = 0
        self._serials = count(1)
        self._ended = False
        try:
            serial = self.send(new_method_call(BUS, "Hello"), deadline)
            while not _answers(self.receive(deadline), serial):
                pass
        except OSError:
            self.close()
            raise

    def fileno(self) -> int:
        return -1 if self._ended else self._sock.fileno()

    def send(self, message: Message, deadline: float) -> int:
        """Send and return the serial number by which a reply is known."""
        serial = next(self._serials)
        data = message.serialise(serial=serial)
        try:
            self._sock.settimeout(_left(deadline))
            self._sock.sendall(data)
        except OSError:
            self.close()  # half a message may be on its way: nothing can follow it
            raise
        return serial

    def receive(self, deadline: float) -> Message:
        """Return the next message; take not one byte of the one behind it from the socket."""
        while not (message := self._whole()):
            self._sock.settimeout(_left(deadline))
            self._fill()
        return message

    def waiting(self) -> Message | None:
        """Return the next message if all of it is there already."""
        self._sock.settimeout(0)
        try:
            while not (message := self._whole()):
                self._fill()
        except BlockingIOError:
            return None
        return message

    def _fill(self) -> None:
        """Take what is still missing of the next message, and not one byte more."""
        missing = self._to_skip or self._size() - len(self._frame)
        data = self._sock.recv(min(missing, READ_MOST))
        if not data:
            raise ConnectionResetError("the bus has closed the connection")
        if self._to_skip:
            self._to_skip -= len(data)
        else:
            self._frame += data

    def _size(self) -> int:
        """Bytes of the message that has begun; of its head, while that is not all there."""
        return HEAD if len(self._frame) < HEAD else message_size(self._frame)

    def _whole(self) -> Message | None:
        if self._to_skip or len(self._frame) < HEAD:
            return None
        size = self._size()
        if size > LONGEST_MESSAGE:
            self._to_skip = size - len(self._frame)
            self._frame.clear()
            return None
        if len(self._frame) < size:
            return None
        whole, self._frame = bytes(self._frame), bytearray()
        try:
            self._parser.add_data(whole)
            return self._parser.get_next_message()
        except NONSENSE as error:
            raise ConnectionResetError(f"no message: {error}") from error

    def close(self) -> None:
        self._ended = True
        self._sock.close()


def message_size(head: bytes | bytearray) -> int:
    """Return how long a message is from its first ``HEAD`` bytes: head, padded header fields, body."""
    order = ">" if head[:1] == b"B" else "<"
    body, _, fields = struct.unpack_from(f"{order}III", head, 4)
    return int(HEAD + (fields + 7) // 8 * 8 + body)


def _joined(address: str, deadline: float) -> socket:
    trouble: OSError = FileNotFoundError("no address")
    for place in places(address):
        try:
            joined: socket = prep_socket(place, timeout=_left(deadline))
            return joined
        except (AuthenticationError, ValueError) as error:
            trouble = ConnectionRefusedError(str(error))
        except OSError as error:
            trouble = error
    raise trouble


def _left(deadline: float) -> float:
    """Seconds until a deadline; never 0, which sockets take for "do not wait at all"."""
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError("no time is left")
    return left


def _answers(message: Message, serial: int) -> bool:
    if message.header.fields.get(HeaderFields.reply_serial) != serial:
        return False
    if message.header.message_type is MessageType.error:
        raise ConnectionRefusedError(message.header.fields.get(HeaderFields.error_name, ""))
    return True


def call_message(
    where: tuple[str, str, str], method: str, signature: str, body: tuple[object, ...], *, auto_start: bool
) -> Message:
    """Make a method call; ``where`` is destination, path, interface."""
    destination, path, interface = where
    message = new_method_call(DBusAddress(path, destination, interface), method, signature or None, body)
    message.header.flags = MessageFlag(0 if auto_start else MessageFlag.no_auto_start)
    return message


def without_reply(message: Message) -> Message:
    message.header.flags |= MessageFlag.no_reply_expected
    return message
