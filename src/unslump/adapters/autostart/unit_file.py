"""A command as a systemd unit holds it (systemd.service(5), "Command lines"; systemd.syntax(7)).

1. a ``%`` is ``%%`` and a ``$`` is ``$$``, because specifiers and variables are filled in;
2. a part with anything but plain letters stands in double quotes, in which ``"`` and ``\\`` have a backslash
   before them.

The program's own path may hold no quotation mark and no backslash, and ``$$`` would stay as it is in it.
Such a path is handed to the shell as an argument, which may hold them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

PLAIN = re.compile(r"[A-Za-z0-9_./@,+=%-]+")
THROUGH_SHELL = ("/bin/sh", "-c", 'exec "$0" "$@"')
NOT_IN_A_PATH = "\"'\\$"


def exec_start(command: Sequence[str]) -> str:
    """Return the command as the value of ``ExecStart``."""
    through = THROUGH_SHELL if any(letter in command[0] for letter in NOT_IN_A_PATH) else ()
    return " ".join(map(_quoted, [*through, *command]))


def _quoted(part: str) -> str:
    part = part.replace("%", "%%").replace("$", "$$")
    if PLAIN.fullmatch(part):
        return part
    return '"' + part.replace("\\", "\\\\").replace('"', '\\"') + '"'


def one_line(text: str) -> str:
    """Return text as the value of a setting that takes specifiers, such as ``Description``."""
    return " ".join(text.split()).replace("\\", "\\\\").replace("%", "%%")


def setting(text: str, section: str, name: str) -> str | None:
    """Return the value of a setting as it stands in the file; None where it is not there."""
    inside = ""
    for line in map(str.strip, text.splitlines()):
        if line.startswith("["):
            inside = line
        key, equals, value = line.partition("=")
        if equals and inside == f"[{section}]" and key.strip() == name:
            return value.strip()
    return None


def command_of(value: str) -> tuple[str, ...]:
    """Return the command of an ``ExecStart`` that ``exec_start`` wrote."""
    parts: list[str] = []
    for part in re.finditer(r'"((?:[^"\\]|\\.)*)"|([^\s"]+)', value):
        raw = part[2] if part[1] is None else re.sub(r"\\(.)", r"\1", part[1])
        parts.append(raw.replace("%%", "%").replace("$$", "$"))
    return tuple(parts[3:] if tuple(parts[:3]) == THROUGH_SHELL else parts)
