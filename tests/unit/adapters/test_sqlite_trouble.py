"""Everything that can be wrong with the file, the folder or the disk: one sentence, and nothing touched."""

from __future__ import annotations

import functools
import os
import random
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from pathlib import Path

import pytest
from own_mount import SOURCE, run_mounted

from saying import refused, said
from unslump.adapters.store.sqlite import SqliteStore
from unslump.core.errors import StoreTrouble
from unslump.testing.records import a_lesson, a_morning, a_screen, a_session, an_after, an_event, at

LATER_STEP = "unslump-before-0002.sqlite3"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "unslump.sqlite3"


def opened(file: Path, **options: float) -> SqliteStore:
    return SqliteStore(file, at, **options)  # type: ignore[arg-type]


@functools.cache
def some_days(sessions: int) -> bytes:
    """A file with enough pages to be damaged in the middle, as it is after a clean end."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "unslump.sqlite3"
        with closing(opened(file)) as store:
            for n in range(sessions):
                name = f"session-{n}"
                store.add_screen(a_screen(f"screen-{n}"))
                store.add_lesson(a_lesson(f"lesson-{n}"))
                store.begin_session(a_session(name), an_event(name))
                store.update_session(a_session(name), *(an_event(name, seq) for seq in range(1, 12)))
                store.add_after(an_after(name))
                store.add_morning(a_morning(name))
        return file.read_bytes()


def fill(file: Path, sessions: int = 12) -> None:
    file.write_bytes(some_days(sessions))


def content(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def refusal(file: Path, **options: float) -> str:
    """Return the one sentence, and hold that it is one and that nothing was touched for it."""
    before = content(file.parent) if file.parent.is_dir() else None
    with pytest.raises(StoreTrouble) as trouble:
        opened(file, **options).close()
    sentence = said(trouble.value)
    assert sentence.endswith(".") and "\n" not in sentence and str(file.parent) in sentence
    if before is not None:
        assert content(file.parent) == before
    return sentence


# -- damage -------------------------------------------------------------------------------------------------


def garbage(raw: bytes) -> bytes:
    return b"this is no database at all" + raw[26:]


def cut_short(raw: bytes) -> bytes:
    return raw[: len(raw) // 2]


def cut_to_its_first_lines(raw: bytes) -> bytes:
    return raw[:50]


def half_written(raw: bytes) -> bytes:
    """What a copy looks like that was broken off: the length is right, the rest never came."""
    return raw[: len(raw) // 2] + bytes(len(raw) - len(raw) // 2)


def zeros_in_the_middle(raw: bytes) -> bytes:
    middle = len(raw) // 2 // 4096 * 4096
    return raw[:middle] + bytes(4096) + raw[middle + 4096 :]


def all_zeros(raw: bytes) -> bytes:
    return bytes(len(raw))


def a_letter(_: bytes) -> bytes:
    return "Dear diary, today my back …".encode()


@pytest.mark.parametrize(
    "damage",
    [garbage, cut_short, cut_to_its_first_lines, half_written, zeros_in_the_middle, all_zeros, a_letter],
)
def test_a_damaged_file_is_left_exactly_as_it_was(file: Path, damage: object) -> None:
    fill(file)
    file.write_bytes(damage(file.read_bytes()))  # type: ignore[operator]
    told = refusal(file)
    assert "damaged" in told and "no backup" in told


def test_the_newest_backup_is_named(file: Path) -> None:
    fill(file)
    raw = file.read_bytes()
    for step in (2, 11, 10):
        (file.parent / f"unslump-before-{step:04d}.sqlite3").write_bytes(raw)
    file.write_bytes(cut_short(raw))
    assert str(file.parent / "unslump-before-0011.sqlite3") in refusal(file)


def test_a_file_that_was_emptied_is_no_new_beginning(file: Path) -> None:
    fill(file)
    (file.parent / LATER_STEP).write_bytes(file.read_bytes())
    file.write_bytes(b"")
    assert LATER_STEP in refusal(file)


def test_a_log_without_its_file_is_not_thrown_away(file: Path) -> None:
    """SQLite itself would delete it; it may hold the newest records."""
    store = opened(file)
    store.add_screen(a_screen())
    log = Path(f"{file}-wal").read_bytes()
    store.close()
    for gone in (file.unlink, lambda: file.write_bytes(b"")):
        gone()
        Path(f"{file}-wal").write_bytes(log)
        assert "damaged" in refusal(file)


def test_damage_beside_a_log_is_seen_too(file: Path) -> None:
    """Killed, and damaged: the file is read along with its log, and the log stays too."""
    fill(file)
    store = opened(file)
    store.add_screen(a_screen("last"))
    left = content(file.parent)
    store.close()
    for name, raw in left.items():
        (file.parent / name).write_bytes(raw)
    file.write_bytes(zeros_in_the_middle(left[file.name]))
    with refused(StoreTrouble, match="damaged"):
        opened(file)
    assert file.read_bytes() == zeros_in_the_middle(left[file.name])
    assert Path(f"{file}-wal").read_bytes() == left[f"{file.name}-wal"]


@pytest.mark.parametrize("seed", range(40))
def test_whatever_the_damage_the_answer_is_a_sentence_or_the_records(file: Path, seed: int) -> None:
    fill(file, sessions=4)
    raw, chance = bytearray(file.read_bytes()), random.Random(seed)
    start, length = chance.randrange(len(raw)), chance.choice((1, 16, 512, 4096))
    raw[start : start + length] = chance.randbytes(len(raw[start : start + length]))
    file.write_bytes(raw)
    try:
        store = opened(file)
    except StoreTrouble:
        assert content(file.parent) == {file.name: bytes(raw)}
        return
    with closing(store):
        try:
            assert len(store.history().sessions) == 4
        except StoreTrouble as trouble:
            assert str(trouble).endswith(".")


# -- not ours -----------------------------------------------------------------------------------------------


def test_another_programs_database_is_left_alone(file: Path) -> None:
    with closing(sqlite3.connect(file)) as other:
        other.execute("CREATE TABLE migrations (number, name)")
        other.execute("CREATE TABLE recipes (name)")
        other.commit()
    assert "another program" in refusal(file)


def test_a_folder_where_the_file_should_be(file: Path) -> None:
    file.mkdir()
    (file / "photos.txt").write_text("mine")
    assert "folder" in refusal(file)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes with a name")
def test_a_pipe_where_the_file_should_be(file: Path) -> None:
    os.mkfifo(file)
    assert "plain file" in refusal(file)


def test_a_file_where_the_folder_should_be(tmp_path: Path) -> None:
    (tmp_path / "records").write_text("a shopping list")
    with refused(StoreTrouble, match="cannot be made"):
        opened(tmp_path / "records" / "unslump.sqlite3")
    assert content(tmp_path) == {"records": b"a shopping list"}


# -- in use -------------------------------------------------------------------------------------------------


def test_another_program_holds_it(file: Path) -> None:
    fill(file, sessions=1)
    with closing(opened(file, busy_s=0.01)) as store, closing(sqlite3.connect(file)) as other:
        other.execute("BEGIN IMMEDIATE")
        with refused(StoreTrouble, match="holding"):
            store.add_screen(a_screen("second"))
        with refused(StoreTrouble, match="holding"):
            opened(file, busy_s=0.01)
        other.execute("ROLLBACK")
        store.add_screen(a_screen("second"))
        assert len(store.history().screens) == 2


def test_two_at_once_see_each_others_records(file: Path) -> None:
    """The resident, and a command beside it."""
    with closing(opened(file)) as resident, closing(opened(file)) as command:
        assert resident.history().screens == ()
        command.add_screen(a_screen())
        assert resident.history().screens == (a_screen(),)
        resident.erase()
        assert command.history().screens == ()


# -- the disk -----------------------------------------------------------------------------------------------

FILLING = """
from pathlib import Path
from unslump.adapters.content import load_words
from unslump.adapters.store.sqlite import SqliteStore
from unslump.core.errors import StoreTrouble
from unslump.testing.records import a_session, an_event, at
folder = Path(sys.argv[1])
def fill_up(store):
    store.begin_session(a_session(), an_event())
    for seq in range(1, 5000):
        try:
            store.update_session(a_session(position_s=float(seq)), an_event(seq=seq, detail={"x": "y" * 300}))
        except StoreTrouble as trouble:
            return seq, trouble
def check(store, kept):
    events = store.session_events("session-1")
    assert [event.seq for event in events] == list(range(kept)), len(events)
    assert store.history().sessions[0].position_s == kept - 1
"""

LIMITED = f"""
import resource, sys
sys.path.insert(0, {str(SOURCE)!r})
{FILLING}
def limit(size):
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))
"""


def run_limited(code: str, folder: Path) -> str:
    if sys.platform == "win32":
        pytest.skip("this system has no limit on the size of a file")
    done = subprocess.run(
        [sys.executable, "-B", "-c", LIMITED + code, str(folder)],
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("size", [0, 3000, 5000, 40_000])
def test_a_disk_that_takes_nothing_more_at_the_first_start(tmp_path: Path, size: int) -> None:
    """The system refuses the write, as on a disk over its quota; nothing of ours is left lying about."""
    told = run_limited(
        f"""
limit({size})
try:
    SqliteStore(folder / "unslump.sqlite3", at)
except StoreTrouble as trouble:
    print(trouble.said(load_words()))
""",
        tmp_path,
    )
    assert told.count("\n") == 1 and "disk" in told
    assert list(tmp_path.iterdir()) == []


def test_a_disk_that_takes_nothing_more_in_mid_session(tmp_path: Path) -> None:
    """What was acknowledged is there, what was not is not, and it goes on when there is room again."""
    told = run_limited(
        """
store = SqliteStore(folder / "unslump.sqlite3", at)
limit(400_000)
kept, trouble = fill_up(store)
print(trouble.said(load_words()))
check(store, kept)
limit(resource.RLIM_INFINITY)
store.update_session(a_session(position_s=float(kept)), an_event(seq=kept))
check(store, kept + 1)
store.close()
check(SqliteStore(folder / "unslump.sqlite3", at), kept + 1)
""",
        tmp_path,
    )
    assert "disk" in told and "nothing was changed" in told


def test_a_disk_that_is_full(tmp_path: Path) -> None:
    told = run_mounted(
        f"mount -t tmpfs -o size=1m none {tmp_path}",
        FILLING
        + """
store = SqliteStore(folder / "unslump.sqlite3", at)
(folder / "holiday.mov").write_bytes(bytes(500_000))
kept, trouble = fill_up(store)
print(trouble.said(load_words()))
check(store, kept)
(folder / "holiday.mov").unlink()
store.update_session(a_session(position_s=float(kept)), an_event(seq=kept))
check(store, kept + 1)
""",
        tmp_path,
    )
    assert "no room left on the disk" in told


def test_a_folder_that_is_read_only(tmp_path: Path) -> None:
    file = tmp_path / "unslump.sqlite3"
    fill(file, sessions=1)
    before = content(tmp_path)
    told = run_mounted(
        f"mount --bind {tmp_path} {tmp_path} && mount -o remount,ro,bind {tmp_path}",
        FILLING
        + """
for name in ("unslump.sqlite3", "new.sqlite3", "new/folder.sqlite3"):
    try:
        SqliteStore(folder / name, at)
    except StoreTrouble as trouble:
        print(trouble.said(load_words()))
""",
        tmp_path,
    )
    assert told.count("Read-only") == told.count("--data-dir") == told.count("\n") == 3
    assert content(tmp_path) == before


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="nothing is read-only to root")
def test_a_file_that_is_read_only(file: Path) -> None:
    fill(file, sessions=1)
    file.chmod(0o400)
    assert "cannot be written" in refusal(file)


# -- what must hold for a power cut to lose nothing ----------------------------------------------------------


def test_each_commit_waits_for_the_disk(file: Path) -> None:
    with closing(opened(file)) as store:
        settings = {
            name: store._db.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("journal_mode", "synchronous", "foreign_keys", "secure_delete")
        }
    assert settings == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1}


@pytest.mark.skipif(sys.platform == "win32", reason="this system keeps rights in another way")
def test_the_records_are_the_persons_alone(tmp_path: Path) -> None:
    file = tmp_path / "new" / "unslump.sqlite3"
    with closing(opened(file)) as store:
        store.add_screen(a_screen())
        assert file.parent.stat().st_mode & 0o777 == 0o700
        assert {path.stat().st_mode & 0o777 for path in file.parent.iterdir()} == {0o600}


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE screens SET version = '2'",
        "DELETE FROM screens",
        "UPDATE session_events SET kind = 'done'",
        "DELETE FROM session_events",
        "UPDATE clearances SET text_shown = ''",
        "DELETE FROM clearance_revocations",
        "UPDATE mornings SET pain_0_10 = 0",
        "DELETE FROM lessons",
    ],
)
def test_what_happened_cannot_be_rewritten(file: Path, statement: str) -> None:
    fill(file, sessions=1)
    with closing(opened(file)) as store:
        store._db.execute(
            "INSERT INTO clearances VALUES (1, 'c', '2026-03-02T09:00:00+01:00', '{}', 'shown')"
        )
        store.revoke_clearance("c", at=at().isoformat(), reason="over")
        before = store.export()
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            store._db.execute(statement)
        assert store.export() == before
