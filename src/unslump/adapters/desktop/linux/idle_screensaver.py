"""Idle time as a screen saver service tells it (KDE).

``GetSessionIdleTime`` of ``org.freedesktop.ScreenSaver`` is in no standard. KDE's text for it says seconds;
what Plasma 5 and 6 answer is KIdleTime's count, which is milliseconds (kscreenlocker, ``interface.cpp``). So
KDE is believed to say milliseconds, and of anybody else we find out first: a count of seconds cannot rise by
more than the time that has passed, a count of milliseconds hardly ever by so little. Until that is known it
"cannot tell".

The own names of GNOME's, MATE's and Xfce's screen savers are not asked: theirs is the time since the session
was *marked* idle, not since the last key.
"""

from __future__ import annotations

from typing import Literal

from ....core.words import Said
from ....ports import Clock, Sensed, SenseKind
from ..bus import Bus, BusTrouble
from .idle_truth import IdleTruth

NAME = FACE = "org.freedesktop.ScreenSaver"
PATH = "/org/freedesktop/ScreenSaver"
KDE = "org.kde.screensaver"
NO_ANSWER = 2**31
"""From here on a count is a negative number in disguise ("unknown"), or 24 days."""
ROUNDING_S = 1.5
"""By how much a count of whole seconds may rise beyond the time that passed."""
SURE = 3
"""Rises in a row that fit seconds before it is believed. Chosen: milliseconds hardly do so by chance."""
APART_S = 0.5
"""Two counts nearer than this are not compared, seconds. Chosen."""

Unit = Literal["ms", "s"]


class UnitFinder:
    """Find the unit of a count from how it rises. Times in seconds on the boot clock: a service may count
    sleep or not, and in both cases a count of seconds rises by no more."""

    __slots__ = ("_at_s", "_count", "_fits", "unit")

    def __init__(self) -> None:
        self.unit: Unit | None = None
        self._at_s, self._count, self._fits = float("-inf"), 0, 0

    def look(self, count: int, at_s: float) -> None:
        """Take in a count that was read at this time."""
        passed_s, rise = at_s - self._at_s, count - self._count
        if passed_s < APART_S:
            return
        self._at_s, self._count = at_s, count
        if rise > 2 * passed_s + ROUNDING_S:
            self.unit, self._fits = "ms", 0
        elif rise > 0 and abs(rise - passed_s) <= ROUNDING_S:
            self._fits += 1
            if self._fits >= SURE:
                self.unit = "s"
        elif rise > 0:
            self._fits = 0


class ScreenSaverIdle:
    """``ports.Sense`` of idle time from ``bus``, the session's."""

    kind: SenseKind = "idle"
    name = "screensaver"

    def __init__(self, bus: Bus, clock: Clock) -> None:
        self._bus = bus
        self._clock = clock
        self._truth = IdleTruth(clock)
        self._finder = UnitFinder()
        self._joined = -1

    def read(self) -> Sensed[float]:
        reply = self._bus.call(NAME, PATH, FACE, "GetSessionIdleTime", answers="u")
        if isinstance(reply, BusTrouble):
            return Sensed(None, reply.why)
        count = reply[0]
        if count >= NO_ANSWER:
            return Sensed(None, Said("senses.idle.nonsense"))
        if self._joined != self._bus.joined:
            self._ask_who()
        self._finder.look(count, self._clock.now().boot_s)
        if self._finder.unit is None:
            return Sensed(None, Said("senses.idle.unit"))
        return self._truth.of(count / 1000 if self._finder.unit == "ms" else count)

    def close(self) -> None:
        """The bus is another's."""

    def _ask_who(self) -> None:
        """Begin anew with what may be another service behind the name."""
        self._joined = self._bus.joined
        self._finder = UnitFinder()
        if self._bus.has_owner(KDE) is True:
            self._finder.unit = "ms"
