"""The hip lesson with the camera: help first, then the answer; one hidden hand does not hold it up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from drawn_fronts import PX_PER_CM, STATURE_CM, held, moved
from unslump.app.fingertips import PATIENT_S, Fingertips, Pointed
from unslump.core.motion.frames import Joint, PoseFrame, nobody
from unslump.core.motion.hip_points import ESTIMATE
from unslump.core.motion.lasting import SHOWN_AFTER_S


def lasting(frames: Sequence[PoseFrame], for_s: float) -> list[PoseFrame]:
    """The first picture for so long, 15 a second."""
    return [replace(frames[0], t_s=n / 15) for n in range(round(for_s * 15))]


def pointed(frames: Sequence[PoseFrame]) -> list[tuple[float, Pointed]]:
    """What each picture came to, up to the answer."""
    fingertips, told = Fingertips(), []
    for frame in frames:
        told.append((frame.t_s, fingertips.take(frame, STATURE_CM)))
        if told[-1][1].lines:
            break
    return told


def test_both_hands_are_told_as_soon_as_they_were_held_for_a_moment() -> None:
    told_s, answer = pointed(lasting(held((0.0, 14.0), (0.0, 0.0)), 5.0))[-1]
    assert told_s < 1.2
    keys = [line.key for line in answer.lines]
    assert keys == ["motion.hips.told", "motion.hips.close", ESTIMATE.key]
    assert [round(point.joint_px[0]) for point in answer.points] == [657, 623]


def test_the_circle_is_as_wide_as_the_joint_may_be_wrong() -> None:
    _, answer = pointed(lasting(held((0.0, 14.0), (0.0, 14.0)), 5.0))[-1]
    give_cm = float(answer.lines[0].values["give"])
    for point in answer.points:
        assert point.uncertainty_px / PX_PER_CM == pytest.approx(give_cm, abs=0.6)


def test_help_is_shown_once_it_has_stood() -> None:
    gone = [nobody(n / 15, (640, 480)) for n in range(20)]
    shown = [t_s for t_s, answer in pointed(gone) if answer.advice]
    assert shown[0] == pytest.approx(SHOWN_AFTER_S, abs=0.07)
    assert not any(answer.lines for _, answer in pointed(gone))


def test_one_hand_that_can_be_told_waits_for_the_other_and_then_is_told_alone() -> None:
    hanging = moved(
        held((0.0, 0.0)), **{f"RIGHT_{each}": (0.0, -25.0) for each in ("INDEX", "PINKY", "WRIST")}
    )
    told = pointed(lasting(hanging, 12.0))
    told_s, answer = told[-1]
    assert PATIENT_S < told_s < PATIENT_S + 2
    assert told[-2][1].advice is not None and told[-2][1].advice.key == "motion.hips.hangs"
    assert [line.key for line in answer.lines[:2]] == ["motion.hips.close", "motion.hips.hangs"]
    assert len(answer.points) == 1


def test_two_hidden_hands_are_never_an_answer() -> None:
    frames = lasting(held(), 12.0)
    hidden = []
    for frame in frames:
        sure = np.where([joint.name.endswith(("INDEX", "PINKY")) for joint in Joint], 0.2, frame.confidence)
        hidden.append(replace(frame, confidence=sure))
    assert not any(answer.lines for _, answer in pointed(hidden))
