"""The bench of docs/break-scenarios.md: days that other reminders were run on too, and days of our own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from breaking import BOOTED_S, BreakDesk, Watch
from unslump.core.breaks.events import Happened, Say, Tick
from unslump.core.breaks.hours import DAYS, Hours, parse_hours
from unslump.core.breaks.machine import step
from unslump.core.breaks.policy import Policy
from unslump.core.breaks.state import begin
from unslump.core.vocab import Moment
from unslump.testing.day import HOUR, MIN, Lived, ScriptedDay, day


@dataclass(frozen=True)
class Result:
    """What came of it. ``start_s``: the boot clock when the day began."""

    lived: Lived
    peak_s: float
    start_s: float = 0.0


@dataclass(frozen=True)
class Scenario:
    """One row. Those of ``COMPARED`` are called as in docs/peers.md 2.6, where others' results stand."""

    name: str
    run: Callable[[], Result]


class _WatchedDesk(BreakDesk):
    def __post_init__(self) -> None:
        super().__post_init__()
        self.watch = Watch(policy=self.policy)

    def _step(self, event: Tick | Say) -> tuple[Happened, ...]:
        happened = super()._step(event)
        self.watch(self.state, event, happened)
        return happened

    def result(self) -> Result:
        sitting_s = self.state.sitting_total_s + (0.0 if self.state.absent else self.state.silence_s)
        lived = self.lived(sitting_s=sitting_s, rest_credited_s=self.state.rest_total_s)
        return Result(lived, self.watch.peak_s, start_s=BOOTED_S)


def scripted(told: ScriptedDay) -> Callable[[], Result]:
    def run() -> Result:
        lived, steps = told.run_watched()
        watch = Watch(policy=told.policy())
        state = begin(Moment(0.0, 0.0, datetime.fromisoformat(told.start)), watch.policy)
        restarts = any(step["do"] == "restart" for step in told.steps)
        for after, event in steps:
            if restarts:  # the state was taken up between two steps; what follows is the same
                watch(after, event, tuple(e for e in lived.events if e.at == event.now))
            else:
                state, happened = step(state, event, watch.policy)
                watch(state, event, happened)
        return Result(lived, watch.peak_s)

    return run


def rounds(
    work_s: float, other: ScriptedDay, other_s: float, total_s: float = 8 * HOUR
) -> Callable[[], Result]:
    """Work and something else in turn, for eight hours."""
    return scripted(day().repeat(round(total_s / (work_s + other_s)), day().work(work_s).then(other)))


def _step_after_two_hours(by_s: float) -> Callable[[], Result]:
    return scripted(day().work(2 * HOUR).clock(by_s).work(6 * HOUR))


def _zones(first: str, then: str, start: datetime, hours: float) -> Callable[[], Result]:
    def run() -> Result:
        desk = _WatchedDesk(utc=start, zone=ZoneInfo(first))
        desk.work(hours / 2 * HOUR)
        desk.zone = ZoneInfo(then)
        desk.work(hours / 2 * HOUR)
        return desk.result()

    return run


def _new_boot() -> Result:
    desk = _WatchedDesk()
    desk.work(40 * MIN)
    before = len(desk.events)
    would_be_s = desk.boot_s + 20 * MIN + 40
    desk.restart_computer(20 * MIN)
    desk.watch.rebase(desk.boot_s - would_be_s, desk.awake_s - 20 * MIN - 40)
    shift_s = would_be_s - desk.boot_s
    desk.work(50 * MIN)
    desk.events[before:] = [_later(event, shift_s) for event in desk.events[before:]]
    return desk.result()


def _later(event: Happened, by_s: float) -> Happened:
    at = Moment(event.at.awake_s, event.at.boot_s + by_s, event.at.wall)
    return Happened(event.kind, at, event.why, event.values)


def _shift_work() -> Result:
    week = Hours(tuple(parse_hours("22:00-02:00" if name == "fri" else "off") for name in DAYS))
    desk = _WatchedDesk(
        Policy(hours=week), utc=datetime(2026, 3, 6, 20, tzinfo=UTC), zone=ZoneInfo("Europe/Berlin")
    )
    desk.work(7 * HOUR)
    return desk.result()


def _five_times() -> ScriptedDay:
    told = day().work(2770)
    for _ in range(5):
        told = told.say("postpone").work(390)
    return told.work(HOUR)


COMPARED: tuple[Scenario, ...] = (
    Scenario("continuous typing", scripted(day().work(8 * HOUR))),
    Scenario("lock 10 s every 25 min", rounds(1500, day().lock(10), 10)),
    Scenario("away 4 min every 20 min", rounds(1200, day().away(240), 240)),
    Scenario("away 6 min every 29 min", rounds(29 * MIN, day().away(360), 360)),
    Scenario("away 3 min every 14 min", rounds(14 * MIN, day().away(180), 180)),
    Scenario("away 65 s every 20 min", rounds(1200, day().away(65), 65)),
    Scenario("6 s pauses every 30 s (reading)", rounds(24, day().away(6), 6)),
    Scenario("clock −3 h while active", _step_after_two_hours(-3 * HOUR)),
)

OURS: tuple[Scenario, ...] = (
    Scenario(
        "every offer taken: 5 min away", scripted(day().repeat(9, day().work(2760).away(5 * MIN)).work(300))
    ),
    Scenario("clock +1 h", _step_after_two_hours(HOUR)),
    Scenario("clock +1 day", _step_after_two_hours(24 * HOUR)),
    Scenario("clock −1 day", _step_after_two_hours(-24 * HOUR)),
    Scenario(
        "summer time begins (Berlin, from 23:30)",
        _zones("Europe/Berlin", "Europe/Berlin", datetime(2026, 3, 28, 22, 30, tzinfo=UTC), 8),
    ),
    Scenario(
        "summer time ends (Berlin, from 23:30)",
        _zones("Europe/Berlin", "Europe/Berlin", datetime(2026, 10, 24, 21, 30, tzinfo=UTC), 8),
    ),
    Scenario(
        "from Berlin to New York after 4 h",
        _zones("Europe/Berlin", "America/New_York", datetime(2026, 3, 2, 8, tzinfo=UTC), 8),
    ),
    Scenario("40 min, asleep 2 h, 50 min", scripted(day().work(40 * MIN).suspend(2 * HOUR).work(50 * MIN))),
    Scenario("40 min, asleep 16 h, 50 min", scripted(day().work(40 * MIN).suspend(16 * HOUR).work(50 * MIN))),
    Scenario("40 min, restart 20 s, 50 min", scripted(day().work(40 * MIN).restart(20).work(50 * MIN))),
    Scenario("40 min, restart 2 h, 50 min", scripted(day().work(40 * MIN).restart(2 * HOUR).work(50 * MIN))),
    Scenario("40 min, computer off 20 min (new boot clock), 50 min", _new_boot),
    Scenario(
        "40 min, a call of 40 min, 20 min", scripted(day().work(40 * MIN).call(40 * MIN).work(20 * MIN))
    ),
    Scenario(
        "call 44-59 min, do-not-disturb 54-69 min",
        scripted(day().work(44 * MIN).call(10 * MIN).call(5 * MIN, "dnd").dnd(10 * MIN).work(20 * MIN)),
    ),
    Scenario("hours 22:00-02:00, typing 21:00-04:00", _shift_work),
    Scenario("postponed five times", scripted(_five_times())),
    Scenario(
        "microphone on for 5 s in every 20 s, from 43 min on",
        scripted(day().work(2600).repeat(100, day().work(15).call(5))),
    ),
)


EVERY_REASON: tuple[ScriptedDay, ...] = (
    day().work(HOUR).work(20 * MIN),
    day().then(day().repeat(150, day().work(24).away(6))),
    day().call(HOUR + MIN).away(200).lock(200),
    day().call(50 * MIN).say("skip").dnd(30 * MIN).work(MIN),
    day().dnd(50 * MIN).away(6 * MIN, "dnd").work(20),
    day().dnd(50 * MIN).away(200, "dnd").away(10).work(5),
    day().work(2765).call(5 * MIN).work(MIN),
    day().work(2765).away(400).work(5),
    day().work(2765).say("start").away(70).say("done"),
    day().work(2765).say("start").work(20).say("done"),
    day().work(2765).say("start").away(400).say("done").work(5),
    day().work(2765).say("start").work(20 * MIN),
    day().work(2765).say("postpone").work(600).say("skip").work(5),
    day().work(2600).repeat(12, day().work(15).call(5)),
    day().work(600).away(180).work(5),
    day().lock(40).work(5),
    day().work(600).say("pause", 60).work(70).say("pause").say("resume").work(5),
    day().work(600).suspend(HOUR).work(5).restart(60).work(5),
)
"""Together, everything that the machine can do."""
