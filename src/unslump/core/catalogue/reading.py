"""Read values out of a parsed TOML table and remember every problem with its place.

A reader never stops at the first problem: it notes the sentence, answers with a harmless stand-in, goes on.
Whoever reads a whole file asks ``problems`` at the end and throws everything away if there are any.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar, get_args

from ..errors import did_you_mean

T = TypeVar("T")

_NAMES = {
    str: "text",
    bool: "true or false",
    int: "a whole number",
    float: "a number",
    list: "a list",
    dict: "a table",
}


class Problems:
    """The problems of one file, in the order in which they were found."""

    def __init__(self) -> None:
        self.found: list[str] = []

    def add(self, place: str, sentence: str) -> None:
        self.found.append(f"{place}: {sentence}" if place else sentence)


class Reader:
    """One table of a file at one place.

    Parameters
    ----------
    table : object
        What the file has there; anything but a table is itself a problem.
    place : str
        For instance ``phases[5].cues[2]``; empty at the top.
    problems : Problems
        Where to note them.
    known : iterable of str
        Every key that may stand here; others are named, with near ones.
    """

    def __init__(self, table: object, place: str, problems: Problems, known: Iterable[str]) -> None:
        self.place = place
        self.problems = problems
        self.table: Mapping[str, Any] = table if isinstance(table, Mapping) else {}
        if not isinstance(table, Mapping):
            problems.add(place, f"expected a table, found {shown(table)}")
        known = sorted(known)
        for key in self.table:
            if key not in known:
                self.note(key, f"there is no such key.{did_you_mean(key, known)}".rstrip("."))

    def at(self, key: str) -> str:
        return f"{self.place}.{key}" if self.place else key

    def note(self, key: str, sentence: str) -> None:
        self.problems.add(self.at(key), sentence)

    def has(self, key: str) -> bool:
        return key in self.table

    def value(self, key: str, kind: type[T], default: T | None = None, *, stand_in: T) -> T:
        """Return the value of ``key``; without a ``default`` it must be there.

        Whole numbers pass as numbers; true and false pass as neither.
        """
        if key not in self.table:
            if default is None:
                self.note(key, f"expected {_NAMES[kind]}, found nothing")
                return stand_in
            return default
        found = self.table[key]
        if kind is float and isinstance(found, int) and not isinstance(found, bool):
            return float(found)  # type: ignore[return-value]
        if isinstance(found, kind) and not (isinstance(found, bool) and kind is not bool):
            return found
        self.note(key, f"expected {_NAMES[kind]}, found {shown(found)}")
        return stand_in

    def text(self, key: str, default: str | None = None) -> str:
        return self.value(key, str, default, stand_in=default or "")

    def flag(self, key: str, default: bool) -> bool:
        return self.value(key, bool, default, stand_in=default)

    def items(self, key: str, default: list[Any] | None = None) -> list[Any]:
        return self.value(key, list, default, stand_in=[])

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts; empty when left out."""
        found = self.items(key, [])
        for i, item in enumerate(found):
            if not isinstance(item, str):
                self.note(f"{key}[{i}]", f"expected text, found {shown(item)}")
        return tuple(item for item in found if isinstance(item, str))

    def numbers(self, key: str, counts: tuple[int, ...]) -> tuple[float, ...] | None:
        """A list of as many numbers as one of ``counts``; None, with a note, when it is not."""
        found = self.items(key)
        wanted = " or ".join(str(n) for n in counts)
        if len(found) in counts and all(_is_number(item) for item in found):
            return tuple(float(item) for item in found)
        if self.has(key):
            self.note(key, f"expected a list of {wanted} numbers, found {shown(found)}")
        return None

    def bounds(self, key: str, low: int, high: int) -> tuple[int, int]:
        """``[lowest, highest]``, whole numbers within ``low`` and ``high``, which is also the default."""
        if not self.has(key):
            return low, high
        match self.items(key):
            case [int(a), int(b)] if low <= a <= b <= high:
                return a, b
        self.note(key, f"expected [lowest, highest] within {low} and {high}, found {shown(self.table[key])}")
        return low, high

    def choice(self, key: str, kind: Any, default: str | None = None) -> Any:
        """One of the texts of a ``Literal`` type."""
        known = get_args(kind)
        found = self.text(key, default)
        if found in known:
            return found
        if isinstance(self.table.get(key), str):
            self.note(key, expected_one_of(known, found))
        return default or known[0]

    def each(
        self, key: str, read: Callable[[object, str], T], default: list[Any] | None = None
    ) -> tuple[T, ...]:
        """Read every item of a list, each at its own place."""
        return tuple(read(item, f"{self.at(key)}[{i}]") for i, item in enumerate(self.items(key, default)))


def expected_one_of(known: Iterable[str], found: str) -> str:
    known = tuple(known)
    return f"expected one of {', '.join(known)}, found {found!r}.{did_you_mean(found, known)}".rstrip(".")


def shown(value: object) -> str:
    """Say what was found, short enough for one line."""
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)
