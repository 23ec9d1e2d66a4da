"""A microphone or a camera in use: the sense of being in a call.

Two parts are looked at, every few seconds at most. One yes is a yes; no is what all that can tell say; if
none can tell, the microphone's reason is the one to show.

A part that cannot tell for a moment (a sound server under load, one that restarts) keeps what it last saw
for ``KEEP_S``: a call does not end because one answer came late.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping
from typing import Protocol

from ....ports import Sense, Sensed, SenseKind
from .call_camera import Camera
from .call_microphone import Microphone

LOOK_EVERY_S = 5.0
"""Seconds between two looks. Chosen: a hold ends within 30 s of the call, and a look costs little."""
KEEP_S = 15.0
"""How long what was seen last stands in for an answer, seconds. Chosen: three looks, half of the 30 s."""


class Part(Protocol):
    """One of the things that make a call."""

    def look(self) -> Sensed[bool]: ...
    def close(self) -> None: ...


class CallSense:
    """``ports.Sense`` of a call.

    Parameters
    ----------
    parts : Part
        Asked in order; the first yes ends a look.
    now : callable
        Steady seconds.
    look_every_s : float
        Seconds between two looks; what was seen then is answered in between.
    """

    kind: SenseKind = "call"
    name = "pulse+video4linux"

    def __init__(
        self,
        *parts: Part,
        now: Callable[[], float] = time.monotonic,
        look_every_s: float = LOOK_EVERY_S,
    ) -> None:
        self._parts = [_Kept(part, now) for part in parts]
        self._now = now
        self._every_s = look_every_s
        self._next_s = float("-inf")
        self._last: Sensed[bool] = Sensed(False)

    def read(self) -> Sensed[bool]:
        if self._now() >= self._next_s:
            self._next_s = self._now() + self._every_s
            self._last = self._looked()
        return self._last

    def close(self) -> None:
        for part in self._parts:
            part.part.close()

    def _looked(self) -> Sensed[bool]:
        seen: list[Sensed[bool]] = []
        for part in self._parts:
            seen.append(part.look())
            if seen[-1].value:
                return seen[-1]
        told = [each for each in seen if each.value is not None]
        return told[0] if told else seen[0]


class _Kept:
    """A part, and what it saw last."""

    def __init__(self, part: Part, now: Callable[[], float]) -> None:
        self.part = part
        self._now = now
        self._seen: Sensed[bool] | None = None
        self._until_s = float("-inf")

    def look(self) -> Sensed[bool]:
        seen = self.part.look()
        if seen.value is not None:
            self._seen, self._until_s = seen, self._now() + KEEP_S
        elif self._seen is not None and self._now() < self._until_s:
            return self._seen
        return seen


def call_sense(
    env: Mapping[str, str] = os.environ,
    *,
    now: Callable[[], float] = time.monotonic,
    look_every_s: float = LOOK_EVERY_S,
) -> Sense[bool]:
    """Return the sense of a call on this computer."""
    return CallSense(Microphone(env, now), Camera(now), now=now, look_every_s=look_every_s)
