"""Progress, separation and order of the way back, as relations that hold for any curve."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from unslump.core.motion.frames import Floats
from unslump.core.motion.uncurl import (
    TIE,
    Progress,
    U,
    averaged,
    order_score,
    progress_of,
    separation,
)
from unslump.core.vocab import Region

UNITS = (Region.PELVIS, Region.LOW_BACK, Region.WAIST, Region.MID_BACK)
SPAN = (1.0, 5.0)
T_S: Floats = np.arange(0, 6.01, 0.1)
angles = arrays(np.float64, len(T_S), elements=st.floats(-60, 60))
curves = arrays(np.float64, len(U), elements=st.floats(0, 1)).map(np.sort)


def ramp(begin: float, width: float) -> Floats:
    return np.clip((U - begin) / width, 0, 1)


def turns(curve: Floats, turn_deg: float = 15.0, misfit: float = 0.0, noise_deg: float = 0.1) -> Progress:
    return Progress(turn_deg, curve, misfit, noise_deg)


def in_order(times: list[float]) -> dict[Region, Progress]:
    """Return four regions that turn around these times."""
    return {unit: turns(ramp(time - 0.1, 0.2)) for unit, time in zip(UNITS, times, strict=True)}


@given(angles, st.floats(-60, 60), st.floats(-60, 60))
def test_progress_only_climbs_from_nought_to_one(angle: Floats, before: float, after: float) -> None:
    progress = progress_of(T_S, angle, span_s=SPAN, before_deg=before, after_deg=after, noise_deg=0.1)
    assert ((progress.curve >= 0) & (progress.curve <= 1)).all()
    assert (np.diff(progress.curve) >= -1e-12).all()
    assert progress.misfit >= 0 and 0 <= progress.mean_turn <= 1
    assert progress.turn_deg == pytest.approx(before - after, abs=1e-6)


@given(st.floats(7, 40), st.floats(-20, 20), st.floats(1, 30))
def test_progress_does_not_depend_on_where_or_how_far(turn: float, at: float, other: float) -> None:
    """Twice the turn from another angle is the same progress (docs/evidence.md E.13)."""
    share = np.clip((T_S - 1) / 4, 0, 1) ** 2
    one, two = (
        progress_of(T_S, before - size * share, span_s=SPAN, before_deg=before, after_deg=before - size,
                    noise_deg=0.1)
        for before, size in ((at, turn), (other, 2 * turn))
    )  # fmt: skip
    np.testing.assert_allclose(one.curve, two.curve, atol=1e-9)


def test_what_went_back_and_forth_is_not_one_way() -> None:
    angle = 20 - 10 * (T_S > 1.5) + 15 * (T_S > 2.5) - 20 * (T_S > 3.5)
    wild = progress_of(T_S, angle, span_s=SPAN, before_deg=20, after_deg=5, noise_deg=0.1)
    assert wild.is_seen and not wild.is_one_way and not wild.counts


@pytest.mark.parametrize(
    ("turn_deg", "noise_deg", "seen"),
    [(6.0, 0.1, True), (5.9, 0.1, False), (15.0, 4.0, False), (-15.0, 0.1, False)],
)
def test_a_turn_is_seen_above_its_noise(turn_deg: float, noise_deg: float, seen: bool) -> None:
    assert turns(U, turn_deg, noise_deg=noise_deg).is_seen is seen
    assert not Progress(turn_deg, U, 0.0, noise_deg, is_doubted=True).is_seen


def test_without_any_turn_there_is_no_progress() -> None:
    progress = progress_of(T_S, T_S * 0, span_s=SPAN, before_deg=3, after_deg=3, noise_deg=0)
    assert not progress.counts and not progress.curve.any()


@given(curves, curves)
def test_separation_is_a_distance_from_nought_to_one(one: Floats, other: Floats) -> None:
    kappa = separation(one, other)
    assert 0 <= kappa <= 1
    assert kappa == separation(other, one) and separation(one, one) == 0


@given(curves, curves, curves)
def test_separation_is_no_further_by_way_of_a_third(one: Floats, two: Floats, three: Floats) -> None:
    assert separation(one, three) <= separation(one, two) + separation(two, three) + 1e-12


def test_one_after_the_other_is_wholly_separate() -> None:
    assert separation(ramp(0, 0.5), ramp(0.5, 0.5)) == 1


@given(st.floats(0.05, 0.9), st.floats(0.05, 0.9))
def test_the_later_turn_has_the_later_mean(one: float, other: float) -> None:
    first, second = (turns(ramp(begin, 0.1)) for begin in (one, other))
    assert second.mean_turn - first.mean_turn == pytest.approx(other - one, abs=0.01)


@given(curves)
def test_shares_are_reached_in_order(curve: Floats) -> None:
    curve = np.r_[0.0, curve[1:-1], 1.0]
    reached = [turns(curve).reaches(share) for share in (0.1, 0.5, 0.9)]
    assert reached == sorted(reached) and all(0 <= each <= 1 for each in reached)


def test_a_share_is_reached_between_samples() -> None:
    assert turns(U).reaches(0.1234) == pytest.approx(0.1234)


@given(st.permutations([0.1, 0.35, 0.6, 0.85]))
def test_the_order_score_changes_sign_when_the_movement_is_reversed(times: list[float]) -> None:
    score, reversed_score = order_score(in_order(times)), order_score(in_order([1 - time for time in times]))
    assert score is not None and -1 <= score <= 1
    assert reversed_score == pytest.approx(-score)


def test_pelvis_first_and_on_upward_is_one() -> None:
    assert order_score(in_order([0.1, 0.35, 0.6, 0.85])) == 1
    assert order_score(in_order([0.85, 0.6, 0.35, 0.1])) == -1


def test_times_within_the_noise_are_ties() -> None:
    assert order_score(in_order([0.5, 0.51, 0.52, 0.53])) is None
    tied = order_score(in_order([0.2, 0.2 + 0.9 * TIE, 0.6, 0.8]))
    swapped = order_score(in_order([0.2 + 0.9 * TIE, 0.2, 0.6, 0.8]))
    assert tied == swapped and tied is not None and 0.8 < tied < 1


def test_three_regions_have_no_order() -> None:
    regions = in_order([0.1, 0.35, 0.6, 0.85])
    assert order_score({**regions, Region.WAIST: turns(U, turn_deg=2.0)}) is None


@given(st.lists(curves, min_size=1, max_size=4))
def test_several_repetitions_are_one_between_them(several: list[Floats]) -> None:
    mean = averaged([turns(curve) for curve in several])
    assert (mean.curve >= np.min(several, axis=0) - 1e-12).all()
    assert (mean.curve <= np.max(several, axis=0) + 1e-12).all()
    assert all(low <= high + 1e-12 for low, high in pairwise(mean.curve))
