"""The film of one session: what the page needs to draw the figure at any second of a timeline.

The body is sampled a few times a second where it moves and four times a breath half where it only breathes;
equal samples are kept once. The page runs a smooth curve in time through every vertex, so a fold of six
seconds looks continuous at any frame rate.

JSON (``Film.to_json``), lengths in 1/10,000 of stature, times in seconds, angles in tenths of a degree
clockwise as seen::

    format, exercise, variant, level, build, unit
    views    [[t_s, x0, y0, x1, y1], ...] what the eye frames, eased from one to the next
    frames   names of what moves as a whole: pelvis, head, hand, ..., L5 .. C1
    paths    [{id, n}] what deforms, n vertices each
    parts    what to paint, from back to front: {kind: fixed|rigid|path|pelvis|spine|ring, role, ...}
    samples  flat integers: x, y of every vertex of every path, then x, y, angle of every frame; each sample
             as the difference from the one before it
    keys     [[t_s, sample], ...]
    phases   [{id, start, end, still, moves, words}] still: the second whose picture tells most
    turns    [[part, start, end], ...] part 0 pelvis, 1-24 L5 .. C1, 25 head: when each takes its turn
    hinge    [[start, end], ...] when the fold turns about the hip
    resets   [t_s, ...] when "done" is forgotten, at each repetition's start
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Protocol

from ..errors import BadInput
from ..vocab import Breath, Variant
from . import art, body, choreography, outline, shapes
from .body import BUILDS, Build
from .choreography import Beat
from .pose import Skeleton, place

UNIT = 10_000
STEP_S = 0.25
"""Between samples of a movement; the page's curve through them is exact to well under a pixel."""
BREATH_POINTS = 4  # samples per half breath
FREE_BREATH_S = 5.0  # 12 a minute, C.8

SIT_WIDE: art.View = (-0.50, -0.05, 0.64, 1.04)
SIT_VIEW: art.View = (-0.42, -0.045, 0.52, 0.835)
"""Once seated the eye goes closer."""
STAND_VIEW: art.View = (-0.50, -0.05, 0.64, 1.04)

FRAMES = ("pelvis", "head", "hand", "hand_far", "shoe", "shoe_far", "collar", *body.VERTEBRAE)


class TimedPhaseLike(Protocol):
    """A phase with its seconds, as the session's timeline has it."""

    @property
    def id(self) -> str: ...
    @property
    def start_s(self) -> float: ...
    @property
    def end_s(self) -> float: ...
    @property
    def breath(self) -> Breath | None: ...
    @property
    def moves(self) -> bool: ...
    @property
    def rep(self) -> int: ...


class TimelineLike(Protocol):
    @property
    def exercise(self) -> str: ...
    @property
    def level(self) -> int: ...
    @property
    def variant(self) -> Variant | None: ...
    @property
    def phases(self) -> Sequence[TimedPhaseLike]: ...


@dataclass(frozen=True, slots=True)
class Take:
    """One timed phase, with its share of the choreography's phase and its breath.

    ``low`` and ``high`` are the progress of the whole phase (all its breaths) at its two ends.
    """

    phase: TimedPhaseLike
    low: float
    high: float
    whole_s: float
    breath_from: float
    hung: bool

    @property
    def span_s(self) -> float:
        return self.phase.end_s - self.phase.start_s

    def progress(self, share: float) -> float:
        several = self.high - self.low < 1
        return self.low + (self.high - self.low) * (
            _soft_ramp(share) if several and self.phase.moves else share
        )

    def share_at(self, progress: float) -> float:
        """Inverse of ``progress`` within this take, by bisection; 0 or 1 when it lies outside."""
        low, high = 0.0, 1.0
        for _ in range(24):
            middle = (low + high) / 2
            low, high = (middle, high) if self.progress(middle) < progress else (low, middle)
        return high


def _soft_ramp(share: float, ramp: float = 0.2) -> float:
    """0 to 1, at even speed but for soft ends."""
    top = 1 / (1 - ramp)
    if share < ramp:
        return top * share * share / (2 * ramp)
    if share > 1 - ramp:
        return 1 - top * (1 - share) ** 2 / (2 * ramp)
    return top * (share - ramp / 2)


def takes(phases: Sequence[TimedPhaseLike]) -> list[Take]:
    """Give every timed phase its part of the choreography."""
    hung = {phase.rep for phase in phases if phase.id == "P6"}
    found: list[Take] = []
    breath = 0.0
    lasting = [phase for phase in phases if phase.end_s > phase.start_s]
    for (_, rep), run in groupby(lasting, key=lambda phase: (phase.id, phase.rep)):
        group = list(run)
        counted = [p.end_s - p.start_s if p.moves or not any(q.moves for q in group) else 0.0 for p in group]
        whole, done = sum(counted) or 1.0, 0.0
        for phase, seconds in zip(group, counted, strict=True):
            low, high = done / whole, (done + seconds) / whole
            found.append(Take(phase, low, high, whole, breath, rep in hung))
            breath = {"inhale": 1.0, "exhale": 0.0}.get(phase.breath or "", 0.0)
            done += seconds
    return found


def breath_at(take: Take, share: float, variant: Variant) -> float:
    """How full the chest is, 0 to 1."""
    kind = take.phase.breath
    if kind == "inhale":
        return take.breath_from + (1 - take.breath_from) * shapes.ease(share)
    if kind == "exhale":
        return take.breath_from * (1 - shapes.ease(share))
    cycles, used = _free_cycles(take, variant)
    settle = take.breath_from * (1 - shapes.ease(share * take.span_s / 2))
    if share >= used:
        return settle
    turn = (share / used * cycles) % 1.0
    rise, fall = 0.42, 0.58  # the way out is the longer one
    wave = shapes.ease(turn / rise) if turn < rise else 1 - shapes.ease((turn - rise) / fall)
    return max(settle, 0.75 * wave)


def _free_cycles(take: Take, variant: Variant) -> tuple[int, float]:
    """Number of free breaths and the part of the phase they fill."""
    if take.phase.id == "P1":
        sitting = (
            choreography.SIT_DOWN_S / max(take.span_s, 2 * choreography.SIT_DOWN_S)
            if variant == "sit"
            else 0.0
        )
        return choreography.shift_cycles(variant, take.span_s), 1 - sitting
    return max(1, round(take.span_s / FREE_BREATH_S)), 1.0


def sample_shares(take: Take, variant: Variant) -> list[float]:
    """Where in a take to sample, as parts of it; both ends included."""
    span = take.span_s
    marks = {0.0, 1.0}
    if take.phase.breath in ("inhale", "exhale"):
        marks |= {k / BREATH_POINTS for k in range(1, BREATH_POINTS)}
    else:
        cycles, used = _free_cycles(take, variant)
        per = 16 if take.phase.id == "P1" else 2 * BREATH_POINTS
        marks |= {used * k / (cycles * per) for k in range(cycles * per + 1)}
    for start, end in _moving_seconds(take, variant):
        steps = max(2, round((end - start) / STEP_S))
        marks |= {min(1.0, (start + (end - start) * k / steps) / span) for k in range(steps + 1)}
    return _thin(sorted(marks), 0.05 / max(span, 0.05))


def _thin(marks: list[float], gap: float) -> list[float]:
    """Drop marks that nearly coincide, keeping the ends."""
    kept = [marks[0]]
    for mark in marks[1:-1]:
        if mark - kept[-1] >= gap and 1.0 - mark >= gap:
            kept.append(mark)
    return [*kept, 1.0]


def _moving_seconds(take: Take, variant: Variant) -> list[tuple[float, float]]:
    """When the body moves within a take, beyond breathing."""
    span, hands = take.span_s, (0.0, min(choreography.HANDS_S, take.span_s))
    by_phase = {
        "P1": [(span - choreography.SIT_DOWN_S, span)] if variant == "sit" else [],
        "P2": [hands, (3.0, 6.0)] if span >= 6 else [hands],
        "P3": [hands],
        "P6": [(0.0, min(choreography.SINK_S, span))],
        "P12": [hands],
    }
    if take.phase.moves or take.phase.id in ("P4", "P5", "P8", "P10"):
        return [(0.0, span)] if take.phase.id != "P1" else by_phase["P1"]
    return by_phase.get(take.phase.id, [])


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


def film_for(timeline: TimelineLike, *, build: str = "slim", posture: Variant | None = None) -> Film:
    """Sample a timeline.

    Parameters
    ----------
    build : str
        "slim" or "broad".
    posture : "sit" or "stand", optional
        For an exercise without a variant of its own.

    Raises
    ------
    BadInput
        There is no such build, or the timeline has no phase.
    """
    if build not in BUILDS:
        raise BadInput(
            f"Expected a build of {' or '.join(BUILDS)}, found {build!r}. Choose one in the settings."
        )
    if not any(phase.end_s > phase.start_s for phase in timeline.phases):
        raise BadInput("Expected a phase that takes time, found none. Choose another exercise.")
    variant: Variant = timeline.variant or posture or "stand"
    scene = scene_for(variant, timeline.level)
    all_takes = takes(timeline.phases)
    samples, keys = _shoot(all_takes, variant, timeline.level, BUILDS[build], scene)
    head = {
        "format": 1,
        "exercise": timeline.exercise,
        "variant": variant,
        "level": timeline.level,
        "build": build,
        "unit": UNIT,
        "views": _views(all_takes, scene),
        "frames": list(FRAMES),
        "paths": _paths(samples_of=BUILDS[build]),
        "parts": list(parts(scene)),
        **_marks(all_takes),
    }
    return Film(head, samples, keys)


def scene_for(variant: Variant, level: int) -> art.Scene:
    """Chair, desk or bare floor."""
    if variant == "sit":
        ground = (*art.surroundings(SIT_WIDE, (0.05, 0.40), 0.40), art.shadow(-0.29, 0.42))
        return art.Scene(
            (*ground, *art.chair()), (), (choreography.SEAT_Y, art.SEAT_EDGE_X), SIT_VIEW, SIT_WIDE
        )
    ground = (*art.surroundings(STAND_VIEW, (0.06, 0.49), 0.49), art.shadow(-0.11, 0.20))
    return art.Scene((*ground, *(art.desk() if level == 1 else ())), view=STAND_VIEW, wide=STAND_VIEW)


def _shoot(
    all_takes: list[Take], variant: Variant, level: int, build: Build, scene: art.Scene
) -> tuple[tuple[tuple[int, ...], ...], tuple[tuple[float, int], ...]]:
    drape, seen, keys = outline.Drape(build), dict[tuple[int, ...], int](), list[tuple[float, int]]()
    for take in all_takes:
        for share in sample_shares(take, variant):
            at = round(take.phase.start_s + share * take.span_s, 3)
            if keys and at <= keys[-1][0]:
                continue  # the end of one phase is the start of the next
            breath = breath_at(take, share, variant)
            beat = Beat(variant, level, take.phase.id, take.progress(share), take.whole_s, breath, take.hung)
            sample = sampled(place(choreography.pose_at(beat)), drape, scene.seat)
            keys.append((at, seen.setdefault(sample, len(seen))))
    return tuple(seen), tuple(keys)


def sampled(skeleton: Skeleton, drape: outline.Drape, seat: tuple[float, float] | None) -> tuple[int, ...]:
    """Return one instant as whole numbers, in the order of ``paths`` and ``frames``."""
    values = [
        _whole(value)
        for path in outline.soft_parts(skeleton, drape, seat).values()
        for point in path
        for value in point
    ]
    for (x, y), deg in frames(skeleton):
        values += (_whole(x), _whole(y), round(deg * 10))
    return tuple(values)


def _whole(value: float) -> int:
    return round(value * UNIT)


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


PATH_SHARP = {
    "shirt": (0, 19, 20, 31, 32),
    "trousers": (0, 12, 13, 29),
    "sleeve": (7, 8),
    "belt": (0, 3, 4, 7),
    "neck": (),
}


def parts(scene: art.Scene) -> Iterator[dict[str, Any]]:
    """Yield what to paint, from back to front."""
    yield from (_piece("fixed", piece) for piece in scene.behind)
    yield _soft("arm_far", "skin-far")
    yield from (_piece("rigid", piece, frame="hand_far", far=True) for piece in art.HAND)
    yield _soft("sleeve_far", "shirt-far")
    yield from (_piece("rigid", piece, frame="shoe_far", far=True) for piece in art.SHOE)
    yield _soft("trousers_far", "trousers-far")
    yield _soft("neck", "skin-shade")
    yield _soft("shirt", "shirt", shade="shirt-shade", along=[9, 25])
    yield from (_piece("rigid", piece, frame="collar") for piece in art.COLLAR)
    yield {
        "kind": "headglow",
        "frame": FRAMES.index("head"),
        "at": [_whole(0.0), _whole(0.035)],
        "radius": 1150,
    }
    yield from (_piece("rigid", piece, frame="head") for piece in art.HEAD)
    yield from (_piece("rigid", piece, frame="shoe") for piece in art.SHOE)
    yield _soft("trousers", "trousers", shade="trousers-shade", along=[24, 6])
    yield _soft("belt", "belt")
    yield {
        "kind": "pelvis",
        "frame": FRAMES.index("pelvis"),
        "outlines": [_flat(outline) for outline in art.PELVIS],
    }
    yield _soft("arm", "skin")
    yield from (_piece("rigid", piece, frame="hand") for piece in art.HAND)
    yield _soft("sleeve", "shirt-light", edge="shirt-edge", edges=[[0, 7], [8, 13]])
    yield {
        "kind": "spine",
        "first": FRAMES.index("L5"),
        "points": [_flat(art.vertebra(i)) for i in range(len(body.VERTEBRAE))],
    }
    yield {"kind": "ring", "frame": FRAMES.index("pelvis")}
    yield from (_piece("fixed", piece) for piece in scene.before)


def _piece(kind: str, piece: art.Piece, *, frame: str = "", far: bool = False) -> dict[str, Any]:
    part: dict[str, Any] = {
        "kind": kind,
        "role": piece.role + ("-far" if far else ""),
        "points": _flat(piece.points),
    }
    if frame:
        part["frame"] = FRAMES.index(frame)
    if piece.sharp:
        part["sharp"] = list(piece.sharp)
    if piece.line:
        part["line"] = _whole(piece.line)
    if not piece.closed:
        part["open"] = True
    return part


def _soft(path: str, role: str, **more: Any) -> dict[str, Any]:
    sharp = PATH_SHARP.get(path.removesuffix("_far"), ())
    return {"kind": "path", "path": path, "role": role, "sharp": list(sharp), **more}


def _flat(points: Iterable[body.Point]) -> list[int]:
    return [_whole(value) for point in points for value in point]


def _views(all_takes: list[Take], scene: art.Scene) -> list[list[float]]:
    """What the eye frames from when on: the whole standing person first, then closer while they sit down."""
    wide, close = ([_whole(v) for v in box] for box in (scene.wide, scene.view))
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
    hinge = [[t.phase.start_s, t.phase.end_s] for t in all_takes if t.phase.id == "P5"]
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
    share = {"P1": 0.09, "P5": 1.0, "P8": 0.85, "P9": 0.55, "P10": 0.5, "P4": 1.0}.get(take.phase.id, 0.6)
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
