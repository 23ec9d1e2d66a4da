"""``unslump settings [NAME [VALUE]]``: list, show, change."""

from __future__ import annotations

import click

from ...app.settings import Value, expects, find
from ...app.settings_service import Resolved
from ...core.words import Words
from .support import Desk, print_json


@click.command("settings")
@click.argument("name", required=False)
@click.argument("value", required=False)
@click.option("--json", "as_json", is_flag=True)
@click.pass_obj
def command(desk: Desk, name: str | None, value: str | None, as_json: bool) -> None:
    if value is not None and name is not None:
        desk.settings.change({name: value})
    elif name is not None:
        find(name)
    shown = [entry for entry in desk.settings.resolved() if name in (None, entry.setting.name)]
    if as_json:
        print_json({entry.setting.name: entry.value for entry in shown})
        return
    for entry in shown:
        click.echo(_line(entry, desk.words))
    if name is not None:
        about = {part: desk.words(f"settings.{name}.{part}") for part in ("label", "help")}
        click.echo(desk.words("terminal.settings.about", **about))


def _line(entry: Resolved, words: Words) -> str:
    return words(
        "terminal.settings.line",
        name=entry.setting.name,
        value=written(entry.value),
        layer=words(f"terminal.settings.layer.{entry.layer}"),
        takes=expects(entry.setting),
    )


def written(value: Value) -> str:
    """Write a value as the command line and the file take it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)
