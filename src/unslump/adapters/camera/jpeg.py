"""One picture of a browser's camera: a JPEG in memory, read and nowhere kept."""

from __future__ import annotations

import cv2
import numpy as np

from ...core.errors import BadInput
from ...core.motion.frames import Picture
from .line import MOST_PIXELS

STARTS = b"\xff\xd8\xff"


def picture_of(data: bytes, t_s: float) -> Picture:
    """Decode one JPEG.

    Raises
    ------
    BadInput
        It is no JPEG, damaged, or too large.
    """
    rgb = None
    if data.startswith(STARTS):
        try:
            rgb = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR_RGB)
        except cv2.error:
            rgb = None
    if rgb is None or rgb.ndim != 3:
        raise BadInput("watch.no_picture", size=len(data))
    if rgb.shape[0] * rgb.shape[1] > MOST_PIXELS:
        raise BadInput("watch.large_picture", width=rgb.shape[1], height=rgb.shape[0])
    return Picture(t_s, np.asarray(rgb, dtype=np.uint8))
