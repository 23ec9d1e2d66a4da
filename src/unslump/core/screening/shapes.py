"""What screening needs to know of an exercise: shapes, because screening does not import the catalogue."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from ..vocab import Area, Tag, Variant

FOLDS = ("D01", "D02")
"""The article's stretch, sitting and standing: the two exercises that have a ladder of levels."""


class ExerciseLike(Protocol):
    """The part of an exercise that a rule looks at."""

    @property
    def id(self) -> str: ...
    @property
    def areas(self) -> tuple[Area, ...]: ...
    @property
    def position(self) -> str: ...
    @property
    def variant(self) -> Variant | None: ...

    def tags_at(self, level: int) -> frozenset[Tag]: ...


class CatalogueLike(Protocol):
    """Exercises in the order of the catalogue."""

    @property
    def exercises(self) -> Sequence[ExerciseLike]: ...
