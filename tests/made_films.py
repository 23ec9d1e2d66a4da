"""Films made in a test, ten pictures a second: a cat, a wall, and committed clips cut, joined and covered."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

CLIPS = Path(__file__).parent / "data" / "clips"
FPS = 10

Drawn: TypeAlias = NDArray[Any]
"""One picture, blue, green and red, as OpenCV has them."""

FUR, WALL, FLOOR = (60, 130, 220), (210, 206, 196), (120, 150, 175)


def pictures(name: str, until_s: float = 99.0) -> list[Drawn]:
    """Return the pictures of a committed clip, ten a second, from its begin."""
    opened = cv2.VideoCapture(str(CLIPS / f"{name}.mp4"))
    every = opened.get(cv2.CAP_PROP_FPS) / FPS
    found = []
    while (read := opened.read())[0]:
        found.append(read[1])
    opened.release()
    return [found[int(n * every)] for n in range(int(min(len(found) / every, until_s * FPS)))]


def film(path: Path, shown: Sequence[Drawn]) -> Path:
    """Write a film."""
    height, width = shown[0].shape[:2]
    written = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"mp4v"), FPS, (width, height))
    assert written.isOpened(), "OpenCV writes films with MPEG-4"
    for picture in shown:
        written.write(np.ascontiguousarray(picture))
    written.release()
    return path


def without_person(picture: Drawn) -> Drawn:
    """Return a picture of ``stand_seq`` with the wall and floor beside the person drawn over them."""
    bare = picture.copy()
    bare[:, 200:420] = bare[:, 420:421]
    return bare


def side_by_side(left: Sequence[Drawn], right: Sequence[Drawn]) -> list[Drawn]:
    """Return two films of somebody who stands in the middle as one, each kept to what is around them."""
    return [np.hstack([one[:, 110:450], two[:, 110:450]]) for one, two in zip(left, right, strict=True)]


def mirrored(shown: Sequence[Drawn]) -> list[Drawn]:
    return [picture[:, ::-1] for picture in shown]


def cut(shown: Sequence[Drawn], how: Callable[[Drawn], Drawn]) -> list[Drawn]:
    return [how(picture) for picture in shown]


def noisy(picture: Drawn, count: int) -> list[Drawn]:
    """Return the same picture again and again, with a camera's noise."""
    random = np.random.default_rng(5)
    return [
        np.clip(picture + random.normal(0, 3, picture.shape), 0, 255).astype(np.uint8) for _ in range(count)
    ]


def cat(at_s: float) -> Drawn:
    """Draw a cat that walks from left to right: body, four legs, tail, round head, ears, eyes, whiskers."""
    picture = np.full((360, 480, 3), WALL, np.uint8)
    picture[270:] = FLOOR
    x = int(90 + 60 * at_s)
    cv2.ellipse(picture, (x, 230), (75, 32), 0, 0, 360, FUR, -1)
    for place, phase in ((-55, 0), (-40, 1), (40, 2), (55, 3)):
        swing = int(10 * np.sin(6 * at_s + phase))
        cv2.line(picture, (x + place, 245), (x + place + swing, 292), (40, 95, 170), 11)
    tail = [[x - 70, 222], [x - 105, 190], [x - 112, 150], [x - 98, int(125 + 10 * np.sin(4 * at_s))]]
    cv2.polylines(picture, [np.array(tail, np.int32)], False, FUR, 10)
    _head(picture, x + 88, 198)
    return picture


def _head(picture: Drawn, x: int, y: int) -> None:
    cv2.circle(picture, (x, y), 31, FUR, -1)
    for side in (-1, 1):
        ear = [[x + side * 8, y - 26], [x + side * 30, y - 16], [x + side * 25, y - 52]]
        cv2.fillPoly(picture, [np.array(ear, np.int32)], FUR)
        cv2.ellipse(picture, (x + side * 11, y - 6), (5, 8), 0, 0, 360, (90, 220, 150), -1)
        cv2.ellipse(picture, (x + side * 11, y - 6), (2, 8), 0, 0, 360, (10, 10, 10), -1)
        for slant in (-6, 0, 6):
            cv2.line(picture, (x + side * 6, y + 10), (x + side * 42, y + 8 + slant), (240, 240, 240), 1)
    nose = [[x - 4, y + 6], [x + 4, y + 6], [x, y + 11]]
    cv2.fillPoly(picture, [np.array(nose, np.int32)], (130, 120, 240))
