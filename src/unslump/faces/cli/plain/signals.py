"""Signals that end a session, taken where nothing is half done.

A handler that raised in the middle of a write would leave the player and its record apart. So it raises only
while the program waits for the person; everywhere else it leaves a mark that the next wait finds.
"""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import FrameType
from typing import Any

from .flow import Interrupted

ENDING = ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")
COMES_BACK = "SIGCONT"


class Signals:
    """Installed for the length of a ``with``; the handlers before it are put back."""

    def __init__(self) -> None:
        self.asked = False
        self.after_return: Callable[[], None] | None = None
        """Called when the program goes on after Ctrl+Z: the shell has changed the terminal meanwhile."""
        self._waiting = False
        self._before: list[tuple[int, Any]] = []

    def __enter__(self) -> Signals:
        for name in ENDING:
            self._install(name, self._end)
        self._install(COMES_BACK, self._return)
        return self

    def __exit__(self, *_: object) -> None:
        for number, handler in reversed(self._before):
            signal.signal(number, handler)

    def _install(self, name: str, handler: Callable[[int, FrameType | None], None]) -> None:
        number = getattr(signal, name, None)
        if number is not None:
            with suppress(ValueError):  # not the main thread: then nobody sends us signals either
                self._before.append((number, signal.signal(number, handler)))

    def _return(self, *_: object) -> None:
        if self.after_return is not None:
            self.after_return()

    def _end(self, *_: object) -> None:
        self.asked = True
        if self._waiting:
            self._waiting = False
            raise Interrupted

    @contextmanager
    def waiting(self) -> Iterator[None]:
        """Wait for the person within this ``with``; raises ``Interrupted`` once the end is asked for."""
        self._waiting = True
        try:
            if self.asked:
                raise Interrupted
            yield
        finally:
            self._waiting = False
