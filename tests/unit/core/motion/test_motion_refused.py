"""Every reason why nothing is said, from a body that gives it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from bodies_read import BODY, filmed, refusal, somebody
from unslump.core.motion.analyse import analyse
from unslump.core.motion.frames import Joint, PoseFrame, nobody, seen_only
from unslump.core.motion.reading import Reading, Refused
from unslump.core.motion.review import MEASURES, Asked
from unslump.testing.side_bodies import SideBody

CHAIR = somebody(posture="sit", hip_deg=35.0, chair_back=(0.35, 0.75))


@pytest.mark.parametrize(
    ("reason", "body"),
    [
        ("nobody", somebody(missing_s=((0.0, 99.0),))),
        ("several", somebody(people=2)),
        ("short", somebody(missing_s=((0.5, 99.0),))),
        ("front", somebody(yaw_deg=75.0)),
        ("off_side", somebody(yaw_deg=35.0)),
        ("no_still", somebody(still_s=0.0)),
        ("too_small", somebody(scale_px=33.0)),
        ("no_fold", somebody(hip_deg=4.0, lumbar_deg=3.0, thoracic_deg=2.0)),
        ("lost", somebody(missing_s=((3.0, 4.5),))),
        ("slow_pictures", somebody(fps=6)),
        ("edge_hidden", CHAIR),
        ("edge_hidden", somebody(edge_noise=0.03, lasting=0.1)),
        ("head_out", somebody(scale_px=200.0)),
        ("knees_out", somebody(shift_px=(0.0, 150.0))),
    ],
    ids=lambda each: each if isinstance(each, str) else "",
)
def test_what_cannot_be_read_says_why(reason: str, body: SideBody) -> None:
    assert refusal(body) == f"motion.{reason}"


def test_without_the_chair_back_the_same_person_is_read() -> None:
    frames, _ = filmed(replace(CHAIR, chair_back=None))
    assert isinstance(analyse([frames], Asked()).recordings[0], Reading)


def changed(change: Callable[[PoseFrame, int], PoseFrame], body: SideBody = BODY) -> str:
    frames, _ = filmed(body)
    answer = analyse([[change(frame, number) for number, frame in enumerate(frames)]], Asked()).recordings[0]
    return answer.reason.key if isinstance(answer, Refused) else "read"


def hidden(frame: PoseFrame, *names: str) -> PoseFrame:
    points = frame.joints_px.copy()
    points[[joint for joint in Joint if joint.name.split("_")[-1] in names]] = np.nan
    return replace(frame, joints_px=points)


@pytest.mark.parametrize(
    "names", [("HIP",), ("SHOULDER",), ("KNEE",), ("HIP", "SHOULDER", "KNEE", "ANKLE", "EAR")]
)
def test_without_trunk_or_thigh_it_is_no_person(names: tuple[str, ...]) -> None:
    assert changed(lambda frame, _: hidden(frame, *names)) == "motion.no_person"


@pytest.mark.parametrize("name", ["HIP", "SHOULDER", "KNEE"])
def test_nor_with_one_hidden_all_through_the_still_start(name: str) -> None:
    assert changed(lambda frame, number: hidden(frame, name) if number < 14 else frame) == "motion.no_person"


def test_a_thigh_as_long_as_the_leg_is_no_persons() -> None:
    def stretched(frame: PoseFrame, _: int) -> PoseFrame:
        points = frame.joints_px.copy()
        points[[Joint.LEFT_KNEE, Joint.RIGHT_KNEE]] += np.array([200.0, 0.0])
        return replace(frame, joints_px=points)

    assert changed(stretched) == "motion.no_person"


def guessed(frame: PoseFrame, *names: str) -> PoseFrame:
    """Return the frame of a model that puts these where it sees nothing of them."""
    sure = frame.confidence.copy()
    sure[[joint for joint in Joint if joint.name.split("_")[-1] in names]] = 0.4
    return replace(frame, confidence=sure)


def test_knees_that_are_guessed_are_not_in_the_picture() -> None:
    assert changed(lambda frame, _: guessed(frame, "KNEE")) == "motion.knees_out"
    assert changed(lambda frame, number: guessed(frame, "KNEE") if number % 3 == 0 else frame) == "read"
    assert changed(lambda frame, _: guessed(frame, "ANKLE", "HEEL", "TOE")) == "read"


def test_a_person_who_goes_on_above_the_picture_has_no_head_in_it() -> None:
    def above(frame: PoseFrame, _: int) -> PoseFrame:
        return replace(frame, edge_px=tuple(line - [0.0, line[:, 1].min()] for line in frame.edge_px))

    assert changed(above) == "motion.head_out"


def test_a_joint_outside_of_the_picture_was_not_seen() -> None:
    (frame,) = filmed(BODY)[0][:1]
    right, bottom = (size - 1.0 for size in frame.size_px)
    joints = frame.joints_px.copy()
    for joint, place in ((0, (0.0, 0.0)), (1, (right, bottom)), (2, (-3.0, 9.0)), (3, (9.0, bottom + 3))):
        joints[joint] = place
    moved = replace(frame, joints_px=joints)
    assert list(np.flatnonzero(moved.outside)) == [2, 3]
    kept = seen_only(moved)
    assert np.isnan(kept.joints_px[2:4]).all() and (kept.confidence[2:4] == 0).all()
    np.testing.assert_array_equal(kept.joints_px[4:], moved.joints_px[4:])
    assert seen_only(frame) is frame


def test_without_any_edge_the_back_is_hidden() -> None:
    assert changed(lambda frame, _: replace(frame, edge_px=())) == "motion.edge_hidden"


def test_an_edge_that_jumps_about_while_moving_is_no_back() -> None:
    def jumping(frame: PoseFrame, number: int) -> PoseFrame:
        shift = 6.0 * (-1) ** number if number > 12 else 0.0
        return replace(frame, edge_px=tuple(line + np.array([shift, 0.0]) for line in frame.edge_px))

    assert changed(jumping) == "motion.edge_strange"


def test_an_edge_that_flickers_in_the_still_start_is_unsteady() -> None:
    def flickering(frame: PoseFrame, number: int) -> PoseFrame:
        (line,) = frame.edge_px
        wave = (3.0 if number in (2, 5, 8) else 0.0) * np.sin(np.arange(len(line)) / 3.0)
        return replace(frame, edge_px=(line + np.column_stack([wave, 0 * wave]),))

    assert changed(flickering) == "motion.edge_unsteady"


def test_an_edge_missing_from_a_few_pictures_is_bridged() -> None:
    assert changed(lambda frame, number: replace(frame, edge_px=()) if 40 < number < 45 else frame) == "read"


def test_a_glance_of_somebody_else_is_no_company() -> None:
    assert changed(lambda frame, number: replace(frame, people=2 if number % 5 == 0 else 1)) == "read"


def test_company_that_was_not_looked_for_is_not_claimed() -> None:
    assert changed(lambda frame, _: replace(frame, people=-1)) == "read"


def test_no_way_back_is_no_repetition() -> None:
    frames, _ = filmed(BODY)
    answer = analyse([frames[:36]], Asked()).recordings[0]
    assert isinstance(answer, Refused) and answer.reason.key == "motion.no_way_back"


def test_one_recording_that_can_be_read_is_enough() -> None:
    frames, _ = filmed(BODY)
    empty = [nobody(number / 10, (640, 480)) for number in range(20)]
    both = analyse([empty, frames], Asked())
    assert isinstance(both.recordings[0], Refused) and both.review.pattern == "pelvis_first"


def test_a_refusal_answers_every_measure() -> None:
    empty = [nobody(number / 10, (640, 480)) for number in range(20)]
    said = analyse([empty], Asked()).review
    assert set(said.measures) == set(MEASURES)
    assert all(finding.value is None for finding in said.measures.values())
    assert (said.order, said.pattern, list(said.pairs), list(said.clumps)) == (None, None, [], [])
