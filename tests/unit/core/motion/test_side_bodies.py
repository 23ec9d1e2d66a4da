"""The computed bodies are what they say, so that a test that leans on them leans on something."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import unslump
from bodies_read import BODY, filmed, somebody
from unslump.core.motion.frames import Floats, Joint
from unslump.core.vocab import Region
from unslump.testing.outlines import Capsules, evenly, outline
from unslump.testing.side_bodies import SideBody, recorded


def area(line: Floats) -> float:
    x, y = line.T
    return abs(float(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1)))) / 2


def capsules(*rows: tuple[float, float, float, float, float, float]) -> Capsules:
    table = np.array(rows)
    return Capsules(table[:, :2], table[:, 2:4], table[:, 4], table[:, 5])


def test_the_outline_of_a_round_thing_is_a_circle() -> None:
    line = outline(capsules((0, 0, 0, 0, 0.5, 0.5)), near=np.array([0.5, 0.0]))
    np.testing.assert_allclose(np.hypot(*line.T), 0.5, atol=1e-9)
    assert area(line) == pytest.approx(np.pi / 4, rel=0.001)
    assert np.hypot(*(line[0] - [0.5, 0.0])) < 0.02


def test_the_outline_of_a_limb_has_its_area() -> None:
    line = outline(capsules((0, 0, 2, 0, 0.3, 0.3)), near=np.zeros(2))
    assert area(line) == pytest.approx(2 * 0.6 + np.pi * 0.09, rel=0.001)


def test_what_lies_inside_does_not_show() -> None:
    whole, hidden = (0, 0, 2, 0, 0.3, 0.3), (0.5, 0.0, 1.5, 0.0, 0.2, 0.1)
    one, two = (outline(capsules(*rows), near=np.zeros(2)) for rows in ([whole], [whole, hidden]))
    np.testing.assert_allclose(one, two)


def test_points_lie_evenly() -> None:
    line = evenly(np.array([[0, 0], [3, 0], [3, 1], [0, 1]], float), 0.1)
    assert len(line) == 80
    np.testing.assert_allclose(np.hypot(*np.diff(line, axis=0).T), 0.1)


def test_angles_are_those_that_were_asked_for() -> None:
    frames, truth = filmed(BODY)
    deepest = int(np.searchsorted(truth.t_s, BODY.still_s + BODY.fold_s + BODY.hold_s / 2))
    assert truth.pelvis_deg[deepest] == pytest.approx(BODY.hip_deg)
    bend = sum(angle[deepest] - angle[0] for angle in truth.regions_deg.values())
    assert (
        0.55 < bend / (BODY.lumbar_deg + BODY.thoracic_deg) < 1.0
    )  # below P-L and above M-C the rest is bent
    for angle in (truth.trunk_deg, truth.pelvis_deg, *truth.regions_deg.values()):
        assert angle[-1] == pytest.approx(angle[0], abs=0.1)
    assert len(frames) == len(truth.t_s)


def test_joints_turn_as_the_truth_says() -> None:
    frames, truth = filmed(BODY)
    knee, hip = (
        np.array([frame.joints_px[joint] for frame in frames]) for joint in (Joint.LEFT_KNEE, Joint.LEFT_HIP)
    )
    thigh = np.degrees(np.arctan2(*(knee - hip).T))
    np.testing.assert_allclose(truth.pelvis_deg + thigh, truth.hip_flexion_deg, atol=1e-6)


def test_rigid_levels_do_not_bend() -> None:
    _, truth = filmed(somebody(rigid=tuple(range(6))))
    assert np.ptp(truth.regions_deg[Region.LOW_BACK]) < 1e-9
    _, truth = filmed(somebody(rigid=tuple(range(17))))
    assert all(np.ptp(angle) < 1e-9 for angle in truth.regions_deg.values())
    assert np.isnan(truth.t50_s()[Region.MID_BACK])


@pytest.mark.parametrize(("uncurl", "sign"), [("seq", 1), ("top", -1)])
def test_half_times_are_in_the_order_asked_for(uncurl: str, sign: int) -> None:
    _, truth = filmed(somebody(uncurl=uncurl))
    times = list(truth.t50_s().values())
    assert all(step * sign > 0 for step in np.diff(times))


def test_in_one_piece_all_are_half_way_at_once() -> None:
    _, truth = filmed(somebody(uncurl="block"))
    assert np.ptp(list(truth.t50_s().values())) < 0.02 * BODY.uncurl_s


def test_levels_that_turn_together_are_half_way_together() -> None:
    _, truth = filmed(somebody(sync=tuple(range(-1, 6))))
    times = truth.t50_s()
    assert times[Region.LOW_BACK] == pytest.approx(times[Region.PELVIS], abs=0.05)
    assert times[Region.MID_BACK] > times[Region.PELVIS] + 1


def test_noise_has_the_size_asked_for() -> None:
    clean, noisy = (filmed(somebody(edge_noise=size))[0] for size in (0.0, 0.005))
    gaps = [np.hypot(*(one.edge_px[0] - other.edge_px[0]).T) for one, other in zip(clean, noisy, strict=True)]
    size = float(np.sqrt(np.mean(np.concatenate(gaps) ** 2)))
    assert size == pytest.approx(0.005 * BODY.scale_px, rel=0.1)
    shaken = filmed(somebody(joint_noise=0.02))[0]
    apart = np.array([one.joints_px - other.joints_px for one, other in zip(clean, shaken, strict=True)])
    assert apart.std() == pytest.approx(0.02 * BODY.scale_px, rel=0.1)


def test_noise_that_lasts_changes_little_from_picture_to_picture() -> None:
    def change(lasting: float) -> float:
        frames, _ = filmed(somebody(joint_noise=0.02, lasting=lasting))
        still = np.array([frame.joints_px for frame in frames[:9]])
        return float(np.diff(still, axis=0).std())

    assert change(0.95) < 0.5 * change(0.0)


def test_the_same_seed_is_the_same_body() -> None:
    noisy = somebody(edge_noise=0.004, joint_noise=0.01, late=0.5)
    one, other, another = (recorded(each)[0] for each in (noisy, noisy, replace(noisy, seed=2)))
    np.testing.assert_array_equal(one[5].edge_px[0], other[5].edge_px[0])
    np.testing.assert_array_equal(one[5].joints_px, other[5].joints_px)
    assert not np.array_equal(one[5].joints_px, another[5].joints_px)


@pytest.mark.parametrize("posture", ["stand", "sit"])
def test_the_whole_body_is_in_the_picture_and_upright(posture: str) -> None:
    body = somebody(posture=posture)
    for frame in filmed(body)[0]:
        (line,) = frame.edge_px
        assert (line > 2).all() and (line < np.array(body.size_px) - 3).all()
    first = filmed(body)[0][0].joints_px[:, 1]
    assert first[Joint.NOSE] < first[Joint.LEFT_SHOULDER] < first[Joint.LEFT_HIP] < first[Joint.LEFT_HEEL]


def test_joints_lie_under_the_skin() -> None:
    frames, _ = filmed(BODY)
    for frame in frames[::12]:
        for joint in (Joint.LEFT_HIP, Joint.LEFT_SHOULDER, Joint.LEFT_KNEE, Joint.LEFT_EAR):
            assert winding(frame.edge_px[0], frame.joints_px[joint]) == 1


def winding(line: Floats, point: Floats) -> int:
    around = np.unwrap(np.arctan2(*(np.vstack([line, line[:1]]) - point).T))
    return abs(round(float(around[-1] - around[0]) / (2 * np.pi)))


def test_facing_left_is_the_mirror() -> None:
    right, left = (filmed(somebody(facing=facing))[0] for facing in (1, -1))
    middle = BODY.size_px[0]
    mirrored = left[20].edge_px[0] * np.array([-1.0, 1.0]) + np.array([middle, 0.0])
    np.testing.assert_allclose(mirrored, right[20].edge_px[0], atol=1e-9)


def test_off_the_side_both_shoulders_show() -> None:
    def wide(yaw_deg: float) -> float:
        points = filmed(replace(BODY, yaw_deg=yaw_deg))[0][0].joints_px
        return float(abs(points[Joint.LEFT_SHOULDER, 0] - points[Joint.RIGHT_SHOULDER, 0]))

    assert wide(0.0) == 0 and wide(20.0) < wide(40.0) < wide(90.0)


def test_frames_are_missing_when_asked_for() -> None:
    frames, _ = filmed(somebody(missing_s=((1.0, 2.0), (3.0, 3.2))))
    gone = [frame.t_s for frame in frames if not frame.has_person]
    assert len(gone) == pytest.approx(12, abs=1)
    assert all(1.0 <= t < 2.0 or 3.0 <= t < 3.2 for t in gone)


@pytest.mark.parametrize("late", [0.0, 0.9])
def test_times_begin_at_nought_and_go_forward(late: float) -> None:
    times = np.diff([frame.t_s for frame in filmed(somebody(late=late))[0]])
    assert (times > 0).all() and times.mean() == pytest.approx(0.1, abs=0.005)
    assert bool(np.ptp(times) < 1e-9) is (late == 0)


def test_what_a_person_keeps_running_does_not_load_arrays() -> None:
    """Neither the resident nor a test that only needs a clock pays for numpy."""
    code = (
        "import sys, unslump.testing, unslump.testing.clock, unslump.testing.day, unslump.testing.records\n"
        "import unslump.core.motion, unslump.faces.agent.main\n"
        "print(sorted({'numpy', 'scipy'} & set(sys.modules)))"
    )
    env = {**os.environ, "PYTHONPATH": str(Path(unslump.__file__).parents[1])}
    ran = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"


def test_a_body_is_a_value() -> None:
    assert SideBody() == SideBody() and hash(somebody(rigid=(1, 2))) == hash(somebody(rigid=(1, 2)))
