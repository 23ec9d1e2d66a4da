"""What is kept: look at it, take it along, erase it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..core.history.export import TABLES, document, to_csv
from ..core.history.summary import Day, PairCount, SessionLine, Summary, summarise
from ..core.words import Words
from ..ports import Clock, Store

__all__ = ["Day", "KeepingService", "PairCount", "SessionLine", "Summary"]
"""The values a summary is made of come along, for whoever shows one."""


@dataclass(frozen=True, slots=True)
class KeepingService:
    """Everything a person may do with their own records. Reading changes nothing."""

    store: Store
    clock: Clock

    def counts(self) -> dict[str, int]:
        """How many rows each table holds, by its name."""
        data = self.store.export()
        return {table: len(data[table]) for table in TABLES}

    def summary(self) -> Summary:
        """The history, added up as of today."""
        return summarise(self.store.history(), self.clock.now().wall.date())

    def document(self, words: Words) -> Mapping[str, Any]:
        """Everything in one document that explains itself."""
        return document(self.store.export(), words, self.clock.now().wall)

    def tables(self) -> dict[str, str]:
        """Every table as CSV, by the name of its file."""
        data = self.store.export()
        return {f"{table}.csv": to_csv(table, data[table]) for table in TABLES}

    def erase(self) -> int:
        """Remove every record for good, backup copies included; return how many rows went."""
        return self.store.erase()
