"""The hip lesson with the camera: a drawn person whose fingertips are where the test puts them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from drawn_fronts import HIP_PX, PX_PER_CM, SIZE_PX, STATURE_CM, SWAPPED, changed, held, moved
from saying import WORDS, refused
from unslump.core.errors import BadInput
from unslump.core.motion.frames import JOINTS, Floats, Joint, nobody
from unslump.core.motion.hip_points import (
    ASIDE,
    ESTIMATE,
    HOW,
    NEAR,
    HipPoint,
    HipPoints,
    hip_points,
)
from unslump.core.words import Said

places_cm = st.tuples(st.floats(-5, 8), st.floats(-10, 20))


def both(answer: HipPoints | Said) -> tuple[HipPoint, HipPoint]:
    assert isinstance(answer, HipPoints), answer
    assert isinstance(answer.left, HipPoint) and isinstance(answer.right, HipPoint), answer
    return answer.left, answer.right


def numbers(point: HipPoint) -> list[float]:
    return [point.out_cm, point.up_cm, point.distance_cm, point.uncertainty_cm]


def said(answer: HipPoints | Said) -> str:
    assert isinstance(answer, Said), answer
    return WORDS(answer.key, **answer.values)


def of_side(point: HipPoint | Said) -> str:
    """The sentence of one side."""
    sentence = point if isinstance(point, Said) else point.said
    return WORDS(sentence.key, **sentence.values)


class TestPhysics:
    @given(places_cm, places_cm)
    def test_fingertips_are_where_they_were_put(
        self, left: tuple[float, float], right: tuple[float, float]
    ) -> None:
        for point, put in zip(both(hip_points(held(left, right), STATURE_CM)), (left, right), strict=True):
            np.testing.assert_allclose((point.out_cm, point.up_cm), put, atol=1e-6)
            assert point.distance_cm == pytest.approx(np.hypot(*put), abs=1e-6)

    @given(places_cm, places_cm)
    def test_a_mirrored_person_is_the_same_with_sides_exchanged(
        self, left: tuple[float, float], right: tuple[float, float]
    ) -> None:
        frames = held(left, right, noise_px=0.5)
        mirrored = changed(frames, lambda points: ([SIZE_PX[0] - 1, 0] + points * [-1, 1])[SWAPPED])
        for point, other in zip(
            both(hip_points(frames, STATURE_CM)), both(hip_points(mirrored, STATURE_CM))[::-1], strict=True
        ):
            np.testing.assert_allclose(numbers(point), numbers(other), atol=1e-6)
            assert point.where == other.where

    @given(places_cm, st.floats(0.5, 3.0), st.floats(-300, 300))
    def test_neither_size_nor_place_in_the_picture_matters(
        self, left: tuple[float, float], grown: float, aside: float
    ) -> None:
        frames = held(left, noise_px=0.5)
        wide = (int(SIZE_PX[0] * grown) + 1000, int(SIZE_PX[1] * grown) + 1000)
        other = [
            replace(frame, joints_px=frame.joints_px * grown + [400 + aside, 400], size_px=wide)
            for frame in frames
        ]
        for one, two in zip(
            both(hip_points(frames, STATURE_CM)), both(hip_points(other, STATURE_CM)), strict=True
        ):
            np.testing.assert_allclose(numbers(one), numbers(two), atol=1e-6)

    @given(st.floats(-8, 8))
    def test_a_camera_that_hangs_askew_gives_the_same(self, tilt_deg: float) -> None:
        cos, sin = np.cos(np.radians(tilt_deg)), np.sin(np.radians(tilt_deg))
        frames = held((2.0, 12.0), (-1.0, 4.0))
        tilted = changed(
            frames, lambda points: HIP_PX + (points - HIP_PX) @ np.array([[cos, sin], [-sin, cos]])
        )
        for one, two in zip(
            both(hip_points(frames, STATURE_CM)), both(hip_points(tilted, STATURE_CM)), strict=True
        ):
            np.testing.assert_allclose(numbers(one), numbers(two), atol=1e-6)

    def test_a_taller_person_in_the_same_picture_is_off_by_more(self) -> None:
        short, tall = (both(hip_points(held((0.0, 10.0)), cm))[0] for cm in (150.0, 190.0))
        assert tall.up_cm / short.up_cm == pytest.approx(190 / 150)
        assert tall.uncertainty_cm / short.uncertainty_cm == pytest.approx(190 / 150)

    def test_noise_widens_the_uncertainty(self) -> None:
        wide = [
            both(hip_points(held((0.0, 5.0), noise_px=noise), STATURE_CM))[0].uncertainty_cm
            for noise in (0.0, 1.0, 2.0)
        ]
        assert wide[0] < wide[1] < wide[2]

    def test_lengths_that_disagree_widen_it_too(self) -> None:
        frames = held((0.0, 10.0))
        knees = moved(frames, LEFT_KNEE=(0.0, 4.0), RIGHT_KNEE=(0.0, 4.0))
        agree, disagree = (both(hip_points(each, STATURE_CM))[0] for each in (frames, knees))
        assert agree.uncertainty_cm < disagree.uncertainty_cm

    def test_it_is_never_finer_than_the_model_was_measured_to_be(self) -> None:
        for point in both(hip_points(held(), STATURE_CM)):
            assert 7 < point.uncertainty_cm < 9

    def test_both_marks_can_be_drawn(self) -> None:
        point, _ = both(hip_points(held((2.0, 10.0)), STATURE_CM))
        joint = HIP_PX + np.array([ASIDE * STATURE_CM * PX_PER_CM, 0])
        np.testing.assert_allclose(point.joint_px, joint, atol=1e-6)
        np.testing.assert_allclose(point.tip_px, joint + np.array([2, -10]) * PX_PER_CM, atol=1e-6)

    def test_legs_out_of_the_picture_do_not_matter(self) -> None:
        legs = slice(Joint.LEFT_KNEE, Joint.RIGHT_TOE + 1)

        def legless(points: Floats) -> Floats:
            return np.vstack([points[: legs.start], np.full((8, 2), np.nan), points[legs.stop :]])

        frames = held((1.0, 11.0))
        whole, half = (hip_points(each, STATURE_CM) for each in (frames, changed(frames, legless)))
        np.testing.assert_allclose(numbers(both(whole)[0]), numbers(both(half)[0]), atol=1e-6)

    def test_only_the_last_while_counts(self) -> None:
        before = [replace(frame, t_s=frame.t_s - 3, people=2) for frame in held((0.0, 20.0))]
        after = hip_points([*before, *held()], STATURE_CM)
        assert after == hip_points(held(), STATURE_CM)


class TestWords:
    @pytest.mark.parametrize(
        ("put_cm", "told"),
        [
            ((0.0, 14.0), "about 14 cm (give or take 8) above where"),
            ((0.0, -12.0), "about 12 cm (give or take 8) below where"),
            ((11.0, 13.0), "about 17 cm (give or take 8) above and out to the side of where"),
            ((7.0, 7.0), "about 10 cm (give or take 8) away from where"),
            ((0.0, 3.0), "as close to where the camera puts the joint as the camera can tell (give"),
        ],
    )
    def test_what_is_said_of_a_side(self, put_cm: tuple[float, float], told: str) -> None:
        left, right = both(hip_points(held(put_cm, put_cm), STATURE_CM))
        assert of_side(left).startswith(f"Your left fingertip is {told}")
        assert of_side(right).startswith(f"Your right fingertip is {told}")

    @given(places_cm)
    def test_a_direction_is_named_only_where_it_is_clear(self, put_cm: tuple[float, float]) -> None:
        point, _ = both(hip_points(held(put_cm), STATURE_CM))
        assert ("above" in point.where) == (point.up_cm > point.uncertainty_cm)
        assert ("below" in point.where) == (point.up_cm < -point.uncertainty_cm)
        assert ("outside" in point.where) == (point.out_cm > point.uncertainty_cm)
        assert ("inside" in point.where) == (point.out_cm < -point.uncertainty_cm)
        assert ("as close" in of_side(point)) == (not point.is_clear)

    @pytest.mark.parametrize("up", ["above", "below", None])
    @pytest.mark.parametrize("out", ["outside", "inside", None])
    def test_every_direction_has_words(self, up: str | None, out: str | None) -> None:
        point, _ = both(hip_points(held((0.0, 14.0)), STATURE_CM))
        where = tuple(each for each in (up, out) if each)
        assert "where the camera puts the joint" in of_side(replace(point, where=where))  # type: ignore[arg-type]

    def test_what_to_do_and_what_it_is_stand_beside_it(self) -> None:
        assert WORDS(HOW[0].key) == "Stand and face the camera."
        assert "not the article's" in WORDS(ESTIMATE.key)


class TestCannotTell:
    def test_nobody(self) -> None:
        for frames in ([], [nobody(n / 15, SIZE_PX, people=0) for n in range(20)]):
            assert said(hip_points(frames, STATURE_CM)).startswith("Nobody can be seen.")

    def test_two_people(self) -> None:
        frames = held()
        frames[3] = replace(frames[3], people=2)
        assert said(hip_points(frames, STATURE_CM)).startswith("More than one person")

    def test_no_head_in_view(self) -> None:
        frames = changed(held(), lambda points: points - [0, HIP_PX[1] - 100])
        assert "sees your head" in said(hip_points(frames, STATURE_CM))

    def test_hips_that_the_model_only_guesses(self) -> None:
        unsure = np.full(JOINTS, 0.95)
        unsure[Joint.LEFT_HIP] = 0.3
        frames = [replace(frame, confidence=unsure) for frame in held()]
        assert "sees your head" in said(hip_points(frames, STATURE_CM))

    def test_too_small(self) -> None:
        frames = changed(held(), lambda points: HIP_PX + (points - HIP_PX) * 0.3)
        assert said(hip_points(frames, STATURE_CM)).startswith("Come closer")

    @pytest.mark.parametrize("narrow", [0.82, 0.5, 0.05, -1.0])
    def test_turned_away(self, narrow: float) -> None:
        """By 35, 60 and 90 degrees; and seen from behind."""
        frames = changed(held(), lambda points: HIP_PX + (points - HIP_PX) * [narrow, 1])
        assert said(hip_points(frames, STATURE_CM)).startswith("Turn to face the camera")

    def test_sitting(self) -> None:
        frames = moved(held(), LEFT_KNEE=(0.0, 30.0), RIGHT_KNEE=(0.0, 30.0))
        assert said(hip_points(frames, STATURE_CM)).startswith("Stand up for this")

    def test_bent_forward(self) -> None:
        def bent(points: Floats) -> Floats:
            points = points.copy()
            upper = [Joint.NOSE, Joint.LEFT_EAR, Joint.RIGHT_EAR, Joint.LEFT_SHOULDER, Joint.RIGHT_SHOULDER]
            points[upper, 1] = HIP_PX[1] + 0.7 * (points[upper, 1] - HIP_PX[1])
            return points

        assert said(hip_points(changed(held(), bent), STATURE_CM)).startswith("The lengths")

    def test_too_short_a_while(self) -> None:
        for few in (held()[-8:], held()[::8]):
            assert said(hip_points(few, STATURE_CM)) == "Stay as you are for a moment."

    def test_moving_hands(self) -> None:
        frames = [
            moved([frame], LEFT_WRIST=(20 * frame.t_s, 0.0), LEFT_INDEX=(20 * frame.t_s, 0.0))[0]
            for frame in held()
        ]
        assert said(hip_points(frames, STATURE_CM)) == "Stay as you are for a moment."

    def test_a_person_who_is_seen_now_and_then(self) -> None:
        frames = [nobody(f.t_s, SIZE_PX) if n % 3 == 0 else f for n, f in enumerate(held(), 1)]
        assert said(hip_points(frames, STATURE_CM)) == "Stay as you are for a moment."

    @pytest.mark.parametrize("stature_cm", [0.0, 99.0, 251.0, float("nan"), float("inf")])
    def test_a_stature_that_is_nobodys(self, stature_cm: float) -> None:
        with refused(BadInput, "Expected a body height of 100 to 250 cm"):
            hip_points(held(), stature_cm)


LEFT_HAND = ("LEFT_WRIST", "LEFT_INDEX", "LEFT_PINKY")


class TestOneHand:
    """What is wrong with one hand is said of it, and the other is told."""

    @pytest.mark.parametrize(
        ("off_cm", "sentence"),
        [
            ((-18.0, 0.0), "Both hands seem to be at one hip"),
            ((6.0, -20.0), "Your left hand hangs down."),
            ((20.0, 25.0), "Your left hand is not near the hip."),
        ],
    )
    def test_it_is_elsewhere(self, off_cm: tuple[float, float], sentence: str) -> None:
        answer = hip_points(moved(held(), **dict.fromkeys(LEFT_HAND, off_cm)), STATURE_CM)
        assert isinstance(answer, HipPoints) and isinstance(answer.right, HipPoint)
        assert of_side(answer.left).startswith(sentence)

    def test_hanging_hands(self) -> None:
        both_hands = {name.replace("LEFT", side): (sign * 6.0, -20.0)
                      for side, sign in (("LEFT", 1), ("RIGHT", -1)) for name in LEFT_HAND}  # fmt: skip
        answer = hip_points(moved(held(), **both_hands), STATURE_CM)
        assert isinstance(answer, HipPoints)
        assert [of_side(point)[:15] for point in (answer.left, answer.right)] == [
            "Your left hand ",
            "Your right hand",
        ]

    @pytest.mark.parametrize("off_cm", [{"LEFT_WRIST": (0.0, -5.0)}, {"LEFT_PINKY": (-7.0, 0.0)}])
    def test_a_fist_or_the_back_of_it_to_the_hip(self, off_cm: dict[str, tuple[float, float]]) -> None:
        answer = hip_points(moved(held(), **off_cm), STATURE_CM)
        assert isinstance(answer, HipPoints) and isinstance(answer.right, HipPoint)
        assert of_side(answer.left).startswith("The left hand cannot be read like this.")

    @pytest.mark.parametrize("name", LEFT_HAND)
    def test_a_hidden_finger(self, name: str) -> None:
        unsure = np.full(JOINTS, 0.95)
        unsure[Joint[name]] = 0.6
        frames = [replace(frame, confidence=unsure) for frame in held()]
        gone = moved(held(), **{name: (np.nan, 0.0)})
        for answer in (hip_points(frames, STATURE_CM), hip_points(gone, STATURE_CM)):
            assert isinstance(answer, HipPoints) and isinstance(answer.right, HipPoint)
            assert of_side(answer.left).startswith("The camera cannot see your left hand")

    @given(st.tuples(st.floats(-40, 40), st.floats(-40, 40)))
    def test_nothing_far_from_the_hip_gets_a_number(self, off_cm: tuple[float, float]) -> None:
        answer = hip_points(moved(held(), **dict.fromkeys(LEFT_HAND, off_cm)), STATURE_CM)
        assert isinstance(answer, HipPoints)
        if isinstance(answer.left, HipPoint):
            assert answer.left.distance_cm <= NEAR * STATURE_CM
