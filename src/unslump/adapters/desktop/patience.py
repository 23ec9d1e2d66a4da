"""How long something that failed is left alone."""

from __future__ import annotations

import time
from collections.abc import Callable

FIRST_S = 2.0
"""Pause after the first failure, seconds. Chosen: a program that restarts is back within it."""
LONGEST_S = 60.0
"""Longest pause, seconds. Chosen: what comes back is found within a minute, and what never comes costs
``SENSE_WITHIN_S`` a minute at most."""


class Patience:
    """Double the pause with each failure in a row; forget it all after a success.

    Parameters
    ----------
    now : callable
        Steady seconds.
    """

    __slots__ = ("_from_s", "_now", "_pause_s")

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._pause_s = 0.0
        self._from_s = float("-inf")

    def over(self) -> bool:
        """Whether it may be tried (again)."""
        return self._now() >= self._from_s

    def failed(self) -> None:
        self._pause_s = min(max(self._pause_s * 2, FIRST_S), LONGEST_S)
        self._from_s = self._now() + self._pause_s

    def worked(self) -> None:
        self._pause_s, self._from_s = 0.0, float("-inf")
