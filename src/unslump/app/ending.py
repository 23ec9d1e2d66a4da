"""Told once that it is time to go; tells whoever wants to know."""

from __future__ import annotations

from collections.abc import Callable


class Ending:
    """The end of a run, asked for by a signal or a person. Asking twice is asking once."""

    def __init__(self) -> None:
        self.asked = False
        self._listeners: list[Callable[[], None]] = []

    def ask(self) -> None:
        """Ask for the end. Safe in a signal handler: it only sets a mark and calls its listeners."""
        if self.asked:
            return
        self.asked = True
        for tell in self._listeners:
            tell()

    def on_ask(self, tell: Callable[[], None]) -> None:
        """Call ``tell`` when the end is asked for; at once if it already was."""
        self._listeners.append(tell)
        if self.asked:
            tell()
