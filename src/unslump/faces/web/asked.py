"""One request as the guard sees it, and the door it stands before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ...app.address import HOST
from ...app.keyring import Keyring

NAMES = (HOST, "localhost", "[::1]")


@dataclass(frozen=True, slots=True)
class Asked:
    """The head of a request, unread by anything else.

    Attributes
    ----------
    method : str
        ``GET`` for a WebSocket, as its handshake is one.
    path : str
        Decoded once, as the routes see it.
    raw_path, query : bytes
        As they came.
    headers : tuple of (bytes, bytes)
        Names in lower case, in the order they came, repeats kept.
    speaks_socket : bool
        Whether the server itself speaks the WebSocket that is asked for.
    """

    method: str
    path: str
    raw_path: bytes
    query: bytes
    headers: tuple[tuple[bytes, bytes], ...]
    speaks_socket: bool = False

    @classmethod
    def from_scope(cls, scope: Mapping[str, Any]) -> Asked:
        """Read an ASGI scope of type ``http`` or ``websocket``."""
        return cls(
            method=scope.get("method", "GET"),
            path=scope["path"],
            raw_path=scope.get("raw_path") or scope["path"].encode(),
            query=scope.get("query_string", b""),
            headers=_lower(scope["headers"]),
            speaks_socket=scope["type"] == "websocket",
        )

    def count(self, name: bytes) -> int:
        return sum(1 for known, _ in self.headers if known == name)

    def header(self, name: bytes) -> bytes | None:
        return next((value for known, value in self.headers if known == name), None)

    @property
    def is_socket(self) -> bool:
        return self.speaks_socket or self.header(b"upgrade") is not None

    @property
    def wants_page(self) -> bool:
        """Whether a person reads the answer, rather than a script."""
        return not self.path.startswith("/api/") and b"text/html" in (self.header(b"accept") or b"")

    def cookies(self, name: str) -> tuple[str, ...]:
        """Every value sent under that name: another local server may have set one of the same name."""
        sent = (self.header(b"cookie") or b"").decode("latin-1").split(";")
        pairs = (piece.strip().partition("=") for piece in sent)
        return tuple(value for found, equals, value in pairs if equals and found == name)

    @property
    def bearer(self) -> str | None:
        scheme, _, secret = (self.header(b"authorization") or b"").decode("latin-1").partition(" ")
        return secret if scheme.lower() == "bearer" else None


def _lower(headers: Iterable[tuple[bytes, bytes]]) -> tuple[tuple[bytes, bytes], ...]:
    return tuple((name.lower(), value) for name, value in headers)


class Door:
    """Our own names, and who has been let in.

    Parameters
    ----------
    port : int
        Part of every name, and of the cookie's: cookies cross ports, so another port's must not fit.
    keyring : Keyring
    """

    def __init__(self, port: int, keyring: Keyring) -> None:
        self.port = port
        self.keyring = keyring
        self.cookie = f"unslump_{port}"
        self.hosts = frozenset(f"{name}:{port}".encode() for name in NAMES)
        self.origins = frozenset(b"http://" + host for host in self.hosts)

    def lets_in(self, asked: Asked) -> bool:
        """A request that shows a bearer is judged by it alone; otherwise by its cookie."""
        if asked.header(b"authorization") is not None:
            return self.has_bearer(asked)
        return any(self.keyring.is_session(value) for value in asked.cookies(self.cookie))

    def has_bearer(self, asked: Asked) -> bool:
        secret = asked.bearer
        return secret is not None and self.keyring.is_bearer(secret)
