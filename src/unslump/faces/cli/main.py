"""The command line: a group that imports a command only when it is the one that was asked for.

A module ``faces/cli/<name>.py`` with a click command named ``command`` is the command ``<name>`` (dashes for
underscores). Its help and that of its parameters come from the words ``cli.<name>.help`` and
``cli.<name>.<parameter>``; with ``cli.<name>.short`` it is in the list that ``--help`` shows.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import click

from ... import __version__
from ...adapters import content
from ...adapters.paths import Paths, locate
from ...app.options import OPTIONS, Options
from ...app.resident import chosen_folder, clock_speed, is_throw_away
from ...core.errors import BadInput, did_you_mean
from ...core.words import Words
from .support import Desk, Outside, Resident

if TYPE_CHECKING:  # each command loads what it uses, so that the small ones answer at once
    from ...app.control import NotifierReport, SenseReport
    from ...core.screening.questions import Questions
    from ...core.screening.rules import Rules
    from ...ports import Autostart, Clock, Faults, Ids, SettingsFile, Store

SAID_TO_BREAKS = ("break", "postpone", "skip", "pause", "resume")
"""Commands of one module, ``breaks``: each hands on one word."""

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
        loaded = import_module(module)
        found: click.Command = loaded.COMMANDS[cmd_name] if cmd_name in SAID_TO_BREAKS else loaded.command
        return self._with_words(found, cmd_name)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0]
        if self.get_command(ctx, name) is None and not name.startswith("-"):
            known = self.list_commands(ctx)
            raise BadInput("cli.unknown", found=name, near=did_you_mean(name, known), known=known)
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
    if name in SAID_TO_BREAKS:
        return f"{__package__}.breaks"
    plain = name.replace("-", "_")
    if not plain.isidentifier() or plain in ("main", "support", "breaks") or plain.startswith("_"):
        return None
    module = f"{__package__}.{plain}"
    spec = find_spec(module)
    return module if spec and spec.submodule_search_locations is None else None


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


def run(options: Options, arguments: Sequence[str], resident: Resident) -> int:
    """Run one command; return its exit code.

    Parameters
    ----------
    resident : Resident
        The page, for the command that may show it and the one that looks at it.

    Raises
    ------
    UnslumpError
        Whatever the command could not do.
    """
    words = content.load_words()
    if options.version:
        click.echo(words("cli.version", version=__version__))
        return 0
    places: list[Paths] = []
    desk = Desk(options, words, _outside(options, partial(_place, options, places), resident))
    try:
        return _invoke(build_group(words), desk, arguments)
    finally:
        desk.close()
        if is_throw_away(options) and places:
            import shutil

            shutil.rmtree(places[0].data, ignore_errors=True)


def _place(options: Options, found: list[Paths]) -> Paths:
    """Find this person's folder, once and not before a command needs it."""
    if not found:
        found.append(locate(chosen_folder(options)))
    return found[0]


def _invoke(group: click.Group, desk: Desk, arguments: Sequence[str]) -> int:
    try:
        result = group.main(list(arguments), prog_name="unslump", standalone_mode=False, obj=desk)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message())
        return 0
    except click.ClickException as error:
        raise _in_our_words(error) from None
    except (click.Abort, KeyboardInterrupt):
        return INTERRUPTED
    except BrokenPipeError:
        sys.stdout = open(os.devnull, "w")  # noqa: SIM115 - the reader has gone: nothing is left to say
        return 0
    return result if isinstance(result, int) else 0


def _in_our_words(error: click.ClickException) -> BadInput:
    """Say click's own complaint in one line, with where to read on."""
    said = " ".join(error.format_message().split()).rstrip(".")
    command = error.ctx.command_path if isinstance(error, click.UsageError) and error.ctx else "unslump"
    return BadInput("cli.usage", said=said, command=command)


def _outside(options: Options, place: Callable[[], Paths], resident: Resident) -> Outside:
    return Outside(
        data_dir=lambda: place().data,
        clock=partial(_clock, options),
        rate=lambda: clock_speed(options, os.environ),
        ids=_ids,
        store=lambda clock: _store(place(), clock),
        look_at_store=lambda: _look(place()),
        settings=lambda: _settings(place()),
        faults=lambda: _faults(place()),
        exercise=content.load_exercise,
        exercise_file=content.read_exercise_file,
        catalogue=content.load_catalogue,
        questions=_questions,
        rules=_rules,
        resident=resident,
        autostart=_autostart,
        senses=_senses,
        notifier=_notifier,
    )


def _clock(options: Options) -> Clock:
    from ...adapters.clock import ScaledClock, system_clock

    speed = clock_speed(options, os.environ)
    return system_clock() if speed == 1.0 else ScaledClock(system_clock(), speed)


def _ids(clock: Clock) -> Ids:
    from ...adapters.ids import TimeOrderedIds

    return TimeOrderedIds(lambda: clock.now().wall)


def _settings(place: Paths) -> SettingsFile:
    from ...adapters.settings_file import SettingsFile as OnDisk

    return OnDisk(place.config, admin=place.admin)


def _faults(place: Paths) -> Faults:
    from ...adapters.faults import FaultsFile

    return FaultsFile(place.data)


def _store(place: Paths, clock: Clock) -> Store:
    from ...adapters.store.sqlite import SqliteStore

    return SqliteStore(place.database, lambda: clock.now().wall)


def _look(place: Paths) -> tuple[int, int] | None:
    from ...adapters.store.migrations import MIGRATIONS
    from ...adapters.store.opening import look
    from ...adapters.store.trouble import Troubles

    return look(Troubles(place.database), MIGRATIONS)


def _autostart() -> Sequence[Autostart]:
    from ...adapters.autostart import autostarts

    return autostarts()


def _senses() -> Iterable[SenseReport]:
    return ()


def _notifier(_: Words) -> NotifierReport | None:
    return None


def _questions() -> Questions:
    from ...core.screening.questions import parse_questions

    return parse_questions(content.load_toml("screening/questions.toml"))


def _rules() -> Rules:
    from ...core.screening.rules import parse_rules

    return parse_rules(content.load_toml("screening/rules.toml"))
