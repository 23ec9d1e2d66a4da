"""The words every part of the core shares.

Time is always an argument here. Three readings travel together because each goes wrong in its own way:
``awake_s`` stops while the computer sleeps, ``boot_s`` does not, and the wall clock may be set to
anything at any moment, so it only ever labels.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Literal

Breath = Literal["inhale", "exhale", "free"]
"""How a phase breathes. A phase with no breath of its own carries ``None``."""

Variant = Literal["sit", "stand"]

MIN_LEVEL = 0
MAX_LEVEL = 5
"""The ladder L0-L5 (docs/evidence.md C.8)."""


class Tag(Enum):
    """What a movement asks of a body, so that a rule can lock a kind of movement.

    Source: docs/evidence.md B.3.
    """

    FLEX_STAND = "FLEX_STAND"  # loaded standing flexion
    FLEX_SIT = "FLEX_SIT"  # seated flexion
    FLEX_SUPP = "FLEX_SUPP"  # flexion with the arms supported
    HEAD_DOWN = "HEAD_DOWN"  # head below the heart
    EXT = "EXT"  # back extension
    ROT = "ROT"  # end-range trunk rotation
    SIDE = "SIDE"  # side-bend
    NECK = "NECK"  # end-range neck
    OVERHEAD = "OVERHEAD"
    NERVE = "NERVE"  # nerve tension: long hamstring with ankle or neck
    HIP_END = "HIP_END"  # end-range hip
    WRIST = "WRIST"
    KNEE = "KNEE"
    BALANCE = "BALANCE"
    ABS = "ABS"  # strong abdominal draw-in
    BREATH = "BREATH"  # slow paced breathing


FLEXION_TAGS = frozenset({Tag.FLEX_STAND, Tag.FLEX_SIT, Tag.FLEX_SUPP})
"""What ``FLEX_*`` stands for in docs/evidence.md."""


class Area(Enum):
    """Where a person feels the day, and what an exercise is for."""

    LOWER_BACK = "lower_back"
    UPPER_BACK = "upper_back"
    NECK = "neck"
    SHOULDERS = "shoulders"
    HIPS = "hips"
    HAMSTRINGS = "hamstrings"
    LEGS = "legs"
    WRISTS = "wrists"
    HANDS = "hands"
    EYES = "eyes"
    RIBS = "ribs"
    WHOLE_BODY = "whole_body"


class Region(Enum):
    """The parts of the back a person can tell apart, from the bottom up. Never vertebrae."""

    PELVIS = "pelvis"
    LOW_BACK = "low_back"
    WAIST = "waist"
    MID_BACK = "mid_back"
    UPPER_BACK = "upper_back"
    HEAD = "head"


REGIONS_UPWARD: tuple[Region, ...] = tuple(Region)


@dataclass(frozen=True, slots=True)
class Moment:
    """One reading of all three clocks.

    Attributes
    ----------
    awake_s : float
        Seconds on a clock that stops while the computer sleeps.
    boot_s : float
        Seconds on a clock that does not.
    wall : datetime
        Aware local time. A label: no countdown is ever computed from it.
    """

    awake_s: float
    boot_s: float
    wall: datetime

    def __post_init__(self) -> None:
        if self.wall.tzinfo is None:
            raise ValueError("Moment.wall needs a time zone; found a naive datetime.")
