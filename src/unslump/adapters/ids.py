"""Make ids that sort by the time they were made: 12 hexadecimal digits of milliseconds, 20 of randomness.

The order is a convenience for whoever reads an export. Nothing depends on it, so a wall clock that is set
back only bends it; two ids are never the same either way (80 random bits).
"""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import datetime

RANDOM_BYTES = 10


class TimeOrderedIds:
    """``ports.Ids``. Both the wall clock and the randomness are given."""

    def __init__(self, now: Callable[[], datetime], randomness: Callable[[int], bytes] = os.urandom) -> None:
        self._now = now
        self._randomness = randomness

    def __call__(self) -> str:
        milliseconds = int(self._now().timestamp() * 1000)
        return f"{milliseconds:012x}{self._randomness(RANDOM_BYTES).hex()}"
