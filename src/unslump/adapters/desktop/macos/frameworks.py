"""The functions of macOS that are called, with their signatures (CoreFoundation, CoreGraphics, CoreAudio,
CoreMediaIO)."""

from __future__ import annotations

import ctypes
from collections.abc import Mapping

from ..foreign import Library, Signature

BOOLEAN = ctypes.c_ubyte
ENCODING = ctypes.c_uint32
INDEX = ctypes.c_long
POINTER = ctypes.c_void_p
"""Of whatever: ``ctypes.byref`` fits, and a fake is told the address."""
REF = ctypes.c_void_p
STATUS = ctypes.c_int32
TYPE_ID = ctypes.c_ulong
U32 = ctypes.c_uint32


class Rect(ctypes.Structure):
    """CGRect on 64 bits: points, y down from the top of the main display."""

    _fields_ = tuple((name, ctypes.c_double) for name in ("x", "y", "width", "height"))

    @property
    def sides(self) -> tuple[float, float, float, float]:
        return self.x, self.y, self.width, self.height


CORE_FOUNDATION: Mapping[str, Signature] = {
    "CFRelease": (None, (REF,)),
    "CFGetTypeID": (TYPE_ID, (REF,)),
    "CFBooleanGetTypeID": (TYPE_ID, ()),
    "CFBooleanGetValue": (BOOLEAN, (REF,)),
    "CFNumberGetTypeID": (TYPE_ID, ()),
    "CFNumberGetValue": (BOOLEAN, (REF, INDEX, POINTER)),
    "CFStringGetTypeID": (TYPE_ID, ()),
    "CFStringCreateWithCString": (REF, (REF, ctypes.c_char_p, ENCODING)),
    "CFStringGetCString": (BOOLEAN, (REF, POINTER, INDEX, ENCODING)),
    "CFDictionaryGetValue": (REF, (REF, REF)),
    "CFArrayGetCount": (INDEX, (REF,)),
    "CFArrayGetValueAtIndex": (REF, (REF, INDEX)),
}
CORE_GRAPHICS: Mapping[str, Signature] = {
    "CGEventSourceSecondsSinceLastEventType": (ctypes.c_double, (ctypes.c_int32, U32)),
    "CGSessionCopyCurrentDictionary": (REF, ()),
    "CGWindowListCopyWindowInfo": (REF, (U32, U32)),
    "CGRectMakeWithDictionaryRepresentation": (BOOLEAN, (REF, POINTER)),
    "CGGetActiveDisplayList": (STATUS, (U32, POINTER, POINTER)),
    "CGDisplayBounds": (Rect, (U32,)),
}
CORE_AUDIO: Mapping[str, Signature] = {
    "AudioObjectGetPropertyDataSize": (STATUS, (U32, POINTER, U32, POINTER, POINTER)),
    "AudioObjectGetPropertyData": (STATUS, (U32, POINTER, U32, POINTER, POINTER, POINTER)),
}
CORE_MEDIA_IO: Mapping[str, Signature] = {
    "CMIOObjectGetPropertyDataSize": (STATUS, (U32, POINTER, U32, POINTER, POINTER)),
    "CMIOObjectGetPropertyData": (STATUS, (U32, POINTER, U32, POINTER, U32, POINTER, POINTER)),
}


def _framework(name: str, signatures: Mapping[str, Signature]) -> Library:
    path = f"/System/Library/Frameworks/{name}.framework/{name}"
    return Library(lambda: ctypes.CDLL(path), signatures)


def core_foundation() -> Library:
    return _framework("CoreFoundation", CORE_FOUNDATION)


def core_graphics() -> Library:
    return _framework("CoreGraphics", CORE_GRAPHICS)


def core_audio() -> Library:
    return _framework("CoreAudio", CORE_AUDIO)


def core_media_io() -> Library:
    return _framework("CoreMediaIO", CORE_MEDIA_IO)
