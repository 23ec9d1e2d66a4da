"""The commands as click reads them: each is imported only when it is the one that was asked for.

A module ``faces/cli/<name>.py`` with a click command named ``command`` is the command ``<name>`` (dashes for
underscores). Its help and that of its parameters come from the words ``cli.<name>.help`` and
``cli.<name>.<parameter>``; with ``cli.<name>.short`` it is in the list that ``--help`` shows. A command that
is itself a group has its own commands' words below its own: ``cli.<name>.<command>.help``.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import click

from ...app.options import OPTIONS
from ...core.errors import BadInput, did_you_mean
from ...core.words import Words
from .support import Desk

SAID_TO_BREAKS = ("break", "postpone", "skip", "pause", "resume")
"""Commands of one module, ``breaks``: each hands on one word."""

NO_COMMANDS = ("main", "group", "support", "breaks", "quick", "progress")
"""Modules here that are no command of their name."""

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
        return self._with_words(found, f"cli.{cmd_name.replace('-', '_')}")

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0]
        if self.get_command(ctx, name) is None and not name.startswith("-"):
            known = self.list_commands(ctx)
            raise BadInput("cli.unknown", found=name, near=did_you_mean(name, known), known=known)
        return super().resolve_command(ctx, args)

    def _with_words(self, command: click.Command, key: str) -> click.Command:
        command.help = self._text(f"{key}.help")
        command.short_help = self._text(f"{key}.short")
        for parameter in command.params:
            if isinstance(parameter, click.Option):
                parameter.help = self._text(f"{key}.{parameter.name}")
        for name, inner in getattr(command, "commands", {}).items():
            self._with_words(inner, f"{key}.{name.replace('-', '_')}")
        return command

    def _text(self, key: str) -> str | None:
        return self._words(key) if self._words.has(key) else None


def _module(name: str) -> str | None:
    """Name the module of a command, if it is one."""
    if name in SAID_TO_BREAKS:
        return f"{__package__}.breaks"
    plain = name.replace("-", "_")
    if not plain.isidentifier() or plain in NO_COMMANDS or plain.startswith("_"):
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


def invoke(desk: Desk, arguments: Sequence[str]) -> int:
    """Run one command; return its exit code."""
    group = build_group(desk.words)
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
