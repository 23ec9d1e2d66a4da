"""How the desktop process is started, for whoever starts it. Imports nothing heavy."""

from __future__ import annotations

import sys
from pathlib import Path

CLOSED_BY_PERSON = 0
"""Exit code: the person closed the icon, or resident or parent went. Not to be started again by itself."""

CANNOT_RUN = 2
"""Exit code: Qt or the display is missing, and one sentence said so. Trying again changes nothing soon."""


def installed() -> bool:
    """Whether the extra is there, without importing it."""
    from importlib.util import find_spec  # here: a resident that starts no icon has no use for it

    return find_spec("PySide6") is not None


NO_ICON_FLAG = "--no-icon"
WINDOWS_FLAG = "--windows"


def start_command(runtime_file: Path, *, icon: bool = True, windows: bool = False) -> list[str]:
    """Return the command line of the desktop process.

    Parameters
    ----------
    runtime_file : Path
        ``running.json`` of the resident to show.
    icon : bool
        Show the tray icon (setting ``tray``).
    windows : bool
        Show an offer as a window on every monitor (setting ``break_show``).
    """
    flags = [*([] if icon else [NO_ICON_FLAG]), *([WINDOWS_FLAG] if windows else [])]
    return [sys.executable, "-m", "unslump.faces.desktop.main", str(runtime_file), *flags]
