"""From the bent back to angles over time, as docs/evidence.md E.0 defines them.

::

          C  base of neck                theta_k: direction of a link from upright,
         /   theta_4                              forward positive
        M    mid back                    q_k:     what a link is turned against the one below
        |    theta_3                              mid_back at M, waist at T, low_back at L
        T    waist                       trunk:   mean of theta_2 and theta_3
         \\   theta_2
          L  low back
          |  theta_1
          P  sacrum   theta_0: the pelvis
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from ..vocab import Region
from .chain import PLACE, joints, landmarks
from .fit import Fit
from .frames import Floats, Joint
from .side_view import SideView
from .smooth import spike_free

SITTING_DEG = 45.0
"""A thigh raised further than this in the still start belongs to somebody who sits."""

BACK: tuple[Region, ...] = (Region.LOW_BACK, Region.WAIST, Region.MID_BACK)
"""The regions that one camera can resolve (docs/evidence.md E.13, E.14)."""


@dataclass(frozen=True, slots=True, eq=False)
class Angles:
    """Angles of every frame, degrees, not smoothed.

    Attributes
    ----------
    t_s : ndarray, shape (frames,)
    trunk_deg : ndarray, shape (frames,)
        From upright.
    pelvis_deg : ndarray, shape (frames,)
        Turn since the still start: where the pelvis is level cannot be seen from outside.
    hip_flexion_deg : ndarray, shape (frames,)
        The thigh's angle from hanging plus the pelvis's turn: about 0 standing, 70 to 90 sitting.
    regions_deg : mapping of Region to ndarray, shape (frames,)
        The link above against the link below.
    neck_deg : ndarray, shape (frames,)
        Base of neck to ear against the uppermost link; NaN where no ear was seen.
    is_sitting : bool
    """

    t_s: Floats
    trunk_deg: Floats
    pelvis_deg: Floats
    hip_flexion_deg: Floats
    regions_deg: Mapping[Region, Floats]
    neck_deg: Floats
    is_sitting: bool

    def turning(self) -> Mapping[Region, Floats]:
        """Return what turns in the uncurl, from the bottom up: the pelvis, then the back's regions."""
        return {Region.PELVIS: self.pelvis_deg, **self.regions_deg}


def turning_of(fit: Fit) -> Mapping[Region, Floats]:
    """Return the turn of pelvis and regions of every frame, degrees, from the bottom up."""
    theta = _links(fit)
    pelvis = {Region.PELVIS: np.degrees(fit.states[:, PLACE])}
    return {**pelvis, **{region: theta[:, k + 1] - theta[:, k] for k, region in enumerate(BACK)}}


def _links(fit: Fit) -> Floats:
    """Return theta_1 to theta_4 of every frame, degrees."""
    links = np.diff(landmarks(fit.template, fit.states), axis=1)
    theta: Floats = np.degrees(np.unwrap(np.arctan2(links[..., 0], links[..., 1]), axis=0))
    return theta


@dataclass(frozen=True, slots=True, eq=False)
class Legs:
    """How the person stands or sits.

    Attributes
    ----------
    is_sitting : bool
    knee : ndarray, shape (2,)
        Where the knee was in the still start.
    """

    is_sitting: bool
    knee: Floats


def legs_of(view: SideView, fit: Fit, still: slice) -> Legs:
    """Return how the person stands or sits in the still start."""
    knee = _knee(view)[still]
    hip = joints(fit.template, fit.states[still]).at[:, 0]
    return Legs(float(np.nanmedian(_hanging(knee - hip))) > SITTING_DEG, np.nanmedian(knee, axis=0))


def angles_of(view: SideView, fit: Fit, legs: Legs) -> Angles:
    """Return the angles of a fitted recording, or of part of one."""
    theta, turning = _links(fit), turning_of(fit)
    pelvis = turning[Region.PELVIS]
    hip = joints(fit.template, fit.states).at[:, 0]
    return Angles(
        t_s=view.t_s,
        trunk_deg=(theta[:, 1] + theta[:, 2]) / 2,
        pelvis_deg=pelvis,
        hip_flexion_deg=pelvis + _thigh(view, hip, legs),
        regions_deg={region: turning[region] for region in BACK},
        neck_deg=_neck(view, landmarks(fit.template, fit.states)[:, -1]) - theta[:, 3],
        is_sitting=legs.is_sitting,
    )


def _thigh(view: SideView, hip: Floats, legs: Legs) -> Floats:
    """Return the thigh's angle from hanging straight down, forward positive.

    Sitting, the arms hide the knee in the fold and the model guesses it up to 14 degrees wrong
    (docs/motion-findings.md): a foot that stays on the floor keeps its knee, so the still start's is held.
    """
    return _hanging((legs.knee if legs.is_sitting else _knee(view)) - hip)


def _knee(view: SideView) -> Floats:
    return spike_free(view.middle(Joint.LEFT_KNEE, Joint.RIGHT_KNEE))


def _hanging(line: Floats) -> Floats:
    angle: Floats = np.degrees(np.arctan2(line[:, 0], -line[:, 1]))
    return angle


def _neck(view: SideView, base: Floats) -> Floats:
    """Return the direction from the base of the neck to the ear, from upright."""
    line = view.middle(Joint.LEFT_EAR, Joint.RIGHT_EAR) - base
    there = np.isfinite(line).all(axis=1)
    angle = np.full(len(line), np.nan)
    angle[there] = np.degrees(np.unwrap(np.arctan2(line[there, 0], line[there, 1])))
    return angle
