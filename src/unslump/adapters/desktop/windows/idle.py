"""Seconds since the last input on Windows: ``GetLastInputInfo`` against ``GetTickCount64``.

The system dates the last input with the low 32 bits of its milliseconds since boot, which come round after
49.7 days. The difference is therefore taken round the clock::

    boot                 wrap                      now
     |--------------------|-------------------------|      now_ms: 64 bits, never wraps
              dated = 4,294,900,000     now & 0xffffffff = 132,000
                     |<-- (132,000 - 4,294,900,000) mod 2^32 = 199,296 ms -->|

As long as the date stays the same the input stays where it was found, so that a person who is away for longer
than 49.7 days does not seem to come back for a moment.
"""

from __future__ import annotations

import ctypes
from typing import Any

from ....core.words import Said
from ....ports import Sensed, SenseKind
from ..foreign import FAILURES, reason

WRAP_MS = 2**32
AHEAD_MS = 60_000
"""An input that is dated up to this far after now is an input now, milliseconds. Chosen: the date comes
from the driver, and without this a date one tick ahead would read as 49.7 days of rest."""


class LastInputInfo(ctypes.Structure):
    """LASTINPUTINFO of winuser.h."""

    _fields_ = (("size", ctypes.c_uint32), ("dated_ms", ctypes.c_uint32))


class WindowsIdle:
    """``ports.Sense`` of idle time. Input of every kind counts, in this person's session alone."""

    kind: SenseKind = "idle"
    name = "windows-last-input"

    def __init__(self, user32: Any, kernel32: Any) -> None:
        self._user32, self._kernel32 = user32, kernel32
        self._dated: int | None = None
        self._at_ms = 0

    def read(self) -> Sensed[float]:
        try:
            dated = self._date_of_last_input()
            now_ms = int(self._kernel32.GetTickCount64())  # after the date: it can then not lie behind it
        except FAILURES as error:
            return Sensed(None, Said("elsewhere.senses_windows.idle", why=reason(error)))
        return Sensed(self._idle_ms(now_ms, dated) / 1000)

    def close(self) -> None:
        """Nothing is held."""

    def _date_of_last_input(self) -> int:
        info = LastInputInfo(ctypes.sizeof(LastInputInfo), 0)
        if not self._user32.GetLastInputInfo(ctypes.byref(info)):
            raise OSError("GetLastInputInfo")
        return int(info.dated_ms)

    def _idle_ms(self, now_ms: int, dated: int) -> int:
        if dated != self._dated:
            since_ms = (now_ms - dated) % WRAP_MS
            self._dated = dated
            self._at_ms = now_ms if since_ms >= WRAP_MS - AHEAD_MS else now_ms - since_ms
        return max(0, now_ms - self._at_ms)
