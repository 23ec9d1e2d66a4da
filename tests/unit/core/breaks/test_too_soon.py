"""Rule 3 of the machine: not on anybody's heels, and how far the ceiling may make it yield."""

from __future__ import annotations

import pytest

from breaking import Watch
from unslump.core.breaks import machine, policy
from unslump.core.breaks.machine import step
from unslump.core.breaks.policy import Policy
from unslump.core.breaks.state import begin
from unslump.core.vocab import Moment
from unslump.testing.day import HOUR, MIN, MONDAY_MORNING, ScriptedDay, day


def watched(told: ScriptedDay) -> None:
    """Hold every step of a day to the promises."""
    lived, steps = told.run_watched()
    watch, state = Watch(), begin(Moment(0.0, 0.0, MONDAY_MORNING), Policy())
    for _, event in steps:
        state, happened = step(state, event, Policy())
        watch(state, event, happened)
    lived.that(True, "")


LONG_CALL = day().call(5000)


@pytest.mark.parametrize("gone", [day().lock(20), day().lock(60), day().suspend(20), day().suspend(60)])
def test_half_a_minute_after_unlocking_and_waking_however_long_the_call_was(gone: ScriptedDay) -> None:
    lived = LONG_CALL.then(gone).work(3 * MIN).run()
    back_s = 5000 + gone.steps[0]["for_s"]
    first_s = lived.at("offered")[0]
    lived.that(back_s + 30 <= first_s <= back_s + 30 + 21, f"back at {back_s}")


@pytest.mark.parametrize("rest_s", [121, 150, 240])
def test_ten_minutes_after_a_real_rest_however_long_the_call_was(rest_s: float) -> None:
    lived = day().call(9000).lock(rest_s).work(20 * MIN).run()
    first_s = lived.at("offered")[0]
    lived.that(9000 + rest_s + 599 <= first_s <= 9000 + rest_s + 600 + 21, "ten minutes")


@pytest.mark.parametrize("rest_s", [301, 3600])
def test_a_full_rest_begins_a_whole_stretch(rest_s: float) -> None:
    lived = day().call(9000).lock(rest_s).work(44 * MIN).run()
    lived.never("offered")


def test_somebody_who_locks_every_twenty_seconds_is_asked_all_the_same() -> None:
    lived = day().call(4000).repeat(30, day().work(20).lock(5)).run()
    lived.that(lived.at("offered") != [] and lived.at("offered")[0] <= 4000 + 120, "starved")


def test_somebody_who_rests_little_and_often_is_asked_all_the_same() -> None:
    """Under numbers by which two minutes pay next to nothing."""
    often = day(full_rest_s=3600).call(4000).repeat(30, day().work(5 * MIN).away(125))
    lived = often.run()
    lived.that(lived.at("offered") != [], "starved")


@pytest.mark.parametrize(
    "told",
    [
        LONG_CALL.lock(20).work(3 * MIN),
        LONG_CALL.lock(150).work(20 * MIN),
        day().work(2590).say("pause", 1000).work(1200),
        day().repeat(10, day().work(25 * MIN).lock(10)),
        day().then(day().repeat(400, day().work(20).away(7))),
    ],
)
def test_every_promise_is_kept_step_by_step(told: ScriptedDay) -> None:
    watched(told)


class TestTheWatch:
    """A watch that cannot bark holds nothing."""

    def test_it_sees_an_offer_right_after_unlocking(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(machine, "SETTLE_S", 0.0)
        with pytest.raises(AssertionError, match="after unlocking"):
            watched(LONG_CALL.lock(20).work(MIN))

    def test_it_sees_an_offer_right_after_a_rest(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(policy, "AFTER_REST_S", 0.0)
        with pytest.raises(AssertionError, match="after a real rest"):
            watched(day().call(9000).lock(150).work(2 * MIN))

    def test_it_sees_a_ceiling_that_is_passed(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(machine, "_offer", lambda *_: None)
        with pytest.raises(AssertionError, match="above the ceiling"):
            watched(day().work(HOUR + 2 * MIN))

    def test_it_sees_an_offer_that_does_not_follow_its_release(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(machine, "LATE_PRELUDE_S", 60.0)
        with pytest.raises(AssertionError, match="since it was released"):
            watched(day().call(3000).work(2 * MIN))

    def test_it_sees_a_hold_that_is_never_released(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(
            machine, "_wait_for_release", lambda state, tick, _p, _o: machine._go(state, "counting", tick)
        )
        with pytest.raises(AssertionError):
            watched(day().call(3000).work(2 * MIN).call(2 * MIN))
