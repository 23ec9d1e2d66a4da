"""The edge of a person: the line where a soft mask passes one half, between the mask's pixels."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from contourpy import LineType, contour_generator

from ...core.motion.frames import Floats, signed_area

HALF = 0.5
"""As likely person as not. On rendered people the line at one half lay within 0.4 to 0.6 px of the true edge
(docs/motion-findings.md)."""

SMALLEST = 0.05
"""Lines that enclose less than this share of the largest are specks, not parts of a person. Chosen."""


def edge_of(mask: Floats) -> Sequence[Floats]:
    """Return the closed lines of a mask, the one around most first.

    Parameters
    ----------
    mask : ndarray, shape (height, width)
        How likely each pixel is person, 0 to 1.

    Returns
    -------
    sequence of ndarray, each of shape (n, 2)
        x and y in pixels of the mask, the first point not repeated. A part that leaves the mask is closed
        along its border.
    """
    closed = np.pad(mask, 1)  # nobody outside, so that every line comes back to its beginning
    found: Sequence[Floats] = contour_generator(z=closed, line_type=LineType.Separate).lines(HALF)  # type: ignore[assignment]
    lines = [line[:-1] - 1 for line in found if len(line) > 3]
    sizes = [abs(signed_area(line)) for line in lines]
    if not sizes:
        return []
    order = np.argsort(sizes)[::-1]
    return [lines[index] for index in order if sizes[index] >= SMALLEST * max(sizes)]
