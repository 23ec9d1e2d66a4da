"""What enters is checked at birth, turned once into the person's own frame, and what leaves is plain."""

from __future__ import annotations

from dataclasses import FrozenInstanceError

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from unslump.core.motion.findings import State, cannot_tell
from unslump.core.motion.frames import JOINTS, Floats, Joint, Picture, PoseFrame, nobody
from unslump.core.motion.side_view import EDGE_STEP, middle, side_view
from unslump.core.words import Said

SIZE = (640, 480)
TURN: Floats = np.linspace(0, 2 * np.pi, 200, endpoint=False)


def joints(value: float = 100.0) -> Floats:
    return np.full((JOINTS, 2), value)


def frame(t_s: float = 0.0, *, edge: Floats | None = None) -> PoseFrame:
    return PoseFrame(t_s, SIZE, joints(), np.full(JOINTS, 0.9), () if edge is None else (edge,))


def circle(radius: float = 100.0, at: tuple[float, float] = (300.0, 240.0), way: int = 1) -> Floats:
    return np.column_stack([np.cos(way * TURN), np.sin(way * TURN)]) * radius + np.array(at)


@pytest.mark.parametrize(
    ("what", "values"),
    [
        ("joints_px: expected shape (23, 2), found (17, 2)", {"joints_px": np.zeros((17, 2))}),
        ("confidence: expected shape (23,), found (17,)", {"confidence": np.zeros(17)}),
        ("confidence: expected values from 0 to 1", {"confidence": np.full(JOINTS, 1.5)}),
        ("spine_px: expected points and their confidence", {"spine_px": np.zeros((9, 2))}),
        ("spine_px: expected shape (9, 2), found (7, 2)",
         {"spine_px": np.zeros((7, 2)), "spine_confidence": np.zeros(9)}),
        ("spine_confidence: expected shape (9,), found (7,)",
         {"spine_px": np.zeros((9, 2)), "spine_confidence": np.zeros(7)}),
        ("spine_confidence: expected values from 0 to 1",
         {"spine_px": np.zeros((9, 2)), "spine_confidence": np.full(9, np.nan)}),
        ("t_s: expected seconds, found nan", {"t_s": float("nan")}),
        ("edge_px: expected lines of 3 or more finite points", {"edge_px": (np.zeros((2, 2)),)}),
        ("edge_px: expected lines of 3 or more finite points", {"edge_px": (np.full((9, 2), np.nan),)}),
        ("edge_px: expected lines of 3 or more finite points", {"edge_px": (np.zeros((9, 3)),)}),
    ],
)  # fmt: skip
def test_a_frame_says_what_it_expected_and_found(what: str, values: dict[str, object]) -> None:
    whole: dict[str, object] = {
        "t_s": 0.0, "size_px": SIZE, "joints_px": joints(), "confidence": np.zeros(JOINTS)
    }  # fmt: skip
    with pytest.raises(ValueError) as raised:
        PoseFrame(**{**whole, **values})  # type: ignore[arg-type]
    assert what in str(raised.value)


def test_a_frame_says_all_that_is_wrong_at_once() -> None:
    with pytest.raises(ValueError) as raised:
        PoseFrame(float("inf"), SIZE, np.zeros((1, 2)), np.full(JOINTS, -1.0), (np.zeros((1, 2)),))
    assert str(raised.value).count(";") == 3


def test_nobody_is_nobody() -> None:
    empty = nobody(1.5, SIZE, people=0)
    assert not empty.has_person and empty.people == 0 and empty.edge_px == () and empty.t_s == 1.5
    assert frame().has_person


def test_values_are_frozen() -> None:
    with pytest.raises(FrozenInstanceError):
        frame().t_s = 3.0  # type: ignore[misc]


def test_a_picture_knows_its_size() -> None:
    assert Picture(0.0, np.zeros((48, 64, 3), np.uint8)).size_px == (64, 48)


def test_the_middle_is_the_joint_that_is_there() -> None:
    both = joints()
    both[Joint.LEFT_HIP], both[Joint.RIGHT_HIP] = (10.0, 20.0), (30.0, 40.0)
    np.testing.assert_array_equal(middle(both, Joint.LEFT_HIP, Joint.RIGHT_HIP), [20, 30])
    both[Joint.LEFT_HIP] = np.nan
    np.testing.assert_array_equal(middle(both, Joint.LEFT_HIP, Joint.RIGHT_HIP), [30, 40])
    both[Joint.RIGHT_HIP, 1] = np.nan
    assert np.isnan(middle(both, Joint.LEFT_HIP, Joint.RIGHT_HIP)).all()


@given(st.floats(30, 400), st.sampled_from([1, -1]), st.sampled_from([1, -1]))
def test_edges_are_even_and_point_out_whichever_way_they_ran(scale: float, facing: int, way: int) -> None:
    seen = frame(edge=circle(way=way))
    (edge,) = side_view([seen], scale_px=scale, facing=facing).edges
    spacing = np.hypot(*np.diff(edge.points, axis=0).T)
    np.testing.assert_allclose(spacing[10:-10], EDGE_STEP, rtol=0.02)  # where it closes they may be nearer
    out = edge.points - np.array([300.0 * facing, -240.0]) / scale
    out /= np.hypot(*out.T)[:, np.newaxis]
    assert ((out * edge.normals).sum(axis=1) > 0.97).all()


def test_a_mirrored_picture_is_the_same_side_view() -> None:
    line = np.column_stack([120 * np.cos(TURN) + 30 * np.cos(2 * TURN), 90 * np.sin(TURN)]) + 200
    mirrored = line * np.array([-1.0, 1.0]) + np.array([640.0, 0.0])
    (one,), (other,) = (
        side_view([frame(edge=each)], scale_px=80, facing=facing).edges
        for each, facing in ((line, 1), (mirrored, -1))
    )
    np.testing.assert_allclose(other.points, one.points - np.array([640 / 80, 0]), atol=1e-9)
    np.testing.assert_allclose(other.normals, one.normals, atol=1e-9)


def test_the_border_of_the_picture_is_no_edge() -> None:
    cut = np.clip(circle(radius=200.0, at=(100.0, 240.0)), 0, None)
    (edge,) = side_view([frame(edge=cut)], scale_px=100, facing=1).edges
    assert len(edge.points) and (edge.points[:, 0] * 100 > 2).all()


def test_no_line_and_a_tiny_one_are_no_edge() -> None:
    for seen in (frame(), frame(edge=circle(radius=0.5))):
        assert len(side_view([seen], scale_px=120, facing=1).edges[0].points) == 0


def test_a_part_of_a_view_is_a_part_of_everything() -> None:
    view = side_view([frame(number / 10, edge=circle()) for number in range(6)], scale_px=100, facing=1)
    part = view.part(slice(2, 5))
    assert len(part.t_s) == len(part.joints) == len(part.edges) == 3
    assert part.t_s[0] == pytest.approx(0.2)


def test_cannot_tell_has_a_reason_and_no_value() -> None:
    finding = cannot_tell("deg", Said("motion.lost", share=30), at={"45": None})
    assert (finding.value, finding.state, finding.more) == (None, State.CANNOT_TELL, {"at": {"45": None}})
    assert finding.reason.key == "motion.lost"
