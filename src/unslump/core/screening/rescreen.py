"""When all questions are due again, and when the one-line "anything new since last time?" is enough.

All questions (docs/evidence.md B.6): at the beginning, 30 days after the last time, after any stop, and
after 14 days without use. Otherwise the short one, before each back session.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, Protocol

FULL_EVERY = timedelta(days=30)
UNUSED = timedelta(days=14)


class _Screen(Protocol):
    @property
    def at(self) -> datetime: ...
    @property
    def kind(self) -> str: ...


class _Session(Protocol):
    @property
    def began_at(self) -> datetime: ...
    @property
    def ended_at(self) -> datetime | None: ...
    @property
    def status(self) -> str: ...


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


def screening_due(past: PastLike, now: datetime) -> Due:
    """Say which questions are due.

    Parameters
    ----------
    past : History
    now : datetime
        Aware wall-clock time.
    """
    full = max((s.at for s in past.screens if s.kind == "full"), default=None)
    if full is None:
        return Due("full", "screening.due.first")
    if any(_ended(s) >= full for s in past.sessions if s.status == "stopped"):
        return Due("full", "screening.due.after_stop")
    if now - full >= FULL_EVERY:
        return Due("full", "screening.due.month")
    used = max([*(s.at for s in past.screens), *(s.began_at for s in past.sessions)])
    if now - used >= UNUSED:
        return Due("full", "screening.due.unused")
    return Due("anything_new", "screening.due.anything_new")


def _ended(session: _Session) -> datetime:
    return session.ended_at or session.began_at
