"""``unslump timeline EXERCISE``: what happens when, and what is said. It describes and asks nothing."""

from __future__ import annotations

import click

from ...core.session.timeline import DEFAULT_LEVEL, TimedPhase, Timeline, build_timeline, timeline_to_json
from ...core.words import Words
from .support import Desk, print_json


@click.command("timeline")
@click.argument("exercise")
@click.option("--level", type=int, default=DEFAULT_LEVEL, metavar="N")
@click.option("--json", "as_json", is_flag=True)
@click.pass_obj
def command(desk: Desk, exercise: str, level: int, as_json: bool) -> None:
    found = desk.exercise(exercise)
    timeline = build_timeline(found, level)
    if as_json:
        print_json(timeline_to_json(timeline, desk.words))
        return
    say = desk.words
    click.echo(say("terminal.timeline.head", id=found.id, name=say(found.name), level=timeline.level))
    click.echo(say("terminal.timeline.describes"))
    for phase in _lasting(timeline):
        click.echo()
        click.echo(_phase_line(phase, say))
        for cue in phase.cues:
            mark = say("terminal.read.mark") if cue.added else f"({cue.source})"
            click.echo(f"  {_seconds(cue.at_s):>6}  {say(cue.words)} {mark}")


def _lasting(timeline: Timeline) -> list[TimedPhase]:
    """The gate takes no time, but what it says comes first all the same."""
    return [phase for phase in timeline.phases if phase.cues or phase.end_s > phase.start_s]


def _phase_line(phase: TimedPhase, words: Words) -> str:
    return words(
        "terminal.timeline.phase",
        id=phase.id,
        name=words(phase.name),
        start=_seconds(phase.start_s),
        end=_seconds(phase.end_s),
        breath=words(f"session.breath.{phase.breath or 'none'}"),
        moves=words(f"terminal.timeline.{'moves' if phase.moves else 'still'}"),
    )


def _seconds(seconds: float) -> str:
    return f"{seconds:.1f}"
