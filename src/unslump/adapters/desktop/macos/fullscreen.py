"""Whether the front window fills a display on macOS.

The windows on the screen come front to back, with their bounds; names of windows are not asked for, so
that no permission is needed. The first ordinary one (layer 0) that can be seen is the front window. It
fills a display when its bounds are the display's.

Displays with a camera housing keep a strip at the top free, so that a full-screen window there ends below
it, and looks like one that was made as large as the menu bar allows. Such a window cannot be told from
the other::

    +--------[ o ]--------+  y = 0
    |    strip: housing,  |
    |    or menu bar      |
    +---------------------+  y = 32 .. 38
    | full screen, or     |
    | only very large?    |
    +---------------------+  bottom of the display
"""

from __future__ import annotations

import ctypes
from typing import Any

from ....core.words import Said
from ....ports import Sensed, SenseKind
from ..foreign import FAILURES, reason
from .foundation import Foundation
from .frameworks import Rect

ON_SCREEN = 1 << 0  # kCGWindowListOptionOnScreenOnly
NO_DESKTOP = 1 << 4  # kCGWindowListExcludeDesktopElements
NO_WINDOW = 0  # kCGNullWindowID
MOST_DISPLAYS = 16
STRIP = 60.0
"""A strip at the top up to this high may be menu bar or camera housing, points. Chosen: Apple's are
24 to 38."""


class MacFullScreen:
    """``ports.Sense`` of a window that fills a screen."""

    kind: SenseKind = "fullscreen"
    name = "macos-windows"

    def __init__(self, graphics: Any, foundation: Foundation) -> None:
        self._graphics, self._foundation = graphics, foundation

    def read(self) -> Sensed[bool]:
        try:
            displays = self._displays()
            copied = self._graphics.CGWindowListCopyWindowInfo(ON_SCREEN | NO_DESKTOP, NO_WINDOW)
            with self._foundation.owned(copied) as windows:
                if not windows or not displays:
                    return Sensed(None, Said("elsewhere.senses_macos.no_session"))
                return self._judge(windows, displays)
        except FAILURES as error:
            return Sensed(None, Said("elsewhere.senses_macos.fullscreen", why=reason(error)))

    def close(self) -> None:
        """Nothing is held."""

    def _judge(self, windows: int, displays: list[Rect]) -> Sensed[bool]:
        for window in self._foundation.items(windows):
            if self._number(window, "kCGWindowLayer") != 0 or self._number(window, "kCGWindowAlpha") == 0:
                continue
            bounds = self._bounds(window)
            if any(bounds.sides == display.sides for display in displays):
                return Sensed(True, detail=self._owner(window))
            if any(_below_strip(bounds, display) for display in displays):
                return Sensed(None, Said("elsewhere.senses_macos.strip"))
            return Sensed(False)
        return Sensed(False)

    def _displays(self) -> list[Rect]:
        ids, count = (ctypes.c_uint32 * MOST_DISPLAYS)(), ctypes.c_uint32()
        status = self._graphics.CGGetActiveDisplayList(MOST_DISPLAYS, ctypes.byref(ids), ctypes.byref(count))
        if status:
            raise OSError(f"CGGetActiveDisplayList: {status}")
        return [self._graphics.CGDisplayBounds(display) for display in ids[: count.value]]

    def _number(self, window: int, key: str) -> float | None:
        return self._foundation.number(self._foundation.get(window, key))

    def _owner(self, window: int) -> str:
        return self._foundation.text(self._foundation.get(window, "kCGWindowOwnerName"))

    def _bounds(self, window: int) -> Rect:
        rect, told = Rect(), self._foundation.get(window, "kCGWindowBounds")
        if not told or not self._graphics.CGRectMakeWithDictionaryRepresentation(told, ctypes.byref(rect)):
            raise ValueError("kCGWindowBounds")
        return rect


def _below_strip(window: Rect, display: Rect) -> bool:
    """Whether a window covers a display but for a strip at its top."""
    gap = window.y - display.y
    fits = (window.x, window.width, window.height + gap) == (display.x, display.width, display.height)
    return fits and 0 < gap <= STRIP
