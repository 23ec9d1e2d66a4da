"""A sense that says what it is told to."""

from __future__ import annotations

from typing import Generic, TypeVar

from ..core.words import Said
from ..ports import Sensed, SenseKind

T = TypeVar("T")


class ScriptedSense(Generic[T]):
    """``ports.Sense`` for tests.

    >>> idle = ScriptedSense("idle", 0.0)
    >>> idle.says(42.0)
    >>> idle.read().value
    42.0
    >>> idle.cannot_tell(Said("senses.idle.none"))
    >>> idle.read().value is None
    True
    """

    def __init__(self, kind: SenseKind, value: T, *, detail: str = "", name: str = "scripted") -> None:
        self.kind: SenseKind = kind
        self.name = name
        self.reads = 0
        self.closed = False
        self._sensed: Sensed[T] = Sensed(value, detail=detail)

    def says(self, value: T, *, detail: str = "") -> None:
        """Let every read from now on say this."""
        self._sensed = Sensed(value, detail=detail)

    def cannot_tell(self, why: Said) -> None:
        self._sensed = Sensed(None, why)

    def read(self) -> Sensed[T]:
        self.reads += 1
        return self._sensed

    def close(self) -> None:
        self.closed = True
