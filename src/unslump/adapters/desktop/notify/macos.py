"""Notifications of macOS, without buttons.

macOS takes notifications only from a signed app (the Python of python.org is one; most others are not), and
tells of a click only to a program whose main thread runs the system's own event loop. Ours does not. So no
button is shown that would do nothing: the text says where to answer. Outside a signed app the library would
do nothing and say that it worked; then ``osascript``, which every Mac has, shows the text, and whether
anybody sees it is ``unknown``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Any

from ....core.words import Said, Words
from ....ports import Answered, Delivery, Notice
from .library import Library, Load, load_library

SCRIPT = (
    "on run argv",
    "display notification (item 2 of argv) with title (item 1 of argv)",
    "end run",
)
"""The texts come as arguments: nothing in them can be taken for script."""


def in_signed_app() -> bool:
    """Whether this process may use the notification centre. Raises what the library raises."""
    return bool(import_module("desktop_notifier.backends.macos_support").is_signed_bundle())


def run(argv: Sequence[str]) -> Any:
    """Start a program without waiting for it; return what ``poll`` is asked of."""
    import subprocess

    quiet = subprocess.DEVNULL
    return subprocess.Popen(list(argv), stdin=quiet, stdout=quiet, stderr=quiet)


class MacNotifier:
    """``ports.Notifier``: the library within a signed app, ``osascript`` outside of one."""

    name = "macos"

    def __init__(
        self,
        words: Words,
        *,
        signed: Callable[[], bool] = in_signed_app,
        load: Load = load_library,
        start: Callable[[Sequence[str]], Any] = run,
    ) -> None:
        self._words = words
        self._signed = signed
        self._library = Library(words, has_buttons=False, load=load)
        self._start = start
        self._started: list[Any] = []
        self._in_app: bool | None = None

    def show(self, notice: Notice) -> Delivery:
        return self._library.show(notice) if self._knows_app() else self._tell(notice)

    def close(self, notice_id: str) -> None:
        """Take it back; what ``osascript`` showed goes by itself."""
        self._library.close(notice_id)

    def answers(self) -> Sequence[Answered]:
        return self._library.answers()

    def trouble(self) -> Said | None:
        if not self._knows_app():
            return Said("notices.trouble.no_bundle")
        return self._library.trouble()

    def end(self) -> None:
        self._library.end()

    def _knows_app(self) -> bool:
        if self._in_app is None:
            try:
                self._in_app = self._signed()
            except Exception:  # no library, or none of its back ends: then there is osascript
                self._in_app = False
        return self._in_app

    def _tell(self, notice: Notice) -> Delivery:
        self._started = [child for child in self._started if child.poll() is None]
        where = f" {self._words('notices.elsewhere')}" if notice.buttons else ""
        lines = [part for line in SCRIPT for part in ("-e", line)]
        try:
            self._started.append(self._start(["osascript", *lines, notice.title, notice.body + where]))
        except OSError:
            return "failed"
        return "unknown"
