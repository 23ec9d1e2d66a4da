"""What every source of pictures must do, that from arrays included. A new one is added to ``SOURCES``."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from films import PICTURES, STEADY, cut_short, film, number_of, picture
from unslump.adapters.camera.video import open_video
from unslump.core.motion.frames import Picture
from unslump.ports import FrameSource
from unslump.testing.frames import FakeFrames

WHOLE = ("steady.mp4", "uneven.mov", "uneven.webm", "uneven.mkv", "uneven.ts", "jpegs.avi", "turned-90.mp4")
Opened = Callable[[Path], FrameSource]


def video(name: str) -> Opened:
    return lambda folder: open_video(film(name))


def fake(folder: Path) -> FrameSource:
    return FakeFrames([Picture(t_s, picture(n)) for n, t_s in enumerate(STEADY)], length_s=4 / 3)


SOURCES: dict[str, Opened] = {
    **{name: video(name) for name in WHOLE},
    "trimmed": video("trimmed.mp4"),
    "cut short": lambda folder: open_video(cut_short("steady.mp4", 0.8, folder)),
    "thinned": lambda folder: open_video(film("uneven.mp4"), at_most_fps=10),
    "scaled": lambda folder: open_video(film("steady.mp4"), long_side_px=64),
    "fake": fake,
}


@pytest.fixture(params=SOURCES)
def source(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[FrameSource]:
    source = SOURCES[request.param](tmp_path)
    yield source
    source.close()


def test_times_begin_at_nought_and_go_forward(source: FrameSource) -> None:
    times = [picture.t_s for picture in source]
    assert len(times) > 5
    assert times[0] == 0
    assert all(before < after for before, after in pairwise(times))


def test_every_picture_has_the_size_that_was_said(source: FrameSource) -> None:
    width, height = source.size_px
    for each in source:
        assert each.rgb.dtype == np.uint8
        assert each.rgb.shape == (height, width, 3)


def test_pictures_come_in_order_and_upright(source: FrameSource) -> None:
    numbers = [number_of(each.rgb) for each in source]
    assert numbers == sorted(set(numbers))
    assert numbers[-1] < PICTURES


def test_a_picture_stays_what_it_was_while_others_come(source: FrameSource) -> None:
    pictures = iter(source)
    first = next(pictures)
    kept = first.rgb.copy()
    next(pictures)
    next(pictures)
    assert np.array_equal(first.rgb, kept)


def test_a_length_is_one(source: FrameSource) -> None:
    assert source.length_s is None or 0 < source.length_s < 3600


def test_it_may_be_closed_at_any_time_and_again(source: FrameSource) -> None:
    pictures = iter(source)
    next(pictures)
    source.close()
    source.close()
    assert list(pictures) == [] and list(source) == []


def test_closing_what_was_read_to_its_end_changes_nothing(source: FrameSource) -> None:
    assert list(source)
    source.close()
    assert source.size_px[0] > 0
