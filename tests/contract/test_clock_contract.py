"""What every clock must do: the computer's, the fake, and either of them sped up."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from unslump.adapters.clock import ScaledClock, SystemClock, system_clock, windows_clock
from unslump.ports import Clock
from unslump.testing.clock import FakeClock


class TickingFake(FakeClock):
    """A fake that goes a little further with each look, as a real one does."""

    def now(self):  # type: ignore[no-untyped-def]
        self.advance(0.25)
        return FakeClock.now(self)


class CountingDlls:
    """Windows' two interrupt-time counters, after an hour awake and one asleep."""

    def __init__(self) -> None:
        self.awake_ticks, self.boot_ticks = 36_000_000_000, 72_000_000_000

    def QueryUnbiasedInterruptTime(self, pointer: object) -> None:
        self.awake_ticks += 10_000
        pointer._obj.value = self.awake_ticks  # type: ignore[attr-defined]

    def QueryInterruptTime(self, pointer: object) -> None:
        self.boot_ticks += 10_000
        pointer._obj.value = self.boot_ticks  # type: ignore[attr-defined]


def on_windows() -> Clock:
    dlls = CountingDlls()
    return windows_clock(dlls, dlls)


CLOCKS: dict[str, Callable[[], Clock]] = {
    "this computer": system_clock,
    "another kind of computer": lambda: system_clock("plan9"),
    "windows": on_windows,
    "fake": TickingFake,
    "this computer, 60 times": lambda: ScaledClock(system_clock(), 60),
    "fake, slowed": lambda: ScaledClock(TickingFake(), 0.5),
}


@pytest.fixture(params=CLOCKS)
def clock(request: pytest.FixtureRequest) -> Clock:
    return CLOCKS[request.param]()


def test_the_steady_clocks_never_go_back(clock: Clock) -> None:
    readings = [clock.now() for _ in range(200)]
    assert [r.awake_s for r in readings] == sorted(r.awake_s for r in readings)
    assert [r.boot_s for r in readings] == sorted(r.boot_s for r in readings)
    assert readings[-1].boot_s > readings[0].boot_s


@pytest.mark.parametrize("name", ["this computer", "windows", "fake"])
def test_sleep_is_never_less_than_nothing(name: str) -> None:
    clock = CLOCKS[name]()
    readings = [clock.now() for _ in range(50)]
    assert all(reading.boot_s >= reading.awake_s for reading in readings)


def test_the_wall_clock_knows_its_zone(clock: Clock) -> None:
    assert clock.now().wall.utcoffset() is not None


def test_asleep_only_the_clock_that_counts_sleep_goes_on() -> None:
    clock = FakeClock()
    before = clock.now()
    clock.suspend(3600)
    after = clock.now()
    assert (after.awake_s - before.awake_s, after.boot_s - before.boot_s) == (0, 3600)
    assert after.wall - before.wall == timedelta(hours=1)


def test_setting_the_wall_clock_moves_only_the_label() -> None:
    clock = FakeClock()
    before = clock.now()
    clock.step_wall(-86_400)
    after = clock.now()
    assert (after.awake_s, after.boot_s) == (before.awake_s, before.boot_s)
    assert after.wall - before.wall == timedelta(days=-1)


def test_a_steady_clock_cannot_be_told_to_go_back() -> None:
    for go in (FakeClock().advance, FakeClock().suspend):
        with pytest.raises(ValueError):
            go(-1)


def test_sped_up_every_reading_goes_as_many_times_as_far() -> None:
    base = FakeClock()
    clock = ScaledClock(base, 60)
    start = clock.now()
    assert start.wall == base.now().wall
    base.advance(2)
    base.suspend(1)
    now = clock.now()
    assert now.awake_s - start.awake_s == 120
    assert now.boot_s - start.boot_s == 180
    assert now.wall - start.wall == timedelta(seconds=180)


def test_sped_up_two_runs_agree_on_the_steady_clocks() -> None:
    """A program that was killed and started again must find the state it left in the past."""
    base = FakeClock()
    first = ScaledClock(base, 60)
    base.advance(100)
    before = first.now()
    base.advance(1)
    after = ScaledClock(base, 60).now()
    assert after.boot_s - before.boot_s == after.awake_s - before.awake_s == 60


@pytest.mark.parametrize("factor", [0, -1, float("nan")])
def test_time_cannot_be_stopped_or_turned(factor: float) -> None:
    with pytest.raises(ValueError):
        ScaledClock(FakeClock(), factor)


def test_on_windows_an_hour_of_sleep_is_seen() -> None:
    now = on_windows().now()
    assert now.awake_s == pytest.approx(3600, abs=1)
    assert now.boot_s - now.awake_s == pytest.approx(3600, abs=1)


def test_on_a_mac_the_clock_that_stops_in_sleep_is_the_uptime(monkeypatch: pytest.MonkeyPatch) -> None:
    times = {101: 50.0, 102: 80.0}
    monkeypatch.setattr("time.CLOCK_UPTIME_RAW", 101, raising=False)
    monkeypatch.setattr("time.CLOCK_MONOTONIC_RAW", 102, raising=False)
    monkeypatch.setattr("time.clock_gettime", times.__getitem__, raising=False)
    now = system_clock("darwin").now()
    assert (now.awake_s, now.boot_s) == (50.0, 80.0)


def test_the_awake_clock_is_read_first() -> None:
    """Otherwise a pause between the readings would look like sleep that ran backwards."""
    order: list[str] = []
    clock = SystemClock(lambda: order.append("awake") or 1.0, lambda: order.append("boot") or 2.0)  # type: ignore[func-returns-value]
    clock.now()
    assert order == ["awake", "boot"]
