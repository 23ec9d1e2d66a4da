"""Rendered people who show where they think their hips are, through the real model: picture to sentence."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from camera_ready import weights
from saying import WORDS
from unslump.core.motion.frames import Joint, Picture, PoseFrame
from unslump.core.motion.hip_points import HipPoint, HipPoints, hip_points
from unslump.core.words import Said

FOLDER = Path(__file__).resolve().parents[1] / "data" / "fronts"
TRUTH: dict[str, Any] = json.loads((FOLDER / "truth.json").read_text(encoding="utf-8"))
SIDES = ("left", "right")


@pytest.fixture(scope="module")
def seen() -> dict[str, list[PoseFrame]]:
    """Each picture, held for a second, as the model reads it."""
    found = weights()
    cv2 = pytest.importorskip("cv2")
    from unslump.adapters.pose.blazepose import BlazePose

    model, frames = BlazePose(found), {}
    for name in TRUTH:
        rgb = np.ascontiguousarray(cv2.imread(str(FOLDER / f"{name}.jpg"))[..., ::-1])
        model.reset()
        frames[name] = [model.read(Picture(n / 10, rgb)) for n in range(12)]
    return frames


def answer(seen: dict[str, list[PoseFrame]], name: str) -> HipPoints | Said:
    return hip_points(seen[name], TRUTH[name]["stature_cm"])


def point(seen: dict[str, list[PoseFrame]], name: str, side: str) -> HipPoint:
    told = answer(seen, name)
    assert isinstance(told, HipPoints), told
    found = getattr(told, side)
    assert isinstance(found, HipPoint), found
    return found


@pytest.mark.parametrize("name", ["near", "crest"])
@pytest.mark.parametrize("side", SIDES)
def test_the_truth_lies_within_what_is_said(seen: dict[str, list[PoseFrame]], name: str, side: str) -> None:
    found, known = point(seen, name, side), TRUTH[name][side]
    assert abs(found.up_cm - known["up_cm"]) <= found.uncertainty_cm
    assert abs(found.out_cm - known["out_cm"]) <= found.uncertainty_cm


@pytest.mark.parametrize("side", SIDES)
def test_hands_on_the_crest_are_told_from_fingertips_in_the_crease(
    seen: dict[str, list[PoseFrame]], side: str
) -> None:
    assert point(seen, "crest", side).where == ("above",)
    assert not point(seen, "near", side).is_clear


@pytest.mark.parametrize("side", SIDES)
def test_what_the_model_calls_index_is_nearer_the_knuckle_than_the_tip(
    seen: dict[str, list[PoseFrame]], side: str
) -> None:
    """The reason for going on from it; a model that saw tips would need another way."""
    for name in ("near", "crest"):
        at = seen[name][-1].joints_px[Joint[f"{side.upper()}_INDEX"]]
        away = [float(np.hypot(*(at - TRUTH[name][side][what]))) for what in ("knuckle_px", "tip_px")]
        assert away[0] < away[1]
        tip = np.array(point(seen, name, side).tip_px) - TRUTH[name][side]["tip_px"]
        assert np.hypot(*tip) < away[1]


def test_hanging_hands_and_a_turned_person_get_a_sentence(seen: dict[str, list[PoseFrame]]) -> None:
    hanging, turned = answer(seen, "hanging"), answer(seen, "turned")
    assert isinstance(hanging, HipPoints) and isinstance(turned, Said)
    for side in SIDES:
        why = getattr(hanging, side)
        assert WORDS(why.key, **why.values).startswith(f"Your {side} hand hangs down.")
    assert WORDS(turned.key, **turned.values).startswith("Turn to face the camera")
