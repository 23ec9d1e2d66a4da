"""Smoothing, the first look by the joints, and the phases of a movement."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bodies_read import BODY, filmed, read, somebody
from unslump.core.motion.frames import Floats
from unslump.core.motion.movement import first_look
from unslump.core.motion.phases import rest_after, rest_before
from unslump.core.motion.smooth import bridged, low_pass, speed, spike_free

T_S: Floats = np.arange(0, 8, 1 / 15)


@given(st.lists(st.none() | st.floats(-9, 9), min_size=2, max_size=30))
def test_gaps_are_bridged_within_what_is_there(values: list[float | None]) -> None:
    column = np.array([np.nan if each is None else each for each in values])
    there = np.isfinite(column)
    filled = bridged(column)
    assert filled.shape == column.shape
    np.testing.assert_array_equal(filled[there], column[there])
    if there.any():
        assert filled.min() >= column[there].min() and filled.max() <= column[there].max()
    else:
        assert np.isnan(filled).all()


def test_bridging_touches_nothing_it_was_given() -> None:
    values = np.array([[1.0, np.nan], [np.nan, np.nan], [3.0, np.nan]])
    filled = bridged(values)
    assert np.isnan(values[1, 0]) and filled[1, 0] == 2.0
    assert np.isnan(filled[:, 1]).all()  # missing stays missing


def test_a_spike_is_taken_out_and_a_step_is_kept() -> None:
    values = np.r_[np.zeros(20), np.ones(20)]
    spiked = values.copy()
    spiked[[5, 30]] = 50.0
    np.testing.assert_array_equal(spike_free(spiked), values)


@given(st.floats(-5, 5), st.floats(-5, 5), st.floats(0.5, 3))
def test_smoothing_is_linear(a: float, b: float, c: float) -> None:
    one, two = np.sin(c * T_S), np.cumsum(np.cos(3 * T_S))
    whole = low_pass(T_S, a * one + b * two)
    np.testing.assert_allclose(whole, a * low_pass(T_S, one) + b * low_pass(T_S, two), atol=1e-6)


def test_smoothing_keeps_slow_turns_and_their_time() -> None:
    slow = 40 / (1 + np.exp(-2 * (T_S - 4)))
    smooth = low_pass(T_S, slow)
    np.testing.assert_allclose(smooth, slow, atol=0.4)
    assert np.interp(20, smooth, T_S) == pytest.approx(4.0, abs=0.02)


def test_smoothing_takes_most_of_white_noise() -> None:
    noise = np.random.default_rng(1).standard_normal(len(T_S))
    assert np.std(low_pass(T_S, noise)) < 0.45


def test_what_is_too_short_or_too_slow_to_filter_stays() -> None:
    short = np.array([1.0, 5.0, 2.0])
    np.testing.assert_array_equal(low_pass(T_S[:3], short), short)
    seldom = np.arange(0, 20, 1.0)
    np.testing.assert_array_equal(low_pass(seldom, seldom**2), seldom**2)


def test_speed_knows_uneven_times() -> None:
    uneven = np.sort(np.random.default_rng(2).uniform(0, 9, 60))
    np.testing.assert_allclose(speed(uneven, 7 * uneven), 7.0)


@pytest.mark.parametrize("posture", ["stand", "sit"])
@pytest.mark.parametrize("facing", [1, -1])
def test_the_first_look_finds_side_start_and_fold(posture: str, facing: int) -> None:
    body = somebody(posture=posture, facing=facing, hip_deg=40.0)
    look = first_look(filmed(body)[0])
    assert look.facing == facing
    assert look.scale_px == pytest.approx(body.scale_px, rel=0.05)
    assert look.t_s[look.still.stop - 1] == pytest.approx(body.still_s, abs=0.4)
    (repetition,) = look.repetitions
    assert body.still_s <= look.t_s[repetition.begin] <= body.still_s + body.fold_s
    deepest_s = look.t_s[repetition.deepest]
    assert body.still_s + 0.6 * body.fold_s <= deepest_s <= body.still_s + body.fold_s + body.hold_s + 1


@pytest.mark.parametrize("count", [1, 2, 4])
def test_every_repetition_is_found_once(count: int) -> None:
    look = first_look(filmed(somebody(repetitions=count, uncurl_s=2.5, fold_s=1.5))[0])
    assert len(look.repetitions) == count
    assert all(
        one.end <= other.begin for one, other in zip(look.repetitions, look.repetitions[1:], strict=False)
    )


def test_of_a_long_still_start_the_end_is_taken() -> None:
    look = first_look(filmed(somebody(still_s=6.0))[0])
    begin, end = look.t_s[look.still][[0, -1]]
    assert end - begin == pytest.approx(2.0, abs=0.15) and end == pytest.approx(6.0, abs=0.4)


def test_a_head_that_moves_is_not_still() -> None:
    frames, _ = filmed(BODY)
    nodding = []
    for number, frame in enumerate(frames):
        points = frame.joints_px.copy()
        points[:3] += np.array([25.0 * np.sin(2.5 * number / 10), 0.0])
        nodding.append(replace(frame, joints_px=points))
    look = first_look(nodding)
    assert look.still.stop - look.still.start < 8


@pytest.mark.parametrize("uncurl", ["seq", "top", "block"])
def test_phases_are_where_the_body_moved(uncurl: str) -> None:
    body = somebody(uncurl=uncurl)
    reading, truth = read(body)
    phases, t_s = reading.repetitions[0].phases, reading.angles.t_s
    begin, end = truth.uncurls_s[0]
    assert t_s[phases.fold[0]] == pytest.approx(body.still_s, abs=0.6)
    assert t_s[phases.fold[1]] == pytest.approx(body.still_s + body.fold_s, abs=0.6)
    assert t_s[phases.uncurl[0]] == pytest.approx(begin, abs=0.7)
    assert t_s[phases.uncurl[1]] == pytest.approx(end, abs=0.7)
    assert phases.fold[0] < phases.fold[1] <= phases.uncurl[0] < phases.uncurl[1]
    assert phases.hold == (phases.fold[1], phases.uncurl[0])


def test_a_way_back_ends_before_the_next_fold_begins() -> None:
    body = somebody(repetitions=2)
    reading, truth = read(body)
    first, second = reading.repetitions
    assert first.span_s[1] < reading.angles.t_s[second.phases.fold[0]] + 1e-9
    lengths = [end - begin for begin, end in (first.span_s, second.span_s)]
    assert lengths[0] == pytest.approx(lengths[1], abs=0.25)
    assert truth.uncurls_s[1][0] > first.span_s[1]


@given(st.integers(0, 40), st.integers(0, 40))
def test_a_rest_is_never_empty(frame: int, limit: int) -> None:
    before = rest_before(T_S, frame, not_before=limit)
    after = rest_after(T_S, frame, not_after=limit)
    assert before.stop == frame + 1 and before.start <= frame
    assert after.start == frame and after.stop >= frame + 1
