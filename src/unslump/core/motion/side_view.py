"""The person's own frame: facing +x, y up, lengths in units of their own hip-shoulder length.

::

      picture, px, y down            here, y up, 1 = hip to shoulder in the still start
    +--------------------+             y
    |    o     |         |             |   o__
    |   /|   <-facing    |   ---->     |  /|  -> facing +x
    |  / |               |             | / |
    +--------------------+             +------- x

Everything after this works on these values alone, so that a mirrored, shifted or scaled recording is the
same one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.ndimage import gaussian_filter1d

from .frames import SPINE, Flags, Floats, Joint, PoseFrame, signed_area

EDGE_STEP = 0.008
"""Distance of neighbouring edge points, in hip-shoulder lengths (docs/motion-findings.md)."""

EDGE_SMOOTH = 0.012
"""Standard deviation of the smoothing along the edge, in hip-shoulder lengths (docs/motion-findings.md)."""

BORDER_PX = 2.0
"""An edge this close to the border of the picture is the picture's, not the person's."""


@dataclass(frozen=True, slots=True, eq=False)
class Edge:
    """The person's edge in one frame.

    Attributes
    ----------
    points : ndarray, shape (n, 2)
        Evenly spaced, in the order of the line. May be empty.
    normals : ndarray, shape (n, 2)
        Of length one, pointing out of the person.
    """

    points: Floats
    normals: Floats


NO_EDGE = Edge(np.empty((0, 2)), np.empty((0, 2)))


@dataclass(frozen=True, slots=True, eq=False)
class SideView:
    """A recording in the person's own frame.

    Attributes
    ----------
    t_s : ndarray, shape (frames,)
        Increasing.
    joints : ndarray, shape (frames, JOINTS, 2)
        NaN where missing.
    edges : sequence of Edge
        One a frame.
    scale_px : float
        How many pixels one unit is.
    facing : int
        +1 if the person faces to the right of the picture, -1 to the left.
    spine : ndarray, shape (frames, SPINE, 2)
        NaN where a point was not seen, or not looked for.
    spine_sure : ndarray, shape (frames, SPINE)
        0 to 1, the model's own confidence; 0 where a point is missing.
    """

    t_s: Floats
    joints: Floats
    edges: Sequence[Edge]
    scale_px: float
    facing: int
    spine: Floats
    spine_sure: Floats

    def middle(self, left: Joint, right: Joint) -> Floats:
        """Return the point between two joints; the one that is there where the other is missing."""
        return middle(self.joints, left, right)

    @property
    def hip(self) -> Floats:
        return self.middle(Joint.LEFT_HIP, Joint.RIGHT_HIP)

    @property
    def shoulder(self) -> Floats:
        return self.middle(Joint.LEFT_SHOULDER, Joint.RIGHT_SHOULDER)

    def then(self, later: SideView) -> SideView:
        """Return both one after the other; scale and facing are this one's."""
        return replace(
            self,
            t_s=np.concatenate([self.t_s, later.t_s]),
            joints=np.concatenate([self.joints, later.joints]),
            edges=[*self.edges, *later.edges],
            spine=np.concatenate([self.spine, later.spine]),
            spine_sure=np.concatenate([self.spine_sure, later.spine_sure]),
        )

    def part(self, chosen: slice) -> SideView:
        """Return some of the frames."""
        return replace(
            self,
            t_s=self.t_s[chosen],
            joints=self.joints[chosen],
            edges=self.edges[chosen],
            spine=self.spine[chosen],
            spine_sure=self.spine_sure[chosen],
        )


def middle(joints: Floats, left: Joint, right: Joint) -> Floats:
    """Return the point between two joints, shape (..., 2); the one that is there where the other is
    missing."""
    both = joints[..., [left, right], :]
    there = np.isfinite(both).all(axis=-1, keepdims=True)
    count = there.sum(axis=-2)
    total = np.where(there, both, 0.0).sum(axis=-2)
    point: Floats = np.where(count > 0, total / np.maximum(count, 1), np.nan)
    return point


def side_view(frames: Sequence[PoseFrame], *, scale_px: float, facing: int) -> SideView:
    """Turn frames into the person's own frame.

    Parameters
    ----------
    frames : sequence of PoseFrame
        In the order of time.
    scale_px : float
        Pixels from hip to shoulder in the still start.
    facing : int
        +1 for a person facing right in the picture, -1 for left.
    """
    flip = np.array([facing, -1.0]) / scale_px
    return SideView(
        np.array([frame.t_s for frame in frames]),
        np.array([frame.joints_px * flip for frame in frames]),
        [_edge(frame, flip) for frame in frames],
        scale_px,
        facing,
        np.array([_spine(frame) for frame in frames]) * flip,
        np.array([_spine_sure(frame) for frame in frames]),
    )


def _spine(frame: PoseFrame) -> Floats:
    return np.full((SPINE, 2), np.nan) if frame.spine_px is None else frame.spine_px


def _spine_sure(frame: PoseFrame) -> Floats:
    """Return how sure each point is; 0 where it is missing."""
    if frame.spine_px is None or frame.spine_confidence is None:
        return np.zeros(SPINE)
    return np.where(np.isfinite(frame.spine_px).all(axis=1), frame.spine_confidence, 0.0)


def _edge(frame: PoseFrame, flip: Floats) -> Edge:
    """Return the longest line, evenly spaced, smoothed, without what lies on the picture's border."""
    if not frame.edge_px:
        return NO_EDGE
    spaced = _evenly(frame.edge_px[0] * flip, EDGE_STEP)
    if len(spaced) < 8:
        return NO_EDGE
    smooth = gaussian_filter1d(spaced, EDGE_SMOOTH / EDGE_STEP, axis=0, mode="wrap")
    along = np.roll(smooth, -1, axis=0) - np.roll(smooth, 1, axis=0)
    along /= np.maximum(np.hypot(*along.T), 1e-12)[:, np.newaxis]
    outward = np.column_stack([along[:, 1], -along[:, 0]]) * np.sign(signed_area(smooth))
    inside = _off_border(smooth / flip, frame.size_px)
    return Edge(smooth[inside], outward[inside])


def _evenly(line: Floats, step: float) -> Floats:
    """Resample a closed line at even distances."""
    closed = np.vstack([line, line[:1]])
    lengths = np.r_[0.0, np.cumsum(np.hypot(*np.diff(closed, axis=0).T))]
    at = np.arange(0.0, lengths[-1], step)
    return np.column_stack([np.interp(at, lengths, closed[:, axis]) for axis in (0, 1)])


def _off_border(points_px: Floats, size_px: tuple[int, int]) -> Flags:
    far = (points_px > BORDER_PX) & (points_px < np.array(size_px) - 1 - BORDER_PX)
    inside: Flags = np.logical_and.reduce(far, axis=1)
    return inside
