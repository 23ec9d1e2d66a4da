"""Finds people in a whole picture: the first look, and the way back when a person was lost.

The network answers for 2254 fixed places ("anchors") whether a person is there and where four points of
them lie, as its published graph describes it (BlazePose, arXiv:2006.10204; pose_detection of MediaPipe 0.10).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ...core.motion.frames import Floats
from .crop import Crop, around
from .network import Network, likelihood

SURE = 0.5
"""Score from which a place counts as a person: the network's own."""

SAME_PERSON = 0.3
"""Overlap (intersection over union of the boxes) from which two places are one person: the network's own."""

GRIDS = ((28, 2), (14, 2), (7, 6))
"""Places: a grid of so many cells a side, so many places in the middle of each cell."""

GROWN = 1.25
"""The square reaches so much further than the circle around the body: the network's own."""


@dataclass(frozen=True, slots=True)
class FoundPerson:
    """A person in a picture, and the square that shows them whole."""

    score: float
    crop: Crop


def _anchors() -> Floats:
    middles = []
    for cells, places in GRIDS:
        at = (np.arange(cells) + 0.5) / cells
        y, x = np.meshgrid(at, at, indexing="ij")
        middles.append(np.repeat(np.column_stack([x.ravel(), y.ravel()]), places, axis=0))
    return np.concatenate(middles)


class Detector:
    """Looks for people in whole pictures."""

    def __init__(self, network: Network) -> None:
        self._network, self._anchors = network, _anchors()

    def people(self, rgb: NDArray[np.uint8]) -> Sequence[FoundPerson]:
        """Return everybody in the picture, the surest first."""
        height, width = rgb.shape[:2]
        whole = Crop((width - 1) / 2, (height - 1) / 2, max(width, height))
        side = self._network.side_px
        numbers, logits = self._network(whole.cut(rgb, side, low=-1.0, high=1.0))
        scores = likelihood(logits[:, 0])
        sure = np.flatnonzero(scores >= SURE)
        places = numbers[sure].astype(float) / side
        middles = self._anchors[sure]
        boxes = np.column_stack([places[:, :2] + middles, places[:, 2:4]])
        points = places[:, 4:].reshape(-1, 4, 2) + middles[:, np.newaxis]
        return [
            FoundPerson(score, around(*whole.to_picture(found[:2] * side - 0.5, side), grown=GROWN))
            for score, found in _each_once(scores[sure], boxes, points)
        ]


def _each_once(scores: Floats, boxes: Floats, points: Floats) -> list[tuple[float, Floats]]:
    """Gather the places that are one person, and average their points by score ("weighted suppression")."""
    people: list[tuple[float, Floats]] = []
    left = list(np.argsort(-scores))
    while left:
        overlap = _overlap(boxes[left[0]], boxes[left])
        same = [index for index, share in zip(left, overlap, strict=True) if share >= SAME_PERSON]
        same = same or left[:1]
        weights = scores[same]
        people.append((float(scores[left[0]]), np.average(points[same], axis=0, weights=weights)))
        left = [index for index in left if index not in same]
    return people


def _overlap(box: Floats, boxes: Floats) -> Floats:
    """Intersection over union of one box with each; a box is its middle and its size."""
    low = np.maximum(box[:2] - box[2:] / 2, boxes[:, :2] - boxes[:, 2:] / 2)
    high = np.minimum(box[:2] + box[2:] / 2, boxes[:, :2] + boxes[:, 2:] / 2)
    both = np.prod(np.clip(high - low, 0, None), axis=1)
    union = np.prod(box[2:]) + np.prod(boxes[:, 2:], axis=1) - both
    share: Floats = both / np.maximum(union, 1e-9)
    return share
