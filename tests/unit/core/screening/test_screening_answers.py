"""An answers file: every key may be left out, and everything that is wrong is named at once."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from screening_desk import TODAY, advice

from saying import said
from unslump.core.errors import BadInput
from unslump.core.screening.answers import KEYS, parse_answers

EXAMPLE = {
    "complete": True,
    "yes": ["RF01", "PC03"],
    "pain_0_10": 0,
    "pain_site": "back",
    "discomfort_0_10": 4,
    "unsure_if_pain": False,
    "age": 44,
    "minutes_awake": 300,
    "minutes_sitting": 45,
    "clearances": [
        {
            "role": "physical_therapist",
            "date_of_advice": "2026-02-01",
            "valid_until": "2026-05-01",
            "condition_codes": ["PC02"],
            "scope": ["D01"],
            "limits": {"max_level": 2},
        }
    ],
    "today": "2026-03-02",
}


def problems(raw: object) -> str:
    with pytest.raises(BadInput) as caught:
        parse_answers(raw, today=TODAY)
    return said(caught.value)


def test_the_documented_example_reads() -> None:
    answers = parse_answers(EXAMPLE, today=date(2020, 1, 1))
    assert answers.today == date(2026, 3, 2), "the file's own day counts"
    assert answers.yes == {"RF01", "PC03"} and answers.complete
    assert answers.clearances[0].limits.max_level == 2
    assert answers.clearances[0].scope.ids == {"D01"}


def test_nothing_at_all_reads() -> None:
    answers = parse_answers({}, today=TODAY)
    assert answers.today == TODAY and not answers.complete and len(answers.unasked) == 56


@pytest.mark.parametrize(
    ("raw", "hints"),
    [
        ({"yes": ["RF99"]}, ["yes", "RF99", "did you mean", "RF09"]),
        ({"yes": ["rf01"]}, ["rf01", "did you mean RF01"]),
        ({"yes": "RF01"}, ["yes", "list", "'RF01'"]),
        ({"yes": [1]}, ["yes", "1"]),
        ({"no": ["PC36"]}, ["no", "PC36", "PC35"]),
        ({"pain": 3}, ["pain", "did you mean", "pain_0_10?"]),
        ({"colour": 3}, ["colour", "there are complete, yes", "today"]),
        ({"pain_0_10": 11}, ["pain_0_10", "from 0 to 10", "11"]),
        ({"pain_0_10": -1}, ["pain_0_10", "-1"]),
        ({"pain_0_10": 2.5}, ["whole number", "2.5"]),
        ({"pain_0_10": "3"}, ["pain_0_10", "'3'"]),
        ({"pain_0_10": True}, ["pain_0_10", "found true"]),
        ({"pain_site": "knee"}, ["pain_site", "below_knee", "'knee'"]),
        ({"pain_site": "backs"}, ["did you mean back"]),
        ({"complete": 1}, ["complete", "true or false"]),
        ({"complete": "yes"}, ["complete", "true or false", "'yes'"]),
        ({"age": 121}, ["age", "120"]),
        ({"minutes_awake": -5}, ["minutes_awake"]),
        ({"minutes_sitting": [45]}, ["minutes_sitting", "[45]"]),
        ({"today": "02.03.2026"}, ["today", "2026-03-02", "02.03.2026"]),
        ({"today": "2026-02-30"}, ["today"]),
        ({"today": 20260302}, ["today", "20260302"]),
        ({"milder": ["RF01"]}, ["milder", "RF01"]),
        ({"override": ["PC34"]}, ["override", "PC30"]),
        ({"trimester": 4}, ["trimester", "from 1 to 3"]),
        ({"clearances": {}}, ["clearances", "list"]),
        ({"clearances": ["yes"]}, ["clearances[0]", "object"]),
        ({"clearances": [advice("PC02", role="friend")]}, ["clearances[0].role", "doctor", "friend"]),
        ({"clearances": [advice("PC02", role="physical therapist")]}, ["did you mean physical_therapist"]),
        ({"clearances": [advice("PC99")]}, ["clearances[0].condition_codes", "PC99"]),
        ({"clearances": [advice()]}, ["condition_codes", "list"]),
        ({"clearances": [advice("PC02", scope=[])]}, ["clearances[0].scope"]),
        ({"clearances": [advice("PC02", scope=["D99"])]}, ["scope", "D99"]),
        ({"clearances": [advice("PC02", scope=["FLEX_SITT"])]}, ["did you mean FLEX_SIT"]),
        ({"clearances": [advice("PC02", limits={"max_level": 6})]}, ["clearances[0].limits.max_level", "6"]),
        ({"clearances": [advice("PC02", limits={"level": 2})]}, ["limits.level", "max_level"]),
        ({"clearances": [advice("PC02", limits=[2])]}, ["limits", "object"]),
        ({"clearances": [advice("PC02", date_of_advice="soon")]}, ["date_of_advice", "soon"]),
        ({"clearances": [advice("PC02", valid_until="2026-02-01")]}, ["valid_until", "from 2026-03-01"]),
        ({"clearances": [{"role": "doctor"}]}, ["date_of_advice", "condition_codes", "scope"]),
        ([], ["object", "found []"]),
        ("yes", ["object", "'yes'"]),
        (None, ["object", "null"]),
    ],
)  # fmt: skip
def test_a_problem_says_where_what_was_expected_and_what_was_found(raw: object, hints: list[str]) -> None:
    told = problems(raw)
    assert [hint for hint in hints if hint not in told] == [], told


def test_all_problems_come_at_once() -> None:
    told = problems(
        {
            "yess": ["RF01"],
            "no": ["RF77"],
            "pain_0_10": 99,
            "age": "old",
            "today": "today",
            "clearances": [advice("PC02", role="coach"), advice("XX", limits={"max_reps": 0})],
        }
    )
    places = ["yess", "RF77", "99", "'old'", "'today'", "clearances[0].role", "clearances[1].condition_codes"]
    for hint in (*places, "clearances[1].limits.max_reps", "8 problems"):
        assert hint in told, told


def test_a_wrong_file_is_not_read_out_in_full() -> None:
    told = problems({"yes": [f"Q{n}" for n in range(5000)]})
    assert "4980 more" in told and len(told) < 3000
    assert len(problems({"age": "x" * 5000})) < 400
    assert len(problems({f"key{n}": n for n in range(5000)})) < 3000
    assert len(problems({"clearances": [{}] * 5000})) < 4000


def test_a_day_at_the_end_of_the_calendar_is_still_a_day() -> None:
    for more in ({}, {"valid_until": "9999-12-31"}):
        late = parse_answers(
            {"clearances": [advice("PC02", date_of_advice="9999-12-30", **more)]}, today=TODAY
        )
        assert late.clearances[0].valid_until.year == 9999


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-20, 20) | st.floats(allow_nan=True) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=200, deadline=None)
@given(st.dictionaries(st.sampled_from([*KEYS, "other"]), JSON, max_size=5) | JSON)
def test_whatever_is_in_the_file_it_reads_or_says_one_sentence(raw: Any) -> None:
    try:
        parse_answers(raw, today=TODAY)
    except BadInput as error:
        assert said(error).startswith("Expected ") and said(error).endswith("try again.")
