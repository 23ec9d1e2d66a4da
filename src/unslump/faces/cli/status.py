"""``unslump status``: how long already, what is next and why, what holds it, what was done lately."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import click

from ...app.durations import about
from .support import Desk, print_json


@click.command("status")
@click.option("--json", "as_json", is_flag=True)
@click.pass_obj
def command(desk: Desk, as_json: bool) -> None:
    status = desk.ask(do="status")
    if as_json:
        print_json(status)
        return
    for line in lines(desk, status):
        click.echo(line)


def lines(desk: Desk, status: Mapping[str, Any]) -> Iterator[str]:
    words, outlook = desk.words, status["outlook"]
    yield status["why_text"]
    if not outlook["resting"] and about(outlook["bout_s"]) != about(outlook["sitting_s"]):
        yield words("control.status.unbroken", bout=about(outlook["bout_s"]))
    if outlook["holds"] and outlook["phase"] != "held":
        holds = [words(f"control.hold.{hold}") for hold in outlook["holds"]]
        yield words("control.status.waits", holds=holds)
    if outlook["postponed"]:
        yield words.count("control.status.postponed", outlook["postponed"])
    if status["lately"]:
        yield words("control.status.lately")
        today = desk.clock.now().wall.date().isoformat()
        yield from (_event(desk, event, today) for event in status["lately"])


def _event(desk: Desk, event: Mapping[str, Any], today: str) -> str:
    day, _, clock = event["wall"].partition("T")
    time = clock[:5] if day == today else f"{day} {clock[:5]}"
    kind = desk.words(f"control.kind.{event['kind']}")
    return desk.words("control.status.event", time=time, kind=kind, reason=event["reason"])
