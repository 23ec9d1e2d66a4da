"""The way back up: each region's own progress, its order, and which neighbours turned as one.

Everything here uses only shape and timing of each region's own progress, so that how much a region can bend
does not matter (docs/evidence.md E.12, E.13)::

    F_k   1              ______.....       progress of region k, isotonic fit
                     ___/   /              kappa: largest gap between neighbours' progress
                  __/   ___/               tau_k: area above the curve, its mean turn time
          0  ____/_____/                   u: share of the uncurl, 0 to 1
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from scipy.optimize import isotonic_regression
from scipy.stats import kendalltau

from ..vocab import Region
from .frames import Floats

SAMPLES = 200
"""Progress is compared at so many times of the uncurl."""

LEAST_TURN_DEG, TIMES_NOISE = 6.0, 4.0
"""A region turns visibly from so much on, or so many times its own noise (docs/evidence.md E.13 step 2)."""

ONE_WAY = 0.15
"""Above this misfit a region did not go one way (docs/evidence.md E.13 step 3)."""

TIE = 0.03
"""Mean turn times closer than this are tied (docs/evidence.md E.12)."""

U: Floats = np.linspace(0.0, 1.0, SAMPLES + 1)


@dataclass(frozen=True, slots=True, eq=False)
class Progress:
    """One region's way back in one repetition.

    Attributes
    ----------
    turn_deg : float
        How far it turned back.
    curve : ndarray, shape (SAMPLES + 1,)
        0 to 1 over the uncurl.
    misfit : float
        Root mean square of what the isotonic fit leaves, as a share of the turn.
    noise_deg : float
        Standard deviation while still.
    is_doubted : bool
        The turn may be its neighbours', not its own.
    """

    turn_deg: float
    curve: Floats
    misfit: float
    noise_deg: float
    is_doubted: bool = False

    @property
    def is_seen(self) -> bool:
        """Whether it turned by more than can be noise."""
        return not self.is_doubted and self.turn_deg >= max(LEAST_TURN_DEG, TIMES_NOISE * self.noise_deg)

    @property
    def is_one_way(self) -> bool:
        return self.misfit <= ONE_WAY

    @property
    def counts(self) -> bool:
        return self.is_seen and self.is_one_way

    @property
    def mean_turn(self) -> float:
        """Mean turn time, as a share of the uncurl."""
        return float(np.trapezoid(1 - self.curve, U))

    def reaches(self, share: float) -> float:
        """Return when the progress first reaches a share, between samples, as a share of the uncurl."""
        after = int(np.argmax(self.curve >= share))
        if after == 0:
            return 0.0
        low, high = self.curve[after - 1], self.curve[after]
        return float(U[after - 1] + (share - low) / (high - low) * (U[after] - U[after - 1]))


def progress_of(
    t_s: Floats, angle_deg: Floats, *, span_s: tuple[float, float], before_deg: float, after_deg: float,
    noise_deg: float,
) -> Progress:  # fmt: skip
    """Return a region's progress.

    Parameters
    ----------
    t_s, angle_deg : ndarray, shape (frames,)
        A smoothed angle.
    span_s : tuple of float
        When the uncurl begins and ends.
    before_deg, after_deg : float
        The angle while still before and after.
    """
    turn = before_deg - after_deg
    at = span_s[0] + U * (span_s[1] - span_s[0])
    if abs(turn) < 1e-6:
        return Progress(0.0, np.zeros_like(U), 1.0, noise_deg)
    raw = (before_deg - np.interp(at, t_s, angle_deg)) / turn
    climbing = isotonic_regression(raw).x
    misfit = float(np.sqrt(np.mean((raw - climbing) ** 2)))
    return Progress(turn, np.clip(climbing, 0.0, 1.0), misfit, noise_deg)


def averaged(repetitions: Sequence[Progress]) -> Progress:
    """Return the mean of several repetitions (docs/evidence.md E.13 step 4)."""
    return Progress(
        float(np.mean([each.turn_deg for each in repetitions])),
        np.mean([each.curve for each in repetitions], axis=0),
        float(np.mean([each.misfit for each in repetitions])),
        float(np.mean([each.noise_deg for each in repetitions])),
    )


def separation(below: Floats, above: Floats) -> float:
    """Return kappa: the largest gap between two progress curves, 0 (as one) to 1 (one after the other)."""
    return float(np.max(np.abs(below - above)))


def order_score(progress: Mapping[Region, Progress]) -> float | None:
    """Return Kendall's tau-b of place and mean turn time: +1 pelvis first and on upward, -1 head first.

    Times closer than ``TIE`` are tied. None with fewer than four regions that turned visibly, or when all
    tie.
    """
    times = [each.mean_turn for each in progress.values() if each.counts]
    if len(times) < 4:
        return None
    tau = kendalltau(np.arange(len(times)), _tied(times)).statistic
    return None if np.isnan(tau) else float(tau)


def _tied(times: Sequence[float]) -> Sequence[int]:
    """Return ranks; a chain of times each closer than ``TIE`` to the one before is one rank."""
    order = np.argsort(times)
    ranks = np.zeros(len(times), dtype=int)
    for before, after in pairwise(order):
        ranks[after] = ranks[before] + (times[after] - times[before] >= TIE)
    return [int(rank) for rank in ranks]
