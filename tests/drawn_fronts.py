"""A drawn person who faces the camera, fingertips where a test puts them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from unslump.core.motion.frames import JOINTS, Floats, Joint, PoseFrame
from unslump.core.motion.hip_points import ASIDE, BEYOND

STATURE_CM, PX_PER_CM = 170.0, 2.0
SIZE_PX = (1280, 960)
HIP_PX = np.array([640.0, 480.0])
OTHER = {"LEFT": "RIGHT", "RIGHT": "LEFT"}
SWAPPED = [
    Joint[f"{OTHER[side]}_{rest}"] if (side := joint.name.partition("_")[0]) in OTHER else joint
    for joint in Joint
    for rest in [joint.name.partition("_")[2]]
]
UPRIGHT = {  # out from the midline and up from the hips, shares of stature
    "HIP": (0.055, 0.0), "SHOULDER": (0.095, 0.288), "EAR": (0.04, 0.42), "ELBOW": (0.17, 0.12),
    "KNEE": (0.055, -0.245), "ANKLE": (0.055, -0.47), "HEEL": (0.055, -0.49), "TOE": (0.07, -0.50),
}  # fmt: skip
CLOSE = (0.0, 0.0)


def hand(tip: Floats) -> dict[str, Floats]:
    """A flat hand that points straight down to its fingertip, thumb to the middle; shares of stature."""
    index = tip + np.array([0.0, BEYOND])
    return {"INDEX": index, "PINKY": index + np.array([0.02, 0.0]), "WRIST": index + np.array([0.01, 0.041])}


def joints(left_cm: tuple[float, float], right_cm: tuple[float, float]) -> Floats:
    """Joints of somebody who faces the camera, fingertips (out, up) off the joints, in cm."""
    at = np.full((JOINTS, 2), np.nan)
    for side, sign, off in (("LEFT", 1, left_cm), ("RIGHT", -1, right_cm)):
        tip = np.array([ASIDE, 0.0]) + np.array(off) / STATURE_CM
        for name, place in (UPRIGHT | hand(tip)).items():
            at[Joint[f"{side}_{name}"]] = np.array(place) * [sign, 1]
    at[Joint.NOSE] = [0.0, 0.42]
    return HIP_PX + at * STATURE_CM * PX_PER_CM * [1, -1]


def held(
    left_cm: tuple[float, float] = CLOSE, right_cm: tuple[float, float] = CLOSE, *, noise_px: float = 0.0
) -> list[PoseFrame]:
    """A second and a half of it, 15 pictures a second."""
    random, at = np.random.default_rng(1), joints(left_cm, right_cm)
    return [
        PoseFrame(n / 15, SIZE_PX, at + random.normal(0, noise_px, at.shape), np.full(JOINTS, 0.95), (), 1)
        for n in range(23)
    ]


def changed(frames: Sequence[PoseFrame], change: Callable[[Floats], Floats]) -> list[PoseFrame]:
    return [replace(frame, joints_px=change(frame.joints_px)) for frame in frames]


def moved(frames: Sequence[PoseFrame], **off_cm: tuple[float, float]) -> list[PoseFrame]:
    """Move single joints, in cm to the right of the picture and up."""

    def change(points: Floats) -> Floats:
        points = points.copy()
        for name, off in off_cm.items():
            points[Joint[name]] += np.array(off) * [PX_PER_CM, -PX_PER_CM]
        return points

    return changed(frames, change)
