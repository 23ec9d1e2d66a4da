"""The functions of Windows that are called, with their signatures (windows.h, wtsapi32.h, shellapi.h)."""

from __future__ import annotations

import ctypes
from collections.abc import Mapping
from typing import Any

from ..foreign import Library, Signature

BOOL = ctypes.c_int
DWORD = ctypes.c_uint32
HANDLE = ctypes.c_void_p
POINTER = ctypes.c_void_p
"""Of whatever: ``ctypes.byref`` fits, and a fake is told the address."""

USER32: Mapping[str, Signature] = {
    "GetLastInputInfo": (BOOL, (POINTER,)),
    "OpenInputDesktop": (HANDLE, (DWORD, BOOL, DWORD)),
    "CloseDesktop": (BOOL, (HANDLE,)),
}
KERNEL32: Mapping[str, Signature] = {"GetTickCount64": (ctypes.c_uint64, ())}
WTSAPI32: Mapping[str, Signature] = {
    "WTSQuerySessionInformationW": (BOOL, (HANDLE, DWORD, ctypes.c_int, POINTER, POINTER)),
    "WTSFreeMemory": (None, (POINTER,)),
}
SHELL32: Mapping[str, Signature] = {"SHQueryUserNotificationState": (ctypes.c_int32, (POINTER,))}


def _dll(name: str) -> Any:
    return ctypes.WinDLL(name, use_last_error=True)  # type: ignore[attr-defined, unused-ignore]


def user32() -> Library:
    return Library(lambda: _dll("user32"), USER32)


def kernel32() -> Library:
    return Library(lambda: _dll("kernel32"), KERNEL32)


def wtsapi32() -> Library:
    return Library(lambda: _dll("wtsapi32"), WTSAPI32)


def shell32() -> Library:
    return Library(lambda: _dll("shell32"), SHELL32)


def last_error() -> int:
    """The error of the last call that failed; 0 where there is none to be had."""
    ask = getattr(ctypes, "get_last_error", None)
    return int(ask()) if ask else 0
