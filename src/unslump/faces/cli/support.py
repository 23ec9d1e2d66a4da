"""What a command is given, and how it answers.

The services are imported when a command first asks for one: ``unslump timeline`` shall not pay for sessions.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ...app.options import Options
from ...core.words import Words

if TYPE_CHECKING:
    from ...app.keeping_service import KeepingService
    from ...app.lesson_service import LessonService
    from ...app.screening_service import ScreeningService
    from ...app.session_service import SessionService
    from ...app.settings_service import SettingsService
    from ...core.catalogue.model import Catalogue, Exercise
    from ...core.screening.questions import Questions
    from ...core.screening.rules import Rules
    from ...ports import Clock, Faults, Ids, SettingsFile, Store


@dataclass(frozen=True)
class Resident:
    """The other way to use Unslump, its page. Handed in by ``__main__``: faces do not know each other.

    Attributes
    ----------
    has_display : callable
        Whether a page could be shown here at all.
    show : callable
        Show the page of the resident, or become it; returns the exit code.
    running : callable
        Port and process of who holds the data folder now, or None.
    """

    has_display: Callable[[], bool]
    show: Callable[[], int]
    running: Callable[[Path], tuple[int, int] | None]


@dataclass(frozen=True)
class Outside:
    """The adapters, as functions that make them when they are needed. Wired in ``main``."""

    data_dir: Callable[[], Path]
    clock: Callable[[], Clock]
    rate: Callable[[], float]
    ids: Callable[[Clock], Ids]
    store: Callable[[Clock], Store]
    look_at_store: Callable[[], tuple[int, int] | None]
    settings: Callable[[], SettingsFile]
    faults: Callable[[], Faults]
    exercise: Callable[[str, Words], Exercise]
    exercise_file: Callable[[Path, Words], Exercise]
    catalogue: Callable[[Words], Catalogue]
    questions: Callable[[], Questions]
    rules: Callable[[], Rules]
    resident: Resident


@dataclass
class Desk:
    """One run of the command line (``@click.pass_obj``). Nothing is opened before it is asked for."""

    options: Options
    words: Words
    outside: Outside

    @cached_property
    def data_dir(self) -> Path:
        """Where all state lives; not made by asking."""
        return self.outside.data_dir()

    @cached_property
    def clock(self) -> Clock:
        return self.outside.clock()

    @cached_property
    def rate(self) -> float:
        """How many times faster than the world the clock runs; 1 outside of tests."""
        return self.outside.rate()

    @cached_property
    def ids(self) -> Ids:
        return self.outside.ids(self.clock)

    @cached_property
    def store(self) -> Store:
        """The records; raises ``StoreTrouble``. Closed when the command has ended."""
        return self.outside.store(self.clock)

    @cached_property
    def catalogue(self) -> Catalogue:
        return self.outside.catalogue(self.words)

    @cached_property
    def questions(self) -> Questions:
        return self.outside.questions()

    @cached_property
    def rules(self) -> Rules:
        return self.outside.rules()

    @cached_property
    def settings(self) -> SettingsService:
        from ...app.settings_service import SettingsService

        return SettingsService(self.outside.settings())

    @cached_property
    def keeping(self) -> KeepingService:
        from ...app.keeping_service import KeepingService

        return KeepingService(self.store, self.clock, self.settings, self.outside.faults())

    @cached_property
    def screening(self) -> ScreeningService:
        from ...app.screening_service import ScreeningService

        return ScreeningService(self.store, self.clock, self.ids, self.rules, self.catalogue)

    @cached_property
    def lessons(self) -> LessonService:
        from ...app.lesson_service import LessonService

        return LessonService(self.store, self.clock, self.ids)

    @cached_property
    def sessions(self) -> SessionService:
        from ...app.session_service import SessionService

        return SessionService(self.store, self.clock, self.ids)

    def exercise(self, exercise_id: str) -> Exercise:
        """Read one exercise alone; raises ``BadInput`` for an unknown id."""
        return self.outside.exercise(exercise_id, self.words)

    def close(self) -> None:
        if "store" in self.__dict__:
            self.store.close()


def print_json(document: object) -> None:
    """Print one JSON document, the whole answer of a command with ``--json``.

    Where standard output cannot write every letter, letters are escaped: the document stays the same.
    """
    plain = (sys.stdout.encoding or "").lower().replace("-", "") != "utf8"
    click.echo(json.dumps(document, ensure_ascii=plain, indent=2, allow_nan=False))
