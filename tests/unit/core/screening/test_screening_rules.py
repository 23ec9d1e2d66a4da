"""Every rule both ways, held against docs/evidence.md B.2 and B.3 by a table of its own."""

from __future__ import annotations

import copy
from dataclasses import replace
from typing import Any

import pytest
from screening_desk import (
    CATALOGUE,
    EVERYTHING,
    FLEXION,
    RULES,
    TODAY,
    WORDS,
    advice,
    folds,
    judge,
    locked,
    say,
    spoke,
)

from saying import said
from unslump.adapters.content import load_toml
from unslump.core.catalogue.model import Catalogue
from unslump.core.errors import BadInput
from unslump.core.screening.answers import parse_answers
from unslump.core.screening.questions import CONDITIONS, RED_FLAGS
from unslump.core.screening.rules import parse_rules
from unslump.core.screening.screen import screen, verdict_to_json
from unslump.core.vocab import FLEXION_TAGS, Area, Tag

BACK_AREAS = {Area.LOWER_BACK, Area.UPPER_BACK, Area.HIPS, Area.HAMSTRINGS}

RED = {
    **dict.fromkeys(("RF01", "RF02", "RF03", "RF04", "RF05", "RF06"), "U1"),
    **dict.fromkeys(("RF07", "RF08", "RF15"), "U0"),
    **dict.fromkeys(("RF09", "RF10", "RF14", "RF16", "RF21"), "U1"),
    **dict.fromkeys(("RF11", "RF12", "RF13", "RF20"), "U2"),
    **dict.fromkeys(("RF17", "RF18", "RF19"), "U3"),
}
MILDER = {"RF09": "U2", "RF10": "U2", "RF13": "U3"}

F = FLEXION
SEATED = {"FLEX_STAND"}
# rule -> outcome, urgency, folds open, max_level, tags that must be locked, other exercises closed, and open
PLAIN: dict[str, tuple[str, str | None, str, int, set[str], str, str]] = {
    "PC01": ("ask", "U3", "none", 0, F | {"ROT", "EXT"}, "D04 D07 D08", "D38 D40 D15 D18 D36"),
    "PC02": ("ask", "U3", "none", 0, F, "D05 D08 D09 D28", "D38 D40 D15 D18 D36"),
    "PC03": ("ask", "U3", "none", 0, F | {"NERVE", "HEAD_DOWN"}, "D03 D07 D08 D29", "D38 D40"),
    "PC04": ("ask", "U3", "none", 0, F | {"NERVE", "ROT"}, "D03 D07 D28 D29", "D38 D40"),
    "PC05": ("ask", "U3", "none", 0, F | {"ROT"}, "D05 D07 D08 D09 D13", "D38 D40"),
    "PC06": ("ask", "U3", "none", 0, F | {"EXT"}, "D04 D10", "D38 D40"),
    "PC07": ("ask", "U3", "none", 0, F | {"EXT"}, "D04 D10", "D38 D40"),
    "PC08": ("ask", "U3", "none", 0, F | {"EXT", "ROT", "SIDE"}, "D03 D06 D12 D24 D28", "D38 D15 D32"),
    "PC09": ("ask", "U3", "none", 0, F, "D05", "D38 D40"),
    "PC10": ("ask", "U3", "none", 0, F, "D05", "D38 D40"),
    "PC11": ("ask", "U3", "none", 0, F, "D08 D24", "D38 D40"),
    "PC12": ("modify", None, "both", 2, set(), "D24", "D38 D26"),
    "PC13": ("modify", None, "D01", 5, SEATED, "D28 D29", "D09 D38"),
    "PC14": ("ask", "U3", "none", 0, F | {"HEAD_DOWN"}, "D09", "D38 D40"),
    "PC15": ("ask", "U3", "none", 0, F | {"HEAD_DOWN"}, "D07 D09", "D38 D40"),
    "PC16": ("ask", "U3", "none", 0, F, "D09", "D38 D40"),
    "PC17": ("modify", None, "both", 1, {"HEAD_DOWN"}, "", "D09 D38"),
    "PC18": ("ask", "U3", "none", 0, F | {"HEAD_DOWN"}, "D09", "D38 D40"),
    "PC19": ("modify", None, "D01", 1, SEATED, "", "D27 D39"),
    "PC20": ("modify", None, "D01", 1, {"HEAD_DOWN", "FLEX_STAND"}, "D17 D36", "D38"),
    "PC21": ("modify", None, "both", 1, {"HEAD_DOWN"}, "", "D38"),
    "PC22": ("modify", None, "both", 1, {"HEAD_DOWN"}, "", "D38"),
    "PC23": ("modify", "U3", "both", 5, {"NECK"}, "D14 D15 D16 D17", "D18 D38"),
    "PC24": ("modify", None, "both", 2, set(), "", "D38"),
    "PC25": ("ask", "U3", "none", 0, F, "D09", "D38"),
    "PC26": ("modify", None, "D01", 5, {"FLEX_STAND", "BALANCE"}, "D25 D36", "D38"),
    "PC27": ("modify", None, "both", 2, {"ROT"}, "D07", "D38"),
    "PC28": ("ask", None, "none", 0, {tag.value for tag in Tag}, " ".join(EVERYTHING), ""),
    "PC29": ("modify", None, "both", 1, set(), "", "D38"),
    "PC30": ("modify", None, "none", 0, F, "D05", "D15 D38"),
    "PC31": ("modify", None, "both", 5, set(), "", "D38"),
    "PC32": ("modify", None, "both", 1, set(), "", "D38"),
    "PC33": ("modify", None, "D01", 1, SEATED, "", "D38"),
    "PC34": ("ask", None, "none", 0, {"FLEX_SIT", "FLEX_STAND", "BALANCE"}, "D05 D08 D10 D27 D36", "D38"),
    "PC35": ("modify", None, "both", 5, set(), "", "D40 D38"),
}


def test_the_tables_know_every_rule() -> None:
    assert tuple(sorted(RED)) == RED_FLAGS
    assert tuple(PLAIN) == CONDITIONS


def test_a_person_who_says_no_to_everything_may_begin() -> None:
    verdict = judge({"complete": True})
    assert (verdict.outcome, verdict.urgency, verdict.max_level) == ("go", None, 5)
    assert verdict.allowed == EVERYTHING
    assert not verdict.locked_tags and not verdict.reasons


@pytest.mark.parametrize("rule", CONDITIONS)
def test_a_condition_does_what_the_evidence_says(rule: str) -> None:
    outcome, urgency, which, level, tags, shut, stay = PLAIN[rule]
    verdict = say(rule)
    assert (verdict.outcome, verdict.urgency, folds(verdict), verdict.max_level) == (
        outcome,
        urgency,
        which,
        level,
    )
    assert tags <= locked(verdict)
    assert not set(shut.split()) & set(verdict.allowed)
    assert set(stay.split()) <= set(verdict.allowed)
    assert spoke(verdict) == {rule}


@pytest.mark.parametrize("rule", RED_FLAGS)
def test_a_red_flag_has_its_urgency(rule: str) -> None:
    verdict = say(rule)
    assert verdict.urgency == RED[rule]
    assert verdict.outcome == ("ask" if RED[rule] == "U3" else "stop")
    assert folds(verdict) == "none" and verdict.max_level == 0
    assert spoke(verdict) == {rule}


@pytest.mark.parametrize("rule", MILDER)
def test_the_milder_form_is_less_urgent_but_no_less_heard(rule: str) -> None:
    verdict = say(rule, milder=[rule])
    assert verdict.urgency == MILDER[rule]
    assert folds(verdict) == "none"
    assert verdict.reasons[0].words.endswith("_milder")


@pytest.mark.parametrize("rule", [*RED_FLAGS, *CONDITIONS])
def test_a_rule_that_was_answered_no_is_silent(rule: str) -> None:
    others = [r for r in (*RED_FLAGS, *CONDITIONS) if r != rule]
    assert rule not in spoke(judge({"yes": others, "no": [rule]}))


@pytest.mark.parametrize("rule", [r for r, u in RED.items() if u in ("U0", "U1")])
def test_an_emergency_closes_everything(rule: str) -> None:
    verdict = say(rule)
    assert verdict.allowed == () and verdict.locked_tags == frozenset(Tag)


@pytest.mark.parametrize("rule", [r for r, u in RED.items() if u == "U2"])
def test_advice_within_a_day_closes_back_hips_and_hamstrings_and_leaves_a_walk(rule: str) -> None:
    verdict = say(rule)
    for exercise in CATALOGUE.exercises:
        if BACK_AREAS & set(exercise.areas) or FLEXION_TAGS & exercise.tags:
            assert exercise.id not in verdict.allowed
    assert {"D38", "D15", "D19", "D30", "D33", "D34", "D36"} <= set(verdict.allowed)


def test_the_most_urgent_rule_sets_the_urgency() -> None:
    assert say("RF12", "RF01").urgency == "U1"
    assert say("RF12", "RF07", "PC02").urgency == "U0"
    assert say("PC17", "PC02").urgency == "U3"


def test_a_stronger_rule_wins_over_a_weaker_one() -> None:
    assert say("PC34", "PC24").outcome == "ask"
    assert say("PC30", "PC01").outcome == "ask"
    assert say("PC28", "RF02").outcome == "stop"
    assert say("PC13", "PC30").outcome == "modify", "the hour passes by itself; sitting then is open"


def test_levels_and_locks_of_several_rules_add_up() -> None:
    verdict = say("PC24", "PC17", "PC13")
    assert verdict.max_level == 1 and folds(verdict) == "D01"
    assert {"HEAD_DOWN", "FLEX_STAND"} <= locked(verdict)


@pytest.mark.parametrize("rule", [r for r in (*RED_FLAGS, *CONDITIONS) if r != "PC28"])
def test_no_open_exercise_carries_a_locked_tag(rule: str) -> None:
    for verdict in (say(rule), say(rule, clearances=[advice(rule, scope=["D01", "flexion"])])):
        for exercise_id in verdict.allowed:
            level = verdict.max_level if exercise_id in ("D01", "D02") else 0
            assert not CATALOGUE[exercise_id].tags_at(level) & verdict.locked_tags


def test_a_walk_stays_open_even_if_it_were_filed_under_hips() -> None:
    filed = tuple(
        replace(e, areas=(*e.areas, Area.HIPS)) if e.id in ("D38", "D40") else e for e in CATALOGUE.exercises
    )
    for raw in ({}, {"yes": ["RF12"]}, {"yes": ["PC08"], "complete": True}):
        verdict = screen(parse_answers(raw, today=TODAY), RULES, Catalogue(filed))
        assert {"D38", "D40"} <= set(verdict.allowed)


def test_a_head_that_may_not_hang_caps_the_level_whatever_the_tags_of_the_fold() -> None:
    bare = tuple(replace(e, tags_from=()) for e in CATALOGUE.exercises)
    for rule in ("PC17", "PC20", "PC21", "PC22"):
        answers = parse_answers({"complete": True, "yes": [rule]}, today=TODAY)
        assert screen(answers, RULES, Catalogue(bare)).max_level == 1
    assert all(
        effect.max_level <= 1
        for rule in RULES.by_key.values()
        for effect in rule.effects
        if Tag.HEAD_DOWN in effect.locks
    )


def test_a_catalogue_without_the_fold_still_gets_an_answer() -> None:
    walk = Catalogue((CATALOGUE["D38"],))
    for yes, outcome in ((["PC02"], "ask"), (["PC17"], "modify"), ([], "go"), (["RF12"], "stop")):
        answers = parse_answers({"complete": True, "yes": yes}, today=TODAY)
        verdict = screen(answers, RULES, walk)
        assert (verdict.outcome, verdict.allowed, verdict.max_level) == (outcome, ("D38",), 0)


class TestUnasked:
    """A question nobody asked is no "no"."""

    def test_nothing_asked_keeps_the_fold_closed(self) -> None:
        verdict = judge({})
        assert (verdict.outcome, verdict.urgency, verdict.max_level) == ("ask", None, 0)
        assert spoke(verdict) == {"UNASKED"}
        assert locked(verdict) >= FLEXION

    def test_what_does_not_touch_back_hips_and_hamstrings_stays_open(self) -> None:
        allowed = set(judge({}).allowed)
        assert {"D38", "D40", "D15", "D18", "D30", "D34", "D35", "D37"} <= allowed
        assert not {e.id for e in CATALOGUE.exercises if BACK_AREAS & set(e.areas)} & allowed

    def test_one_open_question_is_enough(self) -> None:
        asked = [*RED_FLAGS, *CONDITIONS]
        assert judge({"no": asked}).outcome == "go"
        for left in ("RF01", "PC03", "PC35"):
            assert spoke(judge({"no": [r for r in asked if r != left]})) == {"UNASKED"}

    def test_a_number_answers_its_question(self) -> None:
        asked = [r for r in (*RED_FLAGS, *CONDITIONS) if r not in ("PC28", "PC29", "PC30", "PC31")]
        numbers = {"age": 40, "minutes_awake": 300, "minutes_sitting": 5}
        assert judge({"no": asked, **numbers}).outcome == "go"
        for key in numbers:
            left = {k: v for k, v in numbers.items() if k != key}
            assert judge({"no": asked, **left}).outcome == "ask", key

    def test_pain_of_today_does_not_answer_for_the_last_two_weeks(self) -> None:
        asked = [r for r in (*RED_FLAGS, *CONDITIONS) if r != "PC02"]
        assert "UNASKED" in spoke(judge({"no": asked, "pain_0_10": 0}))

    def test_a_yes_counts_however_little_was_asked(self) -> None:
        verdict = judge({"yes": ["RF01"]})
        assert (verdict.outcome, verdict.urgency, verdict.allowed) == ("stop", "U1", ())
        assert judge({"yes": ["PC02"]}).urgency == "U3"

    def test_a_yes_wins_over_a_no(self) -> None:
        assert judge({"yes": ["RF01"], "no": ["RF01"]}).urgency == "U1"


class TestForms:
    """Rules with more than one form."""

    @pytest.mark.parametrize(("minutes", "level"), [(0, 0), (59, 0), (60, 1), (119, 1), (120, 5), (900, 5)])
    def test_the_first_two_hours_after_rising(self, minutes: int, level: int) -> None:
        verdict = say(minutes_awake=minutes)
        assert verdict.max_level == level
        assert folds(verdict) == ("none" if level == 0 else "both")
        assert verdict.outcome == ("go" if level == 5 else "modify") and verdict.urgency is None

    def test_the_first_hour_may_be_overridden_by_a_back_without_a_history(self) -> None:
        verdict = say(minutes_awake=20, override=["PC30"])
        assert (verdict.outcome, folds(verdict), verdict.max_level) == ("modify", "both", 1)

    @pytest.mark.parametrize("history", ["PC01", "PC02", "PC09", "PC25"])
    def test_a_back_with_a_history_cannot_override_it(self, history: str) -> None:
        told = {"clearances": [advice(history, scope=["D01", "flexion"])]}
        verdict = say(history, minutes_awake=20, override=["PC30"], **told)
        assert folds(verdict) == "none" and "PC30" in spoke(verdict)
        assert folds(say(history, minutes_awake=300, **told)) == "D01"

    def test_pain_today_is_a_history_too(self) -> None:
        verdict = say(minutes_awake=20, override=["PC30"], pain_0_10=1, clearances=[advice("PC02")])
        assert folds(verdict) == "none"

    @pytest.mark.parametrize(
        ("minutes", "prepare", "skippable"),
        [(0, 30, True), (29, 30, True), (30, 60, True), (59, 60, True), (60, 120, False), (240, 120, False)],
    )
    def test_long_sitting_asks_for_a_walk_first(self, minutes: int, prepare: int, skippable: bool) -> None:
        verdict = say(minutes_sitting=minutes)
        assert (verdict.adjustments.prepare_min_s, verdict.adjustments.prepare_skippable) == (
            prepare,
            skippable,
        )
        assert verdict.outcome == ("go" if minutes < 30 else "modify")
        assert folds(verdict) == "both"

    @pytest.mark.parametrize(
        ("age", "outcome", "level"), [(17, "ask", 0), (18, "go", 5), (64, "go", 5), (65, "modify", 1)]
    )
    def test_age(self, age: int, outcome: str, level: int) -> None:
        verdict = say(age=age)
        assert (verdict.outcome, verdict.max_level, verdict.urgency) == (outcome, level, None)

    def test_checked_bones_open_the_ladder_to_the_old(self) -> None:
        assert say(age=70, bones_checked=True).outcome == "go"

    def test_the_young_have_nothing_open_and_no_advice_changes_it(self) -> None:
        assert say(age=12, clearances=[advice("PC28")]).allowed == ()

    @pytest.mark.parametrize(
        ("trimester", "outcome", "no_abs"), [(1, "modify", False), (2, "modify", True), (3, "ask", True)]
    )
    def test_pregnancy_by_its_thirds(self, trimester: int, outcome: str, no_abs: bool) -> None:
        verdict = say("PC14", trimester=trimester)
        assert (verdict.outcome, verdict.adjustments.no_abs) == (outcome, no_abs)
        assert {"HEAD_DOWN", "FLEX_STAND"} <= locked(verdict)
        assert folds(verdict) == ("none" if outcome == "ask" else "D01")
        assert "screening.note.knees_wide" in verdict.adjustments.notes

    def test_an_unknown_third_takes_the_careful_reading(self) -> None:
        assert say("PC14") == say("PC14", trimester=3)

    def test_a_hip_operation_of_unknown_age_takes_the_careful_reading(self) -> None:
        told = {"clearances": [advice("PC11")]}
        assert folds(say("PC11", weeks_since_hip_surgery=12, **told)) == "both"
        assert folds(say("PC11", weeks_since_hip_surgery=11, **told)) == "D02"
        assert folds(say("PC11", **told)) == "D02"


class TestAdjustments:
    """What a rule changes in the way a session is led."""

    def test_breath_and_belly(self) -> None:
        assert say("PC35").adjustments.natural_breath and not say().adjustments.natural_breath
        assert say("PC10").adjustments.no_abs and not say().adjustments.no_abs

    def test_settling(self) -> None:
        assert say("PC19").adjustments.settle_s == 20 and say().adjustments.settle_s == 10

    @pytest.mark.parametrize("rule", ["PC17", "PC18", "PC20", "PC21", "PC22", "PC23"])
    def test_the_head_does_not_hang(self, rule: str) -> None:
        assert say(rule).adjustments.head_in_line and not say().adjustments.head_in_line


class TestJson:
    def test_it_has_the_promised_keys_and_nothing_else(self) -> None:
        answer = verdict_to_json(say("PC17"), WORDS)
        assert list(answer) == ["verdict", "urgency", "locked_tags", "max_level", "allowed", "reasons"]
        assert answer["verdict"] == "modify" and answer["urgency"] is None
        assert answer["locked_tags"] == ["HEAD_DOWN"]
        assert answer["allowed"] == list(EVERYTHING)
        assert [list(reason) for reason in answer["reasons"]] == [["rule", "text"]]

    def test_tags_are_sorted_and_exercises_keep_the_order_of_the_catalogue(self) -> None:
        answer = verdict_to_json(say("PC01"), WORDS)
        assert answer["locked_tags"] == sorted(answer["locked_tags"])
        assert answer["allowed"] == [i for i in EVERYTHING if i in answer["allowed"]]

    def test_the_weightiest_reason_comes_first(self) -> None:
        rules = [r["rule"] for r in verdict_to_json(say("PC31", "PC02", "RF12", "PC24"), WORDS)["reasons"]]
        assert rules == ["RF12", "PC02", "PC24", "PC31"]


class TestTheRulesFile:
    """A broken rules file names everything that is wrong with it, each with its place."""

    def test_it_rests_on_something(self) -> None:
        assert all(rule.basis for rule in RULES.by_key.values())

    def test_all_problems_at_once(self) -> None:
        table: dict[str, Any] = copy.deepcopy(load_toml("screening/rules.toml"))
        del table["rule"]["RF05"]
        table["rule"]["PC17"]["effects"][0]["locks"] = ["HEAD_DWON"]
        table["rule"]["PC24"]["effects"][0]["action"] = "MODFY"
        table["rule"]["PC27"]["colour"] = "red"
        with pytest.raises(BadInput) as caught:
            parse_rules(table)
        told = said(caught.value)
        for hint in ("RF05", "HEAD_DWON", "HEAD_DOWN", "MODFY", "MODIFY", "rule.PC27.colour", "4 problems"):
            assert hint in told, told
