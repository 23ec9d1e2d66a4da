"""Frames read of pictures as they come. Each picture is let go as soon as its joints and edge are read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ...core.motion.frames import PoseFrame
from ...ports import FrameSource, PoseModel


class FilmedPoses:
    """``PoseSource`` of a model that looks at a source of pictures. Closes both.

    Parameters
    ----------
    pictures : FrameSource
    model : PoseModel
    """

    def __init__(self, pictures: FrameSource, model: PoseModel) -> None:
        self._pictures, self._model = pictures, model

    @property
    def recipe(self) -> Mapping[str, Any]:
        return {"pose": dict(self._model.recipe), "video": dict(self._pictures.recipe)}

    @property
    def length_s(self) -> float | None:
        """How long the pictures go on, by their own word."""
        return self._pictures.length_s

    def __iter__(self) -> Iterator[PoseFrame]:
        for picture in self._pictures:
            yield self._model.read(picture)

    def close(self) -> None:
        self._pictures.close()
        self._model.close()
