"""Ask a sound server who records, in its own protocol, over its socket.

PulseAudio and PipeWire's stand-in for it (``pipewire-pulse``) speak the same protocol. Nothing but the
standard library: the client library costs 8 MiB of memory through its Python binding (measured, PSS 5.9 ->
14.0 MiB), waits for an answer up to 30 s and may start a server; this here costs nothing to speak of, waits
as long as it is told, and never starts anything.

* A packet is a descriptor of five big-endian words (length, channel, offset in two halves, flags) and a body
  of tagged values; control packets are on channel 0xFFFFFFFF.
* We say that we speak version 19, the first that tells whether a stream is corked; what came later (formats,
  shared memory) makes records longer, from 21 on not the same way with both servers.

Reference: PulseAudio ``src/pulsecore/native-common.h``, ``tagstruct.h``, ``PROTOCOL``; tried against
PulseAudio 16.1 and pipewire-pulse 0.3.65.
"""

from __future__ import annotations

import socket
import struct
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

VERSION = 19
VERSION_MASK = 0xFFFF  # the rest of the word is flags for shared memory
CONTROL = 0xFFFFFFFF
NOBODY = 0xFFFFFFFF
"""Stands where a record names no client, no source, no sink."""
ERROR, REPLY, AUTH, SET_CLIENT_NAME, GET_SOURCE_INFO, GET_SOURCE_OUTPUTS = 0, 2, 8, 9, 23, 32
COOKIE_BYTES = 256
LONGEST_BYTES = 1 << 20
"""Longest packet we take; a hundred streams are 100 kB. Chosen."""
OUTPUT_VALUES = 13
"""Values of a source output at version 19: index, name, module, client, source, sample spec, channel map,
two latencies, resampler, driver, properties, corked."""
SOURCE_NAME, SOURCE_MONITOR_OF = 1, 8
"""Places in a source's record: its name, and the sink it is the monitor of."""

Value = int | str | bool | bytes | dict[str, str] | None


@dataclass(frozen=True, slots=True)
class Recording:
    """A stream that records ("source output").

    Attributes
    ----------
    client, source : int
        Indices; ``NOBODY`` where there is none.
    resampler : str
        "peaks" for a level meter, on PulseAudio.
    """

    client: int
    source: int
    resampler: str
    corked: bool
    properties: dict[str, str]


class Recorders:
    """A connection to a sound server. Every method raises ``OSError`` when it is of no use any more;
    ``TimeoutError`` is one of them. Deadlines are moments of ``time.monotonic``."""

    def __init__(self, path: str, cookie: bytes, deadline: float) -> None:
        self._tag = 0
        self._sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM | socket.SOCK_CLOEXEC)
        try:
            self._sock.settimeout(_left(deadline))
            self._sock.connect(path)
            cookie = cookie[:COOKIE_BYTES].ljust(COOKIE_BYTES, b"\0")
            answer = self._ask(AUTH, _u32(VERSION) + b"x" + struct.pack(">I", len(cookie)) + cookie, deadline)
            if not answer or not isinstance(answer[0], int) or answer[0] & VERSION_MASK < VERSION:
                raise ConnectionRefusedError("the sound server is too old")
            self._ask(SET_CLIENT_NAME, _properties({"application.name": "Unslump"}), deadline)
        except OSError:
            self.close()
            raise

    def streams(self, deadline: float) -> list[Recording]:
        """Return every stream that records, from whatever source."""
        values = self._ask(GET_SOURCE_OUTPUTS, b"", deadline)
        rows = [values[at : at + OUTPUT_VALUES] for at in range(0, len(values), OUTPUT_VALUES)]
        return [_recording(row) for row in rows]

    def monitors(self, source: int, deadline: float) -> bool:
        """Whether a source is the sound that goes out (a sink's monitor), no microphone.

        A source that has gone meanwhile is none either: who recorded from it will be seen on another.
        """
        values = self._ask(GET_SOURCE_INFO, _u32(source) + b"N", deadline)
        if not values:
            return True
        if len(values) <= SOURCE_MONITOR_OF:
            raise ConnectionResetError("no record of a source")
        return values[SOURCE_MONITOR_OF] != NOBODY

    def close(self) -> None:
        self._sock.close()

    def _ask(self, command: int, arguments: bytes, deadline: float) -> list[Value]:
        """Send a command and return the values of its reply; none of a refusal."""
        self._tag += 1
        body = _u32(command) + _u32(self._tag) + arguments
        self._sock.settimeout(_left(deadline))
        self._sock.sendall(struct.pack(">IIIII", len(body), CONTROL, 0, 0, 0) + body)
        while True:
            values = self._packet(deadline)
            if values[:2] == [REPLY, self._tag]:
                return values[2:]
            if values[:2] == [ERROR, self._tag]:
                if command in (AUTH, SET_CLIENT_NAME):
                    raise PermissionError("the sound server lets nobody in here")
                return []

    def _packet(self, deadline: float) -> list[Value]:
        length, channel = struct.unpack(">II12x", self._exactly(20, deadline))
        if length > LONGEST_BYTES:
            raise ConnectionResetError("a packet out of all measure")
        body = self._exactly(length, deadline)
        try:
            return list(values_of(body)) if channel == CONTROL else []
        except (struct.error, ValueError, IndexError) as error:
            raise ConnectionResetError("no packet of a sound server") from error

    def _exactly(self, length: int, deadline: float) -> bytes:
        found = b""
        while len(found) < length:
            self._sock.settimeout(_left(deadline))
            more = self._sock.recv(length - len(found))
            if not more:
                raise ConnectionResetError("the sound server has gone")
            found += more
        return found


def values_of(body: bytes) -> Iterator[Value]:
    """Read tagged values.

    Raises
    ------
    struct.error, ValueError, IndexError
        These are none.
    """
    at = 0
    while at < len(body):
        tag = body[at : at + 1]
        value, at = _value(tag, body, at + 1)
        yield value


FIXED = {b"L": ">I", b"B": ">B", b"R": ">Q", b"r": ">q", b"U": ">Q", b"V": ">I"}
"""Numbers: word, byte, 64 bits, signed, microseconds, volume."""
SKIPPED = {b"a": 6, b"T": 8}
"""Values we have no use for: sample spec, time of day; their bytes."""


def _value(tag: bytes, body: bytes, at: int) -> tuple[Value, int]:
    if tag in FIXED:
        number: int = struct.unpack_from(FIXED[tag], body, at)[0]
        return number, at + struct.calcsize(FIXED[tag])
    if tag in b"10":
        return tag == b"1", at
    if tag == b"t":
        end = body.index(b"\0", at)
        return body[at:end].decode("utf-8", "replace"), end + 1
    if tag == b"P":
        return _read_properties(body, at)
    if tag == b"N":
        return None, at
    return None, at + _skipped(tag, body, at)


def _skipped(tag: bytes, body: bytes, at: int) -> int:
    if tag in SKIPPED:
        return SKIPPED[tag]
    if tag == b"m":  # channel map: a count, then a byte each
        return 1 + body[at]
    if tag == b"v":  # volumes: a count, then a word each
        return 1 + 4 * body[at]
    raise ValueError(f"no tag: {tag!r}")


def _read_properties(body: bytes, at: int) -> tuple[dict[str, str], int]:
    found: dict[str, str] = {}
    while body[at : at + 1] == b"t":
        key, at = _value(b"t", body, at + 1)
        (length,) = struct.unpack_from(">xIx", body, at)
        at += 6 + 4
        found[str(key)] = body[at : at + length].rstrip(b"\0").decode("utf-8", "replace")
        at += length
    if body[at : at + 1] != b"N":
        raise ValueError("properties without an end")
    return found, at + 1


def _recording(row: list[Value]) -> Recording:
    match row:
        case [int(), _, _, int(client), int(source), _, _, _, _, resampler, _, dict(props), bool(corked)]:
            return Recording(client, source, str(resampler or ""), corked, props)
    raise ConnectionResetError("no record of a stream")


def _u32(number: int) -> bytes:
    return b"L" + struct.pack(">I", number)


def _properties(values: dict[str, str]) -> bytes:
    parts = [b"P"]
    for key, text in values.items():
        value = text.encode() + b"\0"
        parts.append(b"t" + key.encode() + b"\0" + _u32(len(value)) + b"x" + struct.pack(">I", len(value)))
        parts.append(value)
    return b"".join([*parts, b"N"])


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError("no time is left")
    return left


def read_cookie(env_cookie: str, home: str) -> bytes:
    """Return the shared secret, empty where there is none: on the local socket the server knows us anyway."""
    for path in (env_cookie, f"{home}/.config/pulse/cookie", f"{home}/.pulse-cookie"):
        try:
            if path:
                with open(path, "rb") as file:
                    return file.read(COOKIE_BYTES)
        except OSError:
            continue
    return b""


def server_socket(env: Mapping[str, str]) -> tuple[str, bool]:
    """Return where the sound server listens, and whether that was named (``PULSE_SERVER``); "" for nowhere.

    Only local sockets: a sound server on another computer has other microphones.
    """
    for place in env.get("PULSE_SERVER", "").split():
        place = place.rpartition("}")[2]  # "{machine}unix:/path"
        if place.startswith("/"):
            return place, True
        if place.startswith("unix:"):
            return place.removeprefix("unix:"), True
    if env.get("PULSE_SERVER"):
        return "", True
    folder = env.get("PULSE_RUNTIME_PATH", "") or _under(env.get("XDG_RUNTIME_DIR", ""), "pulse")
    return _under(folder, "native"), False


def _under(folder: str, name: str) -> str:
    return f"{folder}/{name}" if folder else ""
