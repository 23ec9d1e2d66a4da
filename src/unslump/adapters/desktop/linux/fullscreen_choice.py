"""Who tells of a full screen here: the compositor on Wayland, else the window manager of X11."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping

from ....ports import Sense
from ..wayland import is_wayland
from .fullscreen_wayland import WaylandFullscreen
from .fullscreen_x11 import X11Fullscreen


def choose_fullscreen(env: Mapping[str, str], *, now: Callable[[], float] = time.monotonic) -> Sense[bool]:
    """Return the sense of a full screen for this environment."""
    return WaylandFullscreen(env, now=now) if is_wayland(env) else X11Fullscreen(env, now=now)
