"""``unslump doctor``: what works on this computer, and what to do about the rest. Changes nothing.

Each line is one of three: ``ok``, ``missing`` (and what to do), ``unknown`` (it cannot be seen from here).
"""

from __future__ import annotations

import os
import platform
import socket
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

import click

from ... import __version__
from ...app.address import DEFAULT_PORT, HOST, TESTING_PORT
from ...core.errors import UnslumpError
from ...ports import SENSES, SenseKind
from .support import Desk, print_json

State = Literal["ok", "missing", "unknown"]


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at: what is so, and what to do about it (empty where nothing is)."""

    id: str
    state: State
    what: str
    do: str = ""


@click.command("doctor")
@click.option("--json", "as_json", is_flag=True)
@click.pass_obj
def command(desk: Desk, as_json: bool) -> None:
    checks = list(examine(desk))
    if as_json:
        print_json({"version": __version__, "checks": [asdict(check) for check in checks]})
        return
    click.echo(desk.words("cli.version", version=__version__))
    for check in checks:
        state = desk.words(f"terminal.doctor.state.{check.state}")
        click.echo(desk.words("terminal.doctor.line", state=state, what=check.what, do=check.do).rstrip())


def examine(desk: Desk) -> Iterator[Check]:
    """Yield every check. One that goes wrong says so and stops none of the others."""
    for check_id, look in {**_CHECKS, **_sense_checks(desk), **_LAST_CHECKS}.items():
        try:
            state, outcome, values = look(desk)
        except UnslumpError as error:  # the sentence says what is so and what to do in one
            yield Check(check_id, "missing", error.said(desk.words))
            continue
        key = f"terminal.doctor.{check_id}.{outcome}"
        do = desk.words(f"{key}_do", **values) if desk.words.has(f"{key}_do") else ""
        yield Check(check_id, state, desk.words(key, **values), do)


Found = tuple[State, str, dict[str, object]]
"""State, the word for what was found (a key below ``terminal.doctor.<check>``), and what to fill in."""


def _python(_: Desk) -> Found:
    system = f"{platform.system()} {platform.release()}"
    return "ok", "fine", {"found": platform.python_version(), "system": system, "path": sys.executable}


def _data_folder(desk: Desk) -> Found:
    folder = desk.data_dir
    there = next((path for path in (folder, *folder.parents) if path.exists()), Path(folder.anchor))
    usable = there.is_dir() and os.access(there, os.W_OK | os.X_OK)
    values: dict[str, object] = {"folder": folder}
    if not usable:
        return "missing", "closed", values
    return "ok", "fine" if folder.exists() else "not_yet", values


def _settings(desk: Desk) -> Found:
    changed = sum(entry.layer != "default" for entry in desk.settings.resolved())
    return "ok", "fine", {"changed": changed}


def _records(desk: Desk) -> Found:
    found = desk.outside.look_at_store()
    if found is None:
        return "ok", "not_yet", {}
    return "ok", "fine", {"step": found[0], "known": found[1]}


def _resident(desk: Desk) -> Found:
    running = desk.outside.resident.running(desk.data_dir)
    if running is None:
        return "ok", "not_running", {}
    return "ok", "running", {"port": running[0], "pid": running[1]}


def _port(desk: Desk) -> Found:
    port = desk.options.port or (TESTING_PORT if desk.options.testing else DEFAULT_PORT)
    running = desk.outside.resident.running(desk.data_dir)
    if running is not None and running[0] == port:
        return "ok", "ours", {"port": port}
    return "ok", "free" if _is_free(port) else "taken", {"port": port}


def _is_free(port: int) -> bool:
    with closing(socket.socket()) as probe:
        if sys.platform != "win32":
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as the server does
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


def _display(desk: Desk) -> Found:
    return ("ok", "fine", {}) if desk.outside.resident.has_display() else ("missing", "none", {})


def _browser(_: Desk) -> Found:
    import webbrowser

    try:
        browser = webbrowser.get()
    except webbrowser.Error:
        return "missing", "none", {}
    return "ok", "fine", {"name": getattr(browser, "name", "") or type(browser).__name__}


def _voice(_: Desk) -> Found:
    return "unknown", "browser", {}


def _sense_checks(desk: Desk) -> dict[str, Callable[[Desk], Found]]:
    """One check a sense, all from one look: the running resident's own eyes, or eyes opened for it."""
    seen = {report["kind"]: report for report in _look_around(desk)}
    return {kind: lambda _, kind=kind: _sense(kind, seen.get(kind)) for kind in SENSES}  # type: ignore[misc]


def _look_around(desk: Desk) -> list[dict[str, Any]]:
    try:
        return list(desk.ask(do="senses")["senses"])
    except (UnslumpError, KeyError, TypeError):  # none runs, or one that is older
        from ...app.control import sense_document

        return [sense_document(report, desk.words) for report in desk.outside.senses(desk.words)]


def _sense(kind: SenseKind, seen: Mapping[str, Any] | None) -> Found:
    if seen is None:
        return "unknown", "unseen", {}
    values = {"back_end": seen["back_end"], "why": seen["why"]}
    value = seen["value"]
    if value is None:
        return "unknown", "cannot", values
    if kind == "idle":
        from ...app.durations import about

        return "ok", "seen", {**values, "length": about(value)}
    detail = f" ({seen['detail']})" if seen["detail"] else ""
    return "ok", "yes" if value else "no", {**values, "detail": detail}


def _notifications(desk: Desk) -> Found:
    found = desk.outside.notifier(desk.words)
    if found is None:
        return "unknown", "unseen", {}
    values: dict[str, object] = {"back_end": found.back_end}
    if found.why is not None:
        return "missing", "cannot", {**values, "why": found.why}
    return "ok", {True: "buttons", False: "plain", None: "not_yet"}[found.buttons], values


def _login(desk: Desk) -> Found:
    ways = [way.status() for way in desk.outside.autostart()]
    for state in ("on", "blocked", "foreign"):
        if found := next((way for way in ways if way.state == state), None):
            return "ok", state, {"place": found.place}
    return "ok", "off", {}


def _camera(desk: Desk) -> Found:
    camera = desk.outside.camera()
    if camera is None:
        return "unknown", "unseen", {}
    found = camera.report()
    values: dict[str, object] = {"folder": found.folder, "command": found.command}
    if not found.runs_here:
        return "missing", "machine", values
    if found.packages_missing:
        return "missing", "packages", {**values, "packages": found.packages_missing}
    if files := found.files_missing:
        return "missing", "files", {**values, "files": files}
    if files := found.files_damaged:
        return "missing", "damaged", {**values, "files": files}
    return "ok", "fine", values


def _terminal(_: Desk) -> Found:
    if not sys.stdin.isatty():
        return "unknown", "piped", {}
    return "ok", "fine", {}


_CHECKS: dict[str, Callable[[Desk], Found]] = {
    "python": _python,
    "data_folder": _data_folder,
    "settings": _settings,
    "records": _records,
    "resident": _resident,
    "port": _port,
    "display": _display,
    "browser": _browser,
    "voice": _voice,
}
_LAST_CHECKS: dict[str, Callable[[Desk], Found]] = {
    "notifications": _notifications,
    "login": _login,
    "camera": _camera,
    "terminal": _terminal,
}
