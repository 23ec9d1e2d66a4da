"""The steps by which the records change their shape: whole or not at all, with a copy beforehand."""

from __future__ import annotations

import hashlib
import sqlite3
import sys
from contextlib import closing
from multiprocessing import get_context
from pathlib import Path

import pytest

from saying import refused
from unslump.adapters.store.migrations import MIGRATIONS, Migration
from unslump.adapters.store.sqlite import SqliteStore
from unslump.core.errors import StoreTrouble
from unslump.testing.records import a_screen, a_session, an_event, at

RELEASED = {
    1: ("keep the first records", "feb18d28e0725a15"),
    2: ("keep what the breaks did", "63f352ef43fc7ad0"),
}
"""Name and the first digits of the digest of every released step. A line here is only ever added."""

NEXT = len(MIGRATIONS) + 1
KNOWN = [(step.number, step.name) for step in MIGRATIONS]
COPY = f"unslump-before-{NEXT:04d}.sqlite3"

FOLLOWING = Migration(
    NEXT,
    "remember the weather",
    (
        "CREATE TABLE weather (n INTEGER PRIMARY KEY, id TEXT NOT NULL) STRICT",
        "INSERT INTO weather (id) SELECT id FROM screens",
    ),
)
BROKEN = Migration(
    NEXT, "trip", ("CREATE TABLE weather (n INTEGER) STRICT", "INSERT INTO nowhere VALUES (1)")
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "unslump.sqlite3"


def use(file: Path, *migrations: Migration) -> SqliteStore:
    return SqliteStore(file, at, migrations=migrations or MIGRATIONS)


def fill(file: Path) -> None:
    with closing(use(file)) as store:
        store.add_screen(a_screen())
        store.begin_session(a_session(), an_event())


def recorded(file: Path) -> list[tuple[int, str]]:
    with closing(sqlite3.connect(file)) as db:
        return db.execute("SELECT number, name FROM migrations ORDER BY number").fetchall()


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_released_step_is_never_changed() -> None:
    """Databases out there were made by it. Add a step that mends it instead."""
    now = {
        step.number: (step.name, hashlib.sha256("\n".join(step.statements).encode()).hexdigest()[:16])
        for step in MIGRATIONS
    }
    assert now == RELEASED


def test_the_steps_are_numbered_without_gaps() -> None:
    assert [step.number for step in MIGRATIONS] == list(range(1, len(MIGRATIONS) + 1))


def test_a_new_database_takes_every_step_and_needs_no_copy(file: Path) -> None:
    with closing(use(file, *MIGRATIONS, FOLLOWING)):
        pass
    assert recorded(file) == [*KNOWN, (NEXT, "remember the weather")]
    assert names(file.parent) == ["unslump.sqlite3"]


def test_before_a_step_everything_is_copied(file: Path) -> None:
    fill(file)
    with closing(use(file, *MIGRATIONS, FOLLOWING)) as store:
        assert store.history().screens == (a_screen(),)
    copy = file.parent / COPY
    assert names(file.parent) == [copy.name, file.name]
    assert recorded(copy) == KNOWN
    if sys.platform != "win32":
        assert copy.stat().st_mode & 0o777 == 0o600


def test_the_copy_can_take_the_place_of_the_file(file: Path) -> None:
    """As the sentence about a damaged file says: move it aside, copy the backup there, start again."""
    fill(file)
    use(file, *MIGRATIONS, FOLLOWING).close()
    copy = file.parent / COPY
    file.write_bytes(b"spoilt")
    with refused(StoreTrouble, match=copy.name):
        use(file, *MIGRATIONS, FOLLOWING)
    file.unlink()
    file.write_bytes(copy.read_bytes())
    with closing(use(file, *MIGRATIONS, FOLLOWING)) as store:
        assert store.history().screens == (a_screen(),)
        assert store.session_events("session-1") == (an_event(),)


def test_taken_once_it_is_not_taken_again(file: Path) -> None:
    fill(file)
    for _ in range(3):
        use(file, *MIGRATIONS, FOLLOWING).close()
    assert [number for number, _ in recorded(file)] == list(range(1, NEXT + 1))


def test_a_step_that_fails_leaves_the_shape_as_it_was(file: Path) -> None:
    fill(file)
    with pytest.raises(StoreTrouble):
        use(file, *MIGRATIONS, BROKEN)
    assert recorded(file) == KNOWN
    with closing(use(file)) as store:
        assert store.history().screens == (a_screen(),)
        assert not store._db.execute("SELECT 1 FROM sqlite_schema WHERE name = 'weather'").fetchone()


def test_only_the_newest_copies_are_kept(file: Path) -> None:
    fill(file)
    steps = list(MIGRATIONS)
    for number in range(NEXT, NEXT + 6):
        steps.append(Migration(number, f"step {number}", (f"CREATE TABLE t{number} (n INTEGER) STRICT",)))
        use(file, *steps).close()
    assert names(file.parent) == [
        *(f"unslump-before-{n:04d}.sqlite3" for n in range(NEXT + 3, NEXT + 6)),
        file.name,
    ]


def test_what_is_left_of_a_copy_that_was_broken_off_is_swept(file: Path) -> None:
    fill(file)
    for name in (f"{COPY}.part", f"{COPY}.part-journal"):
        (file.parent / name).write_bytes(b"half a copy")
    use(file).close()
    assert names(file.parent) == [file.name]


@pytest.mark.parametrize(
    "known", [MIGRATIONS, (Migration(1, "another first step", MIGRATIONS[0].statements),)]
)
def test_a_newer_version_s_records_are_left_alone(file: Path, known: tuple[Migration, ...]) -> None:
    fill(file)
    use(file, *MIGRATIONS, FOLLOWING).close()
    before = {path.name: path.read_bytes() for path in file.parent.iterdir()}
    with refused(StoreTrouble, match="newer Unslump"):
        use(file, *known)
    assert {path.name: path.read_bytes() for path in file.parent.iterdir()} == before


def _start(file: str) -> int:
    store = SqliteStore(Path(file), at)
    try:
        return len(store.history().sessions)
    finally:
        store.close()


def test_many_first_starts_at_once_make_one_database(file: Path) -> None:
    with get_context("spawn").Pool(4) as pool:
        assert pool.map(_start, [str(file)] * 16) == [0] * 16
    assert recorded(file) == KNOWN
