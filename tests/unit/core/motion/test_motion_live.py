"""Following somebody while they move: framing until they can be read, then angles of every picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from bodies_read import somebody
from unslump.core.motion.frames import PoseFrame, nobody
from unslump.core.motion.live import STILL_S, Now, Stage, Watch, step
from unslump.core.vocab import Region
from unslump.testing.side_bodies import SideBody, Truth, recorded

BODY = somebody(still_s=2.0)


def watched(frames: Sequence[PoseFrame], watch: Watch | None = None) -> list[Watch]:
    """Let every picture come in turn; return where following stood after each."""
    states = [watch or Watch()]
    for frame in frames:
        states.append(step(states[-1], frame))
    return states[1:]


def nows(states: Sequence[Watch]) -> list[tuple[int, Now]]:
    return [(number, each.now) for number, each in enumerate(states) if each.now is not None]


def error_deg(states: Sequence[Watch], truth: Truth, name: str) -> float:
    known = getattr(truth, name)
    rest = np.median(known[truth.t_s < 1.9])
    return float(np.mean([abs(getattr(now, name) - (known[n] - rest)) for n, now in nows(states)]))


@pytest.mark.parametrize("body", [BODY, replace(BODY, posture="sit", hip_deg=35.0)], ids=["stands", "sits"])
def test_each_picture_is_read_as_it_comes(body: SideBody) -> None:
    frames, truth = recorded(body)
    states = watched(frames)
    assert states[-1].stage is Stage.FOLLOWING
    assert error_deg(states, truth, "trunk_deg") < 1.5
    assert error_deg(states, truth, "pelvis_deg") < 2.0
    assert error_deg(states, truth, "hip_flexion_deg") < 2.5


def test_it_begins_once_somebody_was_still_for_long_enough() -> None:
    frames, _ = recorded(BODY)
    begun = next(frame.t_s for frame, state in zip(frames, watched(frames), strict=True) if state.now)
    assert STILL_S <= begun < BODY.still_s


def test_what_follows_does_not_change_what_was_said() -> None:
    frames, _ = recorded(BODY)
    half = len(frames) // 2
    early, whole = watched(frames[:half]), watched(frames)
    assert [n for _, n in nows(early)] == [n for k, n in nows(whole) if k < half]


def test_a_mirrored_person_moves_the_same() -> None:
    plain, mirrored = (watched(recorded(replace(BODY, facing=side))[0]) for side in (1, -1))
    for (_, one), (_, other) in zip(nows(plain), nows(mirrored), strict=True):
        assert one.trunk_deg == pytest.approx(other.trunk_deg, abs=0.2)
        assert one.regions_deg[Region.LOW_BACK] == pytest.approx(other.regions_deg[Region.LOW_BACK], abs=0.5)


class TestFraming:
    def test_somebody_who_moves_is_asked_to_be_still(self) -> None:
        frames, _ = recorded(BODY)
        moving = frames[int(2.5 * 15) :]
        assert {state.advice.key for state in watched(moving[:20]) if state.advice} == {"motion.live.still"}

    def test_nobody_off_the_side_and_out_of_the_picture_are_said(self) -> None:
        frames, _ = recorded(BODY)
        assert said(watched([nobody(n / 15, (640, 480)) for n in range(20)])) == "motion.nobody"
        turned, _ = recorded(replace(BODY, yaw_deg=35.0))
        assert said(watched(turned[:18])) == "motion.off_side"
        low = recorded(replace(BODY, shift_px=(0.0, -400.0)))[0]
        assert said(watched(low[:20])) == "motion.live.head"
        near = recorded(replace(BODY, shift_px=(0.0, 220.0)))[0]
        assert said(watched(near[:20])) == "motion.live.knees"
        assert said(watched([replace(frame, people=2) for frame in frames[:20]])) == "motion.several"


def said(states: Sequence[Watch]) -> str:
    advice = states[-1].advice
    assert advice is not None and states[-1].stage is Stage.FRAMING and states[-1].now is None
    return advice.key


def test_somebody_who_leaves_for_a_moment_is_followed_on_and_for_longer_is_found_anew() -> None:
    frames, _ = recorded(BODY)
    start = watched(frames[:32])[-1]
    gone = [nobody(frames[31].t_s + (n + 1) / 15, (640, 480)) for n in range(20)]
    short = watched(gone[:8], start)[-1]
    assert short.stage is Stage.FOLLOWING and short.now is None
    assert watched(frames[40:44], short)[-1].now is not None
    long = watched(gone, start)[-1]
    assert long.stage is Stage.FRAMING and long.advice is not None and long.advice.key == "motion.nobody"


def test_an_edge_that_is_not_this_back_says_nothing() -> None:
    frames, _ = recorded(BODY)
    blurred, _ = recorded(replace(BODY, edge_noise=0.03))
    begun = watched(frames[:18])[-1]
    assert begun.stage is Stage.FOLLOWING
    later = watched(blurred[18:], begun)
    silent = [state for state in later if state.advice]
    assert {state.advice.key for state in silent if state.advice} == {"motion.edge_strange"}
    assert all(state.now is None and state.stage is Stage.FOLLOWING for state in silent)
