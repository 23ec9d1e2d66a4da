"""Geometry that can be done by hand."""

from __future__ import annotations

from dataclasses import replace
from math import dist

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unslump.core.figure import body
from unslump.core.figure.pose import Arm, Leg, Pose, along, limb_angles, place, place_trunk

degrees = st.floats(-60, 120)
small = st.floats(-8, 14)
poses = st.builds(
    Pose,
    hip=st.tuples(st.floats(-0.3, 0.3), st.floats(0.2, 0.6)),
    pelvis_tilt=degrees,
    spine=st.tuples(*[small] * len(body.VERTEBRAE)),
    head=st.floats(-20, 30),
    near=st.builds(Leg, degrees, st.floats(0, 130), st.floats(-30, 30)),
    far=st.builds(Leg, degrees, st.floats(0, 130), st.floats(-30, 30)),
    near_arm=st.builds(Arm, degrees, st.floats(0, 140), st.floats(-60, 60)),
    far_arm=st.builds(Arm, degrees, st.floats(0, 140), st.floats(-60, 60)),
    breath=st.floats(0, 1),
)


@given(poses)
def test_no_bone_ever_changes_its_length(pose: Pose) -> None:
    skeleton = place(pose)
    trunk = skeleton.trunk
    lengths = {
        body.THIGH: (trunk.hip, skeleton.near.knee),
        body.SHANK: (skeleton.far.knee, skeleton.far.ankle),
        body.UPPER_ARM: (trunk.shoulder, skeleton.near_arm.elbow),
        body.FOREARM: (skeleton.far_arm.elbow, skeleton.far_arm.wrist),
    }
    for length, ends in lengths.items():
        assert dist(*ends) == pytest.approx(length)
    for link, low, high in zip(body.LINKS, trunk.nodes, trunk.nodes[1:], strict=False):
        assert dist(low, high) == pytest.approx(link)


@given(poses, st.floats(-0.5, 0.5), st.floats(-0.5, 0.5))
def test_moving_the_hip_moves_everything_alike(pose: Pose, dx: float, dy: float) -> None:
    moved = replace(pose, hip=(pose.hip[0] + dx, pose.hip[1] + dy))
    before, after = place(pose).points(), place(moved).points()
    for name, (x, y) in before.items():
        assert after[name] == pytest.approx((x + dx, y + dy), abs=1e-9)


@given(poses, st.floats(-40, 40))
def test_tilting_the_pelvis_turns_the_whole_trunk_about_the_hip(pose: Pose, more: float) -> None:
    tilted = place(replace(pose, pelvis_tilt=pose.pelvis_tilt + more))
    for low, high in zip(place(pose).trunk.nodes, tilted.trunk.nodes, strict=True):
        assert dist(pose.hip, low) == pytest.approx(dist(pose.hip, high))


def test_standing_is_as_tall_as_the_person() -> None:
    points = place(Pose()).points()
    assert points["vertex"][1] == pytest.approx(1.0, abs=0.02)
    assert points["chin"][1] == pytest.approx(0.87, abs=0.02)  # C.7
    assert points["shoulder"][1] == pytest.approx(0.818, abs=0.02)
    assert points["heel"][1] == pytest.approx(0.0, abs=1e-9)
    assert points["toe"][1] == pytest.approx(0.0, abs=1e-9)


def test_head_shoulder_and_hip_stand_over_one_another() -> None:
    points = place(Pose()).points()
    assert abs(points["ear"][0] - points["hip"][0]) < 0.03
    assert abs(points["shoulder"][0] - points["hip"][0]) < 0.03


def test_the_back_has_its_three_curves() -> None:
    leans = body.NATURAL_LEAN
    assert 30 < leans[0] - leans[4] < 60  # hollow of the low back
    assert 30 < leans[16] - leans[5] < 50  # round of the chest
    assert leans[17] > leans[23]  # hollow of the neck


def test_there_are_24_vertebrae_and_each_belongs_to_a_region() -> None:
    assert len(body.VERTEBRAE) == len(body.REGION_OF) == len(body.LINKS) == len(body.NATURAL_LEAN) == 24
    assert [name[0] for name in body.VERTEBRAE] == ["L"] * 5 + ["T"] * 12 + ["C"] * 7
    order = list(dict.fromkeys(region.value for region in body.REGION_OF))
    assert order == ["low_back", "waist", "mid_back", "upper_back", "head"]


def test_a_pose_with_a_missing_vertebra_is_refused() -> None:
    with pytest.raises(ValueError, match="Expected 24 vertebrae, found 23"):
        Pose(spine=(0.0,) * 23)


@given(st.floats(-0.3, 0.3), st.floats(-0.4, -0.1))
def test_a_limb_meets_what_it_can_reach_and_points_at_the_rest(x: float, y: float) -> None:
    first, second = limb_angles((0.0, 0.0), (x, y), body.UPPER_ARM, body.FOREARM, -1)
    wrist = along(along((0.0, 0.0), first, body.UPPER_ARM), second, body.FOREARM)
    reach = dist((0.0, 0.0), (x, y))
    if reach < body.UPPER_ARM + body.FOREARM:
        assert wrist == pytest.approx((x, y), abs=1e-6)
        assert second >= first - 1e-6  # an elbow never bends backwards
    else:
        scale = (body.UPPER_ARM + body.FOREARM) / reach
        assert wrist == pytest.approx((x * scale, y * scale), abs=1e-3)


def test_a_loose_arm_never_locks() -> None:
    bends = []
    for y in (-0.30, -0.325, -0.34, -0.40):
        first, second = limb_angles((0.0, 0.0), (0.0, y), body.UPPER_ARM, body.FOREARM, -1, soft=0.04)
        bends.append(second - first)
    assert bends == sorted(bends, reverse=True)
    assert bends[-1] > 1


def test_flexing_any_vertebra_brings_the_head_forward_and_leaves_what_is_below() -> None:
    upright = place_trunk((0.0, 0.5), 0.0, (0.0,) * 24, 0.0)
    for i in range(24):
        bent = place_trunk((0.0, 0.5), 0.0, tuple(5.0 * (k == i) for k in range(24)), 0.0)
        assert bent.nodes[: i + 1] == upright.nodes[: i + 1]
        assert bent.head_joint[0] > upright.head_joint[0]
