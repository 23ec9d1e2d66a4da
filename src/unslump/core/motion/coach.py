"""What is said to somebody who is watched while a guide leads them: framing help, and at most one hint a
phase.

::

    part       placing   start    inhale   fold    hang    uncurl    aside
    help       aloud     aloud    shown    -       -       -         -
    hint       -         -        -        one     -       one       -

Help is what to change so that the camera can see; it is said once it has stood for a moment, and not over and
over. While somebody moves about or is folded nothing is said of the camera at all. From the starting position
on they are looked for anew, since they have moved about in between; where that does not come to an end before
the fold, what was known of them before goes on.

Each hint is about the movement since its phase began, measured from how the person stood before the fold.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np

from ..vocab import Region
from ..words import Said
from .frames import PoseFrame
from .hints import hint
from .lasting import LastingHelp
from .live import Now, Stage, Watch, step

Part = Literal["placing", "start", "inhale", "fold", "hang", "uncurl", "aside"]
PARTS: tuple[Part, ...] = ("placing", "start", "inhale", "fold", "hang", "uncurl", "aside")
"""``placing``: before the session begins; ``start``: its starting position; ``inhale``: upright, before the
fold; ``aside``: whatever else."""

MOVING: frozenset[Part] = frozenset({"fold", "uncurl"})
HEAD_DOWN: frozenset[Part] = frozenset({"fold", "hang", "uncurl"})
ALOUD: frozenset[Part] = frozenset({"placing", "start"})
SHOWN: frozenset[Part] = ALOUD | {"inhale"}

SAID_AFTER_S = 1.2
"""Help is said once it has been the same for so long. Chosen: a step through the picture is shorter."""

AGAIN_S = 10.0
"""The same help is not said again before so long. Chosen: long enough to walk to the computer and back."""

BEFORE_S = 0.6
"""The last of the upright moment before a fold: from there its angles are measured. Chosen."""

OWN_WORDS = frozenset({
    "nobody", "several", "no_person", "too_small", "front", "off_side", "edge_hidden", "edge_strange",
})  # fmt: skip
"""Reasons of a recording that are said in other words to somebody who is there (``motion.live.<name>``)."""


@dataclass(frozen=True, slots=True)
class Guided:
    """Where the guide is at this picture.

    Attributes
    ----------
    part : Part
    turn : int
        Repetition; a phase is new when either changes.
    level : int
        Of the ladder.
    """

    part: Part = "placing"
    turn: int = 1
    level: int = 1


@dataclass(frozen=True, slots=True)
class Spoken:
    """The help that was said last, and when; no key before the first."""

    key: str = ""
    at_s: float = -np.inf


@dataclass(frozen=True, slots=True, eq=False)
class Coach:
    """Where watching stands.

    Attributes
    ----------
    watch : Watch
    before : Watch
        Of somebody who was followed before they were looked for anew.
    guided : Guided
    rest : Now or None
        The upright moment before the fold; None until there was one.
    upright, shown : sequence of Now
        The last ``BEFORE_S`` before the fold; everything since a moving phase began, from ``rest``.
    hinted : bool
        Whether this phase has had its hint.
    lasting : LastingHelp
        The help of now.
    spoken : Spoken
    shown_help : Said or None
        Of the help, what is to be shown.
    help, hint : Said or None
        What is to be said with this picture, and with no other: of where they stand, of the movement.
    """

    watch: Watch = field(default_factory=Watch)
    before: Watch = field(default_factory=Watch)
    guided: Guided = Guided()
    rest: Now | None = None
    upright: Sequence[Now] = ()
    shown: Sequence[Now] = ()
    hinted: bool = False
    lasting: LastingHelp = field(default_factory=LastingHelp)
    spoken: Spoken = Spoken()
    shown_help: Said | None = None
    help: Said | None = None
    hint: Said | None = None

    @property
    def follows(self) -> bool:
        """Whether somebody is followed."""
        return self.watch.stage is Stage.FOLLOWING


def coached(coach: Coach, frame: PoseFrame, guided: Guided) -> Coach:
    """Take one more picture; its time lies after all before it."""
    coach = _entered(coach, guided)
    is_found_now = coach.follows or guided.part not in HEAD_DOWN  # a bent back is nobody's template
    watch = step(coach.watch, frame) if is_found_now else coach.watch
    coach = replace(coach, watch=watch, guided=guided, help=None, hint=None)
    coach = _helped(coach, frame.t_s)
    return _moved(coach, watch.now) if watch.now is not None else coach


def _entered(coach: Coach, guided: Guided) -> Coach:
    """Begin a phase where the guide has gone on to another."""
    if (guided.part, guided.turn) == (coach.guided.part, coach.guided.turn):
        return coach
    coach = replace(coach, shown=(), hinted=False)
    if guided.part == "start":
        return replace(coach, watch=Watch(), before=coach.watch)
    if guided.part == "fold":
        watch = coach.watch if coach.follows or coach.before.followed is None else coach.before
        return replace(coach, watch=watch, rest=_middle(coach.upright), upright=())
    return coach


def _helped(coach: Coach, now_s: float) -> Coach:
    """See what help there is; show it and say it where it has lasted long enough."""
    lasting = coach.lasting.then(_in_live_words(coach.watch.advice), now_s)
    part, last = coach.guided.part, coach.spoken
    coach = replace(coach, lasting=lasting, shown_help=lasting.after(now_s) if part in SHOWN else None)
    said = lasting.after(now_s, SAID_AFTER_S) if part in ALOUD else None
    if said is None or (said.key == last.key and now_s - last.at_s < AGAIN_S):
        return coach
    return replace(coach, spoken=Spoken(said.key, now_s), help=said)


def _in_live_words(said: Said | None) -> Said | None:
    """Return the same in the words for somebody who is there."""
    if said is None:
        return None
    name = said.key.rsplit(".", 1)[-1]
    return Said(f"motion.live.{name}", **said.values) if name in OWN_WORDS else said


def _moved(coach: Coach, now: Now) -> Coach:
    """Take what the picture shows; say this phase's one hint where there is one."""
    if coach.guided.part == "inhale":
        upright = [each for each in (*coach.upright, now) if each.t_s >= now.t_s - BEFORE_S]
        return replace(coach, upright=upright)
    if coach.guided.part not in MOVING or coach.rest is None or coach.hinted:
        return coach
    coach = replace(coach, shown=(*coach.shown, _since(now, coach.rest)))
    moving: Literal["fold", "uncurl"] = "fold" if coach.guided.part == "fold" else "uncurl"
    found = hint(moving, coach.shown, level=coach.guided.level)
    return replace(coach, hint=found, hinted=True) if found else coach


def _middle(upright: Sequence[Now]) -> Now | None:
    """Return the median of the upright moment, or None where nothing was seen of it."""
    if not upright:
        return None
    return Now(
        upright[-1].t_s,
        float(np.median([each.trunk_deg for each in upright])),
        float(np.median([each.pelvis_deg for each in upright])),
        float(np.median([each.hip_flexion_deg for each in upright])),
        {region: _median_of(upright, region) for region in upright[-1].regions_deg},
    )


def _median_of(upright: Sequence[Now], region: Region) -> float:
    return float(np.median([each.regions_deg[region] for each in upright]))


def _since(now: Now, rest: Now) -> Now:
    """Return the same picture measured from the upright moment."""
    return Now(
        now.t_s,
        now.trunk_deg - rest.trunk_deg,
        now.pelvis_deg - rest.pelvis_deg,
        now.hip_flexion_deg - rest.hip_flexion_deg,
        {region: angle - rest.regions_deg[region] for region, angle in now.regions_deg.items()},
    )
