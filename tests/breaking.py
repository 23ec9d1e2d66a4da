"""A desk whose clocks, zone and senses a test moves by hand, in front of the real break machine.

``unslump.testing.day`` tells a day as a script does. This is for what no script can say: other distances
between ticks, zones with their summer time, a computer that starts anew, senses that cannot tell.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any

from unslump.core.breaks.events import Command, Happened, Hold, Kind, Say, Seen, Tick
from unslump.core.breaks.machine import step
from unslump.core.breaks.policy import Policy
from unslump.core.breaks.state import State, begin, from_json, take_up, to_json
from unslump.core.vocab import Moment
from unslump.testing.day import Lived

BOOTED_S = 500.0
"""What the boot clock says as a desk begins."""
MONDAY_AT_NINE = datetime(2026, 3, 2, 9, tzinfo=UTC)


@dataclass
class BreakDesk:
    """One computer. ``every_s``: the distance between its ticks, seconds."""

    policy: Policy = field(default_factory=Policy)
    utc: datetime = MONDAY_AT_NINE
    zone: tzinfo = UTC
    every_s: float = 1.0
    boot_s: float = BOOTED_S
    awake_s: float = BOOTED_S
    input_at_s: float = BOOTED_S
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


WORDS_SAID = ("started", "taken", "postponed", "skipped", "paused", "resumed")
PUT_OFF = ("skipped", "postponed_said")
REAL_REST_S = 120.0
LATE_PRELUDE_S, SETTLE_S, AFTER_REST_S, OFTEN_S = 20.0, 30.0, 600.0, 660.0


@dataclass
class Watch:
    """Holds every step of a day to what docs/breaks.md promises, by bookkeeping of its own.

    It reads the events and what was seen, and of the state only what a face shows. ``tick_s`` of slack:
    things are seen a tick late. For the numbers a person has at first. ``peak_s``: the longest sitting since
    an offer or a full rest, of the moments in which an offer could come.
    """

    tick_s: float = 1.0
    policy: Policy = field(default_factory=Policy)
    base_s: float = 0.0
    peak_s: float = 0.0
    over_since_s: float | None = None
    over_present_s: float = 0.0
    released_at_s: float | None = None
    held: bool = False
    was_locked: bool = False
    opened_s: list[float] = field(default_factory=list)
    rests_s: list[tuple[float, bool]] = field(default_factory=list)
    before: Moment | None = None

    def __call__(self, state: State, event: Tick | Say, happened: tuple[Happened, ...]) -> None:
        self._note_opening(event)
        for each in happened:
            self._take(each, state)
        self._never_negative(state, happened)
        if isinstance(event, Tick):
            free = self._is_free(state, event)
            self._hold_to_the_ceiling(state, event, free)
            self._hold_to_the_release(event, free)
        self.before = event.now

    def rebase(self, shift_s: float, awake_s: float) -> None:
        """Go on after a restart of the computer: every moment moves onto the new boot clock."""
        self.opened_s = [at + shift_s for at in self.opened_s]
        self.rests_s = [(at + shift_s, full) for at, full in self.rests_s]
        self.over_since_s = self.released_at_s = None
        if self.before is not None:
            self.before = replace(self.before, boot_s=self.before.boot_s + shift_s, awake_s=awake_s)

    def _note_opening(self, event: Tick | Say) -> None:
        locked = isinstance(event, Tick) and event.seen.locked
        slept_s = 0.0
        if self.before is not None:
            boot_s = event.now.boot_s - self.before.boot_s
            slept_s = boot_s - (event.now.awake_s - self.before.awake_s)
        if (self.was_locked or slept_s >= 1.0) and not locked:
            self.opened_s.append(event.now.boot_s)
        self.was_locked = locked

    def _take(self, each: Happened, state: State) -> None:
        at_s, values = each.at.boot_s, each.values
        if each.kind == "offered":
            self._may_offer(at_s)
            self.base_s = values["sitting_s"]
            self.over_present_s, self.released_at_s = 0.0, None
        elif each.kind == "reset":
            self.base_s = self.over_present_s = 0.0
        elif each.kind == "rest_credited":
            self.base_s = max(0.0, self.base_s - values.get("paid_s", 0.0))
        elif each.why in PUT_OFF and state.sitting_s - self.base_s >= self.policy.ceiling_s:
            self.base_s = state.sitting_s  # held past the ceiling: they have decided about it
        if each.kind == "rest_credited" and values["rest_s"] >= REAL_REST_S:
            self.rests_s.append((at_s - self.tick_s, each.why == "rest_full"))
        if each.why == "taken_done":
            self.rests_s.append((at_s, True))
        if each.kind in ("held", "released"):
            assert self.held == (each.kind == "released"), f"{each.kind} at {at_s} without the other"
            self.held = each.kind == "held"
            self.released_at_s = at_s if each.why == "released_over" else None
        if each.kind in (*WORDS_SAID, "rest_credited", "reset"):
            self.released_at_s = None

    def _may_offer(self, at_s: float) -> None:
        """Rule 3, and its exception: absences that come too often."""
        assert not self.held, f"offered at {at_s} while held"
        if self.opened_s and at_s - self.opened_s[-1] < SETTLE_S - self.tick_s:
            often = len([o for o in self.opened_s if at_s - o <= 2 * (SETTLE_S + 60)]) >= 3
            assert often, f"offered at {at_s}, {at_s - self.opened_s[-1]} s after unlocking or waking"
        if self.rests_s and at_s - self.rests_s[-1][0] < AFTER_REST_S - self.tick_s:
            ended_s, full = self.rests_s[-1]
            often = not full and len([r for r, _ in self.rests_s if at_s - r <= 2 * OFTEN_S]) >= 2
            assert often, f"offered at {at_s}, {at_s - ended_s} s after a real rest"

    def _is_free(self, state: State, tick: Tick) -> bool:
        now_s, seen = tick.now.boot_s, tick.seen
        quiet = state.paused_until_s is not None or not self.policy.hours.at(tick.now.wall)
        kept_back = state.absent or seen.locked or seen.holds or quiet or not self.policy.offers
        settling = self.opened_s and now_s - self.opened_s[-1] < SETTLE_S
        rested = self.rests_s and now_s - self.rests_s[-1][0] < AFTER_REST_S + self.tick_s
        return not (kept_back or settling or rested or state.phase in ("break", "offered"))

    def _hold_to_the_ceiling(self, state: State, tick: Tick, free: bool) -> None:
        now_s = tick.now.boot_s
        since_s = state.sitting_s - self.base_s
        over = since_s >= self.policy.ceiling_s
        self.peak_s = max(self.peak_s, since_s if free else 0.0)
        if not (over and free):
            self.over_since_s = None
        elif self.over_since_s is None:
            self.over_since_s = now_s
        else:
            passed_s = now_s - self.over_since_s
            assert passed_s <= LATE_PRELUDE_S + self.tick_s, f"{passed_s} s above the ceiling and no offer"

    def _hold_to_the_release(self, tick: Tick, free: bool) -> None:
        if self.released_at_s is None:
            return
        if not free:
            self.released_at_s = None
            return
        since_s = tick.now.boot_s - self.released_at_s
        assert since_s <= 30.0, f"{since_s} s since it was released, and no offer"

    def _never_negative(self, state: State, happened: tuple[Happened, ...]) -> None:
        for name in ("sat_s", "bout_s", "sitting_s", "silence_s", "break_sat_s", "due_s", "must_s"):
            assert getattr(state, name) >= 0, f"{name} is {getattr(state, name)}"
        for name in ("sitting_total_s", "rest_total_s", "longest_s", "shut_s", "offered_sat_s"):
            assert getattr(state, name) >= 0, f"{name} is {getattr(state, name)}"
        for each in happened:
            below = [n for n, v in each.values.items() if isinstance(v, int | float) and v < 0]
            assert not below, f"{each.kind} {each.why}: {below} below nothing"
        assert sum(each.kind in ("nudge", "offered") for each in happened) <= 1, "a burst"
