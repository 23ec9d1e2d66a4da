"""The hip lesson: first the person's own guess, then the place, then what is kept of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ..core.figure.front import Miss, miss_cm
from ..core.history.records import LessonRecord
from ..ports import Clock, Ids, Store


@dataclass(frozen=True, slots=True)
class LessonResult:
    """Both misses in centimetres and what each guess resembles."""

    record: LessonRecord
    misses: tuple[Miss, ...]


@dataclass(frozen=True, slots=True)
class LessonService:
    store: Store
    clock: Clock
    new_id: Ids

    def attempt(
        self,
        marks_cm: tuple[tuple[float, float], ...],
        *,
        stature_cm: float,
        method: Literal["pointer", "keyboard"],
    ) -> LessonResult:
        """Measure two marks against the place and keep how far off they were.

        Parameters
        ----------
        marks_cm : pairs of (x, y)
            Front view, centimetres from the middle of the pubic bone joint; x to the picture's right, y up.

        Raises
        ------
        BadInput
            There are not exactly two marks.
        """
        misses = miss_cm(marks_cm, stature_cm)
        record = LessonRecord(
            self.new_id(),
            self.clock.now().wall,
            stature_cm,
            tuple(round(miss.distance_cm, 1) for miss in misses),
            method,
        )
        self.store.add_lesson(record)
        return LessonResult(record, misses)

    def in_words(self, *, stature_cm: float) -> LessonRecord:
        """Keep that the lesson was followed in words, where no figure could be touched."""
        record = LessonRecord(self.new_id(), self.clock.now().wall, stature_cm, (), "words")
        self.store.add_lesson(record)
        return record
