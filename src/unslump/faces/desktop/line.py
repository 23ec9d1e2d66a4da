"""Talk to the resident: one JSON object a line over loopback, the bearer in every request.

A ``Line`` follows what the resident says and never blocks; ``ask`` sends one request on a connection of its
own and waits a bounded time, so it belongs on a thread.
"""

from __future__ import annotations

import json
import socket
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ...app.address import HOST, LAUNCH_PATH, base_url

CONNECT_WITHIN_S = 0.25
"""Loopback answers at once or not at all. Chosen: as long as the resident gives another program."""

ANSWER_WITHIN_S = 2.0
"""A request that was not answered for so long has failed, seconds. Chosen, not yet validated."""

LONGEST_LINE = 64 * 1024
"""More than this without an end of line is no status of ours, bytes."""


class LineLostError(Exception):
    """The resident closed the line, or what came over it is not its language."""


@dataclass(frozen=True, slots=True)
class Reach:
    """Where the resident listens: for commands, and for pages."""

    port: int
    page_port: int
    bearer: str = field(repr=False)

    @classmethod
    def read(cls, runtime_file: Path) -> Reach | None:
        """Return what the runtime file says, or None where there is none or it says nothing of this."""
        try:
            found = json.loads(runtime_file.read_text(encoding="utf-8"))
            port = int(found["control_port"])
            return cls(port, int(found["port"]), str(found["bearer"])) if port else None
        except (OSError, ValueError, TypeError, KeyError):
            return None

    def connect(self) -> socket.socket | None:
        try:
            return socket.create_connection((HOST, self.port), timeout=CONNECT_WITHIN_S)
        except OSError:
            return None

    def request(self, **asked: object) -> bytes:
        return json.dumps({"bearer": self.bearer, **asked}).encode() + b"\n"


def ask(runtime_file: Path, **asked: object) -> Mapping[str, Any] | None:
    """Send one request and return its answer; None where none came in time. Blocks; never raises."""
    reach = Reach.read(runtime_file)
    connection = reach.connect() if reach else None
    if reach is None or connection is None:
        return None
    with connection:
        try:
            connection.settimeout(ANSWER_WITHIN_S)
            connection.sendall(reach.request(**asked))
            with connection.makefile("rb") as lines:
                return _understood(lines.readline(LONGEST_LINE))
        except (OSError, LineLostError):
            return None


def launch_address(runtime_file: Path, where: str) -> str | None:
    """Return a new one-time address of the resident's own page, or None. Blocks; never raises.

    Nothing but the resident's own page is ever opened: another address would be no answer of its.
    """
    reach = Reach.read(runtime_file)
    answer = ask(runtime_file, do="open", where=where) if reach else None
    url = (answer or {}).get("url")
    ours = reach and isinstance(url, str) and url.startswith(base_url(reach.page_port) + LAUNCH_PATH)
    return str(url) if ours else None


class Line:
    """The line that is followed. Never blocks once it is open."""

    def __init__(self, runtime_file: Path) -> None:
        self._runtime_file = runtime_file
        self._connection: socket.socket | None = None
        self._rest = b""

    def open(self) -> bool:
        """Begin to follow; False while the resident cannot be reached."""
        self.close()
        reach = Reach.read(self._runtime_file)
        connection = reach.connect() if reach else None
        if reach is None or connection is None:
            return False
        try:
            connection.sendall(reach.request(do="follow"))
        except OSError:
            connection.close()
            return False
        connection.setblocking(False)
        self._connection = connection
        return True

    def fileno(self) -> int:
        """Readable when there is something to take; -1 while the line is closed."""
        return self._connection.fileno() if self._connection else -1

    def take(self) -> list[Mapping[str, Any]]:
        """Return what has come since the last call, oldest first.

        Raises
        ------
        LineLostError
            The line is closed now: open it again.
        """
        ended = self._read()
        *whole, self._rest = self._rest.split(b"\n")
        if ended or len(self._rest) > LONGEST_LINE:
            self.close()
        if ended and not whole:
            raise LineLostError
        try:
            return [_understood(line) for line in whole]
        except LineLostError:
            self.close()
            raise

    def _read(self) -> bool:
        """Read what is there; return whether the other end has gone."""
        if self._connection is None:
            return True
        try:
            while len(self._rest) <= LONGEST_LINE:
                got = self._connection.recv(LONGEST_LINE)
                if not got:
                    return True
                self._rest += got
        except BlockingIOError:
            return False
        except OSError:
            return True
        return False

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None
        self._rest = b""


def _understood(line: bytes) -> Mapping[str, Any]:
    try:
        found = json.loads(line)
    except ValueError:
        raise LineLostError from None
    if not isinstance(found, dict):
        raise LineLostError
    return found
