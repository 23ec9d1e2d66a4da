"""One articulated body, in units of stature.

Side view: x forward (the person faces +x), y up, the floor at 0. Angles in degrees, flexion positive,
0 = natural upright standing.

::

                   o  head joint (skull on C1)
                  /   7 cervical
      T1 top --- o    C7/T1
                /     12 thoracic
     T12/L1 -- o
               |      5 lumbar
      L5/S1 -- o
                \\
                 O    hip: everything above it folds here

Proportions: docs/evidence.md C.7 (Drillis & Contini as in Winter; Panjabi's vertebral heights). Ranges and
shares: C.2, C.3, as priors for a drawing, never as anybody's norm.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from ..vocab import Region

Point = tuple[float, float]
BuildName = Literal["slim", "broad"]

SOLE = 0.014  # shoe sole; the rest of the heights are barefoot ones, moved up by it
ANKLE_HEIGHT = 0.039 + SOLE  # C.7
SHANK = 0.246
THIGH = 0.245
HIP_HEIGHT = ANKLE_HEIGHT + SHANK + THIGH
UPPER_ARM = 0.186
FOREARM = 0.146
HAND = 0.108
FOOT = 0.152
HEEL_BEHIND_ANKLE = 0.040
TOE_AHEAD = FOOT - HEEL_BEHIND_ANKLE
BALL_AHEAD = 0.070
"""The ball of the foot, about which a heel lifts."""

SEAT_BELOW_HIP = 0.052
"""Sitting bones below the hip centre. Their drawn lower edge is an arc about the hip, so that a pelvis that
rolls stays in contact with the seat."""

SPINE_LENGTH = 0.434 / 1.741  # S1 to T1 top, C.7: 434 mm in the 1,741 mm man
JOINT_FRACTIONS = (
    0.012, 0.090, 0.170, 0.247, 0.323,  # L5/S1 .. L1/2
    0.395, 0.462, 0.524, 0.582, 0.637, 0.690, 0.740, 0.788, 0.832, 0.876, 0.920, 0.963,  # T12/L1 .. T1/2
    1.0,  # T1 top
)  # fmt: skip
NECK_LINKS = (0.0106, 0.0102, 0.0098, 0.0096, 0.0096, 0.0100, 0.0086)  # C7 .. C1; sum closes stature
S1_FROM_HIP: Point = (-0.022, 0.060)
"""Base of the sacrum from the hip centre, standing: some 10 cm up and 4 cm back."""

VERTEBRAE = tuple(
    [f"L{n}" for n in range(5, 0, -1)]
    + [f"T{n}" for n in range(12, 0, -1)]
    + [f"C{n}" for n in range(7, 0, -1)]
)
"""Bottom up. Index 0 is L5, which turns on L5/S1; index 23 is C1."""

LINKS = tuple(SPINE_LENGTH * (above - below) for below, above in pairwise(JOINT_FRACTIONS)) + NECK_LINKS

NATURAL_LEAN = (
    26.0, 13.0, 3.0, -6.0, -11.0,  # lordosis: some 40 degrees
    -13.0, -12.0, -9.0, -5.0, -1.0, 3.0, 7.0, 11.0, 15.0, 19.0, 22.0, 25.0,  # kyphosis
    27.0, 24.0, 19.0, 13.0, 8.0, 4.0, 2.0,  # the neck comes back over the hips
)  # fmt: skip
"""Lean of each vertebra from the vertical in natural standing, degrees, forward positive."""

LUMBAR = range(5)
THORACIC = range(5, 17)
CERVICAL = range(17, 24)
SHOULDER_ON = VERTEBRAE.index("T3")
SHOULDER_OFFSET: Point = (0.026, -0.006)
"""Shoulder joint from the lower joint of T3, in T3's frame."""

REGION_OF: tuple[Region, ...] = (
    (Region.LOW_BACK,) * 4  # L5-L2
    + (Region.WAIST,) * 3  # L1-T11
    + (Region.MID_BACK,) * 4  # T10-T7
    + (Region.UPPER_BACK,) * 6  # T6-T1
    + (Region.HEAD,) * 7  # the neck goes with the head
)


def _shares(weights: tuple[float, ...]) -> tuple[float, ...]:
    total = sum(weights)
    return tuple(weight / total for weight in weights)


LUMBAR_SHARES = _shares((0.17, 0.20, 0.21, 0.21, 0.21))
"""L5 .. L1. The sources disagree on which level moves most (C.3), so this is nearly even."""
THORACIC_SHARES = _shares((12, 11, 9, 6, 6, 6, 5, 4, 4, 4, 4, 4))
"""T12 .. T1, White & Panjabi's ranges (C.3)."""
CERVICAL_SHARES = _shares((1.0, 1.3, 1.4, 1.3, 1.2, 0.9, 0.5))

MASS = {
    "trunk": 0.430,
    "head": 0.068,
    "arm": 0.047,  # one whole arm
    "thigh": 0.145,
    "shank": 0.045,
    "foot": 0.014,
}
"""Fractions of body mass, the mean of women and men (C.7, de Leva 1996); one limb each."""


@dataclass(frozen=True, slots=True)
class Build:
    """How far skin and clothes stand off the bones, in units of stature.

    ``back`` and ``front`` are offsets from the line of vertebral bodies at the stations of ``STATIONS``
    (fractions of the L5/S1-T1 chain); limb widths are half-widths.
    """

    name: BuildName
    back: tuple[float, ...]
    front: tuple[float, ...]
    belly_swell: float
    chest_swell: float
    limb: float
    neck: float


STATIONS = (-0.15, 0.0, 0.15, 0.3, 0.45, 0.6, 0.75, 0.88, 1.0)

SLIM = Build(
    name="slim",
    back=(0.030, 0.038, 0.045, 0.042, 0.044, 0.047, 0.047, 0.042, 0.034),
    front=(0.058, 0.068, 0.083, 0.085, 0.089, 0.094, 0.089, 0.070, 0.044),
    belly_swell=0.006,
    chest_swell=0.011,
    limb=1.0,
    neck=1.0,
)
BROAD = Build(
    name="broad",
    back=(0.036, 0.045, 0.053, 0.051, 0.054, 0.057, 0.056, 0.051, 0.041),
    front=(0.080, 0.093, 0.110, 0.112, 0.109, 0.109, 0.102, 0.079, 0.049),
    belly_swell=0.008,
    chest_swell=0.011,
    limb=1.17,
    neck=1.14,
)
BUILDS: dict[str, Build] = {build.name: build for build in (SLIM, BROAD)}
