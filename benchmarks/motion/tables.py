"""The tables: many clips' scores, laid out as Markdown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from ..rows import Row, columns
from .pipeline import STAGES, Result
from .score import Label, Score
from .truth import ANGLES, Truth

GOAL_DEG = {"trunk": 1.5, "pelvis": 2.0, "hip": 2.5, "low_back": 2.5, "waist": 2.5, "mid_back": 2.5}
GOAL_HIP_WORST_DEG = 4.0
GOAL_SHARE = 0.10
GOAL_HALF: Mapping[str, tuple[float, float]] = {
    "pelvis": (0.15, 0.03), "low_back": (0.15, 0.03), "waist": (0.0, 0.05), "mid_back": (0.0, 0.08),
}  # fmt: skip
"""Seconds, or this share of the uncurl if that is more."""

GOAL_OPPOSITE, GOAL_CANNOT_TELL = 0.02, 1 / 3

TOLD = ("separate", "joined")
SAID = ("separate", "can't tell", "joined", "no visible turn")
TRUE = ("separate", "joined", "between", "no visible turn")


@dataclass(frozen=True)
class Clip:
    """One clip, run. ``score`` None where nothing was read of it."""

    truth: Truth
    result: Result
    score: Score | None


def scores(clips: Iterable[Clip]) -> Sequence[Score]:
    return [clip.score for clip in clips if clip.score]


def refused(clips: Sequence[Clip]) -> str:
    """A line for each clip of which nothing is said: why, and what the gate saw."""
    lines: list[Sequence[str]] = [
        ("refused", "off side, true", "off side, seen", "edge noise", "edge left over", "reason")
    ]
    for clip in clips:
        if clip.score is None:
            quality = clip.result.reading.quality
            lines.append((
                clip.truth.name, f"{clip.truth.off_side_deg:.0f}", _number(quality.off_side_deg, 0),
                _number(quality.edge_noise, 4), _number(quality.residual, 4), clip.result.refused or "",
            ))  # fmt: skip
    return columns(lines) if len(lines) > 1 else "refused: none"


def _number(value: float | None, digits: int) -> str:
    return "-" if value is None or not np.isfinite(value) else f"{value:.{digits}f}"


def by_clip(clips: Sequence[Clip]) -> str:
    """A line for each clip that was read: mean / 95th percentile of the error, pattern, order, halves."""
    head = ("clip", *ANGLES, "pattern: true, said", "order: true, said", "half-uncurl, s")
    lines: list[Sequence[str]] = [head]
    for clip in clips:
        if score := clip.score:
            halves = " ".join(f"{half.error_s:+.2f}" for half in score.halves)
            angles = (f"{score.mean_deg[name]:.1f} / {score.p95_deg[name]:.1f}" for name in ANGLES)
            patterns = f"{score.true_pattern}, {score.pattern}"
            orders = f"{_number(score.true_order, 2)}, {_number(score.order, 2)}"
            lines.append((clip.truth.name, *angles, patterns, orders, halves))
    return columns(lines)


def rows(clips: Sequence[Clip]) -> list[Row]:
    """Each number beside its target."""
    read = scores(clips)
    if not read:
        return []
    return [*_angle_rows(read), *_share_rows(read), *_half_rows(read), *_said_rows(read)]


def _angle_rows(read: Sequence[Score]) -> list[Row]:
    found = []
    for name in ANGLES:
        mean = np.array([score.mean_deg[name] for score in read])
        p95 = np.mean([score.p95_deg[name] for score in read])
        note = f"mean of {len(read)} clips; 95th percentile {p95:.1f}, worst clip {mean.max():.1f}"
        found.append(Row(f"{name}, error", float(mean.mean()), "deg", GOAL_DEG[name], note))
    worst = max(score.mean_deg["hip"] for score in read)
    return [*found, Row("hip, worst clip", worst, "deg", GOAL_HIP_WORST_DEG, "")]


def _share_rows(read: Sequence[Score]) -> list[Row]:
    found = []
    for at in sorted({share.at_deg for score in read for share in score.shares}):
        errors = np.array([share.error for score in read for share in score.shares if share.at_deg == at])
        within = int((np.abs(errors) <= GOAL_SHARE).sum())
        note = f"within {GOAL_SHARE:.2f}: {within} of {len(errors)}; bias {errors.mean():+.3f}"
        goal = GOAL_SHARE if at >= 45 else None
        found.append(Row(f"hip share at {at:g} deg, error", float(np.abs(errors).mean()), "", goal, note))
    return found


def _half_rows(read: Sequence[Score]) -> list[Row]:
    found = []
    for region, (seconds, share) in GOAL_HALF.items():
        halves = [half for score in read for half in score.halves if half.region == region]
        if not halves:
            continue
        error = np.array([abs(half.error_s) for half in halves])
        length = np.array([half.uncurl_s for half in halves])
        within = int((error <= np.maximum(seconds, share * length) + 1e-9).sum())
        signed = np.median([half.error_s / half.uncurl_s for half in halves])
        note = (
            f"within target: {within} of {len(halves)}; median {np.median(error):.2f} s, worst "
            f"{error.max():.2f} s; of the uncurl, median {100 * np.median(error / length):.1f} % "
            f"({100 * signed:+.1f} with its sign), worst {100 * (error / length).max():.1f} %"
        )
        missed = 1 - within / len(halves)
        found.append(Row(f"half-uncurl, {region}, out of target", missed, "of them", 0.0, note))
    return found


def _said_rows(read: Sequence[Score]) -> list[Row]:
    labels = [label for score in read for label in score.labels]
    pattern = Counter(pattern_came_out(score) for score in read)
    told = [score for score in read if score.true_order is not None and score.order is not None]
    apart = [abs(score.order - score.true_order) for score in told]  # type: ignore[operator]
    count = sum(label.true in TOLD for label in labels)
    tells = f"{count} pairs truly joined or separate"
    patterns = f"right {pattern['right']}, can't tell {pattern['untold']}"
    order = f"{len(told)} clips with four regions; worst {max(apart, default=0):.2f}"
    return [
        Row("pattern wrong", pattern["wrong"], "clips", 0, patterns),
        Row("order score, error", float(np.mean(apart)) if apart else None, "", None, order),
        Row("labels opposite to the truth", opposite(labels), "of them", GOAL_OPPOSITE, tells),
        Row("labels can't tell", untold(labels), "of them", GOAL_CANNOT_TELL, tells),
        Row("repetitions missed or too many", sum(abs(s.turns - s.true_turns) for s in read), "", 0, ""),
    ]  # fmt: skip


def pattern_came_out(score: Score) -> str:
    """ "mixed" says of no pattern that it was one; against a true pattern it is wrong all the same."""
    if score.pattern is None or score.true_pattern is None:
        return "untold"
    return "right" if score.pattern == score.true_pattern else "wrong"


def opposite(labels: Sequence[Label]) -> float:
    """Return the share of truly joined or separate pairs of which the other was said."""
    return _share(labels, lambda label: label.said in TOLD and label.said != label.true)


def untold(labels: Sequence[Label]) -> float:
    return _share(labels, lambda label: label.said == "can't tell")


def _share(labels: Sequence[Label], holds: Callable[[Label], bool]) -> float:
    told = [holds(label) for label in labels if label.true in TOLD]
    return float(np.mean(told)) if told else 0.0


def confusion(clips: Sequence[Clip]) -> str:
    """Pairs of neighbours: what was true down, what was said across."""
    counts = Counter((label.true, label.said) for score in scores(clips) for label in score.labels)
    lines: list[Sequence[str]] = [("true \\ said", *SAID)]
    for true in TRUE:
        total = sum(counts[true, said] for said in SAID)
        lines.append((f"{true} ({total})", *(str(counts[true, said]) for said in SAID)))
    return columns(lines)


def costs(clips: Sequence[Clip], peaks_mib: Mapping[str, float]) -> str:
    """Milliseconds a picture of each stage; clips that were refused early count for what was done."""
    watches = [clip.result.watch for clip in clips if clip.score]
    if not watches:
        return ""
    frames = sum(watch.frames for watch in watches)
    stages = {stage: 1000 * sum(watch.seconds[stage] for watch in watches) / frames for stage in STAGES}
    whole = sum(watch.whole_s for watch in watches)
    length = sum(watch.length_s for watch in watches)
    cells = {f"{stage}, ms": f"{each:.2f}" for stage, each in stages.items()}
    cells |= {"pictures/s": f"{frames / whole:.1f}", "x real time": f"{length / whole:.2f}"}
    cells |= {f"{name}, MiB": f"{each:.0f}" for name, each in peaks_mib.items()}
    return columns([tuple(cells), tuple(cells.values())])
