"""A command as one line of Windows, as its C runtime takes lines apart (``CommandLineToArgvW``).

A part with a space in it, or with a quotation mark, stands in double quotes. A backslash is itself, unless it
and others stand right before a quotation mark: there each is doubled, and one more says that the mark is a
letter. The program's own path, the first part, cannot hold a quotation mark and knows no such backslashes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence


def command_line(command: Sequence[str]) -> str:
    """Return the command as one line; the program's path is always in quotes."""
    return " ".join([f'"{command[0]}"', *map(_quoted, command[1:])])


def _quoted(part: str) -> str:
    if part and not re.search(r'[\s"]', part):
        return part
    doubled = re.sub(r'(\\*)("|$)', lambda found: found[1] * 2 + ("\\" if found[2] else "") + found[2], part)
    return f'"{doubled}"'


def command_of(line: str) -> tuple[str, ...]:
    """Take a line apart; empty where there is none."""
    first = re.match(r'\s*(?:"([^"]*)"?|(\S+))', line)
    if first is None:
        return ()
    program = first[2] if first[1] is None else first[1]
    return (program, *_rest(line[first.end() :]))


def _rest(line: str) -> list[str]:
    parts: list[str] = []
    inside, part = False, ""
    begun = False
    for slashes, letter in re.findall(r'(\\*)("|[^\\"]|$)', line):
        if letter == '"':
            part += slashes[: len(slashes) // 2]
            if len(slashes) % 2:
                part += letter
            else:
                inside = not inside
            begun = True
        elif letter in " \t" and not inside:  # the end of the line too: the empty text is in every text
            part += slashes
            if begun or part:
                parts.append(part)
            begun, part = False, ""
        else:
            part, begun = part + slashes + letter, True
    return parts if not (begun or part) else [*parts, part]
