"""A clock that goes only when told to, its three readings stepped apart."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from ..core.vocab import Moment

MONDAY_MORNING = datetime(2026, 3, 2, 9, 0, tzinfo=timezone(timedelta(hours=1)))


@dataclass(slots=True)
class FakeClock:
    """``ports.Clock`` for tests.

    >>> clock = FakeClock()
    >>> clock.advance(60)        # a minute at work
    >>> clock.suspend(3600)      # an hour asleep: awake_s stands still
    >>> clock.step_wall(-7200)   # somebody sets the wall clock back: only the label moves
    """

    wall: datetime = MONDAY_MORNING
    awake_s: float = 1000.0
    boot_s: float = 1000.0

    def now(self) -> Moment:
        return Moment(self.awake_s, self.boot_s, self.wall)

    def advance(self, seconds: float) -> None:
        """Let time pass with the computer awake: all three go on."""
        self.awake_s += _onward(seconds)
        self.suspend(seconds)

    def suspend(self, seconds: float) -> None:
        """Let time pass with the computer asleep: ``awake_s`` stands still."""
        self.boot_s += _onward(seconds)
        self.step_wall(seconds)

    def step_wall(self, seconds: float) -> None:
        """Set the wall clock on or back; no time passes."""
        self.wall += timedelta(seconds=seconds)


def _onward(seconds: float) -> float:
    if seconds < 0:
        raise ValueError(f"A steady clock never goes back; found {seconds} s.")
    return seconds
