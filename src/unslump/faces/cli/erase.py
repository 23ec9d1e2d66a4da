"""``unslump erase``: remove everything for good, after asking once."""

from __future__ import annotations

import sys
from contextlib import suppress

import click

from ...core.errors import BadInput, UnslumpError
from .support import Desk, print_json


@click.command("erase")
@click.option("--yes", "agreed", is_flag=True)
@click.option("--json", "as_json", is_flag=True)
@click.pass_obj
def command(desk: Desk, agreed: bool, as_json: bool) -> None:
    keeping = desk.keeping
    counts = {table: rows for table, rows in keeping.everything().items() if rows}
    if not agreed and counts:
        _ask(desk, counts)
    gone = keeping.erase()
    with suppress(UnslumpError):  # one that runs shall not remember what is gone
        desk.ask(do="forget")
    if as_json:
        print_json(
            {
                "erased": gone.rows,
                "settings_erased": gone.settings,
                "faults_erased": gone.faults,
                "log_erased": gone.log,
            }
        )
    elif gone:
        click.echo(desk.words.count("terminal.erase.done", gone.rows))
    else:
        click.echo(desk.words("terminal.erase.empty"))


def _ask(desk: Desk, counts: dict[str, int]) -> None:
    """Say what will go, and wait for the word. What is said goes to standard error: it is no answer."""
    words = desk.words
    if not _is_terminal():
        raise BadInput("terminal.erase.needs_yes")
    click.echo(words("terminal.erase.will_go", folder=desk.data_dir), err=True)
    for table, rows in counts.items():
        what = words(f"terminal.erase.count.{table}")
        click.echo(words("terminal.erase.table", what=what, rows=rows), err=True)
    click.echo(words("terminal.erase.ask", word=words("terminal.erase.word")), err=True)
    if sys.stdin.readline().strip().lower() != words("terminal.erase.word"):
        raise BadInput("terminal.erase.nothing_done")


def _is_terminal() -> bool:
    return sys.stdin.isatty()
