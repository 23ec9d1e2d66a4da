"""More that speaks against it never opens more: a yes, a point of pain, a lock, a report less."""

from __future__ import annotations

from copy import copy
from dataclasses import FrozenInstanceError, replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from screening_desk import CATALOGUE, EVERYTHING, RULES, advice, judge, looser

from saying import refused
from unslump.core.errors import NotAllowed
from unslump.core.screening.questions import CONDITIONS, PAIN_SITES, RED_FLAGS, TWO_LEVEL
from unslump.core.screening.rules import PAIN_AND_PAST
from unslump.core.screening.verdict import Adjustments, Lock, Permit, permit
from unslump.core.vocab import Tag

QUESTIONS = (*RED_FLAGS, *CONDITIONS)
SOME = (*(f"RF{n}" for n in (13, 17, 18, 19)), *CONDITIONS)
"""Mostly answers that do not close the day at once, so that there is something left to loosen."""

SCOPES = st.lists(
    st.sampled_from(["D01", "D02", "D05", "D09", "sit", "stand", "flexion", "FLEX_SIT", "FLEX_SUPP",
    "HEAD_DOWN",
                     "NERVE", "ROT", "EXT", "NECK"]),
    min_size=1, max_size=5,
)  # fmt: skip
LIMITS = st.fixed_dictionaries(
    {},
    optional={
        "max_level": st.integers(0, 5),
        "max_hip_flexion_deg": st.integers(0, 180),
        "no_head_down": st.booleans(),
        "no_standing": st.booleans(),
        "max_reps": st.integers(1, 6),
    },
)


@st.composite
def reports(draw: st.DrawFn) -> list[dict[str, Any]]:
    """A few declarations that do not speak of the same rule."""
    codes = draw(st.lists(st.sampled_from(SOME), unique=True, max_size=6))
    cut = draw(st.integers(0, len(codes)))
    groups = [group for group in (codes[:cut], codes[cut:]) if group]
    return [advice(*group, scope=draw(SCOPES), limits=draw(LIMITS)) for group in groups]


@st.composite
def people(draw: st.DrawFn) -> dict[str, Any]:
    """A person's answers, in the form of an answers file."""
    raw: dict[str, Any] = {
        "complete": draw(st.sampled_from([True, True, True, False])),
        "yes": draw(st.lists(st.sampled_from(SOME), unique=True, max_size=4)),
        "clearances": draw(reports()),
    }
    extra = {
        "pain_0_10": st.integers(0, 10),
        "pain_site": st.sampled_from(PAIN_SITES),
        "discomfort_0_10": st.integers(0, 10),
        "unsure_if_pain": st.booleans(),
        "age": st.integers(10, 90),
        "minutes_awake": st.integers(0, 300),
        "minutes_sitting": st.integers(0, 200),
        "trimester": st.integers(1, 3),
        "weeks_since_hip_surgery": st.integers(0, 50),
        "bones_checked": st.booleans(),
        "override": st.just(["PC30"]),
        "milder": st.lists(st.sampled_from(TWO_LEVEL), unique=True, max_size=1),
    }
    for key, values in extra.items():
        if draw(st.integers(0, 3)) == 0:
            raw[key] = draw(values)
    return raw


LOCKS = st.builds(
    Lock,
    rule=st.sampled_from([k for k in PAIN_AND_PAST if k.split("_")[0] not in ("PAIN", "UNASKED")]),
    since=st.just(datetime(2026, 3, 1, 12, tzinfo=UTC)),
    max_level=st.none() | st.integers(0, 5),
    max_reps=st.none() | st.integers(1, 6),
    ends_advice=st.booleans(),
)


@settings(max_examples=150, deadline=None)
@given(people(), st.sampled_from(QUESTIONS), st.lists(LOCKS, max_size=2))
def test_one_more_yes(raw: dict[str, Any], rule: str, locks: list[Lock]) -> None:
    before = judge(raw, locks=locks)
    after = judge({**raw, "yes": [*raw["yes"], rule]}, locks=locks)
    assert looser(after, before) == []


@settings(max_examples=60, deadline=None)
@given(people(), st.sampled_from(TWO_LEVEL))
def test_the_major_form_for_the_milder(raw: dict[str, Any], rule: str) -> None:
    milder = judge({**raw, "milder": [rule]})
    major = judge({**raw, "yes": [*raw["yes"], rule], "milder": []})
    assert looser(major, milder) == []


@settings(max_examples=80, deadline=None)
@given(people(), st.integers(0, 10), st.integers(0, 10))
def test_one_more_point_of_pain(raw: dict[str, Any], one: int, two: int) -> None:
    low, high = sorted((one, two))
    assert looser(judge({**raw, "pain_0_10": high}), judge({**raw, "pain_0_10": low})) == []


@settings(max_examples=60, deadline=None)
@given(people())
def test_not_being_sure_whether_it_is_pain(raw: dict[str, Any]) -> None:
    sure = judge({**raw, "unsure_if_pain": False})
    assert looser(judge({**raw, "unsure_if_pain": True}), sure) == []


@settings(max_examples=80, deadline=None)
@given(people(), st.data())
def test_one_report_less(raw: dict[str, Any], data: st.DataObject) -> None:
    before = judge(raw)
    if raw["clearances"]:
        gone = data.draw(st.integers(0, len(raw["clearances"]) - 1))
        left = [r for i, r in enumerate(raw["clearances"]) if i != gone]
        after = judge({**raw, "clearances": left})
        assert [respect for respect in looser(after, before) if respect != "locked_tags"] == []
        unsaid = before.locked_tags - after.locked_tags
        assert unsaid <= {Tag.HEAD_DOWN, Tag.FLEX_STAND}, "only what the report itself forbade"
        for exercise_id in after.allowed:
            level = after.max_level if exercise_id in ("D01", "D02") else 0
            assert not CATALOGUE[exercise_id].tags_at(level) & unsaid


@settings(max_examples=80, deadline=None)
@given(people(), st.lists(LOCKS, max_size=2), LOCKS)
def test_one_more_lock(raw: dict[str, Any], locks: list[Lock], more: Lock) -> None:
    assert looser(judge(raw, locks=[*locks, more]), judge(raw, locks=locks)) == []


@settings(max_examples=60, deadline=None)
@given(people())
def test_leaving_questions_out(raw: dict[str, Any]) -> None:
    assert looser(judge({**raw, "complete": False}), judge({**raw, "complete": True})) == []


@settings(max_examples=100, deadline=None)
@given(people(), st.lists(LOCKS, max_size=2))
def test_a_verdict_agrees_with_itself(raw: dict[str, Any], locks: list[Lock]) -> None:
    verdict = judge(raw, locks=locks)
    fold_open = bool({"D01", "D02"} & set(verdict.allowed))
    assert fold_open or verdict.max_level == 0
    assert list(verdict.allowed) == [i for i in EVERYTHING if i in verdict.allowed]
    assert (verdict.outcome == "stop") == (verdict.urgency in ("U0", "U1", "U2"))
    assert not (verdict.outcome in ("ask", "stop") and fold_open)
    assert verdict.outcome == "go" or verdict.reasons
    if verdict.urgency in ("U0", "U1"):
        assert verdict.allowed == ()


class TestPermit:
    """A session that nobody screened cannot be written."""

    day = date(2026, 3, 2)

    def test_it_cannot_be_forged(self) -> None:
        for key in (None, object(), "key"):
            with pytest.raises(NotAllowed):
                Permit("D01", 0, self.day, Adjustments(), key)

    def test_it_cannot_be_made_over_into_another(self) -> None:
        mine = permit(judge({"complete": True}), "D01", 1, self.day)
        with pytest.raises(ValueError, match="key"):
            replace(mine, level=5)
        with pytest.raises(FrozenInstanceError):
            mine.level = 5  # type: ignore[misc]
        assert copy(mine) == mine

    def test_it_is_for_what_is_open_up_to_the_level_that_is_open(self) -> None:
        verdict = judge({"complete": True, "yes": ["PC17"]})
        assert permit(verdict, "D02", 1, self.day).level == 1
        with refused(NotAllowed, match="up to level 1"):
            permit(verdict, "D02", 2, self.day)

    @pytest.mark.parametrize("raw", [{}, {"yes": ["RF01"]}, {"complete": True, "yes": ["PC02"]}])
    def test_it_is_not_given_for_a_closed_fold(self, raw: dict[str, Any]) -> None:
        for fold in ("D01", "D02"):
            with refused(NotAllowed, match=fold):
                permit(judge(raw), fold, 0, self.day)

    def test_it_carries_how_the_session_is_led(self) -> None:
        verdict = judge({"complete": True, "yes": ["PC35"]})
        assert permit(verdict, "D01", 0, self.day).adjustments == replace(Adjustments(), natural_breath=True)


def test_every_lock_of_the_past_has_its_rule() -> None:
    assert set(PAIN_AND_PAST) <= set(RULES.by_key)
