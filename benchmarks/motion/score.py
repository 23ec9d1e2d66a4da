"""How far what was read lies from what truly happened. Every number here is 0 for a perfect reading.

Angles are compared as change from the still start that the reading itself took, at every picture it used.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from unslump.core.motion.angles import Angles
from unslump.core.motion.floor import Pair
from unslump.core.motion.form import SHARE_AT_DEG, hip_share
from unslump.core.motion.frames import Floats
from unslump.core.motion.reading import Reading, Turned
from unslump.core.motion.review import CLEAR_LAG, SAME_TIME, Review
from unslump.core.motion.uncurl import Progress, order_score, separation
from unslump.core.vocab import Region

from .truth import ANGLES, REGIONS, VISIBLE_DEG, TrueTurn, Truth

TRULY_JOINED, TRULY_SEPARATE = 0.20, 0.30
"""docs/evidence.md E.13 step 7, on the true separation."""

FOLD_ENDS_S = 0.3
"""A reading's fold may reach so far beyond the true one."""


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """What of a reading is scored."""

    angles: Angles
    still: slice
    turns: Sequence[Turned]
    pattern: str | None
    order: float | None
    pairs: Sequence[Pair]

    @classmethod
    def of(cls, reading: Reading, review: Review) -> Found:
        return cls(
            reading.angles, reading.still, reading.repetitions, review.pattern, review.order, review.pairs
        )


@dataclass(frozen=True, slots=True)
class Share:
    """Hip share when the trunk first had turned ``at_deg``: found less true."""

    at_deg: float
    error: float


@dataclass(frozen=True, slots=True)
class Half:
    """When a region was half back: found less true, seconds; and how long the true uncurl took."""

    region: str
    error_s: float
    uncurl_s: float


@dataclass(frozen=True, slots=True)
class Label:
    """One pair of neighbours: what was true of it and what was said, with both separations."""

    pair: str
    true: str
    said: str
    true_kappa: float | None
    kappa: float | None
    floor: float | None


@dataclass(frozen=True, slots=True)
class Score:
    """One clip. ``mean_deg`` and ``p95_deg`` are of the absolute error, by ``truth.ANGLES``."""

    mean_deg: Mapping[str, float]
    p95_deg: Mapping[str, float]
    shares: Sequence[Share]
    halves: Sequence[Half]
    true_pattern: str | None
    pattern: str | None
    true_order: float | None
    order: float | None
    labels: Sequence[Label]
    turns: int
    true_turns: int

    def plain(self) -> Mapping[str, Any]:
        """Return it as JSON values."""
        return asdict(self)


def scored(found: Found, truth: Truth) -> Score:
    """Score one reading."""
    errors = {name: np.abs(each) for name, each in _errors(found, truth).items()}
    paired = _paired(found.turns, truth.turns)
    true = truth.progress() if truth.turns else {}
    return Score(
        mean_deg={name: float(each.mean()) for name, each in errors.items()},
        p95_deg={name: float(np.percentile(each, 95)) for name, each in errors.items()},
        shares=[share for turned, turn in paired for share in _shares(found, truth, turned, turn)],
        halves=[half for turned, turn in paired for half in _halves(turned, turn)],
        true_pattern=pattern_of(true) if true else None,
        pattern=found.pattern,
        true_order=order_score(true) if true else None,
        order=found.order,
        labels=_labels(found.pairs, true) if true else [],
        turns=len(found.turns),
        true_turns=len(truth.turns),
    )


def measured(angles: Angles) -> Mapping[str, Floats]:
    """Return a reading's angles by the names of the truth."""
    return {
        "trunk": angles.trunk_deg,
        "pelvis": angles.pelvis_deg,
        "hip": angles.hip_flexion_deg,
        **{region.value: angle for region, angle in angles.regions_deg.items()},
    }


def changes(angles: Angles, still: slice) -> Mapping[str, Floats]:
    """Return each angle as change from the still start."""
    return {name: each - np.median(each[still]) for name, each in measured(angles).items()}


def _errors(found: Found, truth: Truth) -> Mapping[str, Floats]:
    ours = changes(found.angles, found.still)
    return {name: ours[name] - _true_change(found, truth, name) for name in ANGLES}


def _true_change(found: Found, truth: Truth, name: str) -> Floats:
    true = truth.at(name, found.angles.t_s)
    change: Floats = true - np.median(true[found.still])
    return change


def _paired(found: Sequence[Turned], true: Sequence[TrueTurn]) -> Sequence[tuple[Turned, TrueTurn]]:
    """Return each true repetition with the one that was found in its time."""
    pairs = []
    for turn in true:
        overlaps = [_overlap(each.span_s, turn.uncurl_s) for each in found]
        if overlaps and max(overlaps) > 0:
            pairs.append((found[int(np.argmax(overlaps))], turn))
    return pairs


def _overlap(one: tuple[float, float], other: tuple[float, float]) -> float:
    return min(one[1], other[1]) - max(one[0], other[0])


def _shares(found: Found, truth: Truth, turned: Turned, turn: TrueTurn) -> Sequence[Share]:
    ours = hip_share(found.angles, turned.phases, found.still).more["at"]
    t_s = found.angles.t_s
    trunk, pelvis = (_true_change(found, truth, name) for name in ("trunk", "pelvis"))
    fold = (t_s >= turn.fold_s[0]) & (t_s <= turn.fold_s[1] + FOLD_ENDS_S)
    shares = []
    for at in SHARE_AT_DEG:
        there = np.flatnonzero(fold & (trunk >= at))
        if len(there) and (share := ours[f"{at:g}"]) is not None:
            shares.append(Share(at, float(share - pelvis[there[0]] / trunk[there[0]])))
    return shares


def _halves(turned: Turned, turn: TrueTurn) -> Sequence[Half]:
    """Score what truly turned and was seen to turn."""
    return [
        Half(
            region.value,
            _half_s(turned.span_s, turned.progress[region]) - _half_s(turn.uncurl_s, turn.progress[region]),
            turn.uncurl_s[1] - turn.uncurl_s[0],
        )
        for region in REGIONS
        if turned.progress[region].counts and turn.progress[region].turn_deg >= VISIBLE_DEG
    ]


def _half_s(span_s: tuple[float, float], progress: Progress) -> float:
    return span_s[0] + progress.reaches(0.5) * (span_s[1] - span_s[0])


def pattern_of(true: Mapping[Region, Progress]) -> str | None:
    """Return how the whole movement truly went: by the uppermost region that visibly turned, against the
    pelvis."""
    seen = [each.mean_turn for each in true.values() if each.turn_deg >= VISIBLE_DEG]
    if true[Region.PELVIS].turn_deg < VISIBLE_DEG or len(seen) < 2:
        return None
    lags = np.array(seen[1:]) - seen[0]
    if np.abs(lags).max() <= SAME_TIME:
        return "one_piece"
    if abs(lags[-1]) < CLEAR_LAG:
        return "mixed"
    return "pelvis_first" if lags[-1] > 0 else "head_first"


def _labels(pairs: Sequence[Pair], true: Mapping[Region, Progress]) -> Sequence[Label]:
    said = {(pair.below, pair.above): pair for pair in pairs}
    labels = []
    for below, above in pairwise(REGIONS):
        label, kappa = true_label(true[below], true[above])
        if pair := said.get((below, above)):
            names = f"{below.value}/{above.value}"
            labels.append(Label(names, label, pair.label.value, kappa, pair.separation, pair.floor))
    return labels


def true_label(low: Progress, high: Progress) -> tuple[str, float | None]:
    """Return what a perfect observer would say of two neighbours, and their true separation."""
    if min(low.turn_deg, high.turn_deg) < VISIBLE_DEG:
        return "no visible turn", None
    kappa = separation(low.curve, high.curve)
    if kappa < TRULY_JOINED:
        return "joined", kappa
    return ("separate" if kappa > TRULY_SEPARATE else "between"), kappa
