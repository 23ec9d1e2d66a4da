"""What is said of one person's recordings: every measure, the order of the uncurl, pairs and clumps.

Several repetitions, in one recording or in several, are one answer: medians for form, mean progress for the
pairs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from ..vocab import Region
from ..words import Said
from . import floor, form, gates
from .angles import BACK
from .findings import Finding, State, cannot_tell
from .floor import Pair, Together
from .reading import Reading, Turned
from .uncurl import Progress, averaged, order_score, separation

NEARLY, IN_ORDER = 0.4, 0.8
"""Order scores: from the second on it is the article's order, from the first on nearly (docs/evidence.md
E.12)."""

UNSTEADY_LAG = 0.15
"""Of an edge that wanders too much for the pairs, only so clear a lead is told. Chosen."""

CLEAR_LAG, SAME_TIME = 0.10, 0.07
"""Between the turns of pelvis and mid back, shares of the uncurl. Beyond the first one leads, within the
second they go together (docs/motion-findings.md: +0.16 to +0.34, -0.26 to -0.34, and -0.05 to +0.06)."""

UNITS: tuple[Region, ...] = (Region.PELVIS, *BACK)
MEASURES = ("E1", "E2", "E3", "E4", "E5", "E6", "E7", "E8", "E9", "E10", "E11", "E12", "E13", "E15")


@dataclass(frozen=True, slots=True, eq=False)
class Review:
    """Everything that is said.

    Attributes
    ----------
    measures : mapping of str to Finding
        By the names of docs/evidence.md part E.
    progress : mapping of Region to Progress
        Mean over the repetitions; empty without one.
    order : float or None
        See ``uncurl.order_score``; None where everything went in one piece, since that has no order.
    pattern : {"pelvis_first", "head_first", "one_piece", "mixed"} or None
        How the whole movement went; None where it cannot be told.
    pairs : sequence of Pair
        From the bottom up.
    clumps : sequence of sequences of Region
        Neighbours that moved as one, where that can be told.
    """

    measures: Mapping[str, Finding]
    progress: Mapping[Region, Progress]
    order: float | None
    pattern: str | None
    pairs: Sequence[Pair]
    clumps: Sequence[Sequence[Region]]


@dataclass(frozen=True, slots=True)
class Asked:
    """What the person's own level and the guide add.

    Attributes
    ----------
    level : int
        Of the ladder (docs/evidence.md C.8).
    exhales_s : sequence of (begin, end) or None
        When the guide breathed out.
    guided_fold_s : float or None
        How long the guide gave for the fold.
    seat_edge_px : float or None
        Where the seat ends in the picture, by the person's own tap.
    """

    level: int = 1
    exhales_s: Sequence[tuple[float, float]] | None = None
    guided_fold_s: float | None = None
    seat_edge_px: float | None = None


FRONTAL = ("E6", "E8")
"""What a front view alone shows."""


def refused_review(reason: Said, seen: Mapping[str, Finding]) -> Review:
    """Return the review of what could not be read: every measure says why, but for what was ``seen`` all
    the same."""
    return Review(
        {name: seen.get(name, cannot_tell("", reason)) for name in MEASURES}, {}, None, None, (), ()
    )


def review(readings: Sequence[Reading], asked: Asked, random: np.random.Generator) -> Review:
    """Review one person's recordings, at least one, with at least one repetition between them."""
    turns = [(reading, turned) for reading in readings for turned in reading.repetitions]
    form_said = {
        **dict.fromkeys(FRONTAL, cannot_tell("deg", Said("motion.from_the_side"))),
        **{name: _middle_one([check(*turn) for turn in turns]) for name, check in _checks(asked).items()},
    }
    whole = [(reading, turned) for reading, turned in turns if turned.is_back]
    back = _way_back(readings, whole, random) if whole else _CUT_OFF
    measures = {**form_said, **back.measures}
    return replace(back, measures={name: measures[name] for name in MEASURES})


def _way_back(
    readings: Sequence[Reading], turns: Sequence[tuple[Reading, Turned]], random: np.random.Generator
) -> Review:
    """Review the ways back up alone."""
    steady = all((reading.quality.edge_noise or 0.0) <= gates.LABELS_NOISE for reading in readings)
    progress = visible({unit: averaged([turned.progress[unit] for _, turned in turns]) for unit in UNITS})
    scores = [score for _, turned in turns if (score := order_score(visible(turned.progress))) is not None]
    pairs = _pairs(turns, progress, random, steady)
    clumps = _clumps(pairs)
    pattern = _pattern(progress, steady)
    order = float(np.median(scores)) if scores and pattern != "one_piece" else None
    measures = {
        "E11": form.pelvis_first([_lead(turned) for _, turned in turns]),
        "E12": _order_finding(order, pattern),
        "E13": _independence(pairs, clumps, readings),
        "E15": form.evenness(progress),
    }
    return Review(measures, progress, order, pattern, pairs, clumps)


_CUT_OFF = Review(
    {name: cannot_tell("", Said("motion.cut_off")) for name in ("E11", "E12", "E13", "E15")},
    {},
    None,
    None,
    (),
    (),
)
"""Of a recording that ends before the person is back up."""


def _checks(asked: Asked) -> Mapping[str, Callable[[Reading, Turned], Finding]]:
    return {
        "E1": lambda r, t: form.hip_share(r.angles, t.phases, r.still),
        "E2": lambda r, t: form.long_back(r.angles, t.phases, r.still, level=asked.level),
        "E3": lambda r, t: form.head_hang(r.angles, t.phases, r.still, level=asked.level),
        "E4": lambda r, t: form.shoulders(r.view, r.fit, r.angles, t.phases, r.still),
        "E5": lambda r, t: form.depth(r.view, r.angles, t.phases, r.still),
        "E7": lambda r, t: form.front_edge(r.view, r.fit, r.angles, r.still, seat_edge_px=asked.seat_edge_px),
        "E9": lambda r, t: form.tempo(
            r.angles,
            t.phases,
            r.still,
            level=asked.level,
            is_back=t.is_back,
            guided_fold_s=asked.guided_fold_s,
        ),
        "E10": lambda r, t: form.with_breath(r.angles, t.phases, asked.exhales_s),
    }


def _middle_one(findings: Sequence[Finding]) -> Finding:
    """Return the finding of the middle repetition, by value; one that cannot tell only where all cannot."""
    told = sorted((each for each in findings if each.value is not None), key=lambda each: each.value or 0.0)
    return told[(len(told) - 1) // 2] if told else findings[0]


def visible(progress: Mapping[Region, Progress]) -> Mapping[Region, Progress]:
    """Return the progress of what turned visibly for certain.

    What the sacrum and the waist turn spreads into the low back between them: a low back that never flexed
    read 4 to 12 degrees on rendered people, always less than the waist, and a free one always more
    (docs/camera-measures.md). So one that turns less than the waist is called little movement, never supple.
    """
    low, waist = progress[Region.LOW_BACK], progress[Region.WAIST]
    if low.turn_deg >= waist.turn_deg:
        return progress
    return {**progress, Region.LOW_BACK: replace(low, is_doubted=True)}


def _lead(turned: Turned) -> tuple[Progress, Progress, float]:
    begin, end = turned.span_s
    return turned.progress[Region.PELVIS], turned.progress[Region.LOW_BACK], end - begin


def _pattern(progress: Mapping[Region, Progress], steady: bool) -> str | None:
    """Return how the whole movement went, by the lags of what turned visibly."""
    seen = [each.mean_turn for each in progress.values() if each.counts]
    if len(seen) < 3 or not progress[Region.PELVIS].counts:
        return None
    lags = np.array(seen[1:]) - seen[0]
    clear = CLEAR_LAG if steady else UNSTEADY_LAG
    if abs(lags[-1]) >= clear and np.abs(lags).max() > SAME_TIME:
        return "pelvis_first" if lags[-1] > 0 else "head_first"
    if not steady:
        return None
    return "one_piece" if np.abs(lags).max() <= SAME_TIME else "mixed"


def _pairs(
    turns: Sequence[tuple[Reading, Turned]], progress: Mapping[Region, Progress], random: np.random.Generator,
    steady: bool,
) -> Sequence[Pair]:  # fmt: skip
    return [_pair(low, high, turns, progress, random, steady) for low, high in pairwise(UNITS)]


def _pair(
    below: Region, above: Region, turns: Sequence[tuple[Reading, Turned]], progress: Mapping[Region,
    Progress], random: np.random.Generator, steady: bool,
) -> Pair:  # fmt: skip
    low, high = progress[below], progress[above]
    if not (low.is_seen and high.is_seen):
        return Pair(below, above, None, None, None, Together.NO_TURN)
    if not (low.is_one_way and high.is_one_way):
        return Pair(below, above, None, None, None, Together.CANNOT_TELL)
    kappa = separation(low.curve, high.curve)
    reading, turned = turns[0]
    noise = floor.noise_of(
        reading.angles, reading.refits, below, above,
        span_s=turned.span_s, turns_deg=(low.turn_deg, high.turn_deg),
    )  # fmt: skip
    limit = floor.floor_of(low, high, noise, len(turns), random)
    label = floor.labelled(kappa, limit) if steady else Together.CANNOT_TELL
    return Pair(below, above, kappa, limit, high.mean_turn - low.mean_turn, label)


def _clumps(pairs: Sequence[Pair]) -> Sequence[Sequence[Region]]:
    """Return the longest runs of neighbours that are all joined (docs/evidence.md E.13 step 8)."""
    runs: list[list[Region]] = []
    for pair in pairs:
        if pair.label is not Together.JOINED:
            continue
        if runs and runs[-1][-1] is pair.below:
            runs[-1].append(pair.above)
        else:
            runs.append([pair.below, pair.above])
    return runs


def _order_finding(order: float | None, pattern: str | None) -> Finding:
    """E.12: the order of the uncurl."""
    if pattern == "one_piece":
        return Finding(None, "", State.TRY, Said("motion.E12.one_piece"))
    if order is None or pattern is None:
        return cannot_tell("", Said("motion.E12.no_turn"))
    if pattern == "head_first":
        return Finding(order, "", State.TRY, Said("motion.E12.head_first"))
    if order >= IN_ORDER:
        return Finding(order, "", State.OK, Said("motion.E12.ok"))
    return Finding(order, "", State.TRY, Said("motion.E12.nearly" if order >= NEARLY else "motion.E12.try"))


def _independence(
    pairs: Sequence[Pair], clumps: Sequence[Sequence[Region]], readings: Sequence[Reading]
) -> Finding:
    """E.13: the share of resolved neighbours that turned apart; where neighbours clumped is told beside
    it."""
    told = [pair for pair in pairs if pair.label in (Together.JOINED, Together.SEPARATE)]
    if not told:
        unsteady = any((r.quality.edge_noise or 0.0) > gates.LABELS_NOISE for r in readings)
        return cannot_tell("share", Said("motion.E13.unsteady" if unsteady else "motion.E13.no_pair"))
    share = sum(pair.label is Together.SEPARATE for pair in told) / len(told)
    more = {"told": len(told), "pairs": len(pairs)}
    if clumps:
        return Finding(share, "share", State.TRY, Said("motion.E13.clump"), more)
    return Finding(share, "share", State.OK, Said("motion.E13.apart"), more)
