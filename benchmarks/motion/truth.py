"""What truly happened in a rendered clip, in the words and by the rules of docs/evidence.md part E.

A clip ``NAME.mp4`` has its truth beside it: ``NAME.csv`` with one row a picture (``t``, ``phase``,
``hip_flex_deg``, ``pelvis_tilt_deg`` and where the centre of each joint of the spine lies, ``c_LEVEL_u`` and
``_v``, in pixels), and ``NAME.json`` with the side that the camera saw. Links and regions are those of E.0,
on these centres; progress and separation are those of E.13, worked out by the same functions that read a
recording.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import numpy as np

from unslump.core.motion.frames import Floats
from unslump.core.motion.uncurl import Progress, averaged, progress_of
from unslump.core.vocab import Region

REGIONS = (Region.PELVIS, Region.LOW_BACK, Region.WAIST, Region.MID_BACK)
ANGLES = ("trunk", "pelvis", "hip", "low_back", "waist", "mid_back")

LEVELS = (("L5S1",), ("L3L4", "L2L3"), ("T12L1",), ("T8T9", "T7T8"), ("C7T1",))
"""P, L, T, M and C of E.0; the middle of two levels where a vertebra is meant."""

REST_AFTER_S = 0.6
VISIBLE_DEG = 6.0
"""E.13 step 2."""


@dataclass(frozen=True, slots=True)
class TrueTurn:
    """One repetition: when the fold and the uncurl began and ended, and each region's way back."""

    fold_s: tuple[float, float]
    uncurl_s: tuple[float, float]
    progress: Mapping[Region, Progress]


@dataclass(frozen=True, slots=True, eq=False)
class Truth:
    """What truly happened.

    Attributes
    ----------
    t_s : ndarray, shape (rows,)
    angles_deg : mapping of str to ndarray, shape (rows,)
        By ``ANGLES``; only changes mean anything.
    turns : sequence of TrueTurn
    off_side_deg : float
        How far from an exact side view the camera stood.
    """

    name: str
    t_s: Floats
    angles_deg: Mapping[str, Floats]
    turns: Sequence[TrueTurn]
    off_side_deg: float

    def at(self, angle: str, t_s: Floats) -> Floats:
        """Return an angle at other times than those of the rows."""
        there: Floats = np.interp(t_s, self.t_s, self.angles_deg[angle])
        return there

    def progress(self) -> Mapping[Region, Progress]:
        """Return each region's mean progress over the repetitions."""
        return {each: averaged([turn.progress[each] for turn in self.turns]) for each in REGIONS}


def clips(folder: Path) -> Sequence[Path]:
    """Return the clips of a folder that have their truth beside them."""
    found = (path for ending in ("mp4", "webm") for path in folder.glob(f"*.{ending}"))
    return sorted(path for path in found if all(path.with_suffix(s).exists() for s in (".csv", ".json")))


def read_truth(clip: Path) -> Truth:
    """Read the truth beside a clip."""
    with clip.with_suffix(".csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    camera = json.loads(clip.with_suffix(".json").read_text(encoding="utf-8"))["camera"]
    facing = 1 if "right" in camera["side"] else -1  # filmed from their left, a person faces left
    t_s = _column(rows, "t")
    angles = _angles(rows, facing)
    phases = [row["phase"] for row in rows]
    return Truth(clip.stem, t_s, angles, _turns(t_s, angles, phases), float(camera["view_off_side_deg"]))


def _column(rows: Sequence[Mapping[str, str]], name: str) -> Floats:
    return np.array([float(row[name]) for row in rows])


def _angles(rows: Sequence[Mapping[str, str]], facing: int) -> Mapping[str, Floats]:
    chain = np.stack([_place(rows, levels) for levels in LEVELS], axis=1)
    links = np.diff(chain, axis=1)
    theta = np.degrees(np.unwrap(np.arctan2(facing * links[..., 0], -links[..., 1]), axis=0))
    return {
        "trunk": (theta[:, 1] + theta[:, 2]) / 2,
        "pelvis": _column(rows, "pelvis_tilt_deg"),
        "hip": _column(rows, "hip_flex_deg"),
        **{region.value: theta[:, k + 1] - theta[:, k] for k, region in enumerate(REGIONS[1:])},
    }


def _place(rows: Sequence[Mapping[str, str]], levels: Sequence[str]) -> Floats:
    """Return the middle of some levels, shape (rows, 2)."""
    places = [np.column_stack([_column(rows, f"c_{level}_{axis}") for axis in "uv"]) for level in levels]
    middle: Floats = np.mean(places, axis=0)
    return middle


def _turns(t_s: Floats, angles: Mapping[str, Floats], phases: Sequence[str]) -> Sequence[TrueTurn]:
    """Return each uncurl with the fold and the hold before it and the end after it."""
    runs = _runs(phases)
    return [
        _turn(t_s, angles, *(part for _, part in runs[place - 2 : place + 2]))
        for place, (phase, _) in enumerate(runs)
        if phase == "uncurl" and place >= 2 and place + 1 < len(runs)
    ]


def _runs(phases: Sequence[str]) -> Sequence[tuple[str, slice]]:
    """Return each stretch of one phase and its rows."""
    found, begin = [], 0
    for phase, rows in groupby(phases):
        end = begin + len(list(rows))
        found.append((phase, slice(begin, end)))
        begin = end
    return found


def _turn(
    t_s: Floats, angles: Mapping[str, Floats], fold: slice, hold: slice, uncurl: slice, end: slice
) -> TrueTurn:
    span_s = (float(t_s[uncurl.start]), float(t_s[end.start]))
    rest = slice(end.start, int(np.searchsorted(t_s, t_s[end.start] + REST_AFTER_S)))
    rest = slice(rest.start, max(min(rest.stop, end.stop), rest.start + 1))
    progress = {
        region: progress_of(
            t_s, angles[region.value], span_s=span_s, noise_deg=0.0,
            before_deg=float(np.median(angles[region.value][hold])),
            after_deg=float(np.median(angles[region.value][rest])),
        )
        for region in REGIONS
    }  # fmt: skip
    return TrueTurn((float(t_s[fold.start]), float(t_s[hold.start])), span_s, progress)
