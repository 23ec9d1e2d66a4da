"""Erased is gone: from the rows, the free pages, the log and the copies."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from saying import refused
from unslump.adapters.store.migrations import MIGRATIONS, Migration
from unslump.adapters.store.sqlite import SqliteStore
from unslump.core.errors import StoreTrouble
from unslump.core.history.records import History
from unslump.testing.records import a_clearance, a_screen, a_session, an_after, an_event, at

SECRET = "quite-unmistakable-words"
LATER = Migration(2, "a later step", ("CREATE TABLE later (n INTEGER) STRICT",))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "unslump.sqlite3"


def fill(store: SqliteStore) -> None:
    store.add_screen(a_screen(answers={"note": SECRET * 40}))
    store.add_clearance(a_clearance(text_shown=SECRET))
    store.begin_session(a_session(), an_event(detail={"x": SECRET * 30}))
    for n in range(30):
        store.add_after(an_after(note=f"{SECRET} {n}" * 20))


def where_it_lies(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir() if SECRET.encode() in path.read_bytes()]


def test_not_a_word_is_left_on_the_disk(file: Path) -> None:
    with closing(SqliteStore(file, at)) as store:
        fill(store)
    with closing(SqliteStore(file, at, migrations=(*MIGRATIONS, LATER))) as store:
        fill_again = an_after(note=SECRET)
        store.add_after(fill_again)
        assert len(where_it_lies(file.parent)) == 3, "the file, its log and a copy hold it"
        assert store.erase() > 0
        assert where_it_lies(file.parent) == []
        assert store.history() == History()
    assert [path.name for path in file.parent.iterdir()] == [file.name]
    assert where_it_lies(file.parent) == []


def test_the_room_is_given_back(file: Path) -> None:
    with closing(SqliteStore(file, at)) as store:
        pass
    empty = file.stat().st_size
    with closing(SqliteStore(file, at)) as store:
        fill(store)
        store.erase()
        assert store._db.execute("PRAGMA freelist_count").fetchone() == (0,)
    assert file.stat().st_size <= empty


def test_what_was_replaced_is_not_left_in_a_free_page_either(file: Path) -> None:
    with closing(SqliteStore(file, at)) as store:
        fill(store)
        store.add_after(an_after(note=None))
    with closing(sqlite3.connect(file)) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert f"{SECRET} 29".encode() not in file.read_bytes()


def test_the_shape_and_its_history_of_steps_stay(file: Path) -> None:
    with closing(SqliteStore(file, at)) as store:
        fill(store)
        store.erase()
        fill(store)
        assert len(store.history().screens) == 1
        assert [row[0] for row in store._db.execute("SELECT number FROM migrations")] == [
            s.number for s in MIGRATIONS
        ]


def test_a_reader_elsewhere_delays_the_sweeping_and_the_next_start_finishes_it(file: Path) -> None:
    with closing(SqliteStore(file, at, busy_s=0.01)) as store, closing(sqlite3.connect(file)) as other:
        fill(store)
        other.execute("BEGIN")
        other.execute("SELECT * FROM screens").fetchall()
        with refused(StoreTrouble, match="gone"):
            store.erase()
        assert store.history() == History()
        other.execute("ROLLBACK")
    SqliteStore(file, at).close()
    assert where_it_lies(file.parent) == []


def test_while_another_program_writes_it_is_said_that_the_sweeping_waits(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(SqliteStore(file, at, busy_s=0.01)) as store, closing(sqlite3.connect(file)) as other:
        fill(store)
        sweep = store._sweep
        monkeypatch.setattr(store, "_sweep", lambda: (other.execute("BEGIN IMMEDIATE"), sweep()))
        with refused(StoreTrouble, match="gone"):
            store.erase()
        other.execute("ROLLBACK")
    SqliteStore(file, at).close()
    assert where_it_lies(file.parent) == []


def test_what_is_written_before_the_sweeping_is_finished_stays(file: Path) -> None:
    with closing(SqliteStore(file, at, busy_s=0.01)) as store, closing(sqlite3.connect(file)) as other:
        fill(store)
        other.execute("BEGIN")
        other.execute("SELECT * FROM screens").fetchall()
        with pytest.raises(StoreTrouble):
            store.erase()
        store.add_screen(a_screen("new"))
        other.execute("ROLLBACK")
    with closing(SqliteStore(file, at)) as store:
        assert [screen.id for screen in store.history().screens] == ["new"]
