"""Start at login through systemd, which also starts it again after a crash: a user unit, and the link
that enables it.  The link is made here, as ``systemctl --user enable`` would, so that systemd need not
run now. The unit belongs to ``graphical-session.target``: it starts with the desktop and ends with it,
and knows the desktop's environment. Its standard output goes nowhere, because the address it prints opens
the page once; what goes wrong is in the journal."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from ...ports import AtLogin, LoginState
from .unit_file import command_of, exec_start, one_line, setting
from .writing import checked, lies_there, read, remove, trouble, write

NAME = "unslump.service"
SESSION = "graphical-session.target"
MARK = "X-Unslump"
AGAIN_AFTER_S = 30
"""Pause before it is started again after a crash, seconds. Chosen."""


class SystemdAutostart:
    """``ports.Autostart`` through a systemd user unit.

    Parameters
    ----------
    config_home : Path
        ``$XDG_CONFIG_HOME``.
    program : sequence of str
        What is started, options left out.
    """

    way = "systemd"

    def __init__(self, config_home: Path, program: Sequence[str]) -> None:
        folder = config_home / "systemd" / "user"
        self.path = folder / NAME
        self.link = folder / f"{SESSION}.wants" / NAME
        self._program = tuple(program)

    def status(self) -> AtLogin:
        if not lies_there(self.path):
            stray = lies_there(self.link) and not self._is_linked()
            return self._at("foreign" if stray else "off", self.link if stray else self.path)
        unit = (read(self.path) or b"").decode("utf-8", "replace")
        if setting(unit, "Unit", MARK) is None:
            return self._at("foreign", self.path)
        if lies_there(self.link) and not self._is_linked():
            return self._at("foreign", self.link)
        command = command_of(setting(unit, "Service", "ExecStart") or "")
        return self._at("on" if self._is_linked() else "blocked", self.path, command)

    def on(self, options: Sequence[str], *, about: str) -> AtLogin:
        command = checked([*self._program, *options])
        if self.status().state != "foreign":
            self._make_link()
            write(self.path, _unit(command, about).encode())
        return self.status()

    def off(self) -> AtLogin:
        found = self.status().state
        if self._is_linked() and found != "foreign":
            remove(self.link)
        if found in ("on", "blocked"):
            remove(self.path)
        return self.status()

    def _at(self, state: LoginState, place: Path, command: tuple[str, ...] = ()) -> AtLogin:
        return AtLogin(self.way, state, str(place), command)

    def _is_linked(self) -> bool:
        try:
            target = os.readlink(self.link)  # noqa: PTH115 - as it was written, "../" kept
        except OSError:
            return False
        return target in (f"../{NAME}", str(self.path))

    def _make_link(self) -> None:
        """Make the link before the unit: alone it does nothing, and ``off`` takes it away."""
        if self._is_linked():
            return
        try:
            self.link.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self.link.symlink_to(f"../{NAME}")
        except OSError as error:
            raise trouble(self.link, error) from None


def _unit(command: Sequence[str], about: str) -> str:
    return f"""[Unit]
Description={one_line(about)}
PartOf={SESSION}
After={SESSION}
{MARK}=login

[Service]
ExecStart={exec_start(command)}
Restart=on-failure
RestartSec={AGAIN_AFTER_S}
RestartPreventExitStatus=2
StandardOutput=null

[Install]
WantedBy={SESSION}
"""
