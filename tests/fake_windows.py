"""A Windows computer whose person one can be: input, lock, calls, notices. See ``foreign_library``."""

from __future__ import annotations

import ctypes
from typing import Any

from foreign_library import library, put
from unslump.adapters.desktop.foreign import Library
from unslump.adapters.desktop.windows.call import EPOCH_S, OTHERS, PER_S, STORE, WindowsCall
from unslump.adapters.desktop.windows.idle import WindowsIdle
from unslump.adapters.desktop.windows.libraries import KERNEL32, SHELL32, USER32, WTSAPI32
from unslump.adapters.desktop.windows.lock import SessionInfoEx, WindowsLock
from unslump.adapters.desktop.windows.notices import WindowsDoNotDisturb, WindowsFullScreen
from unslump.ports import Sense

NINE_O_CLOCK_S = 1_772_438_400.0  # 2026-03-02, in seconds since 1970


class FakeWindows:
    """Booted ``uptime_ms`` ago; each attribute is what the system would answer."""

    def __init__(self, uptime_ms: int = 3_600_000) -> None:
        self.uptime_ms = uptime_ms
        self.input_at_ms = uptime_ms
        self.wall_s = NINE_O_CLOCK_S
        self.answers = True
        self.session = SessionInfoEx(1, 0, 2, 0, 1)
        self.session_answers = True
        self.session_bytes = ctypes.sizeof(SessionInfoEx)
        self.desktop_opens = True
        self.error = 5
        self.buffers = 0
        self.desktops = 0
        self.notification_state = 5
        self.notification_result = 0
        self.registry = FakeRegistry()

    def wait(self, seconds: float) -> None:
        self.uptime_ms += round(seconds * 1000)
        self.wall_s += seconds

    def touch(self) -> None:
        self.input_at_ms = self.uptime_ms

    def senses(self) -> tuple[Sense[Any], ...]:
        return (
            WindowsIdle(self.user32, self.kernel32),
            WindowsLock(self.wtsapi32, self.user32, lambda: self.error),
            WindowsCall(self.registry, kernel=self.kernel32, wall_s=lambda: self.wall_s),
            WindowsDoNotDisturb(self.shell32, lambda: 0),
            WindowsFullScreen(self.shell32),
        )

    # -- the libraries --

    @property
    def user32(self) -> Library:
        return library(
            USER32,
            {
                "GetLastInputInfo": self._last_input,
                "OpenInputDesktop": self._open_desktop,
                "CloseDesktop": self._close_desktop,
            },
        )

    @property
    def kernel32(self) -> Library:
        return library(KERNEL32, {"GetTickCount64": lambda: self.uptime_ms})

    @property
    def wtsapi32(self) -> Library:
        functions = {"WTSQuerySessionInformationW": self._query, "WTSFreeMemory": self._free}
        return library(WTSAPI32, functions)

    @property
    def shell32(self) -> Library:
        return library(SHELL32, {"SHQueryUserNotificationState": self._notices})

    def _last_input(self, info: int) -> int:
        assert ctypes.c_uint32.from_address(info).value == 8, "cbSize must be set"
        put(info + 4, ctypes.c_uint32(self.input_at_ms % 2**32))
        return int(self.answers)

    def _open_desktop(self, flags: int, inherit: int, access: int) -> int:
        assert (flags, inherit, access) == (0, 0, 1)
        self.desktops += int(self.desktop_opens)
        return 77 if self.desktop_opens else 0

    def _close_desktop(self, desktop: int) -> int:
        assert desktop == 77
        self.desktops -= 1
        return 1

    def _query(self, server: int | None, session: int, what: int, buffer: int, size: int) -> int:
        assert (server, session, what) == (None, 0xFFFF_FFFF, 25)
        if not self.session_answers:
            return 0
        self.buffers += 1
        put(buffer, ctypes.c_void_p(ctypes.addressof(self.session)))
        put(size, ctypes.c_uint32(self.session_bytes))
        return 1

    def _free(self, buffer: int) -> None:
        assert buffer == ctypes.addressof(self.session)
        self.buffers -= 1

    def _notices(self, state: int) -> int:
        put(state, ctypes.c_int(self.notification_state))
        return self.notification_result

    # -- who uses what --

    def uses(self, device: str, name: str, *, began_s: float | None = None, ended: bool = False) -> None:
        """Note that a program began to use a device; its name as the registry has it."""
        began_s = self.wall_s if began_s is None else began_s
        began = int((began_s + EPOCH_S) * PER_S)
        packaged = "#" not in name
        keys = self.registry.folder(STORE, device, *(() if packaged else (OTHERS,)), name)
        keys.values.update(LastUsedTimeStart=began, LastUsedTimeStop=began + PER_S if ended else 0)


class Key:
    """One key; like those of ``winreg`` it is opened in a ``with``, or it stays open."""

    def __enter__(self) -> Key:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def __init__(self) -> None:
        self.children: dict[str, Key] = {}
        self.values: dict[str, Any] = {}

    def below(self, path: str) -> Key:
        key = self
        for name in path.split("\\"):
            if name not in key.children:
                raise FileNotFoundError(2, "The system cannot find the file specified")
            key = key.children[name]
        return key


class FakeRegistry:
    """What ``winreg`` has, over keys in memory. ``refuses`` makes every opening fail."""

    HKEY_CURRENT_USER = Key()
    KEY_READ, KEY_WRITE, REG_SZ = 0x20019, 0x20006, 1

    def __init__(self) -> None:
        self.HKEY_CURRENT_USER = Key()
        self.refuses: OSError | None = None

    def folder(self, *path: str) -> Key:
        key = self.HKEY_CURRENT_USER
        for name in "\\".join(path).split("\\"):
            key = key.children.setdefault(name, Key())
        return key

    def OpenKey(self, key: Key, path: str, reserved: int = 0, access: int = KEY_READ) -> Key:
        if self.refuses:
            raise self.refuses
        return key.below(path)

    def CreateKeyEx(self, key: Key, path: str, reserved: int = 0, access: int = KEY_READ) -> Key:
        if self.refuses:
            raise self.refuses
        for name in path.split("\\"):
            key = key.children.setdefault(name, Key())
        return key

    def EnumKey(self, key: Key, place: int) -> str:
        names = list(key.children)
        if place >= len(names):
            raise OSError(22, "No more data is available")
        return names[place]

    def QueryValueEx(self, key: Key, name: str) -> tuple[Any, int]:
        if name not in key.values:
            raise FileNotFoundError(2, "The system cannot find the file specified")
        return key.values[name], 11

    def SetValueEx(self, key: Key, name: str, reserved: int, kind: int, value: str) -> None:
        assert kind == self.REG_SZ and reserved == 0
        key.values[name] = value

    def DeleteValue(self, key: Key, name: str) -> None:
        if name not in key.values:
            raise FileNotFoundError(2, "The system cannot find the file specified")
        del key.values[name]
