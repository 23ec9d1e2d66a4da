"""The desktop process at work: the line, the icon and the windows, held together by Qt's event loop."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Mapping
from pathlib import Path

from PySide6.QtCore import QObject, QSocketNotifier, Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication

from ...core.words import Words
from .guard import FaultGuard, FreezeGuard, Parent
from .line import Line, LineLostError, ask, launch_address
from .palette import DARK, LIGHT, Palette
from .saying import Day
from .start import CLOSED_BY_PERSON
from .tray import PAUSE_MIN, Tray, TrayHost
from .windows import BreakWindows, Quiet, Seconds

NAME = "unslump"
"""What window managers and panels know it as."""

GONE_S = 10.0
"""A resident that was not there for so long has gone, and the icon goes with it, seconds."""

TRY_S = 1.0
"""How often the line is tried anew in the meantime, seconds."""

PARENT_S = 5.0
"""How often it is looked whether the parent still lives, seconds."""


class Desktop(QObject):
    """Everything of the process that talks, shows and waits.

    ``again`` is emitted when the process should start itself anew (see ``tray.TrayHost``).
    """

    again = Signal()

    def __init__(
        self, runtime_file: Path, tray: Tray | None, windows: BreakWindows | None, now_s: Seconds
    ) -> None:
        super().__init__()
        self._runtime_file = runtime_file
        self._windows = windows
        self._now_s = now_s
        self._line = Line(runtime_file)
        self._notifier: QSocketNotifier | None = None
        self._lost_at_s = now_s()
        self._parent = Parent()
        self._tray = tray
        if tray is not None:
            self._host = TrayHost(self.again.emit)
            tray.said.connect(self._say)
            tray.opened.connect(lambda: self._in_background(lambda: self._open("home")))
            tray.closed.connect(self._end)
        if windows is not None:
            windows.answered.connect(lambda _, button: self._say(button))
        self._retry = QTimer(self, interval=round(TRY_S * 1000))
        self._retry.timeout.connect(self._try)
        self._parent_timer = QTimer(self, interval=round(PARENT_S * 1000))
        self._parent_timer.setTimerType(Qt.TimerType.VeryCoarseTimer)
        self._parent_timer.timeout.connect(self._look_for_parent)
        self._parent_timer.start()
        QApplication.styleHints().colorSchemeChanged.connect(lambda _: self._dress())
        self._try()

    # -- the line ----------------------------------------------------------------------------------------

    def _try(self) -> None:
        """Open the line; end when nobody was there for too long."""
        if self._line.open():
            self._retry.stop()
            self._notifier = QSocketNotifier(self._line.fileno(), QSocketNotifier.Type.Read, self)
            self._notifier.activated.connect(lambda *_: self._take())
        elif self._parent.gone() or self._now_s() - self._lost_at_s >= GONE_S:
            self._end()
        elif not self._retry.isActive():
            self._retry.start()

    def _take(self) -> None:
        try:
            days = [day for status in self._line.take() if (day := Day.from_status(status)) is not None]
        except LineLostError:
            self._lose()
            return
        for day in days:
            self._show_offer(day)  # each: an offer that was over for a moment is another one
        if days:
            self._show_day(days[-1])
        if self._line.fileno() < 0:
            self._lose()

    def _lose(self) -> None:
        """The resident has gone, perhaps to come back: nothing can be answered, so no screen is held."""
        if self._notifier is not None:
            self._notifier.setEnabled(False)
            self._notifier.deleteLater()
            self._notifier = None
        self._line.close()
        self._lost_at_s = self._now_s()
        if self._windows is not None:
            self._windows.close()
        self._show_day(None)
        self._retry.start()

    def _show_day(self, day: Day | None) -> None:
        if self._tray is not None:
            self._tray.show_day(day)

    def _show_offer(self, day: Day) -> None:
        if self._windows is not None:
            self._windows.show_offer(day.offer)

    # -- what the person says ----------------------------------------------------------------------------

    def _say(self, what: str) -> None:
        asked: dict[str, object] = {"do": "say", "what": what}
        if what == "pause":
            asked["for_s"] = PAUSE_MIN * 60
        self._in_background(lambda: self._tell(asked))

    def _tell(self, asked: Mapping[str, object]) -> None:
        """Hand on a word. A start opens the page; refused too, for then a break has begun already."""
        answer = ask(self._runtime_file, **asked)
        if answer is not None and asked["what"] == "start":
            self._open("break")

    def _open(self, where: str) -> None:
        if url := launch_address(self._runtime_file, where):
            import webbrowser  # here: most of the day nobody needs it

            webbrowser.open(url)

    @staticmethod
    def _in_background(work: Callable[[], None]) -> None:
        """A resident or a browser's starter that is slow must not make the windows look frozen."""
        threading.Thread(target=work, daemon=True).start()

    # -- the rest ----------------------------------------------------------------------------------------

    def _dress(self) -> None:
        if self._tray is not None:
            self._tray.dress(palette())
        if self._windows is not None:
            self._windows.dress(palette())

    def _look_for_parent(self) -> None:
        if self._parent.gone():
            self._end()

    def _end(self) -> None:
        self.leave()
        QApplication.exit(CLOSED_BY_PERSON)

    def leave(self) -> None:
        """Take everything from the screen."""
        if self._windows is not None:
            self._windows.close()
        if self._tray is not None:
            self._tray.hide()


def palette() -> Palette:
    """The colours of the system's scheme."""
    dark = QApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark
    return DARK if dark else LIGHT


def work(
    runtime_file: Path,
    words: Words,
    *,
    icon: bool,
    windows: bool,
    now_s: Seconds,
    quiet_s: Quiet,
    note: Callable[[Exception], None],
    again: Callable[[], None],
) -> int:
    """Run until the resident or the person ends it; return the exit code."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # at once, not at Python's next turn
    application = QApplication.instance() or QApplication([NAME])
    assert isinstance(application, QApplication)
    application.setDesktopFileName(NAME)
    application.setQuitOnLastWindowClosed(False)
    shown = BreakWindows(words, palette(), FreezeGuard(), now_s, quiet_s) if windows else None
    FaultGuard(shown.close if shown else lambda: None, note).install()
    tray = Tray(words, palette()) if icon else None
    desktop = Desktop(runtime_file, tray, shown, now_s)

    def start_anew() -> None:
        desktop.leave()
        again()

    desktop.again.connect(start_anew)
    return application.exec()
