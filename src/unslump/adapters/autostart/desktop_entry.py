"""A command as a desktop entry holds it (freedesktop Desktop Entry Specification 1.5, "The Exec key").

Three layers, written from the inside out and read from the outside in:

1. a ``%`` of the command is ``%%``, because ``%f`` and its like are filled in; 2. a part with anything
but plain letters stands in double quotes, within which ``"``, backtick, ``$`` and ``\\``
   have a backslash before them;
3. the whole is a value of type string, in which every backslash is doubled.

Two readers look for the program before they have undone all of this: GLib stumbles over a ``%`` in its
path, and the part of systemd that starts such entries over a quotation mark. A path with one of those is
handed to ``env`` as an argument, where both read it right. (systemd 252 also misreads ``$``, backtick and
``\\`` wherever they stand; a unit of systemd's own, ``unit_file``, has no such trouble.)
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

GROUP = "[Desktop Entry]"
PLAIN = re.compile(r"[A-Za-z0-9_./:@,+=%-]+")
ENV = "/usr/bin/env"
NOT_IN_A_PATH = "%\"'\\$`"
QUOTED_WITH = '"`$\\'
ESCAPES = {"s": " ", "n": "\n", "t": "\t", "r": "\r", "\\": "\\"}


def exec_value(command: Sequence[str]) -> str:
    """Return the command as the value of ``Exec``."""
    awkward = any(letter in command[0] for letter in NOT_IN_A_PATH)
    through = (ENV,) if awkward and "=" not in command[0] else ()  # to env, a part with = is a variable
    return string_value(" ".join(map(_quoted, [*through, *command])))


def _quoted(part: str) -> str:
    part = part.replace("%", "%%")
    if PLAIN.fullmatch(part):
        return part
    return '"' + "".join("\\" + letter if letter in QUOTED_WITH else letter for letter in part) + '"'


def string_value(text: str) -> str:
    """Return one line of text as a value of type string."""
    return text.replace("\\", "\\\\")


def keys(text: str) -> Mapping[str, str]:
    """The keys of the first group with their values, escapes undone; empty where it is no desktop entry."""
    lines = [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")]
    if not lines or lines[0] != GROUP:
        return {}
    found: dict[str, str] = {}
    for line in lines[1:]:
        if line.startswith("["):
            break
        name, equals, value = line.partition("=")
        if equals:
            found[name.strip()] = re.sub(r"\\(.)", _unescaped, value.strip())
    return found


def _unescaped(found: re.Match[str]) -> str:
    return ESCAPES.get(found[1], found[0])


def command_of(value: str) -> tuple[str, ...]:
    """Return the command of an ``Exec`` value whose escapes are undone; empty where it is not well formed."""
    parts: list[str] = []
    for part in re.finditer(r'"((?:[^"\\]|\\.)*)"(?=\s|$)|([^\s"]+)|(\S)', value):
        if part[3]:
            return ()
        raw = part[2] if part[1] is None else re.sub(r"\\(.)", r"\1", part[1])
        parts.append(raw.replace("%%", "%"))
    return tuple(parts[1:] if parts[:1] == [ENV] else parts)
