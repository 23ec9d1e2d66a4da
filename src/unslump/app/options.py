"""The options every command takes, wherever they stand in the line.

One table feeds the reader, the command line's help and the docs page. It is read without click, so that the
resident, which only waits, does not pay for a command line it does not use.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ..core.errors import BadInput

LOWEST_PORT = 1024
HIGHEST_PORT = 65535


@dataclass(frozen=True, slots=True)
class Option:
    """One option. Its help is ``cli.options.<name>`` in the words (dashes as underscores)."""

    flag: str
    value: str | None = None
    """What stands for the value in the help; None where the option is a plain switch."""

    @property
    def name(self) -> str:
        return self.flag.removeprefix("--").replace("-", "_")


OPTIONS: tuple[Option, ...] = (
    Option("--data-dir", "DIR"),
    Option("--port", "PORT"),
    Option("--no-browser"),
    Option("--testing"),
    Option("--version"),
)
_BY_FLAG: Mapping[str, Option] = {option.flag: option for option in OPTIONS}


@dataclass(frozen=True, slots=True)
class Options:
    """What was asked for, whichever command follows.

    Attributes
    ----------
    data_dir : str or None
        Where all state lives; None: the usual place of this computer.
    port : int or None
        The port that was asked for; None: the default, or a free one near it.
    no_browser : bool
        Print the address, open nothing.
    testing : bool
        Another default port and a throw-away store.
    version : bool
    """

    data_dir: str | None = None
    port: int | None = None
    no_browser: bool = False
    testing: bool = False
    version: bool = False


def take(arguments: Sequence[str]) -> tuple[Options, list[str]]:
    """Split a command line into the options of this table and everything else, in its order.

    A lone ``--`` ends the options, as everywhere.

    Raises
    ------
    BadInput
        An option lacks its value, a switch was given one, or the port is not a port.
    """
    found: dict[str, str] = {}
    rest: list[str] = []
    waiting = list(arguments)
    while waiting:
        word = waiting.pop(0)
        if word == "--":
            return _options(found), [*rest, word, *waiting]
        flag, equals, value = word.partition("=")
        option = _BY_FLAG.get(flag)
        if option is None:
            rest.append(word)
        else:
            found[option.name] = _value(option, value if equals else None, waiting)
    return _options(found), rest


def _value(option: Option, given: str | None, waiting: list[str]) -> str:
    if option.value is None:
        if given is not None:
            raise BadInput("errors.option.switch", flag=option.flag, found=given)
        return "yes"
    if given is None:
        if not waiting or waiting[0].startswith("--"):
            raise BadInput("errors.option.lacks", flag=option.flag, value=option.value)
        given = waiting.pop(0)
    if not given:
        raise BadInput("errors.option.empty", flag=option.flag, value=option.value)
    return given


def _options(found: Mapping[str, str]) -> Options:
    return Options(
        data_dir=found.get("data_dir"),
        port=_port(found["port"]) if "port" in found else None,
        no_browser="no_browser" in found,
        testing="testing" in found,
        version="version" in found,
    )


def _port(raw: str) -> int:
    number = int(raw) if raw.isascii() and raw.isdigit() and len(raw) <= 5 else 0
    if not LOWEST_PORT <= number <= HIGHEST_PORT:
        raise BadInput("errors.option.port", lowest=LOWEST_PORT, highest=HIGHEST_PORT, found=raw)
    return number
