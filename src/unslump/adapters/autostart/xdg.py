"""Start at login through the desktop's own list: a desktop entry in the autostart folder.

Desktops write into such a file themselves when a person unticks it in their list of startup programs;
then it is ``blocked``, and ``on`` writes it anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ...ports import AtLogin
from .desktop_entry import GROUP, command_of, exec_value, keys, string_value
from .writing import checked, lies_there, read, remove, write

NAME = "unslump.desktop"
MARK = "X-Unslump"


class XdgAutostart:
    """``ports.Autostart`` of Linux desktops and their like.

    Parameters
    ----------
    config_home : Path
        ``$XDG_CONFIG_HOME``.
    program : sequence of str
        What is started, options left out.
    """

    way = "xdg"

    def __init__(self, config_home: Path, program: Sequence[str]) -> None:
        self.path = config_home / "autostart" / NAME
        self._program = tuple(program)

    def status(self) -> AtLogin:
        if not lies_there(self.path):
            return AtLogin(self.way, "off", str(self.path))
        entry = keys((read(self.path) or b"").decode("utf-8", "replace"))
        if MARK not in entry:
            return AtLogin(self.way, "foreign", str(self.path))
        unticked = entry.get("Hidden") == "true" or entry.get("X-GNOME-Autostart-enabled") == "false"
        command = command_of(entry.get("Exec", ""))
        return AtLogin(self.way, "blocked" if unticked else "on", str(self.path), command)

    def on(self, options: Sequence[str], *, about: str) -> AtLogin:
        command = checked([*self._program, *options])
        if self.status().state != "foreign":
            write(self.path, _entry(command, about).encode())
        return self.status()

    def off(self) -> AtLogin:
        if self.status().state in ("on", "blocked"):
            remove(self.path)
        return self.status()


def _entry(command: Sequence[str], about: str) -> str:
    lines = (
        GROUP,
        "Type=Application",
        "Name=Unslump",
        f"Comment={string_value(about)}",
        f"Exec={exec_value(command)}",
        "Terminal=false",
        f"{MARK}=login",
    )
    return "\n".join(lines) + "\n"
