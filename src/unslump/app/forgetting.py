"""Told once everything was erased, wherever that was asked; tells whoever remembers something of it."""

from __future__ import annotations

from collections.abc import Callable


class Forgetting:
    """Who is to forget when everything was erased. Its listeners may be called in any thread."""

    def __init__(self) -> None:
        self._listeners: list[Callable[[], None]] = []

    def on(self, forget: Callable[[], None]) -> None:
        self._listeners.append(forget)

    def __call__(self) -> None:
        for forget in self._listeners:
            forget()
