"""``unslump exercises``: every movement, with its id and what it is for."""

from __future__ import annotations

import click

from .support import Desk, print_json


@click.command("exercises")
@click.option("--json", "as_json", is_flag=True)
@click.pass_obj
def command(desk: Desk, as_json: bool) -> None:
    words = desk.words
    listed = [
        {
            "id": exercise.id,
            "name": words(exercise.name),
            "summary": words(exercise.summary),
            "areas": [area.value for area in exercise.areas],
            "position": exercise.position,
            "variant": exercise.variant,
            "levels": exercise.levels,
        }
        for exercise in desk.catalogue.exercises
    ]
    if as_json:
        print_json({"exercises": listed})
        return
    for exercise in desk.catalogue.exercises:
        areas = ", ".join(words(f"terminal.area.{area.value}") for area in exercise.areas)
        click.echo(words("terminal.exercises.line", id=exercise.id, name=words(exercise.name), areas=areas))
