"""``unslump status``: how long already, what is next and why, what holds it, what was done lately."""

from __future__ import annotations

import click

from .quick import show_status
from .support import Desk


@click.command("status")
@click.option("--json", "as_json", is_flag=True)
@click.pass_obj
def command(desk: Desk, as_json: bool) -> None:
    show_status(desk, as_json)
