"""Whether Windows wants to be left in peace: two senses from ``SHQueryUserNotificationState``.

===  ==========================  ===============  ======================================================
     state (QUNS_)               do not disturb   full screen
===  ==========================  ===============  ======================================================
1    NOT_PRESENT                 cannot tell      cannot tell: locked, a screen saver, or another account
2    BUSY                        see below        yes: a program fills the screen
3    RUNNING_D3D_FULL_SCREEN     see below        yes: a game does
4    PRESENTATION_MODE           yes              yes: a presentation is on
5    ACCEPTS_NOTIFICATIONS       see below        no
6    QUIET_TIME                  yes              no
7    APP                         see below        cannot tell: an app of the store in Windows 8, the open
                                                  start menu in later ones
===  ==========================  ===============  ======================================================

The state does not know of "do not disturb" in Windows 10 and 11. Since Windows 11 24H2 the mode of the
person's notifications can be asked for (``ToastNotificationManagerForUser.NotificationMode``); before, it
cannot be told, and saying no would be a guess.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from importlib import import_module
from typing import Any

from ....core.words import Said
from ....ports import Sensed, SenseKind
from ..foreign import FAILURES, reason

NOT_PRESENT, BUSY, GAME, PRESENTATION, ACCEPTS, QUIET, APP = range(1, 8)
UNRESTRICTED = 0  # ToastNotificationMode: every notification is shown


def notification_state(shell32: Any) -> int:
    """Ask for the state; raises one of ``FAILURES``."""
    state = ctypes.c_int(0)
    result = shell32.SHQueryUserNotificationState(ctypes.byref(state))
    if result != 0:
        raise OSError(f"SHQueryUserNotificationState: {result & 0xFFFF_FFFF:#010x}")
    return state.value


def notification_mode() -> int:
    """Ask for the mode of the person's notifications; raises where Windows or Python does not know it."""
    manager = import_module("winrt.windows.ui.notifications").ToastNotificationManager
    return int(manager.get_default().notification_mode)


class WindowsFullScreen:
    """``ports.Sense`` of a window that fills a screen."""

    kind: SenseKind = "fullscreen"
    name = "windows-notification-state"

    def __init__(self, shell32: Any) -> None:
        self._shell32 = shell32

    def read(self) -> Sensed[bool]:
        try:
            state = notification_state(self._shell32)
        except FAILURES as error:
            return Sensed(None, Said("elsewhere.senses_windows.notices", why=reason(error)))
        if state == NOT_PRESENT:
            return Sensed(None, Said("elsewhere.senses_windows.not_present"))
        if state == APP:
            return Sensed(None, Said("elsewhere.senses_windows.app"))
        return Sensed(state in (BUSY, GAME, PRESENTATION))

    def close(self) -> None:
        """Nothing is held."""


class WindowsDoNotDisturb:
    """``ports.Sense`` of do-not-disturb.

    Parameters
    ----------
    mode : callable
        The mode of the person's notifications (0: all are shown); may raise anything that a foreign
        package may.
    """

    kind: SenseKind = "dnd"
    name = "windows-notifications"

    def __init__(self, shell32: Any, mode: Callable[[], int] = notification_mode) -> None:
        self._shell32, self._mode = shell32, mode

    def read(self) -> Sensed[bool]:
        try:
            state = notification_state(self._shell32)
        except FAILURES as error:
            return Sensed(None, Said("elsewhere.senses_windows.notices", why=reason(error)))
        if state == NOT_PRESENT:
            return Sensed(None, Said("elsewhere.senses_windows.not_present"))
        if state in (PRESENTATION, QUIET):
            return Sensed(True)
        return self._from_mode()

    def close(self) -> None:
        """Nothing is held."""

    def _from_mode(self) -> Sensed[bool]:
        try:
            return Sensed(self._mode() != UNRESTRICTED)
        except (RuntimeError, *FAILURES):
            return Sensed(None, Said("elsewhere.senses_windows.no_mode"))
