"""Spine points beside the edge, on bodies whose angles are known: right ones help where the edge is missing,
wrong ones do no harm. What was measured: docs/decisions/0028-a-spine-model-of-ones-own.md."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from bodies_read import filmed, off_deg, somebody
from unslump.core.motion import reading as reading_module
from unslump.core.motion.frames import SPINE, Floats, Joint, PoseFrame
from unslump.core.motion.reading import Reading, read_recording
from unslump.core.vocab import Region
from unslump.testing.side_bodies import SideBody

BODY = somebody(edge_noise=0.002, spine_noise=0.01)
Change = Callable[[int, PoseFrame, Sequence[PoseFrame]], Floats]


def true(_number: int, frame: PoseFrame, _frames: Sequence[PoseFrame]) -> Floats:
    assert frame.spine_px is not None
    return frame.spine_px


def on_a_line(_number: int, frame: PoseFrame, _frames: Sequence[PoseFrame]) -> Floats:
    hip, shoulder = frame.joints_px[[Joint.LEFT_HIP, Joint.LEFT_SHOULDER]]
    return hip + np.linspace(0.15, 1.05, SPINE)[:, np.newaxis] * (shoulder - hip)


def late(number: int, _frame: PoseFrame, frames: Sequence[PoseFrame]) -> Floats:
    return true(number, frames[max(0, number - 3)], frames)


def where_they_were(number: int, _frame: PoseFrame, frames: Sequence[PoseFrame]) -> Floats:
    return true(number, frames[0], frames)


def scattered(number: int, frame: PoseFrame, frames: Sequence[PoseFrame]) -> Floats:
    random = np.random.default_rng(number)
    return true(number, frame, frames) + 120 * 0.05 * random.standard_normal((SPINE, 2))


def half_straight(number: int, frame: PoseFrame, frames: Sequence[PoseFrame]) -> Floats:
    points = true(number, frame, frames)
    line = points[0] + np.linspace(0, 1, SPINE)[:, np.newaxis] * (points[-1] - points[0])
    return (points + line) / 2


WRONG = [on_a_line, late, where_they_were, scattered, half_straight]


@pytest.fixture(autouse=True)
def no_noise_floor(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing here asks for it, and it takes most of the time."""
    monkeypatch.setattr(reading_module, "refitted", lambda *_: [])


@cache
def read(
    body: SideBody, change: Change | None = true, sure: float = 0.9, blind_s: float = 0.0
) -> tuple[Reading, dict[Region, float]]:
    """Return the reading of a body, and the mean error of each region; ``change`` None: no spine model."""
    frames, truth = filmed(body)
    middle = sum(truth.uncurls_s[0]) / 2
    seen = [
        replace(
            frame,
            spine_px=change and change(number, frame, frames),
            spine_confidence=change and np.full(SPINE, sure),
            edge_px=() if abs(frame.t_s - middle) < blind_s / 2 else frame.edge_px,
        )
        for number, frame in enumerate(frames)
    ]
    found = read_recording(seen, np.random.default_rng(1))
    assert isinstance(found, Reading), found
    turning = found.angles.turning()
    return found, {
        region: off_deg(angle, truth.turning()[region], found.still) for region, angle in turning.items()
    }


def low(off: Mapping[Region, float]) -> float:
    return off[Region.PELVIS] + off[Region.LOW_BACK]


def test_without_a_spine_model_nothing_is_said_of_it() -> None:
    assert read(BODY, None)[0].quality.spine_used is None


def test_points_that_are_never_seen_are_as_good_as_none() -> None:
    for sure in (0.0, 0.29):
        found, off = read(BODY, true, sure)
        assert found.quality.spine_used is None and off == read(BODY, None)[1]


@pytest.mark.parametrize("uncurl", ["seq", "top"])
def test_true_points_help_where_the_edge_is_missing(uncurl: str) -> None:
    body = replace(BODY, uncurl=uncurl)
    found, off = read(body, true, blind_s=2.0)
    without = read(body, None, blind_s=2.0)[1]
    assert found.quality.spine_used is not None and found.quality.spine_used > 0.95
    assert low(off) < 0.85 * low(without)


@pytest.mark.parametrize("uncurl", ["seq", "top"])
def test_they_bridge_a_missing_edge_as_the_edge_would_have(uncurl: str) -> None:
    """The mid back too, which the chain itself has about 2 degrees off, edge or none."""
    body = replace(BODY, uncurl=uncurl)
    whole = read(body, None)[0].angles.turning()
    with_points, without = (read(body, how, blind_s=2.0)[0].angles.turning() for how in (true, None))

    def apart(other: Mapping[Region, Floats]) -> float:
        return sum(float(np.abs(other[region] - whole[region]).mean()) for region in whole)

    assert apart(with_points) < 0.8 * apart(without)


def test_where_the_edge_is_seen_it_decides() -> None:
    off, without = read(BODY)[1], read(BODY, None)[1]
    assert max(abs(off[region] - without[region]) for region in off) < 0.1


@pytest.mark.parametrize("inside", [-0.06, 0.06])
def test_how_deep_a_model_has_the_spine_does_not_matter(inside: float) -> None:
    body = replace(BODY, spine_inside=inside)
    found, off = read(body, true, blind_s=2.0)
    assert found.quality.spine_used is not None and found.quality.spine_used > 0.9
    assert low(off) < 0.85 * low(read(BODY, None, blind_s=2.0)[1])


@pytest.mark.parametrize("sure", [0.9, 0.4])
@pytest.mark.parametrize("wrong", WRONG)
def test_wrong_points_do_no_harm(wrong: Change, sure: float) -> None:
    off, without = read(BODY, wrong, sure)[1], read(BODY, None)[1]
    for region, error in off.items():
        assert error < without[region] + (0.15 if sure > 0.5 else 0.05), region


@pytest.mark.parametrize("wrong", WRONG)
def test_nor_where_there_is_no_edge_to_hold_against_them(wrong: Change) -> None:
    off, without = read(BODY, wrong, 0.4, blind_s=2.0)[1], read(BODY, None, blind_s=2.0)[1]
    for region, error in off.items():
        assert error < without[region] + 0.3, region


@pytest.mark.parametrize("wrong", [on_a_line, where_they_were])
def test_points_far_from_the_edges_back_are_left_out_and_it_is_said(wrong: Change) -> None:
    found, off = read(BODY, wrong)
    assert found.quality.spine_used == 0.0 and off == read(BODY, None)[1]


def test_points_that_draw_the_back_off_its_edge_are_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading_module, "MOST_DRAWN_OFF", -1.0)
    found, off = read.__wrapped__(BODY)
    assert found.quality.spine_used == 0.0 and off == read(BODY, None)[1]
