"""The side of the power cut that dies. Started by ``test_power_cut.py``; nothing but the standard library.

::

    lead FILE ROUND            lead sessions for ever, print each acknowledged call after it returned
    stages FOLDER DEED         do the deed in a copy of FOLDER/before, killed at its 1st, 2nd, 3rd ... stage

A stage is a statement that SQLite is about to run, some of its inner steps, or a file about to be opened,
renamed or removed. Some deaths at no particular stage, from outside, follow.
"""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "src"))

from unslump.adapters.store.migrations import MIGRATIONS, Migration
from unslump.adapters.store.sqlite import SqliteStore
from unslump.testing.records import a_clearance, a_morning, a_screen, a_session, an_after, an_event, at

EVENTS = 12
OUTSIDE, OUTSIDE_TURNS = 40, 40_000  # from at once to after the deed is done, on most computers
SECRET = "quite-unmistakable-words"
NEXT = len(MIGRATIONS) + 1
WIDER = Migration(
    NEXT,
    "remember the weather",
    (
        "CREATE TABLE weather (n INTEGER PRIMARY KEY, screen TEXT NOT NULL, sun TEXT NOT NULL) STRICT",
        "INSERT INTO weather (screen, sun) SELECT id, hex(randomblob(900)) FROM screens",
        "ALTER TABLE lessons ADD COLUMN sun TEXT",
    ),
)


def say(*words: object) -> None:
    os.write(1, (" ".join(map(str, words)) + "\n").encode())


def lead(file: str, cut: int) -> None:
    """A scripted day that never ends: session after session, each rated."""
    say("opening")
    store = SqliteStore(Path(file), at)
    for number in range(10_000):
        name = f"{cut}-{number}"
        store.add_screen(a_screen(name))
        say("screen", name)
        store.begin_session(a_session(name, reached=None), an_event(name, 0, kind="ready", position_s=0.0))
        say("event", name, 0)
        for seq in range(1, EVENTS):
            status = "done" if seq == EVENTS - 1 else "running"
            row = a_session(name, status=status, reached=f"P{seq}", position_s=float(seq))
            store.update_session(row, an_event(name, seq, phase=f"P{seq}", position_s=float(seq)))
            say("event", name, seq)
        store.add_after(an_after(name))
        say("after", name)
        store.add_morning(a_morning(name))
        say("morning", name)


# -- one deed, killed at every stage ------------------------------------------------------------------------


def fill(folder: Path) -> None:
    """Some days of use, closed in good order, with a copy from an earlier step beside it."""
    store = SqliteStore(folder / "unslump.sqlite3", at)
    for n in range(30):
        store.add_screen(a_screen(f"screen-{n}", answers={"note": SECRET * 9}))
    store.add_clearance(a_clearance(text_shown=SECRET))
    store.begin_session(a_session(), an_event())
    store.add_after(an_after(note=SECRET))
    store.close()
    shutil.copy(folder / "unslump.sqlite3", folder / "unslump-before-0001.sqlite3")


def create(folder: Path) -> None:
    SqliteStore(folder / "new" / "unslump.sqlite3", at)


def migrate(folder: Path) -> None:
    SqliteStore(folder / "unslump.sqlite3", at, migrations=(*MIGRATIONS, WIDER))


def erase(folder: Path) -> None:
    SqliteStore(folder / "unslump.sqlite3", at).erase()


class Fuse:
    """Count the stages of a deed, and end the process at one of them without a word."""

    def __init__(self, stage: int) -> None:
        self.left = stage

    def burn(self, *_: object) -> None:
        self.left -= 1
        if self.left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def on_file(self, event: str, arguments: tuple[Any, ...]) -> None:
        if event in ("os.remove", "os.rename") or (event == "open" and "unslump" in str(arguments[0])):
            self.burn()

    def connect(
        self, plain: Callable[..., sqlite3.Connection], *args: Any, **options: Any
    ) -> sqlite3.Connection:
        connection = plain(*args, **options)
        connection.set_trace_callback(self.burn)
        connection.set_progress_handler(self.burn, 150)
        return connection


def die_at(stage: int, deed: Callable[[Path], None], folder: Path) -> bool:
    """Return whether a forked child got to that stage of the deed, and died of it."""
    child = os.fork()
    if child == 0:
        fuse, plain = Fuse(stage), sqlite3.connect
        sqlite3.connect = lambda *args, **options: fuse.connect(plain, *args, **options)  # type: ignore
        sys.addaudithook(fuse.on_file)
        deed(folder)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


def die_sometime(wait: int, deed: Callable[[Path], None], folder: Path) -> bool:
    """Kill a forked child from outside after ``wait`` turns on the spot."""
    child = os.fork()
    if child == 0:
        deed(folder)
        os._exit(0)
    for _ in range(wait):
        pass
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


def stages(folder: Path, deed: Callable[[Path], None]) -> None:
    (folder / "before").mkdir()
    fill(folder / "before")
    stage, died = 0, True
    while died:
        stage += 1
        died = die_at(stage, deed, copy_for(folder, f"stage-{stage:03d}"))
        say(f"stage-{stage:03d}", "died" if died else "finished")
    for wait in range(0, OUTSIDE * OUTSIDE_TURNS, OUTSIDE_TURNS):
        died = die_sometime(wait, deed, copy_for(folder, f"wait-{wait}"))
        say(f"wait-{wait}", "died" if died else "finished")


def copy_for(folder: Path, name: str) -> Path:
    shutil.copytree(folder / "before", folder / name)
    return folder / name


if __name__ == "__main__":
    what, where, how = sys.argv[1:]
    if what == "lead":
        lead(where, int(how))
    else:
        stages(Path(where), {"create": create, "migrate": migrate, "erase": erase}[how])
