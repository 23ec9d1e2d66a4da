"""The outline of a body made of round limbs, exact to a small part of a pixel; nothing is drawn.

::

      .--.        each limb is a capsule: two circles and what lies between them
     ( a  \\       the outline is where "deepest inside any capsule" is nought: walked around
      \\    \\      on a coarse grid, then every point is moved onto the circle it belongs to
       '--b-'
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..core.motion.frames import Floats

GRID = 0.06
"""Cells of the walk; narrower gaps are closed."""

SPACING = 0.02
"""Of the points that are returned."""


@dataclass(frozen=True, slots=True, eq=False)
class Capsules:
    """Limbs of one body; positions (n, 2), radii (n,)."""

    begin: Floats
    end: Floats
    begin_radius: Floats
    end_radius: Floats


def outline(limbs: Capsules, *, near: Floats) -> Floats:
    """Return the outer line around all limbs, closed, shape (n, 2); it begins next to ``near``.

    The limbs must hang together.
    """
    low = np.minimum(limbs.begin, limbs.end).min(axis=0) - limbs.begin_radius.max() - 3 * GRID
    high = np.maximum(limbs.begin, limbs.end).max(axis=0) + limbs.begin_radius.max() + 3 * GRID
    axes = [np.arange(low[axis], high[axis], GRID) for axis in (0, 1)]
    grid = np.stack(np.meshgrid(*axes, indexing="ij"), axis=-1)
    depth = _depth(limbs, grid.reshape(-1, 2))[0].reshape(grid.shape[:2])
    line = _onto_skin(limbs, _walked(depth) * GRID + low)
    line = _onto_skin(limbs, evenly(line, SPACING))
    return np.roll(line, -int(np.argmin(np.hypot(*(line - near).T))), axis=0)


def evenly(line: Floats, spacing: float) -> Floats:
    """Resample a closed line at about even distances."""
    closed = np.vstack([line, line[:1]])
    lengths = np.r_[0.0, np.cumsum(np.hypot(*np.diff(closed, axis=0).T))]
    count = max(8, round(lengths[-1] / spacing))
    at = np.linspace(0.0, lengths[-1], count, endpoint=False)
    return np.column_stack([np.interp(at, lengths, closed[:, axis]) for axis in (0, 1)])


def _depth(limbs: Capsules, points: Floats) -> tuple[Floats, Floats, Floats]:
    """Return how deep inside its deepest limb each point lies, that limb's middle there, and its radius."""
    (along_x, along_y), (begin_x, begin_y) = (limbs.end - limbs.begin).T, limbs.begin.T
    x, y = points[:, :1] - begin_x, points[:, 1:] - begin_y
    share = np.clip((x * along_x + y * along_y) / np.maximum(along_x**2 + along_y**2, 1e-12), 0.0, 1.0)
    radius = limbs.begin_radius + share * (limbs.end_radius - limbs.begin_radius)
    x -= share * along_x
    y -= share * along_y
    depth = radius - np.sqrt(x * x + y * y)
    row, deepest = np.arange(len(points)), depth.argmax(axis=1)
    gap = np.column_stack([x[row, deepest], y[row, deepest]])
    return depth[row, deepest], points - gap, radius[row, deepest]


def _onto_skin(limbs: Capsules, points: Floats) -> Floats:
    _, middle, radius = _depth(limbs, points)
    out = points - middle
    out /= np.maximum(np.hypot(*out.T), 1e-12)[:, np.newaxis]
    moved: Floats = middle + out * radius[:, np.newaxis]
    return moved


def _walked(depth: Floats) -> Floats:
    """Return where the outer line crosses the grid, in the order of a walk around it.

    Each step goes on from one neighbouring pair, inside and outside, to the next.
    """
    inside = (depth > 0).tolist()
    x, y = (int(each) for each in np.argwhere(depth > 0)[0])
    start = pair = (x, y, x - 1, y)
    pairs: list[tuple[int, int, int, int]] = []
    while not pairs or pair != start:
        pairs.append(pair)
        x, y, out_x, out_y = pair
        turn_x, turn_y = y - out_y, out_x - x
        if inside[out_x + turn_x][out_y + turn_y]:
            pair = (out_x + turn_x, out_y + turn_y, out_x, out_y)
        elif inside[x + turn_x][y + turn_y]:
            pair = (x + turn_x, y + turn_y, out_x + turn_x, out_y + turn_y)
        else:
            pair = (x, y, x + turn_x, y + turn_y)
    held, away = np.hsplit(np.array(pairs), 2)
    held_depth, away_depth = depth[tuple(held.T)], depth[tuple(away.T)]
    share = held_depth / (held_depth - away_depth)
    crossings: Floats = held + share[:, np.newaxis] * (away - held)
    return crossings
