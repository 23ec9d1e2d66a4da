"""Whether do-not-disturb is on, from the desktop that runs here.

Which desktop that is, the session says (``XDG_CURRENT_DESKTOP``): a setting that another desktop has left
behind must hold no break. Where the session says nothing (started from elsewhere), GNOME is known by its
shell on the bus, and Plasma and dunst by what only they answer.

"Idle inhibited" (a film, a download) is not do-not-disturb and is not asked for.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping

from ....core.words import Said
from ....ports import SENSE_WITHIN_S, Sense, Sensed, SenseKind
from ..bus import Bus
from .dnd_bus import ASK_EVERY_S, DunstDnd, PlasmaDnd, XfceDnd
from .dnd_dconf import KEYS, DconfDnd

SHELL = "org.gnome.Shell"
DESKTOPS = {"GNOME": "gnome", "X-Cinnamon": "cinnamon", "Cinnamon": "cinnamon", "MATE": "mate"}
"""Names in ``XDG_CURRENT_DESKTOP`` -> where in dconf it is kept."""
NOT_GNOME = "Budgie"
"""Calls itself GNOME too, and keeps its own."""
Tried = tuple[str, Sensed[bool]]
"""Name of a back end, and what it said."""


class ChosenDnd:
    """``ports.Sense`` of do-not-disturb: the first of some back ends that can tell."""

    kind: SenseKind = "dnd"

    def __init__(self, *senses: Sense[bool]) -> None:
        self._senses = senses
        self._telling = ""

    @property
    def name(self) -> str:
        """Name of the back end that tells."""
        return self._telling or ", ".join(sense.name for sense in self._senses)

    def read(self) -> Sensed[bool]:
        end_s = time.monotonic() + SENSE_WITHIN_S
        for sense in self._senses:
            if (found := sense.read()).value is not None:
                self._telling = sense.name
                return found
            if time.monotonic() >= end_s:
                break
        self._telling = ""
        if len(self._senses) == 1:
            return found
        return Sensed(None, Said("senses.dnd.nobody"))

    def tried(self) -> list[Tried]:
        """Ask every one, for ``doctor``. Takes ``SENSE_WITHIN_S`` each at most."""
        return [(sense.name, sense.read()) for sense in self._senses]

    def close(self) -> None:
        for sense in self._senses:
            sense.close()


class GnomeByItsShell:
    """GNOME's do-not-disturb, where GNOME's shell runs."""

    kind: SenseKind = "dnd"
    name = "gnome"

    def __init__(self, bus: Bus, settings: DconfDnd, *, now: Callable[[], float]) -> None:
        self._bus, self._settings, self._now = bus, settings, now
        self._runs = False
        self._again_s = float("-inf")

    def read(self) -> Sensed[bool]:
        if self._now() >= self._again_s:
            self._runs, self._again_s = self._bus.has_owner(SHELL) is True, self._now() + ASK_EVERY_S
        return self._settings.read() if self._runs else Sensed(None, Said("senses.dnd.nobody"))

    def close(self) -> None:
        """Nothing is held."""


def choose_dnd(
    env: Mapping[str, str], *, session: Bus, now: Callable[[], float] = time.monotonic, etc: str = "/etc"
) -> ChosenDnd:
    """Return the do-not-disturb sense for this environment; the bus stays open when it is closed.

    Its signals come through the bus, which is the ``ports.SignalSource`` to wait on.
    """
    here = [part for part in env.get("XDG_CURRENT_DESKTOP", "").split(":") if part]
    in_dconf = {key.desktop: key for key in KEYS}
    named = next((DESKTOPS[part] for part in here if part in DESKTOPS), None)
    if named and NOT_GNOME not in here:
        return ChosenDnd(DconfDnd(in_dconf[named], env, etc=etc))
    if "XFCE" in here:
        return ChosenDnd(XfceDnd(session, now=now))
    told = (PlasmaDnd(session, now=now), DunstDnd(session, now=now))
    if here:
        return ChosenDnd(*told)
    gnome = DconfDnd(in_dconf["gnome"], env, etc=etc)
    return ChosenDnd(GnomeByItsShell(session, gnome, now=now), *told)
