"""The person's own back, taken from the still start: what is bent afterwards to fit every picture.

::

    height  b <--- backwards
     1.25      .  nape                 skin: the outermost edge crossing at each height
     1.04     (   C   base of neck     chain: a smoothed copy of it, DEPTH further in,
      ..       )  M                    from SACRUM up; what bends
      ..      (   T
      ..      (   L
     0.18      )  P   sacrum           below it the buttock turns with the pelvis, in one piece
    -0.12     (
       0 = middle of the hips, 1 = middle of the shoulders

Fractions are in units of the pose model's hip-shoulder length, which is about 9 % longer than the true one
(docs/motion-findings.md). Distances along the chain are ``f``: 0 at the sacrum, 1 at the base of the neck.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy.interpolate import PchipInterpolator
from scipy.ndimage import binary_dilation, gaussian_filter1d

from .frames import Flags, Floats, Numbers
from .side_view import SideView

LOWEST, SACRUM, NECK, HIGHEST = -0.12, 0.18, 1.04, 1.25
"""Heights above the hips. The chain goes past the base of the neck to the nape: without that the hanging head
pulls at the top link (docs/motion-findings.md)."""

STEP = 0.01
DEPTH = 0.08
"""How far the chain lies under the skin."""

SKIN_SMOOTH, CHAIN_SMOOTH = 0.012, 0.07
"""Standard deviations of the smoothing over height."""

SKIN_POINTS = 56
FURTHEST_BACK = 0.6
"""What lies further behind the line from hip to shoulder is not the back."""

UNSTEADY = 0.008
"""An edge that wanders more than this in the still start is not the back's: a chair back, an arm or a picture
behind runs into it. Clean edges wandered by 0.002 to 0.003 on rendered people."""

STEEP = 1.0
"""Nor is one that leaves the trunk's line faster than this, length a length; clean backs stayed below 0.7."""

STEP_OUT = 0.04
"""A step of this size and more is where something else begins, or ends."""

NAPE = 0.9
"""Above this height a clean edge may step in: the neck is thinner than the back."""

AROUND = 3
"""So many heights beside a doubtful one are doubtful too."""

LEAST_SURE = 0.7
"""With less of the edge between sacrum and neck sure than this there is no template: rendered people with
0.66 and less were read up to 16 degrees wrong, with 0.8 and more as well as the others."""

SHOULDER_AT = 0.85
"""Where along the chain the shoulder joint rides."""

KNOTS: Floats = np.array([0.0, 0.21, 0.395, 0.665, 1.0, 1.25])
"""Where along the chain the bend is free; between them it changes evenly."""

LANDMARKS: Floats = np.array([0.0, 0.21, 0.395, 0.665, 1.0])
"""P, L, T, M, C of docs/evidence.md E.0: sacrum, mid low back, waist, mid back, base of the neck."""


@dataclass(frozen=True, slots=True, eq=False)
class Hung:
    """Points that hang on the chain and turn with it.

    Attributes
    ----------
    reach : ndarray, shape (links, points)
        1 for every link between the sacrum and where a point hangs, else 0. All 0: it turns with the pelvis.
    basis : ndarray, shape (points, knots)
        How much of each knot's bend that place takes.
    offset : ndarray, shape (points, 2)
        From that place to the point, in the still start.
    """

    reach: Floats
    basis: Floats
    offset: Floats


@dataclass(frozen=True, slots=True, eq=False)
class BackTemplate:
    """A back that can be bent. Positions are relative to the sacrum, in the still start.

    Attributes
    ----------
    rest_rad : ndarray, shape (links,)
        Direction of each small link of the chain, from upright, forward positive.
    step : ndarray, shape (links,)
        Length of each.
    link_basis : ndarray, shape (links, knots)
        How much of each knot's bend a link takes.
    place_basis : ndarray, shape (links + 1, knots)
        The same of the places between them, from the sacrum upward.
    skin : Hung
        The skin points, from below upward.
    skin_normal : ndarray, shape (skin, 2)
        Out of the person.
    skin_sure : ndarray of bool, shape (skin,)
        False where the still start did not show the back itself; the place is then a guess between its
        neighbours.
    was_sure : ndarray of bool, shape (skin,)
        The same, before the whole recording put the guessed places right.
    is_back : ndarray of bool, shape (skin,)
        True from the sacrum to the base of the neck.
    joints : Hung
        The middles of hips and shoulders.
    landmarks : Hung
        P, L, T, M and C.
    """

    rest_rad: Floats
    step: Floats
    link_basis: Floats
    place_basis: Floats
    skin: Hung
    skin_normal: Floats
    skin_sure: Flags
    was_sure: Flags
    is_back: Flags
    joints: Hung
    landmarks: Hung

    def moved(self, along_normal: Floats) -> BackTemplate:
        """Return the template with each skin point moved along its normal."""
        offset = self.skin.offset + self.skin_normal * along_normal[:, np.newaxis]
        return replace(self, skin=replace(self.skin, offset=offset))

    def places(self) -> Floats:
        """Return the places between the links in the still start, shape (links + 1, 2), the sacrum first."""
        links = np.column_stack([np.sin(self.rest_rad), np.cos(self.rest_rad)]) * self.step[:, np.newaxis]
        return np.vstack([np.zeros(2), np.cumsum(links, axis=0)])

    def hung_on(self, places: Numbers, points: Floats) -> Hung:
        """Return points, shape (n, 2), as they hang on places of the chain, shape (n,)."""
        offset = points - self.places()[places]
        return Hung(_reach(places, len(self.step)), self.place_basis[places], offset)


def template_of(still: SideView) -> BackTemplate | None:
    """Take the template from frames in which the person stands or sits still and upright.

    Returns
    -------
    BackTemplate or None
        None where too little of the back's edge is seen, or too much of it is not the back's own.
    """
    hip = np.nanmedian(still.hip, axis=0)
    trunk = np.nanmedian(still.shoulder, axis=0) - hip
    up = trunk / np.hypot(*trunk)
    back = np.array([-up[1], up[0]])
    heights = np.arange(LOWEST, HIGHEST + STEP / 2, STEP)
    crossings = [_outermost((e.points - hip) @ up, (e.points - hip) @ back, heights) for e in still.edges]
    profile, sure = _profile(np.array(crossings))
    if sure[(heights >= SACRUM) & (heights <= NECK)].mean() < LEAST_SURE:
        return None
    bridged = _bridged(heights, profile, sure)
    skin = np.column_stack([heights, gaussian_filter1d(bridged, SKIN_SMOOTH / STEP, mode="nearest")])
    inner = np.column_stack(
        [heights, gaussian_filter1d(bridged, CHAIN_SMOOTH / STEP, mode="nearest") - DEPTH]
    )
    to_place = np.array([up, back])
    return _built(skin @ to_place, inner[heights >= SACRUM - 1e-9] @ to_place, heights, sure, trunk)


def _profile(crossings: Floats) -> tuple[Floats, Flags]:
    """Return how far back the edge lies at each height, and where that is the back's own edge.

    Parameters
    ----------
    crossings : ndarray, shape (frames, heights)
        NaN where no edge was crossed.
    """
    often = np.isfinite(crossings).mean(axis=0) >= 0.5
    profile = np.full(crossings.shape[1], np.nan)
    spread = np.full(crossings.shape[1], np.inf)
    profile[often] = np.nanmedian(crossings[:, often], axis=0)
    apart = np.abs(crossings[:, often] - profile[often])
    spread[often] = 1.4826 * np.nanmedian(apart, axis=0)
    slope = np.nan_to_num(np.gradient(profile, STEP))
    unsteady = binary_dilation((spread > UNSTEADY) | ~often, iterations=AROUND)
    steep = np.abs(slope) > STEEP
    steep[_below_nape(len(slope)) :] = False
    doubtful = unsteady | steep | _standing_out(_steps(np.where(unsteady, 0.0, slope)))
    return profile, ~binary_dilation(doubtful, iterations=AROUND)


def _steps(slope: Floats) -> Floats:
    """Return +1 where the edge begins to step out by more than ``STEP_OUT``, -1 where it steps in, else 0."""
    side = np.where(np.abs(slope) > STEEP, np.sign(slope), 0)
    starts = np.flatnonzero(np.diff(np.r_[0, side]) != 0)
    sums = np.add.reduceat(slope * STEP, starts) if len(starts) else np.empty(0)
    steps = np.zeros(len(slope))
    steps[starts] = np.where(np.abs(sums) >= STEP_OUT, side[starts], 0)
    return steps


def _below_nape(heights: int) -> int:
    return min(heights, round((NAPE - LOWEST) / STEP))


def _standing_out(steps: Floats) -> Flags:
    """Return what lies between a step outward and the next step back, from the bottom up.

    A part that begins or ends without its step reaches to the end. At the nape the edge steps in by itself.
    """
    out = np.zeros(len(steps), dtype=bool)
    below_nape = _below_nape(len(steps))
    outward, inward = (np.flatnonzero(steps[:below_nape] == side) for side in (1, -1))
    for begin in outward:
        later = inward[inward > begin]
        out[begin : later[0] if len(later) else below_nape] = True
    for end in inward:
        earlier = outward[outward < end]
        out[earlier[-1] if len(earlier) else 0 : end] = True
    return out


def _bridged(heights: Floats, profile: Floats, sure: Flags) -> Floats:
    """Lay a curve without bumps of its own over the doubtful heights; level beyond the last sure one."""
    curve = PchipInterpolator(heights[sure], profile[sure])
    bridged: Floats = curve(np.clip(heights, heights[sure][0], heights[sure][-1]))
    return bridged


def _outermost(height: Floats, back: Floats, at: Floats) -> Floats:
    """Return the largest ``back`` at which a line crosses each height; NaN where it does not."""
    if len(height) < 2:
        return np.full(len(at), np.nan)
    low, high = height[:-1], height[1:]
    near = np.abs(high - low) < 5 * STEP  # not across a gap where the picture ends
    crosses = ((low[np.newaxis] - at[:, np.newaxis]) * (high[np.newaxis] - at[:, np.newaxis]) <= 0) & near
    share = (at[:, np.newaxis] - low) / np.where(high == low, 1.0, high - low)
    place = back[:-1] + share * (back[1:] - back[:-1])
    place = np.where(crosses & (np.abs(place) < FURTHEST_BACK), place, -np.inf)
    found = place.max(axis=1)
    return np.where(np.isfinite(found), found, np.nan)


def _built(skin: Floats, chain: Floats, heights: Floats, sure: Flags, trunk: Floats) -> BackTemplate:
    links = np.diff(chain, axis=0)
    step = np.hypot(*links.T)
    length = np.r_[0.0, np.cumsum(step)]
    chain_heights = heights[heights >= SACRUM - 1e-9]
    f = length / np.interp(NECK, chain_heights, length)
    basis = _hats(f)
    chosen = np.linspace(0, len(heights) - 1, SKIN_POINTS).round().astype(int)
    at = np.clip(chosen - (len(heights) - len(chain)), 0, None)
    shoulder = int(np.searchsorted(f, SHOULDER_AT))
    marks = np.array([int(np.argmin(np.abs(f - each))) for each in LANDMARKS])
    return BackTemplate(
        rest_rad=np.arctan2(links[:, 0], links[:, 1]),
        step=step,
        link_basis=(basis[:-1] + basis[1:]) / 2,
        place_basis=basis,
        skin=Hung(_reach(at, len(step)), basis[at], skin[chosen] - chain[at]),
        skin_normal=_normals(skin)[chosen],
        skin_sure=sure[chosen],
        was_sure=sure[chosen],
        is_back=(heights[chosen] >= SACRUM) & (heights[chosen] <= NECK),
        joints=Hung(
            _reach(np.array([0, shoulder]), len(step)),
            basis[[0, shoulder]],
            np.array([-chain[0], trunk - chain[shoulder]]),
        ),
        landmarks=Hung(_reach(marks, len(step)), basis[marks], np.zeros((len(marks), 2))),
    )


def _reach(links_below: Numbers, links: int) -> Floats:
    """Return which links lie below each point."""
    return (np.arange(links)[:, np.newaxis] < links_below).astype(float)


def _hats(f: Floats) -> Floats:
    """Return how much of each knot a place takes: straight lines between knots; the end's value beyond it."""
    return np.column_stack([np.interp(f, KNOTS, row) for row in np.eye(len(KNOTS))])


def _normals(skin: Floats) -> Floats:
    """Return what points out of the back along a line that runs upward."""
    along = np.gradient(skin, axis=0)
    outward: Floats = np.column_stack([-along[:, 1], along[:, 0]])
    outward /= np.maximum(np.hypot(*outward.T), 1e-12)[:, np.newaxis]
    return outward
