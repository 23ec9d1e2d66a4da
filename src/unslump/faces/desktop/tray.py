"""The icon in the panel, its tooltip and its menu.

A panel may have no place for icons, or get one later: Qt embeds an X11 icon by itself when a place appears.
For the other kind of place (a StatusNotifier watcher on the session bus) Qt looks once, at the first icon of
a process, so ``TrayHost`` listens for its coming and has the process start itself anew. Nothing polls.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal
from PySide6.QtDBus import QDBusConnection, QDBusServiceWatcher
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QSystemTrayIcon

from ...core.words import Words
from .icon import draw_icon
from .palette import Palette
from .saying import Day, Mark, mark, tip

WATCHER = "org.kde.StatusNotifierWatcher"

PAUSE_MIN = 45
"""What the menu's pause lasts, minutes (core.breaks.policy: what "pause" without a time lasts)."""

STEPS = 30
"""The icon is drawn anew when its arc has moved by this part of the hour: every two minutes."""


class TrayHost(QObject):
    """Calls back when a place for icons comes to the session bus after the start."""

    def __init__(self, came: Callable[[], None]) -> None:
        super().__init__()
        bus = QDBusConnection.sessionBus()
        self._watch: QDBusServiceWatcher | None = None
        if not bus.isConnected() or bus.interface().isServiceRegistered(WATCHER).value():
            return
        mode = QDBusServiceWatcher.WatchModeFlag.WatchForRegistration
        self._watch = QDBusServiceWatcher(WATCHER, bus, mode)
        self._watch.serviceRegistered.connect(lambda _: came())


class Tray(QObject):
    """The icon. It says what was asked for, and decides nothing.

    ``said`` carries a command of the resident ("start", "pause" ...); ``opened`` and ``closed`` stand alone.
    """

    said = Signal(str)
    opened = Signal()
    closed = Signal()

    def __init__(self, words: Words, palette: Palette) -> None:
        super().__init__()
        self._words = words
        self._palette = palette
        self._day: Day | None = None
        self._drawn: tuple[Mark, Palette] | None = None
        self._menu = QMenu()
        self._fill_menu()
        self._icon = QSystemTrayIcon()
        self._icon.setContextMenu(self._menu)
        self._icon.activated.connect(self._activated)
        self.show_day(None)
        self._icon.show()

    def _fill_menu(self) -> None:
        self._sentence = self._menu.addAction("")
        self._sentence.setEnabled(False)
        self._menu.addSeparator()
        self._open = self._entry("open", self.opened.emit)
        self._menu.addSeparator()
        self._start = self._command("start")
        self._postpone = self._command("postpone")
        self._skip = self._command("skip")
        self._menu.addSeparator()
        self._pause = self._command("pause", n=PAUSE_MIN)
        self._resume = self._command("resume")
        self._menu.addSeparator()
        self._entry("close", self.closed.emit)

    def _command(self, what: str, **values: object) -> QAction:
        return self._entry(what, lambda: self.said.emit(what), **values)

    def _entry(self, name: str, do: Callable[[], object], **values: object) -> QAction:
        action = self._menu.addAction(self._words(f"desktop.menu.{name}", **values))
        action.triggered.connect(lambda: do())
        return action

    def _activated(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        if reason == QSystemTrayIcon.ActivationReason.Trigger:
            self.opened.emit()

    def show_day(self, day: Day | None) -> None:
        """Show how things stand; None: the resident does not answer."""
        self._day = day
        sentence = tip(day, self._words)
        if sentence != self._sentence.text():
            self._icon.setToolTip(sentence)
            self._sentence.setText(sentence)
        self._offer_entries(day)
        self._draw()

    def dress(self, palette: Palette) -> None:
        """Take other colours."""
        self._palette = palette
        self._draw()

    def _offer_entries(self, day: Day | None) -> None:
        labels = day.offer.buttons if day and day.offer else {}
        self._postpone.setText(labels.get("postpone", self._words("desktop.menu.postpone")))
        for action in (self._postpone, self._skip):
            action.setEnabled(day is not None and day.waits)
        self._open.setEnabled(day is not None)
        self._start.setEnabled(day is not None and day.phase != "break")
        paused = day is not None and day.quiet == "paused"
        self._pause.setVisible(not paused)
        self._pause.setEnabled(day is not None)
        self._resume.setVisible(paused)

    def _draw(self) -> None:
        found = mark(self._day)
        shown = (Mark(found.kind, round(found.fill * STEPS) / STEPS), self._palette)
        if shown != self._drawn:
            self._drawn = shown
            self._icon.setIcon(draw_icon(*shown))

    def hide(self) -> None:
        self._icon.hide()
