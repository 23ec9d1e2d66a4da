"""How the desktop process is started, for whoever starts it. Imports nothing heavy."""

from __future__ import annotations

import sys
from pathlib import Path

CLOSED_BY_PERSON = 0
"""Exit code: the person closed the icon, or the resident went. It is not to be started again by itself."""

CANNOT_RUN = 2
"""Exit code: Qt or the display is missing, and one sentence said so. Trying again changes nothing soon."""


def installed() -> bool:
    """Whether the extra is there, without importing it."""
    from importlib.util import find_spec  # here: a resident that starts no icon has no use for it

    return find_spec("PySide6") is not None


def start_command(runtime_file: Path, *, windows: bool = False) -> list[str]:
    """Return the command line of the desktop process.

    Parameters
    ----------
    runtime_file : Path
        ``running.json`` of the resident to show.
    windows : bool
        Show an offer as a window on every monitor, besides the icon.
    """
    command = [sys.executable, "-m", "unslump.faces.desktop.main", str(runtime_file)]
    return [*command, "--windows"] if windows else command
