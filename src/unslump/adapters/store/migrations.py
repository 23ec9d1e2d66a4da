"""The steps by which the records took their present shape. Append only: a step that was ever released stays.

Rules:

* A step is numbered, named, and recorded in the same transaction that makes it: it is there whole or not.
* What happened is not rewritten. Screens, clearances, their revocations, lessons, mornings and session
  events refuse every change; only ``erase`` removes them, and it says so first by a row in ``erasing``.
* A session's own row moves on while it runs, and what was said afterwards may be said again: both are
  updated.
* Tables are STRICT, and text that is JSON is checked to be JSON, so that damage shows in the integrity check.
"""

from __future__ import annotations

from dataclasses import dataclass

APPLICATION_ID = 0x556E736C  # "Unsl": tells our file from another program's


@dataclass(frozen=True, slots=True)
class Migration:
    """One step: its number (1, 2, 3 ...), its name, and the statements that make it."""

    number: int
    name: str
    statements: tuple[str, ...]


KEPT_AS_SAID = (
    "screens",
    "clearances",
    "clearance_revocations",
    "lessons",
    "session_events",
    "mornings",
)


def _guards(table: str) -> tuple[str, str]:
    """Refuse UPDATE always, and DELETE unless everything is being erased."""
    return (
        f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table}"
        f" BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END",
        f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table}"
        f" WHEN NOT EXISTS (SELECT 1 FROM erasing)"
        f" BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END",
    )


_FIRST = (
    f"PRAGMA application_id = {APPLICATION_ID}",
    "CREATE TABLE erasing (since TEXT NOT NULL) STRICT",
    """CREATE TABLE screens (
        n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, at TEXT NOT NULL, kind TEXT NOT NULL,
        version TEXT NOT NULL, answers TEXT NOT NULL CHECK (json_valid(answers)),
        verdict TEXT NOT NULL CHECK (json_valid(verdict))
    ) STRICT""",
    """CREATE TABLE clearances (
        n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, created_at TEXT NOT NULL,
        declaration TEXT NOT NULL CHECK (json_valid(declaration)), text_shown TEXT NOT NULL
    ) STRICT""",
    """CREATE TABLE clearance_revocations (
        clearance_id TEXT NOT NULL PRIMARY KEY REFERENCES clearances (id), at TEXT NOT NULL,
        reason TEXT NOT NULL
    ) STRICT""",
    """CREATE TABLE lessons (
        n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, at TEXT NOT NULL, stature_cm REAL NOT NULL,
        miss_cm TEXT NOT NULL CHECK (json_valid(miss_cm)), method TEXT NOT NULL
    ) STRICT""",
    """CREATE TABLE sessions (
        n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, began_at TEXT NOT NULL, exercise TEXT NOT NULL,
        level INTEGER NOT NULL, reps INTEGER NOT NULL, face TEXT NOT NULL, status TEXT NOT NULL,
        ended_at TEXT, reached TEXT, position_s REAL NOT NULL, stop_reason TEXT,
        pain_before INTEGER, discomfort_before INTEGER
    ) STRICT""",
    """CREATE TABLE session_events (
        session_id TEXT NOT NULL REFERENCES sessions (id), seq INTEGER NOT NULL, at TEXT NOT NULL,
        kind TEXT NOT NULL, phase TEXT, position_s REAL NOT NULL,
        detail TEXT NOT NULL CHECK (json_valid(detail)), PRIMARY KEY (session_id, seq)
    ) STRICT""",
    """CREATE TABLE afters (
        n INTEGER PRIMARY KEY, session_id TEXT NOT NULL UNIQUE REFERENCES sessions (id), at TEXT NOT NULL,
        pain_0_10 INTEGER, discomfort_0_10 INTEGER, dizzy INTEGER CHECK (dizzy IN (0, 1)),
        clumps TEXT NOT NULL CHECK (json_valid(clumps)), helpful INTEGER CHECK (helpful IN (0, 1)),
        hurt INTEGER CHECK (hurt IN (0, 1)), note TEXT
    ) STRICT""",
    """CREATE TABLE mornings (
        n INTEGER PRIMARY KEY, session_id TEXT NOT NULL UNIQUE REFERENCES sessions (id), at TEXT NOT NULL,
        pain_0_10 INTEGER NOT NULL
    ) STRICT""",
    *(guard for table in KEPT_AS_SAID for guard in _guards(table)),
)

_BREAKS = (
    """CREATE TABLE break_state (
        one INTEGER PRIMARY KEY CHECK (one = 1), state TEXT NOT NULL CHECK (json_valid(state))
    ) STRICT""",
    """CREATE TABLE break_events (
        n INTEGER PRIMARY KEY, at TEXT NOT NULL, boot_s REAL NOT NULL, awake_s REAL NOT NULL,
        kind TEXT NOT NULL, why TEXT NOT NULL, detail TEXT NOT NULL CHECK (json_valid(detail))
    ) STRICT""",
    *_guards("break_events"),
)

MIGRATIONS: tuple[Migration, ...] = (
    Migration(1, "keep the first records", _FIRST),
    Migration(2, "keep what the breaks did", _BREAKS),
)

LEDGER = """CREATE TABLE IF NOT EXISTS migrations (
    number INTEGER PRIMARY KEY, name TEXT NOT NULL, applied_at TEXT NOT NULL
) STRICT"""
"""Where the steps are recorded; made in the transaction of the first one."""
