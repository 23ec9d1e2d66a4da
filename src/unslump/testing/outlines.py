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
    line = _walked(depth) * GRID + low
    for _ in range(2):
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
    """Return where the outer line crosses the grid, in the order of a walk around it with the inside at
    hand."""
    inside = depth > 0
    first = np.argwhere(inside)[0]
    start = ((int(first[0]), int(first[1])), (int(first[0]) - 1, int(first[1])))
    (held, away), crossings = start, []
    while True:
        share = depth[held] / (depth[held] - depth[away])
        crossings.append([held[axis] + share * (away[axis] - held[axis]) for axis in (0, 1)])
        turn = (-(away[1] - held[1]), away[0] - held[0])
        beside_held = (held[0] + turn[0], held[1] + turn[1])
        beside_away = (away[0] + turn[0], away[1] + turn[1])
        if inside[beside_away]:
            held = beside_away
        elif inside[beside_held]:
            held, away = beside_held, beside_away
        else:
            away = beside_held
        if (held, away) == start:
            return np.array(crossings)
