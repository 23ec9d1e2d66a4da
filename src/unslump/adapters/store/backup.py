"""A copy of the database before its shape changes: whole or not there, the newest few are kept."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

from .trouble import Troubles, backups

KEEP = 3  # chosen: enough to step back over two updates


def back_up(connection: sqlite3.Connection, troubles: Troubles, *, before: int) -> Path:
    """Copy everything to ``<name>-before-NNNN``. It appears under that name only once it is on the disk.

    Raises
    ------
    sqlite3.Error, OSError
        It could not be written; what was begun is removed.
    """
    path = troubles.path
    whole = path.with_name(f"{path.stem}-before-{before:04d}{path.suffix}")
    part = whole.with_name(whole.name + ".part")
    try:
        part.unlink(missing_ok=True)
        handle = os.open(part, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
        os.close(handle)
        with closing(sqlite3.connect(part, isolation_level=None)) as copy:
            connection.backup(copy)
            copy.execute("PRAGMA journal_mode = DELETE")  # one file, nothing beside it
        _sync(part)
        part.replace(whole)
    except BaseException:
        sweep_parts(path)
        raise
    for old in backups(path)[:-KEEP]:
        old.unlink()
    return whole


def sweep_parts(path: Path) -> None:
    """Remove copies that were cut short."""
    for name in path.parent.glob("*.part*"):
        if name.name.startswith(f"{path.stem}-before-"):
            with suppress(OSError):
                name.unlink()


def remove_backups(path: Path) -> None:
    """Remove every copy, for good."""
    for copy in backups(path):
        copy.unlink()
    sweep_parts(path)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
