"""Read and change the settings: built-in defaults < the person's file < locked by an administrator."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from threading import RLock
from typing import Any, Literal

from ..core.errors import BadInput, NotAllowed
from ..ports import SettingsFile
from .settings import SETTINGS, Setting, Value, changed, find, parse_value, resolve

Layer = Literal["default", "person", "admin"]


class BadSettings(BadInput):
    """Values that do not fit. ``names`` are those settings, so that a form can say it beside each."""

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self.values["names"])


@dataclass(frozen=True, slots=True)
class Resolved:
    """One setting with the value that holds, and the layer it comes from."""

    setting: Setting
    value: Value
    layer: Layer


class SettingsService:
    """The one way to the settings. Safe to call from several threads: one writer at a time."""

    def __init__(self, file: SettingsFile) -> None:
        self._file = file
        self._lock = RLock()

    def values(self) -> dict[str, Value]:
        """Return the value of every setting.

        Raises
        ------
        BadInput
            A file cannot be read, holds an unknown name or a value that does not fit.
        """
        return resolve(self._file.person(), self._file.admin())

    def resolved(self) -> tuple[Resolved, ...]:
        """Return every setting with its value and its layer, in the order of the table."""
        values, person, admin = self.values(), self._file.person(), self._file.admin()

        def layer(name: str) -> Layer:
            return "admin" if name in admin else "person" if name in person else "default"

        return tuple(Resolved(s, values[s.name], layer(s.name)) for s in SETTINGS)

    def locked(self) -> frozenset[str]:
        """Names that an administrator has fixed."""
        return frozenset(self._file.admin())

    def own(self) -> dict[str, Any]:
        """Return what stands in the person's file, by name; raises ``BadInput`` if it cannot be read."""
        return dict(self._file.person())

    def erase(self) -> None:
        """Go back to the defaults for good; raises ``StoreTrouble`` if the file cannot be removed."""
        with self._lock:
            self._file.clear()

    def change(self, wanted: Mapping[str, object]) -> dict[str, Value]:
        """Keep new values for some settings, and return all values as they now are.

        Only what differs from a default is written. A value that is already in force is no change, so a form
        may send everything it shows. Nothing is written unless all of it fits.

        Raises
        ------
        BadSettings
            Values do not fit; all of them are named.
        BadInput
            A name is unknown, or the file cannot be read.
        NotAllowed
            An administrator has fixed one of them to another value.
        StoreTrouble
            The file cannot be written.
        """
        with self._lock:
            fitting = check(wanted)
            now = self.values()
            new = {name: value for name, value in fitting.items() if value != now[name]}
            if locked := sorted(self.locked() & new.keys()):
                raise NotAllowed("errors.setting.locked", names=locked)
            if new:
                own = resolve(self._file.person())
                self._file.write(changed(own | new))
            return self.values()


def check(wanted: Mapping[str, object]) -> dict[str, Value]:
    """Read every value, or raise ``BadSettings`` that names all that do not fit."""
    values: dict[str, Value] = {}
    problems: dict[str, BadInput] = {}
    for name, raw in wanted.items():
        setting = find(name)
        try:
            values[name] = parse_value(setting, raw)
        except BadInput as error:
            problems[name] = error
    if problems:
        said = [problem.text for problem in problems.values()]
        raise BadSettings("errors.setting.several", names=tuple(problems), problems=said)
    return values
