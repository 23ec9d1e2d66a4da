"""The person's own back, bent: template, chain and fit, one by one."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from bodies_read import BODY, filmed, somebody
from unslump.core.motion import fit as fitting
from unslump.core.motion.chain import PLACE, STATE, joints, landmarks, skin, skin_normals, turned
from unslump.core.motion.fit import Fit, fit, seen_of, start_states
from unslump.core.motion.floor import disturbed, edge_noise
from unslump.core.motion.frames import SPINE, Flags, Floats
from unslump.core.motion.side_view import Edge, SideView, side_view
from unslump.core.motion.template import (
    HIGHEST,
    LOWEST,
    NAPE,
    STEP,
    BackTemplate,
    _profile,
    _standing_out,
    template_of,
)
from unslump.testing.side_bodies import SideBody

HEIGHTS: Floats = np.arange(LOWEST, HIGHEST + STEP / 2, STEP)
BELOW_NAPE = round((NAPE - LOWEST) / STEP)
states = arrays(np.float64, (2, STATE), elements=st.floats(-1.2, 1.2))


@cache
def still_view(body: SideBody = BODY) -> SideView:
    frames, _ = filmed(body)
    return side_view(frames[:10], scale_px=body.scale_px, facing=body.facing)


@cache
def template(body: SideBody = BODY) -> BackTemplate:
    found = template_of(still_view(body))
    assert found is not None
    return found


def test_unbent_it_lies_on_the_still_start() -> None:
    view = still_view()
    seen = seen_of(view)
    result = fit(template(), seen, start_states(template(), view, slice(0, 10)), rounds=6, settled=0)
    assert np.nanmax(np.abs(result.residual)) < 0.004
    np.testing.assert_allclose(result.states[:, PLACE:], 0, atol=0.02)


@pytest.mark.parametrize("points", [skin, joints])
@given(states)
@settings(max_examples=8, deadline=None)
def test_derivatives_are_those_of_the_points(points: object, at: Floats) -> None:
    assert callable(points)
    bent, small = points(template(), at), 1e-6
    for number in range(STATE):
        ahead, behind = at.copy(), at.copy()
        ahead[:, number] += small
        behind[:, number] -= small
        slope = (points(template(), ahead).at - points(template(), behind).at) / (2 * small)
        np.testing.assert_allclose(bent.by_state[..., number], slope, atol=1e-6)


@given(st.floats(-1.5, 1.5))
@settings(max_examples=20, deadline=None)
def test_turned_in_one_piece_it_keeps_its_shape(by_rad: float) -> None:
    rest, turned_state = np.zeros((1, STATE)), np.zeros((1, STATE))
    turned_state[:, PLACE:] = by_rad
    before = skin(template(), rest).at[0]
    np.testing.assert_allclose(
        skin(template(), turned_state).at, turned(before, np.full((1, len(before)), by_rad))
    )
    normals = skin_normals(template(), turned_state)
    np.testing.assert_allclose(np.hypot(normals[..., 0], normals[..., 1]), 1.0)


def test_moved_it_is_moved() -> None:
    away = np.zeros((1, STATE))
    away[0, :PLACE] = [0.3, -0.2]
    for points in (lambda at: skin(template(), at).at, lambda at: landmarks(template(), at)):
        expected = points(np.zeros((1, STATE))) + np.array([0.3, -0.2])
        np.testing.assert_allclose(points(away), expected)


@given(states)
@settings(max_examples=20, deadline=None)
def test_the_chain_never_grows_however_it_bends(at: Floats) -> None:
    """No two landmarks are farther apart than the chain between them is long."""
    between = np.diff(template().step @ template().landmarks.reach)
    apart = np.linalg.norm(np.diff(landmarks(template(), at), axis=1), axis=-1)
    assert (apart <= between + 1e-9).all()


def test_the_skin_moves_out_along_its_normals() -> None:
    moved = template().moved(np.full(len(template().skin_normal), 0.05))
    rest = np.zeros((1, STATE))
    np.testing.assert_allclose(
        skin(moved, rest).at - skin(template(), rest).at, 0.05 * skin_normals(template(), rest)
    )


def test_a_chair_back_is_no_part_of_the_back() -> None:
    assert template_of(still_view(somebody(posture="sit", chair_back=(0.35, 0.75)))) is None
    found = template_of(still_view(somebody(posture="sit", chair_back=(0.0, 0.02))))
    assert found is None or not found.skin_sure.all()


def steps(*places: tuple[int, int]) -> Floats:
    found = np.zeros(len(HEIGHTS))
    for place, side in places:
        found[place] = side
    return found


def runs(out: Flags) -> list[tuple[int, int]]:
    changes = np.flatnonzero(np.diff(np.r_[False, out, False].astype(int)))
    return list(zip(changes[::2].tolist(), changes[1::2].tolist(), strict=True))


@pytest.mark.parametrize(
    ("found", "out"),
    [
        (steps(), []),
        (steps((30, 1), (60, -1)), [(30, 60)]),
        (steps((30, 1)), [(30, BELOW_NAPE)]),
        (steps((60, -1)), [(0, 60)]),
        (steps((60, -1), (80, 1)), [(0, 60), (80, BELOW_NAPE)]),
        (steps((20, 1), (30, -1), (50, 1), (70, -1)), [(20, 30), (50, 70)]),
        (steps((BELOW_NAPE + 4, -1)), []),  # the neck is thinner than the back
    ],
)
def test_what_stands_out_lies_between_its_steps(found: Floats, out: list[tuple[int, int]]) -> None:
    assert runs(_standing_out(found)) == out


def smooth_back(frames: int = 12) -> Floats:
    return np.tile(0.2 + 0.03 * np.sin(5 * HEIGHTS), (frames, 1))


def test_a_smooth_steady_edge_is_sure_all_over() -> None:
    profile, sure = _profile(smooth_back())
    assert sure.all()
    np.testing.assert_allclose(profile, smooth_back()[0])


def test_a_bump_an_unsteady_part_and_a_gap_are_not() -> None:
    bump, unsteady, gap = smooth_back(), smooth_back(), smooth_back()
    bump[:, 50:70] += 0.08
    unsteady[::2, 50:70] += 0.03
    gap[:, 50:70] = np.nan
    for crossings in (bump, unsteady, gap):
        _, sure = _profile(crossings)
        assert not sure[50:70].any()
        assert sure[:40].all() and sure[80:].all()


def test_a_flicker_in_few_pictures_does_not_move_the_back() -> None:
    crossings = smooth_back()
    crossings[3, 40:60] += 0.2
    profile, sure = _profile(crossings)
    assert sure.all()
    np.testing.assert_allclose(profile, smooth_back()[0])


def fold_states(template: BackTemplate, frames: int) -> Floats:
    """Return a fold the template itself can make, small enough to be followed from afar."""
    turn = np.radians(70) * (1 - np.cos(np.linspace(0, np.pi, frames))) / 2
    bent = np.zeros((frames, STATE))
    bent[:, PLACE:] = turn[:, np.newaxis] * np.array([0.6, 0.75, 0.9, 1.0, 1.1, 1.2])
    return bent


def drawn_from(template: BackTemplate, bent: Floats) -> SideView:
    """Return the view of somebody whose back is exactly that of the template."""
    finer = np.linspace(0, len(template.skin_normal) - 1, 400)
    at, normals = skin(template, bent).at, skin_normals(template, bent)

    def along(values: Floats) -> Floats:
        known = np.arange(len(values))
        return np.column_stack([np.interp(finer, known, values[:, axis]) for axis in (0, 1)])

    edges = [Edge(along(points), along(out)) for points, out in zip(at, normals, strict=True)]
    seen = np.full((len(bent), 19, 2), np.nan)
    seen[:, [9, 3]] = joints(template, bent).at
    unseen, unsure = np.full((len(bent), SPINE, 2), np.nan), np.zeros((len(bent), SPINE))
    return SideView(np.arange(len(bent)) / 10, seen, edges, 100.0, 1, unseen, unsure)


def test_what_the_template_did_is_found_again() -> None:
    bent = fold_states(template(), 30)
    view = drawn_from(template(), bent)
    start = start_states(template(), view, slice(0, 3))
    result = fit(template(), seen_of(view), start, rounds=14, settled=5, reach=0.36)
    assert np.degrees(np.abs(result.states - bent)[:, PLACE:]).max() < 3.0
    assert np.degrees(np.abs(result.states - bent)[:, PLACE:]).mean() < 0.7


def test_a_gap_is_bridged_by_what_moves_smoothly() -> None:
    bent = fold_states(template(), 30)
    view = drawn_from(template(), bent)
    gone = slice(14, 17)
    edges = [
        Edge(np.empty((0, 2)), np.empty((0, 2))) if 14 <= n < 17 else e for n, e in enumerate(view.edges)
    ]
    seen = view.joints.copy()
    seen[gone] = np.nan
    holed = replace(view, edges=edges, joints=seen)
    start = start_states(template(), holed, slice(0, 3))
    result = fit(template(), seen_of(holed), start, rounds=14, settled=5, reach=0.36)
    assert np.isnan(result.residual[gone]).all()
    assert np.degrees(np.abs(result.states - bent)[gone, PLACE:]).max() < 4.0


def dense_step(smooth: fitting._Smoothness, held: fitting._Normal, at: Floats) -> Floats:
    """Solve all frames together with whole matrices."""
    frames = len(at)
    matrix, slope = np.zeros((frames * STATE, frames * STATE)), held.slope.ravel().copy()
    for frame in range(frames):
        part = slice(frame * STATE, (frame + 1) * STATE)
        matrix[part, part] += held.matrix[frame]
    for first, coefficients in enumerate(smooth.coefficients):
        row = np.zeros((STATE, frames * STATE))
        for place in range(3):
            part = slice((first + place) * STATE, (first + place + 1) * STATE)
            row[:, part] = coefficients[place] * np.eye(STATE)
        matrix += row.T @ smooth.quadratic @ row
        slope += row.T @ smooth.quadratic @ row @ at.ravel()
    return np.linalg.solve(matrix, -slope).reshape(at.shape)


@pytest.mark.parametrize("frames", [1, 2, 3, 4, 9])
def test_the_banded_solver_is_the_dense_one(frames: int) -> None:
    random = np.random.default_rng(frames)
    at = random.normal(size=(frames, STATE))
    half = random.normal(size=(frames, STATE, 2 * STATE))
    held = fitting._Normal(half @ half.transpose(0, 2, 1), random.normal(size=(frames, STATE)))
    times = np.cumsum(random.uniform(0.05, 0.2, max(frames, 2)))[:frames]
    smooth = fitting._smoothness(times)
    np.testing.assert_allclose(
        fitting._solve(smooth, held, at), dense_step(smooth, held, at), rtol=1e-6, atol=1e-9
    )


def test_smoothness_is_a_second_derivative_at_uneven_times() -> None:
    times = np.array([0.0, 0.1, 0.25, 0.3, 0.52])
    c = fitting._smoothness(times).coefficients
    for values, curve in ((3 * times**2 - times + 4, 6.0), (2 * times, 0.0)):
        found = c[:, 0] * values[:-2] + c[:, 1] * values[1:-1] + c[:, 2] * values[2:]
        np.testing.assert_allclose(found, curve, atol=1e-9)


@given(st.floats(-30, 30))
def test_what_lies_far_off_pulls_less(r: float) -> None:
    for redescend in (False, True):
        near, far = fitting._weights(np.array([r, 2 * r]), redescend)
        assert 0 < far <= near <= 1


def test_noise_in_the_still_start_is_measured() -> None:
    random = np.random.default_rng(3)
    clean = np.tile(random.normal(0, 0.01, len(template().skin_normal)), (40, 1))
    noise = random.normal(0, 0.002, clean.shape)
    still = slice(0, 40)
    assert edge_noise(Fit(template(), np.zeros((40, STATE)), clean), still) == pytest.approx(0.0, abs=1e-12)
    found = edge_noise(Fit(template(), np.zeros((40, STATE)), clean + noise), still)
    assert found == pytest.approx(0.002, rel=0.05)
    nothing = np.full_like(clean, np.nan)
    assert np.isnan(edge_noise(Fit(template(), np.zeros((40, STATE)), nothing), still))


def test_noise_that_is_put_on_has_the_size_asked_for_and_lasts() -> None:
    seen = seen_of(still_view())
    moved = disturbed(seen, 0.003, np.random.default_rng(4)).moved
    assert moved is not None
    whole = np.array([row[:300] for row in moved])
    assert whole.std() == pytest.approx(0.003, rel=0.35)
    together = np.corrcoef(whole[0], whole[1])[0, 1]
    assert 0.4 < together < 0.98
