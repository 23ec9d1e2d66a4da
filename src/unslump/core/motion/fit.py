"""Bends the person's own back to the edge of every picture, all pictures at once.

Cost of a recording, every term without a unit (docs/motion-findings.md, "Recommended method")::

      rho( edge distance along its normal / EDGE )      over the skin points of every frame
    + rho( hip - hip joint / HIP ) + rho( shoulder - shoulder joint / SHOULDER )
    + rho( spine point - its place / its error )      where there are any: core.motion.spine
    + ( second difference of phi over the knots / BEND )^2                 no sharp kinks
    + ( second time derivative / its usual size )^2                        no sudden moves

It is quadratic around any state and links only frames that follow each other, so that each round solves one
banded system (Gauss-Newton). A frame without a person takes no part in the first two lines and is bridged
by the last.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.linalg import solveh_banded
from scipy.spatial import cKDTree

from .chain import PLACE, STATE, Bent, hung, joints, skin, skin_normals
from .frames import Floats
from .side_view import Edge, SideView
from .smooth import bridged
from .spine import Spine
from .template import KNOTS, BackTemplate

EDGE = 0.006
HIP, SHOULDER = 0.03, 0.06
"""Usual errors, in hip-shoulder lengths."""

INDEPENDENT_POINTS = 12.0
"""Neighbouring skin points err together: all of them count as so many."""

BEND_RAD = np.radians(15.0)
PELVIS_PER_S2, KNOT_PER_S2 = np.radians(200.0), np.radians(100.0)
SACRUM_PER_S2 = 1.75
"""Usual accelerations: of the pelvis, of a knot against the one below, and of the sacrum (lengths)."""

NORMAL_WEIGHT = 0.12
"""So much of a length two opposite normals are apart when the nearest edge point is looked for."""

FACES_AWAY = np.cos(np.radians(60.0))
REACH_FIRST, REACH = 0.36, 0.12
"""Edge points farther from the skin are not its edge: while the fit begins, and later."""

GUESSED = 0.1
"""Weight of a skin point that the still start did not show."""

STEP_LIMIT_RAD = 0.35
SETTLED_RAD = 5e-4
"""A step smaller than this is the last: 0.03 degrees."""

STAYS = 1e9
"""Weight that holds a frame where it is."""

KINK = 2.5
"""Residuals beyond so many usual errors count less."""

START_SHARES: Floats = np.array([0.62, 0.85, 1.0, 1.05, 1.1, 1.27])
"""Where the fit begins: each knot's share of the trunk's turn as the joints show it."""


@dataclass(frozen=True, slots=True, eq=False)
class Fit:
    """A recording's back, bent.

    Attributes
    ----------
    template : BackTemplate
    states : ndarray, shape (frames, STATE)
        See ``core.motion.chain``.
    residual : ndarray, shape (frames, skin points)
        Distance from skin to edge along its normal, lengths; NaN where there was no edge near.
    """

    template: BackTemplate
    states: Floats
    residual: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """What the fit is held against, prepared once.

    Attributes
    ----------
    t_s : ndarray, shape (frames,)
    edges : sequence of Edge
    trees : sequence of cKDTree or None
    joints : ndarray, shape (frames, 2, 2)
        Middles of hips and shoulders.
    moved : sequence of ndarray, or None
        How far each edge point is taken to lie out of where it was seen, lengths: for trying out noise.
    """

    t_s: Floats
    edges: Sequence[Edge]
    trees: Sequence[cKDTree | None]
    joints: Floats
    moved: Sequence[Floats] | None = None

    def then(self, later: Seen) -> Seen:
        """Return both one after the other, with no edge moved."""
        return Seen(
            np.concatenate([self.t_s, later.t_s]),
            [*self.edges, *later.edges],
            [*self.trees, *later.trees],
            np.concatenate([self.joints, later.joints]),
        )

    def part(self, chosen: slice) -> Seen:
        """Return some of the frames."""
        moved = None if self.moved is None else self.moved[chosen]
        return Seen(self.t_s[chosen], self.edges[chosen], self.trees[chosen], self.joints[chosen], moved)


def seen_of(view: SideView) -> Seen:
    """Prepare a recording for fitting."""
    trees = [cKDTree(_places(edge.points, edge.normals)) if len(edge.points) else None for edge in view.edges]
    return Seen(view.t_s, view.edges, trees, np.stack([view.hip, view.shoulder], axis=1))


def _places(points: Floats, normals: Floats) -> Floats:
    return np.hstack([points, NORMAL_WEIGHT * normals])


def start_states(template: BackTemplate, view: SideView, still: slice) -> Floats:
    """Return where the fit begins: the trunk's turn as the joints show it, shared out over the knots."""
    trunk = view.shoulder - view.hip
    angle = np.unwrap(bridged(np.arctan2(trunk[:, 0], trunk[:, 1])))
    turn = angle - np.median(angle[still])
    place = bridged(view.hip)
    from_hip = -template.joints.offset[0]
    c, s = np.cos(turn * START_SHARES[0]), np.sin(turn * START_SHARES[0])
    sacrum = place + np.column_stack([c * from_hip[0] + s * from_hip[1], c * from_hip[1] - s * from_hip[0]])
    return np.hstack([sacrum, turn[:, np.newaxis] * START_SHARES])


def fit(
    template: BackTemplate, seen: Seen, states: Floats, *,
    rounds: int, settled: int, reach: float = REACH, held: int = 0, spine: Spine | None = None,
) -> Fit:  # fmt: skip
    """Bend the template to a recording.

    Parameters
    ----------
    states : ndarray, shape (frames, STATE)
        Where to begin.
    rounds : int
        How often to solve; the first ``settled`` of them bear with outliers more.
    reach : float
        How far from the skin the edge may lie in the first four rounds.
    held : int
        So many of the first frames stay as they are: the past, while following.
    spine : Spine, optional
        Points along the spine that are held beside the edge.
    """
    smooth = _smoothness(seen.t_s)
    residual = np.empty((0, 0))
    for turn in range(rounds):
        edge = _edge_terms(template, seen, states, reach if turn < 4 else REACH)
        residual = edge.distance
        terms = _held(template, seen, states, edge, redescend=turn >= settled)
        if spine is not None:
            _add_points(terms, hung(template, states, spine.hung), spine.at, spine.error)
        terms.matrix[:held] += STAYS * np.eye(STATE)
        step = _solve(smooth, terms, states)
        largest = np.abs(step[:, PLACE:]).max()
        states = states + step * min(1.0, STEP_LIMIT_RAD / max(largest, 1e-12))
        if largest < SETTLED_RAD:
            break
    return Fit(template, states, residual)


@dataclass(frozen=True, slots=True, eq=False)
class _EdgeTerms:
    distance: Floats
    by_state: Floats


def edge_distance(template: BackTemplate, seen: Seen, states: Floats, reach: float) -> Floats:
    """Return how far each skin point lies from its edge, shape (frames, skin); NaN where none is in reach."""
    return _edge_terms(template, seen, states, reach).distance


def _edge_terms(template: BackTemplate, seen: Seen, states: Floats, reach: float) -> _EdgeTerms:
    """Return each skin point's distance from its edge, and how the state changes it."""
    bent = skin(template, states)
    wanted = skin_normals(template, states)
    distance = np.full(bent.at.shape[:2], np.nan)
    normals = np.zeros_like(bent.at)
    for frame, tree in enumerate(seen.trees):
        if tree is None:
            continue
        _, index = tree.query(_places(bent.at[frame], wanted[frame]))
        edge = seen.edges[frame]
        gap = bent.at[frame] - edge.points[index]
        normals[frame] = edge.normals[index]
        fits = ((normals[frame] * wanted[frame]).sum(axis=1) > FACES_AWAY) & (np.hypot(*gap.T) < reach)
        along = (gap * normals[frame]).sum(axis=1)
        if seen.moved is not None:
            along = along - seen.moved[frame][index]
        distance[frame] = np.where(fits, along, np.nan)
    return _EdgeTerms(distance, np.einsum("fpa,fpas->fps", normals, bent.by_state))


@dataclass(frozen=True, slots=True, eq=False)
class _Normal:
    """One frame's share of the normal equations: ``matrix @ step = -slope``."""

    matrix: Floats
    slope: Floats


def _held(
    template: BackTemplate, seen: Seen, states: Floats, edge: _EdgeTerms, *, redescend: bool
) -> _Normal:
    """Gather edge, joints and shape of every frame."""
    points = edge.distance.shape[1]
    missing = np.isnan(edge.distance)
    r = np.where(missing, 0.0, edge.distance) / EDGE
    trust = np.where(template.skin_sure, 1.0, GUESSED) * INDEPENDENT_POINTS / points
    weight = np.where(missing, 0.0, _weights(r, redescend) * trust)
    jacobian = edge.by_state / EDGE
    matrix = np.einsum("fps,fp,fpu->fsu", jacobian, weight, jacobian)
    slope = np.einsum("fps,fp,fp->fs", jacobian, weight, r)
    kinks = np.zeros((len(KNOTS) - 2, STATE))
    kinks[:, PLACE:] = np.diff(np.eye(len(KNOTS)), n=2, axis=0) / BEND_RAD
    matrix += kinks.T @ kinks
    slope += states @ (kinks.T @ kinks)
    terms = _Normal(matrix, slope)
    _add_points(terms, joints(template, states), seen.joints, np.array([HIP, SHOULDER]))
    return terms


def _weights(r: Floats, redescend: bool) -> Floats:
    """Huber's weight, or one that lets go of what lies far off."""
    if redescend:
        return (1 + (r / KINK) ** 2) ** -2.0
    return np.minimum(1.0, KINK / np.maximum(np.abs(r), 1e-12))


def _add_points(terms: _Normal, bent: Bent, seen: Floats, error: Floats) -> None:
    """Add points that were seen, shape (frames, points, 2), in place; those that are NaN add nothing.

    ``error`` is how far they usually lie off, lengths: shape (points,) or (frames, points).
    """
    gap = (bent.at - seen) / error[..., np.newaxis]
    gap = np.where(np.isfinite(gap), gap, 0.0)
    there = np.isfinite(seen).all(axis=-1)
    weight = np.where(there, _weights(np.hypot(gap[..., 0], gap[..., 1]), False), 0.0)
    jacobian = bent.by_state / error[..., np.newaxis, np.newaxis]
    terms.matrix[:] += np.einsum("fjas,fj,fjau->fsu", jacobian, weight, jacobian)
    terms.slope[:] += np.einsum("fjas,fj,fja->fs", jacobian, weight, gap)


@dataclass(frozen=True, slots=True, eq=False)
class _Smoothness:
    """Coefficients of the second time derivative at each inner frame, and the size of each number's."""

    coefficients: Floats
    quadratic: Floats


def _smoothness(t_s: Floats) -> _Smoothness:
    before, after = np.diff(t_s)[:-1], np.diff(t_s)[1:]
    total = before + after
    coefficients = np.column_stack([2 / (before * total), -2 / (before * after), 2 / (after * total)])
    sizes = np.r_[SACRUM_PER_S2, SACRUM_PER_S2, PELVIS_PER_S2, np.full(len(KNOTS) - 1, KNOT_PER_S2)]
    relative = np.eye(STATE)
    for knot in range(PLACE + 1, STATE):
        relative[knot, knot - 1] = -1.0
    scaled = relative / sizes[:, np.newaxis]
    return _Smoothness(coefficients, scaled.T @ scaled)


def _solve(smooth: _Smoothness, held: _Normal, states: Floats) -> Floats:
    """Return the step that solves all frames together."""
    frames = len(states)
    blocks = [np.zeros((frames, STATE, STATE)) for _ in range(3)]
    blocks[0] += held.matrix
    slope = held.slope.copy()
    c, q = smooth.coefficients, smooth.quadratic
    if frames > 2:
        bend = c[:, :1] * states[:-2] + c[:, 1:2] * states[1:-1] + c[:, 2:] * states[2:]
        for place in range(3):
            span = slice(place, frames - 2 + place)
            slope[span] += c[:, place : place + 1] * (bend @ q)
            for later in range(place, 3):
                blocks[later - place][span] += (c[:, place] * c[:, later])[:, np.newaxis, np.newaxis] * q
    step: Floats = solveh_banded(_banded(blocks), -slope.ravel(), lower=True)
    return step.reshape(frames, STATE)


def _banded(blocks: Sequence[Floats]) -> Floats:
    """Lay symmetric blocks out as the lower bands that the solver takes."""
    frames = len(blocks[0])
    bands = np.zeros((3 * STATE, frames * STATE))
    for apart, block in enumerate(blocks):
        for column in range(STATE):
            for row in range(column if apart == 0 else 0, STATE):
                band = apart * STATE + row - column
                bands[band, column : (frames - apart) * STATE : STATE] += block[: frames - apart, row, column]
    return bands
