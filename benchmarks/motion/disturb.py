"""What goes wrong with pictures, done to them on purpose before the pose model sees any.

A disturbance takes the pictures of a clip in order and gives pictures: some change each, some leave some out.
Times stay what they were.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

import cv2
import numpy as np
from numpy.typing import NDArray

from unslump.core.motion.frames import Picture

Rgb = NDArray[np.uint8]
Disturb = Callable[[Iterable[Picture], np.random.Generator], Iterator[Picture]]

NOISE_SD = 12.0
"""Of 255, in every colour of every pixel: a webcam in a dim room."""

DIM, DIM_NOISE_SD = 0.2, 6.0
"""Brightness left, and noise on what is left of it."""

BLUR = 1 / 240
"""Standard deviation as a share of the shorter side: 2 pixels at 480."""

JPEG_QUALITY = 30
DROPPED = 0.20
SLOW_FPS = 10.0


def plain(pictures: Iterable[Picture], _: np.random.Generator) -> Iterator[Picture]:
    yield from pictures


def _each(change: Callable[[Rgb, np.random.Generator], Rgb]) -> Disturb:
    def disturb(pictures: Iterable[Picture], random: np.random.Generator) -> Iterator[Picture]:
        for picture in pictures:
            yield Picture(picture.t_s, np.ascontiguousarray(change(picture.rgb, random)))

    return disturb


def _whole(values: NDArray[np.float32]) -> Rgb:
    return np.clip(np.rint(values), 0, 255).astype(np.uint8)


def _normal(rgb: Rgb, sd: float, random: np.random.Generator) -> NDArray[np.float32]:
    return random.standard_normal(rgb.shape, dtype=np.float32) * np.float32(sd)


def _noisy(rgb: Rgb, random: np.random.Generator) -> Rgb:
    return _whole(rgb + _normal(rgb, NOISE_SD, random))


def _dim(rgb: Rgb, random: np.random.Generator) -> Rgb:
    return _whole(rgb * np.float32(DIM) + _normal(rgb, DIM_NOISE_SD, random))


def _blurred(rgb: Rgb, _: np.random.Generator) -> Rgb:
    return np.asarray(cv2.GaussianBlur(rgb, (0, 0), BLUR * min(rgb.shape[:2])), np.uint8)


def _pressed(rgb: Rgb, _: np.random.Generator) -> Rgb:
    """Through a JPEG; which of the colours comes first makes no odds that matter here."""
    _done, packed = cv2.imencode(".jpg", rgb[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY])
    return np.asarray(cv2.imdecode(packed, cv2.IMREAD_COLOR), np.uint8)[..., ::-1]


def _halved(rgb: Rgb, _: np.random.Generator) -> Rgb:
    height, width = rgb.shape[:2]
    return np.asarray(cv2.resize(rgb, (width // 2, height // 2), interpolation=cv2.INTER_AREA), np.uint8)


def _mirrored(rgb: Rgb, _: np.random.Generator) -> Rgb:
    return rgb[:, ::-1]


def _slow(pictures: Iterable[Picture], _random: np.random.Generator) -> Iterator[Picture]:
    """Keep the first picture of every tenth of a second: of 15 a second two of three, unevenly."""
    last = -1
    for picture in pictures:
        slot = int(picture.t_s * SLOW_FPS + 1e-6)
        if slot != last:
            yield picture
        last = slot


def _dropped(pictures: Iterable[Picture], random: np.random.Generator) -> Iterator[Picture]:
    for picture in pictures:
        if random.random() >= DROPPED:
            yield picture


STRESSES: Mapping[str, Disturb] = {
    "noise": _each(_noisy),
    "blur": _each(_blurred),
    "dim": _each(_dim),
    "10fps": _slow,
    "jpeg": _each(_pressed),
    "half": _each(_halved),
    "dropped": _dropped,
    "mirrored": _each(_mirrored),
}
