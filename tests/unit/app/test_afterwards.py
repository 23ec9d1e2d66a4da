"""What follows from what was said afterwards."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unslump.app.afterwards import MAY_GO_ALONG, advice_after, clumps_of, due_this_morning
from unslump.core.history.records import History
from unslump.core.vocab import REGIONS_UPWARD, Region
from unslump.testing.records import a_morning, a_session, at


@given(st.sets(st.sampled_from(REGIONS_UPWARD)))
def test_a_clump_is_a_thing_between_neighbours(marked: set[Region]) -> None:
    order = [region.value for region in REGIONS_UPWARD]
    clumps = clumps_of(marked)
    told = marked - {Region.PELVIS}
    together = {above for clump in clumps for above in clump[1:]}
    assert together == {region.value for region in told}, "each told part is above another in its clump"
    for clump in clumps:
        assert len(clump) >= 2
        places = [order.index(name) for name in clump]
        assert places == list(range(places[0], places[0] + len(places)))
    assert bool(clumps) == bool(told)


def test_a_part_goes_together_with_the_one_below_it() -> None:
    assert clumps_of([Region.WAIST]) == [["low_back", "waist"]]
    assert clumps_of([Region.WAIST, Region.LOW_BACK]) == [["pelvis", "low_back", "waist"]]
    assert clumps_of([Region.LOW_BACK, Region.MID_BACK]) == [["pelvis", "low_back"], ["waist", "mid_back"]]
    assert clumps_of([Region.PELVIS]) == [], "there is nothing below the lowest"
    assert Region.PELVIS not in MAY_GO_ALONG


@pytest.mark.parametrize(
    ("said", "advice"),
    [
        ({}, None),
        ({"pain_0_10": 2}, None),
        ({"pain_0_10": 3}, "session.after.pain_up_advice"),
        ({"pain_0_10": 9, "dizzy": True}, "session.after.dizzy_advice"),
        ({"dizzy": False, "pain_0_10": None}, None),
    ],
)
def test_advice(said: dict[str, object], advice: str | None) -> None:
    assert advice_after(said, a_session(pain_before=1)) == advice


def test_the_morning_question_comes_once_and_about_the_newest_fold_alone() -> None:
    older, newer = a_session("older", at(0)), a_session("newer", at(1))
    walk = a_session("walk", at(1, 12), exercise="D38")
    history = History(sessions=(older, newer, walk))
    assert due_this_morning(history, at(1, 18)) is older, "nothing is asked about today"
    assert due_this_morning(history, at(2, 7)) is newer
    asked = History(sessions=history.sessions, mornings=(a_morning("newer", at(2, 7)),))
    assert due_this_morning(asked, at(2, 8) + timedelta(days=9)) is None
    assert due_this_morning(history, at(4, 7)) is newer, "a weekend later it is still remembered"
    assert due_this_morning(history, at(5, 7)) is None
    assert due_this_morning(History(), at(0)) is None
