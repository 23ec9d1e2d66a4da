"""The few values of CoreFoundation that the system answers with, as values of Python.

The system's rule: what a function with "Copy" or "Create" in its name returned is ours to release, what a
"Get" returned is not. ``owned`` holds it for the first kind.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

UTF8 = 0x0800_0100  # kCFStringEncodingUTF8
DOUBLE = 13  # kCFNumberDoubleType
LONGEST_BYTES = 1024
"""Longest text that is read, bytes; a longer name reads as none. Chosen."""


class Foundation:
    """CoreFoundation. Its calls raise one of ``foreign.FAILURES`` where the library is not there."""

    def __init__(self, library: Any) -> None:
        self._library = library

    @contextmanager
    def owned(self, ref: int | None) -> Iterator[int | None]:
        """Release ``ref`` in the end, unless it is nothing."""
        try:
            yield ref
        finally:
            if ref:
                self._library.CFRelease(ref)

    def get(self, dictionary: int, key: str) -> int | None:
        """What a dictionary holds under a text, still the dictionary's own; None where it holds nothing."""
        made = self._library.CFStringCreateWithCString(None, key.encode(), UTF8)
        with self.owned(made) as name:
            if not name:
                return None
            found = self._library.CFDictionaryGetValue(dictionary, name)
            return int(found) if found else None

    def items(self, array: int) -> Iterator[int]:
        """Each value of an array, still the array's own."""
        for place in range(self._library.CFArrayGetCount(array)):
            yield int(self._library.CFArrayGetValueAtIndex(array, place))

    def number(self, ref: int | None) -> float | None:
        """A number, or a truth as 0 or 1; None for anything else."""
        if not ref:
            return None
        kind = self._library.CFGetTypeID(ref)
        if kind == self._library.CFBooleanGetTypeID():
            return float(bool(self._library.CFBooleanGetValue(ref)))
        if kind != self._library.CFNumberGetTypeID():
            return None
        value = ctypes.c_double()
        told = self._library.CFNumberGetValue(ref, DOUBLE, ctypes.byref(value))
        return value.value if told else None

    def text(self, ref: int | None) -> str:
        """A text; empty for anything else."""
        if not ref or self._library.CFGetTypeID(ref) != self._library.CFStringGetTypeID():
            return ""
        room = ctypes.create_string_buffer(LONGEST_BYTES)
        if not self._library.CFStringGetCString(ref, ctypes.byref(room), LONGEST_BYTES, UTF8):
            return ""
        return room.value.decode("utf-8", "replace")
