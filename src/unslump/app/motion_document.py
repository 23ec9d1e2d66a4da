"""What the camera coach says, as one document of plain values: what ``analyse --json`` prints and a report
draws.

Its shape is promised to scripts (docs/commands.md). A value that cannot be told is null, with its reason
beside it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from ..core.motion import floor, gates, smooth, uncurl
from ..core.motion.analyse import Analysis, Moment, analyse, moments
from ..core.motion.findings import Finding
from ..core.motion.floor import Pair, Together
from ..core.motion.frames import PoseFrame
from ..core.motion.phases import Phases
from ..core.motion.reading import Reading, Refused, Turned
from ..core.motion.review import CLEAR_LAG, SAME_TIME, UNITS, Asked, visible
from ..core.motion.uncurl import Progress, U
from ..core.vocab import Region
from ..core.words import Said, Words

DIGITS = 3


def reviewed(
    recordings: Sequence[Sequence[PoseFrame]], *, level: int = 1, seat_edge_px: float | None = None
) -> Analysis:
    """Read and review the recordings of one person, as a person of that level asks."""
    return analyse(recordings, Asked(level=level, seat_edge_px=seat_edge_px))


def document(
    analysis: Analysis, files: Sequence[str], recipes: Sequence[Mapping[str, Any]], t: Words
) -> dict[str, Any]:
    """Return the document of one person's recordings.

    Parameters
    ----------
    files : sequence of str
        Name of each recording.
    recipes : sequence of mapping
        Where the frames of each came from.
    """
    parts = [_recording(each, t) for each in analysis.recordings]
    readings = [each for each in analysis.recordings if isinstance(each, Reading) and each.repetitions]
    shown = readings[0] if readings else None
    main = parts[analysis.recordings.index(shown)] if shown else parts[0]
    whole = {
        "file": files[0],
        **main,
        "measures": {name: _finding(name, each, t) for name, each in analysis.review.measures.items()},
        "uncurl": _uncurl(analysis, readings),
        "figure": [_moment(each) for each in moments(shown)] if shown else [],
        "recipe": {**recipes[0], "rules": {name: dict(lines) for name, lines in RULES.items()}},
    }
    if len(parts) > 1:
        whole["recordings"] = [
            {"file": file, "quality": part["quality"], "phases": part["phases"]}
            for file, part in zip(files, parts, strict=True)
        ]
    return whole


RULES: Mapping[str, Mapping[str, float]] = {
    "smoothing": {"order": smooth.ORDER, "cutoff_hz": smooth.CUTOFF_HZ},
    "visible_turn": {"least_deg": uncurl.LEAST_TURN_DEG, "times_noise": uncurl.TIMES_NOISE},
    "order": {"tied_below": uncurl.TIE, "same_time_below": SAME_TIME, "leads_from": CLEAR_LAG},
    "pairs": {
        "joined_below": floor.JOINED,
        "separate_above": floor.SEPARATE,
        "above_noise_floor": floor.ABOVE_FLOOR,
        "noise_floor_at_most": floor.FLOOR_TOO_HIGH,
    },
    "edge": {
        "noise_at_most": gates.MOST_NOISE,
        "noise_at_most_for_pairs": gates.LABELS_NOISE,
        "residual_at_most": gates.LASTING_RESIDUAL,
    },
}
"""The lines by which it was decided, from the constants themselves (docs/commands.md says what each is)."""


def _recording(each: Reading | Refused, t: Words) -> dict[str, Any]:
    quality = {**_plain(asdict(each.quality)), "ok": isinstance(each, Reading)}
    if isinstance(each, Refused):
        quality["reason"] = _said(each.reason, t)
        return {"quality": quality, "series": _no_series(), "phases": []}
    quality["reason"] = None
    return {"quality": quality, "series": _series(each), "phases": _phases(each)}


def _no_series() -> dict[str, Any]:
    flat: dict[str, Any] = {name: [] for name in ("t_s", "trunk_deg", "pelvis_deg", "hip_flexion_deg")}
    return {**flat, "regions": {region.value: [] for region in UNITS[1:]}}


def _series(reading: Reading) -> dict[str, Any]:
    angles = reading.angles
    flat = {
        "t_s": angles.t_s,
        "trunk_deg": angles.trunk_deg,
        "pelvis_deg": angles.pelvis_deg,
        "hip_flexion_deg": angles.hip_flexion_deg,
    }
    return {
        **{name: _plain(values.tolist()) for name, values in flat.items()},
        "regions": {region.value: _plain(values.tolist()) for region, values in angles.regions_deg.items()},
    }


def _phases(reading: Reading) -> list[dict[str, Any]]:
    t_s = reading.angles.t_s
    found = [
        {
            "id": "still",
            "repetition": 1,
            "start_s": t_s[reading.still.start],
            "end_s": t_s[reading.still.stop - 1],
        }
    ]
    for number, turned in enumerate(reading.repetitions, start=1):
        found += [
            {"id": name, "repetition": number, "start_s": t_s[begin], "end_s": t_s[end]}
            for name, (begin, end) in _spans(turned.phases).items()
        ]
    return [_plain(each) for each in found]


def _spans(phases: Phases) -> dict[str, tuple[int, int]]:
    return {"fold": phases.fold, "hold": phases.hold, "uncurl": phases.uncurl}


def _finding(name: str, finding: Finding, t: Words) -> dict[str, Any]:
    return {
        "name": t(f"motion.{name}.name"),
        "value": _plain(finding.value),
        "unit": finding.unit,
        "state": finding.state.value,
        "reason": _said(finding.reason, t),
        **_plain(dict(finding.more)),
    }


def _uncurl(analysis: Analysis, readings: Sequence[Reading]) -> dict[str, Any]:
    review = analysis.review
    turns = [turned for reading in readings for turned in reading.repetitions]
    return {
        "regions": _regions(turns[0]) if turns else [],
        "repetitions": [
            {
                "start_s": _plain(turned.span_s[0]),
                "end_s": _plain(turned.span_s[1]),
                "regions": _regions(turned),
            }
            for turned in turns
        ],
        "order_score": _plain(review.order),
        "pattern": review.pattern,
        "pairs": [_pair(each) for each in review.pairs],
        "clumps": [[region.value for region in clump] for clump in review.clumps],
        "progress": {
            "u": _plain(U[::4].tolist()),
            **{
                region.value: _plain(each.curve[::4].tolist())
                for region, each in review.progress.items()
                if each.counts
            },
        },
    }


def _regions(turned: Turned) -> list[dict[str, Any]]:
    return [_region(region, each, turned.span_s) for region, each in visible(turned.progress).items()]


def _region(region: Region, progress: Progress, span_s: tuple[float, float]) -> dict[str, Any]:
    def at(share: float) -> float | None:
        return span_s[0] + progress.reaches(share) * (span_s[1] - span_s[0]) if progress.counts else None

    reason = None if progress.counts else "no visible turn" if not progress.is_seen else "not one way"
    return _row(name=region.value, onset_s=at(0.1), half_s=at(0.5), turn_deg=progress.turn_deg, reason=reason)


def _pair(pair: Pair) -> dict[str, Any]:
    return _row(
        below=pair.below.value,
        above=pair.above.value,
        separation=pair.separation,
        noise_floor=pair.floor,
        lag=pair.lag,
        label=pair.label.value,
        reason="one of the two shows no visible turn" if pair.label is Together.NO_TURN else None,
    )


def _moment(moment: Moment) -> dict[str, Any]:
    return _row(**asdict(moment))


def _said(reason: Said, t: Words) -> str:
    return t(reason.key, **reason.values)


def _row(**values: Any) -> dict[str, Any]:
    """Return one object of the document."""
    return {name: _plain(value) for name, value in values.items()}


def _plain(value: Any) -> Any:
    """Return plain JSON values, numbers to three digits after the point, NaN as null."""
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    if isinstance(value, bool | str | int) or value is None:
        return value
    number = float(value)
    return round(number, DIGITS) if number == number and abs(number) != float("inf") else None
