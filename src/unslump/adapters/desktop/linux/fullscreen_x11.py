"""Whether the front window fills a screen, as the window manager says it (EWMH).

* The front window is ``_NET_ACTIVE_WINDOW``; it fills a screen when its ``_NET_WM_STATE`` holds
  ``_NET_WM_STATE_FULLSCREEN``. A window that is merely as large as a monitor (a maximised one without a
  panel) is not taken for one: it does not cover what another program shows.
* The desktop itself and our own break window do not count.
* No window manager that keeps these properties (``_NET_SUPPORTED``): cannot tell. What one has left behind
  when it ended is not believed (``_NET_SUPPORTING_WM_CHECK`` must point to itself).
* On Wayland an X server sees its own few windows only, and asking may start one: cannot tell
  (``fullscreen_wayland`` may).

Reference: Extended Window Manager Hints 1.5, "_NET_SUPPORTING_WM_CHECK", "_NET_WM_STATE".
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping

from ....core.words import Said
from ....ports import SENSE_WITHIN_S, Sensed, SenseKind
from ..patience import Patience
from .call_names import plain_name
from .x11_window import Display, GoneWindow, Windows, read_cookie, words_of

OURS = "unslump"
"""Class of our own windows (WM_CLASS)."""
ACTIVE, CHECK, SUPPORTED = "_NET_ACTIVE_WINDOW", "_NET_SUPPORTING_WM_CHECK", "_NET_SUPPORTED"
STATE, TYPE, CLASS = "_NET_WM_STATE", "_NET_WM_WINDOW_TYPE", "WM_CLASS"
FULL, DESKTOP = "_NET_WM_STATE_FULLSCREEN", "_NET_WM_WINDOW_TYPE_DESKTOP"


class X11Fullscreen:
    """``ports.Sense`` of a full-screen window on X11.

    Parameters
    ----------
    env : mapping of str to str
        Environment: which display, and whether it is one of Wayland.
    now : callable
        Steady seconds, for pauses after trouble.
    """

    kind: SenseKind = "fullscreen"
    name = "x11"

    def __init__(
        self, env: Mapping[str, str] = os.environ, *, now: Callable[[], float] = time.monotonic
    ) -> None:
        self._env = env
        self._wayland = bool(env.get("WAYLAND_DISPLAY")) or env.get("XDG_SESSION_TYPE") == "wayland"
        self._display = Display.named(env.get("DISPLAY", ""))
        self._patience = Patience(now)
        self._windows: Windows | None = None

    def read(self) -> Sensed[bool]:
        if self._wayland:
            return Sensed(None, Said("senses.fullscreen.wayland"))
        if self._display is None:
            return Sensed(None, Said("senses.fullscreen.no_display"))
        if self._windows is None and not self._patience.over():
            return Sensed(None, Said("senses.fullscreen.silent"))
        try:
            found = self._looked(self._display, time.monotonic() + SENSE_WITHIN_S)
        except OSError:
            self.close()
            self._patience.failed()
            return Sensed(None, Said("senses.fullscreen.silent"))
        self._patience.worked()
        return found

    def close(self) -> None:
        if self._windows is not None:
            self._windows.close()
            self._windows = None

    def _looked(self, display: Display, deadline: float) -> Sensed[bool]:
        if self._windows is None:
            self._windows = Windows(display, read_cookie(self._env, display), deadline)
        windows = self._windows
        asked = windows.properties([(windows.root, n) for n in (CHECK, SUPPORTED, ACTIVE)], deadline)
        manager, said, front = (words_of(each) for each in asked)
        says_it = set(windows.atoms([ACTIVE, FULL], deadline)).issubset(said)
        if not (says_it and manager and _alive(windows, manager[0], deadline)):
            return Sensed(None, Said("senses.fullscreen.no_manager"))
        return _seen(windows, front[0] if front else 0, deadline)


def _alive(windows: Windows, manager: int, deadline: float) -> bool:
    """Whether the window manager that has put up its sign is still there."""
    try:
        return words_of(windows.properties([(manager, CHECK)], deadline)[0])[:1] == (manager,)
    except GoneWindow:
        return False


def _seen(windows: Windows, front: int, deadline: float) -> Sensed[bool]:
    """Whether this window fills a screen; no window in front, or one that has just gone, does not."""
    if not front:
        return Sensed(False)
    try:
        state, kind, named = windows.properties([(front, STATE), (front, TYPE), (front, CLASS)], deadline)
    except GoneWindow:
        return Sensed(False)
    full, desktop = windows.atoms([FULL, DESKTOP], deadline)
    # two texts, each with an end: what the program calls the window, and the program itself
    names = [part.decode("utf-8", "replace") for part in named[1].split(b"\0") if part]
    if full not in words_of(state) or desktop in words_of(kind) or OURS in [n.lower() for n in names]:
        return Sensed(False)
    return Sensed(True, detail=plain_name(names[-1] if names else ""))
