"""What every source of frames must do, that from a list included. A new one is added to ``SOURCES``."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from standing import frames, with_spines
from unslump.adapters.pose.stored import open_stored, save
from unslump.core.motion.frames import JOINTS
from unslump.ports import PoseSource
from unslump.testing.frames import FakePoses

RECIPE = {"source": "drawn", "versions": {"drawn": "1"}, "fps": 15.0, "length_s": None}


def stored(folder: Path) -> PoseSource:
    save(folder / "frames.npz", frames(), RECIPE)
    return open_stored(folder / "frames.npz")


SOURCES: dict[str, Callable[[Path], PoseSource]] = {
    "stored": stored,
    "fake": lambda folder: FakePoses(frames(), RECIPE),
}


@pytest.fixture(params=SOURCES)
def source(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[PoseSource]:
    source = SOURCES[request.param](tmp_path)
    yield source
    source.close()


def test_every_frame_comes_in_the_order_of_time(source: PoseSource) -> None:
    assert [frame.t_s for frame in source] == [frame.t_s for frame in frames()]


def test_joints_and_edges_are_those_that_were_read(source: PoseSource) -> None:
    for found, drawn in zip(source, frames(), strict=True):
        assert (found.size_px, found.people) == (drawn.size_px, drawn.people)
        assert found.joints_px.shape == (JOINTS, 2) and found.joints_px.dtype == np.float64
        np.testing.assert_array_equal(found.joints_px, drawn.joints_px.astype(np.float32))
        np.testing.assert_array_equal(found.confidence, drawn.confidence.astype(np.float32))
        assert len(found.edge_px) == len(drawn.edge_px)
        for line, other in zip(found.edge_px, drawn.edge_px, strict=True):
            np.testing.assert_array_equal(line, other.astype(np.float32))


def test_without_a_spine_model_there_are_no_points(source: PoseSource) -> None:
    assert all(frame.spine_px is None and frame.spine_confidence is None for frame in source)


@pytest.mark.parametrize("kind", ["stored", "fake"])
def test_points_along_the_spine_are_those_that_were_read(kind: str, tmp_path: Path) -> None:
    save(tmp_path / "spines.npz", with_spines(), RECIPE)
    source = open_stored(tmp_path / "spines.npz") if kind == "stored" else FakePoses(with_spines())
    for found, drawn in zip(source, with_spines(), strict=True):
        np.testing.assert_array_equal(found.spine_px, drawn.spine_px)
        np.testing.assert_array_equal(found.spine_confidence, drawn.spine_confidence)


def test_where_nobody_was_there_is_nobody(source: PoseSource) -> None:
    seen = [frame.has_person for frame in source]
    assert seen == [frame.has_person for frame in frames()] and not all(seen)


def test_the_recipe_is_plain_json(source: PoseSource) -> None:
    assert json.loads(json.dumps(source.recipe)) == RECIPE


def test_it_may_be_closed_again(source: PoseSource) -> None:
    next(iter(source))
    source.close()
    source.close()
