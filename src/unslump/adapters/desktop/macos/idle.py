"""Seconds since the last input on macOS: what the hardware's own event source says.

``CGEventSourceSecondsSinceLastEventType`` with the state of the hardware
(kCGEventSourceStateHIDSystemState) and any input (kCGAnyInputEventType): keys, clicks and touches, not
what programs post. It needs no permission.
"""

from __future__ import annotations

import math
from typing import Any

from ....core.words import Said
from ....ports import Sensed, SenseKind
from ..foreign import FAILURES, reason

HARDWARE = 1  # kCGEventSourceStateHIDSystemState
ANY_INPUT = 0xFFFF_FFFF  # kCGAnyInputEventType: ~0 of an unsigned 32-bit number


class MacIdle:
    """``ports.Sense`` of idle time."""

    kind: SenseKind = "idle"
    name = "macos-event-source"

    def __init__(self, graphics: Any) -> None:
        self._graphics = graphics

    def read(self) -> Sensed[float]:
        try:
            idle_s = float(self._graphics.CGEventSourceSecondsSinceLastEventType(HARDWARE, ANY_INPUT))
        except FAILURES as error:
            return Sensed(None, Said("elsewhere.senses_macos.idle", why=reason(error)))
        if not math.isfinite(idle_s) or idle_s < 0:
            return Sensed(None, Said("elsewhere.senses_macos.idle", why=f"{idle_s} s"))
        return Sensed(idle_s)

    def close(self) -> None:
        """Nothing is held."""
