"""``unslump login on|off|status``: start with the person's login, or not.

One way is on at a time. Two would do no harm, because the second Unslump finds the first and leaves; but
one of them would then look as if it did nothing.
"""

from __future__ import annotations

import os
import shlex
import subprocess
from collections.abc import Sequence
from dataclasses import asdict

import click

from ...core.errors import BadInput
from ...ports import AtLogin, Autostart
from .support import Desk, print_json

FOLDER_VARIABLE = "UNSLUMP_DATA_DIR"
WRITTEN = ("on", "blocked")


@click.command("login")
@click.argument("what", type=click.Choice(["on", "off", "status"]), default="status")
@click.option("--systemd", "by_systemd", is_flag=True)
@click.option("--json", "as_json", is_flag=True)
@click.pass_obj
def command(desk: Desk, what: str, by_systemd: bool, as_json: bool) -> None:
    if desk.options.testing and what != "status":
        raise BadInput("login.trouble.testing", what=what)
    ways = desk.outside.autostart()
    lines = {"on": _on, "off": _off, "status": _status}[what](desk, ways, by_systemd)
    if as_json:
        found = [way.status() for way in ways]
        print_json({"login": _is_on(found), "ways": [asdict(each) for each in found]})
        return
    for line in lines:
        click.echo(line)


def _is_on(found: Sequence[AtLogin]) -> bool:
    return any(each.state == "on" for each in found)


def _on(desk: Desk, ways: Sequence[Autostart], by_systemd: bool) -> list[str]:
    chosen = _chosen(ways, by_systemd)
    before = chosen.status()
    if before.state == "foreign":
        raise BadInput("login.foreign.refused", place=before.place)
    now = chosen.on(_options(desk), about=desk.words("login.about"))
    said = "blocked" if now.state == "blocked" else "on"
    lines = [desk.words(f"login.{said}.{now.way}", place=now.place)]
    for other in ways:
        if other is not chosen:
            lines += _without(desk, other, moved=True)
    return lines


def _chosen(ways: Sequence[Autostart], by_systemd: bool) -> Autostart:
    if not by_systemd:
        return ways[0]
    found = next((way for way in ways if way.way == "systemd"), None)
    if found is None:
        raise BadInput("login.trouble.no_systemd")
    return found


def _options(desk: Desk) -> list[str]:
    """What the resident is started with: no page at login, and the folder and port of this very line."""
    options = ["--no-browser"]
    if desk.options.data_dir or os.environ.get(FOLDER_VARIABLE, "").strip():
        options += ["--data-dir", str(desk.data_dir)]  # a login may not know the variable
    if desk.options.port is not None:
        options += ["--port", str(desk.options.port)]
    return options


def _off(desk: Desk, ways: Sequence[Autostart], _: bool) -> list[str]:
    was_on = any(way.status().state in WRITTEN for way in ways)
    lines = [line for way in ways for line in _without(desk, way, moved=False)]
    return lines if was_on else [desk.words("login.off.nothing"), *lines]


def _without(desk: Desk, way: Autostart, *, moved: bool) -> list[str]:
    """Take one way back, and say what that changed."""
    before = way.status()
    if before.state in WRITTEN:
        way.off()
        return [desk.words("login.on.moved" if moved else "login.off.done", place=before.place)]
    if before.state == "foreign":
        return [desk.words("login.foreign.left", place=before.place)]
    return []


def _status(desk: Desk, ways: Sequence[Autostart], _: bool) -> list[str]:
    found = [way.status() for way in ways]
    off = [] if any(each.state in WRITTEN for each in found) else [desk.words("login.status.off")]
    return off + [line for each in found for line in _told(desk, each)]


def _told(desk: Desk, found: AtLogin) -> list[str]:
    if found.state == "on":
        return [desk.words("login.status.on", place=found.place, command=_typed(found))]
    if found.state == "blocked":
        return [desk.words(f"login.blocked.{found.way}", place=found.place)]
    if found.state == "foreign":
        return [desk.words("login.foreign.left", place=found.place)]
    return []


def _typed(found: AtLogin) -> str:
    """The command as it would be typed on this kind of computer."""
    return subprocess.list2cmdline(found.command) if found.way == "run-key" else shlex.join(found.command)
