"""What a person's report of a professional's yes opens, and what it never does (docs/evidence.md B.6)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from screening_desk import FLEXION, RULES, WORDS, advice, folds, judge, locked, say, spoke

from unslump.core.history.locks import ENDS_REPORTS
from unslump.core.screening.questions import CONDITIONS, RED_FLAGS
from unslump.core.screening.screen import verdict_to_json
from unslump.core.screening.verdict import Lock

OPENABLE = ("PC01", "PC02", "PC06", "PC07", "PC09", "PC10", "PC16", "PC25", "RF17", "RF18", "RF19")
"""Rules that a record naming them opens for both folds."""
NEVER = ("PC04", "PC08", "PC28", "PC34", *(f"RF{n:02}" for n in range(1, 17)), "RF20", "RF21")
EVERYTHING = [
    "flexion",
    "HEAD_DOWN",
    "NERVE",
    "ROT",
    "EXT",
    "SIDE",
    "HIP_END",
    "BALANCE",
    "NECK",
    "ABS",
    "BREATH",
]


def told(*codes: str, **more: Any) -> dict[str, Any]:
    return {"clearances": [advice(*codes, **more)]}


def words(verdict: Any, rule: str) -> list[str]:
    return [reason.words.rpartition(".")[2] for reason in verdict.reasons if reason.rule == rule]


@pytest.mark.parametrize("rule", OPENABLE)
def test_a_report_that_names_the_rule_opens_it(rule: str) -> None:
    verdict = say(rule, **told(rule))
    assert (verdict.outcome, verdict.urgency, folds(verdict)) == ("modify", None, "both")


@pytest.mark.parametrize("rule", OPENABLE)
def test_it_says_who_said_yes_and_that_nobody_checked(rule: str) -> None:
    answer = verdict_to_json(say(rule, **told(rule)), WORDS)
    text = next(r["text"] for r in answer["reasons"] if r["rule"] == rule)
    assert "you report" in text and "not checked" in text
    assert "cleared" not in text


@pytest.mark.parametrize("rule", OPENABLE)
def test_a_report_about_something_else_opens_nothing(rule: str) -> None:
    other = "PC16" if rule != "PC16" else "PC25"
    assert folds(say(rule, **told(other))) == "none"


@pytest.mark.parametrize("rule", NEVER)
def test_some_rules_no_report_opens(rule: str) -> None:
    report = told(*RED_FLAGS, *CONDITIONS, scope=["D01", "D02", *EVERYTHING])
    verdict = say(rule, **report)
    assert folds(verdict) == "none" and verdict.max_level == 0
    assert words(verdict, rule) == [rule, "advice_cannot"]


def test_the_milder_forms_of_urgent_flags_open_to_no_report_either() -> None:
    for rule in ("RF09", "RF10", "RF13"):
        assert folds(say(rule, milder=[rule], **told(rule, scope=["D01", "D02", *EVERYTHING]))) == "none"


def test_rules_that_are_still_closed_keep_locking() -> None:
    assert folds(say("PC02", "PC25", **told("PC02"))) == "none"
    assert folds(say("PC02", "PC25", **told("PC02", "PC25"))) == "both"


class TestScope:
    """It opens what was said, and nothing beside it."""

    def test_an_exercise_alone(self) -> None:
        verdict = say("PC02", **told("PC02", scope=["D01"]))
        assert folds(verdict) == "D01"
        assert not {"D05", "D08", "D09", "D28"} & set(verdict.allowed)
        assert locked(verdict) == {"FLEX_STAND", "FLEX_SUPP"}, "what an open exercise needs is not locked"

    def test_a_position_alone(self) -> None:
        sit, stand = (say("PC02", **told("PC02", scope=[side])) for side in ("sit", "stand"))
        assert (folds(sit), folds(stand)) == ("D01", "D02")
        assert "D05" in sit.allowed and "D05" not in stand.allowed

    def test_an_exercise_in_one_position(self) -> None:
        assert folds(say("PC02", **told("PC02", scope=["D01", "D02", "stand"]))) == "D02"

    def test_tags_alone_open_what_they_cover(self) -> None:
        verdict = say("PC02", **told("PC02", scope=["FLEX_SIT"]))
        assert folds(verdict) == "D01" and "D05" in verdict.allowed and "D08" not in verdict.allowed
        assert "D08" in say("PC02", **told("PC02", scope=["FLEX_*"])).allowed

    def test_tags_that_cover_a_part_open_nothing(self) -> None:
        verdict = say("PC01", **told("PC01", scope=["EXT"]))
        assert "D04" in verdict.allowed
        assert "D05" not in verdict.allowed, "it bends forward as well"

    def test_bones_open_the_supported_tip_and_nothing_else(self) -> None:
        verdict = say("PC05", **told("PC05", scope=["D01", "D02", "D05", "D09", "flexion", "ROT"]))
        assert "D09" in verdict.allowed
        assert folds(verdict) == "none" and (verdict.outcome, verdict.urgency) == ("ask", "U3")
        assert not {"D05", "D07", "D08", "D13"} & set(verdict.allowed)
        assert "D08" not in say("PC05", **told("PC05", scope=["D08", "D09"])).allowed, "it has no support"
        assert "screening.note.straight_back" in verdict.adjustments.notes

    def test_a_neck_report_opens_neck_stretches(self) -> None:
        verdict = say("PC23", **told("PC23", scope=["NECK"]))
        assert {"D14", "D15", "D16"} <= set(verdict.allowed) and verdict.urgency is None
        assert verdict.adjustments.head_in_line


class TestDisc:
    """S19: a yes has to name bending forward."""

    @pytest.mark.parametrize("scope", [["D01"], ["D01", "D02"], ["sit"], ["D01", "HEAD_DOWN", "NERVE"]])
    def test_without_flexion_by_name_it_stays_closed(self, scope: list[str]) -> None:
        verdict = say("PC03", **told("PC03", scope=scope))
        assert (verdict.outcome, verdict.urgency, folds(verdict)) == ("ask", "U3", "none")
        assert words(verdict, "PC03") == ["PC03", "advice_flexion"]

    @pytest.mark.parametrize("name", ["flexion", "FLEX_*", "FLEX_SIT"])
    def test_with_flexion_by_name_it_opens(self, name: str) -> None:
        assert folds(say("PC03", **told("PC03", scope=["D01", name]))) == "D01"

    def test_the_turn_stays_closed_whatever_was_said(self) -> None:
        verdict = say("PC03", **told("PC03", scope=["D01", "D03", "D07", "flexion", "ROT"]))
        assert "D03" in verdict.allowed and "D07" not in verdict.allowed

    def test_flexion_by_name_that_is_not_the_fold_is_told_apart(self) -> None:
        assert words(say("PC03", **told("PC03", scope=["FLEX_SUPP"])), "PC03") == ["PC03", "advice_scope"]

    def test_which_bending_was_meant_counts(self) -> None:
        assert folds(say("PC03", **told("PC03", scope=["D01", "D02", "FLEX_STAND"]))) == "D02"

    def test_flexion_alone_leaves_the_head_up_and_what_pulls_on_nerves_closed(self) -> None:
        verdict = say("PC03", **told("PC03", scope=["flexion"]))
        assert folds(verdict) == "D01" and verdict.max_level == 1
        assert {"NERVE", "HEAD_DOWN"} <= locked(verdict)


class TestLimits:
    """However far the yes went, no step beyond."""

    @pytest.mark.parametrize(
        ("limits", "which", "level"),
        [
            ({}, "both", 5),
            ({"max_level": 2}, "both", 2),
            ({"max_level": 0}, "both", 0),
            ({"no_head_down": True}, "both", 1),
            ({"no_standing": True}, "D01", 5),
            ({"max_hip_flexion_deg": 90}, "D02", 5),
            ({"max_hip_flexion_deg": 50}, "D02", 1),
            ({"max_hip_flexion_deg": 20}, "none", 0),
            ({"max_hip_flexion_deg": 120}, "both", 1),
            ({"other": "slowly"}, "both", 5),
        ],
    )
    def test_each_limit(self, limits: dict[str, Any], which: str, level: int) -> None:
        verdict = say("PC02", **told("PC02", limits=limits))
        assert (folds(verdict), verdict.max_level) == (which, level)

    def test_what_a_limit_forbids_is_locked(self) -> None:
        verdict = say("PC02", **told("PC02", limits={"no_head_down": True, "no_standing": True}))
        assert {"HEAD_DOWN", "FLEX_STAND"} <= locked(verdict)
        assert verdict.adjustments.head_in_line, "the head does not hang at the lower levels either"
        assert not say("PC02", **told("PC02")).adjustments.head_in_line

    def test_a_limit_that_leaves_no_room_is_named(self) -> None:
        verdict = say("PC02", **told("PC02", scope=["D01"], limits={"max_hip_flexion_deg": 60}))
        assert words(verdict, "PC02") == ["PC02", "advice_limits"]

    def test_repetitions(self) -> None:
        assert say("PC02", **told("PC02", limits={"max_reps": 2})).adjustments.max_reps == 2

    def test_a_limit_on_the_hip_opens_no_bend_whose_depth_is_unknown(self) -> None:
        scope = ["D01", "D02", "D05", "D28"]
        assert "D28" in say("PC02", **told("PC02", scope=scope)).allowed
        assert (
            "D28" not in say("PC02", **told("PC02", scope=scope, limits={"max_hip_flexion_deg": 150})).allowed
        )

    def test_rules_may_be_stricter_than_the_report(self) -> None:
        assert say("PC02", "PC24", **told("PC02", limits={"max_level": 4})).max_level == 2

    def test_two_reports_that_meet_nowhere_open_nothing(self) -> None:
        apart = [advice("PC02", scope=["D01"]), advice("PC09", scope=["D02"])]
        verdict = say("PC02", "PC09", clearances=apart)
        assert (verdict.outcome, verdict.urgency, folds(verdict)) == ("ask", "U3", "none")
        assert words(verdict, "PC02") == ["PC02", "advice_apart"]
        assert words(verdict, "PC09") == ["PC09", "advice_apart"]

    def test_of_two_reports_the_newest_speaks(self) -> None:
        old = advice("PC02", date_of_advice="2026-01-10", limits={"max_level": 4})
        new = advice("PC02", date_of_advice="2026-02-20", limits={"max_level": 1})
        for both in ([old, new], [new, old]):
            assert say("PC02", clearances=both).max_level == 1

    def test_of_two_reports_of_one_day_the_strictest_speaks(self) -> None:
        both = [advice("PC02", limits={"max_level": n}) for n in (3, 1, 4)]
        assert say("PC02", clearances=both).max_level == 1


class TestTime:
    """It holds from the day of the advice to its last day, a year at most."""

    @pytest.mark.parametrize(
        ("days", "open_"),
        [
            ({"date_of_advice": "2026-03-02"}, True),
            ({"date_of_advice": "2026-03-03"}, False),
            ({"date_of_advice": "2025-12-02"}, True),  # 90 days ago
            ({"date_of_advice": "2025-12-01"}, False),  # 91
            ({"date_of_advice": "2026-02-01", "valid_until": "2026-03-02"}, True),
            ({"date_of_advice": "2026-02-01", "valid_until": "2026-03-01"}, False),
            ({"date_of_advice": "2025-03-02", "valid_until": "2030-01-01"}, True),  # 365 days ago
            ({"date_of_advice": "2025-03-01", "valid_until": "2030-01-01"}, False),  # 366
            ({"date_of_advice": "2026-03-01", "revoked_at": "2026-03-02"}, False),
        ],
    )
    def test_days(self, days: dict[str, str], open_: bool) -> None:
        assert folds(say("PC02", **told("PC02", **days))) == ("both" if open_ else "none")

    @pytest.mark.parametrize(
        ("days", "why"),
        [
            ({"date_of_advice": "2026-03-03"}, "advice_not_yet"),
            ({"date_of_advice": "2025-11-01"}, "advice_expired"),
            ({"revoked_at": "2026-03-02T10:00:00+01:00"}, "advice_revoked"),
        ],
    )
    def test_a_report_that_no_longer_counts_is_named(self, days: dict[str, str], why: str) -> None:
        assert words(say("PC02", **told("PC02", **days)), "PC02") == ["PC02", why]

    def test_a_report_that_does_not_cover_the_fold_is_named(self) -> None:
        assert words(say("PC02", **told("PC02", scope=["D38"])), "PC02") == ["PC02", "advice_scope"]

    def test_a_report_about_nothing_that_was_answered_yes_changes_nothing(self) -> None:
        assert say(**told("PC02", limits={"max_level": 1})) == say()


ALONE = {"PC11": "D02", "PC15": "D01"}
"""New things that themselves close one position for good."""


def test_the_past_knows_what_ends_a_report() -> None:
    stops = {rule.id for rule in RULES.by_key.values() if rule.ends_clearances or rule.id in RED_FLAGS}
    assert stops == ENDS_REPORTS


class TestEndsEarly:
    """Something new ends it, unless it speaks of exactly that."""

    @pytest.mark.parametrize("new", ["RF17", "RF18", "RF19", "PC01", "PC10", "PC11", "PC15"])
    def test_by_a_new_flag_injury_operation_or_pregnancy(self, new: str) -> None:
        verdict = say("PC02", new, **told("PC02"))
        assert folds(verdict) == "none" and words(verdict, "PC02") == ["PC02", "advice_ended"]
        assert folds(say("PC02", new, **told("PC02", new))) == ALONE.get(new, "both")

    def test_by_a_pregnancy_that_itself_would_leave_sitting_open(self) -> None:
        assert folds(say("PC14", trimester=1)) == "D01"
        assert folds(say("PC14", "PC02", trimester=1, **told("PC02"))) == "none"

    def test_by_something_new_that_is_gone_again(self) -> None:
        gone = Lock("ADVICE_ENDED", datetime(2026, 3, 1, 15, tzinfo=UTC), ended=frozenset({"old"}))
        for name, open_ in (("old", "none"), ("new", "both")):
            raw = {"complete": True, "yes": ["PC02"], **told("PC02", id=name)}
            assert folds(judge(raw, locks=[gone])) == open_, name
        ended = judge({"complete": True, "yes": ["PC02"], **told("PC02", id="old")}, locks=[gone])
        assert words(ended, "PC02") == ["PC02", "advice_ended"]

    def test_by_a_stop_for_a_leg_or_arm(self) -> None:
        stop = Lock("ADVICE_ENDED", datetime(2026, 3, 1, 15, tzinfo=UTC), ends_advice=True)
        for day, open_ in (("2026-02-20", "none"), ("2026-03-01", "none"), ("2026-03-02", "both")):
            verdict = say("PC02", **told("PC02", date_of_advice=day))
            assert folds(verdict) == "both"
            raw = {"complete": True, "yes": ["PC02"], **told("PC02", date_of_advice=day)}
            assert folds(judge(raw, locks=[stop])) == open_, day


@pytest.mark.parametrize(
    "key", ["ST1", "ST2", "AFTER_UP", "MORNING_UP", "MORNING_TWICE", "TREND_UP", "SEEN_U1", "DOSE_DAY"]
)
def test_no_report_opens_what_the_past_has_locked(key: str) -> None:
    lock = Lock(key, datetime(2026, 2, 1, 15, tzinfo=UTC))
    report = told(*RED_FLAGS, *CONDITIONS, scope=["D01", "D02", *EVERYTHING])
    verdict = judge({"complete": True, "yes": ["PC02"], **report}, locks=[lock])
    assert folds(verdict) == "none"
    assert RULES[key].id in spoke(verdict)
    assert key.startswith("DOSE") or locked(verdict) >= FLEXION
