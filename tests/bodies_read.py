"""Computed bodies, read once and kept: the whole way from frames to what is said of them."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np

from unslump.core.motion.analyse import Analysis, analyse
from unslump.core.motion.frames import Floats, PoseFrame
from unslump.core.motion.reading import Reading, Refused
from unslump.core.motion.review import Asked
from unslump.testing.side_bodies import SideBody, Truth, recorded

BODY = SideBody(fps=10, still_s=1.0, fold_s=2.0, hold_s=0.6, uncurl_s=4.0)
"""Seven seconds, quicker than anybody should, so that the tests are quick too."""

FROM_THE_FRONT = {"E6", "E8"}
"""Measures that a view from the front may still carry."""


def somebody(**how: Any) -> SideBody:
    return replace(BODY, **how)


@cache
def filmed(body: SideBody) -> tuple[list[PoseFrame], Truth]:
    """Return ``recorded(body)``, computed once."""
    return recorded(body)


@cache
def analysed(body: SideBody) -> tuple[Analysis, Truth]:
    frames, truth = filmed(body)
    return analyse([frames], Asked(level=2)), truth


def read(body: SideBody) -> tuple[Reading, Truth]:
    analysis, truth = analysed(body)
    reading = analysis.recordings[0]
    assert isinstance(reading, Reading), reading
    return reading, truth


def refusal(body: SideBody) -> str:
    """Return the key of the reason why nothing is said."""
    analysis, _ = analysed(body)
    answer = analysis.recordings[0]
    assert isinstance(answer, Refused), "a reading"
    reasons = {name: finding.reason.key for name, finding in analysis.review.measures.items()}
    assert all(key == answer.reason.key for name, key in reasons.items() if name not in FROM_THE_FRONT), (
        reasons
    )
    return answer.reason.key


def off_deg(found: Floats, true: Floats, still: slice) -> float:
    """Return the mean error of an angle's change since the still start."""
    change = (found - np.median(found[still])) - (true - np.median(true[still]))
    return float(np.abs(change).mean())
