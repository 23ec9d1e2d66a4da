"""Read window properties from an X server, in the core protocol, over its socket.

Nothing but the standard library, for three reasons that Xlib has none of: a deadline (Xlib waits for ever for
a server that does not answer), a lost server is an ``OSError`` (Xlib ends the process, unless libX11 is of
2020 or later and told otherwise), and so is a window that has gone.

Two requests: InternAtom and GetProperty. Events are not asked for; the few that come unasked are passed over.

Reference: X Window System Protocol, version 11 (connection setup, 8 "Connection Setup"; encodings, appendix
B); Xau's file format (``Xsecurity(7)``, ``AuFileName``).
"""

from __future__ import annotations

import os
import socket
import struct
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ORDER = "<" if sys.byteorder == "little" else ">"
INTERN_ATOM, GET_PROPERTY = 16, 20
ERROR, REPLY, GENERIC_EVENT = 0, 1, 35
BAD_WINDOW = 3
COOKIE = b"MIT-MAGIC-COOKIE-1"
LONGEST_WORDS = 1024
"""Longest property that is read, words of four bytes. Chosen: those we ask for are some tens."""
LONGEST_BYTES = 1 << 20
TCP_BASE = 6000

Property = tuple[int, bytes]
"""Bits of one item (8, 16, 32; 0: there is no such property), and the value."""


class GoneWindow(Exception):
    """The window is not there (any more)."""


@dataclass(frozen=True, slots=True)
class Display:
    """Which X server: ``host`` is empty for this computer."""

    host: str
    number: int

    @classmethod
    def named(cls, name: str) -> Display | None:
        """Read ``DISPLAY`` (":0", "unix:0.0", "localhost:10.0"); None if it names none."""
        host, colon, rest = name.rpartition(":")
        number = rest.partition(".")[0]
        if not colon or not number.isdigit():
            return None
        return cls("" if host in ("", "unix") else host, int(number))


class Windows:
    """A connection to an X server. Every method raises ``OSError`` when it is of no use any more;
    ``TimeoutError`` is one of them. Deadlines are moments of ``time.monotonic``."""

    def __init__(self, display: Display, cookie: bytes, deadline: float) -> None:
        self._sock = _joined(display, deadline)
        self._sequence = 0
        self._atoms: dict[str, int] = {}
        try:
            self.root = self._set_up(cookie, deadline)
        except OSError:
            self.close()
            raise

    def atoms(self, names: Sequence[str], deadline: float) -> list[int]:
        """Return the server's numbers for these names."""
        new = [name for name in names if name not in self._atoms]
        for name in new:
            data = _padded(name.encode("ascii"))
            head = struct.pack(ORDER + "BxHHxx", INTERN_ATOM, 2 + len(data) // 4, len(name))
            self._send(head + data, deadline)
        for reply in self._replies(len(new), deadline):
            if reply is None:
                raise ConnectionResetError("no name is taken")
            self._atoms[new.pop(0)] = struct.unpack_from(ORDER + "I", reply, 8)[0]
        return [self._atoms[name] for name in names]

    def properties(self, asked: Sequence[tuple[int, str]], deadline: float) -> list[Property]:
        """Return a property for each window and name.

        Raises
        ------
        GoneWindow
            One of the windows is not there. The connection stays of use.
        """
        atoms = self.atoms([name for _, name in asked], deadline)
        for (window, _), atom in zip(asked, atoms, strict=True):
            head = struct.pack(
                ORDER + "BxHIIIII", GET_PROPERTY, 6, window, atom, 0, 0, LONGEST_WORDS
            )  # delete: no; any type; from the start
            self._send(head, deadline)
        replies = self._replies(len(asked), deadline)
        if any(reply is None for reply in replies):
            raise GoneWindow
        return [_property(reply) for reply in replies if reply is not None]

    def close(self) -> None:
        self._sock.close()

    def _set_up(self, cookie: bytes, deadline: float) -> int:
        """Introduce ourselves and return the root window of the first screen."""
        name = COOKIE if cookie else b""
        order = b"l" if ORDER == "<" else b"B"
        head = order + struct.pack(ORDER + "xHHHHxx", 11, 0, len(name), len(cookie))
        self._write(head + _padded(name) + _padded(cookie), deadline)
        status, words = struct.unpack(ORDER + "BxHHH", self._exactly(8, deadline))[::3]
        answer = self._exactly(words * 4, deadline)
        if status != 1:
            raise PermissionError("the display lets nobody in here")
        try:
            vendor, _, _, formats = struct.unpack_from(ORDER + "HHBB", answer, 16)
            at = 32 + vendor + -vendor % 4 + 8 * formats
            root: int = struct.unpack_from(ORDER + "I", answer, at)[0]
        except struct.error as error:
            raise ConnectionResetError("no X server") from error
        return root

    def _send(self, request: bytes, deadline: float) -> None:
        self._write(request, deadline)
        self._sequence = self._sequence + 1 & 0xFFFF

    def _replies(self, count: int, deadline: float) -> list[bytes | None]:
        """Return the replies to the last ``count`` requests; None for one that met a window that has gone."""
        found: list[bytes | None] = []
        while len(found) < count:
            packet = self._exactly(32, deadline)
            kind = packet[0]
            extra = struct.unpack_from(ORDER + "I", packet, 4)[0] * 4
            if kind in (REPLY, GENERIC_EVENT):
                if extra > LONGEST_BYTES:
                    raise ConnectionResetError("a reply out of all measure")
                packet += self._exactly(extra, deadline)
            if kind not in (REPLY, ERROR):
                continue
            due = self._sequence - count + 1 + len(found) & 0xFFFF
            if struct.unpack_from(ORDER + "H", packet, 2)[0] != due:
                raise ConnectionResetError("replies out of order")
            if kind == ERROR and packet[1] != BAD_WINDOW:
                raise ConnectionResetError(f"X error {packet[1]}")
            found.append(packet if kind == REPLY else None)
        return found

    def _write(self, data: bytes, deadline: float) -> None:
        self._sock.settimeout(_left(deadline))
        self._sock.sendall(data)

    def _exactly(self, length: int, deadline: float) -> bytes:
        found = b""
        while len(found) < length:
            self._sock.settimeout(_left(deadline))
            more = self._sock.recv(length - len(found))
            if not more:
                raise ConnectionResetError("the display has gone")
            found += more
        return found


def words_of(found: Property) -> tuple[int, ...]:
    """Return the numbers of a property of 32 bits an item (atoms, windows); none of another."""
    bits, value = found
    return struct.unpack(f"{ORDER}{len(value) // 4}I", value) if bits == 32 else ()


def _property(reply: bytes) -> Property:
    bits = reply[1]
    (items,) = struct.unpack_from(ORDER + "I", reply, 16)
    return bits, reply[32 : 32 + items * bits // 8]


def read_cookie(env: Mapping[str, str], display: Display) -> bytes:
    """Return the secret for a display from the person's file of them; empty if there is none."""
    path = env.get("XAUTHORITY", "") or f"{env.get('HOME', '')}/.Xauthority"
    try:
        rows = list(_secrets(Path(path).read_bytes()))
    except (OSError, struct.error):
        return b""
    number, here = str(display.number).encode(), os.uname().nodename.encode()
    fit = [row for row in rows if row[1] in (b"", number) and row[2] == COOKIE]
    ours = [row for row in fit if row[0] in (b"", here, display.host.encode())]
    return next((row[3] for row in ours or fit), b"")


def _secrets(data: bytes) -> list[tuple[bytes, bytes, bytes, bytes]]:
    """Split the file into address, display number, kind and secret of each entry."""
    rows, at = [], 0
    while at < len(data):
        at += 2  # family of the address
        row = []
        for _ in range(4):
            (length,) = struct.unpack_from(">H", data, at)
            row.append(data[at + 2 : at + 2 + length])
            at += 2 + length
        rows.append((row[0], row[1], row[2], row[3]))
    return rows


def _joined(display: Display, deadline: float) -> socket.socket:
    if display.host:
        address = (display.host, TCP_BASE + display.number)
        return socket.create_connection(address, timeout=_left(deadline))
    path = f"/tmp/.X11-unix/X{display.number}"
    sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM | socket.SOCK_CLOEXEC)
    for place in (path, "\0" + path):
        try:
            sock.settimeout(_left(deadline))
            sock.connect(place)
            return sock
        except OSError as error:
            trouble = error
    sock.close()
    raise trouble


def _padded(data: bytes) -> bytes:
    return data + b"\0" * (-len(data) % 4)


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError("no time is left")
    return left
