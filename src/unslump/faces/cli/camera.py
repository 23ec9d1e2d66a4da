"""``unslump camera``: the camera coach. ``setup`` brings its model files, ``remove`` takes them away."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from .progress import Progress
from .support import Camera, Desk, print_json


@click.group("camera")
def command() -> None:
    """Hold the commands of the camera coach."""


@command.command("setup")
@click.option("--from", "source", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True)
@click.pass_obj
def setup(desk: Desk, source: Path | None, as_json: bool) -> None:
    camera = _camera(desk)
    with Progress(desk.words, sys.stderr) as progress:
        camera.set_up(source, progress)
    report = camera.report()
    if as_json:
        print_json({"ready": report.ready, "folder": report.folder})
    else:
        click.echo(desk.words("camera_setup.done.here", folder=report.folder))


@command.command("remove")
@click.option("--json", "as_json", is_flag=True)
@click.pass_obj
def remove(desk: Desk, as_json: bool) -> None:
    camera = _camera(desk)
    gone = list(camera.remove())
    if as_json:
        print_json({"removed": gone})
    else:
        said = "gone" if gone else "nothing"
        click.echo(desk.words(f"camera_setup.done.{said}", folder=camera.report().folder))


def _camera(desk: Desk) -> Camera:
    camera = desk.outside.camera()
    assert camera is not None, "main wires one"
    return camera
