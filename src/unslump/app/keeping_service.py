"""What is kept: look at it, take it along, erase it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..core.errors import BadInput
from ..core.history.export import TABLES, document, to_csv
from ..core.history.summary import Day, PairCount, SessionLine, Summary, summarise
from ..core.words import Words
from ..ports import Clock, Faults, Logbook, Store
from .settings import BY_NAME
from .settings_service import SettingsService

__all__ = ["Day", "Erased", "KeepingService", "PairCount", "SessionLine", "Summary"]
"""The values a summary is made of come along, for whoever shows one."""


@dataclass(frozen=True, slots=True)
class Erased:
    """What went: how many rows of records, and whether there were settings, noted faults and a log."""

    rows: int
    settings: bool
    faults: bool
    log: bool = False

    def __bool__(self) -> bool:
        return bool(self.rows or self.settings or self.faults or self.log)


@dataclass(frozen=True, slots=True)
class KeepingService:
    """Everything a person may do with their own records. Reading changes nothing."""

    store: Store
    clock: Clock
    settings: SettingsService
    faults: Faults
    log: Logbook | None = None

    def counts(self) -> dict[str, int]:
        """How many rows each table holds, by its name."""
        data = self.store.export()
        return {table: len(data[table]) for table in TABLES}

    def everything(self) -> dict[str, int]:
        """``counts``, the settings a person has changed, and 1 if faults are noted and if there is a log."""
        beside = {"settings": self._settings_count(), "faults": int(self.faults.there())}
        return {**self.counts(), **beside, "log": int(self._has_log())}

    def _has_log(self) -> bool:
        return self.log is not None and self.log.there()

    def _settings_count(self) -> int:
        try:
            return len(self.settings.own())
        except BadInput:
            return 1  # a file that cannot be read is there all the same, and can be erased

    def summary(self) -> Summary:
        """The history, added up as of today."""
        return summarise(self.store.history(), self.clock.now().wall.date())

    def document(self, words: Words) -> Mapping[str, Any]:
        """Everything in one document that explains itself."""
        settings = {
            name: {"value": value, "meaning": words(f"settings.{name}.label") if name in BY_NAME else None}
            for name, value in self.settings.own().items()
        }
        return document(self.store.export(), words, self.clock.now().wall, settings=settings)

    def tables(self) -> dict[str, str]:
        """Every table as CSV, by the name of its file."""
        data = self.store.export()
        return {f"{table}.csv": to_csv(table, data[table]) for table in TABLES}

    def erase(self) -> Erased:
        """Remove everything for good: records, backup copies included, settings, noted faults, the log.

        The records go first: they say the most, and when they cannot go nothing has been changed yet.
        """
        settings, faults, log = bool(self._settings_count()), self.faults.there(), self._has_log()
        rows = self.store.erase()
        self.settings.erase()
        self.faults.clear()
        if self.log is not None:
            self.log.clear()
        return Erased(rows, settings, faults, log)
