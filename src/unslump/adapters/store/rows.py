"""Between a record, its plain JSON values and the cells of its row. One table says how each field travels.

::

    record  --plain-->  {"at": "2026-03-02T09:00:00+01:00", "clumps": [["pelvis"]], ...}  --cells-->  row
    record  <--born---  plain                                                             <-uncells-  row
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar, cast

from ...core.breaks.events import Happened
from ...core.errors import BadInput
from ...core.history.records import (
    AfterRecord,
    BreakEvent,
    ClearanceRecord,
    History,
    LessonRecord,
    MorningRecord,
    ScreenRecord,
    SessionEvent,
    SessionRecord,
)
from ...core.vocab import Moment, Region

Record = (
    ScreenRecord
    | ClearanceRecord
    | LessonRecord
    | SessionRecord
    | SessionEvent
    | AfterRecord
    | MorningRecord
    | BreakEvent
)
R = TypeVar("R")


def _same(value: Any) -> Any:
    return value


def _time(value: str) -> datetime:
    moment = datetime.fromisoformat(value)
    if moment.tzinfo is None:
        raise BadInput("store.why.no_zone", found=value)
    return moment


@dataclass(frozen=True, slots=True)
class Kind:
    """How one field travels. ``is_json``: its cell holds JSON text; ``is_bool``: its cell holds 0 or 1."""

    to_plain: Callable[[Any], Any] = _same
    from_plain: Callable[[Any], Any] = _same
    is_json: bool = False
    is_bool: bool = False


PLAIN = Kind()
TIME = Kind(datetime.isoformat, _time)
BOOL = Kind(is_bool=True)
JSON = Kind(dict, dict, is_json=True)
NUMBERS = Kind(list, tuple, is_json=True)
CLUMPS = Kind(
    lambda clumps: [[region.value for region in clump] for clump in clumps],
    lambda clumps: tuple(tuple(Region(name) for name in clump) for clump in clumps),
    is_json=True,
)


@dataclass(frozen=True, slots=True)
class Table:
    """Where a kind of record is kept. ``later`` fields are kept in a table of their own and joined."""

    name: str
    fields: Mapping[str, Kind]
    later: tuple[str, ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(name for name in self.fields if name not in self.later)


def _fields(text: str, **special: Kind) -> dict[str, Kind]:
    return {name: special.get(name, PLAIN) for name in text.split()}


TABLES: Mapping[type[Any], Table] = {
    ScreenRecord: Table(
        "screens", _fields("id at kind version answers verdict", at=TIME, answers=JSON, verdict=JSON)
    ),
    ClearanceRecord: Table(
        "clearances",
        _fields(
            "id created_at declaration text_shown revoked_at revoked_reason",
            created_at=TIME,
            declaration=JSON,
            revoked_at=TIME,
        ),
        later=("revoked_at", "revoked_reason"),
    ),
    LessonRecord: Table("lessons", _fields("id at stature_cm miss_cm method", at=TIME, miss_cm=NUMBERS)),
    SessionRecord: Table(
        "sessions",
        _fields(
            "id began_at exercise level reps face status ended_at reached position_s stop_reason"
            " pain_before discomfort_before",
            began_at=TIME,
            ended_at=TIME,
        ),
    ),
    SessionEvent: Table(
        "session_events", _fields("session_id seq at kind phase position_s detail", at=TIME, detail=JSON)
    ),
    AfterRecord: Table(
        "afters",
        _fields(
            "session_id at pain_0_10 discomfort_0_10 dizzy clumps helpful hurt note",
            at=TIME,
            dizzy=BOOL,
            clumps=CLUMPS,
            helpful=BOOL,
            hurt=BOOL,
        ),
    ),
    MorningRecord: Table("mornings", _fields("session_id at pain_0_10", at=TIME)),
    BreakEvent: Table("break_events", _fields("at boot_s awake_s kind why detail", at=TIME, detail=JSON)),
}


def plain(record: object) -> dict[str, Any]:
    """Return the record as plain JSON values, field by field.

    Raises
    ------
    ValueError
        A field holds what JSON or UTF-8 cannot hold (NaN, half a surrogate pair).
    TypeError
        A field holds what JSON has no value for.
    """
    values = {}
    for name, kind in TABLES[type(record)].fields.items():
        value = getattr(record, name)
        values[name] = None if value is None else kind.to_plain(value)
    text = json.dumps(values, ensure_ascii=False, allow_nan=False)
    text.encode("utf-8")
    return dict(json.loads(text))


def born(kind: type[R], values: Mapping[str, Any]) -> R:
    """Make the record again from its plain values."""
    fields = TABLES[kind].fields
    arguments = {
        name: None if value is None else fields[name].from_plain(value) for name, value in values.items()
    }
    return kind(**arguments)


def cells(record: object) -> tuple[Any, ...]:
    """Return what stands in the columns of the record's own table, in their order."""
    table, values = TABLES[type(record)], plain(record)
    return tuple(_cell(table.fields[name], values[name]) for name in table.columns)


def uncells(kind: type[R], row: tuple[Any, ...]) -> R:
    """Make the record from a row that holds all its fields in order.

    Raises
    ------
    ValueError, TypeError, UnslumpError
        The row holds something no record may hold: it was damaged.
    """
    fields = TABLES[kind].fields
    values = {name: _uncell(how, cell) for (name, how), cell in zip(fields.items(), row, strict=True)}
    return born(kind, values)


def _cell(kind: Kind, value: Any) -> Any:
    if value is None:
        return None
    if kind.is_json:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return int(value) if kind.is_bool else value


def _uncell(kind: Kind, cell: Any) -> Any:
    if cell is None:
        return None
    if kind.is_json:
        return json.loads(cell)
    return bool(cell) if kind.is_bool else cell


def kept_event(happened: Happened) -> BreakEvent:
    """Return what happened as it is kept."""
    now = happened.at
    return BreakEvent(now.wall, now.boot_s, now.awake_s, happened.kind, happened.why, happened.values)


def happened_again(event: BreakEvent) -> Happened:
    """Make what happened again from what was kept."""
    moment = Moment(event.awake_s, event.boot_s, event.at)
    return Happened(cast(Any, event.kind), moment, event.why, event.detail)


def export(history: History, events: Sequence[SessionEvent], breaks: Sequence[BreakEvent]) -> dict[str, Any]:
    """Lay out everything as tables of plain JSON values."""
    kept: Mapping[str, Sequence[Record]] = {
        "screens": history.screens,
        "clearances": history.clearances,
        "lessons": history.lessons,
        "sessions": history.sessions,
        "session_events": events,
        "afters": history.afters,
        "mornings": history.mornings,
        "break_events": breaks,
    }
    return {name: [plain(record) for record in records] for name, records in kept.items()}
