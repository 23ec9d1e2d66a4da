"""Look through every sense at once, and say what of it counts for the breaks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..core.breaks.events import HOLDS, Hold, Seen
from ..core.vocab import Moment
from ..ports import Clock, Sense, Sensed, SenseKind

BLIND_S = 20.0
"""A sense that cannot tell any more still holds what it held for so long, seconds: a late bus must not
bring an offer into a call. Chosen, below the 30 s within which a hold is released."""


@dataclass(frozen=True, slots=True)
class SenseReport:
    """One sense: its live back end, and what that sees."""

    kind: SenseKind
    back_end: str
    sensed: Sensed[Any]


@dataclass(frozen=True, slots=True)
class Looked:
    """What was seen, and when idle time was read, on the boot clock."""

    seen: Seen
    at_s: float
    reports: tuple[SenseReport, ...]

    def heeded(self, now: Moment, watched: frozenset[Hold]) -> Seen:
        """What counts of it now: holds the person lets hold, and idle time brought up to the moment."""
        idle_s, since_s = self.seen.idle_s, max(0.0, now.boot_s - self.at_s)
        return Seen(
            idle_s=None if idle_s is None else idle_s + since_s,
            locked=self.seen.locked,
            holds=self.seen.holds & watched,
        )


class Looking:
    """All senses of a resident. Used by one thread: one of them may take its quarter of a second.

    Parameters
    ----------
    senses : mapping
        By kind; one that is missing cannot tell.
    rate : float
        How many times faster than the world the clock runs; idle time is the world's.
    """

    def __init__(self, senses: Mapping[SenseKind, Sense[Any]], clock: Clock, rate: float) -> None:
        # idle time first: what is read after it may take a while, and is not idle time
        self._senses = sorted(senses.items(), key=lambda pair: pair[0] != "idle")
        self._clock, self._rate = clock, rate
        self._held_at_s: dict[Hold, float] = {}

    def look(self) -> Looked:
        """Ask every sense."""
        at_s = self._clock.now().boot_s
        reports = tuple(SenseReport(kind, sense.name, sense.read()) for kind, sense in self._senses)
        values = {report.kind: report.sensed.value for report in reports}
        idle_s = values.get("idle")
        seen = Seen(
            idle_s=None if idle_s is None else float(idle_s) * self._rate,
            locked=bool(values.get("lock")),
            holds=frozenset(hold for hold in HOLDS if self._holds(hold, values.get(hold), at_s)),
        )
        return Looked(seen, at_s, reports)

    def _holds(self, hold: Hold, value: bool | None, now_s: float) -> bool:
        """Whether it holds now. A sense that has gone blind for a moment still says what it said last."""
        if value:
            self._held_at_s[hold] = now_s
        elif value is not None:
            self._held_at_s.pop(hold, None)
        held_at_s = self._held_at_s.get(hold)
        return held_at_s is not None and now_s - held_at_s < BLIND_S * self._rate
