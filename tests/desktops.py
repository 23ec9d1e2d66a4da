"""Desktops for tests: a display, a session bus, a system bus, each private, started and ended by who asks.

``tests/desktop/conftest.py`` makes fixtures of them; a test elsewhere uses the context managers.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import pytest

T = TypeVar("T")
CONFIG = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN" "busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:path={socket}</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/>
  </policy>
</busconfig>
"""


def needed(program: str, package: str) -> str:
    """Return where a program is; skip the test without it, but not where everything must run (CI)."""
    if path := shutil.which(program):
        return path
    reason = f"no {program} on this computer (Debian and Ubuntu: apt install {package})"
    if os.environ.get("CI"):
        pytest.fail(f"Under CI the desktop tests must run: {reason}.")
    pytest.skip(reason)


def until(look: Callable[[], T], *, within_s: float = 20.0) -> T:
    """Return what ``look`` returns as soon as that is true; fail if it never is."""
    deadline = time.monotonic() + within_s
    while not (found := look()):
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.005)
    return found


class Watch:
    """Seconds that go on when told."""

    def __init__(self) -> None:
        self.now_s = 0.0

    def __call__(self) -> float:
        return self.now_s


class Running:
    """A program that was started here. Ends with its test."""

    def __init__(self, *argv: str, **options: Any) -> None:
        quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        self.process = subprocess.Popen(argv, **{**quiet, **options})

    def lives(self) -> bool:
        return self.process.poll() is None

    def freeze(self) -> None:
        """Let it accept and never answer, as a program that hangs does."""
        self.process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self.process.send_signal(signal.SIGCONT)

    def end(self) -> None:
        """Kill it, frozen or not, and wait until it has gone."""
        if self.lives():
            self.process.kill()
        self.process.wait(20)


class PrivateBus:
    """A ``dbus-daemon`` of one's own.

    Attributes
    ----------
    address : str
        Stays the same through ``stop`` and ``start``.
    """

    def __init__(self, folder: Path) -> None:
        self._program = needed("dbus-daemon", "dbus-daemon")
        self._config, self._socket = folder / "bus.conf", folder / "bus"
        self._config.write_text(CONFIG.format(socket=self._socket), encoding="utf-8")
        self.address = f"unix:path={self._socket}"
        self.start()

    def start(self) -> None:
        self._socket.unlink(missing_ok=True)
        self.daemon = Running(self._program, f"--config-file={self._config}", "--nofork")
        until(self._answers)

    def _answers(self) -> bool:
        """Whether it takes guests: its socket is there a little before that."""
        assert self.daemon.lives(), "the private bus did not start"
        with socket.socket(socket.AF_UNIX) as guest:
            return guest.connect_ex(str(self._socket)) == 0

    def stop(self) -> None:
        self.daemon.end()
        self._socket.unlink(missing_ok=True)

    def freeze(self) -> None:
        self.daemon.freeze()

    def thaw(self) -> None:
        self.daemon.thaw()


class Display:
    """An ``Xvfb`` of one's own, with a window manager where there is one.

    Attributes
    ----------
    name : str
        ``:7``; stays the same through ``stop`` and ``start``.
    env : dict
        The environment of a program that shall use it.
    server_options : list of str
        More options of the server, for the next ``start``.
    """

    def __init__(self) -> None:
        self._program = needed("Xvfb", "xvfb")
        self.name = ""
        self.server_options: list[str] = []
        self.start()

    def start(self) -> None:
        read, write = os.pipe()
        asked = [self.name] if self.name else []
        screen = ["-screen", "0", "1280x800x24", "-nolisten", "tcp", "-noreset", "-ac"]
        screen += ["-r", *self.server_options]  # no repeat: a busy machine lets go of a key late
        self.server = Running(self._program, *asked, *screen, "-displayfd", str(write), pass_fds=(write,))
        os.close(write)
        with os.fdopen(read) as said:
            number = said.readline().strip()
        assert number, "the private display did not start"
        self.name = f":{number}"
        self.env = {**os.environ, "DISPLAY": self.name}
        self.env.pop("WAYLAND_DISPLAY", None)
        self.manager = self._managed()

    def _managed(self) -> Running | None:
        if not (openbox := shutil.which("openbox")):
            return None
        manager = Running(openbox, env=self.env)
        until(lambda: not manager.lives() or self._xdotool("get_desktop").returncode == 0)
        return manager

    def _xdotool(self, *words: str) -> subprocess.CompletedProcess[str]:
        argv = [needed("xdotool", "xdotool"), *words]
        return subprocess.run(argv, env=self.env, capture_output=True, text=True, timeout=20)

    def do(self, *words: str) -> str:
        """Use the keyboard or mouse: ``do("key", "a")``, ``do("mousemove", "10", "10")``."""
        done = self._xdotool(*words)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def freeze(self) -> None:
        self.server.freeze()

    def thaw(self) -> None:
        self.server.thaw()

    def stop(self) -> None:
        """Take the display away, as at the end of a session or in a crash."""
        self.server.end()
        if self.manager:
            self.manager.end()


@contextmanager
def private_bus() -> Iterator[PrivateBus]:
    with tempfile.TemporaryDirectory(prefix="unslump-bus-") as folder:
        bus = PrivateBus(Path(folder))
        try:
            yield bus
        finally:
            bus.stop()


@contextmanager
def private_display() -> Iterator[Display]:
    display = Display()
    try:
        yield display
    finally:
        display.stop()
