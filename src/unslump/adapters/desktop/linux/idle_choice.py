"""Which way to tell idle time here: the first that can, tried from the most truthful.

========== =================================== ====================================================
session    order                               why
========== =================================== ====================================================
Wayland    mutter, ext-idle-notify,            GNOME has only the first; a screen saver service
           screensaver                         often does not know on Wayland
X11        x11, mutter, screensaver            the server itself knows best
neither    mutter, screensaver                 started outside of the session, with its bus
========== =================================== ====================================================

The choice is made again when the chosen one cannot tell any more, and once a minute while a better one could:
at login the compositor may not be there yet.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence

from ....core.words import Said
from ....ports import Clock, Sense, Sensed, SenseKind
from ..bus import Bus
from ..wayland import is_wayland
from .idle_mutter import MutterIdle
from .idle_screensaver import ScreenSaverIdle
from .idle_wayland import WaylandIdle
from .idle_x11 import X11Idle

BETTER_S = 60.0
"""How often a better way is tried while a worse one works, seconds. Chosen."""
Tried = tuple[str, Sensed[float]]
"""Name of a back end, and what it said."""


class FirstThatTells:
    """``ports.Sense`` of idle time: the first of some back ends that can tell.

    A read asks the one in use, and one more at most when that cannot tell, so that several that hang cost
    two time limits and not all of theirs.

    Parameters
    ----------
    senses : sequence of Sense
        The most truthful first.
    told_by : int
        The one whose reason is told where none can tell.
    now : callable
        Steady seconds.
    """

    kind: SenseKind = "idle"

    def __init__(
        self,
        senses: Sequence[Sense[float]],
        *,
        told_by: int = 0,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._told_by = told_by
        self._senses = tuple(senses)
        self._now = now
        self._used = self._next = 0
        self._better_from_s = now()
        self._why: dict[int, Sensed[float]] = {}

    @property
    def name(self) -> str:
        """Name of the back end in use."""
        return self._senses[self._used].name if self._senses else "none"

    def read(self) -> Sensed[float]:
        if not self._senses:
            return Sensed(None, Said("senses.idle.none"))
        looks_for_better = self._used > 0 and self._now() >= self._better_from_s
        if looks_for_better:
            self._try_better()
        found = self._asked(self._used)
        return found if looks_for_better or found.value is not None else self._other(found)

    def tried(self) -> list[Tried]:
        """Ask every one, for ``doctor``. Takes ``SENSE_WITHIN_S`` each at most.

        The one in use is read as always; ext-idle-notify cannot tell when it was asked for the first time.
        """
        found = [(sense.name, sense.read()) for sense in self._senses]
        for index, sense in enumerate(self._senses):
            if index != self._used:
                sense.close()
        return found

    def fileno(self) -> int:
        """As ``ports.SignalSource``: of the one in use, -1 where that tells nothing by itself."""
        fileno = getattr(self._senses[self._used], "fileno", None) if self._senses else None
        return fileno() if fileno else -1

    def take(self) -> None:
        if self._senses and (take := getattr(self._senses[self._used], "take", None)):
            take()

    def close(self) -> None:
        for sense in self._senses:
            sense.close()

    def _asked(self, index: int) -> Sensed[float]:
        found = self._why[index] = self._senses[index].read()
        return found

    def _use(self, index: int) -> None:
        if index != self._used:
            self._senses[self._used].close()
        self._used, self._better_from_s = index, self._now() + BETTER_S

    def _try_better(self) -> None:
        """Try one better way, a different one each time. It stays connected: some need a moment to know."""
        self._better_from_s = self._now() + BETTER_S
        self._next = (self._next + 1) % self._used
        if self._asked(self._next).value is not None:
            self._use(self._next)

    def _other(self, found: Sensed[float]) -> Sensed[float]:
        """Ask the next of the others in turn; where none can tell, the reason of one of them counts."""
        self._next = (self._next + 1) % len(self._senses)
        if self._next != self._used:
            other = self._asked(self._next)
            if other.value is not None:
                self._use(self._next)
                return other
        return self._why.get(self._told_by, found)


def choose_idle(
    env: Mapping[str, str],
    *,
    session: Bus,
    clock: Clock,
    now: Callable[[], float] = time.monotonic,
) -> FirstThatTells:
    """Return the idle sense for this environment.

    Parameters
    ----------
    env : mapping of str to str
        The environment of the resident.
    session : Bus
        The session bus; stays open when the sense is closed.
    clock : Clock
    now : callable
        Steady seconds, for pauses after trouble.
    """
    mutter, saver = MutterIdle(session, clock), ScreenSaverIdle(session, clock)
    if is_wayland(env):
        told_by = 0 if "GNOME" in env.get("XDG_CURRENT_DESKTOP", "").split(":") else 1
        return FirstThatTells([mutter, WaylandIdle(clock, env, now=now), saver], told_by=told_by, now=now)
    if env.get("DISPLAY"):
        return FirstThatTells([X11Idle(clock, env, now=now), mutter, saver], now=now)
    return FirstThatTells([mutter, saver], now=now)
