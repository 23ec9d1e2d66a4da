"""The movement as physics: feet, seat, balance, and what turns when."""

from __future__ import annotations

from itertools import pairwise, product
from math import dist
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unslump.core.figure import body, choreography, reach, shapes
from unslump.core.figure.choreography import Beat, pose_at
from unslump.core.figure.pose import place, place_trunk
from unslump.core.figure.walking import walking
from unslump.core.vocab import REGIONS_UPWARD, Region, Variant

PHASES = tuple(f"P{n}" for n in range(1, 13))
VARIANTS: tuple[Variant, ...] = get_args(Variant)
LEVELS = range(6)
variants, levels, parts = st.sampled_from(VARIANTS), st.sampled_from(LEVELS), st.floats(0, 1)
beats = st.builds(Beat, variants, levels, st.sampled_from(PHASES), parts, st.floats(8, 60), parts)


@pytest.mark.parametrize(("variant", "level", "hung"), [*product(VARIANTS, LEVELS, (True, False))])
def test_every_phase_begins_where_the_one_before_ended(variant: Variant, level: int, hung: bool) -> None:
    played = [phase for phase in PHASES if hung or phase != "P6"]
    full = {"P4", "P7", "P9"}  # these end on a breath in; P9's last one comes before the head
    for before, after in [*pairwise(played), ("P10", "P4")]:  # the last pair: a second repetition
        breath = float(before in full)
        ended = place(pose_at(Beat(variant, level, before, 1.0, 10, breath, hung))).points()
        begins = place(pose_at(Beat(variant, level, after, 0.0, 10, breath, hung))).points()
        for name, point in ended.items():
            assert begins[name] == pytest.approx(point, abs=1e-6), (before, after, name)


@given(beats)
def test_nothing_jumps_within_a_phase(beat: Beat) -> None:
    step = 0.02 / beat.span_s
    later = Beat(
        beat.variant, beat.level, beat.phase, min(1.0, beat.progress + step), beat.span_s, beat.breath
    )
    before, after = place(pose_at(beat)).points(), place(pose_at(later)).points()
    for name, point in before.items():
        assert dist(after[name], point) < 0.02, name  # 35 mm in a fiftieth of a second would be a jerk


@given(beats)
def test_a_foot_is_always_on_the_floor(beat: Beat) -> None:
    skeleton = place(pose_at(beat))
    heights = [foot.ankle[1] for foot in (skeleton.near, skeleton.far) if abs(foot.foot_deg) < 0.5]
    assert heights, "one foot is always flat"
    assert min(heights) == pytest.approx(body.ANKLE_HEIGHT, abs=1e-3)


@given(levels, st.sampled_from(PHASES[1:]), parts)
def test_sitting_bones_stay_on_the_seat(level: int, phase: str, progress: float) -> None:
    points = place(pose_at(Beat("sit", level, phase, progress))).points()
    assert points["hip"] == choreography.SEATED_HIP
    assert points["sit_bone"][1] == pytest.approx(choreography.SEAT_Y)


@given(levels, st.sampled_from(PHASES), parts)
def test_standing_the_weight_stays_over_the_feet(level: int, phase: str, progress: float) -> None:
    pose = pose_at(Beat("stand", level, phase, progress, 20))
    skeleton = place(pose)
    upper, moment = reach.upper_moment(skeleton.trunk)
    mass = upper
    for leg in (skeleton.near, skeleton.far):
        thigh = skeleton.trunk.hip[0] * 0.57 + leg.knee[0] * 0.43
        shank = leg.knee[0] * 0.57 + leg.ankle[0] * 0.43
        mass += body.MASS["thigh"] + body.MASS["shank"]
        moment += body.MASS["thigh"] * thigh + body.MASS["shank"] * shank
    ahead = moment / mass - skeleton.near.ankle[0] * (phase != "P1")
    assert -body.HEEL_BEHIND_ANKLE / 2 < ahead < body.BALL_AHEAD + 0.02


@pytest.mark.parametrize(("variant", "level"), [*product(VARIANTS, LEVELS)])
def test_the_fold_comes_from_the_hips_and_the_back_stays_long(variant: Variant, level: int) -> None:
    start = shapes.folding(variant, level, 0.0)
    for progress in (k / 50 for k in range(1, 51)):
        shape = shapes.folding(variant, level, progress)
        trunk = shape.trunk_deg - start.trunk_deg
        hips = shape.tilt - start.tilt
        if trunk < 3:
            continue
        assert hips / trunk > (0.75 if trunk <= 45 else 0.6)
        if trunk <= 45:
            assert trunk - hips <= 15  # docs/evidence.md E.2


@pytest.mark.parametrize("variant", VARIANTS)
def test_each_level_folds_as_deep_as_the_ladder_says(variant: Variant) -> None:
    bands = {0: (20, 30), 1: (38, 48), 2: (58, 70), 3: (72, 112), 4: (72, 112), 5: (72, 112)}
    for level, (least, most) in bands.items():
        depth = shapes.folded(variant, level).trunk_deg - shapes.upright(variant).trunk_deg
        assert least <= depth <= most, level


@pytest.mark.parametrize("variant", VARIANTS)
def test_eyes_stay_forward_at_level_0_and_the_head_hangs_from_level_3(variant: Variant) -> None:
    gaze = {level: place(pose_at(Beat(variant, level, "P5", 1.0))).trunk.head_deg for level in LEVELS}
    assert gaze[0] < 20
    assert gaze[3] > 110
    assert gaze[0] < gaze[1] < gaze[2] < gaze[3]


@pytest.mark.parametrize("variant", VARIANTS)
def test_the_head_hangs_late(variant: Variant) -> None:
    """Half of the pelvis' way is done before a quarter of the neck's."""

    def share(progress: float, what: str) -> float:
        shape, end = shapes.folding(variant, 3, progress), shapes.folding(variant, 3, 1.0)
        start = shapes.folding(variant, 3, 0.0)
        read = {"tilt": lambda s: s.tilt, "neck": lambda s: sum(s.spine[i] for i in body.CERVICAL)}[what]
        return (read(shape) - read(start)) / (read(end) - read(start))

    half = next(k / 100 for k in range(101) if share(k / 100, "tilt") >= 0.5)
    assert share(half, "neck") < 0.25


def _region_turn(shape: shapes.Shape, region: Region) -> float:
    if region is Region.PELVIS:
        return shape.tilt
    own = [flex for flex, where in zip(shape.spine, body.REGION_OF, strict=True) if where is region]
    return sum(own) + (shape.head if region is Region.HEAD else 0.0)


def _uncurl(variant: Variant, level: int) -> list[shapes.Shape]:
    steps = [k / 80 for k in range(81)]
    return [
        *(shapes.rolling_up(variant, level, p) for p in steps),
        *(shapes.stacking(variant, level, p) for p in steps),
        *(shapes.lifting_head(variant, level, p) for p in steps),
    ]


@pytest.mark.parametrize(("variant", "level"), [*product(VARIANTS, LEVELS)])
def test_the_uncurl_runs_from_the_pelvis_to_the_head(variant: Variant, level: int) -> None:
    frames, upright = _uncurl(variant, level), shapes.upright(variant)
    finished = []
    for region in REGIONS_UPWARD:
        goal = _region_turn(upright, region)
        away = [i for i, shape in enumerate(frames) if abs(_region_turn(shape, region) - goal) > 0.05]
        finished.append(max(away))
    assert finished == sorted(finished)
    assert len(set(finished)) == len(finished)


@pytest.mark.parametrize("variant", VARIANTS)
def test_each_vertebra_has_its_own_turn(variant: Variant) -> None:
    frames = [shapes.stacking(variant, 3, k / 200) for k in range(201)]
    halves = []
    for i in range(shapes.NECK_FROM):
        first, last = frames[0].spine[i], frames[-1].spine[i]
        middle = (first + last) / 2
        halves.append(next(k for k, shape in enumerate(frames) if shape.spine[i] <= middle))
    assert all(above > below for below, above in pairwise(halves))


def test_few_vertebrae_move_at_once() -> None:
    for progress in (k / 100 for k in range(1, 100)):
        moving = [
            i
            for i in range(shapes.NECK_FROM)
            if shapes.stack_window(i)[0] < progress < shapes.stack_window(i)[1]
        ]
        assert 1 <= len(moving) <= 4
        assert moving == [*range(moving[0], moving[0] + len(moving))]


@given(levels, variants, parts)
def test_the_pelvis_does_not_move_once_it_stands(level: int, variant: Variant, progress: float) -> None:
    assert shapes.stacking(variant, level, progress).tilt == shapes.upright(variant).tilt


@given(levels, variants)
def test_a_full_fold_asks_no_hip_beyond_its_range(level: int, variant: Variant) -> None:
    pose = pose_at(Beat(variant, level, "P6", 1.0))
    assert pose.near.hip <= 128  # docs/evidence.md C.1
    if variant == "stand":
        assert pose.near.hip - pose.near.knee <= 90  # nearly straight legs: the hamstrings' end


@given(beats)
def test_knees_and_elbows_bend_one_way_only(beat: Beat) -> None:
    pose = pose_at(beat)
    assert pose.near.knee >= -1e-6
    assert pose.far.knee >= -1e-6
    assert pose.near_arm.elbow >= -1e-6


@given(st.floats(0, 1))
def test_a_walker_has_a_foot_on_the_floor_and_mirrors_half_a_stride_later(turn: float) -> None:
    now, later = place(walking(turn, 0.0)), place(walking(turn + 0.5, 0.0))
    assert now.near.ankle == pytest.approx(later.far.ankle, abs=1e-9)
    lowest = min(now.near.ankle[1], now.far.ankle[1])
    assert lowest <= body.ANKLE_HEIGHT + 0.05
    assert walking(0.0, 0.0) == walking(1.0, 0.0)


def test_weight_stays_where_it_is_when_the_trunk_is_upright() -> None:
    trunk = place_trunk((0.0, 0.0), 0.0, shapes.STANDING.spine, 0.0)
    hip = reach.standing_hip(trunk, 0.0, 7.0)
    assert abs(hip[0]) < 0.08
    assert hip[1] == pytest.approx(body.HIP_HEIGHT, abs=0.01)
