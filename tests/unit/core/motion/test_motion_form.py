"""Every measure of one movement, in each of its states, from angles written down by hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from bodies_read import analysed, filmed, read, somebody
from unslump.core.motion import form
from unslump.core.motion.angles import Angles
from unslump.core.motion.findings import Finding, State
from unslump.core.motion.frames import JOINTS, Floats, Joint, PoseFrame
from unslump.core.motion.frontal import frontal_findings
from unslump.core.motion.phases import Phases
from unslump.core.motion.uncurl import Progress, U
from unslump.core.vocab import Region

FPS = 10.0
STILL = slice(0, 11)


def step(u: Floats) -> Floats:
    s = np.clip(u, 0, 1)
    return np.asarray(s**3 * (10 - 15 * s + 6 * s**2))


def moved(
    *, trunk: float = 80.0, share: float = 0.6, fold_s: float = 6.0, uncurl_s: float = 8.0,
    hold_s: float = 2.0, neck: float = 40.0, sitting: bool = False,
) -> tuple[Angles, Phases]:  # fmt: skip
    """Return a fold and the way back in which the pelvis always has the same share of the trunk's turn."""
    begin, deep, up = 1.0, 1.0 + fold_s, 1.0 + fold_s + hold_s
    t_s = np.arange(0, up + uncurl_s + 1, 1 / FPS)
    done = step((t_s - begin) / fold_s) - step((t_s - up) / uncurl_s)
    angles = Angles(
        t_s, 5 + trunk * done, share * trunk * done, share * trunk * done, {}, 20 + neck * done, sitting
    )
    at = [round(each * FPS) for each in (begin, deep, up, up + uncurl_s)]
    return angles, Phases((at[0], at[1]), (at[2], at[3]))


def answer(finding: Finding) -> tuple[State, str]:
    return finding.state, finding.reason.key.removeprefix("motion.")


@pytest.mark.parametrize(
    ("how", "expected"),
    [
        ({"share": 0.6}, (State.OK, "E1.ok")),
        ({"share": 0.2}, (State.TRY, "E1.try")),
        ({"share": 0.36}, (State.OK, "E1.ok")),  # within the margin of the first target
        ({"trunk": 10.0}, (State.CANNOT_TELL, "E1.shallow")),
        ({"trunk": 35.0}, (State.CANNOT_TELL, "E1.early")),
        ({"share": 0.6, "sitting": True}, (State.OK, "E1.ok")),
    ],
)
def test_hip_share(how: Mapping[str, Any], expected: tuple[State, str]) -> None:
    angles, phases = moved(**how)
    finding = form.hip_share(angles, phases, STILL)
    assert answer(finding) == expected
    if finding.value is not None:
        assert finding.value == pytest.approx(how["share"], abs=0.01)
        assert finding.more["at_deg"] == (45 if how.get("sitting") else 60)


def test_a_hip_share_is_told_where_the_trunk_went() -> None:
    angles, phases = moved(trunk=50.0)
    assert [key for key, at in form.hip_share(angles, phases, STILL).more["at"].items() if at] == ["30", "45"]


@pytest.mark.parametrize(
    ("share", "level", "expected"),
    [
        (0.6, 1, (State.OK, "E2.ok")),
        (0.6, 2, (State.OK, "E2.ok")),
        (0.6, 3, (State.CANNOT_TELL, "E2.close")),
        (0.6, 0, (State.OK, "E2.ok")),
        (0.2, 1, (State.TRY, "E2.try")),
    ],
)
def test_long_back(share: float, level: int, expected: tuple[State, str]) -> None:
    angles, phases = moved(share=share)
    finding = form.long_back(angles, phases, STILL, level=level)
    assert answer(finding) == expected
    assert finding.value == pytest.approx((1 - share) * 45, abs=2.5)


def test_a_small_fold_says_nothing_of_the_back() -> None:
    assert answer(form.long_back(*moved(trunk=12.0), STILL, level=1)) == (State.CANNOT_TELL, "E2.shallow")


@pytest.mark.parametrize(
    ("how", "level", "expected"),
    [
        ({}, 2, (State.OK, "E3.ok")),
        ({"neck": 5.0}, 2, (State.TRY, "E3.try")),
        ({}, 1, (State.CANNOT_TELL, "E3.not_yet")),
        ({"trunk": 50.0}, 2, (State.CANNOT_TELL, "E3.shallow")),
    ],
)
def test_head_hangs(how: Mapping[str, Any], level: int, expected: tuple[State, str]) -> None:
    assert answer(form.head_hang(*moved(**how), STILL, level=level)) == expected


def test_a_head_that_never_rests_is_held() -> None:
    angles, phases = moved()
    swaying = replace(angles, neck_deg=angles.neck_deg + 8 * np.sin(4 * angles.t_s))
    assert answer(form.head_hang(swaying, phases, STILL, level=2)) == (State.TRY, "E3.try")


@pytest.mark.parametrize("gone", [slice(0, 12), slice(60, 70)])
def test_a_hidden_ear_says_nothing_of_the_head(gone: slice) -> None:
    angles, phases = moved()
    neck = angles.neck_deg.copy()
    neck[gone] = np.nan
    finding = form.head_hang(replace(angles, neck_deg=neck), phases, STILL, level=2)
    assert answer(finding) == (State.CANNOT_TELL, "E3.hidden")


def test_shoulders_that_rise_early_are_seen() -> None:
    reading, _ = read(somebody(fold_s=5.0))
    raised, _ = read(somebody(fold_s=5.0, shrug=0.25))
    for each, expected in ((reading, (State.OK, "E4.ok")), (raised, (State.TRY, "E4.try"))):
        turned = each.repetitions[0]
        assert answer(form.shoulders(each.view, each.fit, each.angles, turned.phases, each.still)) == expected


def test_a_sudden_fold_says_nothing_of_the_shoulders() -> None:
    reading, _ = read(somebody())
    at = int(np.argmax(reading.angles.trunk_deg > 50))
    finding = form.shoulders(
        reading.view, reading.fit, reading.angles, Phases((at, at + 3), (at + 9, at + 20)), reading.still
    )
    assert answer(finding) == (State.CANNOT_TELL, "E4.short")


def test_depth_is_only_told() -> None:
    said, truth = analysed(somebody())
    finding = said.review.measures["E5"]
    assert finding.state is State.INFO
    assert finding.value == pytest.approx(np.ptp(truth.trunk_deg), abs=2)
    assert finding.more["fingers_to_floor_of_stature"] > -0.2
    assert "fingers_to_floor_of_stature" not in analysed(SITS)[0].review.measures["E5"].more


SITS = somebody(posture="sit", hip_deg=35.0)


@pytest.mark.parametrize(
    ("thigh_share", "expected"),
    [(0.4, (State.OK, "E7.ok")), (0.8, (State.TRY, "E7.far_back")), (0.1, (State.TRY, "E7.far_front"))],
)
def test_the_front_edge_of_the_chair(thigh_share: float, expected: tuple[State, str]) -> None:
    reading, _ = read(SITS)
    joints = filmed(SITS)[0][0].joints_px
    hip, knee = joints[Joint.LEFT_HIP, 0], joints[Joint.LEFT_KNEE, 0]
    edge_px = float(hip + thigh_share * (knee - hip))
    finding = form.front_edge(reading.view, reading.fit, reading.angles, reading.still, seat_edge_px=edge_px)
    assert answer(finding) == expected
    assert finding.value == pytest.approx(thigh_share, abs=0.03)


def test_no_seat_or_no_mark_no_answer() -> None:
    for body, key in ((SITS, "E7.unmarked"), (somebody(), "E7.standing")):
        reading, _ = read(body)
        finding = form.front_edge(reading.view, reading.fit, reading.angles, reading.still, seat_edge_px=None)
        assert answer(finding) == (State.CANNOT_TELL, key)


@pytest.mark.parametrize(
    ("how", "level", "expected"),
    [
        ({"fold_s": 9.0, "uncurl_s": 12.0}, 1, (State.OK, "E9.ok")),
        ({"fold_s": 9.0, "uncurl_s": 12.0}, 4, (State.TRY, "E9.try")),
        ({"fold_s": 4.0, "uncurl_s": 12.0}, 1, (State.TRY, "E9.try")),
        ({"fold_s": 9.0, "uncurl_s": 5.0}, 1, (State.TRY, "E9.try")),
        ({"fold_s": 1.5, "uncurl_s": 12.0}, 1, (State.TRY, "E9.abrupt")),
    ],
)
def test_tempo(how: Mapping[str, Any], level: int, expected: tuple[State, str]) -> None:
    finding = form.tempo(*moved(**how), STILL, level=level)
    assert answer(finding) == expected
    middle = 0.62  # of a turn with the least jerk lies between a twentieth and all but a twentieth
    assert finding.more["fold_s"] == pytest.approx(middle * how["fold_s"], abs=0.35)
    assert finding.more["uncurl_s"] == pytest.approx(middle * how["uncurl_s"], abs=0.35)


def test_a_rest_below_is_one_pause() -> None:
    finding = form.tempo(*moved(hold_s=3.0), STILL, level=1)
    assert finding.more["pauses"] >= 1


@pytest.mark.parametrize(
    ("exhales", "expected"),
    [
        (None, (State.CANNOT_TELL, "E10.no_guide")),
        ([(0.0, 30.0)], (State.OK, "E10.ok")),
        ([(0.0, 2.0)], (State.TRY, "E10.try")),
        ([], (State.TRY, "E10.try")),
    ],
)
def test_with_the_guides_breath(
    exhales: list[tuple[float, float]] | None, expected: tuple[State, str]
) -> None:
    assert answer(form.with_breath(*moved(), exhales)) == expected


def progress(begin: float, width: float = 0.4, turn_deg: float = 15.0, misfit: float = 0.0) -> Progress:
    return Progress(turn_deg, step((U - begin) / width), misfit, 0.2)


@pytest.mark.parametrize(
    ("pelvis", "low", "expected"),
    [
        (0.0, 0.2, (State.OK, "E11.ok")),
        (0.2, 0.0, (State.TRY, "E11.try")),
        (0.1, 0.11, (State.CANNOT_TELL, "E11.close")),
    ],
)
def test_pelvis_first(pelvis: float, low: float, expected: tuple[State, str]) -> None:
    finding = form.pelvis_first([(progress(pelvis), progress(low), 8.0)] * 3)
    assert answer(finding) == expected
    assert finding.value == pytest.approx(8 * (low - pelvis), abs=0.05)


@pytest.mark.parametrize("how", [{"turn_deg": 3.0}, {"misfit": 0.3}])
def test_what_hardly_turns_or_not_one_way_does_not_lead(how: Mapping[str, float]) -> None:
    finding = form.pelvis_first([(progress(0.0), progress(0.2, **how), 8.0)])
    assert answer(finding) == (State.CANNOT_TELL, "E11.no_turn")


def test_evenness_is_only_told() -> None:
    regions = (Region.PELVIS, Region.LOW_BACK, Region.WAIST, Region.MID_BACK)
    even = form.evenness({region: progress(k / 4, 0.25) for k, region in enumerate(regions)})
    hasty = form.evenness({region: progress(k / 20, 0.8) for k, region in enumerate(regions)})
    assert answer(even) == (State.INFO, "E15.info")
    assert even.value == pytest.approx(1.0, abs=0.05) and 0 <= (hasty.value or 0) < (even.value or 0)
    assert answer(form.evenness({Region.PELVIS: progress(0.0)})) == (State.CANNOT_TELL, "E15.no_turn")


def front(**places: tuple[float, float]) -> list[PoseFrame]:
    """Return two seconds of somebody who faces the camera, 100 pixels from hip to shoulder."""
    joints = np.full((JOINTS, 2), np.nan)
    upright = {
        "HIP": (24.0, 300.0), "SHOULDER": (36.0, 200.0), "KNEE": (24.0, 378.0), "ANKLE": (24.0, 458.0),
        "HEEL": (24.0, 464.0), "TOE": (27.0, 470.0), "EAR": (8.0, 170.0),
    }  # fmt: skip
    for name, (x, y) in upright.items():
        for side, sign in (("LEFT", 1), ("RIGHT", -1)):
            joint = Joint[f"{side}_{name}"]
            joints[joint] = (320 + sign * x, y)
            joints[joint] += np.array(places.get(joint.name, (0.0, 0.0)))
    return [PoseFrame(n / 10, (640, 480), joints, np.full(JOINTS, 0.9)) for n in range(20)]


def seated(**places: tuple[float, float]) -> list[PoseFrame]:
    """Return the same on a chair: the knees, nearer to the camera, hardly below the hips."""
    return front(**{"LEFT_KNEE": (0.0, -60.0), "RIGHT_KNEE": (0.0, -60.0), **places})


@pytest.mark.parametrize(
    ("frames", "level"),
    [
        (seated(), (State.OK, "E6.ok")),
        (seated(LEFT_HIP=(0, 4)), (State.CANNOT_TELL, "E6.close")),
        (seated(LEFT_HIP=(0, 9)), (State.TRY, "E6.try")),
        (seated(LEFT_SHOULDER=(20, 0)), (State.TRY, "E6.try")),
        (seated(LEFT_HIP=(np.nan, 0)), (State.CANNOT_TELL, "E6.hidden")),
        (front(), (State.CANNOT_TELL, "E6.standing")),
    ],
)
def test_the_line_of_the_hips_is_told_of_those_who_sit(
    frames: list[PoseFrame], level: tuple[State, str]
) -> None:
    assert answer(frontal_findings(frames)["E6"]) == level


@pytest.mark.parametrize(
    ("frames", "feet"),
    [
        (front(), (State.OK, "E8.ok")),
        (front(LEFT_HIP=(np.nan, 0)), (State.OK, "E8.ok")),
        (front(LEFT_TOE=(25, 0)), (State.TRY, "E8.try")),
        (front(LEFT_TOE=(np.nan, 0)), (State.CANNOT_TELL, "E8.hidden")),
        (front(LEFT_TOE=(0, 200), RIGHT_TOE=(0, 200)), (State.CANNOT_TELL, "E8.hidden")),
        (seated(), (State.CANNOT_TELL, "E8.sitting")),
    ],
)
def test_where_the_feet_point_is_told_of_those_who_stand(
    frames: list[PoseFrame], feet: tuple[State, str]
) -> None:
    assert answer(frontal_findings(frames)["E8"]) == feet
