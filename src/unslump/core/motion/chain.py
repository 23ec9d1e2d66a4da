"""The template bent: where skin, hip and shoulder come to lie, and how that changes with each number of the
state.

The state of one frame is ``[x, y, phi_0 ... phi_5]``: where the sacrum is (lengths), and how far the back
has turned forward since the still start at each knot (radians). ``phi_0`` is the pelvis.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .frames import Floats
from .template import KNOTS, BackTemplate, Hung

PLACE = 2
"""The first numbers of a state: the place of the sacrum."""

STATE = PLACE + len(KNOTS)


@dataclass(frozen=True, slots=True, eq=False)
class Bent:
    """Points of a bent template, and their derivatives by the state.

    Attributes
    ----------
    at : ndarray, shape (frames, points, 2)
    by_state : ndarray, shape (frames, points, 2, STATE)
    """

    at: Floats
    by_state: Floats


def skin(template: BackTemplate, states: Floats) -> Bent:
    """Return the skin points of each frame; ``states`` has shape (frames, STATE)."""
    return hung(template, states, template.skin)


def skin_normals(template: BackTemplate, states: Floats) -> Floats:
    """Return what points out of the back at each skin point, shape (frames, points, 2)."""
    return turned(template.skin_normal, states[:, PLACE:] @ template.skin.basis.T)


def joints(template: BackTemplate, states: Floats) -> Bent:
    """Return the middles of hips and shoulders of each frame."""
    return hung(template, states, template.joints)


def landmarks(template: BackTemplate, states: Floats) -> Floats:
    """Return P, L, T, M and C on the chain, shape (frames, 5, 2)."""
    return hung(template, states, template.landmarks).at


def turned(vectors: Floats, by_rad: Floats) -> Floats:
    """Turn vectors (points, 2) forward by angles (frames, points)."""
    c, s = np.cos(by_rad), np.sin(by_rad)
    x, y = vectors.T
    return np.stack([c * x + s * y, c * y - s * x], axis=-1)


def hung(template: BackTemplate, states: Floats, points: Hung) -> Bent:
    """Return points that hang on the chain at fixed offsets which turn with it.

    The end of so many links is their sum, so that one product with ``reach`` adds up all of them at once.
    """
    turn = states[:, PLACE:]
    angle = template.rest_rad + turn @ template.link_basis.T
    x, y = np.sin(angle) * template.step, np.cos(angle) * template.step
    by_knot = points.reach[:, :, np.newaxis] * template.link_basis[:, np.newaxis, :]
    flat = by_knot.reshape(len(by_knot), -1)
    shape = (len(states), points.reach.shape[1], turn.shape[1])
    offset = turned(points.offset, turn @ points.basis.T)
    by_state = np.zeros((*shape[:2], 2, STATE))
    by_state[:, :, 0, 0] = by_state[:, :, 1, 1] = 1.0
    by_state[:, :, 0, PLACE:] = (y @ flat).reshape(shape) + offset[..., 1, np.newaxis] * points.basis
    by_state[:, :, 1, PLACE:] = -(x @ flat).reshape(shape) - offset[..., 0, np.newaxis] * points.basis
    at = np.stack([x @ points.reach, y @ points.reach], axis=-1) + offset
    return Bent(at + states[:, np.newaxis, :PLACE], by_state)
