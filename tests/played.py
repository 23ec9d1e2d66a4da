"""A break service that plays its part: the shape of the real one, and nothing behind it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta, timezone
from typing import Any

from unslump.app.break_senses import SenseReport
from unslump.app.break_service import Told
from unslump.core.breaks.events import Command, Happened
from unslump.core.breaks.outlook import Outlook
from unslump.core.errors import RefusedEvent
from unslump.core.vocab import Moment
from unslump.core.words import Said
from unslump.ports import Notice, Sensed

WALL = datetime(2026, 3, 2, 10, 31, tzinfo=timezone(timedelta(hours=1)))


def at(seconds: float = 0.0) -> Moment:
    return Moment(seconds, seconds, WALL + timedelta(seconds=seconds))


SITTING = Outlook(
    phase="counting",
    resting=False,
    sitting_s=1260.0,
    bout_s=1260.0,
    rest_s=0.0,
    next_offer_s=1440.0,
    offer_left_s=None,
    holds=(),
    quiet=None,
    paused_left_s=None,
    postponed=0,
)
NUDGED = Happened("nudge", at(), "nudge", {"sitting_s": 1800.0})


@dataclass
class PlayedBreaks:
    """Notes every word, and answers with what it was given."""

    now: Outlook = SITTING
    shown: Notice | None = None
    lately: tuple[Happened, ...] = (NUDGED,)
    said: list[tuple[Command, float | None]] = field(default_factory=list)
    callbacks: list[Callable[[], None]] = field(default_factory=list)
    refuses: bool = False
    breaks_down: bool = False
    reports: tuple[SenseReport, ...] = (
        SenseReport("idle", "x11", Sensed(4.0)),
        SenseReport("call", "pulse", Sensed(True, detail="Firefox")),
        SenseReport("dnd", "none", Sensed(None, Said("control.not_running"))),
    )

    def outlook(self) -> Outlook:
        if self.breaks_down:
            raise RuntimeError("a mistake of ours")
        return self.now

    def say(self, what: Command, for_s: float | None = None) -> Told:
        if self.refuses:
            raise RefusedEvent("breaks.refused.not_paused")
        self.said.append((what, for_s))
        self.change(postponed=self.now.postponed + 1)
        return Told(
            (Happened("postponed", at(), "postponed_said", {"next_s": 300.0}),), Said("breaks.cost.resumed")
        )

    def notice(self) -> Notice | None:
        return self.shown

    def recent(self, n: int) -> tuple[Happened, ...]:
        return self.lately[-n:]

    def senses(self) -> tuple[SenseReport, ...]:
        return self.reports

    def subscribe(self, callback: Callable[[], None]) -> Callable[[], None]:
        self.callbacks.append(callback)
        return lambda: self.callbacks.remove(callback)

    def forget(self) -> None:
        """Nothing here is remembered."""

    def change(self, **new: Any) -> None:
        """As the ticking thread does: change first, then tell."""
        self.now = replace(self.now, **new)
        for callback in list(self.callbacks):
            callback()
