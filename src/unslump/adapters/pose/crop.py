"""A turned square of a picture: what a network is shown, and the way back from what it answers.

::

    picture --cut--> side x side, the person upright in it --network--> points --to_picture--> picture
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from ...core.motion.frames import Floats


@dataclass(frozen=True, slots=True)
class Crop:
    """A square of a picture.

    Attributes
    ----------
    x_px, y_px : float
        Its middle in the picture.
    side_px : float
        Length of a side, in pixels of the picture.
    turn_rad : float
        How far the square is turned clockwise, as seen, from upright.
    """

    x_px: float
    y_px: float
    side_px: float
    turn_rad: float = 0.0

    def to_picture_matrix(self, side: int) -> Floats:
        """Return the 2 x 3 matrix from points of a cut of ``side`` pixels to points of the picture."""
        scale = self.side_px / side
        c, s = scale * math.cos(self.turn_rad), scale * math.sin(self.turn_rad)
        middle = (side - 1) / 2
        turn = np.array([[c, -s], [s, c]])
        shift = np.array([self.x_px, self.y_px]) - turn @ np.array([middle, middle])
        return np.column_stack([turn, shift])

    def cut(self, rgb: NDArray[np.uint8], side: int, *, low: float, high: float) -> NDArray[np.float32]:
        """Return the cut with values scaled from ``low`` to ``high``; black outside of the picture."""
        cut = cv2.warpAffine(
            rgb, self.to_picture_matrix(side), (side, side), flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        )
        return cut.astype(np.float32) * np.float32((high - low) / 255) + np.float32(low)

    def to_picture(self, points: Floats, side: int) -> Floats:
        """Return points of a cut as points of the picture; shape (..., 2) both."""
        matrix = self.to_picture_matrix(side)
        moved: Floats = points @ matrix[:, :2].T + matrix[:, 2]
        return moved


def around(middle: Floats, rim: Floats, *, grown: float) -> Crop:
    """Return the square around ``middle`` with ``rim`` straight above it, reaching ``grown`` times as far.

    This is how the networks say where a person is: one point in the middle of the hips, one on a circle
    around the whole body in the direction of the head.
    """
    dx, dy = float(rim[0] - middle[0]), float(rim[1] - middle[1])
    return Crop(
        float(middle[0]), float(middle[1]), 2 * grown * math.hypot(dx, dy), math.pi / 2 - math.atan2(-dy, dx)
    )
