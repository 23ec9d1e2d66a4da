"""``unslump check FILE...``: everything that is wrong with exercise files, each with its place."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from ...core.errors import BadInput
from .support import Desk, print_json


@click.command("check")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True)
@click.pass_obj
def command(desk: Desk, files: tuple[Path, ...], as_json: bool) -> int:
    checked = [_check(desk, file) for file in files]
    if as_json:
        print_json({"files": checked})
    else:
        for entry in checked:
            key = "ok" if entry["ok"] else "not_ok"
            click.echo(desk.words(f"terminal.check.{key}", file=entry["file"], problem=entry["problem"]))
    return 0 if all(entry["ok"] for entry in checked) else BadInput.exit_code


def _check(desk: Desk, file: Path) -> dict[str, Any]:
    try:
        exercise = desk.outside.exercise_file(file, desk.words)
    except BadInput as error:
        return {"file": str(file), "ok": False, "exercise": None, "problem": error.said(desk.words)}
    return {"file": str(file), "ok": True, "exercise": exercise.id, "problem": None}
