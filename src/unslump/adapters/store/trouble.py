"""Turn what SQLite and the operating system say into one sentence a person can act on."""

from __future__ import annotations

import errno
import sqlite3
from dataclasses import dataclass
from pathlib import Path

from ...core.errors import StoreTrouble, UnslumpError
from ...core.words import Said

_BY_CODE = {
    sqlite3.SQLITE_FULL: "full",
    sqlite3.SQLITE_IOERR: "disk",
    sqlite3.SQLITE_NOMEM: "disk",
    sqlite3.SQLITE_READONLY: "readonly",
    sqlite3.SQLITE_PERM: "readonly",
    sqlite3.SQLITE_AUTH: "readonly",
    sqlite3.SQLITE_CANTOPEN: "cannot_open",
    sqlite3.SQLITE_BUSY: "locked",
    sqlite3.SQLITE_LOCKED: "locked",
    sqlite3.SQLITE_PROTOCOL: "locked",
    sqlite3.SQLITE_CORRUPT: "corrupt",
    sqlite3.SQLITE_NOTADB: "corrupt",
    sqlite3.SQLITE_SCHEMA: "corrupt",
    sqlite3.SQLITE_CONSTRAINT: "form",
    sqlite3.SQLITE_TOOBIG: "form",
}
_BY_EXTENDED_CODE = {
    sqlite3.SQLITE_CONSTRAINT_UNIQUE: "exists",
    sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY: "exists",
    sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY: "unknown",
    sqlite3.SQLITE_CONSTRAINT_TRIGGER: "append_only",
}
_BY_ERRNO = {
    errno.ENOSPC: "full",
    errno.EDQUOT: "full",
    errno.EFBIG: "disk",
    errno.EIO: "disk",
    errno.EROFS: "readonly",
    errno.EACCES: "readonly",
    errno.EPERM: "readonly",
}


@dataclass(frozen=True, slots=True)
class Troubles:
    """The errors about one database file. ``why`` is what the system said in its own words, or a ``Said``."""

    path: Path

    def say(self, key: str, **values: object) -> StoreTrouble:
        return StoreTrouble(f"store.{key}", path=self.path, **values)

    def corrupt(self, why: object) -> StoreTrouble:
        """Say that the file is damaged and was left alone, and where the newest backup lies."""
        if isinstance(why, UnslumpError):
            why = why.text
        if not isinstance(why, Said):
            why = _plain(str(why).removeprefix("*** in database main ***"))
        saved = backups(self.path)
        if saved:
            return self.say("corrupt_with_backup", why=why, backup=saved[-1])
        return self.say("corrupt_without_backup", why=why)

    def explain(self, error: sqlite3.Error | OSError) -> StoreTrouble:
        """Choose the sentence for what went wrong outside."""
        if isinstance(error, OSError):
            key = _BY_ERRNO.get(error.errno or 0, "cannot_open")
            return self.say(key, why=error.strerror or error)
        code = getattr(error, "sqlite_errorcode", None)
        if code is None:  # the module's own: the connection was closed, or a text is no text
            return self.say("closed") if isinstance(error, sqlite3.ProgrammingError) else self.corrupt(error)
        key = _BY_EXTENDED_CODE.get(code) or _BY_CODE.get(code & 0xFF, "other")
        return self.corrupt(error) if key == "corrupt" else self.say(key, why=error)


def _plain(text: str) -> str:
    """One line of printable characters: what is damaged may hold any."""
    return "".join(mark if mark.isprintable() else "?" for mark in " ".join(text.split()))


def backups(path: Path) -> list[Path]:
    """Return the backups beside a database, oldest first."""
    start, end = f"{path.stem}-before-", path.suffix
    try:
        names = [name.name for name in path.parent.iterdir()]
    except OSError:
        return []
    return [path.with_name(n) for n in sorted(names) if n.startswith(start) and n.endswith(end)]
