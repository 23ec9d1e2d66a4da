"""The promise: a back that moves in one piece, or whose low back never bends, is not called supple.

At most one in twenty, by the floor of docs/evidence.md E.13 step 6. Here are the decision alone, a thousand
times, and a few whole ways; ``python -m benchmarks.motion_trials 1000`` goes the whole way a thousand times.
"""

from __future__ import annotations

import numpy as np
import pytest
from scipy.ndimage import gaussian_filter1d

from bodies_read import analysed, somebody
from unslump.core.motion import floor
from unslump.core.motion.floor import PairNoise, Together, floor_of, labelled
from unslump.core.motion.frames import Floats
from unslump.core.motion.uncurl import SAMPLES, Progress, U, progress_of, separation
from unslump.core.vocab import Region
from unslump.testing.side_bodies import SideBody

TRIALS = 1000
UNCURL_S = 6.0
BLOCK = round(len(U) / UNCURL_S)
T_S: Floats = np.arange(-2.0, UNCURL_S + 2.0, 1 / 15)


def drift(rows: int, random: np.random.Generator) -> Floats:
    """Return noise of standard deviation one over a recording, as slow as what the 1 Hz filter lets by."""
    noise = gaussian_filter1d(random.standard_normal((rows, len(T_S))), 4.0, axis=1)
    return np.asarray(noise / noise.std())


def measured(turn_deg: float, width: float, noise_deg: Floats) -> Progress:
    """Return the progress of a region that turns evenly within the middle ``width`` of the uncurl."""
    share = np.clip((T_S / UNCURL_S - (1 - width) / 2) / width, 0, 1)
    angle = turn_deg * (1 - share**2 * (3 - 2 * share)) + noise_deg
    before, after = (float(np.median(angle[part])) for part in (T_S < 0, T_S > UNCURL_S))
    return progress_of(T_S, angle, span_s=(0.0, UNCURL_S), before_deg=before, after_deg=after, noise_deg=0.0)


def pool(noise_deg: float, turn_deg: float, random: np.random.Generator) -> Floats:
    at = np.searchsorted(T_S, U * UNCURL_S).clip(max=len(T_S) - 1)
    return np.asarray(noise_deg / turn_deg * drift(floor.DRAWS, random)[:, at])


def test_what_moves_as_one_is_called_separate_at_most_once_in_twenty(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(floor, "RESAMPLES", 25)
    random = np.random.default_rng(7)
    said = []
    for _ in range(TRIALS):
        turns, noise, width = random.uniform(7, 25, 2), random.uniform(0.2, 2.5), random.uniform(0.5, 1.0)
        low, high = (measured(turn, width, noise * drift(1, random)[0]) for turn in turns)
        if not (low.counts and high.counts):
            continue
        pools = PairNoise(*(pool(noise, turn, random) for turn in turns), block=BLOCK)
        said.append(labelled(separation(low.curve, high.curve), floor_of(low, high, pools, 1, random)))
    assert len(said) > 0.9 * TRIALS
    assert said.count(Together.SEPARATE) / len(said) < 0.05
    assert said.count(Together.JOINED) / len(said) > 0.4  # and it is not bought by saying nothing


def test_what_turns_apart_is_still_called_so() -> None:
    random = np.random.default_rng(8)
    low = measured(18.0, 0.4, 0.3 * drift(1, random)[0])
    late = np.interp(U - 0.3, U, low.curve)
    high = Progress(14.0, late, 0.0, 0.1)
    pools = PairNoise(pool(0.3, 18.0, random), pool(0.3, 14.0, random), block=BLOCK)
    assert (
        labelled(separation(low.curve, high.curve), floor_of(low, high, pools, 1, random))
        is Together.SEPARATE
    )


def test_more_noise_is_a_higher_floor_and_more_repetitions_a_lower_one() -> None:
    random = np.random.default_rng(9)
    one = Progress(15.0, U, 0.0, 0.1)
    floors = [
        floor_of(one, one, PairNoise(pool(n, 15.0, random), pool(n, 15.0, random), BLOCK), 1, random)
        for n in (0.1, 0.5, 1.5, 4.0)
    ]
    assert floors == sorted(floors)
    pools = PairNoise(pool(1.5, 15.0, random), pool(1.5, 15.0, random), BLOCK)
    assert floor_of(one, one, pools, 5, random) < floor_of(one, one, pools, 1, random)


def test_without_noise_there_is_no_floor() -> None:
    one = Progress(15.0, U, 0.0, 0.0)
    still = np.zeros((8, SAMPLES + 1))
    assert floor_of(one, one, PairNoise(still, still, BLOCK), 3, np.random.default_rng(1)) == 0.0


@pytest.mark.parametrize(
    ("kappa", "limit", "label"),
    [
        (0.05, 0.02, Together.JOINED),
        (0.14, 0.02, Together.JOINED),
        (0.22, 0.02, Together.CANNOT_TELL),
        (0.36, 0.02, Together.SEPARATE),
        (0.36, 0.27, Together.CANNOT_TELL),
        (0.24, 0.25, Together.JOINED),
        (0.44, 0.33, Together.SEPARATE),
        (0.90, 0.36, Together.CANNOT_TELL),
        (0.00, 0.36, Together.CANNOT_TELL),
    ],
)
def test_labels(kappa: float, limit: float, label: Together) -> None:
    assert labelled(kappa, limit) is label


def test_a_higher_floor_never_makes_a_pair_separate() -> None:
    for kappa in np.linspace(0, 1, 41):
        said = [labelled(kappa, limit) is Together.SEPARATE for limit in np.linspace(0, 0.5, 51)]
        assert said == sorted(said, reverse=True)


STIFF = [
    somebody(uncurl="block", edge_noise=0.002, seed=1),
    somebody(uncurl="block", edge_noise=0.004, seed=2, posture="sit", hip_deg=35.0),
    somebody(uncurl="block", edge_noise=0.006, joint_noise=0.01, seed=3),
    somebody(rigid=tuple(range(5)), seed=4),
    somebody(rigid=tuple(range(5)), edge_noise=0.004, seed=5),
    somebody(rigid=tuple(range(5)), uncurl="top", edge_noise=0.004, seed=6),
    somebody(rigid=tuple(range(5)), uncurl="block", edge_noise=0.003, seed=7, posture="sit", hip_deg=35.0),
    somebody(rigid=tuple(range(17)), uncurl="block", edge_noise=0.003, seed=8),
]


@pytest.mark.parametrize("body", STIFF, ids=range(len(STIFF)))
def test_a_stiff_body_is_not_called_supple(body: SideBody) -> None:
    said = analysed(body)[0].review
    in_one_piece = body.uncurl == "block"
    for pair in said.pairs:
        if in_one_piece or Region.LOW_BACK in (pair.below, pair.above):
            assert pair.label is not Together.SEPARATE
    if body.rigid:
        assert not said.progress[Region.LOW_BACK].is_seen


def test_a_back_without_any_bend_has_nothing_to_tell_but_the_hips() -> None:
    said = analysed(STIFF[-1])[0].review
    assert [pair.label for pair in said.pairs] == [Together.NO_TURN] * 3
    assert said.measures["E12"].value is None and said.measures["E13"].value is None
    assert said.measures["E1"].value == pytest.approx(1.0, abs=0.06)
