"""Write and remove one small file, whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from ...core.errors import BadInput, StoreTrouble

MOST_BYTES = 64 * 1024
"""A file larger than this is none of ours. Chosen."""


def trouble(place: object, error: OSError) -> StoreTrouble:
    """The sentence for a place that does not take what is written."""
    return StoreTrouble("login.trouble.unwritable", place=place, why=error.strerror or str(error))


def checked(command: Sequence[str]) -> tuple[str, ...]:
    """Return the command; raises ``BadInput`` where a part holds what none of the formats can hold."""
    for part in command:
        if any(ord(letter) < 32 or letter == "\x7f" or "\ud800" <= letter <= "\udfff" for letter in part):
            raise BadInput("login.trouble.letters", found=part)
    return tuple(command)


def lies_there(path: Path) -> bool:
    """Whether anything is at this place, a link that leads nowhere too."""
    return os.path.lexists(path)


def read(path: Path) -> bytes | None:
    """Return what a plain file holds; None for anything that cannot be one we wrote."""
    try:
        if path.is_symlink() or not path.is_file() or path.stat().st_size > MOST_BYTES:
            return None
        return path.read_bytes()
    except OSError:
        return None


def write(path: Path, raw: bytes) -> None:
    """Make ``path`` hold exactly this; a file that does already is not touched.

    Raises
    ------
    StoreTrouble
        It cannot be written; what was there is still there.
    """
    if read(path) == raw:
        return
    new = path.with_name(f".{path.name}.new")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        new.unlink(missing_ok=True)
        with open(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644), "wb") as file:
            file.write(raw)
        new.replace(path)
    except OSError as error:
        with suppress(OSError):
            new.unlink(missing_ok=True)
        raise trouble(path, error) from None


def remove(path: Path) -> None:
    """Remove a file or a link; raises ``StoreTrouble`` when it cannot."""
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise trouble(path, error) from None
