"""Read values that strangers wrote, and collect every problem before saying anything."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from ..errors import BadInput, did_you_mean

MOST_NAMED = 20
"""Problems that are named one by one; a file of another kind may hold thousands."""


class Reader:
    """Typed looks into one JSON object. A bad value becomes a problem and reads as missing.

    Parameters
    ----------
    table : mapping
        The object.
    problems : list of str
        Grows with each problem; shared by the readers of nested objects.
    where : str
        Place of the object, for instance ``clearances[0].``; empty at the top.
    """

    def __init__(self, table: Mapping[str, Any], problems: list[str], where: str = "") -> None:
        self.table, self.problems, self.where = table, problems, where

    def problem(self, key: str, expected: str, found: object) -> None:
        self.problems.append(f"{self.where}{key}: expected {expected}, found {shown(found)}")

    def known(self, keys: Iterable[str]) -> None:
        """Name every key that is not one of ``keys``."""
        allowed = tuple(keys)
        strange = [str(key) for key in self.table if key not in allowed]
        near = {key: did_you_mean(key, allowed) for key in strange[:MOST_NAMED]}
        for key, hint in near.items():
            self.problems.append(f"there is no key {self.where}{shown(key)[1:-1]}.{hint}".rstrip("."))
        if not all(near.values()):
            self.problems[-1] += f". There are {', '.join(allowed)}"
        if len(strange) > MOST_NAMED:
            self.problems.append(f"{self.where}and {len(strange) - MOST_NAMED} more keys like these")

    def flag(self, key: str, default: bool = False) -> bool:
        value = self.table.get(key, default)
        if isinstance(value, bool):
            return value
        self.problem(key, "true or false", value)
        return default

    def number(self, key: str, low: float, high: float, *, whole: bool = False) -> float | None:
        """Read a number between ``low`` and ``high``, both included; ``None`` where there is none."""
        value = self.table.get(key)
        if value is None:
            return None
        fits = isinstance(value, int | float) and not isinstance(value, bool) and low <= value <= high
        if fits and (not whole or value == int(value)):
            return float(value)
        self.problem(key, f"{'a whole number' if whole else 'a number'} from {low:g} to {high:g}", value)
        return None

    def whole(self, key: str, low: int, high: int) -> int | None:
        value = self.number(key, low, high, whole=True)
        return None if value is None else int(value)

    def choice(self, key: str, choices: Iterable[str], *, needed: bool = False) -> str | None:
        value, known = self.table.get(key), tuple(choices)
        if value is None and not needed:
            return None
        if isinstance(value, str) and value in known:
            return value
        near = did_you_mean(value, known) if isinstance(value, str) else ""
        self.problem(key, f"one of {', '.join(known)}", "nothing" if value is None else value)
        self.problems[-1] += f".{near}" if near else ""
        return None

    def day(self, key: str, *, needed: bool = False) -> date | None:
        """Read ``YYYY-MM-DD``; a full time stamp counts by its date."""
        value = self.table.get(key)
        if value is None and not needed:
            return None
        try:
            return datetime.fromisoformat(value).date() if isinstance(value, str) else _no_date()
        except ValueError:
            self.problem(key, "a date as 2026-03-02", "nothing" if value is None else value)
            return None

    def text(self, key: str) -> str | None:
        value = self.table.get(key)
        if value is None or isinstance(value, str):
            return value
        self.problem(key, "text", value)
        return None

    def names(self, key: str, known: Iterable[str], kind: str, *, needed: bool = False) -> frozenset[str]:
        """Read a list of names that must all be in ``known``; near matches are named for the others."""
        value, allowed = self.table.get(key), frozenset(known)
        if value is None and not needed:
            return frozenset()
        if not isinstance(value, list) or (needed and not value):
            self.problem(key, f"a list of {kind}", "nothing" if value is None else value)
            return frozenset()
        bad = [name for name in value if not isinstance(name, str) or name not in allowed]
        for name in bad[:MOST_NAMED]:
            near = did_you_mean(name, sorted(allowed)) if isinstance(name, str) else ""
            self.problem(key, kind, name)
            self.problems[-1] += f".{near}" if near else ""
        if len(bad) > MOST_NAMED:
            self.problems.append(f"{self.where}{key}: and {len(bad) - MOST_NAMED} more like these")
        return frozenset(name for name in value if isinstance(name, str) and name in allowed)

    def table_at(self, key: str) -> Reader | None:
        value = self.table.get(key)
        if value is None:
            return None
        if isinstance(value, Mapping):
            return Reader(value, self.problems, f"{self.where}{key}.")
        self.problem(key, "an object", value)
        return None

    def tables_at(self, key: str) -> list[Reader]:
        value = self.table.get(key)
        if value is None:
            return []
        if not isinstance(value, list):
            self.problem(key, "a list of objects", value)
            return []
        readers = []
        for index, entry in enumerate(value):
            if isinstance(entry, Mapping):
                readers.append(Reader(entry, self.problems, f"{self.where}{key}[{index}]."))
            else:
                self.problem(f"{key}[{index}]", "an object", entry)
        return readers


def raise_all(problems: list[str], what: str) -> None:
    """Raise one ``BadInput`` that names every problem, or do nothing when there is none."""
    if not problems:
        return
    count = f"{len(problems)} problems" if len(problems) > 1 else "one problem"
    more = [f"and {len(problems) - MOST_NAMED} more"] if len(problems) > MOST_NAMED + 1 else []
    told = "; ".join([*problems[:MOST_NAMED], *more] if more else problems)
    end = "" if told.endswith("?") else "."
    raise BadInput(f"Expected {what}, found {count}: {told}{end} Mend this and try again.")


def _no_date() -> date:
    raise ValueError


_JSON_NAMES = {None: "null", True: "true", False: "false"}


def shown(found: object) -> str:
    """Say a value as it stands in the file, in a few words at most."""
    if found is None or isinstance(found, bool):
        return _JSON_NAMES[found]
    text = found if found == "nothing" else repr(found)
    return str(text) if len(str(text)) <= 60 else f"{str(text)[:57]}..."
