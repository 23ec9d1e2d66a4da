"""Days at a desk, told as a person would tell them, and what the break machine has to make of them.

Numbers are worked out by hand from docs/breaks.md: an offer is due at 2,700 s of sitting, waits 60 s for a
pause of somebody who types without one, shows for 120 s, comes back 300 s after, by 3,600 s in any case.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from breaking import BreakDesk
from saying import refused
from unslump.core.breaks.events import Kind
from unslump.core.breaks.hours import DAYS, Hours, parse_hours
from unslump.core.breaks.policy import Policy
from unslump.core.breaks.script import parse_script, run_script
from unslump.core.breaks.state import begin, from_json, to_json
from unslump.core.errors import BadInput
from unslump.core.vocab import Moment
from unslump.testing.day import HOUR, MIN, Lived, ScriptedDay, day

READING = day().repeat(1, day().work(24).away(6))
"""Half a minute of reading: six seconds in it without a key."""


def reads(for_s: float) -> ScriptedDay:
    """Type with a pause of six seconds in every half minute."""
    return day().repeat(int(for_s // 30), day().work(24).away(6))


def gaps(at_s: list[float]) -> list[float]:
    return [later - earlier for earlier, later in pairwise(at_s)]


class TestTyping:
    def test_somebody_who_never_answers_is_asked_four_times_and_then_every_quarter_of_an_hour(self) -> None:
        lived = day().work(8 * HOUR).run()
        first = [
            2760.0,
            3240.0,
            3600.0,
            4560.0,
        ]  # +480 postponed, the ceiling, then rare: +900 and the prelude
        later = [4560.0 + 960 * n for n in range(1, 26)]
        lived.expect("offered", *first, *later)
        lived.expect("nudge", 1800)
        assert lived.summary["sitting_s"] == 8 * HOUR == lived.summary["longest_sitting_s"]
        assert lived.summary["rest_credited_s"] == 0

    def test_every_offer_taken_makes_nine_breaks_of_a_day(self) -> None:
        lived = day().repeat(9, day().work(2760).away(5 * MIN)).run()
        round_s = 2760 + 5 * MIN
        lived.expect("offered", *(2760 + n * round_s for n in range(9)))
        lived.expect("taken", *((n + 1) * round_s for n in range(9)))
        lived.expect("nudge", *(1800 + n * round_s for n in range(9)))
        lived.never("postponed")

    def test_an_offer_falls_into_the_first_pause_of_three_seconds(self) -> None:
        lived = day().then(reads(8 * HOUR)).run()
        assert lived.at("offered")[0] == pytest.approx(2700, abs=30)
        assert lived.all("offered")[0].why == "offered_pause"
        assert lived.summary["sitting_s"] == 8 * HOUR, "six seconds of reading are no rest"
        assert lived.summary["rest_credited_s"] == 0

    def test_reading_puts_nothing_off(self) -> None:
        """Elsewhere breaks slip from 15 to 21 minutes by pauses of six seconds (docs/peers.md 2.6)."""
        for lived in (day().then(reads(4 * HOUR)).run(), day().work(4 * HOUR).run()):
            assert max(gaps([0.0, *lived.at("offered")])) <= HOUR

    def test_the_nudge_comes_once_and_asks_nothing(self) -> None:
        lived = day().work(44 * MIN).run()
        lived.expect("nudge", 1800)
        assert lived.kinds() == ["nudge"]

    def test_a_computer_that_cannot_tell_idle_time_still_offers(self) -> None:
        desk = BreakDesk(can_tell=False)
        desk.away(50 * MIN)
        desk.lived().expect("offered", 500 + 2760)

    def test_with_breaks_turned_off_sitting_is_counted_and_nothing_is_offered(self) -> None:
        lived = day(breaks=False).work(3 * HOUR).call(HOUR).run()
        assert lived.events == ()
        assert lived.summary["sitting_s"] == 4 * HOUR


class TestLocks:
    def test_locking_for_ten_seconds_every_25_minutes_loses_nothing(self) -> None:
        """The 10-second lock that gives no long break at all elsewhere (docs/peers.md 2.6)."""
        lived = day().repeat(19, day().work(25 * MIN).lock(10)).run()
        lived.that(lived.summary["rest_credited_s"] == 0, "a lock of ten seconds is no rest")
        lived.that(lived.summary["sitting_s"] == 19 * 1510, "sitting was lost")
        lived.never("rest_credited", "reset")
        lived.that(2700 <= lived.at("offered")[0] <= 2760 + 40, "the first offer is late")
        assert max(gaps(lived.at("offered"))) <= HOUR
        assert lived.summary["breaks_offered"] >= 28, "typing right through gets 29"

    def test_unlocking_at_the_moment_it_is_due_gives_half_a_minute_first(self) -> None:
        lived = day().work(2690).lock(15).work(200).run()
        unlocked_s = 2705
        lived.that(lived.at("offered")[0] >= unlocked_s + 30, "right after unlocking")
        lived.that(lived.at("offered")[0] <= unlocked_s + 30 + 60 + 1, "and soon after that")

    def test_half_a_minute_locked_is_rest_from_the_last_key_on(self) -> None:
        lived = day().work(20 * MIN).lock(40).work(10).run()
        rest = lived.once("rest_credited")
        assert rest.values == {"rest_s": 40, "paid_s": 360, "left_s": 840}

    def test_29_seconds_locked_are_sitting(self) -> None:
        lived = day().work(20 * MIN).lock(29).work(10).run()
        lived.never("rest_credited")
        assert lived.summary["sitting_s"] == 20 * MIN + 39

    def test_a_key_pressed_on_the_lock_screen_is_nobody_at_work(self) -> None:
        desk = BreakDesk()
        desk.work(600).lock(100)
        desk.input_at_s = desk.boot_s  # the cat
        desk.lock(250).work(5)
        assert [e.values["rest_s"] for e in desk.events if e.kind == "rest_credited"] == [
            pytest.approx(350, abs=2)
        ]
        assert "reset" in desk.kinds()

    def test_a_morning_of_locks_and_nobody_there_offers_nothing(self) -> None:
        day().work(20 * MIN).lock(4 * HOUR).run().never("offered", "held")


class TestAway:
    @pytest.mark.parametrize(
        ("away_min", "work_min"),
        [(3, 14), (4, 20), (6, 29)],
    )
    def test_a_short_walk_in_every_round_pays_for_all_of_it(self, away_min: int, work_min: int) -> None:
        """Three minutes pay 27 of sitting, four 36, five all: elsewhere the first two count for nothing."""
        lived = day().repeat(10, day().work(work_min * MIN).away(away_min * MIN)).work(5).run()
        lived.never("offered", "prelude")
        assert len(lived.at("rest_credited")) == 10
        assert lived.summary["rest_credited_s"] == pytest.approx(10 * away_min * MIN, abs=20)
        for event in lived.all("rest_credited"):
            assert event.values.get("left_s", 0) == 0

    def test_three_minutes_pay_back_twentyseven(self) -> None:
        lived = day().work(40 * MIN).away(3 * MIN).work(20 * MIN).run()
        rest = lived.once("rest_credited")
        assert rest.values["paid_s"] == pytest.approx(27 * MIN, abs=10)
        assert rest.values["left_s"] == pytest.approx(13 * MIN, abs=10)
        lived.never("offered")
        lived.expect(
            "nudge", 1800, 40 * MIN + 3 * MIN + 17 * MIN, within_s=1
        )  # 13 min are left, 17 to the mark

    def test_half_a_minute_locked_brings_no_second_nudge(self) -> None:
        lived = day().work(31 * MIN).lock(40).work(13 * MIN).run()
        assert lived.at("rest_credited")
        lived.expect("nudge", 1800)

    def test_a_minute_away_every_twenty_is_sitting(self) -> None:
        lived = day().repeat(22, day().work(20 * MIN).away(65)).run()
        lived.never("rest_credited")
        assert lived.summary["sitting_s"] == pytest.approx(22 * 1265)
        assert max(gaps([0.0, *lived.at("offered")])) <= HOUR

    def test_two_minutes_are_the_edge(self) -> None:
        day().work(600).away(118).work(10).run().never("rest_credited")
        assert day().work(600).away(121).work(10).run().at("rest_credited")

    def test_the_rest_that_goes_on_is_counted_when_it_is_full_and_once(self) -> None:
        lived = day().work(40 * MIN).away(90 * MIN).work(10).run()
        lived.expect("reset", 45 * MIN, within_s=1)
        assert lived.once("rest_credited").values["rest_s"] == pytest.approx(90 * MIN, abs=2)

    def test_nothing_pops_up_at_an_empty_chair(self) -> None:
        lived = day().work(2600).away(10 * MIN).run()  # due after 100 s of silence, absent after 120
        assert lived.summary["breaks_offered"] <= 1
        assert all(at <= 2600 + 120 for at in lived.at("offered"))
        lived.never("postponed")

    def test_walking_off_while_the_offer_shows_is_the_break(self) -> None:
        lived = day().work(2755).away(6 * MIN).work(10).run()
        assert lived.once("taken").why == "taken_offered"
        lived.never("postponed")


class TestSleep:
    def test_two_hours_asleep_begin_anew_and_wake_to_quiet(self) -> None:
        lived = day().work(40 * MIN).suspend(2 * HOUR).work(46 * MIN).run()
        woke_s = 40 * MIN + 2 * HOUR
        assert lived.once("gap").values["gap_s"] == 2 * HOUR
        lived.expect("reset", woke_s)
        lived.expect("offered", woke_s + 2760, within_s=2)
        lived.expect("nudge", 1800, woke_s + 1800, within_s=2)

    def test_five_nights_make_five_gaps_and_no_burst(self) -> None:
        lived = day().repeat(5, day().work(40 * MIN).suspend(16 * HOUR)).work(10 * MIN).run()
        assert len(lived.at("gap")) == 5 == len(lived.at("reset"))
        lived.never("offered", "prelude", "held")

    def test_closing_the_lid_while_an_offer_shows_is_the_break(self) -> None:
        lived = day().work(2770).suspend(2 * HOUR).work(20 * MIN).run()
        lived.expect("offered", 2760)
        lived.expect("taken", 2770 + 2 * HOUR)

    def test_twenty_seconds_asleep_are_sitting(self) -> None:
        lived = day().work(40 * MIN).suspend(20).work(MIN).run()
        lived.never("rest_credited", "reset")
        assert lived.summary["sitting_s"] == 41 * MIN + 20

    def test_no_offer_in_the_half_minute_after_waking(self) -> None:
        lived = day().work(2695).suspend(20).work(5 * MIN).run()
        woke_s = 2715
        assert woke_s + 30 <= lived.at("offered")[0] <= woke_s + 30 + 61

    def test_waking_up_into_a_call_is_still_a_night_of_rest(self) -> None:
        desk = BreakDesk()
        desk.work(40 * MIN).pass_(8 * HOUR, awake=False)
        desk.input_at_s = desk.boot_s
        desk.tick(holds=frozenset({"call"}))
        assert "reset" in desk.kinds()
        desk.work(44 * MIN, "call")
        assert "held" not in desk.kinds()


CLOCK_STEPS = [-3 * HOUR, HOUR, 24 * HOUR, -24 * HOUR, -HOUR, 30 * 24 * HOUR]


class TestClocks:
    """The wall clock is a label."""

    def whole(self, by_s: float) -> ScriptedDay:
        part = day().work(21 * MIN).lock(45).work(30 * MIN).call(20 * MIN).work(200)
        other = (
            day().suspend(9 * MIN).work(47 * MIN).say("postpone").work(10 * MIN).restart(400).work(50 * MIN)
        )
        return part.clock(by_s).then(other)

    @pytest.mark.parametrize("by_s", CLOCK_STEPS)
    def test_a_step_changes_no_countdown(self, by_s: float) -> None:
        without, with_step = self.whole(0).run(), self.whole(by_s).run()
        assert [(e.kind, e.why, e.at.boot_s, e.at.awake_s, dict(e.values)) for e in with_step.events] == [
            (e.kind, e.why, e.at.boot_s, e.at.awake_s, dict(e.values)) for e in without.events
        ]
        assert with_step.summary == without.summary
        moved = {
            (a.at.wall - b.at.wall).total_seconds()
            for a, b in zip(with_step.events, without.events, strict=True)
        }
        assert moved == {0.0, by_s}, "the label moves, from the step on"

    def test_three_hours_back_while_typing(self) -> None:
        """Elsewhere the next break was then 206 minutes away, or 3 h 44 min (docs/peers.md 2.6)."""
        lived = day().work(30 * MIN).clock(-3 * HOUR).work(17 * MIN).run()
        lived.expect("offered", 2760)

    @pytest.mark.parametrize(
        ("night", "zone"),
        [("2026-03-28", "Europe/Berlin"), ("2026-10-24", "Europe/Berlin"), ("2026-03-07", "America/New_York"),
         ("2026-10-03", "Australia/Lord_Howe")],
    )  # fmt: skip
    def test_summer_time_changes_no_countdown(self, night: str, zone: str) -> None:
        begins = datetime.fromisoformat(f"{night}T23:30:00").replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
        here = BreakDesk(utc=begins, zone=ZoneInfo(zone)).work(4 * HOUR)
        there = BreakDesk(utc=begins, zone=UTC).work(4 * HOUR)
        assert [(e.kind, e.at.boot_s) for e in here.events] == [(e.kind, e.at.boot_s) for e in there.events]
        assert {e.at.wall.utcoffset() for e in here.events} == {
            begins.astimezone(ZoneInfo(zone)).utcoffset(),
            (begins + timedelta(hours=5)).astimezone(ZoneInfo(zone)).utcoffset(),
        }, "this night the offset changed"

    def test_flying_to_new_york_changes_no_countdown(self) -> None:
        desk, stays = (BreakDesk(zone=ZoneInfo("Europe/Berlin")) for _ in range(2))
        desk.work(30 * MIN)
        desk.zone = ZoneInfo("America/New_York")
        desk.work(60 * MIN)
        stays.work(90 * MIN)
        assert [(e.kind, e.at.boot_s) for e in desk.events] == [(e.kind, e.at.boot_s) for e in stays.events]


def hours(**week: str) -> Hours:
    return Hours(tuple(parse_hours(week.get(name, "any")) for name in DAYS))


class TestHours:
    def test_outside_them_nothing_comes_and_the_first_offer_inside_is_one(self) -> None:
        lived = day("2026-03-02T07:00:00+01:00", hours_mon="09:00-17:00").work(3 * HOUR).run()
        lived.that(lived.at("offered")[0] >= 2 * HOUR, "before the hours began")
        lived.that(lived.at("offered")[0] <= 2 * HOUR + 31, "late after they began")
        assert not [at for at in lived.at("nudge") if at < 2 * HOUR]
        assert min(gaps(lived.at("offered"))) >= 420, "one after the other, not a burst"
        assert lived.summary["sitting_s"] == 3 * HOUR

    def test_they_may_cross_midnight(self) -> None:
        lived = (
            day("2026-03-06T21:00:00+01:00", hours_fri="22:00-02:00", hours_sat="off").work(7 * HOUR).run()
        )
        assert all(HOUR <= at <= 5 * HOUR for at in lived.at("offered")), "Friday 22:00 to Saturday 02:00"
        assert lived.at("offered")[-1] >= 4.5 * HOUR, "the last hour of the shift, after midnight"

    def test_friday_night_at_the_weekend_clock(self) -> None:
        """22:00-06:00 over the night in which 02:00 becomes 03:00: the shift is an hour shorter."""
        zone = ZoneInfo("Europe/Berlin")
        week = hours(sat="22:00-06:00", sun="off", mon="off")
        begins = datetime(2026, 3, 28, 22, 0, tzinfo=zone)
        desk = BreakDesk(Policy(hours=week), utc=begins.astimezone(UTC), zone=zone).work(9 * HOUR)
        last = desk.at("offered")[-1] - 500
        assert 6 * HOUR <= last <= 7 * HOUR, "06:00 by the wall is seven hours later"

    def test_and_in_autumn_an_hour_longer(self) -> None:
        zone = ZoneInfo("Europe/Berlin")
        week = hours(sat="22:00-06:00", sun="off", mon="off")
        begins = datetime(2026, 10, 24, 22, 0, tzinfo=zone)
        desk = BreakDesk(Policy(hours=week), utc=begins.astimezone(UTC), zone=zone).work(10 * HOUR)
        last = desk.at("offered")[-1] - 500
        assert 8 * HOUR <= last <= 9 * HOUR, "06:00 by the wall is nine hours later"

    def test_hours_are_those_of_the_place_one_is_at(self) -> None:
        week = hours(mon="09:00-17:00")
        begins = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)  # 16:00 in Berlin, 10:00 in New York
        stays = BreakDesk(Policy(hours=week), utc=begins, zone=ZoneInfo("Europe/Berlin"))
        flies = BreakDesk(Policy(hours=week), utc=begins, zone=ZoneInfo("Europe/Berlin"))
        stays.work(30 * MIN)
        flies.work(30 * MIN)
        flies.zone = ZoneInfo("America/New_York")
        stays.work(4 * HOUR)
        flies.work(4 * HOUR)
        assert max(stays.at("offered")) - 500 <= HOUR
        assert max(flies.at("offered")) - 500 >= 4 * HOUR

    def test_an_offer_is_not_carried_into_the_night(self) -> None:
        lived = day("2026-03-02T16:10:00+01:00", hours_mon="09:00-17:00").work(2 * HOUR).run()
        lived.expect("offered", 2760)  # 16:56; the next would be 17:04


class TestRestart:
    def test_twenty_seconds_change_nothing(self) -> None:
        lived = day().work(40 * MIN).restart(20).work(10 * MIN).run()
        lived.expect("offered", 2760)
        assert lived.once("gap").values["gap_s"] == pytest.approx(20, abs=1)
        assert lived.summary["sitting_s"] == 50 * MIN + 20

    def test_two_hours_down_are_rest(self) -> None:
        lived = day().work(40 * MIN).restart(2 * HOUR).work(50 * MIN).run()
        back_s = 40 * MIN + 2 * HOUR
        lived.expect("reset", back_s)
        lived.expect("offered", back_s + 2760, within_s=2)

    def test_three_minutes_down_pay_back_in_proportion(self) -> None:
        lived = day().work(40 * MIN).restart(3 * MIN).work(MIN).run()
        assert lived.once("rest_credited").values["paid_s"] == 27 * MIN

    def test_an_offer_that_showed_still_shows(self) -> None:
        lived = day().work(2770).restart(20).work(5 * MIN).run()
        lived.expect("offered", 2760)
        lived.expect("postponed", 2880)

    def test_an_offer_that_showed_can_be_answered_after_it(self) -> None:
        lived = day().work(2770).restart(20).say("start").away(70).say("done").run()
        assert lived.kinds("nudge", "prelude", "gap") == ["offered", "started", "taken", "reset"]

    def test_a_hold_goes_on_over_a_restart(self) -> None:
        lived = day().call(50 * MIN).restart(20).call(5 * MIN).work(2 * MIN).run()
        assert lived.kinds("gap", "nudge", "prelude") == ["held", "released", "offered"]

    def test_a_hold_that_ended_meanwhile_is_released(self) -> None:
        lived = day().call(50 * MIN).restart(20).work(2 * MIN).run()
        assert lived.at("released")[0] <= 50 * MIN + 20 + 1
        assert lived.at("offered")[0] <= 50 * MIN + 20 + 31

    def test_a_pause_ends_by_itself_while_nothing_runs(self) -> None:
        lived = day().work(10 * MIN).say("pause", 30 * MIN).restart(40 * MIN).work(MIN).run()
        assert lived.once("resumed").why == "resumed_over"

    def test_ten_restarts_in_an_hour_cost_nothing(self) -> None:
        lived = day().repeat(10, day().work(5 * MIN).restart(20)).run()
        assert lived.at("offered")[0] <= 2760 + 61
        assert lived.summary["sitting_s"] >= 3180

    def test_a_new_boot_clock_takes_the_time_between_from_the_wall(self) -> None:
        desk = BreakDesk().work(40 * MIN)
        desk.restart_computer(20 * MIN).work(MIN)
        rest = next(e for e in desk.events if e.kind == "rest_credited")
        assert rest.values["rest_s"] == pytest.approx(20 * MIN + 40, abs=2)
        assert desk.state.sitting_s <= 62

    def test_a_quick_boot_is_no_full_rest(self) -> None:
        desk = BreakDesk().work(40 * MIN)
        desk.restart_computer(110, up_s=40).work(5)
        rest = next(e for e in desk.events if e.kind == "rest_credited")
        assert rest.values["paid_s"] == pytest.approx(150 * 9, abs=20)

    def test_a_clock_that_lost_its_battery_says_less_than_the_new_boot_clock(self) -> None:
        desk = BreakDesk().work(40 * MIN)
        desk.restart_computer(-10 * 365 * 24 * HOUR, up_s=400).work(5)
        assert "reset" in desk.kinds(), "400 s since it was switched on are certain"
        assert desk.state.sitting_s <= 6

    def test_without_a_name_for_the_boot_the_clocks_are_compared(self) -> None:
        desk = BreakDesk(boot_s=50_000, awake_s=50_000, input_at_s=50_000).work(40 * MIN)
        desk.restart_computer(20 * MIN, same_boot=None).work(5)
        assert "reset" in desk.kinds()
        other = BreakDesk().work(40 * MIN)
        other.restart_program(20, same_boot=None).work(5)  # type: ignore[attr-defined]
        assert "reset" not in other.kinds()

    def test_a_pause_survives_a_new_boot_clock(self) -> None:
        desk = BreakDesk().work(10 * MIN)
        desk.say("pause", 2 * HOUR)
        desk.restart_computer(20 * MIN).work(MIN)
        left_s = desk.state.paused_until_s - desk.boot_s
        assert left_s == pytest.approx(2 * HOUR - 20 * MIN - 100, abs=2)

    def test_what_was_written_down_is_read_back_whole(self) -> None:
        desk = BreakDesk().work(50 * MIN)
        kept = json.loads(json.dumps(to_json(desk.state)))
        assert to_json(from_json(kept)) == to_json(desk.state)

    @pytest.mark.parametrize(
        ("name", "value"),
        [("phase", "asleep"), ("sat_s", "many"), ("sat_s", float("nan")), ("wall", "yesterday"),
         ("locked", 1), ("wall", "2026-03-02T09:00:00"), ("rest_end_s", True), ("due_s", None)],
    )  # fmt: skip
    def test_a_state_that_is_not_ours_is_refused(self, name: str, value: object) -> None:
        kept = to_json(BreakDesk().state)
        with refused(BadInput, "."):
            from_json({**kept, name: value})
        with refused(BadInput, "."):
            from_json({key: kept[key] for key in kept if key != name})


class TestLeaving:
    """People finish their sentence, and then they go."""

    @pytest.mark.parametrize("goes", ["away", "lock"])
    def test_who_types_on_for_a_moment_and_then_walks_off_has_taken_the_break(self, goes: str) -> None:
        lived = getattr(day().work(2770), goes)(6 * MIN).work(5).run()
        assert lived.summary["breaks_taken"] == 1

    def test_an_offer_goes_after_two_minutes_also_before_somebody_who_reads(self) -> None:
        lived = day().work(2870).away(60).work(100).run()
        assert lived.at("postponed") == [2760 + 120]
        assert lived.summary["breaks_taken"] == 0

    def test_after_three_unanswered_a_rest_brings_the_next_no_nearer(self) -> None:
        rested = day().work(4580).away(200).work(1500).run()
        stayed = day().work(4580).work(200).work(1500).run()
        assert rested.at("offered")[-1] >= stayed.at("offered")[4]

    def test_what_was_put_off_early_stays_put_off_through_a_rest(self) -> None:
        rested = day().say("skip").away(300).work(3700).run()
        stayed = day().say("skip").work(300).work(3700).run()
        assert rested.at("offered")[0] >= stayed.at("offered")[0]

    def test_who_reads_on_in_silence_has_not(self) -> None:
        lived = day().work(2770).away(119).work(30).run()
        assert lived.summary["breaks_taken"] == 0
        assert lived.summary["breaks_postponed"] == 1


class TestCalls:
    def test_a_call_across_the_ceiling_holds_hints_once_and_lets_go(self) -> None:
        lived = day().work(40 * MIN).call(40 * MIN).work(5 * MIN).run()
        assert lived.once("held").values["holds"] == ("call",)
        lived.expect("held", 2700)
        hints = [e.at.boot_s for e in lived.events if e.why == "hint"]
        assert hints == [3600.0]
        ended_s = 80 * MIN
        lived.expect("released", ended_s + 1, within_s=1)
        lived.that(lived.at("offered")[0] <= ended_s + 30, "more than half a minute after the call")

    def test_listening_without_a_key_is_sitting(self) -> None:
        lived = day().away(50 * MIN, "call").run()
        lived.expect("held", 2700)
        assert lived.summary["sitting_s"] == 50 * MIN
        assert lived.summary["rest_credited_s"] == 0

    def test_two_reasons_end_when_both_have(self) -> None:
        lived = day().work(44 * MIN).call(10 * MIN).call(5 * MIN, "dnd").dnd(10 * MIN).work(5 * MIN).run()
        assert len(lived.at("held")) == 1 == len(lived.at("released"))
        lived.expect("released", 69 * MIN + 1, within_s=1)
        assert 69 * MIN <= lived.at("offered")[0] <= 69 * MIN + 30

    def test_an_offer_that_shows_is_taken_back_when_the_phone_rings(self) -> None:
        lived = day().work(2770).call(10 * MIN).work(2 * MIN).run()
        assert lived.once("held").why == "held_shown"
        lived.expect("offered", 2760, 2770 + 600 + 21, within_s=2)
        lived.never("postponed")

    @pytest.mark.parametrize("hold", ["call", "dnd", "fullscreen"])
    def test_each_hold_alone(self, hold: str) -> None:
        part = day()
        part = getattr(part, hold)(50 * MIN)
        lived = part.work(MIN).run()
        assert lived.once("held").values["holds"] == (hold,)
        assert lived.at("offered")[0] <= 50 * MIN + 30

    def test_a_hold_before_anything_is_due_holds_nothing(self) -> None:
        lived = day().call(30 * MIN).work(16 * MIN).run()
        lived.never("held", "released")
        lived.expect("offered", 2760)

    def test_the_hint_is_for_calls(self) -> None:
        lived = day().dnd(2 * HOUR).run()
        assert not [e for e in lived.events if e.why == "hint"]

    def test_a_walk_in_the_middle_of_do_not_disturb_pays_the_held_offer(self) -> None:
        lived = day().dnd(50 * MIN).away(6 * MIN, "dnd").work(20 * MIN).run()
        assert lived.once("released").why == "released_rested"
        lived.never("offered")

    def test_the_hour_of_calls_over_a_whole_morning_is_never_dropped(self) -> None:
        lived = day().repeat(4, day().call(55 * MIN).work(5 * MIN)).run()
        for released in lived.at("released"):
            lived.that(
                any(released <= at <= released + 30 for at in lived.at("offered")),
                f"nothing after {released}",
            )
        assert len(lived.at("held")) == len(lived.at("released"))

    def test_a_locked_screen_in_a_call_is_absence(self) -> None:
        lived = day().call(40 * MIN).lock(6 * MIN, "call").call(10).run()
        assert lived.at("reset")

    def test_push_to_talk_is_asked_at_a_human_pace(self) -> None:
        """A microphone that opens for a word takes the offer back, but not every forty seconds for ever."""
        lived = day().work(2600).repeat(100, day().work(15).call(5)).run()
        offers = lived.at("offered")
        assert offers[0] <= 2600 + 200
        assert len(offers) <= 10, "in 33 minutes"
        assert max(gaps(offers)) <= HOUR


class TestAnswers:
    def test_postponed_five_times_and_still_asked_by_the_hour(self) -> None:
        """Each word answers an offer; the ceiling comes whatever was said."""
        part = day().work(2770)
        for _ in range(5):
            part = part.say("postpone").work(6 * MIN + 30)
        lived = part.run()
        assert lived.summary["breaks_postponed"] >= 5
        assert max(gaps([0.0, *lived.at("offered")])) <= HOUR
        assert 3600.0 in lived.at("offered")
        assert next(e.values["next_s"] for e in lived.events if e.why == "postponed_said") == 300

    def test_five_times_in_one_breath_add_up_to_the_ceiling(self) -> None:
        part = day().work(2770)
        for _ in range(5):
            part = part.say("postpone")
        lived = part.work(20 * MIN).run()
        assert [e.values.get("next_s") for e in lived.all("postponed")][:5] == [300, 600, 830, 830, 830]
        lived.expect("offered", 2760, 3600)

    def test_postponing_after_a_skip_brings_nothing_nearer(self) -> None:
        lived = day().work(2770).say("skip").say("postpone").work(20 * MIN).run()
        lived.expect("offered", 2760, 3600)

    def test_a_skip_waits_for_the_ceiling(self) -> None:
        lived = day().work(2770).say("skip").work(20 * MIN).run()
        lived.expect("offered", 2760, 3600)
        assert lived.once("skipped").values["next_s"] == 830

    def test_a_skip_at_the_ceiling_waits_for_a_whole_stretch(self) -> None:
        lived = day().work(2770).say("skip").work(840).say("skip").work(HOUR).run()
        second = lived.at("skipped")[1]
        lived.that(second >= 3600, "not at the ceiling yet")
        assert lived.at("offered")[2] == pytest.approx(second + 2700 + 60, abs=2)

    def test_an_unanswered_offer_goes_after_two_minutes(self) -> None:
        lived = day().work(50 * MIN).run()
        lived.expect("postponed", 2880)
        assert lived.once("postponed").values["n"] == 1

    def test_after_three_unanswered_they_come_every_quarter_of_an_hour(self) -> None:
        lived = day().work(3 * HOUR).run()
        assert all(gap >= 900 for gap in gaps(lived.at("offered")[2:]))
        assert all(gap <= 980 for gap in gaps(lived.at("offered")[2:]))

    def test_an_answer_ends_the_rare_times(self) -> None:
        lived = day().work(3800).say("postpone").work(8 * MIN).run()
        assert lived.at("offered")[-1] <= 3800 + 300 + 61

    def test_a_word_before_anything_is_due_costs_what_it_says(self) -> None:
        lived = day().work(10 * MIN).say("postpone").work(HOUR).run()
        assert lived.all("postponed")[0].values["next_s"] == 2400
        assert lived.at("offered")[0] == 2760 + 300

    def test_a_word_that_means_nothing_now_changes_nothing(self) -> None:
        with_words = day().work(10 * MIN).say("done").say("resume").work(HOUR).run()
        without = day().work(10 * MIN).work(HOUR).run()
        assert [(e.kind, e.at.boot_s) for e in with_words.events] == [
            (e.kind, e.at.boot_s) for e in without.events
        ]
        assert [said.values["what"] for said in with_words.refused] == ["done", "resume"]


class TestPause:
    def test_it_ends_by_itself_and_what_fell_due_comes_after(self) -> None:
        lived = day().work(30 * MIN).say("pause", 45 * MIN).work(60 * MIN).run()
        lived.expect("resumed", 75 * MIN)
        offered = [at for at in lived.at("offered") if at <= 80 * MIN]
        assert len(offered) == 1 and 75 * MIN <= offered[0] <= 75 * MIN + 30

    def test_without_a_length_it_lasts_45_minutes(self) -> None:
        day().say("pause").work(50 * MIN).run().expect("resumed", 45 * MIN)

    def test_it_takes_back_the_offer_that_shows(self) -> None:
        lived = day().work(2770).say("pause", 10 * MIN).work(11 * MIN).run()
        lived.expect("offered", 2760, 2770 + 600 + 20)
        lived.never("postponed")

    def test_resume_ends_it(self) -> None:
        lived = day().work(30 * MIN).say("pause", 8 * HOUR).work(30 * MIN).say("resume").work(5 * MIN).run()
        assert lived.once("resumed").why == "resumed_said"
        assert lived.at("offered")[0] <= HOUR + 30

    def test_a_rest_in_it_counts(self) -> None:
        lived = day().work(40 * MIN).say("pause", HOUR).away(10 * MIN).work(55 * MIN).run()
        assert [at for at in lived.at("offered") if at < 100 * MIN] == []

    @pytest.mark.parametrize("for_s", [-5.0, 8 * 24 * HOUR, float("inf"), float("nan")])
    def test_a_pause_of_no_length_is_refused(self, for_s: float) -> None:
        desk = BreakDesk().work(10)
        before = to_json(desk.state)
        with refused(BadInput, "Expected a pause"):
            desk.say("pause", for_s)
        assert to_json(desk.state) == before


class TestBegun:
    def test_begun_and_done(self) -> None:
        lived = day().work(2770).say("start").away(70).say("done").work(30 * MIN).run()
        assert lived.kinds("nudge", "prelude") == ["offered", "started", "taken", "reset"]
        assert lived.once("taken").why == "taken_done"

    def test_no_offer_within_ten_minutes_of_a_break_that_was_done(self) -> None:
        part = day(break_after_s=300, ceiling_s=3600).work(370).say("start").away(70).say("done")
        done_s = 440
        lived = part.work(20 * MIN).run()
        after = [at for at in lived.at("offered") if at > done_s]
        assert after[0] >= done_s + 600

    def test_half_a_minute_done_is_a_short_one_and_pays_in_proportion(self) -> None:
        lived = day().work(2770).say("start").away(30).say("done").work(MIN).run()
        assert lived.once("taken").why == "taken_short"
        assert lived.once("rest_credited").values["paid_s"] == 270
        lived.never("reset")

    def test_walking_off_in_it_is_the_break(self) -> None:
        lived = day().work(2770).say("start").away(6 * MIN).work(MIN).run()
        assert lived.once("taken").why == "taken_away"

    def test_begun_and_forgotten_comes_again_after_a_quarter_of_an_hour(self) -> None:
        lived = day().work(2770).say("start").work(20 * MIN).run()
        assert lived.all("postponed")[0].why == "postponed_lapsed"
        lived.expect("postponed", 2770 + 900, 2770 + 900 + 121, within_s=3)
        assert len(lived.at("offered")) == 2
        assert lived.summary["sitting_s"] == 2770 + 1200

    def test_it_may_be_begun_at_any_time(self) -> None:
        lived = day().work(10 * MIN).say("start").away(70).say("done").work(10).run()
        assert lived.kinds() == ["started", "taken", "reset"]

    def test_begun_in_a_call_it_is_no_longer_held(self) -> None:
        lived = day().call(50 * MIN).say("start").away(90, "call").say("done").work(MIN).run()
        assert lived.kinds("nudge") == ["held", "released", "started", "taken", "reset"]
        assert lived.once("released").why == "released_said"

    @pytest.mark.parametrize("word", ["postpone", "skip"])
    def test_a_begun_break_can_be_put_off(self, word: str) -> None:
        lived = day().work(2770).say("start").work(100).say(word).work(10).run()  # type: ignore[arg-type]
        assert lived.summary["sitting_s"] == 2880
        assert lived.kinds()[-1] in ("postponed", "skipped")


class TestScripts:
    """The promised form, as somebody else might write it."""

    def run(self, text: str, policy: Policy | None = None) -> Lived:
        done = run_script(parse_script(json.loads(text)), policy or Policy())
        return Lived(done.events, done.summary, done.refused)

    def test_a_day_as_a_stranger_writes_it(self) -> None:
        lived = self.run(
            """{"settings": {}, "start": "2026-11-02T08:30:00-05:00", "steps": [
                {"do": "repeat", "times": 2, "steps": [
                    {"do": "work", "for_s": 1750.5}, {"do": "lock", "for_s": 12},
                    {"do": "away", "for_s": 45.25},
                    {"do": "call", "for_s": 1300, "also": ["dnd", "fullscreen"]}, {"do": "dnd", "for_s": 60},
                    {"do": "work", "for_s": 25}, {"do": "say", "what": "start"}, {"do": "away", "for_s": 95},
                    {"do": "say", "what": "done"}]},
                {"do": "clock", "by_s": 86400}, {"do": "restart", "down_s": 7},
                {"do": "suspend", "for_s": 3600},
                {"do": "work", "for_s": 0}, {"do": "repeat", "times": 0, "steps": []}]}"""
        )
        assert lived.kinds("nudge", "prelude", "gap", "reset", "rest_credited") == [
            *("held", "released", "offered", "started", "taken") * 2
        ]
        assert lived.refused == ()
        assert lived.once("gap").at.wall.isoformat().endswith("-05:00") if len(lived.at("gap")) == 1 else True

    def test_the_sums_add_up(self) -> None:
        lived = self.run(
            """{"start": "2026-03-02T09:00:00+00:00", "steps": [
                {"do": "work", "for_s": 1000}, {"do": "away", "for_s": 200}, {"do": "work", "for_s": 3000},
                {"do": "suspend", "for_s": 500}, {"do": "lock", "for_s": 100}, {"do": "call", "for_s": 77},
                {"do": "restart", "down_s": 1000}, {"do": "fullscreen", "for_s": 10}]}"""
        )
        total = lived.summary["sitting_s"] + lived.summary["rest_credited_s"]
        assert total == 1000 + 200 + 3000 + 500 + 100 + 77 + 1000 + 10

    @pytest.mark.parametrize(
        ("text", "says"),
        [
            ("[]", "table"),
            ("{}", "start"),
            ('{"start": "2026-03-02T09:00:00", "steps": []}', "offset"),
            ('{"start": "2026-03-02T09:00:00Z", "steps": {}}', "list of steps"),
            ('{"start": "2026-03-02T09:00:00Z", "steps": [{"do": "wrok", "for_s": 1}]}', "work"),
            ('{"start": "2026-03-02T09:00:00Z", "steps": [{"do": "work"}]}', "for_s"),
            ('{"start": "2026-03-02T09:00:00Z", "steps": [{"do": "work", "for_s": -1}]}', "for_s"),
            ('{"start": "2026-03-02T09:00:00Z", "steps": [{"do": "work", "for_s": true}]}', "for_s"),
            ('{"start": "2026-03-02T09:00:00Z", "steps": [{"do": "say", "what": "stop"}]}', "what"),
            (
                '{"start": "2026-03-02T09:00:00Z", "steps": [{"do": "lock", "for_s": 1, "also": "call"}]}',
                "also",
            ),
            ('{"start": "2026-03-02T09:00:00Z", "steps": [{"do": "clock", "by_s": 1e12}]}', "by_s"),
            ('{"start": "2026-03-02T09:00:00Z", "steps": [{"do": "repeat", "steps": []}]}', "times"),
            ('{"start": "2026-03-02T09:00:00Z", "steps": [{"do": "work", "for_s": 1, "with": 2}]}', "with"),
            (
                '{"start": "2026-03-02T09:00:00Z", "steps": [{"do": "repeat", "times": 999999, "steps": '
                '[{"do": "work", "for_s": 1000}]}]}',
                "400 days",
            ),
        ],
    )
    def test_what_is_no_day_is_refused_in_one_sentence(self, text: str, says: str) -> None:
        with refused(BadInput, says):
            parse_script(json.loads(text))

    def test_repeats_inside_repeats_have_an_end(self) -> None:
        steps: list[object] = [{"do": "work", "for_s": 1}]
        for _ in range(500):
            steps = [{"do": "repeat", "times": 1, "steps": steps}]
        with refused(BadInput, "deep"):
            parse_script({"start": "2026-03-02T09:00:00Z", "steps": steps})

    def test_every_problem_is_named_at_once(self) -> None:
        with refused(BadInput, r"start.*steps\[0\].for_s.*steps\[1\].also"):
            parse_script(
                {
                    "start": "soon",
                    "steps": [{"do": "work", "for_s": "long"}, {"do": "away", "for_s": 3, "also": ["loud"]}],
                }
            )


def test_ten_minutes_after_a_full_rest_are_free_however_short_the_stretch() -> None:
    lived = day(break_after_s=120).work(300).away(6 * MIN).work(20 * MIN).run()
    back_s = 300 + 6 * MIN
    after = [at for at in lived.at("offered") if at >= back_s]
    assert after and after[0] >= back_s + 600 - 1


def test_a_first_moment_has_nothing_due() -> None:
    now = Moment(1.0, 2.0, datetime(2026, 3, 2, 9, tzinfo=UTC))
    assert begin(now, Policy()).sitting_s == 0


def test_the_kinds_a_script_may_see_are_those_that_are_promised() -> None:
    promised: set[Kind] = {
        *("nudge", "prelude", "offered", "held", "released", "postponed", "skipped", "started", "taken"),
        *("rest_credited", "reset", "paused", "resumed", "gap"),
    }  # type: ignore[assignment]
    seen = {
        kind
        for part in (
            day().work(HOUR).say("start").away(90).say("done").work(50 * MIN),
            day().call(HOUR).work(MIN).say("skip").say("pause", 5).work(20).suspend(HOUR).work(5),
        )
        for kind in part.run().kinds()
    }
    assert seen == promised
