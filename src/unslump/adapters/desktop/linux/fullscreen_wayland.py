"""Whether the front window fills a screen, on Wayland, where the compositor tells of windows.

wlr-foreign-toplevel-management does (Sway, Hyprland, niri, labwc, Wayfire, river ...); GNOME and KDE offer
nothing of the kind to a program like this: cannot tell.

The compositor tells each window's name and states when they change; they are taken when the sense is read.
The front window is the one that is ``activated``; our own break window does not count.

Reference: wlr-protocols, ``unstable/wlr-foreign-toplevel-management-unstable-v1.xml``; a window tells that it
fills a screen from version 2 on.
"""

from __future__ import annotations

import os
import struct
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ....core.words import Said
from ....ports import SENSE_WITHIN_S, Sensed, SenseKind
from ..patience import Patience
from ..wayland import Compositor, is_wayland, socket_path
from .call_names import plain_name

MANAGER = "zwlr_foreign_toplevel_manager_v1"
TELLS_FULL, KNOWN = 2, 3
"""First version that tells of full screens, and the last we know."""
TOPLEVEL = 0
APP_ID, STATE, CLOSED = 1, 4, 6
DESTROY = 7
ACTIVATED, FULLSCREEN = 2, 3
OURS = "unslump"
MOST = 4096
"""Windows kept at most; more than that are a fault of somebody's. Chosen."""


@dataclass(slots=True)
class _Window:
    app_id: str = ""
    states: frozenset[int] = frozenset()


class Fronts(Compositor):
    """A connection that knows the windows. Raises what ``Compositor`` raises."""

    def __init__(self, path: str, deadline: float) -> None:
        self._manager = (0, 0)
        self._windows: dict[int, _Window] = {}
        super().__init__(path, deadline, on_global=self._offered, on_global_remove=lambda name: None)

    def begin(self, deadline: float) -> bool:
        """Ask for the windows; False if this compositor tells nobody."""
        self.sync(deadline)
        name, version = self._manager
        if version < TELLS_FULL:
            return False
        self._hear[self.bind(name, MANAGER, min(version, KNOWN))] = self._told
        self.sync(deadline)
        return True

    def full(self) -> str | None:
        """Return the name of the front window if it fills a screen ("" for one without), else None."""
        for window in self._windows.values():
            if {ACTIVATED, FULLSCREEN} <= window.states and window.app_id.lower() != OURS:
                return window.app_id
        return None

    def _offered(self, name: int, interface: str, version: int) -> None:
        if interface == MANAGER:
            self._manager = (name, version)

    def _told(self, opcode: int, body: bytes) -> None:
        """Hear the manager: a new window; its number is the compositor's choice."""
        if opcode == TOPLEVEL and len(body) >= 4:
            if len(self._windows) >= MOST:
                raise ConnectionResetError("windows out of all measure")
            (number,) = struct.unpack_from("=I", body)
            window = self._windows[number] = _Window()
            self._hear[number] = lambda code, args: self._changed(number, window, code, args)

    def _changed(self, number: int, window: _Window, opcode: int, body: bytes) -> None:
        if opcode == CLOSED:
            self._windows.pop(number, None)
            self.forget(number)
            self.send(number, DESTROY)
        elif opcode in (APP_ID, STATE) and len(body) >= 4:
            (length,) = struct.unpack_from("=I", body)
            value = body[4 : 4 + length]
            if opcode == APP_ID:
                window.app_id = plain_name(value.rstrip(b"\0").decode("utf-8", "replace"))
            else:
                window.states = frozenset(struct.unpack(f"={len(value) // 4}I", value[: len(value) // 4 * 4]))


class WaylandFullscreen:
    """``ports.Sense`` of a full-screen window on Wayland.

    Parameters
    ----------
    env : mapping of str to str
        Environment: where the compositor is.
    now : callable
        Steady seconds, for pauses after trouble.
    """

    kind: SenseKind = "fullscreen"
    name = "wlr-foreign-toplevel"

    def __init__(
        self, env: Mapping[str, str] = os.environ, *, now: Callable[[], float] = time.monotonic
    ) -> None:
        self._path = socket_path(env) if is_wayland(env) else ""
        self._patience = Patience(now)
        self._fronts: Fronts | None = None
        self._why = Said("senses.fullscreen.wayland")

    def read(self) -> Sensed[bool]:
        if not self._path:
            return Sensed(None, Said("senses.fullscreen.no_display"))
        if self._fronts is None and self._patience.over():
            self._begin()
        if self._fronts is not None:
            try:
                self._fronts.take()
            except OSError:
                self._failed("senses.fullscreen.silent")
        if self._fronts is None:
            return Sensed(None, self._why)
        found = self._fronts.full()
        return Sensed(found is not None, detail=found or "")

    def close(self) -> None:
        if self._fronts is not None:
            self._fronts.close()
            self._fronts = None

    def _begin(self) -> None:
        deadline = time.monotonic() + SENSE_WITHIN_S
        try:
            self._fronts = Fronts(self._path, deadline)
            if self._fronts.begin(deadline):
                self._patience.worked()
            else:
                self._failed("senses.fullscreen.wayland")
        except OSError:
            self._failed("senses.fullscreen.silent")

    def _failed(self, why: str) -> None:
        self.close()
        self._patience.failed()
        self._why = Said(why)
