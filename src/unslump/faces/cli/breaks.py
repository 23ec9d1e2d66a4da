"""``unslump break now``, ``postpone``, ``skip``, ``pause``, ``resume``, as click explains them."""

from __future__ import annotations

from collections.abc import Mapping

import click

from . import quick
from .support import Desk

as_json_option = click.option("--json", "as_json", is_flag=True)


@click.command("break")
@click.argument("now", type=click.Choice(["now"]))
@as_json_option
@click.pass_obj
def break_now(desk: Desk, now: str, as_json: bool) -> None:
    quick.break_now(desk, as_json)


@click.command("pause")
@click.argument("length", nargs=-1)
@as_json_option
@click.pass_obj
def pause(desk: Desk, length: tuple[str, ...], as_json: bool) -> None:
    quick.pause(desk, length, as_json)


def _plain(word: str) -> click.Command:
    @click.command(word)
    @as_json_option
    @click.pass_obj
    def command(desk: Desk, as_json: bool) -> None:
        quick.say(desk, word, as_json)

    return command


COMMANDS: Mapping[str, click.Command] = {
    "break": break_now,
    "pause": pause,
    **{word: _plain(word) for word in ("postpone", "skip", "resume")},
}
