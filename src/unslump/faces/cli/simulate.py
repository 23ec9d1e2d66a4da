"""``unslump simulate FILE``: a scripted day through the real break machine, in virtual time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import click

from ...core.words import Said
from .support import Desk, print_json, read_json

MOST_BYTES = 16_000_000
"""A year of days, each step written out, is some megabytes."""


@click.command("simulate")
@click.argument("file")
@click.option("--json", "as_json", is_flag=True)
@click.pass_obj
def command(desk: Desk, file: str, as_json: bool) -> None:
    from ...app.simulate_service import simulate

    day = simulate(read_json(file, Said("terminal.file.of.day"), most_bytes=MOST_BYTES), desk.words)
    for refused in day.refused:
        click.echo(refused, err=True)
    if as_json:
        print_json(day.document)
        return
    for line in ledger(desk, day.document):
        click.echo(line)


def ledger(desk: Desk, document: Mapping[str, Any]) -> Iterator[str]:
    """Everything that happened, a line each under its day, and what it adds up to."""
    from ...app.durations import about

    words, summary, day = desk.words, document["summary"], ""
    for event in document["events"]:
        date, _, clock = event["wall"].partition("T")
        if date != day:
            yield date
            day = date
        kind = words(f"control.kind.{event['kind']}")
        yield words("control.simulate.event", time=clock[:8], kind=kind, reason=event["reason"])
    if not document["events"]:
        yield words("control.simulate.nothing")
    yield words("control.simulate.counts", **summary)
    lengths = {name: about(value) for name, value in summary.items() if name.endswith("_s")}
    yield words("control.simulate.lengths", **lengths)
