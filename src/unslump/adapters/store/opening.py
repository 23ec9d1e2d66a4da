"""Open the database, and touch nothing until it is known to be ours, whole and of a version we know.

::

    path --guard--> [there already?] --inspect, read only--> connect --> [step due?] --backup--> migrate

The look before the leap is made on a read-only connection. Where no write-ahead log is left, that connection
is told that the file cannot change, so that not even a side file appears; where one is left (a power cut, or
another process at work), it is read along with its log, because the file alone may be half a story.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from datetime import datetime
from pathlib import Path

from ...core.words import Said
from .backup import back_up, sweep_parts
from .migrations import APPLICATION_ID, LEDGER, Migration
from .trouble import Troubles, backups

HEADER = b"SQLite format 3\x00"
OLDEST_SQLITE = (3, 37, 0)  # STRICT tables
SIDE_FILES = ("-wal", "-shm", "-journal")

PRAGMAS = (
    "foreign_keys = ON",
    "journal_mode = WAL",  # where the file system cannot, SQLite stays with its older, slower journal
    "synchronous = FULL",  # with WAL: each commit is on the disk before it is acknowledged
    "fullfsync = ON",  # macOS: through the drive's own cache too; no effect elsewhere
    "checkpoint_fullfsync = ON",
    "secure_delete = ON",  # what is replaced is overwritten with zeros
    "temp_store = MEMORY",  # nothing about a person in a temporary file
    "cache_size = -512",  # KiB; the resident stays small
)


def open_database(
    troubles: Troubles,
    migrations: Sequence[Migration],
    *,
    now: Callable[[], datetime],
    busy_s: float,
) -> sqlite3.Connection:
    """Return a connection to a whole database that stands at the newest step.

    Raises
    ------
    StoreTrouble
        It cannot be opened, is damaged, belongs to another program or to a newer version. Nothing was
        touched; a file that was made on the way is gone again.
    """
    path = troubles.path
    if sqlite3.sqlite_version_info < OLDEST_SQLITE:
        raise troubles.say("sqlite_too_old", found=sqlite3.sqlite_version)
    _guard(troubles)
    is_new = not path.exists()
    try:
        if not is_new:
            _inspect(troubles, migrations)
        return _connect(troubles, migrations, now, busy_s)
    except (sqlite3.Error, OSError) as error:
        if is_new:
            _take_back(path)
        raise troubles.explain(error) from error


def look(troubles: Troubles, migrations: Sequence[Migration]) -> tuple[int, int] | None:
    """Check a database without being able to change it, for ``unslump doctor``.

    Returns
    -------
    (step, newest) or None
        The step it stands at and the newest one known here; None where there is no database yet.

    Raises
    ------
    StoreTrouble
        It is damaged, belongs to another program or to a newer version.
    """
    path = troubles.path
    try:
        if not _size(path) and not path.is_dir():
            return None
        if not path.is_file():
            raise troubles.say("is_a_folder" if path.is_dir() else "not_a_file")
        _inspect(troubles, migrations)
        with closing(_read_only(path, frozen=not Path(f"{path}-wal").exists())) as connection:
            return len(_done(connection)), migrations[-1].number
    except (sqlite3.Error, OSError) as error:
        raise troubles.explain(error) from error


def _guard(troubles: Troubles) -> None:
    """Make the folder if it is not there, and refuse what cannot be a database."""
    path = troubles.path
    try:
        if not path.parent.is_dir():
            path.parent.mkdir(mode=0o700, parents=True)
            _sync_folder(path.parent.parent)
    except OSError as error:
        raise troubles.say("folder", folder=path.parent, why=error.strerror or error) from error
    if path.is_dir():
        raise troubles.say("is_a_folder")
    if path.exists() and not path.is_file():
        raise troubles.say("not_a_file")
    emptied = path.exists() and not _size(path) and bool(backups(path))
    if emptied or (_size(path, "-wal") and not _size(path)):
        raise troubles.corrupt(Said("store.why.emptied"))


def _size(path: Path, ending: str = "") -> int:
    with suppress(OSError):
        return Path(f"{path}{ending}").stat().st_size
    return 0


def _sync_folder(folder: Path) -> None:
    """Keep a new folder's name through a power cut, where the system lets one ask for that."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _take_back(path: Path) -> None:
    """Remove a file of ours after a first start that failed, unless another start has filled it since."""
    with suppress(sqlite3.Error, OSError):
        with closing(_read_only(path, frozen=not _size(path, "-wal"))) as connection:
            if "migrations" in _tables(connection) and _done(connection):
                return
        for ending in ("", *SIDE_FILES):
            Path(f"{path}{ending}").unlink(missing_ok=True)


def _inspect(troubles: Troubles, migrations: Sequence[Migration]) -> None:
    """Look at a file that was there already, on a connection that can change nothing."""
    path = troubles.path
    if not _size(path) or _size(path, "-journal"):
        return  # never written to, or its very first write was cut short: SQLite rolls that back itself
    with path.open("rb") as file:
        if file.read(len(HEADER)) != HEADER:
            raise troubles.corrupt(Said("store.why.no_header"))
    with closing(_read_only(path, frozen=not Path(f"{path}-wal").exists())) as connection:
        _check_whole(connection, troubles)
        _check_ours(connection, troubles, migrations)


def _read_only(path: Path, *, frozen: bool) -> sqlite3.Connection:
    """Open without the right to write; ``frozen`` promises that nobody else writes either."""
    uri = f"{path.resolve().as_uri()}?mode=ro{'&immutable=1' if frozen else ''}"
    return sqlite3.connect(uri, uri=True, isolation_level=None)


def _check_whole(connection: sqlite3.Connection, troubles: Troubles) -> None:
    """Read every page and row once. A plain SQL error can only be damage: the statement is a constant."""
    try:
        found = [row[0] for row in connection.execute("PRAGMA quick_check(1)")]
    except UnicodeDecodeError as error:
        raise troubles.corrupt(error) from error
    except sqlite3.Error as error:
        if getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_ERROR:
            raise troubles.corrupt(error) from error
        raise
    if found != ["ok"]:
        raise troubles.corrupt(found[0])


def _check_ours(connection: sqlite3.Connection, troubles: Troubles, migrations: Sequence[Migration]) -> None:
    tables = _tables(connection)
    if not tables:
        return
    ((identity,),) = connection.execute("PRAGMA application_id")
    if tables == {"migrations"} and not _done(connection):
        return  # the very first start was cut short before its first step
    if identity != APPLICATION_ID or "migrations" not in tables:
        raise troubles.say("foreign")
    known = [(step.number, step.name) for step in migrations]
    done = _done(connection)
    if done != known[: len(done)]:
        raise troubles.say("newer", found=done[-1][0], known=known[-1][0])


def _tables(connection: sqlite3.Connection) -> set[str]:
    return {row[0] for row in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}


def _done(connection: sqlite3.Connection) -> list[tuple[int, str]]:
    return list(connection.execute("SELECT number, name FROM migrations ORDER BY number"))


def _connect(
    troubles: Troubles, migrations: Sequence[Migration], now: Callable[[], datetime], busy_s: float
) -> sqlite3.Connection:
    """Open for reading and writing; a new file is the person's alone (0600) from its first byte."""
    os.close(os.open(troubles.path, os.O_RDWR | os.O_CREAT, 0o600))
    connection = sqlite3.connect(troubles.path, timeout=busy_s, isolation_level=None, check_same_thread=False)
    try:
        for pragma in PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
        _migrate(connection, troubles, migrations, now)
    except BaseException:
        connection.close()
        raise
    return connection


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """Do all of it or nothing, holding the write lock from the start."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _migrate(
    connection: sqlite3.Connection,
    troubles: Troubles,
    migrations: Sequence[Migration],
    now: Callable[[], datetime],
) -> None:
    done = _recorded(connection)
    pending = migrations[done:]
    if done and pending:
        back_up(connection, troubles, before=pending[0].number)
    for step in pending:
        _take(connection, step, now)
    sweep_parts(troubles.path)


def _recorded(connection: sqlite3.Connection) -> int:
    """Count the steps taken, and find out now rather than in mid-session whether one may write here."""
    with transaction(connection):
        connection.execute(LEDGER)
        return len(_done(connection))


def _take(connection: sqlite3.Connection, step: Migration, now: Callable[[], datetime]) -> None:
    """Make one step and its record together. Where another process was faster, leave it."""
    with transaction(connection):
        if step.number <= len(_done(connection)):
            return
        for statement in step.statements:
            connection.execute(statement)
        connection.execute(
            "INSERT INTO migrations VALUES (?, ?, ?)", (step.number, step.name, now().isoformat())
        )
