"""Read values that strangers wrote, TOML or JSON, and collect every problem with its place.

A reader never stops at the first problem: it notes it, answers with a harmless stand-in, and goes on.
Whoever reads a whole file calls ``raise_all`` at the end, which throws everything away if there are any.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any, TypeVar

from .errors import BadInput, did_you_mean
from .words import Said

C = TypeVar("C", bound=str)

MOST_NAMED = 20
"""Problems that are named one by one; a file of another kind may hold thousands."""

MOST_SHOWN = 60
"""Characters of what was found that are quoted."""

LARGEST = 1e9
"""No number of any file here is larger, either way."""

NOTHING = Said("errors.found.nothing")
TEXT = Said("errors.kind.text")

_NAMES: Mapping[object, str] = {None: "null", True: "true", False: "false"}


class Problems(list[Said]):
    """What is wrong with one file, in the order in which it was found."""

    def add(self, place: str, what: Said) -> None:
        self.append(Said("errors.problem.at", place=place, what=what) if place else what)

    def expected(self, place: str, expected: Said | str, found: object, near: Said | str = "") -> None:
        self.add(place, expected_but(expected, found, near))


class Reader:
    """Typed looks into one table. A bad value becomes a problem and reads as if it were left out.

    Parameters
    ----------
    table : object
        What the file has there; anything but a table is itself a problem.
    problems : Problems
        Grows with each problem; shared by the readers of nested tables.
    place : str
        Where the table stands, for instance ``phases[5].cues[2]``; empty at the top.
    """

    def __init__(self, table: object, problems: Problems, place: str = "") -> None:
        self.problems, self.place = problems, place
        self.is_table = isinstance(table, Mapping)
        self.table: Mapping[str, Any] = table if isinstance(table, Mapping) else {}
        if not self.is_table:
            problems.expected(place, Said("errors.kind.table"), table)

    def at(self, key: str) -> str:
        return f"{self.place}.{key}" if self.place else key

    def problem(self, key: str, expected: Said | str, found: object, near: Said | str = "") -> None:
        self.problems.expected(self.at(key), expected, found, near)

    def known(self, keys: Iterable[str]) -> None:
        """Name every key that is not one of ``keys``, with near ones; once with all, where none is near."""
        allowed = tuple(keys)
        strange = [str(key) for key in self.table if key not in allowed]
        all_named = False
        for key in strange[:MOST_NAMED]:
            near = did_you_mean(key, allowed)
            what = Said("errors.problem.no_key", near=near)
            if not near and not all_named:
                what, all_named = Said("errors.problem.no_key_among", known=allowed), True
            self.problems.add(self.at(shown(key)[1:-1]), what)
        if len(strange) > MOST_NAMED:
            self.problems.add(self.place, Said("errors.problem.more_keys", n=len(strange) - MOST_NAMED))

    def has(self, key: str) -> bool:
        return self.table.get(key) is not None

    def text(self, key: str, default: str = "", *, needed: bool = False) -> str:
        value = self.table.get(key)
        if isinstance(value, str):
            return value
        if value is not None or needed:
            self.problem(key, TEXT, _or_nothing(value))
        return default

    def flag(self, key: str, default: bool = False) -> bool:
        value = self.table.get(key, default)
        if isinstance(value, bool):
            return value
        self.problem(key, Said("errors.kind.flag"), value)
        return default

    def number(
        self, key: str, low: float = -LARGEST, high: float = LARGEST, *, whole: bool = False
    ) -> float | None:
        """Read a number between ``low`` and ``high``, both included; ``None`` where there is none."""
        value = self.table.get(key)
        if value is None:
            return None
        if is_number(value) and low <= value <= high and (not whole or value == int(value)):
            return float(value)
        self.problem(key, _number_kind(low, high, whole), value)
        return None

    def whole(self, key: str, low: int, high: int) -> int | None:
        value = self.number(key, low, high, whole=True)
        return None if value is None else int(value)

    def choice(self, key: str, choices: Iterable[C], *, needed: bool = False) -> C | None:
        value, known = self.table.get(key), tuple(choices)
        if value is None and not needed:
            return None
        for choice in known:
            if choice == value:
                return choice
        near = did_you_mean(value, known) if isinstance(value, str) else ""
        self.problem(key, one_of(known), _or_nothing(value), near)
        return None

    def day(self, key: str, *, needed: bool = False) -> date | None:
        """Read ``YYYY-MM-DD``; a full time stamp counts by its date."""
        value = self.table.get(key)
        if value is None and not needed:
            return None
        try:
            if isinstance(value, str):
                return datetime.fromisoformat(value).date()
        except ValueError:
            pass
        self.problem(key, Said("errors.kind.date"), _or_nothing(value))
        return None

    def items(self, key: str, kind: Said | None = None, *, needed: bool = False) -> list[Any]:
        """Read a list of anything; empty when left out. ``needed``: an empty one will not do either."""
        value = self.table.get(key)
        if isinstance(value, list) and (value or not needed):
            return value
        if value is not None or needed:
            expected = Said("errors.kind.list_of", kind=kind) if kind else Said("errors.kind.list")
            self.problem(key, expected, _or_nothing(value))
        return []

    def texts(self, key: str) -> tuple[str, ...]:
        """Read a list of texts; empty when left out."""
        found = self.items(key)
        for i, item in enumerate(found):
            if not isinstance(item, str):
                self.problem(f"{key}[{i}]", TEXT, item)
        return tuple(item for item in found if isinstance(item, str))

    def listed(
        self, key: str, known: Iterable[str], kind: Said | None = None, *, needed: bool = False
    ) -> tuple[str, ...]:
        """Read a list of names that must all be in ``known``; near ones are named for the others.

        Parameters
        ----------
        kind : Said, optional
            What the names are, where ``known`` is too long to be read out.
        """
        allowed = tuple(known)
        found = self.items(key, kind, needed=needed)
        bad = [(i, name) for i, name in enumerate(found) if not isinstance(name, str) or name not in allowed]
        for i, name in bad[:MOST_NAMED]:
            near = did_you_mean(name, allowed) if isinstance(name, str) else ""
            self.problem(f"{key}[{i}]", kind or one_of(allowed), name, near)
        if len(bad) > MOST_NAMED:
            self.problems.add(self.at(key), Said("errors.problem.more", n=len(bad) - MOST_NAMED))
        return tuple(name for name in found if isinstance(name, str) and name in allowed)

    def names(
        self, key: str, known: Iterable[str], kind: Said | None = None, *, needed: bool = False
    ) -> frozenset[str]:
        """Read names as ``listed`` does, without their order."""
        return frozenset(self.listed(key, known, kind, needed=needed))

    def table_at(self, key: str) -> Reader | None:
        return Reader(self.table[key], self.problems, self.at(key)) if self.has(key) else None

    def tables_at(self, key: str, *, needed: bool = False) -> list[Reader]:
        """Read a list of tables, each at its own place; what is no table is left out."""
        readers = [
            Reader(item, self.problems, f"{self.at(key)}[{i}]")
            for i, item in enumerate(self.items(key, Said("errors.kind.tables"), needed=needed))
        ]
        return [reader for reader in readers if reader.is_table]


def _or_nothing(value: object) -> object:
    return NOTHING if value is None else value


def _number_kind(low: float, high: float, whole: bool) -> Said:
    if (low, high) == (-LARGEST, LARGEST):
        return Said("errors.kind.number")
    span = {"low": f"{low:g}", "high": f"{high:g}"}
    return Said("errors.kind.whole_within", **span) if whole else Said("errors.kind.number_within", **span)


def expected_but(expected: Said | str, found: object, near: Said | str = "") -> Said:
    """Say what was expected and what was found; a ``found`` that is no ``Said`` is quoted."""
    quoted = found if isinstance(found, Said) else shown(found)
    return Said("errors.problem.expected", expected=expected, found=quoted, near=near)


def one_of(known: Iterable[str]) -> Said:
    return Said("errors.kind.one_of", known=tuple(known))


def is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def shown(found: object) -> str:
    """Say a value as it stands in the file, short enough for one line."""
    text = _NAMES[found] if found is None or isinstance(found, bool) else repr(found)
    return text if len(text) <= MOST_SHOWN else f"{text[: MOST_SHOWN - 3]}..."


def raise_all(problems: Problems, kind: str, **values: object) -> None:
    """Raise one ``BadInput`` that names every problem, or do nothing when there is none.

    Parameters
    ----------
    kind : str
        What was to be read: ``errors.mend.<kind>.one`` and ``.other`` are its sentences.
    """
    if not problems:
        return
    n = len(problems)
    named = problems[: n if n <= MOST_NAMED + 1 else MOST_NAMED]
    more = [Said("errors.problem.more", n=n - len(named))] if len(named) < n else []
    raise BadInput(
        f"errors.mend.{kind}.{'one' if n == 1 else 'other'}", n=n, problems=[*named, *more], **values
    )
