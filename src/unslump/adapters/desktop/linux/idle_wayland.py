"""Idle time on Wayland, through ext-idle-notify (Sway, KDE, COSMIC, Hyprland, niri ...; GNOME has Mutter's).

The compositor tells when there was no input for ``TIMEOUT_MS`` ("idled") and when there is some again
("resumed"). So the reading is 0 while somebody is active, and counts from the last input afterwards::

    keys   x x  x                                    x
    told             idled                           resumed
    idle   0 0  0    1 s  2 s  3 s ...               0

Version 2 counts input alone. Version 1 does not become idle while a program forbids it, such as a player
with a film on: the detail then names version 1.

Asked just now, it cannot tell for a second; somebody who was away before that seems to have left when it
was asked. Seats (a keyboard and a mouse each) may come and go; input on any counts.

Reference: wayland-protocols, ``staging/ext-idle-notify/ext-idle-notify-v1.xml``.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from ....core.words import Said
from ....ports import SENSE_WITHIN_S, Clock, Sensed, SenseKind
from ..patience import Patience
from ..wayland import Compositor, is_wayland, socket_path

SEAT, NOTIFIER = "wl_seat", "ext_idle_notifier_v1"
GET_IDLE, GET_INPUT_IDLE = 1, 2
DESTROY = 0
IDLED, RESUMED = 0, 1
INPUT_ONLY = 2
"""Version of the protocol from which on input alone counts."""
TIMEOUT_MS = 1000
"""Chosen: well below the three seconds that are a natural pause, and no event while somebody types."""

LATE_S = 0.5
"""How late "idled" may come after its time, seconds, before no word means activity. Chosen."""


@dataclass(slots=True)
class _Seat:
    """One seat; ``input_s``: when its last input was, on the boot clock, None while it is active."""

    asked_s: float
    number: int
    input_s: float | None = None
    told: bool = False


@dataclass(slots=True)
class _Talk:
    """One connection and what was learnt from it."""

    compositor: Compositor
    seats: dict[int, _Seat] = field(default_factory=dict)
    notifier: int = 0
    version: int = 0


class WaylandIdle:
    """``ports.Sense`` of idle time, and ``ports.SignalSource`` of what the compositor tells.

    Parameters
    ----------
    clock : Clock
    env : mapping of str to str
        Environment: where the compositor is.
    now : callable
        Steady seconds, for pauses after trouble.
    """

    kind: SenseKind = "idle"
    name = "ext-idle-notify"

    def __init__(
        self,
        clock: Clock,
        env: Mapping[str, str] = os.environ,
        *,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._clock = clock
        self._path = socket_path(env) if is_wayland(env) else ""
        self._patience = Patience(now)
        self._talk: _Talk | None = None
        self._offers: dict[int, tuple[str, int]] = {}
        self._why = Said("senses.idle.wayland.silent")

    def read(self) -> Sensed[float]:
        if not self._path:
            return Sensed(None, Said("senses.idle.wayland.no_session"))
        if self._talk is None and self._patience.over():
            self._begin()
        self.take()
        if self._talk is None:
            return Sensed(None, self._why)
        return self._seen(self._talk)

    def fileno(self) -> int:
        return self._talk.compositor.fileno() if self._talk else -1

    def take(self) -> None:
        if self._talk is None:
            return
        try:
            self._talk.compositor.take()
        except OSError:
            self._failed("silent")

    def close(self) -> None:
        if self._talk is not None:
            self._talk.compositor.close()
            self._talk = None

    def _begin(self) -> None:
        deadline = time.monotonic() + SENSE_WITHIN_S
        self._offers = {}
        try:
            compositor = Compositor(
                self._path, deadline, on_global=self._offered, on_global_remove=self._withdrawn
            )
        except OSError:
            self._failed("silent")
            return
        talk = _Talk(compositor)
        try:
            compositor.sync(deadline)
            if not self._bound(talk):
                compositor.close()
                self._failed("no_protocol")
                return
        except OSError:
            compositor.close()
            self._failed("silent")
            return
        self._talk = talk
        self._patience.worked()

    def _bound(self, talk: _Talk) -> bool:
        """Bind the notifier and ask about every seat; False if the compositor has no notifier."""
        offer = next(((n, v) for n, (face, v) in self._offers.items() if face == NOTIFIER), None)
        if offer is None:
            return False
        talk.version = min(offer[1], INPUT_ONLY)
        talk.notifier = talk.compositor.bind(offer[0], NOTIFIER, talk.version)
        for name in [n for n, (face, _) in self._offers.items() if face == SEAT]:
            self._ask(talk, name)
        return True

    def _ask(self, talk: _Talk, name: int) -> None:
        seat = talk.compositor.bind(name, SEAT, 1)
        made = _Seat(self._boot_s(), 0)
        made.number = talk.compositor.new(lambda opcode, _: self._told(made, opcode))
        request = GET_INPUT_IDLE if talk.version >= INPUT_ONLY else GET_IDLE
        talk.compositor.send(talk.notifier, request, made.number, TIMEOUT_MS, seat)
        talk.seats[name] = made

    def _offered(self, name: int, interface: str, version: int) -> None:
        if interface in (SEAT, NOTIFIER):
            self._offers[name] = (interface, version)
            if interface == SEAT and self._talk is not None:
                self._ask(self._talk, name)

    def _withdrawn(self, name: int) -> None:
        self._offers.pop(name, None)
        if self._talk is not None and (seat := self._talk.seats.pop(name, None)):
            self._talk.compositor.send(seat.number, DESTROY)
            self._talk.compositor.forget(seat.number)

    def _told(self, seat: _Seat, opcode: int) -> None:
        if opcode == IDLED:
            seat.input_s, seat.told = self._boot_s() - TIMEOUT_MS / 1000, True
        elif opcode == RESUMED:
            seat.input_s, seat.told = None, True

    def _seen(self, talk: _Talk) -> Sensed[float]:
        if not talk.seats:
            return Sensed(None, Said("senses.idle.wayland.no_seat"))
        now_s = self._boot_s()
        idle = [self._idle_s(seat, now_s) for seat in talk.seats.values()]
        known = [idle_s for idle_s in idle if idle_s is not None]
        if len(known) < len(idle) and 0.0 not in known:
            return Sensed(None, Said("senses.idle.wayland.asked"))
        return Sensed(min(known), detail="" if talk.version >= INPUT_ONLY else f"{NOTIFIER} 1")

    @staticmethod
    def _idle_s(seat: _Seat, now_s: float) -> float | None:
        """Seconds since the last input; None where it was asked too lately to know."""
        if seat.input_s is not None:
            return max(now_s - seat.input_s, 0.0)
        return 0.0 if seat.told or now_s - seat.asked_s > TIMEOUT_MS / 1000 + LATE_S else None

    def _boot_s(self) -> float:
        return self._clock.now().boot_s

    def _failed(self, reason: str) -> None:
        self.close()
        self._patience.failed()
        self._why = Said(f"senses.idle.wayland.{reason}")
