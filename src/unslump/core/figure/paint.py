"""What is painted, from back to front, and where it stands: the list of parts the page draws."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from . import art, body, choreography
from .takes import Posture

UNIT = 10_000

SIT_WIDE: art.View = (-0.50, -0.05, 0.64, 1.04)
SIT_VIEW: art.View = (-0.42, -0.045, 0.52, 0.835)
"""Once seated the eye goes closer."""
STAND_VIEW: art.View = (-0.50, -0.05, 0.64, 1.04)

FRAMES = ("pelvis", "head", "hand", "hand_far", "shoe", "shoe_far", "collar", *body.VERTEBRAE)


def scene_for(posture: Posture, level: int) -> art.Scene:
    """Chair, desk or bare floor."""
    if posture == "sit":
        ground = (*art.surroundings(SIT_WIDE, (0.05, 0.40), 0.40), art.shadow(-0.29, 0.42))
        return art.Scene(
            (*ground, *art.chair()), (), (choreography.SEAT_Y, art.SEAT_EDGE_X), SIT_VIEW, SIT_WIDE
        )
    ground = (*art.surroundings(STAND_VIEW, (0.06, 0.49), 0.49), art.shadow(-0.11, 0.20))
    desk = art.desk() if posture == "stand" and level == 1 else ()
    return art.Scene((*ground, *desk), view=STAND_VIEW, wide=STAND_VIEW)


PATH_SHARP = {
    "shirt": (0, 19, 20, 31, 32),
    "trousers": (0, 15, 16, 29),
    "arm": (7, 8),
    "sleeve": (7, 8),
    "belt": (0, 3, 4, 7),
    "neck": (),
}


def parts(scene: art.Scene, posture: Posture, *, inside: bool) -> Iterator[dict[str, Any]]:
    """Yield what to paint, from back to front.

    Parameters
    ----------
    inside : bool
        Show pelvis and vertebrae: where nobody folds, they would only be in the way.
    """
    yield from (_piece("fixed", piece) for piece in scene.behind)
    yield _soft("arm_far", "skin-far")
    yield from (_piece("rigid", piece, frame="hand_far", far=True) for piece in art.HAND)
    yield _soft("sleeve_far", "shirt-far")
    yield from (_piece("rigid", piece, frame="shoe_far", far=True) for piece in art.SHOE)
    yield _soft("trousers_far", "trousers-far")
    yield _soft("neck", "skin", shade="skin-shade", along=[1, 7])
    yield _soft("shirt", "shirt", shade="shirt-shade", along=[9, 25])
    yield from (_piece("rigid", piece, frame="collar") for piece in art.COLLAR)
    yield {
        "kind": "headglow",
        "frame": FRAMES.index("head"),
        "at": [whole(0.0), whole(0.035)],
        "radius": 1150,
    }
    yield from (_piece("rigid", piece, frame="head") for piece in art.HEAD)
    yield from (_piece("rigid", piece, frame="shoe") for piece in art.SHOE)
    yield _soft("trousers", "trousers", shade="trousers-shade", along=[24, 6])
    yield _soft("belt", "belt")
    if inside:
        yield _PELVIS
    yield _soft("arm", "skin")
    yield from (_piece("rigid", piece, frame="hand") for piece in art.HAND)
    yield _soft("sleeve", "shirt-light", edge="shirt-edge", edges=[[0, 7], [8, 13]])
    if inside:
        yield _SPINE
        yield {"kind": "ring", "frame": FRAMES.index("pelvis"), "label": _RING_LABEL[posture]}
    yield from (_piece("fixed", piece) for piece in scene.before)


def _piece(kind: str, piece: art.Piece, *, frame: str = "", far: bool = False) -> dict[str, Any]:
    part: dict[str, Any] = {
        "kind": kind,
        "role": piece.role + ("-far" if far else ""),
        "points": flat(piece.points),
    }
    if frame:
        part["frame"] = FRAMES.index(frame)
    if piece.sharp:
        part["sharp"] = list(piece.sharp)
    if piece.line:
        part["line"] = whole(piece.line)
    if not piece.closed:
        part["open"] = True
    return part


def _soft(path: str, role: str, **more: Any) -> dict[str, Any]:
    sharp = PATH_SHARP.get(path.removesuffix("_far"), ())
    return {"kind": "path", "path": path, "role": role, "sharp": list(sharp), **more}


def flat(points: Iterable[body.Point]) -> list[int]:
    return [whole(value) for point in points for value in point]


def whole(value: float) -> int:
    return round(value * UNIT)


_PELVIS: dict[str, Any] = {
    "kind": "pelvis",
    "frame": FRAMES.index("pelvis"),
    "outlines": [flat(outline) for outline in art.PELVIS],
}
_SPINE: dict[str, Any] = {
    "kind": "spine",
    "first": FRAMES.index("L5"),
    "points": [flat(art.vertebra(i)) for i in range(len(body.VERTEBRAE))],
}
_RING_LABEL: dict[str, list[int]] = {
    "sit": [-720, -1700, 0],  # under the seat, in the middle
    "stand": [-820, -1250, 1],  # behind the thighs, to the left
    "walk": [-820, -1250, 1],
}
"""Where "it turns here" stands, from the hip: x, y, and 1 when the text ends there."""
