"""A camera and a pose model that need neither: pictures from arrays, and frames from a list."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ..core.errors import UnslumpError
from ..core.motion.frames import Picture, PoseFrame


class FakeFrames:
    """``ports.FrameSource`` over pictures that are there already.

    Parameters
    ----------
    pictures : sequence of Picture
        One or more, of one size, in the order of their times.
    length_s : float, optional
        What it says of its length.
    breaks_with : UnslumpError, optional
        Raised after the last picture, as a file does that cannot be read on.
    """

    def __init__(
        self,
        pictures: Sequence[Picture],
        *,
        length_s: float | None = None,
        breaks_with: UnslumpError | None = None,
    ) -> None:
        self.size_px = pictures[0].size_px
        self.length_s = length_s
        self.recipe: Mapping[str, Any] = {"source": "fake"}
        self.closed = False
        self._left = iter(pictures)
        self._breaks_with = breaks_with

    def __iter__(self) -> Iterator[Picture]:
        for picture in self._left:
            yield picture
            if self.closed:
                return
        if self._breaks_with and not self.closed:
            raise self._breaks_with

    def close(self) -> None:
        self._left = iter(())
        self.closed = True


class FakePoses:
    """``ports.PoseSource`` over frames that are there already.

    Parameters
    ----------
    frames : sequence of PoseFrame
        In the order of their times.
    recipe : mapping, optional
    """

    def __init__(self, frames: Sequence[PoseFrame], recipe: Mapping[str, Any] | None = None) -> None:
        self.recipe: Mapping[str, Any] = dict(recipe or {"source": "fake"})
        self.closed = False
        self._left = iter(frames)

    def __iter__(self) -> Iterator[PoseFrame]:
        yield from self._left

    def close(self) -> None:
        self._left = iter(())
        self.closed = True
