"""The machine under other numbers than those it has at first, and when they change."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from breaking import BreakDesk
from unslump.core.breaks.hours import Hours, parse_hours
from unslump.core.breaks.policy import Policy
from unslump.core.breaks.state import adopt, to_json
from unslump.core.errors import BadInput
from unslump.testing.day import HOUR, MIN, day

seconds = st.integers(10, 3600).map(float)
ceilings = st.integers(180, 3600).map(float)
"""A ceiling shorter than an offer shows is passed while it shows."""
policies = st.builds(
    Policy,
    nudge_after_s=seconds,
    break_after_s=st.integers(10, 8 * 3600).map(float),
    ceiling_s=ceilings,
    full_rest_s=seconds,
    away_after_s=seconds,
    locked_after_s=seconds,
    postpone_s=seconds,
    prelude_max_s=st.integers(0, 600).map(float),
)


@settings(max_examples=25, deadline=None, derandomize=True)
@given(policies)
def test_whatever_the_numbers_the_ceiling_holds_for_somebody_who_types(policy: Policy) -> None:
    desk = BreakDesk(policy, every_s=5.0).work(3 * HOUR)
    at_s = [500.0, *desk.at("offered")]
    assert max(b - a for a, b in pairwise(at_s)) <= policy.ceiling_s + 5
    assert at_s[-1] >= desk.boot_s - policy.ceiling_s - 125


@settings(max_examples=25, deadline=None, derandomize=True)
@given(policies, st.lists(st.tuples(st.booleans(), st.integers(1, 2000)), max_size=8))
def test_whatever_the_numbers_nothing_is_negative_and_the_marks_stand_in_order(
    policy: Policy, parts: list[tuple[bool, int]]
) -> None:
    desk = BreakDesk(policy, every_s=5.0)
    for gone, for_s in parts:
        (desk.away if gone else desk.work)(for_s)
        state = desk.state
        assert state.sat_s >= 0 and state.due_s <= state.must_s
        assert state.must_s >= policy.ceiling_s
        assert state.must_s - state.sat_s <= policy.ceiling_s + policy.away_after_s + 5


@settings(max_examples=25, deadline=None, derandomize=True)
@given(policies, policies, st.integers(1, 6000))
def test_new_numbers_at_any_moment_leave_no_burst(before: Policy, after: Policy, at_s: int) -> None:
    desk = BreakDesk(before, every_s=5.0).work(at_s)
    desk.state, desk.policy = adopt(desk.state, after), after
    changed_s, n = desk.boot_s, len(desk.events)
    desk.work(HOUR)
    offered = [e.at.boot_s for e in desk.events[n:] if e.kind == "offered"]
    assert all(b - a >= 120 for a, b in pairwise(offered)), "one on the heels of the other"
    assert not offered or offered[0] - changed_s <= after.ceiling_s + 125


def test_the_same_numbers_change_nothing() -> None:
    desk = BreakDesk().work(4000, "call")
    desk.say("skip")
    assert to_json(adopt(desk.state, desk.policy)) == to_json(desk.state)


def test_a_skip_past_the_ceiling_survives_a_restart() -> None:
    desk = BreakDesk().work(4000, "call")
    desk.say("skip")
    desk.restart_program(5)
    desk.state = adopt(desk.state, desk.policy)
    desk.work(2600)
    assert desk.at("offered") == []


def test_a_shorter_ceiling_holds_from_now_on() -> None:
    desk = BreakDesk().work(40 * MIN)
    desk.policy = Policy(ceiling_s=1800.0)
    desk.state = adopt(desk.state, desk.policy)
    desk.work(5)
    assert len(desk.at("offered")) == 1


def test_a_break_later_than_the_ceiling_comes_at_the_ceiling() -> None:
    day(break_after_s=8 * HOUR).work(65 * MIN).run().expect("offered", 3600)


def test_without_a_prelude_it_comes_when_it_is_due() -> None:
    day(prelude_max_s=0).work(50 * MIN).run().expect("offered", 2700)


def test_a_rest_pays_in_proportion_to_the_persons_own_numbers() -> None:
    assert Policy().paid_back_s(60) == 9 * 60
    assert Policy(full_rest_s=600, break_after_s=1200).paid_back_s(150) == 300
    assert Policy(break_after_s=7200).paid_back_s(300) == 3600, "a full rest pays a ceiling at most"


@pytest.mark.parametrize("name", ["ceiling_s", "full_rest_s", "away_after_s", "prelude_max_s"])
@pytest.mark.parametrize("value", [-1.0, float("nan")])
def test_numbers_that_are_none_are_refused_at_birth(name: str, value: float) -> None:
    with pytest.raises(ValueError, match=name):
        Policy(**{name: value})


class TestHours:
    @pytest.mark.parametrize(
        ("raw", "spans"),
        [
            ("any", ((0, 1440),)),
            ("OFF", ()),
            ("09:00-17:00", ((540, 1020),)),
            ("13:30 – 18:00, 9:00-12:30", ((540, 750), (810, 1080))),
            ("22:00-06:00", ((1320, 1800),)),
            ("18:00-24:00", ((1080, 1440),)),
            ("20:00-00:00", ((1200, 1440),)),
        ],
    )
    def test_what_fits(self, raw: str, spans: tuple[tuple[int, int], ...]) -> None:
        assert parse_hours(raw) == spans

    @pytest.mark.parametrize(
        "raw",
        [
            "",
            "9-17",
            "09:00",
            "24:00-06:00",
            "09:60-10:00",
            "25:00-26:00",
            "09:00-09:00",
            "always",
            "9:00-12:00,",
        ],
    )
    def test_what_does_not(self, raw: str) -> None:
        with pytest.raises(BadInput):
            parse_hours(raw)

    def test_a_week_has_seven_days(self) -> None:
        with pytest.raises(ValueError, match="seven"):
            Hours(((),) * 6)
