"""Which movements a break begins with: docs/evidence.md D, "Picker", and S7 to S9."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unslump.adapters.content import load_catalogue, load_words
from unslump.core.catalogue.picker import STAND_INS, Wish, match, pick, score
from unslump.core.vocab import Area

CATALOGUE = load_catalogue(load_words())
ALL = frozenset(CATALOGUE.ids)
FOLDS = ("D01", "D02")
OPEN = Wish((), ALL, FOLDS)

AREAS = st.lists(st.sampled_from(tuple(Area)), unique=True, max_size=5).map(tuple)
WISHES = st.builds(
    Wish,
    areas=AREAS,
    allowed=st.frozensets(st.sampled_from(CATALOGUE.ids)),
    folds=st.sampled_from((FOLDS, FOLDS[::-1])),
    lately=st.lists(st.sampled_from(CATALOGUE.ids), max_size=3).map(tuple),
    rose=st.frozensets(st.sampled_from(CATALOGUE.ids), max_size=5),
    time_s=st.floats(30, 600),
    posture=st.sampled_from((None, "sit", "stand")),
    sat=st.booleans(),
)


def areas_of(exercise_id: str) -> tuple[Area, ...]:
    return CATALOGUE[exercise_id].areas


@given(WISHES)
def test_what_is_locked_is_never_offered_and_three_are_where_three_are_open(wish: Wish) -> None:
    picks = pick(CATALOGUE, wish)
    assert set(picks.ids) <= wish.allowed
    assert len(set(picks.ids)) == len(picks.ids)
    both_folds = set(FOLDS) <= wish.allowed
    assert len(picks.ids) >= min(3, len(wish.allowed) - both_folds)
    assert not set(FOLDS) <= set(picks.ids), "the fold stands there once, in the position that is liked"


@given(WISHES)
def test_the_same_wish_gives_the_same_picks(wish: Wish) -> None:
    assert pick(CATALOGUE, wish) == pick(CATALOGUE, replace(wish))


@given(WISHES)
def test_a_score_stays_within_its_weights(wish: Wish) -> None:
    assert all(-2 <= score(exercise, wish) <= 7 for exercise in CATALOGUE.exercises)


class TestTheBack:
    @pytest.mark.parametrize("liked", [FOLDS, FOLDS[::-1]])
    def test_the_fold_comes_first_in_the_position_that_is_liked(self, liked: tuple[str, str]) -> None:
        picks = pick(CATALOGUE, Wish((Area.LOWER_BACK,), ALL, liked))
        assert picks.ids[0] == liked[0] and not picks.ask

    def test_the_fold_comes_in_the_position_that_is_open(self) -> None:
        assert pick(CATALOGUE, Wish((Area.LOWER_BACK,), ALL - {"D01"}, FOLDS)).ids[0] == "D02"

    def test_it_comes_at_its_place_in_the_order_of_the_person(self) -> None:
        ids = pick(CATALOGUE, replace(OPEN, areas=(Area.NECK, Area.LOWER_BACK))).ids
        assert Area.NECK in areas_of(ids[0]) and ids[1] == "D01"

    def test_it_is_seen_however_late_the_back_was_chosen(self) -> None:
        areas = (Area.NECK, Area.EYES, Area.HANDS, Area.LEGS, Area.LOWER_BACK)
        assert "D01" in pick(CATALOGUE, replace(OPEN, areas=areas)).ids

    def test_closed_it_gives_way_to_the_stand_ins_and_says_whom_to_ask(self) -> None:
        picks = pick(CATALOGUE, Wish((Area.LOWER_BACK,), ALL - set(FOLDS), FOLDS), count=4)
        assert picks.ids == STAND_INS and picks.ask

    def test_who_did_not_choose_the_back_is_not_told_of_it(self) -> None:
        assert not pick(CATALOGUE, Wish((Area.NECK,), ALL - set(FOLDS), FOLDS)).ask


class TestTheOrder:
    @given(st.sampled_from([a for a in Area if a not in (Area.LOWER_BACK, Area.RIBS)]), AREAS)
    def test_what_is_for_the_first_area_comes_first(self, first: Area, others: tuple[Area, ...]) -> None:
        areas = (first, *(area for area in others if area is not first))
        picks = pick(CATALOGUE, replace(OPEN, areas=areas))
        assert first in areas_of(picks.ids[0]) or picks.ids[0] in FOLDS

    def test_an_earlier_area_matches_better(self) -> None:
        chosen = (Area.NECK, Area.EYES, Area.HANDS)
        values = [match((area,), chosen) for area in chosen]
        assert values == sorted(values, reverse=True) and values[-1] > match((Area.LEGS,), chosen) == 0

    def test_what_was_done_lately_makes_room(self) -> None:
        neck = replace(OPEN, areas=(Area.NECK,))
        first = pick(CATALOGUE, neck).ids[0]
        assert first not in pick(CATALOGUE, replace(neck, lately=(first,))).ids[:1]

    def test_what_felt_worse_afterwards_falls_back(self) -> None:
        neck = replace(OPEN, areas=(Area.NECK,))
        first = pick(CATALOGUE, neck).ids[0]
        assert pick(CATALOGUE, replace(neck, rose=frozenset({first}))).ids[0] != first

    def test_who_comes_from_sitting_is_offered_to_stand_or_walk(self) -> None:
        assert CATALOGUE[pick(CATALOGUE, OPEN).ids[0]].position in ("stand", "move")

    def test_what_takes_too_long_loses_its_point(self) -> None:
        walk = CATALOGUE["D38"]
        long = replace(OPEN, lasts_s={"D38": 400.0})
        assert score(walk, OPEN) - score(walk, long) == 1
