"""The power goes, again and again, at any moment. What was acknowledged is there; nothing is half there.

::

    child    call ---------> returned, says so ---> call ----------> returned, says so ---> call --X
    disk          |written|                              |written|                              |?
    must be there ............. yes .......................... yes ................. whole or not at all
"""

from __future__ import annotations

import random
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import power_cut_child as child
import pytest

from unslump.adapters.store.migrations import MIGRATIONS
from unslump.adapters.store.sqlite import SqliteStore
from unslump.core.history.interrupted import close_interrupted
from unslump.core.history.records import History
from unslump.testing.records import a_session, an_event, at

CUTS = 48
PYTHON = [sys.executable, "-B", "-S", "-E", child.__file__]  # a bare interpreter starts in half the time
KILLS = sys.platform != "win32"


@dataclass
class Acknowledged:
    """Everything the dead said before they died."""

    screens: list[str] = field(default_factory=list)
    events: dict[str, int] = field(default_factory=dict)
    rated: list[str] = field(default_factory=list)
    mornings: list[str] = field(default_factory=list)

    def hear(self, line: str) -> None:
        what, *rest = line.split()
        if what == "screen":
            self.screens.append(rest[0])
        elif what == "event":
            assert int(rest[1]) == self.events.get(rest[0], -1) + 1, "the script itself is in order"
            self.events[rest[0]] = int(rest[1])
        elif what == "after":
            self.rated.append(rest[0])
        elif what == "morning":
            self.mornings.append(rest[0])


def cut_the_power(file: Path, cut: int, chance: random.Random) -> list[str]:
    """Let a child work for a while, kill it in the middle of something, return the lines it had said."""
    with subprocess.Popen(
        [*PYTHON, "lead", str(file), str(cut)], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        heard = [
            process.stdout.readline() for _ in range(chance.choice((1, 2, 5, 20, chance.randrange(1, 70))))
        ]
        for _ in range(chance.randrange(4000)):  # not a wait: it moves the cut to within a call
            pass
        process.kill()
        return heard + process.stdout.readlines()


def is_whole(file: Path) -> bool:
    with closing(sqlite3.connect(file)) as db:
        return db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def check_nothing_is_lost(store: SqliteStore, said: Acknowledged) -> None:
    history = store.history()
    in_flight = 1  # what was under way at the last cut may be there, whole, without having been acknowledged
    names = [screen.id for screen in history.screens]
    assert [name for name in names if name in set(said.screens)] == said.screens
    assert {session.id for session in history.sessions} >= set(said.events)
    assert {after.session_id for after in history.afters} >= set(said.rated)
    assert {morning.session_id for morning in history.mornings} >= set(said.mornings)
    for session in history.sessions:
        events = store.session_events(session.id)
        acknowledged = said.events.get(session.id, -1)
        steps = [event for event in events if event.kind != "interrupted"]
        assert [event.seq for event in events] == list(range(len(events))), "in order, without a gap"
        assert acknowledged <= steps[-1].seq <= acknowledged + in_flight
        assert session.position_s == steps[-1].position_s, "a row and its events are one"


def close_what_was_left(store: SqliteStore, *, later: timedelta) -> History:
    """Start again as the program does; return the history from then on."""
    running = [session for session in store.history().sessions if session.status == "running"]
    last = max((store.session_events(s.id)[-1].at for s in running), default=at())
    left = close_interrupted(store.history(), store.session_events, last + later)
    for record, event in left.closed:
        store.update_session(record, event)
    assert len(running) == len(left.closed) + (left.resumable is not None), "each goes on or is closed"
    return store.history()


@pytest.mark.skipif(not KILLS, reason="this system cannot kill a process without a word")
def test_forty_eight_power_cuts_in_a_row_lose_nothing(tmp_path: Path) -> None:
    file, said, chance = tmp_path / "unslump.sqlite3", Acknowledged(), random.Random(20260302)
    cut_in_a_session = 0
    for cut in range(CUTS):
        for line in cut_the_power(file, cut, chance):
            said.hear(line)
        with closing(SqliteStore(file, at)) as store:
            check_nothing_is_lost(store, said)
            minutes = chance.choice((1, 9, 11, 600))
            history = close_what_was_left(store, later=timedelta(minutes=minutes))
            running = [session for session in history.sessions if session.status == "running"]
            cut_in_a_session += any(session.status == "interrupted" for session in history.sessions[-1:])
            cut_in_a_session += len(running)
            assert len(running) <= (minutes < 10), "only a young one may go on"
            for session in history.sessions:
                if session.status == "interrupted":
                    reached = f"P{session.position_s:.0f}" if session.position_s else None
                    assert session.reached == reached, "where it had come to is kept"
        assert is_whole(file)
    assert cut_in_a_session > CUTS // 3, "most cuts were to fall within a session"
    assert len(said.events) > CUTS // 2


def stages_of(deed: str, folder: Path) -> Iterator[tuple[Path, bool]]:
    """Yield the folder that each death of the deed has left, and whether it was a death."""
    done = subprocess.run(
        [*PYTHON, "stages", str(folder), deed], capture_output=True, text=True, timeout=100, check=False
    )
    assert done.returncode == 0, done.stderr
    for line in done.stdout.splitlines():
        name, how = line.split()
        yield folder / name, how == "died"


def before(folder: Path) -> History:
    with closing(SqliteStore(folder / "before" / "unslump.sqlite3", at)) as store:
        return store.history()


@pytest.mark.skipif(not KILLS, reason="this system cannot kill a process without a word")
def test_killed_at_every_stage_of_the_first_start(tmp_path: Path) -> None:
    deaths = 0
    for left, died in stages_of("create", tmp_path):
        deaths += died
        file = left / "new" / "unslump.sqlite3"
        with closing(SqliteStore(file, at)) as store:
            assert store.history() == History()
            store.begin_session(a_session(), an_event())
        assert is_whole(file)
    assert deaths > 20


@pytest.mark.skipif(not KILLS, reason="this system cannot kill a process without a word")
def test_killed_at_every_stage_of_a_change_of_shape(tmp_path: Path) -> None:
    deaths, steps = 0, (*MIGRATIONS, child.WIDER)
    for left, died in stages_of("migrate", tmp_path):
        deaths += died
        file = left / "unslump.sqlite3"
        with closing(sqlite3.connect(file)) as db:
            numbers = [number for (number,) in db.execute("SELECT number FROM migrations ORDER BY number")]
            changed = bool(db.execute("SELECT 1 FROM sqlite_schema WHERE name = 'weather'").fetchone())
        known = [step.number for step in (steps if changed else MIGRATIONS)]
        assert numbers == known, "the step and its record are one"
        with closing(SqliteStore(file, at, migrations=steps)) as store:
            assert store.history() == before(tmp_path)
            assert store._db.execute("SELECT count(*) FROM weather").fetchone() == (30,)
        assert is_whole(file)
        names = {path.name for path in left.iterdir()}
        before_it = f"unslump-before-{child.NEXT:04d}.sqlite3"
        assert names == {file.name, "unslump-before-0001.sqlite3", before_it}
        with closing(SqliteStore(left / before_it, at)) as copy:
            assert copy.history() == before(tmp_path), "the copy is whole, and from before the step"
    assert deaths > 20


@pytest.mark.skipif(not KILLS, reason="this system cannot kill a process without a word")
def test_killed_at_every_stage_of_erasing(tmp_path: Path) -> None:
    """Everything is there, or nothing is: and then not a word of it, once the program has started again."""
    kept = gone = 0
    for left, _ in stages_of("erase", tmp_path):
        file = left / "unslump.sqlite3"
        with closing(SqliteStore(file, at)) as store:
            history = store.history()
            assert history in (before(tmp_path), History())
            assert not store._db.execute("SELECT 1 FROM erasing").fetchone()
        if history == History():
            gone += 1
            assert [path.name for path in left.iterdir() if child.SECRET.encode() in path.read_bytes()] == []
            assert [path.name for path in left.iterdir()] == [file.name]
        else:
            kept += 1
            assert (left / "unslump-before-0001.sqlite3").exists()
        assert is_whole(file)
    assert kept > 10 and gone > 5, "deaths on both sides of the decision"


# -- more than a kill: the last write arrives torn -----------------------------------------------------------


@pytest.mark.parametrize("seed", range(30))
def test_a_last_write_that_arrived_torn_is_as_if_it_had_not_been_made(tmp_path: Path, seed: int) -> None:
    """Cut within the write itself: what the disk got of it is a part, or rubbish of the right length."""
    chance = random.Random(seed)
    file, log = tmp_path / "unslump.sqlite3", tmp_path / "unslump.sqlite3-wal"
    acknowledged = chance.randrange(1, 12)
    with closing(SqliteStore(file, at)) as store:
        store.begin_session(a_session(), an_event())
        for seq in range(1, acknowledged):
            store.update_session(a_session(position_s=float(seq)), an_event(seq=seq))
        safe = log.stat().st_size
        store.update_session(a_session(position_s=99.0), an_event(seq=acknowledged))
        torn, written = tmp_path / "torn", log.read_bytes()
        torn.mkdir()
        shutil.copy(file, torn)
    cut = chance.randrange(safe, len(written))
    tail = chance.choice((b"", bytes(len(written) - cut), chance.randbytes(len(written) - cut)))
    (torn / log.name).write_bytes(written[:cut] + tail)
    with closing(SqliteStore(torn / file.name, at)) as store:
        assert [event.seq for event in store.session_events("session-1")] == list(range(acknowledged))
        assert store.history().sessions[0].position_s == acknowledged - 1
    assert is_whole(torn / file.name)
