"""``unslump break now``, ``postpone``, ``skip``, ``pause``, ``resume``: one word each, to the resident.

They answer within 150 ms, Python's own start included: nothing is imported here that they can do without.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import click

from .support import Desk, print_json

as_json_option = click.option("--json", "as_json", is_flag=True)


def told(desk: Desk, answer: Mapping[str, Any], as_json: bool) -> None:
    """Say what a word costs, or print the whole answer."""
    if as_json:
        print_json(answer)
    else:
        click.echo(answer["cost"])


@click.command("break")
@click.argument("now", type=click.Choice(["now"]))
@as_json_option
@click.pass_obj
def break_now(desk: Desk, now: str, as_json: bool) -> None:
    status = desk.ask(do="status")
    if status["outlook"]["phase"] == "break":  # begun already: its page is what is asked for
        answer = {"happened": [], "cost": status["why_text"], "status": status}
    else:
        answer = desk.ask(do="say", what="start")
    url = desk.ask(do="open", where="break")["url"]
    if as_json:  # a script shows the page where it likes
        print_json({**answer, "url": url})
        return
    told(desk, answer, as_json)
    opens = desk.outside.resident.has_display() and not desk.options.no_browser
    click.echo(desk.words("control.break.opening" if opens else "control.break.open_here", url=url))
    if opens:
        desk.outside.resident.open_page(url)


@click.command("pause")
@click.argument("length", nargs=-1)
@as_json_option
@click.pass_obj
def pause(desk: Desk, length: tuple[str, ...], as_json: bool) -> None:
    from ...app.pausing import pause_length

    for_s = pause_length(length, desk.clock.now().wall, lambda time: time.astimezone())
    told(desk, desk.ask(do="say", what="pause", for_s=for_s), as_json)


def _plain(word: str) -> click.Command:
    @click.command(word)
    @as_json_option
    @click.pass_obj
    def command(desk: Desk, as_json: bool) -> None:
        told(desk, desk.ask(do="say", what=word), as_json)

    return command


COMMANDS: Mapping[str, click.Command] = {
    "break": break_now,
    "pause": pause,
    **{word: _plain(word) for word in ("postpone", "skip", "resume")},
}
