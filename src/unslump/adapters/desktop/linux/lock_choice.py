"""Whether the screen is locked, from everybody who may know: locked if any says so.

Nobody knows of every locker, and a wrong "not locked" is common (logind says it of lockers that tell it
nothing), a wrong "locked" is not. It cannot tell only where nobody answers at all.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence

from ....core.words import Said
from ....ports import SENSE_WITHIN_S, Sense, Sensed, SenseKind
from ..bus import Bus
from .lock_logind import LogindLock
from .lock_screensaver import FAMILIES, ScreenSaverLock

Tried = tuple[str, Sensed[bool]]
"""Name of a back end, and what it said."""


class AnyThatSaysLocked:
    """``ports.Sense`` of the lock from several back ends.

    When the ones asked first have used up ``SENSE_WITHIN_S``, the others are asked at the next read, and
    what they said last still counts.
    """

    kind: SenseKind = "lock"

    def __init__(self, senses: Sequence[Sense[bool]]) -> None:
        self._senses = tuple(senses)
        self._last: list[Sensed[bool]] = [Sensed(None, Said("senses.lock.nobody")) for _ in self._senses]
        self._turn = 0

    @property
    def name(self) -> str:
        """Names of the back ends that answer."""
        telling = [s.name for s, said in zip(self._senses, self._last, strict=True) if said.value is not None]
        return ", ".join(telling) or "none"

    def read(self) -> Sensed[bool]:
        end_s = time.monotonic() + SENSE_WITHIN_S
        for _ in self._senses:
            self._last[self._turn] = self._senses[self._turn].read()
            self._turn = (self._turn + 1) % len(self._senses)
            if time.monotonic() >= end_s:
                break
        who = next((s.name for s, said in zip(self._senses, self._last, strict=True) if said.value), "")
        if who:
            return Sensed(True, detail=who)
        if any(said.value is False for said in self._last):
            return Sensed(False)
        return Sensed(None, Said("senses.lock.nobody"))

    def tried(self) -> list[Tried]:
        """Ask every one, for ``doctor``. Takes ``SENSE_WITHIN_S`` each at most."""
        return [(sense.name, sense.read()) for sense in self._senses]

    def close(self) -> None:
        for sense in self._senses:
            sense.close()


def choose_lock(
    env: Mapping[str, str],
    *,
    session: Bus,
    system: Bus,
    now: Callable[[], float] = time.monotonic,
) -> AnyThatSaysLocked:
    """Return the lock sense for this environment; both buses stay open when it is closed.

    Its signals come through the buses, which are the ``ports.SignalSource`` to wait on.
    """
    savers = [ScreenSaverLock(session, family, now=now) for family in FAMILIES]
    return AnyThatSaysLocked([LogindLock(system, env.get("XDG_SESSION_ID", ""), now=now), *savers])
