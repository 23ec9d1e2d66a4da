"""A resident that only speaks, and the desktop process beside it: what the tray and window tests share."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from ctypes.util import find_library
from pathlib import Path
from typing import Any

import pytest

from desktops import Display, Running, needed, until
from unslump.faces.desktop.start import installed, start_command

HERE = Path(__file__).parent
ROOT = Path(__file__).resolve().parents[2]
LAUNCH = "http://127.0.0.1:1/launch?token=once"
BEARER = "a bearer of its own"
LABELS = {"start": "Start", "postpone": "In 5 minutes", "skip": "Skip"}
QUIET: Any = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "timeout": 20}
LIBRARIES = {"xcb-cursor": "libxcb-cursor0", "xcb-icccm": "libxcb-icccm4", "xcb-keysyms": "libxcb-keysyms1"}


def qt_needed() -> None:
    """Skip without Qt or what it needs of the system, but not where everything must run (CI)."""
    missing = [package for name, package in LIBRARIES.items() if not find_library(name)]
    reason = ""
    if not installed():
        reason = "PySide6 is not installed (./run setup desktop)"
    elif missing:
        reason = f"Qt cannot open a display (Debian and Ubuntu: apt install {' '.join(missing)})"
    if reason and os.environ.get("CI"):
        pytest.fail(f"Under CI the desktop tests must run: {reason}.")
    if reason:
        pytest.skip(reason)


def outlook(**changed: Any) -> dict[str, Any]:
    """Somebody in the middle of a morning, with what is different."""
    return {
        "phase": "counting",
        "resting": False,
        "sitting_s": 34 * 60.0,
        "bout_s": 34 * 60.0,
        "rest_s": 0.0,
        "next_offer_s": 11 * 60.0,
        "offer_left_s": None,
        "holds": [],
        "quiet": None,
        "paused_left_s": None,
        "postponed": 0,
        **changed,
    }


def counting(**changed: Any) -> dict[str, Any]:
    return {"outlook": outlook(**changed), "why_text": "", "notice": None}


def offered(left_s: float = 120.0, notice_id: str = "offer") -> dict[str, Any]:
    """An offer shows."""
    notice = {
        "id": notice_id,
        "kind": "offer",
        "title": "Time to stand up for a moment",
        "body": "You have been sitting for 47 minutes. A slow fold and uncurl takes three to four.",
        "buttons": LABELS,
    }
    state = outlook(phase="offered", sitting_s=47 * 60.0, next_offer_s=0.0, offer_left_s=left_s)
    return {"outlook": state, "why_text": "An offer shows.", "notice": notice}


class SpokenResident:
    """The control line of a resident, and nothing behind it.

    Attributes
    ----------
    asked : list of dict
        Every request but ``follow``, without its bearer, in order.
    """

    def __init__(self, folder: Path) -> None:
        self.runtime = folder / "running.json"
        self.asked: list[dict[str, Any]] = []
        self.followers: list[socket.socket] = []
        self._status: Mapping[str, Any] = counting()
        self._open()

    def _open(self) -> None:
        self._listening = socket.create_server(("127.0.0.1", 0))
        port = self._listening.getsockname()[1]
        self.runtime.write_text(
            json.dumps({"port": 1, "control_port": port, "bearer": BEARER}), encoding="utf-8"
        )
        threading.Thread(target=self._accept, args=(self._listening,), daemon=True).start()

    def _accept(self, listening: socket.socket) -> None:
        with suppress(OSError):
            while True:
                connection, _ = listening.accept()
                threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with suppress(OSError), connection, connection.makefile("rb") as lines:
            for line in lines:
                asked = json.loads(line)
                assert asked.pop("bearer") == BEARER
                if asked == {"do": "follow"}:
                    self._send(connection, self._status)
                    self.followers.append(connection)
                else:
                    self.asked.append(asked)
                    self._send(connection, {"url": LAUNCH} if asked["do"] == "open" else {"happened": []})

    @staticmethod
    def _send(connection: socket.socket, answer: Mapping[str, Any]) -> None:
        connection.sendall(json.dumps(answer).encode() + b"\n")

    def say(self, status: Mapping[str, Any]) -> None:
        self._status = status
        for follower in list(self.followers):
            try:
                self._send(follower, status)
            except OSError:
                self.followers.remove(follower)

    def die(self) -> None:
        """Go as a killed process goes: every connection ends, the runtime file stays."""
        with suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        for follower in self.followers:
            with suppress(OSError):
                follower.shutdown(socket.SHUT_RDWR)
            follower.close()
        self.followers.clear()

    def come_back(self) -> None:
        self._open()


class Browser:
    """What stands in for a browser: it writes down the addresses it was given."""

    def __init__(self, folder: Path) -> None:
        self._log = folder / "opened"
        self.command = folder / "browser"
        self.command.write_text(f'#!/bin/sh\necho "$1" >> "{self._log}"\n', encoding="utf-8")
        self.command.chmod(0o755)

    def opened(self) -> list[str]:
        return self._log.read_text(encoding="utf-8").splitlines() if self._log.exists() else []


@contextmanager
def desktop_process(
    resident: SpokenResident,
    env: Mapping[str, str],
    *,
    windows: bool = True,
    mischief: str = "",
    orphan: bool = False,
    **more: str,
) -> Iterator[Running]:
    """Run the desktop process until the test is over; ``mischief`` is one of ``mischief.py``.

    With ``orphan`` a shell stands between, which can be ended alone.
    """
    own = {**env, "PYTHONPATH": f"{ROOT / 'src'}", "PYTHONUTF8": "1", **more}
    own.setdefault("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent")
    command = start_command(resident.runtime, windows=windows)
    resident.followers.clear()  # those of a process before
    if mischief:
        command = [sys.executable, str(HERE / "mischief.py"), mischief, str(resident.runtime)]
    if orphan:
        command = ["sh", "-c", '"$@" & wait', "sh", *command]
    with (resident.runtime.parent / "said").open("w") as said:
        running = Running(*command, env=own, cwd=ROOT, stderr=said)
    try:
        until(lambda: resident.followers or not running.lives())
        assert running.lives(), (resident.runtime.parent / "said").read_text()
        yield running
    finally:
        running.end()


@contextmanager
def document(display: Display, file: Path) -> Iterator[None]:
    """Somebody's document, with the focus."""
    writing = Running(sys.executable, str(HERE / "typed_into.py"), str(file), env=display.env)
    try:
        until(lambda: "A letter" in front(display) or not writing.lives())
        yield
    finally:
        writing.end()


def front(display: Display) -> str:
    """Title of the window that has the focus; empty where none has."""
    argv = ["xdotool", "getactivewindow", "getwindowname"]
    return subprocess.run(argv, env=display.env, capture_output=True, text=True, timeout=20).stdout.strip()


def monitors(display: Display, *boxes: str) -> None:
    """Divide the one real screen: ``monitors(display, "640x800+0+0", "640x600+640+0")``."""
    for name in ("M0", "M1", "M2"):
        subprocess.run(
            [needed("xrandr", "x11-xserver-utils"), "--delmonitor", name], env=display.env, **QUIET
        )
    for i, each in enumerate(boxes):
        size, x, y = each.split("+")
        width, height = size.split("x")
        output = "screen" if i == 0 else "none"
        spec = f"{width}/{int(width) // 4}x{height}/{int(height) // 4}+{x}+{y}"
        subprocess.run(
            ["xrandr", "--setmonitor", f"M{i}", spec, output], env=display.env, check=True, **QUIET
        )


def shown(display: Display) -> list[str]:
    """Ids of the break windows that are on the screen."""
    argv = ["xdotool", "search", "--onlyvisible", "--name", "Unslump: "]
    found = subprocess.run(argv, env=display.env, capture_output=True, text=True, timeout=20)
    return found.stdout.split()


def box(display: Display, window: str) -> tuple[int, int, int, int]:
    """x, y, width and height of a window."""
    said = display.do("getwindowgeometry", "--shell", window)
    values = dict(line.split("=") for line in said.splitlines() if "=" in line)
    return int(values["X"]), int(values["Y"]), int(values["WIDTH"]), int(values["HEIGHT"])
