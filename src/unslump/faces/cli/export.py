"""``unslump export``: everything that is kept, in a form that explains itself."""

from __future__ import annotations

import json
import os
from pathlib import Path

import click

from ...core.errors import BadInput, StoreTrouble
from .support import Desk, print_json


@click.command("export")
@click.option("--out", type=click.Path(path_type=Path), metavar="FILE")
@click.option("--csv", "folder", type=click.Path(path_type=Path), metavar="DIR")
@click.option("--json", "as_json", is_flag=True)
@click.pass_obj
def command(desk: Desk, out: Path | None, folder: Path | None, as_json: bool) -> None:
    keeping = desk.keeping
    document = keeping.document(desk.words)
    if out is None and folder is None:
        print_json(document)
        return
    written: list[Path] = []
    if out is not None:
        text = json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False) + "\n"
        written.append(_write(out, text))
    if folder is not None:
        _make(folder)
        written += [_write(folder / name, text) for name, text in keeping.tables().items()]
    if as_json:
        print_json({"written": [str(path) for path in written], "rows": sum(keeping.counts().values())})
        return
    for path in written:
        click.echo(desk.words("terminal.export.written", path=path))


def _make(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise StoreTrouble("terminal.export.cannot", path=folder, why=error.strerror) from None


def _write(path: Path, text: str) -> Path:
    """Write a new file that only its owner can read. One that is there already is left alone."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with open(handle, "w", encoding="utf-8", newline="") as file:
            file.write(text)
    except FileExistsError:
        raise BadInput("terminal.export.exists", path=path) from None
    except OSError as error:
        raise StoreTrouble("terminal.export.cannot", path=path, why=error.strerror) from None
    return path
