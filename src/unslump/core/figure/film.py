"""The film of one session: what the page needs to draw the figure at any second of a timeline.

The body is sampled a few times a second where it moves and four times a breath half where it only breathes;
equal samples are kept once. The page runs a smooth curve in time through every vertex, so a fold of six
seconds looks continuous at any frame rate.

JSON (``Film.to_json``), lengths in 1/10,000 of stature, times in seconds, angles in tenths of a degree
clockwise as seen::

    format, exercise, posture, level, build, unit
    views    [[t_s, x0, y0, x1, y1], ...] what the eye frames, eased from one to the next
    frames   names of what moves as a whole: pelvis, head, hand, ..., L5 .. C1
    paths    [{id, n}] what deforms, n vertices each
    parts    what to paint, from back to front: {kind: fixed|rigid|path|pelvis|spine|ring|headglow, ...}
    samples  flat integers: x, y of every vertex of every path, then x, y, angle of every frame; each sample
             as the difference from the one before it
    keys     [[t_s, sample], ...]
    phases   [{id, start, end, still, moves, rep}] still: the second whose picture tells most
    turns    [[part, start, end], ...] part 0 pelvis, 1-24 L5 .. C1, 25 head: when each takes its turn
    hinge    [[start, end, named], ...] when the hip is ringed; named: it turns now
    resets   [t_s, ...] when "done" is forgotten, at each repetition's start
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from ..errors import BadInput
from . import art, body, choreography, outline, paint, shapes
from .body import BUILDS, Build
from .choreography import Beat
from .paint import whole
from .pose import Pose, Skeleton, place
from .takes import Take, TimelineLike, pose_in, posture_of, sample_shares, takes

__all__ = ["Film", "film_for", "posture_of"]


@dataclass(frozen=True, slots=True)
class Film:
    """A whole session, ready to draw. ``to_json`` holds everything."""

    head: dict[str, Any]
    samples: tuple[tuple[int, ...], ...]
    keys: tuple[tuple[float, int], ...]

    def to_json(self) -> dict[str, Any]:
        """Return plain JSON values (the form is described at the top of this module)."""
        before: Sequence[int] = (0,) * len(self.samples[0])
        changes = []
        for sample in self.samples:
            changes.append([a - b for a, b in zip(sample, before, strict=True)])
            before = sample
        return {**self.head, "samples": changes, "keys": [list(key) for key in self.keys]}


def film_for(timeline: TimelineLike, *, build: str = "slim") -> Film:
    """Sample a timeline.

    Parameters
    ----------
    build : str
        "slim" or "broad".

    Raises
    ------
    BadInput
        There is no such build, or the timeline has no phase.
    """
    if build not in BUILDS:
        raise BadInput("errors.figure.build", known=tuple(BUILDS), found=build)
    if not any(phase.end_s > phase.start_s for phase in timeline.phases):
        raise BadInput("errors.figure.no_phase")
    all_takes = takes(timeline)
    posture, marks = posture_of(timeline), _marks(all_takes)
    scene = paint.scene_for(posture, timeline.level)
    samples, keys = _shoot(all_takes, BUILDS[build], scene)
    head = {
        "format": 1,
        "exercise": timeline.exercise,
        "posture": posture,
        "level": timeline.level,
        "build": build,
        "unit": paint.UNIT,
        "views": _views(all_takes, scene),
        "frames": list(paint.FRAMES),
        "paths": _paths(samples_of=BUILDS[build]),
        "parts": list(paint.parts(scene, posture, inside=bool(marks["turns"]))),
        **marks,
    }
    return Film(head, samples, keys)


def _shoot(
    all_takes: list[Take], build: Build, scene: art.Scene
) -> tuple[tuple[tuple[int, ...], ...], tuple[tuple[float, int], ...]]:
    drape = outline.Drape(build)
    seen: dict[tuple[int, ...], int] = {}
    keys: list[tuple[float, int]] = []
    shot: dict[Pose, int] = {}
    for take in all_takes:
        for share in sample_shares(take):
            at = round(take.phase.start_s + share * take.span_s, 3)
            if keys and at <= keys[-1][0]:
                continue  # the end of one phase is the start of the next
            pose = pose_in(take, share)
            if pose not in shot:
                sample = sampled(place(pose), drape, scene.seat)
                shot[pose] = seen.setdefault(sample, len(seen))
            keys.append((at, shot[pose]))
    return tuple(seen), tuple(keys)


def sampled(skeleton: Skeleton, drape: outline.Drape, seat: tuple[float, float] | None) -> tuple[int, ...]:
    """Return one instant as whole numbers, in the order of ``paths`` and ``frames``."""
    values = [
        whole(value)
        for path in outline.soft_parts(skeleton, drape, seat).values()
        for point in path
        for value in point
    ]
    for (x, y), deg in frames(skeleton):
        values += (whole(x), whole(y), round(deg * 10))
    return tuple(values)


def frames(skeleton: Skeleton) -> Iterator[tuple[body.Point, float]]:
    """Yield where each frame of ``FRAMES`` is, and how far it has turned, degrees clockwise."""
    trunk = skeleton.trunk
    yield trunk.hip, trunk.pelvis_deg
    yield trunk.head_joint, trunk.head_deg
    yield skeleton.near_arm.wrist, -skeleton.near_arm.hand_deg
    yield skeleton.far_arm.wrist, -skeleton.far_arm.hand_deg
    yield skeleton.near.ankle, skeleton.near.foot_deg
    yield skeleton.far.ankle, skeleton.far.foot_deg
    yield trunk.nodes[17], trunk.leans[16] - 23.0
    for low, high, lean in zip(trunk.nodes, trunk.nodes[1:], trunk.leans, strict=False):
        yield ((low[0] + high[0]) / 2, (low[1] + high[1]) / 2), lean


def _paths(samples_of: Build) -> list[dict[str, Any]]:
    skeleton = place(choreography.pose_at(Beat("stand", 0, "P4", 0.0)))
    soft = outline.soft_parts(skeleton, outline.Drape(samples_of), None)
    return [{"id": name, "n": len(path)} for name, path in soft.items()]


def _views(all_takes: list[Take], scene: art.Scene) -> list[list[float]]:
    """What the eye frames from when on: the whole standing person first, then closer while they sit down."""
    wide, close = ([whole(v) for v in box] for box in (scene.wide, scene.view))
    standing = [take for take in all_takes if take.phase.id == "P1"]
    if not standing or wide == close:
        return [[0.0, *close]]
    end = standing[-1].phase.end_s
    return [[0.0, *wide], [max(0.0, end - choreography.SIT_DOWN_S), *wide], [end, *close]]


def _marks(all_takes: list[Take]) -> dict[str, Any]:
    """Phases, turns, hinge and resets."""
    phases = [
        {
            "id": take.phase.id,
            "start": take.phase.start_s,
            "end": take.phase.end_s,
            "still": round(still_s(take), 3),
            "moves": take.phase.moves,
            "rep": take.phase.rep,
        }
        for take in all_takes
    ]
    hinge = [
        [t.phase.start_s, t.phase.end_s, int(t.phase.id == "P5")]
        for t in all_takes
        if t.phase.id in ("P2", "P5")
    ]
    firsts = {
        take.phase.rep: take.phase.start_s for take in reversed(all_takes) if take.phase.id in ("P3", "P4")
    }
    return {
        "phases": phases,
        "turns": list(turns(all_takes)),
        "hinge": hinge,
        "resets": sorted(firsts.values()),
    }


def still_s(take: Take) -> float:
    """Return the second whose picture tells most of a phase, for a page that shows stills."""
    share = {"P1": 0.09, "P5": 1.0, "P8": 0.85, "P9": 0.55, "P10": 0.5, "P4": 0.7}.get(take.phase.id, 0.6)
    return take.phase.start_s + min(share, 0.999) * take.span_s


def turns(all_takes: list[Take]) -> Iterator[list[float]]:
    """Yield ``[part, start, end]`` for the pelvis, every vertebra and the head."""
    head = len(body.VERTEBRAE) + 1
    for take in all_takes:
        if take.phase.id == "P8":
            yield [0, take.phase.start_s, take.phase.end_s]
        elif take.phase.id == "P9" and take.phase.moves:
            windows = {i + 1: shapes.stack_window(i) for i in range(shapes.NECK_FROM)}
            yield from _turn_seconds(take, windows)
        elif take.phase.id == "P10":
            windows = {i + 1: shapes.head_window(i) for i in range(shapes.NECK_FROM, shapes.TURNS)}
            yield from _turn_seconds(take, windows | {head: shapes.head_window(shapes.TURNS)})


def _turn_seconds(take: Take, windows: dict[int, tuple[float, float]]) -> Iterator[list[float]]:
    start, span = take.phase.start_s, take.span_s
    for part, (low, high) in windows.items():
        if high > take.low and low < take.high:
            yield [
                part,
                round(start + take.share_at(low) * span, 2),
                round(start + take.share_at(high) * span, 2),
            ]
