"""What is said of all repetitions together: pattern, pairs, clumps, and the middle finding."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bodies_read import BODY, analysed, filmed, somebody
from unslump.core.motion.analyse import analyse
from unslump.core.motion.findings import Finding, State, cannot_tell
from unslump.core.motion.floor import Pair, Together
from unslump.core.motion.frames import Floats
from unslump.core.motion.review import UNITS, Asked, _clumps, _middle_one, _order_finding, _pattern, visible
from unslump.core.motion.uncurl import Progress, U
from unslump.core.vocab import Region
from unslump.core.words import Said
from unslump.testing.side_bodies import recorded

J, S, C, N = Together.JOINED, Together.SEPARATE, Together.CANNOT_TELL, Together.NO_TURN
BY_NAME = dict(zip("PLWM", UNITS, strict=True))


def ramp(middle: float) -> Floats:
    return np.clip((U - middle + 0.15) / 0.3, 0, 1)


def regions(
    *middles: float, turns: tuple[float, float, float, float] = (40, 20, 15, 12)
) -> dict[Region, Progress]:
    """Return pelvis, low back, waist and mid back that turn around these times."""
    each = zip(UNITS, middles, turns, strict=True)
    return {unit: Progress(turn, ramp(middle), 0.0, 0.1) for unit, middle, turn in each}


@pytest.mark.parametrize(
    ("middles", "pattern"),
    [
        ((0.2, 0.4, 0.6, 0.8), "pelvis_first"),
        ((0.8, 0.6, 0.4, 0.2), "head_first"),
        ((0.5, 0.5, 0.5, 0.5), "one_piece"),
        ((0.5, 0.54, 0.46, 0.55), "one_piece"),
        ((0.3, 0.8, 0.3, 0.3), "mixed"),
        ((0.5, 0.5, 0.5, 0.585), "mixed"),
    ],
)
def test_pattern(middles: tuple[float, ...], pattern: str) -> None:
    assert _pattern(regions(*middles), True) == pattern


def test_a_pattern_needs_the_pelvis_and_two_more() -> None:
    whole = regions(0.2, 0.4, 0.6, 0.8)
    assert _pattern(regions(0.2, 0.4, 0.6, 0.8, turns=(2, 20, 15, 12)), True) is None
    assert _pattern(regions(0.2, 0.4, 0.6, 0.8, turns=(40, 2, 2, 12)), True) is None
    assert _pattern({**whole, Region.WAIST: Progress(15, ramp(0.6), 0.5, 0.1)}, True) == "pelvis_first"


def test_an_edge_that_wanders_tells_only_of_a_clear_lead() -> None:
    assert _pattern(regions(0.2, 0.25, 0.3, 0.4), False) == "pelvis_first"
    assert _pattern(regions(0.2, 0.25, 0.28, 0.32), False) is None
    assert _pattern(regions(0.3, 0.3, 0.3, 0.3), False) is None


def test_a_low_back_that_turns_less_than_the_waist_is_doubted() -> None:
    low = Region.LOW_BACK
    assert not visible(regions(0.2, 0.4, 0.6, 0.8, turns=(40, 12, 15, 10)))[low].is_seen
    assert visible(regions(0.2, 0.4, 0.6, 0.8, turns=(40, 15, 15, 10)))[low].is_seen


@pytest.mark.parametrize(
    ("labels", "clumps"),
    [
        ((J, J, J), ["PLWM"]),
        ((J, S, J), ["PL", "WM"]),
        ((S, J, J), ["LWM"]),
        ((J, C, S), ["PL"]),
        ((S, S, S), []),
        ((N, N, C), []),
    ],
)
def test_clumps_are_the_longest_runs_of_joined_pairs(labels: tuple[Together, ...], clumps: list[str]) -> None:
    pairs = [
        Pair(below, above, 0.1, 0.1, 0.0, label)
        for below, above, label in zip(UNITS, UNITS[1:], labels, strict=False)
    ]
    assert list(_clumps(pairs)) == [[BY_NAME[name] for name in each] for each in clumps]


@given(st.lists(st.none() | st.floats(-50, 50), min_size=1, max_size=7))
def test_the_middle_repetition_speaks(values: list[float | None]) -> None:
    findings = [
        cannot_tell("deg", Said("motion.lost")) if each is None
        else Finding(each, "deg", State.OK, Said("motion.E9.ok"))
        for each in values
    ]  # fmt: skip
    said, told = _middle_one(findings), sorted(each for each in values if each is not None)
    if told:
        assert said.value in told
        assert sum(each <= (said.value or 0) for each in told) * 2 >= len(told)
    else:
        assert said.state is State.CANNOT_TELL


@pytest.mark.parametrize(
    ("order", "pattern", "state", "key"),
    [
        (None, "one_piece", State.TRY, "one_piece"),
        (0.3, "one_piece", State.TRY, "one_piece"),
        (None, None, State.CANNOT_TELL, "no_turn"),
        (None, "mixed", State.CANNOT_TELL, "no_turn"),
        (-1.0, "head_first", State.TRY, "head_first"),
        (1.0, "pelvis_first", State.OK, "ok"),
        (0.6, "pelvis_first", State.TRY, "nearly"),
        (0.0, "mixed", State.TRY, "try"),
    ],
)
def test_order(order: float | None, pattern: str | None, state: State, key: str) -> None:
    finding = _order_finding(order, pattern)
    assert (finding.state, finding.reason.key) == (state, f"motion.E12.{key}")
    assert finding.value == (None if state is State.CANNOT_TELL or pattern == "one_piece" else order)


def test_what_goes_in_one_piece_has_no_order() -> None:
    said = analysed(somebody(uncurl="block"))[0].review
    assert (said.pattern, said.order, said.measures["E12"].value) == ("one_piece", None, None)
    assert said.measures["E12"].state is State.TRY and said.progress


def test_which_parts_moved_as_one_is_never_graded_on_what_was_not_seen() -> None:
    for body, key, share in (
        (BODY, "apart", 1.0),
        (somebody(uncurl="block"), "clump", 0.0),
        (somebody(rigid=tuple(range(17)), edge_noise=0.001), "no_pair", None),
    ):
        finding = analysed(body)[0].review.measures["E13"]
        assert (finding.reason.key, finding.value) == (f"motion.E13.{key}", share)


def test_an_edge_too_unsteady_for_labels_gets_none() -> None:
    unsteady = somebody(edge_noise=0.0055, lasting=0.0, seed=3)
    analysis, _ = analysed(unsteady)
    assert 0.003 < (analysis.recordings[0].quality.edge_noise or 0) <= 0.005
    assert {pair.label for pair in analysis.review.pairs} <= {C, N}
    assert analysis.review.measures["E13"].reason.key == "motion.E13.unsteady"
    assert analysis.review.measures["E1"].value is not None  # what needs less is told all the same


def test_one_shaky_recording_takes_the_labels_from_both() -> None:
    steady, shaky = (filmed(each)[0] for each in (BODY, somebody(edge_noise=0.0055, lasting=0.0, seed=3)))
    both = analyse([steady, shaky], Asked(level=2)).review
    assert {pair.label for pair in both.pairs} <= {C, N}


def test_levels_and_the_guide_change_only_what_asks_for_them() -> None:
    frames, _ = filmed(BODY)
    plain = analyse([frames], Asked(level=2)).review
    guided = analyse([frames], replace(Asked(level=2), exhales_s=[(0.0, 30.0)])).review
    changed = {
        name for name, finding in plain.measures.items() if finding.reason != guided.measures[name].reason
    }
    assert changed == {"E10"} and guided.measures["E10"].state is State.OK


def test_a_recording_that_ends_on_the_way_up_tells_only_of_the_fold() -> None:
    frames, truth = recorded(somebody())
    begin, end = truth.uncurls_s[0]
    said = analyse([[each for each in frames if each.t_s < (begin + end) / 2]], Asked()).review
    assert said.measures["E1"].value is not None
    assert {said.measures[name].reason.key for name in ("E11", "E12", "E13", "E15")} == {"motion.cut_off"}
    assert said.measures["E9"].value is None
    assert said.pattern is None and not said.pairs
