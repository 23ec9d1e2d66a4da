"""The same clips through MediaPipe's own pipeline, for the angles that its joints alone can give.

It needs a Python environment of its own (MediaPipe 0.10.21 wants an older numpy)::

    pip install mediapipe==0.10.21 scipy
    PYTHONPATH=src python -m benchmarks.motion.mediapipe_own CLIPS_DIR --clips 01 h3

Trunk: middle of the hips to middle of the shoulders. Hip: the trunk against the thigh, since the pelvis has
no joint of its own. Both as change from the true still start, as ``score`` does it.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence
from pathlib import Path

import cv2
import mediapipe  # type: ignore[import-not-found]
import numpy as np

from unslump.core.motion.frames import Flags, Floats

from ..rows import columns
from .truth import Truth, clips, read_truth

SHOULDERS, HIPS, KNEES = (11, 12), (23, 24), (25, 26)


def joints(clip: Path) -> tuple[Floats, Floats, float]:
    """Return times, pixels of all joints (NaN where nobody was seen), and seconds spent in the pose model."""
    capture, spent = cv2.VideoCapture(str(clip)), 0.0
    times, places = [], []
    with mediapipe.solutions.pose.Pose(model_complexity=1, enable_segmentation=True) as pose:
        while capture.grab():
            times.append(capture.get(cv2.CAP_PROP_POS_MSEC) / 1000)
            rgb = cv2.cvtColor(capture.retrieve()[1], cv2.COLOR_BGR2RGB)
            begin = time.perf_counter()
            found = pose.process(rgb).pose_landmarks
            spent += time.perf_counter() - begin
            size = np.array(rgb.shape[1::-1])
            places.append(
                np.array([(p.x, p.y) for p in found.landmark]) * size if found else np.full((33, 2), np.nan)
            )
    return np.array(times), np.array(places), spent


def errors(truth: Truth, t_s: Floats, places: Floats) -> tuple[float, float]:
    """Return the mean absolute error of trunk and hip, degrees."""
    shoulder, hip, knee = (places[:, list(pair)].mean(axis=1) for pair in (SHOULDERS, HIPS, KNEES))
    trunk = _from_upright(shoulder - hip)
    facing = np.sign(np.nanmedian(trunk[np.abs(trunk) > 20]))
    found = {"trunk": facing * trunk, "hip": facing * (trunk - _from_upright(hip - knee))}
    still = t_s < truth.turns[0].fold_s[0]
    trunk_deg, hip_deg = (_apart(each, truth.at(name, t_s), still) for name, each in found.items())
    return trunk_deg, hip_deg


def _from_upright(line_px: Floats) -> Floats:
    angle: Floats = np.degrees(np.arctan2(line_px[:, 0], -line_px[:, 1]))
    return angle


def _apart(found: Floats, true: Floats, still: Flags) -> float:
    return float(np.nanmean(np.abs(found - np.nanmedian(found[still]) - true + np.median(true[still]))))


def line(clip: Path) -> Sequence[str]:
    truth = read_truth(clip)
    t_s, places, spent = joints(clip)
    trunk, hip = errors(truth, t_s, places)
    return clip.stem, f"{trunk:.2f}", f"{hip:.2f}", f"{1000 * spent / len(t_s):.1f}"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.motion.mediapipe_own")
    parser.add_argument("folder", type=Path, metavar="CLIPS_DIR")
    parser.add_argument("--clips", nargs="+", default=[""], metavar="NAME", help="how their names begin")
    asked = parser.parse_args()
    chosen = [path for path in clips(asked.folder) if path.stem.startswith(tuple(asked.clips))]
    print(columns([("clip", "trunk, deg", "hip, deg", "pose, ms"), *(line(path) for path in chosen)]))


if __name__ == "__main__":
    main()
