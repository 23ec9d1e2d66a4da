"""Points along the spine beside joints and edge, from a spine model of the person's own.

The one public model of the kind is SpinePose (dfki-av/spinepose; weights CC BY-NC 4.0: neither shipped nor
fetched here). What its repository tells is stated here: the order of its points, how a picture is laid before
it, and how its answer is read. A person is cut out upright, by their edge::

    +-----------------+
    |   .---------.   |   the rectangle of the network around the person's edge, PADDING larger,
    |   |    o    |   |   the rest of the square cut away
    |   |   /|    |   |
    |   |   / \\   |   |   answer: for each point how likely each column is, and each row
    |   '---------'   |
    +-----------------+
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from ...core.motion.frames import SPINE, Floats, Picture, PoseFrame
from ...ports import PoseModel
from .crop import Crop
from .spine_network import Numbers, SpineNetwork

PLACES = (19, 26, 27, 28, 29, 30, 18, 35, 36)
"""Where the model keeps the points along the spine among its own, from the sacrum upward."""

MEAN: Numbers = np.array([123.675, 116.28, 103.53], np.float32)
SPREAD: Numbers = np.array([58.395, 57.12, 57.375], np.float32)
"""Of red, green and blue: what the model's own training takes off, and divides by."""

PADDING = 1.25
"""The rectangle is so much larger than the person: the model's own."""


class WithSpine:
    """``PoseModel`` of another one and a spine model, which looks at whom the other has found.

    Parameters
    ----------
    model : PoseModel
        Joints and edge. Closed with this.
    network : SpineNetwork
    """

    def __init__(self, model: PoseModel, network: SpineNetwork) -> None:
        self._model, self._network = model, network

    @property
    def recipe(self) -> Mapping[str, Any]:
        return {**self._model.recipe, "spine": dict(self._network.recipe)}

    def reset(self) -> None:
        self._model.reset()

    def close(self) -> None:
        self._model.close()

    def read(self, picture: Picture) -> PoseFrame:
        frame = self._model.read(picture)
        if not frame.has_person:
            nothing = np.full((SPINE, 2), np.nan)
            return replace(frame, spine_px=nothing, spine_confidence=np.zeros(SPINE))
        width, height = self._network.size_px
        crop, left = _around(frame, width, height), (height - width) // 2
        cut = crop.cut(picture.rgb, height, low=0.0, high=255.0)[:, left : left + width]
        at, sure = _points(*self._network((cut - MEAN) / SPREAD), self._network.steps)
        at = crop.to_picture(at + np.array([left, 0.0]), height)
        return replace(frame, spine_px=at, spine_confidence=sure)


def _around(frame: PoseFrame, width_px: int, height_px: int) -> Crop:
    """Return the upright square whose middle part, of the network's shape, shows the whole person.

    The person's middle comes to lie half a pixel of the cut beyond the cut's own, as the model was trained.
    """
    points = np.concatenate(frame.edge_px) if frame.edge_px else frame.joints_px
    low, high = np.nanmin(points, axis=0), np.nanmax(points, axis=0)
    width, height = (high - low) * PADDING
    side = float(max(height, width * height_px / width_px, 1.0))
    x, y = (low + high) / 2 - side / height_px / 2
    return Crop(float(x), float(y), side)


def _points(columns: Numbers, rows: Numbers, steps: int) -> tuple[Floats, Floats]:
    """Return where each point of the spine lies in the cut, and how sure it is.

    A point is where its likeliest column meets its likeliest row; how sure it is says the less sure of both.
    Where that is not above 0, as the model means nothing by it, the point is NaN.
    """
    columns, rows = columns[list(PLACES)], rows[list(PLACES)]
    sure = np.minimum(columns.max(axis=1), rows.max(axis=1)).astype(np.float64)
    at = np.column_stack([columns.argmax(axis=1), rows.argmax(axis=1)]) / steps
    seen = np.isfinite(sure) & (sure > 0)
    return np.where(seen[:, np.newaxis], at, np.nan), np.where(seen, np.clip(sure, 0.0, 1.0), 0.0)
