"""Start at login on macOS: an agent of launchd in the person's own folder.

It starts in the desktop's session alone (Aqua), and again only after a crash.
"""

from __future__ import annotations

import plistlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from xml.parsers.expat import ExpatError

from ...ports import AtLogin
from .launch import is_ours
from .writing import checked, lies_there, read, remove, write

LABEL = "unslump.login"


class LaunchdAutostart:
    """``ports.Autostart`` of macOS.

    Parameters
    ----------
    home : Path
        The person's folder.
    program : sequence of str
        What is started, options left out.
    """

    way = "launchd"

    def __init__(self, home: Path, program: Sequence[str]) -> None:
        self.path = home / "Library" / "LaunchAgents" / f"{LABEL}.plist"
        self._program = tuple(program)

    def status(self) -> AtLogin:
        if not lies_there(self.path):
            return AtLogin(self.way, "off", str(self.path))
        agent = _parsed(read(self.path))
        command = tuple(map(str, agent.get("ProgramArguments") or ()))
        ours = agent.keys() - {"Disabled"} == _agent(command).keys() and agent.get("Label") == LABEL
        if not ours or not is_ours(command):
            return AtLogin(self.way, "foreign", str(self.path))
        return AtLogin(self.way, "blocked" if agent.get("Disabled") else "on", str(self.path), command)

    def on(self, options: Sequence[str], *, about: str) -> AtLogin:
        command = checked([*self._program, *options])
        if self.status().state != "foreign":
            write(self.path, plistlib.dumps(_agent(command)))
        return self.status()

    def off(self) -> AtLogin:
        if self.status().state in ("on", "blocked"):
            remove(self.path)
        return self.status()


def _agent(command: Sequence[str]) -> dict[str, Any]:
    return {
        "Label": LABEL,
        "ProgramArguments": list(command),
        "RunAtLoad": True,
        "KeepAlive": {"Crashed": True},
        "LimitLoadToSessionType": "Aqua",
        "ProcessType": "Interactive",
    }


def _parsed(raw: bytes | None) -> Mapping[str, Any]:
    """What a property list holds; empty where it is none."""
    try:
        found = plistlib.loads(raw or b"")
    except (ValueError, TypeError, KeyError, AttributeError, IndexError, OverflowError, ExpatError):
        return {}
    return found if isinstance(found, Mapping) else {}
