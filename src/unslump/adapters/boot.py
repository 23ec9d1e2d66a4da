"""Name this run of the computer, so that a restart can be told from a long sleep."""

from __future__ import annotations

import sys
from pathlib import Path

LINUX_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")
MAC_NAME = b"kern.bootsessionuuid"
MOST = 64
"""Bytes such a name may take; both systems use 36 and an end mark."""


def boot_id(platform: str = sys.platform, *, file: Path = LINUX_BOOT_ID) -> str | None:
    """Return a name that changes with every start of the computer, or None where there is none."""
    if platform == "linux":
        try:
            return file.read_text(encoding="ascii").strip() or None
        except (OSError, ValueError):
            return None
    return _mac_boot_id() if platform == "darwin" else None


def _mac_boot_id() -> str | None:
    """Ask sysctl; its pages say that the id is made anew with each boot."""
    import ctypes
    import ctypes.util

    try:
        system = ctypes.CDLL(ctypes.util.find_library("c"))
        name, size = ctypes.create_string_buffer(MOST), ctypes.c_size_t(MOST)
        if system.sysctlbyname(MAC_NAME, name, ctypes.byref(size), None, 0) != 0:
            return None
    except (OSError, AttributeError):
        return None
    return name.value.decode("ascii", "replace") or None
