"""The day as a band: what lies where, whatever the wall clock does."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta, timezone
from itertools import pairwise
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from unslump.core.breaks.events import Happened, Kind
from unslump.core.breaks.outlook import Outlook
from unslump.core.breaks.ribbon import MARKED, Ribbon, build_ribbon
from unslump.core.vocab import Moment

ZONE = timezone(timedelta(hours=1))
MIDNIGHT = datetime(2026, 3, 2, tzinfo=ZONE)
NINE_S = 9 * 3600.0
MIN = 60.0
SITTING = Outlook(
    phase="counting",
    resting=False,
    sitting_s=0.0,
    bout_s=0.0,
    rest_s=0.0,
    next_offer_s=None,
    offer_left_s=None,
    holds=(),
    quiet=None,
    paused_left_s=None,
    postponed=0,
)


def moment(minute: float, *, wall_off_s: float = 0.0, boot_off_s: float = 0.0) -> Moment:
    """So many minutes after nine; the boot clock stood at 5,000 s then."""
    at_s = minute * MIN
    return Moment(
        5000.0 + at_s, 5000.0 + at_s + boot_off_s, MIDNIGHT + timedelta(seconds=NINE_S + at_s + wall_off_s)
    )


def it(kind: Kind, minute: float, **values: Any) -> Happened:
    return Happened(kind, moment(minute), "why", values)


def told(ribbon: Ribbon) -> list[tuple[str, float, float]]:
    """Kind, begin and end of each stretch, in minutes after nine."""
    nine = MIDNIGHT + timedelta(seconds=NINE_S)
    return [
        (s.kind, *(round((at - nine).total_seconds() / MIN, 2) for at in (s.begin, s.end)))
        for s in ribbon.stretches
    ]


def lay(*happened: Happened, now: float, outlook: Outlook = SITTING) -> Ribbon:
    return build_ribbon(happened, outlook, moment(now), began=MIDNIGHT)


class TestADay:
    def test_the_first_minutes_are_sitting_without_any_event(self) -> None:
        ribbon = lay(now=12, outlook=replace(SITTING, bout_s=12 * MIN))
        assert told(ribbon) == [("sitting", 0, 12)]
        assert ribbon.sitting_s == ribbon.longest_s == 12 * MIN

    def test_before_anything_there_is_nothing(self) -> None:
        ribbon = lay(now=0)
        assert ribbon.stretches == () and ribbon.begin == ribbon.end

    def test_a_nudge_tells_how_long_the_sitting_before_it_was(self) -> None:
        assert told(lay(it("nudge", 30, sitting_s=30 * MIN), now=34)) == [("sitting", 0, 34)]

    def test_a_credited_rest_lies_before_its_event(self) -> None:
        ribbon = lay(
            it("nudge", 30, sitting_s=30 * MIN),
            it("reset", 45, rest_s=5 * MIN),
            it("rest_credited", 50, rest_s=10 * MIN),
            now=70,
        )
        assert told(ribbon) == [("sitting", 0, 40), ("rest", 40, 50), ("sitting", 50, 70)]
        assert (ribbon.sitting_s, ribbon.rest_s, ribbon.longest_s) == (60 * MIN, 10 * MIN, 40 * MIN)

    def test_a_call_is_sat_through_and_told_apart(self) -> None:
        ribbon = lay(
            it("nudge", 30, sitting_s=30 * MIN), it("held", 45), it("released", 80), it("offered", 81), now=90
        )
        assert told(ribbon) == [("sitting", 0, 45), ("held", 45, 80), ("sitting", 80, 90)]
        assert ribbon.sitting_s == ribbon.longest_s == 90 * MIN

    def test_what_is_held_now_reaches_to_now(self) -> None:
        ribbon = lay(
            it("nudge", 30, sitting_s=30 * MIN),
            it("held", 45),
            now=60,
            outlook=replace(SITTING, phase="held"),
        )
        assert told(ribbon)[-1] == ("held", 45, 60)

    def test_a_break_that_was_led_is_rest_from_its_start(self) -> None:
        ribbon = lay(
            it("nudge", 30, sitting_s=30 * MIN), it("started", 46), it("taken", 50, rest_s=4 * MIN), now=60
        )
        assert told(ribbon) == [("sitting", 0, 46), ("rest", 46, 50), ("sitting", 50, 60)]

    def test_a_break_of_which_nothing_more_was_heard_is_sitting(self) -> None:
        ribbon = lay(it("nudge", 30, sitting_s=30 * MIN), it("started", 46), it("postponed", 61), now=70)
        assert told(ribbon) == [("sitting", 0, 70)]

    def test_sleep_is_no_rest_of_anybodys(self) -> None:
        ribbon = lay(
            it("nudge", 30, sitting_s=30 * MIN),
            it("gap", 160, gap_s=120 * MIN),
            it("rest_credited", 160, rest_s=125 * MIN),
            now=170,
        )
        assert told(ribbon) == [("sitting", 0, 35), ("rest", 35, 40), ("off", 40, 160), ("sitting", 160, 170)]

    def test_the_night_before_is_not_shown(self) -> None:
        ribbon = lay(
            Happened("nudge", moment(-11 * 60), "why", {"sitting_s": 30 * MIN}),
            it("rest_credited", 3, rest_s=10 * 60 * MIN),
            now=20,
        )
        assert told(ribbon) == [("sitting", 3, 20)]

    def test_a_rest_that_goes_on_is_there_already(self) -> None:
        ribbon = lay(
            it("nudge", 30, sitting_s=30 * MIN),
            now=40,
            outlook=replace(SITTING, resting=True, rest_s=4 * MIN),
        )
        assert told(ribbon)[-1] == ("rest", 36, 40)

    def test_marks_stand_at_their_moment(self) -> None:
        ribbon = lay(it("nudge", 30, sitting_s=30 * MIN), it("offered", 46), it("skipped", 47), now=50)
        assert [(m.kind, (m.at - ribbon.begin).total_seconds() / MIN) for m in ribbon.marks] == [
            ("nudge", 30),
            ("offered", 46),
            ("skipped", 47),
        ]


class TestClocks:
    def test_a_computer_that_started_anew_goes_by_the_wall(self) -> None:
        before = Happened("offered", moment(46), "why", {"sitting_s": 46 * MIN})
        wall = MIDNIGHT + timedelta(seconds=NINE_S + 180 * MIN)
        gap = Happened("gap", Moment(40.0, 40.0, wall), "why", {"gap_s": 130 * MIN})
        now = Moment(640.0, 640.0, wall + timedelta(minutes=10))
        ribbon = build_ribbon((before, gap), SITTING, now, began=MIDNIGHT)
        assert told(ribbon) == [("sitting", 0, 50), ("off", 50, 180), ("sitting", 180, 190)]

    @given(st.lists(st.floats(-90_000, 90_000), min_size=4, max_size=4))
    def test_setting_the_clock_moves_no_length(self, off_s: list[float]) -> None:
        day = (
            it("nudge", 30, sitting_s=30 * MIN),
            it("held", 45),
            it("released", 60),
            it("rest_credited", 75, rest_s=6 * MIN),
        )
        moved = tuple(
            replace(each, at=Moment(each.at.awake_s, each.at.boot_s, each.at.wall + timedelta(seconds=s)))
            for each, s in zip(day, off_s, strict=True)
        )
        assert lay(*moved, now=90) == lay(*day, now=90)


KINDS: tuple[Kind, ...] = (*MARKED, "held", "released", "rest_credited", "reset", "gap", "prelude")


@st.composite
def days(draw: st.DrawFn) -> tuple[tuple[Happened, ...], Outlook, Moment]:
    minute, out = 0.0, []
    for _ in range(draw(st.integers(0, 25))):
        minute += draw(st.floats(0, 90))
        values = {
            name: draw(st.floats(0, 7200))
            for name in draw(st.sets(st.sampled_from(("rest_s", "gap_s", "sitting_s"))))
        }
        clock = moment(
            minute, wall_off_s=draw(st.floats(-9e4, 9e4)), boot_off_s=draw(st.sampled_from((0.0, -4000.0)))
        )
        out.append(Happened(draw(st.sampled_from(KINDS)), clock, "why", values))
    outlook = replace(
        SITTING,
        phase=draw(st.sampled_from(("counting", "held", "break", "offered"))),
        resting=draw(st.booleans()),
        rest_s=draw(st.floats(0, 9000)),
        bout_s=draw(st.floats(0, 9000)),
    )
    return tuple(out), outlook, moment(minute + draw(st.floats(0, 60)))


@given(days())
def test_whatever_happened_the_band_has_no_hole_and_no_overlap(
    day: tuple[tuple[Happened, ...], Outlook, Moment],
) -> None:
    happened, outlook, now = day
    ribbon = build_ribbon(happened, outlook, now, began=MIDNIGHT)
    assert ribbon.end == now.wall
    assert all(a.end == b.begin and a.kind != b.kind for a, b in pairwise(ribbon.stretches))
    assert all(stretch.length_s > 0 for stretch in ribbon.stretches)
    assert all(ribbon.begin <= mark.at <= ribbon.end for mark in ribbon.marks)
    whole_s = (ribbon.end - ribbon.begin).total_seconds()
    assert 0 <= ribbon.longest_s <= ribbon.sitting_s + 0.01
    assert ribbon.sitting_s + ribbon.rest_s <= whole_s + 0.01
    if ribbon.stretches:
        assert (ribbon.stretches[0].begin, ribbon.stretches[-1].end) == (ribbon.begin, ribbon.end)
        assert ribbon.stretches[0].kind in ("sitting", "held")
        assert ribbon.begin >= MIDNIGHT or now.wall < MIDNIGHT
