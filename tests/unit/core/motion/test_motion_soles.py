"""Heels and toes from the front: what feet can do, and what only a misreading can."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unslump.core.motion.findings import State
from unslump.core.motion.frames import JOINTS, Floats, Joint, PoseFrame
from unslump.core.motion.frontal import frontal_findings
from unslump.core.motion.movement import first_look
from unslump.core.motion.soles import LIFTED, LINE, Contact, Soles, contact

FPS, LONG_S, TRUNK_PX, LEG_PX = 10, 8.0, 100.0, 158.0
AT = {
    "HIP": (24.0, 0.0), "SHOULDER": (36.0, -TRUNK_PX), "EAR": (8.0, -130.0), "KNEE": (24.0, 78.0),
    "ANKLE": (24.0, LEG_PX), "HEEL": (24.0, 164.0), "TOE": (27.0, 170.0),
}  # fmt: skip
"""Of the person's left side, pixels from the middle of the hips."""

FOLD_S = (3.0, 5.5)

Moved: TypeAlias = Callable[[Floats], Floats]
"""How far a joint is up at these times, leg lengths."""


def pulse(height: float, from_s: float, until_s: float) -> Moved:
    return lambda t_s: np.where((t_s >= from_s) & (t_s < until_s), height, 0.0)


def film(
    *, up: dict[str, Moved] | None = None, across: dict[str, Moved] | None = None, deep: bool = False,
    scale: float = 1.0, shift_px: tuple[float, float] = (320.0, 250.0),
) -> list[PoseFrame]:  # fmt: skip
    """Return the frames of somebody who faces the camera, with some joints moved."""
    t_s = np.arange(0, LONG_S, 1 / FPS)
    bend = np.interp(t_s, [FOLD_S[0], FOLD_S[0] + 0.8, FOLD_S[1] - 0.8, FOLD_S[1]], [0, 1, 1, 0]) * deep
    joints = np.full((len(t_s), JOINTS, 2), np.nan)
    for name, (x, y) in AT.items():
        for side, sign in (("LEFT", 1), ("RIGHT", -1)):
            joint = Joint[f"{side}_{name}"]
            joints[:, joint] = (sign * x, y)
            for axis, moves, way in ((0, across, 1), (1, up, -1)):
                joints[:, joint, axis] += way * LEG_PX * (moves or {}).get(joint.name, np.zeros_like)(t_s)
            if y < 0:
                joints[:, joint, 1] -= 1.3 * y * bend
    places = np.array(shift_px) + scale * joints
    return [
        PoseFrame(float(t), (640, 480), place, np.full(JOINTS, 0.9))
        for t, place in zip(t_s, places, strict=True)
    ]


def told(frames: list[PoseFrame]) -> Contact:
    return contact(frames, first_look(frames))


def both(joint: str, moved: Moved) -> dict[str, Moved]:
    return {f"LEFT_{joint}": moved, f"RIGHT_{joint}": moved}


def whole_foot(moved: Moved) -> dict[str, Moved]:
    return {"LEFT_HEEL": moved, "LEFT_TOE": moved, "LEFT_ANKLE": moved}


def test_feet_that_stay_are_down() -> None:
    assert told(film()) == Contact(Soles.DOWN, pytest.approx(0.0, abs=1e-6))


@pytest.mark.parametrize("joint", ["HEEL", "TOE"])
@pytest.mark.parametrize("side", ["LEFT", "RIGHT"])
def test_a_lifted_end_of_either_foot_is_lifted(joint: str, side: str) -> None:
    found = told(film(up={f"{side}_{joint}": pulse(0.06, 2.0, 3.0)}))
    assert found == Contact(Soles.LIFTED, pytest.approx(0.06, abs=0.002))


@given(st.floats(0.0, 0.12))
@settings(deadline=None, max_examples=30)
def test_the_height_is_the_true_one_and_decides(height: float) -> None:
    found = told(film(up=both("HEEL", pulse(height, 2.0, 3.0))))
    assert found.lift == pytest.approx(height, abs=1e-6)
    if abs(height - LINE) > 1e-6 and abs(height - LIFTED) > 1e-6:
        between = Soles.UNSURE if height < LIFTED else Soles.LIFTED
        assert found.soles is (Soles.DOWN if height < LINE else between)


@given(st.floats(0.6, 1.2), st.floats(-100, 100), st.floats(-20, 20))
@settings(deadline=None, max_examples=20)
def test_distance_and_place_of_the_camera_change_nothing(scale: float, right: float, down: float) -> None:
    lifted = both("HEEL", pulse(0.04, 2.0, 3.0))
    near, far = told(film(up=lifted)), told(film(up=lifted, scale=scale, shift_px=(320 + right, 220 + down)))
    assert far == Contact(near.soles, pytest.approx(near.lift, abs=1e-6))


def test_what_is_up_for_a_moment_only_is_not_told() -> None:
    assert told(film(up=both("HEEL", pulse(0.06, 2.0, 2.2)))).soles is Soles.DOWN


def test_nothing_is_told_of_feet_behind_hands_and_head() -> None:
    wild = {**both("HEEL", pulse(0.08, 3.6, 4.9)), **both("TOE", pulse(-0.03, 3.6, 4.9))}
    assert told(film(up=wild, deep=True)).soles is Soles.DOWN_WHILE_SEEN
    assert told(film(deep=True)).soles is Soles.DOWN_WHILE_SEEN


def test_a_lift_beside_a_fold_is_told_all_the_same() -> None:
    assert told(film(up=both("HEEL", pulse(0.05, 2.0, 2.9)), deep=True)).soles is Soles.LIFTED


def test_heels_that_sink_into_the_floor_are_misread() -> None:
    turned = {**both("HEEL", pulse(-0.06, 2.0, 3.0)), **both("TOE", pulse(0.05, 2.0, 3.0))}
    found = told(film(up=turned))
    assert found == Contact(Soles.DOWN_WHILE_SEEN, pytest.approx(0.0, abs=1e-6))


def test_a_step_takes_the_start_anew() -> None:
    for stepped in (0.10, -0.10):
        aside = film(across=whole_foot(pulse(stepped, 2.0, 99.0)))
        back = film(up=whole_foot(pulse(stepped, 2.0, 99.0)))
        assert {told(aside).soles, told(back).soles} <= {Soles.DOWN, Soles.DOWN_WHILE_SEEN}


def test_after_a_step_a_lift_is_still_a_lift() -> None:
    later = {"LEFT_HEEL": pulse(0.05, 5.0, 6.0)}
    assert told(film(up=later, across=whole_foot(pulse(0.1, 2.0, 99.0)))).soles is Soles.LIFTED


def test_a_foot_that_shuffles_back_as_a_whole_is_not_lifted() -> None:
    assert told(film(up=whole_foot(pulse(0.03, 2.0, 99.0)))).soles is not Soles.LIFTED


@pytest.mark.parametrize(("wander", "soles"), [(0.003, Soles.DOWN), (0.03, Soles.UNSURE)])
def test_what_wanders_while_still_tells_nothing(wander: float, soles: Soles) -> None:
    def noise(t_s: Floats) -> Floats:
        return wander * np.repeat(np.random.default_rng(3).standard_normal(len(t_s) // 5 + 1), 5)[: len(t_s)]

    found = told(film(up={"LEFT_HEEL": noise}))
    assert found.soles is soles and (found.lift is None) == (soles is Soles.UNSURE)


def test_hidden_ankles_or_hips_tell_nothing() -> None:
    for name in ("ANKLE", "HIP"):
        frames = film()
        for frame in frames:
            frame.joints_px[[Joint[f"LEFT_{name}"], Joint[f"RIGHT_{name}"]]] = np.nan
        look = first_look(film())
        assert contact(frames, look) == Contact(Soles.UNSURE, None)


@pytest.mark.parametrize(
    ("up", "toes", "state", "key"),
    [
        (0.0, 0.0, State.OK, "ok"),
        (0.02, 0.0, State.OK, "ok_unsure"),
        (0.06, 0.0, State.TRY, "lifted"),
        (0.0, 0.12, State.TRY, "try"),
        (0.02, 0.12, State.TRY, "try"),
        (0.06, 0.12, State.TRY, "try_lifted"),
    ],
)
def test_one_sentence_says_where_feet_point_and_whether_they_stay(
    up: float, toes: float, state: State, key: str
) -> None:
    frames = film(
        up=both("HEEL", pulse(up, 2.0, 3.0)), across={"LEFT_TOE": lambda t_s: np.full_like(t_s, toes)}
    )
    finding = frontal_findings(frames)["E8"]
    assert (finding.state, finding.reason.key) == (state, f"motion.E8.{key}")
    assert finding.more["sole_lift_of_leg"] == pytest.approx(up, abs=1e-6)
