"""What is asked, in which words, and what no answer ever says."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any, ClassVar

import pytest
from screening_desk import QUESTIONS, RULES, WORDS, advice, judge, say

from saying import refused
from unslump.core.errors import BadInput
from unslump.core.screening.answers import KEYS
from unslump.core.screening.questions import (
    ANYTHING_NEW,
    CONDITIONS,
    RED_FLAGS,
    RULE_QUESTIONS,
    TWO_LEVEL,
    parse_questions,
    questions_to_json,
)
from unslump.core.screening.screen import verdict_to_json
from unslump.core.screening.verdict import Lock, headline

NAMES = """
sciatic* herniat* prolaps* slipped_disc* bulging_disc* ruptured_disc* degenerat* disc_bulge disc_problem
stenosis osteopor* osteopen* spondyl* scoliosis kyphosis arthrit* arthros* rheumat* ankylos* glaucoma
retina* hernia hernias diastasis stroke strokes ischaemi* ischemi* aneurysm* dissection heart_failure
heart_attack infarct* angina hypertens* hypotens* cauda equina myelopath* radiculopath* neuropath* cancer*
tumour* tumor* metasta* malignan* infection_of sepsis discitis meningitis thrombos* embol* pneumo* asthma
copd vertigo migraine* reflux diabet* parkinson* sclerosis epilep* panic hypermobil* ehlers impingement
labral labrum bursitis tendin* whiplash haemophili* anaemi* preeclampsia pre-eclampsia kidney_stone* pyelo*
colic syndrome disease* disorder* diagnos* lesion* fracture*
"""
CONDITION_NAMES = re.compile(
    r"\b(" + "|".join(name.replace("_", " ").replace("*", r"\w*") for name in NAMES.split()) + r")\b",
    re.IGNORECASE,
)


def everything_said() -> dict[str, str]:
    """Every text that any verdict can show, by its words key."""
    prefixes = ("reason", "note", "verdict", "due", "line", "anything_new")
    return {key: text for name in prefixes for key, text in WORDS.under(f"screening.{name}")}


def test_every_rule_has_one_question_and_every_group_ends_in_none_of_these() -> None:
    ids = [question.id for question in QUESTIONS]
    assert sorted(set(ids) & set(RULE_QUESTIONS)) == sorted(RULE_QUESTIONS)
    assert len(ids) == len(set(ids))
    for group in QUESTIONS.groups:
        asks_rules = any(q.id in RULE_QUESTIONS for q in group.shown)
        assert (group.none is not None) == asks_rules, group.id
        assert not group.none or WORDS(group.none)


def test_every_other_question_is_a_key_of_an_answers_file() -> None:
    others = {question.id for question in QUESTIONS} - set(RULE_QUESTIONS)
    assert others <= set(KEYS)
    assert {"pain_0_10", "pain_site", "discomfort_0_10", "unsure_if_pain", "age", "minutes_awake",
            "minutes_sitting"} <= others  # fmt: skip


def test_discomfort_is_asked_apart_from_pain_and_before_it() -> None:
    asked = [question.id for question in QUESTIONS.groups[0].questions]
    assert asked.index("discomfort_0_10") < asked.index("pain_0_10") < asked.index("unsure_if_pain")
    assert "eases when you move" in WORDS("screening.question.discomfort_0_10")


def test_the_short_question_asks_the_flags_that_cannot_wait() -> None:
    assert (*RED_FLAGS[:6], "RF12") == ANYTHING_NEW
    assert [question.id for question in QUESTIONS.anything_new] == list(ANYTHING_NEW)


def test_a_follow_up_is_asked_only_when_it_makes_sense() -> None:
    site, weeks, bones = (QUESTIONS[i] for i in ("pain_site", "weeks_since_hip_surgery", "bones_checked"))
    assert not site.applies({}) and not site.applies({"pain_0_10": 0}) and site.applies({"pain_0_10": 1})
    assert not weeks.applies({"yes": ["PC10"]}) and weeks.applies({"yes": ["PC11"]})
    assert not bones.applies({"age": 64}) and bones.applies({"age": 65})
    assert QUESTIONS["RF01"].applies({})


def test_a_number_spares_its_question() -> None:
    shown = {question.id for group in QUESTIONS.groups for question in group.shown}
    assert not {"PC28", "PC29", "PC30", "PC31"} & shown
    assert {"age", "minutes_awake", "minutes_sitting", "PC02"} <= shown


def test_the_two_level_flags_offer_both_forms() -> None:
    for rule in TWO_LEVEL:
        milder = QUESTIONS[rule].words_milder
        assert milder and WORDS(milder) != WORDS(QUESTIONS[rule].words)
        assert f"{rule}_milder" in RULES.by_key


def test_questions_as_json_hold_every_id_and_text() -> None:
    answer = questions_to_json(QUESTIONS, WORDS)
    asked = {q["id"]: q for group in answer["groups"] for q in group["questions"]}
    assert set(RULE_QUESTIONS) <= set(asked)
    assert all(q["text"] for q in asked.values())
    assert asked["RF09"]["milder"] and asked["pain_site"]["choices"]["below_knee"]
    assert asked["pain_0_10"]["high"] == 10 and asked["PC30"]["answered_by"] == "minutes_awake"
    assert answer["anything_new"] == list(ANYTHING_NEW)


def test_a_questions_file_that_forgets_one_says_which() -> None:
    table: dict[str, Any] = {
        "group": [{"id": "a", "ask": [{"id": i} for i in RULE_QUESTIONS if i != "RF04"]}]
    }
    with refused(BadInput, match="RF04"):
        parse_questions(table)


def test_every_rule_and_note_has_its_words() -> None:
    for rule in RULES.by_key.values():
        assert WORDS(rule.words)
        assert all(WORDS(note) for note in rule.notes)


def test_no_words_are_left_over() -> None:
    questions = list(QUESTIONS)
    used = {q.words for q in questions} | {q.words_milder for q in questions}
    used |= {q.choice_words(value) for q in questions for value in q.choices}
    used |= {rule.words for rule in RULES.by_key.values()}
    used |= {note for rule in RULES.by_key.values() for note in rule.notes}
    said_by_code = ("reported", "advice_")
    left = {
        key
        for part in ("question", "question_milder", "choice", "reason", "note")
        for key, _ in WORDS.under(f"screening.{part}")
        if key not in used and not key.removeprefix("screening.reason.").startswith(said_by_code)
    }
    assert left == set()


def test_nothing_that_comes_out_names_a_condition() -> None:
    named = {
        key: hit.group() for key, text in everything_said().items() if (hit := CONDITION_NAMES.search(text))
    }
    assert named == {}


@pytest.mark.parametrize("rule", RULE_QUESTIONS)
def test_no_verdict_names_one_either(rule: str) -> None:
    for raw in ({"yes": [rule]}, {"yes": [rule], "clearances": [advice(rule, scope=["flexion"])]}):
        for reason in verdict_to_json(judge({"complete": True, **raw}), WORDS)["reasons"]:
            assert not CONDITION_NAMES.search(reason["text"]), reason["text"]


def test_the_list_of_names_is_alive() -> None:
    for text in ("You have Sciatica.", "a slipped disc", "raised heart attack risk", "osteoporotic bones"):
        assert CONDITION_NAMES.search(text)
    assert not CONDITION_NAMES.search("a disc, the heart, a strong back")


def test_red_flags_are_asked_by_what_a_person_feels() -> None:
    told = {"RF11"}  # a past that only a name can ask for
    for rule in set(RED_FLAGS) - told:
        assert not CONDITION_NAMES.search(WORDS(f"screening.question.{rule}")), rule


def test_nobody_is_ever_told_to_be_cleared() -> None:
    said = " ".join(everything_said().values()).lower()
    assert "cleared" not in said and "safe" not in said
    assert "nothing in your answers speaks against it" in said


def test_the_line_that_describes_names_both_professions() -> None:
    line = WORDS("screening.line.describes")
    assert "recommends it to nobody" in line and "doctor" in line and "physical therapist" in line


@pytest.mark.parametrize("level", ["U0", "U1"])
def test_an_emergency_says_what_to_do_now(level: str) -> None:
    title = WORDS(f"screening.verdict.{level}.title").lower()
    assert ("emergency number now" if level == "U0" else "emergency department today") in title
    assert "closed" in WORDS(f"screening.verdict.{level}.open").lower()
    assert "24 hours" in WORDS("screening.verdict.U0.open")


class TestHeadline:
    """Which screen fits which verdict."""

    CASES: ClassVar = [
        ("U0", ["RF07"], {}),
        ("U1", ["RF01", "PC02"], {}),
        ("U2", ["RF12"], {}),
        ("ask", ["PC02"], {}),
        ("ask", ["PC34", "PC01"], {}),
        ("young", ["PC28"], {}),
        ("young", [], {"age": 15, "pain_0_10": 9}),
        ("closed", [], {"pain_0_10": 8}),
        ("chair", ["PC34"], {}),
        ("early", ["PC30"], {}),
        ("early", [], {"minutes_awake": 10}),
        ("modify", ["PC17"], {}),
        ("go", [], {}),
    ]

    @pytest.mark.parametrize(("key", "yes", "more"), CASES)
    def test_by_answers(self, key: str, yes: list[str], more: dict[str, Any]) -> None:
        assert headline(say(*yes, **more)) == key
        for part in ("title", "now", "open"):
            assert WORDS(f"screening.verdict.{key}.{part}")

    def test_questions_still_open(self) -> None:
        assert headline(judge({})) == "unasked"
        assert headline(judge({"yes": ["PC02"]})) == "ask"
        assert headline(judge({"yes": ["RF07"]})) == "U0"

    @pytest.mark.parametrize(
        ("rule", "key"), [("ST2", "rest"), ("MORNING_UP", "rest"), ("ST1", "ask"), ("DOSE_DAY", "dose")]
    )
    def test_by_the_past(self, rule: str, key: str) -> None:
        lock = Lock(rule, datetime(2026, 3, 1, tzinfo=UTC))
        assert headline(judge({"complete": True}, locks=[lock])) == key

    def test_every_screen_is_reached(self) -> None:
        reached = {key for key, *_ in self.CASES} | {"unasked", "rest", "dose"}
        assert reached == {key.split(".")[2] for key, _ in WORDS.under("screening.verdict")}


def test_every_condition_group_fits_a_page() -> None:
    assert all(len(group.shown) <= 9 for group in QUESTIONS.groups)
    assert set(CONDITIONS) <= set(RULE_QUESTIONS)
