"""What a command is given, and how it answers."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import click

from ...app.options import Options
from ...core.catalogue.model import Catalogue, Exercise
from ...core.words import Words
from ...ports import Clock, Ids, Store


@dataclass(frozen=True)
class Outside:
    """The adapters, as functions that make them when they are needed. Wired in ``main``."""

    data_dir: Callable[[], Path]
    clock: Callable[[], Clock]
    ids: Callable[[Clock], Ids]
    store: Callable[[Path, Clock, Words], Store]
    exercise: Callable[[str, Words], Exercise]
    catalogue: Callable[[Words], Catalogue]
    data: Callable[[str], dict[str, Any]]


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
    def ids(self) -> Ids:
        return self.outside.ids(self.clock)

    @cached_property
    def store(self) -> Store:
        """The records; raises ``StoreTrouble`` with its sentence. Closed when the command has ended."""
        return self.outside.store(self.data_dir, self.clock, self.words)

    @cached_property
    def catalogue(self) -> Catalogue:
        return self.outside.catalogue(self.words)

    def exercise(self, exercise_id: str) -> Exercise:
        """Read one exercise alone; raises ``BadInput`` for an unknown id."""
        return self.outside.exercise(exercise_id, self.words)

    def data(self, relative: str) -> dict[str, Any]:
        """Read a TOML file of the package, for instance ``screening/rules.toml``."""
        return self.outside.data(relative)

    def close(self) -> None:
        if "store" in self.__dict__:
            self.store.close()


def print_json(document: object) -> None:
    """Print one JSON document, the whole answer of a command with ``--json``."""
    click.echo(json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False))
