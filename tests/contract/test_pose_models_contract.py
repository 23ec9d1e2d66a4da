"""What every pose model must do. A new one is added to ``MODELS``; one whose files are missing is skipped."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

import numpy as np
import pytest

from camera_ready import weights
from tiny_onnx import needs_runtime, written
from unslump.core.motion.frames import Picture
from unslump.ports import PoseModel

CLIP = Path(__file__).resolve().parents[1] / "data" / "clips" / "stand_seq.mp4"


def blazepose(_folder: Path) -> PoseModel:
    found = weights()
    from unslump.adapters.pose.blazepose import BlazePose

    return BlazePose(found)


def with_spine(folder: Path) -> PoseModel:
    needs_runtime()
    inner = blazepose(folder)
    from unslump.adapters.pose.spine import WithSpine
    from unslump.adapters.pose.spine_network import SpineNetwork

    return WithSpine(inner, SpineNetwork(written(folder)))


MODELS: dict[str, Callable[[Path], PoseModel]] = {"blazepose": blazepose, "with a spine model": with_spine}


@pytest.fixture(params=MODELS)
def model(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[PoseModel]:
    model = MODELS[request.param](tmp_path)
    yield model
    model.close()


@pytest.fixture(scope="module")
def film() -> list[Picture]:
    weights()  # decoding comes with the same extra
    from unslump.adapters.camera.video import open_video

    with open_video(CLIP) as pictures:
        return list(islice(pictures, 4))


def empty(t_s: float, film: list[Picture]) -> Picture:
    return Picture(t_s, np.full_like(film[0].rgb, 120))


def test_somebody_is_found_in_each_picture(model: PoseModel, film: list[Picture]) -> None:
    for picture in film:
        frame = model.read(picture)
        assert frame.has_person and len(frame.edge_px) >= 1
        assert (frame.t_s, frame.size_px) == (picture.t_s, picture.size_px)


def test_nobody_is_a_frame_without_joints(model: PoseModel, film: list[Picture]) -> None:
    frame = model.read(empty(0.0, film))
    assert not frame.has_person and not frame.edge_px and frame.people == 0


def test_the_recipe_is_plain_json(model: PoseModel) -> None:
    assert json.loads(json.dumps(dict(model.recipe))) == dict(model.recipe)


def test_after_a_reset_it_reads_as_at_first(model: PoseModel, film: list[Picture]) -> None:
    first = model.read(film[0])
    model.read(film[2])
    model.reset()
    again = model.read(film[0])
    np.testing.assert_array_equal(first.joints_px, again.joints_px)
    assert (first.spine_px is None) is (again.spine_px is None)


def test_it_may_be_closed_again(model: PoseModel) -> None:
    model.close()
    model.close()
