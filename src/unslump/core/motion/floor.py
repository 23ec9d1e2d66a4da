"""The noise floor of a pair of neighbours: how far apart they would look if they moved as one.

Noise makes a back look supple (docs/evidence.md E.14), so every separation is held against what the same
noise would show if both neighbours truly shared one progress (E.13 step 6). The noise is measured, not
assumed: the recording is fitted again with the edge disturbed as much as it wandered in the still start,
and the differences are kept (docs/motion-findings.md, step 7).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum

import numpy as np
from scipy.ndimage import gaussian_filter1d
from scipy.optimize import isotonic_regression

from ..vocab import Region
from .angles import Angles, turning_of
from .fit import EDGE, Fit, Seen, fit
from .frames import Floats, Numbers
from .side_view import EDGE_STEP
from .uncurl import Progress, U, separation

JOINED, SEPARATE = 0.15, 0.35
"""Below the first two neighbours move as one, above the second they turn apart. docs/evidence.md E.13 step
7 has 0.20 and 0.30. The fit draws separations toward the middle: rendered neighbours at 0.53 and 0.57 read
0.16 and 0.19. And a mask that errs alike in every picture reads as separation that no floor knows: disturbed
pictures of neighbours that moved as one read up to 0.42 (docs/camera-measures.md)."""

ABOVE_FLOOR = 0.10
FLOOR_TOO_HIGH = 0.35

DRAWS = 8
"""How often the recording is fitted anew. At least 6 were needed (docs/motion-findings.md)."""

ROUNDS = 3
RESAMPLES = 200
BLOCK_S = 1.0

SHORT, LONG = 0.04, 0.15
"""Lengths over which edge noise hangs together, hip-shoulder lengths; half of its variance each."""

LASTING = 0.85
"""Share of the noise that stays from a frame to the next at 15 frames a second."""


class Together(Enum):
    """How two neighbours moved."""

    JOINED = "joined"
    SEPARATE = "separate"
    CANNOT_TELL = "can't tell"
    NO_TURN = "no visible turn"


@dataclass(frozen=True, slots=True)
class Pair:
    """Two neighbours in the uncurl.

    Attributes
    ----------
    separation, floor : float or None
        kappa and its noise floor (95th percentile when both move as one); None where one of them did not
        turn.
    lag : float or None
        How much later the upper one turns, as a share of the uncurl; positive from the bottom up.
    """

    below: Region
    above: Region
    separation: float | None
    floor: float | None
    lag: float | None
    label: Together


def edge_noise(result: Fit, still: slice) -> float:
    """Return how much the back's edge wandered in the still start, lengths (root mean square).

    What stood in front of or behind the back then is left out: the bent back was not held to it.
    """
    template = result.template
    part = result.residual[still][:, template.is_back & template.was_sure]
    part = part[:, np.isfinite(part).any(axis=0)]
    centred = part - np.nanmean(part, axis=0)
    return float(np.sqrt(np.nanmean(centred**2))) if centred.size else float("nan")


def disturbed(seen: Seen, amount: float, random: np.random.Generator) -> Seen:
    """Return the same with its edge taken to lie elsewhere, by noise of standard deviation ``amount``."""
    longest = max((len(edge.points) for edge in seen.edges), default=0)
    stays = LASTING ** (15 * float(np.median(np.diff(seen.t_s))))
    noise = _along(longest, random)
    moved = []
    for edge in seen.edges:
        moved.append(amount * noise[: len(edge.points)])
        noise = stays * noise + np.sqrt(1 - stays**2) * _along(longest, random)
    return replace(seen, moved=moved)


def _along(points: int, random: np.random.Generator) -> Floats:
    """Return noise of variance one along a line, made of a short and a long part."""
    parts = []
    for length in (SHORT, LONG):
        smooth = gaussian_filter1d(random.standard_normal(points), length / EDGE_STEP, mode="wrap")
        parts.append(smooth / max(float(np.std(smooth)), 1e-12))
    mixed: Floats = (parts[0] + parts[1]) / np.sqrt(2)
    return mixed


@dataclass(frozen=True, slots=True, eq=False)
class Refit:
    """Part of a recording fitted again with its edge disturbed: ``core.motion.angles.turning_of`` it."""

    t_s: Floats
    turning: Mapping[Region, Floats]


def refitted(
    seen: Seen, result: Fit, part: slice, amount: float, random: np.random.Generator, *, draws: int = DRAWS
) -> list[Refit]:
    """Return part of the recording fitted again, so many times, each with the edge disturbed anew."""
    chosen, states = seen.part(part), result.states[part]
    amount = max(amount, EDGE / 10)
    return [
        Refit(
            chosen.t_s,
            turning_of(
                fit(result.template, disturbed(chosen, amount, random), states, rounds=ROUNDS, settled=0)
            ),
        )
        for _ in range(draws)
    ]


@dataclass(frozen=True, slots=True, eq=False)
class PairNoise:
    """What noise does to two neighbours over an uncurl: differences as shares of their turns.

    Attributes
    ----------
    below, above : ndarray, shape (draws, SAMPLES + 1)
    block : int
        How many samples of the uncurl hang together.
    """

    below: Floats
    above: Floats
    block: int


def floor_of(
    below: Progress, above: Progress, noise: PairNoise, repetitions: int, random: np.random.Generator
) -> float:
    """Return the 95th percentile of kappa if both followed their common progress (E.13 step 6)."""
    weight = below.turn_deg / (below.turn_deg + above.turn_deg)
    common = weight * below.curve + (1 - weight) * above.curve
    values = []
    for _ in range(RESAMPLES):
        rows = [_blocks(noise, random) for _ in range(repetitions)]
        lower = np.mean([_climbing(common + noise.below[r, c]) for r, c in rows], axis=0)
        upper = np.mean([_climbing(common + noise.above[r, c]) for r, c in rows], axis=0)
        values.append(separation(lower, upper))
    return float(np.percentile(values, 95))


def _blocks(noise: PairNoise, random: np.random.Generator) -> tuple[Numbers, Numbers]:
    """Choose stretches of noise, each from any draw and any time, that fill an uncurl."""
    draws, samples = noise.below.shape
    block = min(noise.block, samples)
    count = -(-samples // block)
    rows = np.repeat(random.integers(draws, size=count), block)[:samples]
    starts = random.integers(samples - block + 1, size=count)
    columns = (starts[:, np.newaxis] + np.arange(block)).ravel()[:samples]
    return rows, columns


def _climbing(curve: Floats) -> Floats:
    fitted: Floats = np.clip(isotonic_regression(curve).x, 0.0, 1.0)
    return fitted


def labelled(kappa: float, floor: float) -> Together:
    """Return the label of a pair (docs/evidence.md E.13 step 7)."""
    if floor > FLOOR_TOO_HIGH:
        return Together.CANNOT_TELL
    if kappa < max(JOINED, floor):
        return Together.JOINED
    return Together.SEPARATE if kappa > max(SEPARATE, floor + ABOVE_FLOOR) else Together.CANNOT_TELL


def noise_of(
    angles: Angles, refits: Sequence[Refit], below: Region, above: Region, *,
    span_s: tuple[float, float], turns_deg: tuple[float, float],
) -> PairNoise:  # fmt: skip
    """Return what the refits differ by over an uncurl, as shares of the regions' turns."""
    at = span_s[0] + U * (span_s[1] - span_s[0])

    def apart(region: Region, turn: float) -> Floats:
        base = np.interp(at, angles.t_s, angles.turning()[region])
        return np.array([base - np.interp(at, each.t_s, each.turning[region]) for each in refits]) / turn

    length_s = max(span_s[1] - span_s[0], 1e-6)
    block = max(2, round(BLOCK_S / length_s * len(U)))
    return PairNoise(apart(below, turns_deg[0]), apart(above, turns_deg[1]), block)
