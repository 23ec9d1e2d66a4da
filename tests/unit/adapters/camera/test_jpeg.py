"""One picture of a browser's camera: read as it was drawn, and anything else refused in one sentence."""

from __future__ import annotations

from contextlib import suppress

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from saying import refused
from unslump.adapters.camera.jpeg import picture_of
from unslump.adapters.camera.line import MOST_PIXELS
from unslump.core.errors import BadInput

SIZE = b"\xff\xc0"
"""Begins the part of a JPEG that holds its size."""


def jpeg(wide: int = 64, high: int = 48) -> bytes:
    """Red on the left, blue on the right."""
    picture = np.zeros((high, wide, 3), np.uint8)
    picture[:, : wide // 2] = (0, 0, 220)
    picture[:, wide // 2 :] = (220, 0, 0)
    return cv2.imencode(".jpg", picture)[1].tobytes()


def test_colours_and_size_are_those_of_the_picture() -> None:
    picture = picture_of(jpeg(), 1.25)
    assert (picture.t_s, picture.size_px) == (1.25, (64, 48))
    left, right = picture.rgb[24, 8], picture.rgb[24, 56]
    assert left[0] > 150 > left[2] and right[2] > 150 > right[0]


@pytest.mark.parametrize(
    "data", [b"", b"hello", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n" + bytes(100), jpeg()[:40]]
)
def test_what_is_no_picture_is_refused(data: bytes) -> None:
    with refused(BadInput, "Expected one JPEG picture"):
        picture_of(data, 0.0)


def test_more_than_a_camera_shows_is_refused() -> None:
    with refused(BadInput, "up to 4 million pixels"):
        picture_of(jpeg(MOST_PIXELS // 1000 + 10, 1000), 0.0)


@settings(deadline=None)
@given(st.binary(max_size=200), st.integers(0, 600))
def test_damage_is_a_picture_or_a_refusal_and_never_a_crash(noise: bytes, after: int) -> None:
    """What comes after the size: how many pixels may be asked for is tested where OpenCV is told."""
    whole = jpeg()
    at = whole.index(SIZE) + 9 + after
    damaged = whole[:at] + noise + whole[at + len(noise) :]
    with suppress(BadInput):
        assert picture_of(damaged, 0.0).rgb.dtype == np.uint8
