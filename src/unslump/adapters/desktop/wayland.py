"""Speak Wayland's wire protocol over its socket, as far as listening needs it.

Nothing but the standard library, so that no C library has to fit (docs/decisions/0020). Requests and events
carry unsigned numbers, texts and object numbers only; file descriptors are never asked for.

A message, in the computer's own byte order::

    object (32 bits) | length in bytes (16) and opcode (16) | arguments, each a multiple of 4 bytes

Reference: The Wayland Protocol, "Wire Format"; ``wayland.xml`` for the opcodes of display and registry.
"""

from __future__ import annotations

import socket
import struct
import time
from collections.abc import Callable, Mapping
from pathlib import Path

Args = tuple[int | str, ...]
DISPLAY = 1
"""Number of the display object, known to both sides from the start."""
SYNC, GET_REGISTRY = 0, 1
ERROR = 0
DONE = 0
BIND = 0
GLOBAL, GLOBAL_REMOVE = 0, 1
HEAD = struct.Struct("=II")
READ_MOST = 65_536
ROUNDS_MOST = 64
"""Reads at one ``take``: a flood must not hold the resident. Chosen."""


def socket_path(env: Mapping[str, str]) -> str:
    """Where the compositor listens; empty if nothing says so. As libwayland finds it (wl_display_connect)."""
    name, folder = env.get("WAYLAND_DISPLAY", ""), env.get("XDG_RUNTIME_DIR", "")
    if not name and env.get("XDG_SESSION_TYPE") == "wayland":
        name = "wayland-0"
    if not name or name.startswith("/"):
        return name
    return str(Path(folder) / name) if folder else ""


def is_wayland(env: Mapping[str, str]) -> bool:
    """Whether this is a Wayland session; the X server that may run in it sees only a part of the input."""
    return bool(env.get("WAYLAND_DISPLAY")) or env.get("XDG_SESSION_TYPE") == "wayland"


class Compositor:
    """A connection to a compositor. Every method raises ``OSError`` when it is of no use any more, and
    ``TimeoutError`` (one of them) when the deadline, a moment of ``time.monotonic``, has passed.

    Parameters
    ----------
    path : str
        The socket.
    on_global, on_global_remove : callable
        Told of each thing the compositor offers (number, interface, version), and of each that goes.
    """

    def __init__(
        self,
        path: str,
        deadline: float,
        *,
        on_global: Callable[[int, str, int], None],
        on_global_remove: Callable[[int], None],
    ) -> None:
        self._on_global, self._on_global_remove = on_global, on_global_remove
        self._hear: dict[int, Callable[[int, bytes], None]] = {}
        self._buffer = b""
        self._last_id = DISPLAY
        self._sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM | socket.SOCK_CLOEXEC)
        try:
            self._sock.settimeout(_left(deadline))
            self._sock.connect(path)
            self._registry = self.new(self._on_registry)
            self.send(DISPLAY, GET_REGISTRY, self._registry)
        except (OSError, ValueError) as error:
            self.close()
            raise ConnectionRefusedError(str(error)) from error

    def fileno(self) -> int:
        return self._sock.fileno()

    def new(self, hear: Callable[[int, bytes], None]) -> int:
        """Return the number of a new object; ``hear`` is told its events (opcode, arguments)."""
        self._last_id += 1
        self._hear[self._last_id] = hear
        return self._last_id

    def forget(self, number: int) -> None:
        """Hear nothing of an object any more. Its number is not used again."""
        self._hear.pop(number, None)

    def bind(self, name: int, interface: str, version: int) -> int:
        """Make an object of something the compositor offers; nothing of its own is heard."""
        made = self.new(_deaf)
        self.send(self._registry, BIND, name, interface, version, made)
        return made

    def send(self, number: int, opcode: int, *args: int | str) -> None:
        """Send a request; one that does not fit into the socket at once is taken for a dead compositor."""
        body = b"".join(map(_encoded, args))
        self._sock.settimeout(0)
        try:
            sent = self._sock.send(HEAD.pack(number, HEAD.size + len(body) << 16 | opcode) + body)
        except BlockingIOError as error:
            raise ConnectionResetError("the compositor reads nothing") from error
        if sent != HEAD.size + len(body):
            raise ConnectionResetError("the compositor reads nothing")

    def sync(self, deadline: float) -> None:
        """Wait until the compositor has done all that was asked so far."""
        done: list[int] = []
        callback = self.new(lambda opcode, _: done.append(opcode))
        self.send(DISPLAY, SYNC, callback)
        while not done:
            self._sock.settimeout(_left(deadline))
            self._fill()
            self._dispatch()
        self.forget(callback)

    def take(self) -> None:
        """Dispatch what has come, without waiting."""
        self._sock.settimeout(0)
        try:
            for _ in range(ROUNDS_MOST):
                self._fill()
                self._dispatch()
        except BlockingIOError:
            return

    def close(self) -> None:
        self._sock.close()

    def _fill(self) -> None:
        data = self._sock.recv(READ_MOST)
        if not data:
            raise ConnectionResetError("the compositor has gone")
        self._buffer += data

    def _dispatch(self) -> None:
        at = 0
        while len(self._buffer) - at >= HEAD.size:
            number, word = HEAD.unpack_from(self._buffer, at)
            length = word >> 16
            if length < HEAD.size or length % 4:
                raise ConnectionResetError("this is no Wayland")
            if len(self._buffer) - at < length:
                break
            self._event(number, word & 0xFFFF, self._buffer[at + HEAD.size : at + length])
            at += length
        self._buffer = self._buffer[at:]

    def _event(self, number: int, opcode: int, body: bytes) -> None:
        if number == DISPLAY and opcode == ERROR:
            raise ConnectionResetError(f"the compositor objects: {body[12:]!r}")
        self._hear.get(number, _deaf)(opcode, body)

    def _on_registry(self, opcode: int, body: bytes) -> None:
        try:
            if opcode == GLOBAL:
                (name,) = struct.unpack_from("=I", body)
                interface, at = _text(body, 4)
                self._on_global(name, interface, struct.unpack_from("=I", body, at)[0])
            elif opcode == GLOBAL_REMOVE:
                self._on_global_remove(struct.unpack_from("=I", body)[0])
        except (struct.error, UnicodeDecodeError) as error:
            raise ConnectionResetError("this is no Wayland") from error


def _deaf(_opcode: int, _body: bytes) -> None:
    """Hear and do nothing."""


def _encoded(value: int | str) -> bytes:
    if isinstance(value, int):
        return struct.pack("=I", value)
    data = value.encode() + b"\0"
    return struct.pack("=I", len(data)) + data + b"\0" * (-len(data) % 4)


def _text(body: bytes, at: int) -> tuple[str, int]:
    """Return the text at a place, and the place behind it."""
    (length,) = struct.unpack_from("=I", body, at)
    start = at + 4
    return body[start : start + max(length - 1, 0)].decode(), start + length + -length % 4


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError("no time is left")
    return left
