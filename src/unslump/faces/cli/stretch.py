"""``unslump stretch``: the guided stretch, in the page where there is a display, otherwise as plain lines."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

import click

from ...core.errors import BadInput, NotAllowed
from ...core.vocab import MAX_LEVEL, MIN_LEVEL
from .support import Desk

if TYPE_CHECKING:
    from ...core.vocab import Variant

POSITIONS: tuple[Variant, ...] = ("sit", "stand")


@click.command("stretch")
@click.argument("position", required=False, type=click.Choice(POSITIONS, case_sensitive=False))
@click.option("--level", type=int, metavar="N")
@click.option("--plain", is_flag=True)
@click.pass_obj
def command(desk: Desk, position: Variant | None, level: int | None, plain: bool) -> int:
    if level is not None and not MIN_LEVEL <= level <= MAX_LEVEL:
        raise BadInput("errors.level", found=level, lowest=MIN_LEVEL, highest=MAX_LEVEL)
    if position is not None:
        with suppress(NotAllowed):  # fixed by an administrator: not remembered, but followed
            desk.settings.change({"variant": position})  # docs/evidence.md A S25
    resident = desk.outside.resident
    if not plain and resident.has_display():
        return resident.show()
    chosen = position or ("stand" if desk.settings.values()["variant"] == "stand" else "sit")
    return _walk(desk, chosen, level)


def _walk(desk: Desk, variant: Variant, level: int | None) -> int:
    from .plain.asking import Dialogue
    from .plain.console import open_console
    from .plain.keys import Vocabulary
    from .plain.signals import Signals
    from .plain.walk import Walk

    vocabulary = Vocabulary(desk.words)
    with Signals() as signals:
        dialogue = Dialogue(open_console(vocabulary, signals), desk.words, vocabulary)
        return Walk(desk, dialogue, variant, level).go()
