"""Points along the spine that a model of the person's own choice named, as a second witness beside the edge.

The edge decides. What a model learned together moves together (docs/evidence.md E.13, failure mode 2), and
nobody here knows how right somebody's model is, so that its points are believed only as far as the recording
itself bears them out::

    still start     each point is hung on the chain where it lay: a model's lasting offset costs nothing
    every picture   apart = where it is seen - where it hangs on the back as the edge alone bent it
    apart > GATE    left out; a point that is usually far off takes no part at all, nor does a model that
                    mostly is
    the rest        held with the error it showed, never less than LEAST_ERROR
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .chain import PLACE, hung
from .frames import Floats, Numbers
from .side_view import SideView
from .template import BackTemplate, Hung

LEAST_SURE = 0.3
"""A point whose own model is less sure of it counts as not seen. Chosen: what programs around such models
draw from on."""

FARTHEST = 0.2
"""A point that lay farther than this from the chain in the still start is not one of this back. Chosen: the
chain runs 0.08 under the skin, and a trunk is about 0.3 deep."""

GATE = 0.12
"""Farther than this from where the edge has it a point is left out, lengths. Chosen: as far as the fit itself
looks for an edge (``fit.REACH``)."""

USUALLY = 0.06
"""A point that usually lies farther off than this takes no part, lengths: what a shoulder joint is
(``fit.SHOULDER``)."""

MOSTLY = 0.5
"""Nor does a point that was seen in less of the still start than this, or a model of whose points less than
this are left. Chosen."""

LEAST_ERROR = 0.03
"""The least that a point is taken to be off, lengths: what a hip joint is (``fit.HIP``)."""

INDEPENDENT_POINTS = 3.0
"""Points of one model err together: all of them count as so many. Chosen: a quarter of the edge's."""

MEDIAN_TO_SIGMA = 1.1774
"""The median length of a plane error is so many of its standard deviations (Rayleigh distribution)."""


@dataclass(frozen=True, slots=True, eq=False)
class Spine:
    """Points along the spine as the fit takes them.

    Attributes
    ----------
    hung : Hung
        Where each hangs on the chain.
    at : ndarray, shape (frames, points, 2)
        Where each was seen; NaN where it was not, or was left out.
    error : ndarray, shape (frames, points)
        How far off each is taken to be, lengths; above 0.
    used : float
        Share of the points seen in the movement that were not left out, 0 to 1.
    """

    hung: Hung
    at: Floats
    error: Floats
    used: float


def spine_of(
    template: BackTemplate, states: Floats, view: SideView, *, still: slice, moving: slice
) -> Spine | None:
    """Hold the points of a recording against the back that the edge alone has bent.

    Parameters
    ----------
    states : ndarray, shape (frames, STATE)
        As the edge has them.
    still, moving : slice
        Frames of the still start, and of the movement.

    Returns
    -------
    Spine or None
        None where no point was seen in the movement. ``used`` is 0 where every point was left out.
    """
    sure = view.spine_sure >= LEAST_SURE
    seen = np.where(sure[..., np.newaxis], view.spine, np.nan)
    if not sure[moving].any():
        return None
    chosen, hanging = _hung_where_they_lay(template, seen[still] - states[still, np.newaxis, :PLACE])
    at = seen[:, chosen]
    apart = np.hypot(*np.moveaxis(at - hung(template, states, hanging).at, -1, 0))
    kept = (apart <= GATE) & (_usual(apart[moving]) <= USUALLY)
    used = float(kept[moving].sum() / sure[moving].sum())
    if used < MOSTLY:
        kept, used = np.zeros_like(kept), 0.0
    at = np.where(kept[..., np.newaxis], at, np.nan)
    return Spine(hanging, at, _error(_usual(apart[moving]), view.spine_sure[:, chosen]), used)


def _hung_where_they_lay(template: BackTemplate, still: Floats) -> tuple[Numbers, Hung]:
    """Choose the points that lay near the chain in the still start, and hang each on its nearest place.

    Parameters
    ----------
    still : ndarray, shape (frames, SPINE, 2)
        From the sacrum.
    """
    there = np.isfinite(still).all(axis=-1)
    often = np.flatnonzero(there.mean(axis=0) >= MOSTLY)
    lay = np.nanmedian(still[:, often], axis=0)
    places = template.places()
    far = np.hypot(*np.moveaxis(lay[:, np.newaxis] - places, -1, 0))
    nearest = far.argmin(axis=1) if len(often) else np.empty(0, dtype=np.intp)
    top = len(places) - 1  # what lies beyond it moves with the head
    of_this_back = (far.min(axis=1, initial=np.inf) <= FARTHEST) & (nearest < top)
    return often[of_this_back], template.hung_on(nearest[of_this_back], lay[of_this_back])


def _usual(apart: Floats) -> Floats:
    """Return how far off each point usually is, shape (points,); infinite for one that was never seen."""
    usual = np.full(apart.shape[1], np.inf)
    seen = np.isfinite(apart).any(axis=0)
    usual[seen] = np.nanmedian(apart[:, seen], axis=0) / MEDIAN_TO_SIGMA
    return usual


def _error(usual: Floats, sure: Floats) -> Floats:
    """Return how far off each point is taken to be, shape (frames, points).

    It is what the point showed in the movement, more where its model is less sure, and more for each of many
    than for each of few.
    """
    together = np.sqrt(max(1.0, np.isfinite(usual).sum() / INDEPENDENT_POINTS))
    error: Floats = np.maximum(LEAST_ERROR, usual) * together / np.clip(sure, LEAST_SURE, 1.0)
    return error
