"""Everything that is kept, for other programs and other people: JSON with its dictionary, and CSV.

``Store.export`` gives the data; this module says what each table and field means. The fields are read from
the records themselves, so that none can be forgotten; a test holds that each has its words.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import fields
from datetime import datetime
from typing import Any

from ..words import Words
from .records import (
    AfterRecord,
    BreakEvent,
    ClearanceRecord,
    LessonRecord,
    MorningRecord,
    ScreenRecord,
    SessionEvent,
    SessionRecord,
)

FORMAT = "unslump-export"
VERSION = 1
"""Counted up when a field changes its meaning or goes; a new field does not count."""

TABLES: Mapping[str, type] = {
    "screens": ScreenRecord,
    "clearances": ClearanceRecord,
    "lessons": LessonRecord,
    "sessions": SessionRecord,
    "session_events": SessionEvent,
    "afters": AfterRecord,
    "mornings": MorningRecord,
    "break_events": BreakEvent,
}

_TIME = "ISO 8601"
UNITS: Mapping[str, str] = {
    **dict.fromkeys(("at", "created_at", "revoked_at", "began_at", "ended_at"), _TIME),
    **dict.fromkeys(("pain_before", "discomfort_before", "pain_0_10", "discomfort_0_10"), "0-10"),
    **dict.fromkeys(("stature_cm", "miss_cm"), "cm"),
    **dict.fromkeys(("position_s", "boot_s", "awake_s"), "s"),
    "level": "0-5",
}
"""Units by field name; the other fields have none."""


def field_names(table: str) -> tuple[str, ...]:
    """Return the fields of a table, in order."""
    return tuple(field.name for field in fields(TABLES[table]))


def document(
    data: Mapping[str, Any], words: Words, exported_at: datetime, *, settings: Mapping[str, Any]
) -> dict[str, Any]:
    """Wrap what ``Store.export`` gave into one document that explains itself.

    Parameters
    ----------
    exported_at : datetime
        Aware wall-clock time.
    settings : mapping
        What the person has changed, each with its meaning beside it.
    """
    return {
        "format": FORMAT,
        "version": VERSION,
        "exported_at": exported_at.isoformat(),
        "data": {table: list(data[table]) for table in TABLES},
        "settings": dict(settings),
        "dictionary": {table: _explain(table, words) for table in TABLES},
    }


def _explain(table: str, words: Words) -> dict[str, Any]:
    return {
        "meaning": words(f"history.dictionary.{table}.table"),
        "fields": {
            name: {"meaning": words(f"history.dictionary.{table}.{name}"), "unit": UNITS.get(name)}
            for name in field_names(table)
        },
    }


def to_csv(table: str, rows: Iterable[Mapping[str, Any]]) -> str:
    """Lay one table of ``Store.export`` out as CSV (RFC 4180): a header line, then one line a row.

    What was not said is an empty cell, yes and no are ``true`` and ``false``, and lists and nested answers
    are JSON in their cell.
    """
    names = field_names(table)
    lines = [names, *([_text(row[name]) for name in names] for row in rows)]
    return "".join(",".join(map(_quoted, line)) + "\r\n" for line in lines)


def _text(value: Any) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"' if any(mark in cell for mark in ',"\r\n') else cell
