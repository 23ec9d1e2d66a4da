"""Whether a program on Windows uses a microphone or a camera, as the system's own privacy page knows it.

Windows (10 from 1903 on) notes for each program when it last began and ended to use each of them::

    HKCU\\...\\ConsentStore\\microphone\\Microsoft.SkypeApp_kzf8qxf38zg5c        apps of the store
                                     \\NonPackaged\\C:#Program Files#Zoom#Zoom.exe   all others, # for \\
        LastUsedTimeStart = 133...   LastUsedTimeStop = 0                          in use: begun, not ended

A computer that lost its power in the middle of a call leaves such a note behind. One that began before the
computer did is therefore not believed.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Any

from ....core.words import Said
from ....ports import Sensed, SenseKind
from ..foreign import FAILURES, reason

STORE = "Software\\Microsoft\\Windows\\CurrentVersion\\CapabilityAccessManager\\ConsentStore"
DEVICES = ("microphone", "webcam")
OTHERS = "NonPackaged"
PER_S = 10_000_000  # FILETIME counts steps of 100 ns
PER_MS = 10_000
EPOCH_S = 11_644_473_600  # from 1601, where FILETIME begins, to 1970
SLACK_S = 60
"""How far the start of the computer may be off when it is counted back from now, seconds. Chosen."""


class WindowsCall:
    """``ports.Sense`` of a microphone or camera in use; the programs' names as its detail.

    Parameters
    ----------
    registry
        ``winreg``, or what has its names; loaded at the first read where it is not given.
    kernel
        Has ``GetTickCount64``.
    wall_s : callable
        Seconds since 1970.
    """

    kind: SenseKind = "call"
    name = "windows-consent-store"

    def __init__(self, registry: Any = None, *, kernel: Any, wall_s: Callable[[], float] = time.time) -> None:
        self._given, self._kernel, self._wall_s = registry, kernel, wall_s

    def read(self) -> Sensed[bool]:
        try:
            users = self._users()
        except FAILURES as error:
            return Sensed(None, Said("elsewhere.senses_windows.call", why=reason(error)))
        if users is None:
            return Sensed(None, Said("elsewhere.senses_windows.no_store"))
        return Sensed(bool(users), detail=", ".join(users))

    def close(self) -> None:
        """Nothing is held."""

    def _users(self) -> list[str] | None:
        """Name every program that uses one, each once; None where Windows keeps no such list."""
        registry = self._given or import_module("winreg")
        known, users = False, dict[str, None]()
        for device in DEVICES:
            try:
                key = registry.OpenKey(registry.HKEY_CURRENT_USER, f"{STORE}\\{device}")
            except FileNotFoundError:
                continue  # a computer without a camera has no list for it
            known = True
            with key:
                users.update(dict.fromkeys(_in_use(registry, key, self._boot())))
        return list(users) if known else None

    def _boot(self) -> int:
        """The earliest moment that can be of this start of the computer, as a FILETIME."""
        now = int((self._wall_s() + EPOCH_S - SLACK_S) * PER_S)
        return now - int(self._kernel.GetTickCount64()) * PER_MS


def _in_use(registry: Any, device: Any, boot: int) -> Iterator[str]:
    for name in _children(registry, device):
        with registry.OpenKey(device, name) as key:
            if name == OTHERS:
                paths = _children(registry, key)
                yield from (_program(path) for path in paths if _is_used(registry, key, path, boot))
            elif _began(registry, key, boot):
                yield name.rpartition("_")[0] or name


def _children(registry: Any, key: Any) -> list[str]:
    names: list[str] = []
    while True:
        try:
            names.append(registry.EnumKey(key, len(names)))
        except OSError:
            return names  # that is how the registry says that there are no more


def _is_used(registry: Any, parent: Any, name: str, boot: int) -> bool:
    with registry.OpenKey(parent, name) as key:
        return _began(registry, key, boot)


def _began(registry: Any, key: Any, boot: int) -> bool:
    """Whether it was begun since the computer was started, and has not ended."""
    try:
        start, _ = registry.QueryValueEx(key, "LastUsedTimeStart")
        stop, _ = registry.QueryValueEx(key, "LastUsedTimeStop")
    except FileNotFoundError:
        return False
    return bool(stop == 0 and start > boot)


def _program(path: str) -> str:
    """``C:#Program Files#Zoom#bin#Zoom.exe`` is Zoom."""
    name = path.rpartition("#")[2]
    return name[:-4] if name.lower().endswith(".exe") else name
