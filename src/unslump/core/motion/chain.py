"""The template bent: where skin, hip and shoulder come to lie, and how that changes with each number of the
state.

The state of one frame is ``[x, y, phi_0 ... phi_5]``: where the sacrum is (lengths), and how far the back
has turned forward since the still start at each knot (radians). ``phi_0`` is the pelvis.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .frames import Floats, Numbers
from .template import KNOTS, BackTemplate

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
    chain = _chain(template, states)
    return _hung(chain, states, template.skin_link, template.skin_basis, template.skin_offset)


def skin_normals(template: BackTemplate, states: Floats) -> Floats:
    """Return what points out of the back at each skin point, shape (frames, points, 2)."""
    return turned(template.skin_normal, states[:, PLACE:] @ template.skin_basis.T)


def joints(template: BackTemplate, states: Floats) -> Bent:
    """Return the middles of hips and shoulders of each frame."""
    chain = _chain(template, states)
    links = np.array([0, template.shoulder_link])
    pelvis = np.eye(len(KNOTS))[0]
    bases = np.array([pelvis, template.shoulder_basis])
    return _hung(chain, states, links, bases, np.array([template.hip_offset, template.shoulder_offset]))


def landmarks(template: BackTemplate, states: Floats) -> Floats:
    """Return P, L, T, M and C on the chain, shape (frames, 5, 2)."""
    return _chain(template, states).at[:, template.landmark_links]


def turned(vectors: Floats, by_rad: Floats) -> Floats:
    """Turn vectors (points, 2) forward by angles (frames, points)."""
    c, s = np.cos(by_rad), np.sin(by_rad)
    x, y = vectors.T
    return np.stack([c * x + s * y, c * y - s * x], axis=-1)


def _chain(template: BackTemplate, states: Floats) -> Bent:
    """Return the ends of the links, the sacrum first."""
    angle = template.rest_rad + states[:, PLACE:] @ template.link_basis.T
    along = np.stack([np.sin(angle), np.cos(angle)], axis=-1) * template.step[:, np.newaxis]
    across = np.stack([np.cos(angle), -np.sin(angle)], axis=-1) * template.step[:, np.newaxis]
    by_knot = across[..., np.newaxis] * template.link_basis[:, np.newaxis, :]
    frames, links = angle.shape
    at = np.zeros((frames, links + 1, 2))
    at[:, 1:] = np.cumsum(along, axis=1)
    by_state = np.zeros((frames, links + 1, 2, STATE))
    by_state[:, 1:, :, PLACE:] = np.cumsum(by_knot, axis=1)
    by_state[:, :, 0, 0] = by_state[:, :, 1, 1] = 1.0
    return Bent(at + states[:, np.newaxis, :PLACE], by_state)


def _hung(chain: Bent, states: Floats, links: Numbers, bases: Floats, offsets: Floats) -> Bent:
    """Return points that hang on the chain at fixed offsets which turn with it."""
    turn = states[:, PLACE:] @ bases.T
    offset = turned(offsets, turn)
    by_turn = np.stack([offset[..., 1], -offset[..., 0]], axis=-1)
    by_state = chain.by_state[:, links].copy()
    by_state[..., PLACE:] += by_turn[..., np.newaxis] * bases[np.newaxis, :, np.newaxis, :]
    return Bent(chain.at[:, links] + offset, by_state)
