"""Shapes of the trunk: pelvis, 24 vertebrae and head at the corners of the movement, and the ways between.

The fold leads with the pelvis and keeps the back long; the return leads with the pelvis too, while the back
stays round and hangs, and then gives each vertebra its own turn, from L5 upward, the head last.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, pi

from ..vocab import Variant
from . import body

TURNS = len(body.VERTEBRAE)


@dataclass(frozen=True, slots=True)
class Shape:
    """Degrees away from natural standing: pelvis tilt, flexion of each vertebra, flexion of the head."""

    tilt: float
    spine: tuple[float, ...]
    head: float

    @property
    def trunk_deg(self) -> float:
        """How far the trunk leans at T12/L1, the measure of docs/evidence.md E.0."""
        return self.tilt + sum(self.spine[i] for i in body.LUMBAR)


@dataclass(frozen=True, slots=True)
class Depth:
    """How deep a level folds. Degrees added to the upright shape of the position.

    Attributes
    ----------
    pelvis, lumbar, thoracic : float
        At the end of the fold; the pelvis carries most of it.
    neck, head : float
    curl_lumbar, curl_thoracic : float
        Once the pelvis has rolled up and the back still hangs from it.
    """

    pelvis: float
    lumbar: float
    thoracic: float
    neck: float
    head: float
    curl_lumbar: float
    curl_thoracic: float


_SIT = (
    Depth(25, 3, 0, -11, -7, 6, 3),  # L0: at most 30 degrees, eyes forward
    Depth(37, 8, 3, 2, 0, 17, 9),  # L1: about 45
    Depth(47, 16, 8, 22, 8, 28, 18),  # L2: 60-70, the head may soften
    Depth(52, 23, 13, 42, 14, 37, 27),  # L3 and up: comfortable full fold, head hangs
)
_STAND = (
    Depth(25, 3, 0, -11, -7, 7, 3),
    Depth(38, 7, 2, 0, 0, 18, 9),
    Depth(50, 15, 7, 22, 8, 32, 18),
    Depth(65, 33, 17, 42, 14, 46, 29),
)


def depth(variant: Variant, level: int) -> Depth:
    """Return the depth of a level of the ladder (docs/evidence.md C.8, ranges C.1 and C.2)."""
    return (_SIT if variant == "sit" else _STAND)[min(level, 3)]


def ease(progress: float) -> float:
    """Ease in and out like a breath: 0 to 1 with no speed at either end."""
    return (1 - cos(pi * min(1.0, max(0.0, progress)))) / 2


def late(progress: float, start: float, end: float = 1.0) -> float:
    """Ease within ``start`` .. ``end`` of the whole."""
    return ease((progress - start) / (end - start))


def spread(lumbar: float, thoracic: float, neck: float) -> tuple[float, ...]:
    """Share regional flexion among the vertebrae."""
    return (
        *(lumbar * share for share in body.LUMBAR_SHARES),
        *(thoracic * share for share in body.THORACIC_SHARES),
        *(neck * share for share in body.CERVICAL_SHARES),
    )


def add(shape: Shape, tilt: float, spine: tuple[float, ...], head: float) -> Shape:
    return Shape(
        shape.tilt + tilt,
        tuple(a + b for a, b in zip(shape.spine, spine, strict=True)),
        shape.head + head,
    )


def blend(a: Shape, b: Shape, share: float) -> Shape:
    """Return the shape ``share`` of the way from ``a`` to ``b``."""
    return Shape(
        a.tilt + (b.tilt - a.tilt) * share,
        tuple(x + (y - x) * share for x, y in zip(a.spine, b.spine, strict=True)),
        a.head + (b.head - a.head) * share,
    )


STANDING = Shape(0.0, spread(0, 0, 0), 0.0)
SITTING = Shape(-18.0, spread(15, 3, 1), 0.0)
"""Sitting upright at the front edge: the pelvis rolls back some 20 degrees and the low back flattens
(docs/evidence.md C.1: hip about 70 degrees)."""


def upright(variant: Variant) -> Shape:
    return SITTING if variant == "sit" else STANDING


def taller(variant: Variant) -> Shape:
    """The inhale before the fold: a little longer, the chest a little higher."""
    return add(upright(variant), 2.0 if variant == "sit" else 0.5, spread(-3, -5, -4), 1.5)


def folding(variant: Variant, level: int, progress: float) -> Shape:
    """P5. The pelvis leads; the spine gives a little, late; the head goes last and lands softly."""
    to, start = depth(variant, level), taller(variant)
    lead, give, hang = ease(progress / 0.92), late(progress, 0.3), late(progress, 0.35)
    base = blend(start, upright(variant), late(progress, 0.1))
    return add(
        base,
        to.pelvis * lead,
        spread(to.lumbar * give, to.thoracic * give, to.neck * hang),
        to.head * late(progress, 0.45),
    )


def folded(variant: Variant, level: int) -> Shape:
    return folding(variant, level, 1.0)


def hanging(variant: Variant, level: int) -> Shape:
    """P6. Nothing is held: the back rounds a little, the head grows heavier."""
    to = depth(variant, level)
    soft = min(1.0, max(0.0, (level - 0.5) / 2.5))
    return add(folded(variant, level), 0.0, spread(4 * soft, 6 * soft, 4 * soft), 4 * soft * (to.head > 0))


def lowest(variant: Variant, level: int, hung: bool) -> Shape:
    """Where the way back starts: hanging, or just folded when there was no hang."""
    return hanging(variant, level) if hung else folded(variant, level)


def curled(variant: Variant, level: int) -> Shape:
    """The end of P8: the pelvis stands again, all above still hangs from it."""
    to, base = depth(variant, level), upright(variant)
    drop = min(1.0, level / 3)
    return add(
        base,
        0.0,
        spread(to.curl_lumbar, to.curl_thoracic, max(to.neck, 4.0) + 4 * drop),
        max(to.head, 0.0) + 2 * drop,
    )


def rolling_up(variant: Variant, level: int, progress: float, *, hung: bool = True) -> Shape:
    """P8. The pelvis turns first; the back gives way and stays round, the head stays heavy."""
    start, end = lowest(variant, level, hung), curled(variant, level)
    share, soft = ease(progress), late(progress, 0.0, 0.9)
    mixed = blend(start, end, soft)
    return Shape(start.tilt + (end.tilt - start.tilt) * share, mixed.spine, mixed.head)


NECK_FROM = body.CERVICAL.start
STACK_WIDTH = 3.4
"""How many vertebrae are under way at once in P9: enough to look alive, few enough to count."""


def stack_window(index: int) -> tuple[float, float]:
    """When a vertebra of the trunk takes its turn, as a part of all of P9's moving time."""
    pitch = 1 / (NECK_FROM - 1 + STACK_WIDTH)
    return index * pitch, (index + STACK_WIDTH) * pitch


def head_window(index: int) -> tuple[float, float]:
    """When a neck vertebra (17-23) or the head (24) takes its turn, as a part of P10."""
    pitch = 0.6 / (TURNS - NECK_FROM)
    start = (index - NECK_FROM) * pitch
    return start, start + 0.4


def stacking(variant: Variant, level: int, progress: float) -> Shape:
    """P9. One vertebra on top of the next, L5 to T1; the neck and the head still hang."""
    start, end = curled(variant, level), upright(variant)
    spine = list(start.spine)
    for i in range(NECK_FROM):
        share = late(progress, *stack_window(i))
        spine[i] += (end.spine[i] - spine[i]) * share
    return Shape(end.tilt, tuple(spine), start.head)


def lifting_head(variant: Variant, level: int, progress: float) -> Shape:
    """P10. The neck stacks, the head floats up last."""
    start, end = stacking(variant, level, 1.0), upright(variant)
    spine = list(start.spine)
    for i in body.CERVICAL:
        share = late(progress, *head_window(i))
        spine[i] += (end.spine[i] - spine[i]) * share
    share = late(progress, *head_window(TURNS))
    return Shape(end.tilt, tuple(spine), start.head + (end.head - start.head) * share)
