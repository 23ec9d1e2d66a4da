"""Notifications of Windows 10 and 11, with their buttons."""

from __future__ import annotations

from ....core.words import Words
from .library import Library, Load, load_library


class WindowsNotifier(Library):
    """``ports.Notifier`` through desktop-notifier. ``unknown`` while notifications of ours are turned off."""

    name = "windows"

    def __init__(self, words: Words, load: Load = load_library) -> None:
        super().__init__(words, has_buttons=True, load=load)
