"""What may be said while somebody moves: at most one hint for a phase, from what this phase has shown so far.

No score, no number, nothing while all is well. The lines are those of the recorded checks
(``core.motion.form``); what lies within the measurement's own error is not spoken of. In the order of their
urgency:

======== ============ =====================================================================================
phase    hint         when
======== ============ =====================================================================================
both     ``slower``   the trunk turned faster than 45 degrees a second for half a second
fold     ``hips``     the low back rounded more than its line, plus the error, within the first 45 degrees,
                      and of the way up to there the hips carried less than the lowest share that is no hint
fold     ``long``     the same, and the hips carried more than that
uncurl   ``pelvis``   the low back did a quarter of its way before the pelvis did a tenth
======== ============ =====================================================================================
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np

from ..vocab import Region
from ..words import Said
from .form import (
    NATURAL_SHARE,
    PEAK_DEG_PER_S,
    ROUNDING_OK_DEG,
    ROUNDING_OK_LATER_DEG,
    ROUNDING_UNSURE_DEG,
    ROUNDING_UNTIL_DEG,
    SHARE_MARGIN,
)
from .frames import Floats
from .live import Now
from .smooth import speed
from .uncurl import LEAST_TURN_DEG

Moving = Literal["fold", "uncurl"]

QUICK_S = 0.5
LOW_BACK_BEGAN, PELVIS_RESTS = 0.25, 0.10
"""Chosen: a quarter is no noise any more, and a tenth is where a turn counts as begun (docs/evidence.md
E.11)."""

LEAST_PICTURES = 4


def hint(moving: Moving, shown: Sequence[Now], *, level: int) -> Said | None:
    """Return what may be said in this phase, or None.

    Parameters
    ----------
    moving : {"fold", "uncurl"}
        Which way the guide leads now.
    shown : sequence of Now
        Everything since the phase began; pictures that could not be read are left out.
    level : int
        Of the ladder: how long the back is asked to stay.
    """
    if len(shown) < LEAST_PICTURES:
        return None
    t_s = np.array([now.t_s for now in shown])
    trunk = np.array([now.trunk_deg for now in shown])
    pelvis = np.array([now.pelvis_deg for now in shown])
    if _quick(t_s, trunk):
        return Said("motion.hint.slower")
    return _in_fold(trunk, pelvis, level) if moving == "fold" else _in_uncurl(pelvis, shown)


def _quick(t_s: Floats, trunk: Floats) -> bool:
    fast = np.abs(speed(t_s, trunk)) > PEAK_DEG_PER_S
    return float(np.gradient(t_s)[fast].sum()) >= QUICK_S


def _in_fold(trunk: Floats, pelvis: Floats, level: int) -> Said | None:
    line = ROUNDING_OK_DEG.get(max(level, 1), ROUNDING_OK_LATER_DEG) + ROUNDING_UNSURE_DEG
    rounded = np.flatnonzero((trunk <= ROUNDING_UNTIL_DEG) & (trunk - pelvis > line))
    if not len(rounded):
        return None
    share = pelvis[rounded[0]] / trunk[rounded[0]]
    return Said(f"motion.hint.{'hips' if share < NATURAL_SHARE - SHARE_MARGIN else 'long'}")


def _in_uncurl(pelvis: Floats, shown: Sequence[Now]) -> Said | None:
    low_back = np.array([now.regions_deg[Region.LOW_BACK] for now in shown])
    if min(pelvis[0], low_back[0]) < LEAST_TURN_DEG:
        return None  # there is too little to turn back
    back, hips = 1 - low_back / low_back[0], 1 - pelvis / pelvis[0]
    began = np.flatnonzero(back >= LOW_BACK_BEGAN)
    return Said("motion.hint.pelvis") if len(began) and hips[began[0]] < PELVIS_RESTS else None
