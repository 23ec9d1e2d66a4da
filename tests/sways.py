"""A Sway of one's own for tests: a real Wayland compositor that tells of windows, without a screen."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from desktops import Running, needed, until

NOBODY = 65534
"""Sway will not run as root; then it runs as this user."""


class Sway:
    """A Sway of one's own, on a screen that is none."""

    def __init__(self, folder: Path) -> None:
        self._program, self._terminal = needed("sway", "sway"), needed("foot", "foot")
        self._folder = folder
        (self._folder / "config").write_text("default_border none\n")
        self._as: dict[str, int] = {}
        if os.geteuid() == 0:
            self._as = {"user": NOBODY, "group": NOBODY}
            shutil.chown(self._folder, NOBODY, NOBODY)
        kept = {key: value for key, value in os.environ.items() if key not in ("DISPLAY", "WAYLAND_DISPLAY")}
        headless = {"WLR_BACKENDS": "headless", "WLR_LIBINPUT_NO_DEVICES": "1", "WLR_RENDERER": "pixman"}
        self._env = {**kept, **headless, "XDG_RUNTIME_DIR": str(self._folder), "HOME": str(self._folder)}
        self._programs: list[Running] = []
        self.start()

    def start(self) -> None:
        for left in (*self._folder.glob("wayland-*"), *self._folder.glob("sway-ipc*")):
            left.unlink()
        self._programs = [
            Running(self._program, "-c", str(self._folder / "config"), env=self._env, **self._as)
        ]
        self._env["SWAYSOCK"] = str(until(lambda: next(self._folder.glob("sway-ipc*"), None)))
        found = until(lambda: [p for p in self._folder.glob("wayland-*") if p.suffix != ".lock"])
        self.env = {"WAYLAND_DISPLAY": found[0].name, "XDG_RUNTIME_DIR": str(self._folder)}
        self._env |= self.env
        until(lambda: self.ask("-t", "get_version").returncode == 0)

    def ask(self, *words: str) -> subprocess.CompletedProcess[str]:
        argv = [needed("swaymsg", "sway"), *words]
        return subprocess.run(argv, env=self._env, capture_output=True, text=True, timeout=20)

    def do(self, command: str) -> None:
        done = self.ask(command)
        assert done.returncode == 0, done.stdout + done.stderr

    def show(self, app_id: str) -> Running:
        """Start a program and wait until its window is in front."""
        argv = [self._terminal, f"--app-id={app_id}", "sleep", "300"]
        self._programs.append(Running(*argv, env=self._env, **self._as))
        until(lambda: f'"app_id": "{app_id}"' in self.ask("-t", "get_tree").stdout)
        return self._programs[-1]

    def freeze(self) -> None:
        self._programs[0].freeze()

    def thaw(self) -> None:
        self._programs[0].thaw()

    def end(self) -> None:
        for program in reversed(self._programs):
            program.end()


@contextmanager
def private_sway() -> Iterator[Sway]:
    with tempfile.TemporaryDirectory(prefix="unslump-sway-") as folder:
        running = Sway(Path(folder))
        try:
            yield running
        finally:
            running.end()
