"""Where the hip joints are on the front view, and how a mark is measured against them."""

from __future__ import annotations

from math import cos, sin

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saying import refused
from unslump.core.errors import BadInput
from unslump.core.figure import front
from unslump.core.figure.front import front_scene, joint_cm, miss_cm, wrong_answers

statures = st.floats(150, 205)


@given(statures)
def test_the_joint_lies_a_few_inches_from_the_midline(stature: float) -> None:
    x, y = joint_cm(stature)
    assert 7.7 <= x <= 9.8  # docs/evidence.md C.6
    assert 6.9 <= front.FRONT_POINT_HEIGHT * stature - y <= 9.3  # below the front pelvic points


@given(statures, st.floats(0.5, 10))
def test_a_taller_person_has_joints_further_apart(stature: float, more: float) -> None:
    assert joint_cm(stature + more)[0] >= joint_cm(stature)[0]


def test_the_models_of_the_worked_bodies_are_met() -> None:
    """C.6: 84 and 77 mm for the small body, 98 and 91 for the large one; ours lies between the two models."""
    assert 7.7 <= joint_cm(158)[0] <= 8.4
    assert 9.1 <= joint_cm(190)[0] <= 9.8


@given(statures, st.floats(0, 40), st.floats(0, 6.28), st.floats(0, 40), st.floats(0, 6.28))
def test_the_miss_is_the_distance_and_both_sides_are_alike(
    stature: float, r1: float, a1: float, r2: float, a2: float
) -> None:
    x, y = joint_cm(stature)
    left = (x + r1 * cos(a1), y + r1 * sin(a1))
    right = (-x + r2 * cos(a2), y + r2 * sin(a2))
    if left[0] <= right[0]:
        return  # crossed marks are taken for the other side each
    one, other = miss_cm((left, right), stature)
    assert (one.side, other.side) == ("left", "right")
    assert one.distance_cm == pytest.approx(r1, abs=1e-6)
    assert other.distance_cm == pytest.approx(r2, abs=1e-6)
    assert miss_cm((right, left), stature) == (one, other)
    mirrored = miss_cm(((-right[0], right[1]), (-left[0], left[1])), stature)
    assert mirrored[0].distance_cm == pytest.approx(other.distance_cm)
    assert mirrored[0].resembles == other.resembles


@given(statures, st.sampled_from(["crest", "front_point", "outer_knob", "midline", "thigh", "belly"]))
def test_each_common_wrong_answer_is_known_and_lies_outside_the_zone(
    stature: float, name: front.Wrong
) -> None:
    x, y = wrong_answers(stature)[name]
    for miss in miss_cm(((x, y), (-x, y)), stature):
        assert not miss.inside
        assert miss.resembles == name


@given(statures, st.floats(0, 2.999), st.floats(0, 6.28))
def test_inside_the_zone_nothing_is_called_wrong(stature: float, r: float, angle: float) -> None:
    x, y = joint_cm(stature)
    mark = (x + r * cos(angle), y + r * sin(angle))
    assert all(
        miss.inside and miss.resembles is None for miss in miss_cm((mark, (-mark[0], mark[1])), stature)
    )


def test_a_mark_far_from_everything_resembles_nothing() -> None:
    assert miss_cm(((30, 45), (-30, -40)), 172)[0].resembles is None


@pytest.mark.parametrize("stature", [0.0, 99.0, 300.0, float("nan"), float("inf")])
def test_a_stature_of_nobody_is_refused(stature: float) -> None:
    with refused(BadInput, match="body height"):
        joint_cm(stature)


@pytest.mark.parametrize(
    "marks", [(), ((1.0, 2.0),), ((1.0, 2.0), (float("nan"), 0.0)), ((1, 2), (3, 4), (5, 6))]
)
def test_anything_but_two_marks_is_refused(marks: tuple[tuple[float, float], ...]) -> None:
    with refused(BadInput, match="two marks"):
        miss_cm(marks, 170)


@given(statures)
def test_the_scene_puts_one_zone_on_each_side_inside_the_picture(stature: float) -> None:
    scene = front_scene(stature)
    left, right = scene["zones"]
    assert (left["side"], right["side"]) == ("left", "right")
    assert left["x"] == -right["x"] > 0
    assert left["r"] == 300
    x0, y0, x1, y1 = scene["view"]
    for zone in scene["zones"]:
        assert x0 < zone["x"] - zone["r"] < zone["x"] + zone["r"] < x1
        assert y0 < zone["y"] - zone["r"] < zone["y"] + zone["r"] < y1


def test_the_body_is_its_own_mirror_image() -> None:
    scene = front_scene(174)
    points = {
        (x, y)
        for p in scene["parts"]
        for path in p["paths"]
        for x, y in zip(path[::2], path[1::2], strict=True)
    }
    near = {(x + dx, y) for x, y in points for dx in range(-20, 21)}  # a fly may sit a hair off the middle
    assert all((-x, y) in near for x, y in points)
