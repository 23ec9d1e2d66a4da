"""Names of programs, as other programs give them: short and printable before anybody reads them."""

from __future__ import annotations

NAME_LENGTH = 40
"""Longest name that is shown, characters. Chosen."""


def plain_name(text: str) -> str:
    """Return a name on one line, without what cannot be printed."""
    return " ".join("".join(c if c.isprintable() else " " for c in text[:400]).split())[:NAME_LENGTH]


def process_name(proc: str, pid: str) -> str:
    """Return the name of a process, empty if it cannot be told."""
    if not pid.isdigit():
        return ""
    try:
        with open(f"{proc}/{pid}/comm", encoding="utf-8", errors="replace") as file:
            return plain_name(file.read(256))
    except OSError:
        return ""
