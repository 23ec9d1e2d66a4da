"""Start at login on Windows: a value of the person's own ``Run`` key.

Settings and the task manager keep a list beside it of what a person has switched off there; it is theirs,
and is only read.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import Any

from ...core.errors import BadInput
from ...ports import AtLogin, LoginState
from .launch import is_ours
from .windows_line import command_line, command_of
from .writing import checked, trouble

CURRENT = "Software\\Microsoft\\Windows\\CurrentVersion\\"
RUN = CURRENT + "Run"
APPROVED = CURRENT + "Explorer\\StartupApproved\\Run"
NAME = "Unslump"
PLACE = f"HKEY_CURRENT_USER\\{RUN}, {NAME}"
LONGEST = 260
"""Longest command line of a ``Run`` value, letters, as its documentation has it."""


class RunKeyAutostart:
    """``ports.Autostart`` of Windows.

    Parameters
    ----------
    program : sequence of str
        What is started, options left out.
    registry
        ``winreg``, or what has its names; loaded when it is needed where it is not given.
    """

    way = "run-key"

    def __init__(self, program: Sequence[str], registry: Any = None) -> None:
        self._program = tuple(program)
        self._given = registry

    @property
    def _registry(self) -> Any:
        return self._given or import_module("winreg")

    def status(self) -> AtLogin:
        line = self._value(RUN)
        if line is None:
            return _at("off")
        command = command_of(line) if isinstance(line, str) else ()
        if not is_ours(command):
            return _at("foreign")
        return _at("blocked" if self._is_switched_off() else "on", command)

    def on(self, options: Sequence[str], *, about: str) -> AtLogin:
        line = command_line(checked([*self._program, *options]))
        if len(line) > LONGEST:
            raise BadInput("login.trouble.too_long", most=LONGEST, found=len(line))
        if self.status().state != "foreign" and self._value(RUN) != line:
            registry = self._registry
            try:
                with registry.CreateKeyEx(registry.HKEY_CURRENT_USER, RUN, 0, registry.KEY_WRITE) as key:
                    registry.SetValueEx(key, NAME, 0, registry.REG_SZ, line)
            except OSError as error:
                raise trouble(PLACE, error) from None
        return self.status()

    def off(self) -> AtLogin:
        if self.status().state in ("on", "blocked"):
            registry = self._registry
            try:
                with registry.OpenKey(registry.HKEY_CURRENT_USER, RUN, 0, registry.KEY_WRITE) as key:
                    registry.DeleteValue(key, NAME)
            except FileNotFoundError:
                pass
            except OSError as error:
                raise trouble(PLACE, error) from None
        return self.status()

    def _value(self, path: str) -> Any:
        """Return our value of a key, or None."""
        registry = self._registry
        try:
            with registry.OpenKey(registry.HKEY_CURRENT_USER, path) as key:
                return registry.QueryValueEx(key, NAME)[0]
        except FileNotFoundError:
            return None
        except OSError as error:
            raise trouble(PLACE, error) from None

    def _is_switched_off(self) -> bool:
        """An odd first byte stands for a switch that is off, whatever else it says."""
        mark = self._value(APPROVED)
        return isinstance(mark, bytes) and bool(mark) and mark[0] % 2 == 1


def _at(state: LoginState, command: tuple[str, ...] = ()) -> AtLogin:
    return AtLogin(RunKeyAutostart.way, state, PLACE, command)
