"""A desk whose clocks, zone and senses a test moves by hand, in front of the real break machine.

``unslump.testing.day`` tells a day as a script does. This is for what no script can say: other distances
between ticks, zones with their summer time, a computer that starts anew, senses that cannot tell.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any

from unslump.core.breaks.events import Command, Happened, Hold, Kind, Say, Seen, Tick
from unslump.core.breaks.machine import step
from unslump.core.breaks.policy import Policy
from unslump.core.breaks.state import State, begin, from_json, take_up, to_json
from unslump.core.vocab import Moment
from unslump.testing.day import Lived

MONDAY_AT_NINE = datetime(2026, 3, 2, 9, tzinfo=UTC)


@dataclass
class BreakDesk:
    """One computer. ``every_s``: the distance between its ticks, seconds."""

    policy: Policy = field(default_factory=Policy)
    utc: datetime = MONDAY_AT_NINE
    zone: tzinfo = UTC
    every_s: float = 1.0
    boot_s: float = 500.0
    awake_s: float = 500.0
    input_at_s: float = 500.0
    can_tell: bool = True
    events: list[Happened] = field(default_factory=list)
    state: State = field(init=False)

    def __post_init__(self) -> None:
        self.state = begin(self.now, self.policy)

    @property
    def now(self) -> Moment:
        return Moment(self.awake_s, self.boot_s, self.utc.astimezone(self.zone))

    def pass_(self, for_s: float, *, awake: bool = True) -> None:
        """Let time pass without a tick."""
        self.boot_s += for_s
        self.awake_s += for_s if awake else 0.0
        self.utc += timedelta(seconds=for_s)

    def tick(self, *, locked: bool = False, holds: frozenset[Hold] = frozenset()) -> tuple[Happened, ...]:
        idle_s = self.boot_s - self.input_at_s if self.can_tell else None
        return self._step(Tick(self.now, Seen(idle_s, locked, holds)))

    def work(self, for_s: float, *holds: Hold) -> BreakDesk:
        return self._last(for_s, types=True, locked=False, holds=frozenset(holds))

    def away(self, for_s: float, *holds: Hold) -> BreakDesk:
        return self._last(for_s, types=False, locked=False, holds=frozenset(holds))

    def lock(self, for_s: float) -> BreakDesk:
        return self._last(for_s, types=False, locked=True, holds=frozenset())

    def suspend(self, for_s: float) -> BreakDesk:
        self.pass_(for_s, awake=False)
        self.tick()
        return self

    def _last(self, for_s: float, *, types: bool, locked: bool, holds: frozenset[Hold]) -> BreakDesk:
        left_s = for_s
        while left_s > 1e-6:
            part_s = min(left_s, self.every_s)
            self.pass_(part_s)
            left_s -= part_s
            if types:
                self.input_at_s = self.boot_s
            self.tick(locked=locked, holds=holds)
        return self

    def say(self, what: Command, for_s: float | None = None) -> tuple[Happened, ...]:
        self.input_at_s = self.boot_s
        return self._step(Say(self.now, what, for_s))

    def set_clock(self, by_s: float) -> BreakDesk:
        """Set the wall clock; ``utc`` is what the computer believes."""
        self.utc += timedelta(seconds=by_s)
        return self

    def restart_computer(
        self, off_s: float, *, up_s: float = 40.0, same_boot: bool | None = False
    ) -> BreakDesk:
        """Switch off, and on again ``off_s`` later; the program begins ``up_s`` after that."""
        kept = to_json(self.state)
        self.utc += timedelta(seconds=off_s + up_s)
        self.boot_s = self.awake_s = self.input_at_s = up_s
        self.state = take_up(from_json(kept), self.now, same_boot=same_boot)
        return self

    def restart_program(self, down_s: float, *, same_boot: bool | None = True) -> BreakDesk:
        kept = to_json(self.state)
        self.pass_(down_s)
        self.state = take_up(from_json(kept), self.now, same_boot=same_boot)
        return self

    def _step(self, event: Tick | Say) -> tuple[Happened, ...]:
        self.state, happened = step(self.state, event, self.policy)
        self.events += happened
        return happened

    def kinds(self) -> list[Kind]:
        return [event.kind for event in self.events]

    def at(self, kind: Kind) -> list[float]:
        return [event.at.boot_s for event in self.events if event.kind == kind]

    def lived(self, **summary: Any) -> Lived:
        """Return what happened, for its ``expect`` and ``ledger``."""
        told: Mapping[str, Any] = {"sitting_s": self.state.sitting_s, "phase": self.state.phase, **summary}
        return Lived(tuple(self.events), told)
