"""What somebody says about idle time, made true: no nonsense, and sleep counted in.

X11 and Mutter count on a clock that stops while the computer sleeps. Asked after a night, they say "ten
minutes", and the last key would seem to have been struck at half past six. So the sleep since the last known
input is added::

    keys      x--x
    asleep           |=============|
    they say     <-->               <->        awake since the last key
    true         <-------------------->
"""

from __future__ import annotations

from math import isfinite

from ....core.words import Said
from ....ports import Clock, Sensed

LONGER_THAN_AWAKE_S = 60.0
"""How much longer than the computer is awake somebody may seem idle, seconds: beyond it is nonsense. Chosen;
services start their own count a little before or after the clock."""
SLEEP_S = 0.5
"""Two clocks apart by less than this are not sleep, seconds: they are read one after the other. Chosen."""


class IdleTruth:
    """Turn the idle seconds of one back end into a reading.

    Parameters
    ----------
    clock : Clock
        Tells the sleep: boot clock minus awake clock.
    """

    __slots__ = ("_awake_s", "_clock", "_slept_s")

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._awake_s: float | None = None
        self._slept_s = 0.0

    def of(self, idle_s: float, detail: str = "") -> Sensed[float]:
        """Return the reading; ``idle_s`` is counted while awake, up to now."""
        now = self._clock.now()
        if not isfinite(idle_s) or idle_s > now.awake_s + LONGER_THAN_AWAKE_S:
            return Sensed(None, Said("senses.idle.nonsense"))
        idle_s = max(idle_s, 0.0)
        slept_s = now.boot_s - now.awake_s
        if self._awake_s is None or idle_s < now.awake_s - self._awake_s:
            self._slept_s = slept_s  # there was input since the last look: sleep before it does not count
        self._awake_s = now.awake_s
        since_s = slept_s - self._slept_s
        return Sensed(idle_s + (since_s if since_s >= SLEEP_S else 0.0), detail=detail)
