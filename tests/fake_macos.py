"""A macOS computer whose person one can be: input, lock, calls, windows. See ``foreign_library``.

Its CoreFoundation counts what it has handed out as owned, so that a test sees what was never released.
"""

from __future__ import annotations

import ctypes
from typing import Any

from foreign_library import library, put
from unslump.adapters.desktop.foreign import Library
from unslump.adapters.desktop.macos.call import MacCall
from unslump.adapters.desktop.macos.devices import (
    DEVICES,
    NAME,
    PROGRAM_ID,
    PROGRAM_LISTENS,
    PROGRAMS,
    RUNNING_SOMEWHERE,
    STREAMS,
    SYSTEM,
    Address,
    Cameras,
    Microphones,
    letters,
)
from unslump.adapters.desktop.macos.dnd import MacDoNotDisturb
from unslump.adapters.desktop.macos.foundation import Foundation
from unslump.adapters.desktop.macos.frameworks import (
    CORE_AUDIO,
    CORE_FOUNDATION,
    CORE_GRAPHICS,
    CORE_MEDIA_IO,
    Rect,
)
from unslump.adapters.desktop.macos.fullscreen import MacFullScreen
from unslump.adapters.desktop.macos.idle import MacIdle
from unslump.adapters.desktop.macos.lock import MacLock
from unslump.ports import Sense

NO_SUCH_PROPERTY = letters("who?") - 2**32 if letters("who?") >= 2**31 else letters("who?")
KINDS = (bool, float, str, dict, list)


class FakeMac:
    """Each attribute is what the system would answer."""

    def __init__(self) -> None:
        self.idle_s = 0.0
        self.session: dict[str, Any] | None = {"kCGSSessionOnConsoleKey": True}
        self.displays: list[tuple[float, float, float, float]] = [(0, 0, 1440, 900)]
        self.display_status = 0
        self.windows: list[dict[str, Any]] | None = []
        self.audio = Properties()
        self.cameras = Properties()
        self._refs: dict[int, Any] = {}
        self._owned: dict[int, int] = {}
        self._next = 0x1000

    def senses(self) -> tuple[Sense[Any], ...]:
        foundation = Foundation(self.core_foundation)
        microphones = Microphones(self.core_audio, foundation)
        return (
            MacIdle(self.core_graphics),
            MacLock(self.core_graphics, foundation),
            MacCall(microphones, Cameras(self.core_media_io, foundation)),
            MacDoNotDisturb(),
            MacFullScreen(self.core_graphics, foundation),
        )

    @property
    def leaks(self) -> int:
        """How many values are owned by whoever asked, and not released."""
        return sum(self._owned.values())

    # -- people and their programs --

    def program(self, bundle: str, *, listens: bool) -> int:
        """A program that plays or records sound, as macOS 14.2 and later know it."""
        program = self.audio.add({PROGRAM_LISTENS: int(listens), PROGRAM_ID: bundle})
        self.audio.properties.setdefault((SYSTEM, PROGRAMS), []).append(program)
        return program

    def microphone(self, name: str, *, runs: bool, inputs: int = 1) -> int:
        return self._device(self.audio, {NAME: name, RUNNING_SOMEWHERE: int(runs), STREAMS: [7] * inputs})

    def camera(self, name: str, *, runs: bool) -> int:
        return self._device(self.cameras, {NAME: name, RUNNING_SOMEWHERE: int(runs)})

    def _device(self, among: Properties, properties: dict[int, Any]) -> int:
        device = among.add(properties)
        among.properties[SYSTEM, DEVICES].append(device)
        return device

    def window(self, x: float, y: float, width: float, height: float, **more: Any) -> None:
        """One window more, behind the others."""
        bounds = {"X": x, "Y": y, "Width": width, "Height": height}
        told = {"kCGWindowLayer": 0.0, "kCGWindowAlpha": 1.0, "kCGWindowBounds": bounds, **more}
        assert self.windows is not None
        self.windows.append(told)

    # -- CoreFoundation --

    def ref(self, value: Any, *, owned: bool = False) -> int:
        if value is None:
            return 0
        self._next += 8
        self._refs[self._next] = value
        if owned:
            self._owned[self._next] = 1
        return self._next

    def _release(self, ref: int) -> None:
        assert self._owned.get(ref) == 1, "released what is not owned, or twice"
        del self._owned[ref], self._refs[ref]

    def _kind(self, ref: int) -> int:
        value = self._refs[ref]
        return KINDS.index(type(value))

    @property
    def core_foundation(self) -> Library:
        return library(
            CORE_FOUNDATION,
            {
                "CFRelease": self._release,
                "CFGetTypeID": self._kind,
                "CFBooleanGetTypeID": lambda: KINDS.index(bool),
                "CFNumberGetTypeID": lambda: KINDS.index(float),
                "CFStringGetTypeID": lambda: KINDS.index(str),
                "CFBooleanGetValue": lambda ref: int(self._refs[ref]),
                "CFNumberGetValue": self._number,
                "CFStringCreateWithCString": self._make_text,
                "CFStringGetCString": self._text,
                "CFDictionaryGetValue": lambda of, key: self.ref(self._refs[of].get(self._refs[key])),
                "CFArrayGetCount": lambda array: len(self._refs[array]),
                "CFArrayGetValueAtIndex": lambda array, place: self.ref(self._refs[array][place]),
            },
        )

    def _number(self, ref: int, kind: int, into: int) -> int:
        assert kind == 13, "kCFNumberDoubleType"
        put(into, ctypes.c_double(self._refs[ref]))
        return 1

    def _make_text(self, allocator: int | None, text: bytes, encoding: int) -> int:
        assert (allocator, encoding) == (None, 0x0800_0100)
        return self.ref(text.decode(), owned=True)

    def _text(self, ref: int, into: int, room: int, encoding: int) -> int:
        raw = self._refs[ref].encode()
        if len(raw) >= room:
            return 0
        put(into, ctypes.create_string_buffer(raw))
        return 1

    # -- CoreGraphics --

    @property
    def core_graphics(self) -> Library:
        return library(
            CORE_GRAPHICS,
            {
                "CGEventSourceSecondsSinceLastEventType": self._idle,
                "CGSessionCopyCurrentDictionary": lambda: self.ref(self.session, owned=True),
                "CGWindowListCopyWindowInfo": self._windows,
                "CGRectMakeWithDictionaryRepresentation": self._rect,
                "CGGetActiveDisplayList": self._displays,
                "CGDisplayBounds": lambda display: Rect(*self.displays[display - 1]),
            },
        )

    def _idle(self, source: int, event: int) -> float:
        assert (source, event) == (1, 0xFFFF_FFFF)
        return self.idle_s

    def _windows(self, options: int, relative_to: int) -> int:
        assert (options, relative_to) == (0b10001, 0)
        return self.ref(self.windows, owned=True)

    def _rect(self, bounds: int, into: int) -> int:
        told = self._refs[bounds]
        if not {"X", "Y", "Width", "Height"} <= told.keys():
            return 0
        put(into, Rect(told["X"], told["Y"], told["Width"], told["Height"]))
        return 1

    def _displays(self, most: int, ids: int, count: int) -> int:
        found = [*range(1, len(self.displays) + 1)][:most]
        put(ids, (ctypes.c_uint32 * len(found))(*found)) if found else None
        put(count, ctypes.c_uint32(len(found)))
        return self.display_status

    # -- CoreAudio, CoreMediaIO --

    @property
    def core_audio(self) -> Library:
        def fetch(owner: int, address: int, _: int, __: int | None, size: int, into: int) -> int:
            room = ctypes.c_uint32.from_address(size).value
            return self._fetch(self.audio, owner, address, room, into)

        functions = {
            "AudioObjectGetPropertyDataSize": lambda owner, address, _, __, size: self._measure(
                self.audio, owner, address, size
            ),
            "AudioObjectGetPropertyData": fetch,
        }
        return library(CORE_AUDIO, functions)

    @property
    def core_media_io(self) -> Library:
        def fetch(owner: int, address: int, _: int, __: int | None, room: int, used: int, into: int) -> int:
            put(used, ctypes.c_uint32(room))
            return self._fetch(self.cameras, owner, address, room, into)

        functions = {
            "CMIOObjectGetPropertyDataSize": lambda owner, address, _, __, size: self._measure(
                self.cameras, owner, address, size
            ),
            "CMIOObjectGetPropertyData": fetch,
        }
        return library(CORE_MEDIA_IO, functions)

    def _measure(self, among: Properties, owner: int, address: int, size: int) -> int:
        value = among.of(owner, address)
        if value is None:
            return NO_SUCH_PROPERTY
        put(size, ctypes.c_uint32(4 * len(value) if isinstance(value, list) else 4))
        return 0

    def _fetch(self, among: Properties, owner: int, address: int, room: int, into: int) -> int:
        value = among.of(owner, address)
        if value is None:
            return NO_SUCH_PROPERTY
        if isinstance(value, str):
            assert room == ctypes.sizeof(ctypes.c_void_p)
            put(into, ctypes.c_void_p(self.ref(value, owned=True)))
        else:
            numbers = value if isinstance(value, list) else [value]
            assert room == 4 * len(numbers)
            put(into, (ctypes.c_uint32 * len(numbers))(*numbers))
        return 0


class Properties:
    """The objects of one framework: (object, selector) to a list of objects, a number or a text."""

    def __init__(self) -> None:
        self.properties: dict[tuple[int, int], Any] = {(SYSTEM, DEVICES): []}
        self._next = 40

    def add(self, properties: dict[int, Any]) -> int:
        self._next += 1
        self.properties |= {(self._next, selector): value for selector, value in properties.items()}
        return self._next

    def of(self, owner: int, address: int) -> Any:
        asked = Address.from_address(address)
        assert asked.element == 0
        assert asked.scope == letters("inpt" if asked.selector == STREAMS else "glob")
        return self.properties.get((owner, asked.selector))
