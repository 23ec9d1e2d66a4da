"""Whether the screen of this Windows session is locked.

``WTSQuerySessionInformation`` with ``WTSSessionInfoEx`` says so. On Windows 7 and Server 2008 R2 its two
flags are the wrong way round, as their documentation notes; Python 3.11 runs on Windows 8.1 and later
only, so they are read as they are meant. A session that another account's has pushed aside
("disconnected") has nobody before it and counts as locked.

Where that cannot be told, ``OpenInputDesktop`` is asked: a program may not open the desktop of the lock
screen. The question of "do you want to allow this app" looks the same to it for as long as it is open.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from typing import Any

from ....core.words import Said
from ....ports import Sensed, SenseKind
from ..foreign import FAILURES, reason
from .libraries import last_error

CURRENT_SERVER = None
CURRENT_SESSION = 0xFFFF_FFFF
SESSION_INFO_EX = 25
LOCKED, UNLOCKED = 0, 1  # WTS_SESSIONSTATE_LOCK and _UNLOCK
DISCONNECTED = 4  # WTSDisconnected of WTS_CONNECTSTATE_CLASS
READ_OBJECTS = 0x0001
ACCESS_DENIED = 5


class SessionInfoEx(ctypes.Structure):
    """The head of WTSINFOEXW with its level 1; the union lies on 8 bytes, because times follow in it."""

    _fields_ = (
        ("level", ctypes.c_uint32),
        ("padding", ctypes.c_uint32),
        ("session", ctypes.c_uint32),
        ("state", ctypes.c_int32),
        ("flags", ctypes.c_int32),
    )


class WindowsLock:
    """``ports.Sense`` of the lock."""

    kind: SenseKind = "lock"
    name = "windows-session"

    def __init__(self, wtsapi32: Any, user32: Any, last_error: Callable[[], int] = last_error) -> None:
        self._wtsapi32, self._user32, self._last_error = wtsapi32, user32, last_error

    def read(self) -> Sensed[bool]:
        locked = self._from_session()
        if locked is not None:
            return Sensed(locked)
        try:
            return Sensed(self._from_desktop())
        except FAILURES as error:
            return Sensed(None, Said("elsewhere.senses_windows.lock", why=reason(error)))

    def close(self) -> None:
        """Nothing is held."""

    def _from_session(self) -> bool | None:
        """What the session says, or None where it does not know."""
        buffer, size = ctypes.c_void_p(), ctypes.c_uint32()
        try:
            told = self._wtsapi32.WTSQuerySessionInformationW(
                CURRENT_SERVER, CURRENT_SESSION, SESSION_INFO_EX, ctypes.byref(buffer), ctypes.byref(size)
            )
        except FAILURES:
            return None
        if not told or not buffer.value:
            return None
        try:
            return _locked(buffer.value, size.value)
        finally:
            self._wtsapi32.WTSFreeMemory(buffer)

    def _from_desktop(self) -> bool:
        desktop = self._user32.OpenInputDesktop(0, 0, READ_OBJECTS)
        if desktop:
            self._user32.CloseDesktop(desktop)
            return False
        code = self._last_error()
        if code != ACCESS_DENIED:
            raise OSError(f"OpenInputDesktop: {code}")
        return True


def _locked(address: int, size: int) -> bool | None:
    if size < ctypes.sizeof(SessionInfoEx):
        return None
    info = SessionInfoEx.from_address(address)
    if info.level != 1:
        return None
    if info.state == DISCONNECTED:
        return True
    return {LOCKED: True, UNLOCKED: False}.get(info.flags)
