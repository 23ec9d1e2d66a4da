"""When all questions are due again, and when the one-line "anything new since last time?" is enough.

All questions (docs/evidence.md B.6): at the beginning, 30 days after the last time, after any stop, and
after 14 days without use; also once the short one brought up something new (pain, a red flag), and when the
questions themselves have changed. Otherwise the short one, before each back session. A screening left
half-way counts as none.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal, Protocol

from .questions import RED_FLAGS
from .verdict import left_open

FULL_EVERY = timedelta(days=30)
UNUSED = timedelta(days=14)
ASKED_AHEAD = timedelta(days=1)
"""A screening dated further ahead than this was kept by a clock that was wrong; its age tells nothing."""

ENOUGH = "enough"
"""Nothing was felt, a person had enough: no stop rule of docs/evidence.md B.4, so nothing is asked anew."""

NEWS = frozenset({*RED_FLAGS, "PC02", "PAIN_LEG", "PAIN_4", "PAIN_7"})
"""Rules that are news when a short screening brings them up: a red flag, or pain that closes the fold."""


class _Screen(Protocol):
    @property
    def at(self) -> datetime: ...
    @property
    def kind(self) -> str: ...
    @property
    def version(self) -> str: ...
    @property
    def verdict(self) -> Mapping[str, Any]: ...


class _Session(Protocol):
    @property
    def began_at(self) -> datetime: ...
    @property
    def ended_at(self) -> datetime | None: ...
    @property
    def status(self) -> str: ...
    @property
    def stop_reason(self) -> str | None: ...


class PastLike(Protocol):
    """The part of the history that decides which questions are due, oldest first."""

    @property
    def screens(self) -> Sequence[_Screen]: ...
    @property
    def sessions(self) -> Sequence[_Session]: ...


@dataclass(frozen=True, slots=True)
class Due:
    """Which questions come before a session now, and the words key of why."""

    kind: Literal["full", "anything_new"]
    words: str


def screening_due(past: PastLike, now: datetime, *, version: str | None = None) -> Due:
    """Say which questions are due.

    Parameters
    ----------
    past : History
    now : datetime
        Aware wall-clock time.
    version : str or None
        Version of today's rules; answers to another version are asked for again. ``None``: not compared.
    """
    whole = (s for s in past.screens if s.kind == "full" and not left_open(s.verdict))
    newest = max(whole, key=lambda s: s.at, default=None)
    if newest is None:
        return Due("full", "screening.due.first")
    full = newest.at
    if version is not None and newest.version != version:
        return Due("full", "screening.due.changed")
    if any(_ended(s) >= full for s in past.sessions if s.status == "stopped" and s.stop_reason != ENOUGH):
        return Due("full", "screening.due.after_stop")
    if any(_brought_news(s, newest) for s in past.screens if s.at > full):
        return Due("full", "screening.due.something_new")
    if not -ASKED_AHEAD < now - full < FULL_EVERY:
        return Due("full", "screening.due.month")
    used = max([*(s.at for s in past.screens), *(s.began_at for s in past.sessions)])
    if now - used >= UNUSED:
        return Due("full", "screening.due.unused")
    return Due("anything_new", "screening.due.anything_new")


def _brought_news(later: _Screen, before: _Screen) -> bool:
    """Say whether a short screening brought up more than the whole one before it knew of."""
    urgencies = [screen.verdict.get("urgency") or "none" for screen in (later, before)]
    told = [NEWS.intersection(screen.verdict.get("rules", ())) for screen in (later, before)]
    return urgencies[0] < urgencies[1] or bool(told[0] - told[1])  # "U0" < "U3" < "none"


def _ended(session: _Session) -> datetime:
    return session.ended_at or session.began_at
