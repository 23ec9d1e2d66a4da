"""Idle readings are never nonsense, and sleep is always counted in."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unslump.adapters.desktop.linux.idle_screensaver import UnitFinder
from unslump.adapters.desktop.linux.idle_truth import IdleTruth
from unslump.ports import Sensed
from unslump.testing.clock import FakeClock

STEPS = st.lists(
    st.tuples(st.sampled_from(["away", "sleep", "key"]), st.floats(0.6, 5_000, allow_nan=False)), max_size=30
)


@given(STEPS)
def test_it_is_the_time_since_the_last_key_whatever_happened(steps: list[tuple[str, float]]) -> None:
    """Read after every step, from a service whose clock stands still in sleep."""
    clock = FakeClock()
    truth, key_awake, key_boot = IdleTruth(clock), clock.awake_s, clock.boot_s
    truth.of(0.0)
    for what, for_s in steps:
        clock.suspend(for_s) if what == "sleep" else clock.advance(for_s)
        if what == "key":
            key_awake, key_boot = clock.awake_s, clock.boot_s
        found = truth.of(clock.awake_s - key_awake).value
        assert found == pytest.approx(clock.boot_s - key_boot, abs=1e-6)


@given(st.floats())
def test_no_number_becomes_a_reading_that_cannot_be(said: float) -> None:
    clock = FakeClock()
    found = IdleTruth(clock).of(said)
    if found.value is None:
        assert found.why is not None
        assert not math.isfinite(said) or said > clock.awake_s
    else:
        assert 0 <= found.value <= clock.boot_s + 60


def test_a_little_below_nothing_is_nothing() -> None:
    assert IdleTruth(FakeClock()).of(-0.2) == Sensed(0.0)


@given(st.lists(st.floats(0.6, 30), min_size=3, max_size=12), st.integers(0, 10_000))
def test_whole_seconds_of_somebody_away_are_seconds(gaps: list[float], start: int) -> None:
    finder, at_s = UnitFinder(), 0.0
    for gap in [0.0, *gaps]:
        at_s += gap
        finder.look(start + int(at_s), at_s)
        assert finder.unit in (None, "s")


@given(st.lists(st.floats(0.6, 30), min_size=1, max_size=12), st.integers(0, 1_000_000))
def test_milliseconds_of_somebody_away_are_known_at_the_second_look(gaps: list[float], start: int) -> None:
    finder, at_s = UnitFinder(), 0.0
    for gap in [0.0, *gaps]:
        at_s += gap
        finder.look(start + int(at_s * 1000), at_s)
    assert finder.unit == "ms"


@given(st.floats(60, 100_000))
def test_sleep_does_not_turn_seconds_into_milliseconds(slept_s: float) -> None:
    """Whether the service counts sleep or not."""
    for counts_sleep in (True, False):
        finder, at_s, count = UnitFinder(), 0.0, 5
        for step in range(8):
            finder.look(count, at_s)
            at_s, count = at_s + 1, count + 1
            if step == 5:
                at_s, count = at_s + slept_s, count + (int(slept_s) if counts_sleep else 0)
        assert finder.unit == "s"
