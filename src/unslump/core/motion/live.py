"""Following a person while they move: the same template and fit, over the last few pictures only.

::

    FRAMING --still, from the side, whole--> FOLLOWING --nobody for a while--> FRAMING
       |                                         |
       advice: what to change                    now: angles of this very picture

The last ``WINDOW`` pictures are fitted again with each new one; the oldest two of them stay as they were,
so that the past is not rewritten and each picture costs the same. Against the whole-recording fit this lost
0.1 to 0.3 degrees on rendered people (docs/camera-measures.md).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum

import numpy as np

from ..vocab import Region
from ..words import Said
from . import gates
from .angles import Angles, Legs, angles_of, legs_of
from .fit import Fit, Seen, fit, seen_of, start_states
from .frames import Floats, Joint, PoseFrame
from .movement import FirstLook, first_look
from .side_view import SideView, side_view
from .template import BackTemplate, template_of

WINDOW, HELD, ROUNDS = 8, 2, 2
"""Pictures that are fitted together, how many of them stay, and rounds for each new picture."""

FIRST_ROUNDS, SETTLED = 8, 4
"""Rounds for the still start."""

GOES_ON = 0.7
"""A new picture is first guessed to have moved on by so much of the last step. Chosen: less than all of it,
so that a stop is not overrun."""

STILL_S, REMEMBERED_S = 1.0, 2.0
"""So long somebody must be still before they are followed; so much is remembered while waiting for that."""

LOST_S = 1.0
"""Nobody for so long, and the person has to be found anew. Chosen."""

LASTS = 0.9
"""Share of the running mean that stays from picture to picture: about ten of them count. Chosen."""

SURE = 0.5
"""A joint less sure than this is not in view, for the framing help."""


class Stage(Enum):
    FRAMING = "framing"
    FOLLOWING = "following"


@dataclass(frozen=True, slots=True)
class Now:
    """What this picture shows, degrees, as change from the still start.

    Attributes
    ----------
    t_s : float
    trunk_deg, pelvis_deg, hip_flexion_deg : float
    regions_deg : mapping of Region to float
    """

    t_s: float
    trunk_deg: float
    pelvis_deg: float
    hip_flexion_deg: float
    regions_deg: Mapping[Region, float]


@dataclass(frozen=True, slots=True, eq=False)
class Followed:
    """Somebody who is followed: their template, how they were at rest, and the last pictures.

    Attributes
    ----------
    template : BackTemplate
    legs : Legs
    rest : Now
        The middle of the still start, absolute.
    view : SideView
        The last pictures, ``WINDOW`` at most, in the scale and facing of the still start.
    seen : Seen
        The same, prepared.
    states : ndarray, shape (frames, STATE)
    strain : float
        How far the bent back has lain from the edge lately, lengths; a running mean.
    """

    template: BackTemplate
    legs: Legs
    rest: Now
    view: SideView
    seen: Seen
    states: Floats
    strain: float = 0.0


@dataclass(frozen=True, slots=True, eq=False)
class Watch:
    """Where following stands.

    Attributes
    ----------
    advice : Said or None
        What to change before anything can be read.
    now : Now or None
        Of the last picture; None while framing, and where it shows nobody.
    waiting : sequence of PoseFrame
        What was seen lately while framing.
    followed : Followed or None
    """

    advice: Said | None = None
    now: Now | None = None
    waiting: Sequence[PoseFrame] = ()
    followed: Followed | None = None

    @property
    def stage(self) -> Stage:
        """Following from the moment on that somebody could be read."""
        return Stage.FRAMING if self.followed is None else Stage.FOLLOWING


def step(watch: Watch, frame: PoseFrame) -> Watch:
    """Take one more picture; its time lies after all before it."""
    if watch.followed is None:
        return _framed(watch, frame)
    if not frame.has_person:
        gone_s = frame.t_s - watch.followed.view.t_s[-1]
        return Watch(advice=Said("motion.nobody")) if gone_s > LOST_S else replace(watch, now=None)
    followed = _followed(watch.followed, frame)
    if followed.strain > gates.LASTING_RESIDUAL:
        return Watch(advice=Said("motion.edge_strange"), followed=followed)
    return Watch(now=_now(followed), followed=followed)


def _framed(watch: Watch, frame: PoseFrame) -> Watch:
    """Wait until somebody is still, whole and from the side; say what is missing."""
    waiting = [each for each in (*watch.waiting, frame) if each.t_s >= frame.t_s - REMEMBERED_S]
    advice = gates.company(waiting[-1:]) or gates.company(waiting) or _in_view(frame)
    if advice is not None:
        return Watch(advice=advice, waiting=waiting)
    seen = [each for each in waiting if each.has_person]
    if len(seen) < 3 or seen[-1].t_s - seen[0].t_s < STILL_S:
        return Watch(advice=Said("motion.live.still"), waiting=waiting)
    look = first_look(seen)
    advice = _not_still(look) or gates.standpoint(seen, look)
    if advice is not None:
        return Watch(advice=advice, waiting=waiting)
    followed = _begun(seen[look.still], look)
    if followed is None:
        return Watch(advice=Said("motion.edge_hidden"), waiting=waiting)
    return Watch(now=_now(followed), followed=followed)


def _in_view(frame: PoseFrame) -> Said | None:
    """Return that head or knees are out of the picture, or None."""
    size = np.array(frame.size_px) - 1
    inside = ((frame.joints_px >= 0) & (frame.joints_px <= size)).all(axis=1) & (frame.confidence >= SURE)
    if not inside[[Joint.NOSE, Joint.LEFT_EAR, Joint.RIGHT_EAR]].any():
        return Said("motion.live.head")
    return None if inside[[Joint.LEFT_KNEE, Joint.RIGHT_KNEE]].any() else Said("motion.live.knees")


def _not_still(look: FirstLook) -> Said | None:
    """Return that the person moves, or has not been still long enough up to now, or None."""
    ends_now = look.still.stop >= len(look.t_s) - 1
    long_enough = look.still.stop > look.still.start and (
        look.t_s[look.still.stop - 1] - look.t_s[look.still.start] >= STILL_S
    )
    return None if ends_now and long_enough else Said("motion.live.still")


def _begun(frames: Sequence[PoseFrame], look: FirstLook) -> Followed | None:
    """Take the template of the still start; None where too little of the back's edge is its own."""
    view = side_view(frames, scale_px=look.scale_px, facing=look.facing)
    template = template_of(view)
    if template is None:
        return None
    whole, seen, last = slice(0, len(frames)), seen_of(view), slice(-WINDOW, None)
    result = fit(template, seen, start_states(template, view, whole), rounds=FIRST_ROUNDS, settled=SETTLED)
    legs = legs_of(view, result, whole)
    rest = _middle(angles_of(view, result, legs))
    return Followed(template, legs, rest, view.part(last), seen.part(last), result.states[last])


def _followed(before: Followed, frame: PoseFrame) -> Followed:
    """Fit the last pictures and the new one."""
    new = side_view([frame], scale_px=before.view.scale_px, facing=before.view.facing)
    last = slice(-WINDOW, None)
    view, seen = before.view.then(new).part(last), before.seen.then(seen_of(new)).part(last)
    guess = before.states[-1] + GOES_ON * (before.states[-1] - before.states[-2])
    states = np.vstack([before.states, guess])[last]
    result = fit(before.template, seen, states, rounds=ROUNDS, settled=0, held=HELD)
    strain = LASTS * before.strain + (1 - LASTS) * _strain(result)
    return replace(before, view=view, seen=seen, states=result.states, strain=strain)


def _strain(result: Fit) -> float:
    """Return how far the back lies from the edge in the last picture; 0 where no edge was near."""
    distance = result.residual[-1, result.template.is_back]
    distance = distance[np.isfinite(distance)]
    return float(np.sqrt(np.mean(distance**2))) if len(distance) else 0.0


def _now(followed: Followed) -> Now:
    """Return the angles of the last picture as change from the still start."""
    result = Fit(followed.template, followed.states, np.empty((len(followed.states), 0)))
    angles, rest = angles_of(followed.view, result, followed.legs), followed.rest
    return Now(
        float(angles.t_s[-1]),
        float(angles.trunk_deg[-1]) - rest.trunk_deg,
        float(angles.pelvis_deg[-1]) - rest.pelvis_deg,
        float(angles.hip_flexion_deg[-1]) - rest.hip_flexion_deg,
        {region: float(angle[-1]) - rest.regions_deg[region] for region, angle in angles.regions_deg.items()},
    )


def _middle(angles: Angles) -> Now:
    """Return the median of each angle."""
    return Now(
        float(angles.t_s[-1]),
        float(np.median(angles.trunk_deg)),
        float(np.median(angles.pelvis_deg)),
        float(np.median(angles.hip_flexion_deg)),
        {region: float(np.median(angle)) for region, angle in angles.regions_deg.items()},
    )
