"""A spine model of the person's own: which files are one, and where its points come to lie in the picture."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from saying import refused
from tiny_onnx import HAS_RUNTIME, HEIGHT, SURE, WIDTH, needs_runtime, network, written
from unslump.adapters.pose import weights
from unslump.core.errors import BadInput, Missing
from unslump.core.motion.frames import JOINTS, SPINE, Floats, Joint, Picture, PoseFrame, nobody

if HAS_RUNTIME:
    from unslump.adapters.pose import spine_network
    from unslump.adapters.pose.spine import PLACES, WithSpine
    from unslump.adapters.pose.spine_network import SpineNetwork

SIZE_PX = (320, 240)
EDGE_PX: Floats = np.array([[100.0, 40.0], [180.0, 40.0], [180.0, 220.0], [100.0, 220.0]])


class Standing:
    """A ``PoseModel`` that sees the same person in every picture, or nobody."""

    recipe: Mapping[str, Any] = {"model": "standing"}

    def __init__(self, *, edge: bool = True, there: bool = True) -> None:
        self._edge, self._there, self.closed, self.was_reset = edge, there, False, False

    def read(self, picture: Picture) -> PoseFrame:
        if not self._there:
            return nobody(picture.t_s, picture.size_px, people=0)
        joints = np.full((JOINTS, 2), np.nan)
        joints[[Joint.NOSE, Joint.LEFT_HEEL]] = [[140.0, 40.0], [140.0, 220.0]]
        edge = (EDGE_PX,) if self._edge else ()
        return PoseFrame(picture.t_s, picture.size_px, joints, np.full(JOINTS, 0.9), edge, 1)

    def reset(self) -> None:
        self.was_reset = True

    def close(self) -> None:
        self.closed = True


def with_dot(x: int, y: int, bright: int = 255) -> Picture:
    rgb = np.zeros((SIZE_PX[1], SIZE_PX[0], 3), np.uint8)
    rgb[y - 4 : y + 5, x - 4 : x + 5] = bright
    return Picture(0.5, rgb)


def test_without_the_extra_it_says_what_to_type() -> None:
    with refused(Missing, "needs a package that is not installed here: onnxruntime. Type"):
        weights.require_spine(lambda _: None)
    assert "setup spine" in weights.spine_command()
    assert weights.spine_command(Path("/nowhere")) == 'pip install "unslump[spine]"'


@pytest.fixture
def runtime() -> None:
    needs_runtime()


@pytest.mark.usefixtures("runtime")
class TestFiles:
    def test_it_says_what_it_is(self, tmp_path: Path) -> None:
        found = SpineNetwork(written(tmp_path))
        assert (found.size_px, found.steps) == ((WIDTH, HEIGHT), 2)
        assert found.recipe["file"] == "my spine.onnx"
        assert found.recipe["sha256"] == hashlib.sha256(network()).hexdigest()
        assert found.recipe["runtime"].startswith("onnxruntime ")

    @pytest.mark.parametrize("raw", [b"", b"Dear diary", b"\x08\x07", network()[:900], network()[:-3]])
    def test_what_is_no_network(self, tmp_path: Path, raw: bytes, capfd: pytest.CaptureFixture[str]) -> None:
        with refused(BadInput, "to be an ONNX network, found something"):
            SpineNetwork(written(tmp_path, raw=raw))
        assert capfd.readouterr() == ("", "")

    @pytest.mark.parametrize(
        "form", [{"points": 17}, {"tables": 1}, {"width": 40}, {"height": 1200, "width": 8}]
    )
    def test_networks_of_another_form(self, tmp_path: Path, form: dict[str, int]) -> None:
        with refused(BadInput, "of another form: expected one that looks at one upright picture"):
            SpineNetwork(written(tmp_path, raw=network(**form)))

    def test_what_is_not_there_or_no_file(self, tmp_path: Path) -> None:
        with refused(BadInput, "Expected a file at"):
            SpineNetwork(tmp_path / "none.onnx")
        with refused(BadInput, "to be an ONNX network"):
            SpineNetwork(tmp_path)
        if os.name == "posix":
            os.mkfifo(tmp_path / "pipe.onnx")
            with refused(BadInput, "to be an ONNX network"):
                SpineNetwork(tmp_path / "pipe.onnx")

    def test_one_that_is_too_large(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(spine_network, "MOST_BYTES", len(network()) - 1)
        with refused(BadInput, "Expected a network of 0 MB at most"):
            spine_network.SpineNetwork(written(tmp_path))


@pytest.mark.usefixtures("runtime")
class TestPoints:
    @pytest.mark.parametrize("dot", [(140, 130), (112, 60), (170, 205), (105, 214)])
    @pytest.mark.parametrize("edge", [True, False], ids=["by its edge", "by its joints"])
    def test_they_lie_where_the_network_saw_them(
        self, tmp_path: Path, dot: tuple[int, int], edge: bool
    ) -> None:
        frame = WithSpine(Standing(edge=edge), SpineNetwork(written(tmp_path))).read(with_dot(*dot))
        pixel = 180 * 1.25 / HEIGHT  # of the cut, in those of the picture
        assert frame.spine_px is not None and frame.spine_px.shape == (SPINE, 2)
        assert np.abs(frame.spine_px - dot).max() <= 0.75 * pixel + 1

    def test_they_are_those_along_the_spine_from_the_sacrum_upward(self, tmp_path: Path) -> None:
        frame = WithSpine(Standing(), SpineNetwork(written(tmp_path))).read(with_dot(140, 130))
        brightest = (255 - 103.53) / 57.375  # blue stands out most, as the network sees it
        assert frame.spine_confidence is not None
        np.testing.assert_allclose(
            frame.spine_confidence, np.clip(SURE[list(PLACES)] * brightest, 0, 1), atol=1e-4
        )

    def test_what_the_network_does_not_mean_is_missing(self, tmp_path: Path) -> None:
        frame = WithSpine(Standing(), SpineNetwork(written(tmp_path))).read(with_dot(140, 130, bright=0))
        assert frame.spine_px is not None and np.isnan(frame.spine_px).all()
        assert frame.spine_confidence is not None and not frame.spine_confidence.any()
        assert frame.has_person

    def test_where_nobody_is_nothing_is_looked_for(self, tmp_path: Path) -> None:
        frame = WithSpine(Standing(there=False), SpineNetwork(written(tmp_path))).read(with_dot(140, 130))
        assert not frame.has_person and frame.people == 0
        assert frame.spine_px is not None and np.isnan(frame.spine_px).all()

    def test_joints_and_edge_are_the_other_models(self, tmp_path: Path) -> None:
        inner = Standing()
        model = WithSpine(inner, SpineNetwork(written(tmp_path)))
        picture = with_dot(140, 130)
        found, alone = model.read(picture), inner.read(picture)
        np.testing.assert_array_equal(found.joints_px, alone.joints_px)
        assert (found.edge_px[0] == alone.edge_px[0]).all() and found.people == alone.people
        model.reset()
        model.close()
        assert inner.was_reset and inner.closed
        assert json.loads(json.dumps(model.recipe))["spine"]["file"] == "my spine.onnx"
        assert model.recipe["model"] == "standing"
