"""Microphones and cameras of macOS: who or what uses them now. No sound or picture is touched.

CoreAudio and CoreMediaIO speak of objects with properties. A property is named by four letters, for one
of the object's scopes; a list is read in two steps, its size and then its values.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from typing import Any

from .foundation import Foundation

SYSTEM = 1  # kAudioObjectSystemObject, kCMIOObjectSystemObject
MOST_OBJECTS = 1024
"""More devices or programs than this is taken for a mistake, and reads as trouble. Chosen."""


def letters(name: str) -> int:
    """The number that four letters stand for."""
    return int.from_bytes(name.encode("ascii"), "big")


GLOBAL, INPUT = letters("glob"), letters("inpt")
DEVICES = letters("dev#")  # k{Audio,CMIO}HardwarePropertyDevices
RUNNING_SOMEWHERE = letters("gone")  # k{Audio,CMIO}DevicePropertyDeviceIsRunningSomewhere
STREAMS = letters("stm#")  # kAudioDevicePropertyStreams
NAME = letters("lnam")  # k{Audio,CMIO}ObjectPropertyName
PROGRAMS = letters("prs#")  # kAudioHardwarePropertyProcessObjectList, macOS 14.2 on
PROGRAM_LISTENS = letters("piri")  # kAudioProcessPropertyIsRunningInput
PROGRAM_ID = letters("pbid")  # kAudioProcessPropertyBundleID


class Address(ctypes.Structure):
    """AudioObjectPropertyAddress and CMIOObjectPropertyAddress: selector, scope, and the main element, 0."""

    _fields_ = tuple((name, ctypes.c_uint32) for name in ("selector", "scope", "element"))


class Objects:
    """Properties of the objects of one framework. What it refuses raises ``OSError``.

    Parameters
    ----------
    measure : callable
        (object, address, bytes to fill in) -> status.
    fetch : callable
        (object, address, number of bytes, where to put them) -> status.
    """

    def __init__(
        self,
        measure: Callable[[int, Any, Any], int],
        fetch: Callable[[int, Any, int, Any], int],
        foundation: Foundation,
    ) -> None:
        self._measure, self._fetch, self._foundation = measure, fetch, foundation

    def size(self, owner: int, selector: int, scope: int = GLOBAL) -> int:
        """How many bytes a property has."""
        size = ctypes.c_uint32()
        _check(self._measure(owner, ctypes.byref(Address(selector, scope, 0)), ctypes.byref(size)), selector)
        return size.value

    def numbers(self, owner: int, selector: int) -> list[int]:
        """Read a list of objects."""
        count = self.size(owner, selector) // ctypes.sizeof(ctypes.c_uint32)
        if count > MOST_OBJECTS:
            raise ValueError(f"{count} objects")
        values = (ctypes.c_uint32 * count)()
        if count:
            self._read(owner, selector, values)
        return list(values)

    def is_set(self, owner: int, selector: int) -> bool:
        value = ctypes.c_uint32()
        self._read(owner, selector, value)
        return bool(value.value)

    def text(self, owner: int, selector: int) -> str:
        """Read a text; empty where there is none. The copy that is handed out is released."""
        value = ctypes.c_void_p()
        try:
            self._read(owner, selector, value)
        except OSError:
            return ""
        with self._foundation.owned(value.value) as ref:
            return self._foundation.text(ref)

    def _read(self, owner: int, selector: int, into: Any) -> None:
        address = Address(selector, GLOBAL, 0)
        status = self._fetch(owner, ctypes.byref(address), ctypes.sizeof(into), ctypes.byref(into))
        _check(status, selector)


def _check(status: int, selector: int) -> None:
    if status:
        name = selector.to_bytes(4, "big").decode("ascii")
        raise OSError(f"{name}: {status}")


class Microphones:
    """Who listens. Since macOS 14.2 the programs that do are known, before that only the devices that run.

    A headset is one device for both directions, so that before macOS 14.2 music in it looks like a call.
    """

    def __init__(self, audio: Any, foundation: Foundation) -> None:
        def measure(owner: int, address: Any, size: Any) -> int:
            return int(audio.AudioObjectGetPropertyDataSize(owner, address, 0, None, size))

        def fetch(owner: int, address: Any, size: int, into: Any) -> int:
            room = ctypes.c_uint32(size)
            return int(audio.AudioObjectGetPropertyData(owner, address, 0, None, ctypes.byref(room), into))

        self._objects = Objects(measure, fetch, foundation)

    def users(self) -> list[str]:
        """Name who uses a microphone now; empty texts where a name is not known. Raises ``FAILURES``."""
        try:
            programs = self._objects.numbers(SYSTEM, PROGRAMS)
        except OSError:
            return self._running_devices()
        return [name for name in map(self._listening, programs) if name is not None]

    def _listening(self, program: int) -> str | None:
        name = self._objects.text(program, PROGRAM_ID)  # first: the other way round has been seen to crash
        try:
            return name if self._objects.is_set(program, PROGRAM_LISTENS) else None
        except OSError:
            return None  # it ended between the list and the question

    def _running_devices(self) -> list[str]:
        devices = self._objects.numbers(SYSTEM, DEVICES)
        return [self._objects.text(device, NAME) for device in devices if self._is_running(device)]

    def _is_running(self, device: int) -> bool:
        try:
            return self._objects.size(device, STREAMS, INPUT) > 0 and self._objects.is_set(
                device, RUNNING_SOMEWHERE
            )
        except OSError:
            return False  # unplugged between the list and the question


class Cameras:
    """Which cameras run. Which program they run for is not told."""

    def __init__(self, media: Any, foundation: Foundation) -> None:
        def measure(owner: int, address: Any, size: Any) -> int:
            return int(media.CMIOObjectGetPropertyDataSize(owner, address, 0, None, size))

        def fetch(owner: int, address: Any, size: int, into: Any) -> int:
            used = ctypes.c_uint32()
            return int(
                media.CMIOObjectGetPropertyData(owner, address, 0, None, size, ctypes.byref(used), into)
            )

        self._objects = Objects(measure, fetch, foundation)

    def users(self) -> list[str]:
        """Name the cameras in use now; empty texts where a name is not known. Raises ``FAILURES``."""
        cameras = self._objects.numbers(SYSTEM, DEVICES)
        return [self._objects.text(camera, NAME) for camera in cameras if self._is_running(camera)]

    def _is_running(self, camera: int) -> bool:
        try:
            return self._objects.is_set(camera, RUNNING_SOMEWHERE)
        except OSError:
            return False  # unplugged between the list and the question
