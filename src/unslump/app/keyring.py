"""Who may come in: one-time launch tokens, browser sessions, and the command line's bearer.

::

    mint(where) -> token --60 s, once--> redeem(token) -> session (a cookie, until the resident ends), where
    bearer: made at start, written to a file only its owner can read

Nothing here is ever logged or stored; everything ends with the process. Randomness and time are arguments.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Literal, NamedTuple

Where = Literal["home", "break"]
"""Where a launch leads. Fixed names that the token itself remembers: no address can ask for another place."""

TOKEN_LIVES_S = 60.0
"""A launch address works this long, seconds. Design choice: time to click, not to be found in a history."""

MOST_TOKENS = 16
MOST_SESSIONS = 32
"""Older ones go first. Chosen: more browsers than one person opens."""


class Entry(NamedTuple):
    """What a launch token opened."""

    session: str
    where: Where


class Keyring:
    """All keys of one run.

    Parameters
    ----------
    make_secret : callable
        Returns a new unguessable text (128 bits or more).
    now_s : callable
        Seconds on a clock that never goes back.
    """

    def __init__(self, *, make_secret: Callable[[], str], now_s: Callable[[], float]) -> None:
        self._make_secret = make_secret
        self._now_s = now_s
        self.bearer = make_secret()
        self._tokens: dict[str, tuple[float, Where]] = {}
        self._sessions: list[str] = []

    def mint(self, where: Where = "home") -> str:
        """Return a new launch token that leads to ``where``; it works once, within ``TOKEN_LIVES_S``."""
        self._drop_old()
        token = self._make_secret()
        self._tokens[token] = self._now_s() + TOKEN_LIVES_S, where
        for oldest in list(self._tokens)[:-MOST_TOKENS]:
            del self._tokens[oldest]
        return token

    def redeem(self, token: str) -> Entry | None:
        """Use a launch token up; return what it opens, or None for a wrong, used or old one."""
        self._drop_old()
        known = _match(token, self._tokens)
        if known is None:
            return None
        _, where = self._tokens.pop(known)
        self._sessions = [*self._sessions, self._make_secret()][-MOST_SESSIONS:]
        return Entry(self._sessions[-1], where)

    def is_session(self, secret: str) -> bool:
        return _match(secret, self._sessions) is not None

    def is_bearer(self, secret: str) -> bool:
        return _match(secret, (self.bearer,)) is not None

    def _drop_old(self) -> None:
        now_s = self._now_s()
        self._tokens = {token: kept for token, kept in self._tokens.items() if now_s < kept[0]}


def _match(found: str, known: Iterable[str]) -> str | None:
    """Compare with every known secret, each in constant time; return the one that is equal."""
    from hmac import compare_digest  # here: it brings libcrypto, which a resident that only waits can spare

    raw = found.encode("utf-8", "surrogatepass")
    equal = [secret for secret in known if compare_digest(secret.encode(), raw)]
    return equal[0] if equal else None
