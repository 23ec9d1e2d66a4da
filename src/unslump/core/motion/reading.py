"""One recording, read: from frames to angles, phases and each region's progress, or to why not.

::

    frames -> first look -> gates -> side view -> template -> fit -> angles -> phases -> progress
                              |                      |         |
                              '------ Refused -------'---------'
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from ..vocab import Region
from ..words import Said
from . import gates
from .angles import Angles, angles_of, legs_of
from .chain import PLACE
from .fit import REACH_FIRST, Fit, Seen, edge_distance, fit, seen_of, start_states
from .floor import Refit, edge_noise, refitted
from .frames import Floats, PoseFrame, seen_only
from .movement import FirstLook, first_look
from .phases import Phases, comes_to_rest, phases_of, rest_after, rest_before
from .side_view import SideView, side_view
from .smooth import low_pass
from .spine import spine_of
from .template import BackTemplate, template_of
from .uncurl import Progress, progress_of

FIRST_ROUNDS, SETTLED, LATER_ROUNDS = 14, 5, 6
"""Rounds of the fit before and after the template is put right (docs/motion-findings.md)."""

LEFT_OVER, RESTS_S = 0.3, 0.2
"""With more of the trunk's turn left at its end, or less rest before the recording ends, a way back is not
a whole one. Chosen."""

MOST_DRAWN_OFF = 0.0005
"""So much farther from its edge the back may lie for the sake of spine points, lengths. Chosen: a fifth of
what clean edges wander."""

TURNED_RAD = np.radians(15.0)
"""From so much turn on, the back has left what stood behind it in the still start. Chosen."""


@dataclass(frozen=True, slots=True)
class Quality:
    """What the answers rest on; plain numbers.

    Attributes
    ----------
    frames, seen : int
        Pictures, and those that showed a person.
    fps : float
    length_px : float
        Hip to shoulder in the still start.
    off_side_deg : float or None
    edge_noise : float or None
        Wander of the edge in the still start, hip-shoulder lengths.
    residual : float or None
        How far the bent back stays from the edge in the tenth-worst frame of a hundred.
    facing : {"left", "right"} or None
    posture : {"sit", "stand"} or None
    still_s : tuple of float or None
        When the still start begins and ends.
    spine_used : float or None
        Share of the spine points seen in the movement that were used; 0 where they would have drawn the back
        off its edge. None where no model looked for any, or none was seen.
    """

    frames: int
    seen: int
    fps: float | None = None
    length_px: float | None = None
    off_side_deg: float | None = None
    edge_noise: float | None = None
    residual: float | None = None
    facing: str | None = None
    posture: str | None = None
    still_s: tuple[float, float] | None = None
    spine_used: float | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """Why nothing is said of a recording, and what is known of it all the same."""

    reason: Said
    quality: Quality


@dataclass(frozen=True, slots=True, eq=False)
class Turned:
    """One repetition, measured.

    Attributes
    ----------
    phases : Phases
    span_s : tuple of float
        When the uncurl begins and ends.
    progress : mapping of Region to Progress
        Pelvis first, then upward.
    is_back : bool
        The trunk came back up; else the recording ends on the way, and nothing is told of that way.
    """

    phases: Phases
    span_s: tuple[float, float]
    progress: Mapping[Region, Progress]
    is_back: bool


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """A recording that could be read.

    Attributes
    ----------
    view : SideView
    fit : Fit
    still : slice
        Frames of the still start.
    angles : Angles
    refits : sequence of Refit
        Its uncurls with the edge disturbed; for noise floors.
    repetitions : sequence of Turned
        May be empty.
    quality : Quality
    """

    view: SideView
    fit: Fit
    still: slice
    angles: Angles
    refits: Sequence[Refit]
    repetitions: Sequence[Turned]
    quality: Quality


def read_recording(frames: Sequence[PoseFrame], random: np.random.Generator) -> Reading | Refused:
    """Read one recording.

    Parameters
    ----------
    frames : sequence of PoseFrame
        In the order of time.
    random : numpy.random.Generator
        For the noise floor; the same seed gives the same reading.
    """
    quality = Quality(len(frames), sum(frame.has_person for frame in frames))
    if reason := gates.company(frames):
        return Refused(reason, quality)
    frames = _while_seen(frames)
    if len(frames) < 8:
        return Refused(Said("motion.short"), quality)
    look = first_look(frames)
    framing, frames = gates.framing(frames, look), [seen_only(frame) for frame in frames]
    quality = replace(quality, fps=gates.frame_rate(look.t_s), length_px=look.scale_px,
                      facing="right" if look.facing > 0 else "left")  # fmt: skip
    if look.still.stop > look.still.start:
        quality = replace(
            quality, off_side_deg=gates.off_side_deg(frames, look), still_s=_seconds(look, look.still)
        )
    if reason := framing or _before_fit(frames, look, quality):
        return Refused(reason, replace(quality, facing=None) if reason.key == gates.FRONT else quality)
    return _fitted(frames, look, quality, random)


def _while_seen(frames: Sequence[PoseFrame]) -> Sequence[PoseFrame]:
    """Return the frames from the first to the last that shows the person."""
    seen = [number for number, frame in enumerate(frames) if frame.has_person]
    return frames[seen[0] : seen[-1] + 1]


def _seconds(look: FirstLook, part: slice) -> tuple[float, float]:
    return float(look.t_s[part.start]), float(look.t_s[part.stop - 1])


def _before_fit(frames: Sequence[PoseFrame], look: FirstLook, quality: Quality) -> Said | None:
    if quality.fps is not None and quality.fps < gates.LEAST_FPS:
        return Said("motion.slow_pictures", found=round(quality.fps, 1), least=round(gates.LEAST_FPS))
    if reason := gates.standpoint(frames, look):
        return reason
    if reason := gates.fold(look):
        return reason
    return gates.lost(frames, slice(look.repetitions[0].begin, look.repetitions[-1].end + 1))


def _fitted(
    frames: Sequence[PoseFrame], look: FirstLook, quality: Quality, random: np.random.Generator
) -> Reading | Refused:
    view = side_view(frames, scale_px=look.scale_px, facing=look.facing)
    template = template_of(view.part(look.still))
    if template is None:
        return Refused(Said("motion.edge_hidden"), quality)
    seen = seen_of(view)
    result = _bent(template, seen, start_states(template, view, look.still))
    moving = slice(look.repetitions[0].begin, look.repetitions[-1].end + 1)
    result, spine_used = _with_spine(result, seen, view, still=look.still, moving=moving)
    noise, residual = edge_noise(result, look.still), gates.lasting(result, moving)
    angles = angles_of(view, result, legs_of(view, result, look.still))
    quality = replace(
        quality, edge_noise=noise, residual=residual, posture="sit" if angles.is_sitting else "stand",
        spine_used=spine_used,
    )  # fmt: skip
    if not residual <= gates.LASTING_RESIDUAL:
        return Refused(Said("motion.edge_strange"), quality)
    if not noise <= gates.MOST_NOISE:
        return Refused(
            Said("motion.edge_unsteady", found=_percent(noise), most=_percent(gates.MOST_NOISE)), quality
        )
    repetitions = _repetitions(angles, look)
    way_back = slice(repetitions[0].phases.uncurl[0], repetitions[-1].phases.uncurl[1] + 1)
    refits = refitted(seen, result, way_back, noise, random)
    return Reading(view, result, look.still, angles, refits, repetitions, quality)


def _percent(share: float) -> float:
    return round(100 * share, 2)


def _bent(template: BackTemplate, seen: Seen, states: Floats) -> Fit:
    """Fit, put the template right where the whole recording knows better, and fit again."""
    rough = fit(template, seen, states, rounds=FIRST_ROUNDS, settled=SETTLED, reach=REACH_FIRST)
    mended = _mended(rough, edge_distance(template, seen, rough.states, REACH_FIRST))
    return fit(mended, seen, rough.states, rounds=LATER_ROUNDS, settled=0)


def _with_spine(
    result: Fit, seen: Seen, view: SideView, *, still: slice, moving: slice
) -> tuple[Fit, float | None]:
    """Fit once more beside the spine points, where there are any; return the share that was used too.

    Points that draw the back off its edge are worth less than the edge: then all stays as it was.
    """
    spine = spine_of(result.template, result.states, view, still=still, moving=moving)
    if spine is None:
        return result, None
    if not spine.used:
        return result, 0.0
    beside = fit(result.template, seen, result.states, rounds=LATER_ROUNDS, settled=0, spine=spine)
    if gates.lasting(beside, moving) > gates.lasting(result, moving) + MOST_DRAWN_OFF:
        return result, 0.0
    return beside, spine.used


def _mended(rough: Fit, distance: Floats) -> BackTemplate:
    """Move each skin point by the middle of what was left over; what was guessed, by what the bent back
    showed."""
    template = rough.template
    left = _middle(rough.residual)
    bent = rough.states[:, PLACE:].max(axis=1) > TURNED_RAD
    if bent.any():
        left = np.where(template.skin_sure, left, _middle(distance[bent]))
    return replace(template.moved(-left), skin_sure=np.ones_like(template.skin_sure))


def _middle(distance: Floats) -> Floats:
    """Return the median over frames; 0 where a skin point never met an edge."""
    met = np.isfinite(distance).any(axis=0)
    middle = np.zeros(distance.shape[1])
    middle[met] = np.nanmedian(distance[:, met], axis=0)
    return middle


def _repetitions(angles: Angles, look: FirstLook) -> Sequence[Turned]:
    found = []
    for number, repetition in enumerate(look.repetitions):
        first = look.repetitions[number - 1].end if number else look.still.start
        last = (
            look.repetitions[number + 1].begin if number + 1 < len(look.repetitions) else len(angles.t_s) - 1
        )
        found.append(_turned(angles, phases_of(angles, repetition, first=first, last=last), look.still, last))
    return found


def _turned(angles: Angles, phases: Phases, still: slice, last: int) -> Turned:
    """Measure each region's way back between the rest before it and the rest after."""
    t_s = angles.t_s
    begin, end = phases.uncurl
    before = rest_before(t_s, begin, not_before=phases.fold[1])
    after = rest_after(t_s, end, not_after=last)
    span_s = (float(t_s[begin]), float(t_s[end]))
    progress = {}
    for region, angle in angles.turning().items():
        smooth = low_pass(t_s, angle)
        progress[region] = progress_of(
            t_s, smooth, span_s=span_s, before_deg=float(np.median(smooth[before])),
            after_deg=float(np.median(smooth[after])), noise_deg=float(np.std(smooth[still])),
        )  # fmt: skip
    trunk = low_pass(t_s, angles.trunk_deg) - float(np.median(angles.trunk_deg[still]))
    came_up = float(np.median(trunk[after])) <= LEFT_OVER * float(np.median(trunk[before]))
    is_back = (
        came_up
        and comes_to_rest(angles, end, last)
        and (last < len(t_s) - 1 or t_s[-1] - t_s[end] >= RESTS_S)
    )
    return Turned(phases, span_s, progress, is_back)
