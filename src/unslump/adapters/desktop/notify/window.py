"""A break as a window over the whole screen: a browser shows our page as a program of its own.

* Only for an offer, and only where the person chose it (``app/ladder`` asks).
* A profile folder of its own keeps it apart from the person's browser: it is a process whose end can be seen,
  it never takes over a window that was open, and the folder goes when it ends. Nothing is kept in it.
* The address holds a token that works once. In the command line every user of this computer could read it
  while the browser starts, and be faster; so the command names a file in that folder, which only its owner
  can read, and the file leads on to the address.
* It is closed with the notice, and ends with us whatever ends us (``child``). Never are there two.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from ....core.words import Said, Words
from ....ports import Answered, Delivery, Notice
from .browsers import Browser, find_browser
from .child import Child, PosixChild, WindowsChild

FOLDER = "unslump-window-"
"""Begin of the name of a profile folder. Each start has one of its own: the one before may still be going."""
PAGE = "unslump.html"
LEADS_ON = """<!doctype html>
<html><head><meta charset="utf-8"><title>{title}</title>
<meta name="referrer" content="no-referrer"><meta name="color-scheme" content="light dark">
<meta http-equiv="refresh" content="0; url={url}"></head></html>
"""

Start = Callable[[Sequence[str], Path], Child]


def start_here(argv: Sequence[str], folder: Path) -> Child:
    return WindowsChild(argv, folder) if sys.platform == "win32" else PosixChild(argv, folder)


class Window:
    """``ports.Notifier``. ``unknown`` when a window was started: a process is not yet a window that is seen.

    Parameters
    ----------
    data : Path
        Folder in which profile folders are made and removed.
    find : callable
        Returns the browser to use, asked anew each time.
    start : callable
    env : mapping
        To see whether there is a display.
    """

    name = "window"

    def __init__(
        self,
        data: Path,
        words: Words,
        *,
        find: Callable[[], Browser | None] = find_browser,
        start: Start = start_here,
        env: Mapping[str, str] = os.environ,
    ) -> None:
        self._data = data
        self._words = words
        self._find = find
        self._start = start
        self._env = env
        self._child: Child | None = None
        self._shows = ""

    def show(self, notice: Notice) -> Delivery:
        if notice.kind != "offer" or not notice.open_url or not self._has_display():
            return "failed"
        if self._child and self._child.running():
            return self._goes_on(notice)
        browser = self._find()
        if browser is None:
            return "failed"
        try:
            folder = _fresh(browser.within or self._data)
            page = self._lead_on(folder, notice.open_url)
            self._child = self._start(browser.command(page, folder), folder)
        except OSError:
            return "failed"
        self._shows = notice.id
        return "unknown"

    def _goes_on(self, notice: Notice) -> Delivery:
        """Use the window that is there, unless it is closing: never are there two."""
        if not self._shows:
            return "failed"
        self._shows = notice.id
        return "unknown"

    def is_open(self) -> bool:
        """Whether it is there, not closing and not closed by the person."""
        return bool(self._child and self._child.running() and self._shows)

    def close(self, notice_id: str) -> None:
        if self._child and notice_id == self._shows:
            self._child.end()
            self._shows = ""

    def answers(self) -> Sequence[Answered]:
        """None of its own: its page answers as any page does. Looks whether it still runs."""
        self.is_open()
        return ()

    def trouble(self) -> Said | None:
        if not self._has_display():
            return Said("notices.trouble.no_display")
        return None if self._find() else Said("notices.trouble.no_browser")

    def end(self) -> None:
        self.close(self._shows)

    def _has_display(self) -> bool:
        if sys.platform in ("win32", "darwin"):
            return True
        return bool(self._env.get("DISPLAY") or self._env.get("WAYLAND_DISPLAY"))

    def _lead_on(self, folder: Path, url: str) -> Path:
        """Write the file that leads to the address; at no moment can others read it."""
        from html import escape  # here: few choose the window

        page = folder / PAGE
        handle = os.open(page, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with open(handle, "w", encoding="utf-8") as file:
            file.write(LEADS_ON.format(title=escape(self._words("notices.window")), url=escape(url)))
        return page


def _fresh(within: Path) -> Path:
    """Make a new profile folder, and remove what a power cut may have left of earlier ones."""
    for left in within.glob(f"{FOLDER}*"):
        shutil.rmtree(left, ignore_errors=True)
    folder = within / f"{FOLDER}{os.urandom(4).hex()}"
    folder.mkdir(mode=0o700, parents=True)
    return folder
