"""Score following picture by picture on clips whose truth is known: each picture is read with what came
before it alone.

::

    python -m benchmarks.motion.online CLIPS_DIR [--keep FOLDER]     FOLDER: as for benchmarks.motion

The clips begin with less than the second of stillness that following waits for, so their first pictures are
shown over and over for a second before.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from unslump.core.motion.frames import PoseFrame
from unslump.core.motion.live import Now, Stage, Watch, step

from ..rows import columns
from .disturb import plain
from .pipeline import SEED, frames_of, pose_model
from .pipeline import Watch as Seconds
from .truth import Truth, clips, read_truth

BEFORE, REPEATED = 16, 8
"""So many pictures are put before, made of so many first ones."""

NAMES = ("trunk", "pelvis", "hip", "low_back", "waist", "mid_back")


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("folder", type=Path)
    asked.add_argument("--keep", type=Path)
    given = asked.parse_args()
    pose, rows, errors, spent = pose_model(), [], [], []
    for path in clips(given.folder):
        kept = given.keep and given.keep / f"{path.stem}.plain.npz"
        frames = frames_of(path, pose, plain, np.random.default_rng(SEED), Seconds(), kept)
        told, ms, advice = _followed(frames)
        if not told:
            rows.append((path.stem, advice, *("" for _ in NAMES)))
            continue
        error = _errors(told, read_truth(path))
        errors.append(error)
        spent += ms
        rows.append((path.stem, f"{len(told) / len(frames):.0%}", *(f"{each:.1f}" for each in error)))
    mean = np.mean(errors, axis=0)
    rows.append(("mean", "", *(f"{each:.2f}" for each in mean)))
    print(columns([("clip", "said of", *NAMES), *rows]))
    middle, most = np.percentile(spent, (50, 95))
    print(f"\nms a picture: {middle:.1f} in the middle, {most:.1f} at most in 95 of 100")


def _followed(frames: Sequence[PoseFrame]) -> tuple[list[Now], list[float], str]:
    """Return what was said of each picture, the time each took, and the last advice."""
    apart_s = float(np.median(np.diff([frame.t_s for frame in frames])))
    before = [replace(frames[n % REPEATED], t_s=(n - BEFORE) * apart_s) for n in range(BEFORE)]
    watch, told, ms, advice = Watch(), [], [], ""
    for frame in [*before, *frames]:
        begin = time.perf_counter()
        watch = step(watch, frame)
        if watch.stage is Stage.FOLLOWING:
            ms.append(1000 * (time.perf_counter() - begin))
        if watch.now and frame.t_s >= 0:
            told.append(watch.now)
        advice = watch.advice.key if watch.advice else advice
    return told, ms, advice


def _errors(told: Sequence[Now], truth: Truth) -> list[float]:
    """Return the mean absolute error of each angle, degrees."""
    at = np.array([now.t_s for now in told])
    still = truth.t_s < truth.t_s[0] + 0.5
    read = [
        [now.trunk_deg for now in told], [now.pelvis_deg for now in told], [now.hip_flexion_deg for now in
        told], *([list(now.regions_deg.values())[k] for now in told] for k in range(3)),
    ]  # fmt: skip
    return [
        float(np.abs(np.array(values) - truth.at(name, at) + np.median(truth.angles_deg[name][still])).mean())
        for values, name in zip(read, NAMES, strict=True)
    ]


if __name__ == "__main__":
    main()
