"""The command line: a group that imports a command only when it is the one that was asked for.

A module ``faces/cli/<name>.py`` with a click command named ``command`` is the command ``<name>`` (dashes for
underscores). Its help and that of its parameters come from the words ``cli.<name>.help`` and
``cli.<name>.<parameter>``; with ``cli.<name>.short`` it is in the list that ``--help`` shows.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Sequence
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import click

from ... import __version__
from ...adapters import content
from ...adapters.clock import ScaledClock, system_clock
from ...adapters.ids import TimeOrderedIds
from ...adapters.paths import Paths, locate
from ...adapters.store.sqlite import SqliteStore
from ...app.options import OPTIONS, Options
from ...app.resident import chosen_folder, clock_speed, is_throw_away
from ...core.errors import BadInput, did_you_mean
from ...core.words import Words
from ...ports import Clock, Ids, Store
from .support import Desk, Outside

INTERRUPTED = 130
"""Exit code after Ctrl+C, as shells have it."""


class LazyGroup(click.Group):
    """The commands of this package, each imported when it is invoked."""

    def __init__(self, words: Words, **more: Any) -> None:
        super().__init__(**more)
        self._words = words

    def list_commands(self, ctx: click.Context) -> list[str]:
        listed = (key.split(".")[1] for key, _ in self._words.under("cli") if key.endswith(".short"))
        return sorted(name for name in listed if _module(name))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        module = _module(cmd_name)
        if module is None:
            return None
        found: click.Command = import_module(module).command
        return self._with_words(found, cmd_name)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0]
        if self.get_command(ctx, name) is None and not name.startswith("-"):
            known = self.list_commands(ctx)
            near = did_you_mean(name, known)
            raise BadInput(self._words("cli.unknown", found=name, near=near, known=", ".join(known)))
        return super().resolve_command(ctx, args)

    def _with_words(self, command: click.Command, name: str) -> click.Command:
        key = f"cli.{name.replace('-', '_')}"
        command.help = self._text(f"{key}.help")
        command.short_help = self._text(f"{key}.short")
        for parameter in command.params:
            if isinstance(parameter, click.Option):
                parameter.help = self._text(f"{key}.{parameter.name}")
        return command

    def _text(self, key: str) -> str | None:
        return self._words(key) if self._words.has(key) else None


def _module(name: str) -> str | None:
    """Name the module of a command, if it is one."""
    plain = name.replace("-", "_")
    if not plain.isidentifier() or plain in ("main", "support") or plain.startswith("_"):
        return None
    module = f"{__package__}.{plain}"
    return module if find_spec(module) else None


def build_group(words: Words) -> click.Group:
    """Return the whole command line, as ``--help`` and the documentation's tests see it.

    The options are read before click sees the line (``app.options``); here they are only described.
    """
    described: list[click.Parameter] = [
        click.Option(
            [option.flag],
            metavar=option.value,
            is_flag=option.value is None,
            expose_value=False,
            help=words(f"cli.options.{option.name}"),
        )
        for option in OPTIONS
    ]
    return LazyGroup(
        words, name="unslump", help=words("cli.help"), params=described, epilog=words("cli.epilog")
    )


def run(options: Options, arguments: Sequence[str]) -> int:
    """Run one command; return its exit code.

    Raises
    ------
    UnslumpError
        Whatever the command could not do, with its sentence.
    """
    words = content.load_words()
    if options.version:
        click.echo(words("cli.version", version=__version__))
        return 0
    place = locate(chosen_folder(options))
    desk = Desk(options, words, _outside(options, place))
    try:
        return _invoke(build_group(words), desk, arguments)
    finally:
        desk.close()
        if is_throw_away(options):
            shutil.rmtree(place.data, ignore_errors=True)


def _invoke(group: click.Group, desk: Desk, arguments: Sequence[str]) -> int:
    try:
        result = group.main(list(arguments), prog_name="unslump", standalone_mode=False, obj=desk)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message())
        return 0
    except click.ClickException as error:
        raise BadInput(_sentence(error, desk.words)) from None
    except (click.Abort, KeyboardInterrupt):
        return INTERRUPTED
    except BrokenPipeError:
        sys.stdout = open(os.devnull, "w")  # noqa: SIM115 - the reader has gone: nothing is left to say
        return 0
    return result if isinstance(result, int) else 0


def _sentence(error: click.ClickException, words: Words) -> str:
    """Say click's own complaint in one line, with where to read on."""
    said = " ".join(error.format_message().split()).rstrip(".")
    command = error.ctx.command_path if isinstance(error, click.UsageError) and error.ctx else "unslump"
    return words("cli.usage", said=said, command=command)


def _outside(options: Options, place: Paths) -> Outside:
    return Outside(
        data_dir=lambda: place.data,
        clock=partial(_clock, options),
        ids=_ids,
        store=partial(_store, place),
        exercise=content.load_exercise,
        catalogue=content.load_catalogue,
        data=content.load_toml,
    )


def _clock(options: Options) -> Clock:
    speed = clock_speed(options, os.environ)
    return system_clock() if speed == 1.0 else ScaledClock(system_clock(), speed)


def _ids(clock: Clock) -> Ids:
    return TimeOrderedIds(lambda: clock.now().wall)


def _store(place: Paths, _: Path, clock: Clock, words: Words) -> Store:
    return SqliteStore(place.database, lambda: clock.now().wall, words=words)
