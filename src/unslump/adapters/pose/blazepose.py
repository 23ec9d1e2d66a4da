"""Follows one person from picture to picture: joints and the person's edge from BlazePose.

::

    nobody yet, or lost --detector--> square --landmark network--> joints, mask, the next square
                                        ^-------------------------------------------'

The square is turned so that the person stands upright in it: in a deep fold the network then still sees
somebody upright. A square that shows the whole body reads the back better than one that shows the trunk alone
(docs/motion-findings.md). Nothing is smoothed over time here: smoothed joints would move together by
themselves (docs/evidence.md E.13, failure mode 3).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib.metadata import version
from typing import Any

import numpy as np

from ...core.motion.frames import JOINTS, Floats, Joint, Picture, PoseFrame, nobody
from .crop import Crop, around
from .detection import GROWN, Detector
from .edge import edge_of
from .network import Network, Numbers, likelihood
from .weights import Weights

PLACES: Mapping[Joint, int] = {
    Joint.NOSE: 0, Joint.LEFT_EAR: 7, Joint.RIGHT_EAR: 8,
    Joint.LEFT_SHOULDER: 11, Joint.RIGHT_SHOULDER: 12, Joint.LEFT_ELBOW: 13, Joint.RIGHT_ELBOW: 14,
    Joint.LEFT_WRIST: 15, Joint.RIGHT_WRIST: 16, Joint.LEFT_HIP: 23, Joint.RIGHT_HIP: 24,
    Joint.LEFT_KNEE: 25, Joint.RIGHT_KNEE: 26, Joint.LEFT_ANKLE: 27, Joint.RIGHT_ANKLE: 28,
    Joint.LEFT_HEEL: 29, Joint.RIGHT_HEEL: 30, Joint.LEFT_TOE: 31, Joint.RIGHT_TOE: 32,
    Joint.LEFT_INDEX: 19, Joint.RIGHT_INDEX: 20, Joint.LEFT_PINKY: 17, Joint.RIGHT_PINKY: 18,
}  # fmt: skip
"""Where the model keeps each joint among its own points."""

MIDDLE, RIM = 33, 34
"""Where it keeps the two points that say where to look next."""

WANTED = [*(PLACES[joint] for joint in Joint), MIDDLE, RIM]

THERE = 0.5
"""Score from which the landmark network means that a person is there: the network's own."""

LOOK_AGAIN_S = 1.0
"""How often somebody who is followed is looked for anew, to see whether others came. Chosen."""

AROUND = np.arange(-3, 4)
"""Heat around a joint is averaged over these cells: the published graph's kernel of seven."""


class BlazePose:
    """``PoseModel`` of the full BlazePose.

    Parameters
    ----------
    weights : Weights
        Where its two files lie.
    """

    def __init__(self, weights: Weights) -> None:
        self._detector = Detector(Network(weights.detection))
        self._network = Network(weights.landmarks)
        self._crop: Crop | None = None
        self._looked_s = -np.inf

    @property
    def recipe(self) -> Mapping[str, Any]:
        return {"model": "blazepose full 0.10.21", "runtime": f"ai-edge-litert {version('ai-edge-litert')}"}

    def reset(self) -> None:
        self._crop, self._looked_s = None, -np.inf

    def close(self) -> None:
        self.reset()

    def read(self, picture: Picture) -> PoseFrame:
        people = self._look(picture) if picture.t_s >= self._looked_s + LOOK_AGAIN_S or not self._crop else -1
        if self._crop is None:
            return nobody(picture.t_s, picture.size_px, people=people)
        return self._follow(picture, self._crop, people)

    def _look(self, picture: Picture) -> int:
        """Count the people; begin to follow the surest of them where nobody is followed."""
        found = self._detector.people(picture.rgb)
        self._looked_s = picture.t_s
        if self._crop is None and found:
            self._crop = found[0].crop
        return len(found)

    def _follow(self, picture: Picture, crop: Crop, people: int) -> PoseFrame:
        side = self._network.side_px
        numbers, there, mask, heat, _ = self._network(crop.cut(picture.rgb, side, low=0.0, high=1.0))
        points = numbers.astype(float).reshape(-1, 5)
        if there[0] < THERE:
            self._crop = None
            return nobody(picture.t_s, picture.size_px, people=people)
        points = points[WANTED]
        at = crop.to_picture(_refined(points[:, :2], heat[..., WANTED], side) - 0.5, side)
        self._crop = around(at[-2], at[-1], grown=GROWN)
        lines = [crop.to_picture(line, side) for line in edge_of(likelihood(mask[..., 0]))]
        return PoseFrame(
            picture.t_s,
            picture.size_px,
            at[:JOINTS],
            likelihood(points[:JOINTS, 3]),
            _within(lines, picture.size_px),
            people,
        )


def _refined(points: Floats, heat: Numbers, side: int) -> Floats:
    """Move each point to the middle of the heat around it, where the network shows any.

    Parameters
    ----------
    points : ndarray, shape (points, 2)
        In pixels of the cut.
    heat : ndarray, shape (cells, cells, points)
        Logits.
    """
    cells = heat.shape[0]
    cell = np.clip((points * cells / side).astype(int), 0, cells - 1)
    x, y = (np.clip(cell[:, [axis]] + AROUND, 0, cells - 1) for axis in (0, 1))
    each = np.arange(len(points))[:, np.newaxis, np.newaxis]
    warm = likelihood(heat[y[:, :, np.newaxis], x[:, np.newaxis, :], each])
    total = warm.sum(axis=(1, 2))
    middle = np.column_stack([(warm.sum(axis=1) * x).sum(axis=1), (warm.sum(axis=2) * y).sum(axis=1)])
    shown = warm.max(axis=(1, 2)) >= THERE
    return np.where(shown[:, np.newaxis], middle / total[:, np.newaxis] * side / cells, points)


def _within(lines: Sequence[Floats], size_px: tuple[int, int]) -> tuple[Floats, ...]:
    """Keep the lines to the picture: what a network paints outside of it is nobody's edge."""
    last = np.array(size_px, dtype=float) - 1
    return tuple(np.clip(line, 0, last) for line in lines)
