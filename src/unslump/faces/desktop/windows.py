"""The break windows of one offer, one on every monitor, and the promise that they go.

They go when the offer ends, when one is answered, on Escape, at a deadline of their own that only ever comes
nearer, when the line is lost, and on any fault (``guard``). Whatever hangs inside the process, its end takes
them along.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QGuiApplication, QScreen

from ...core.words import Words
from .gate import QUIET_S, KeyGate
from .guard import BEAT_S, FreezeGuard
from .page import BreakPage
from .palette import Palette
from .saying import Offer

GRACE_S = 5.0
"""An offer whose end nobody tells is closed so long after it should have ended, seconds. Chosen."""

Seconds = Callable[[], float]
Quiet = Callable[[], float | None]


class BreakWindows(QObject):
    """All windows of the offer that shows.

    Parameters
    ----------
    now_s : callable
        Seconds of a clock that goes on while the computer sleeps.
    quiet_s : callable
        Seconds since the last input anywhere, or None where that cannot be told: then the windows never
        take the focus by themselves.

    ``answered`` carries the id of the offer and a button's name; ``hidden`` says that the person closed them.
    """

    answered = Signal(str, str)
    hidden = Signal()

    def __init__(
        self, words: Words, palette: Palette, freeze: FreezeGuard, now_s: Seconds, quiet_s: Quiet
    ) -> None:
        super().__init__()
        self._words, self._palette = words, palette
        self._freeze, self._now_s, self._quiet_s = freeze, now_s, quiet_s
        self._offer: Offer | None = None
        self._pages: dict[QScreen, BreakPage] = {}
        self._gone: str | None = None
        self._until_s = self._whole_s = 0.0
        self._gate = _TimedGate(KeyGate(0.0), now_s)
        self._may_take_keys = False
        self._beat = QTimer(self, interval=round(BEAT_S * 1000))
        self._beat.timeout.connect(self._beats)
        application = QGuiApplication.instance()
        assert isinstance(application, QGuiApplication)
        application.screenAdded.connect(self._screen_added)
        application.screenRemoved.connect(self._screen_removed)
        for screen in application.screens():
            self._watch(screen)

    @property
    def showing(self) -> bool:
        return self._offer is not None

    def show_offer(self, offer: Offer | None) -> None:
        """Show this offer, or none. One that was closed already does not come again."""
        if offer is None:
            self._gone = None
            self.close()
        elif self._offer is not None and offer.id == self._offer.id:
            self._until_s = min(self._until_s, self._now_s() + offer.left_s + GRACE_S)
        elif offer.id != self._gone:
            self.close()
            self._open(offer)

    def _open(self, offer: Offer) -> None:
        now_s = self._now_s()
        self._offer = offer
        self._whole_s = offer.left_s
        self._until_s = now_s + offer.left_s + GRACE_S
        self._gate = _TimedGate(KeyGate(now_s), self._now_s)
        self._may_take_keys = False
        self._freeze.arm()
        self._beat.start()
        for screen in QGuiApplication.screens():
            self._cover(screen)
        self._announce(offer)

    def _announce(self, offer: Offer) -> None:
        """Let a screen reader say once what has come: without the focus it would not notice."""
        for page in list(self._pages.values())[:1]:
            said = QAccessibleAnnouncementEvent(page, f"{offer.title}. {offer.body}")
            QAccessible.updateAccessibility(said)

    def close(self) -> None:
        """Give every screen back. Safe at any moment, twice too.

        The guard stays awake until the event loop has turned once more: only then have the windows gone.
        """
        pages, self._pages = list(self._pages.values()), {}
        if self._offer is not None:
            self._gone, self._offer = self._offer.id, None
        for page in pages:
            _take_away(page)

    def dress(self, palette: Palette) -> None:
        self._palette = palette
        for page in self._pages.values():
            page.dress(palette)

    # -- monitors --------------------------------------------------------------------------------------

    def _cover(self, screen: QScreen) -> None:
        if self._offer is None or screen in self._pages or screen.geometry().isEmpty():
            return
        page = BreakPage(self._offer, screen, self._gate, self._words, self._palette)
        page.answered.connect(self._answer)
        page.hidden.connect(self._hide)
        page.wanted.connect(lambda: self._let_keys_in(page))
        self._pages[screen] = page
        self._count_down(page)
        page.setWindowState(Qt.WindowState.WindowFullScreen)  # showFullScreen would ask for the focus
        page.show()

    def _screen_added(self, screen: QScreen) -> None:
        self._watch(screen)
        self._cover(screen)

    def _watch(self, screen: QScreen) -> None:
        screen.geometryChanged.connect(lambda _: self._moved(screen))

    def _screen_removed(self, screen: QScreen) -> None:
        if (page := self._pages.pop(screen, None)) is not None:
            _take_away(page)

    def _moved(self, screen: QScreen) -> None:
        if (page := self._pages.get(screen)) is not None:
            page.cover(screen)
        else:
            self._cover(screen)

    # -- time ------------------------------------------------------------------------------------------

    def _beats(self) -> None:
        self._freeze.beat()
        if not self.showing:
            self._beat.stop()
            self._freeze.disarm()
            return
        if self._now_s() >= self._until_s:
            self.close()
            return
        for page in self._pages.values():
            self._count_down(page)
        quiet_s = self._quiet_s() if not self._may_take_keys else None
        if quiet_s is not None and quiet_s >= QUIET_S:
            self._let_keys_in(None)

    def _count_down(self, page: BreakPage) -> None:
        left_s = max(0.0, self._until_s - GRACE_S - self._now_s())
        page.count_down(left_s, self._whole_s, still=prefers_stillness())

    def _let_keys_in(self, wanted: BreakPage | None) -> None:
        """Let the windows have the focus, and give it to the one that was wanted."""
        if self._may_take_keys or not self._pages:
            return
        self._may_take_keys = True
        for page in self._pages.values():
            page.take_keys()
        (wanted or next(iter(self._pages.values()))).activateWindow()

    # -- answers ---------------------------------------------------------------------------------------

    def _answer(self, button: str) -> None:
        if self._offer is not None:
            offer_id = self._offer.id
            self.close()
            self.answered.emit(offer_id, button)

    def _hide(self) -> None:
        self.close()
        self.hidden.emit()


def _take_away(page: BreakPage) -> None:
    page.blockSignals(True)
    page.hide()
    page.close()


class _TimedGate:
    """A gate with its clock."""

    def __init__(self, gate: KeyGate, now_s: Seconds) -> None:
        self._gate, self._now_s = gate, now_s

    def pointed(self) -> None:
        self._gate.pointed()

    def key(self, *, types: bool, held: bool) -> bool:
        return self._gate.key(self._now_s(), types=types, held=held)


def prefers_stillness() -> bool:
    """Whether the person's system asks for less motion; Qt knows since 6.12."""
    hints = QGuiApplication.styleHints()
    accessibility = getattr(hints, "accessibility", lambda: None)()
    motion = getattr(accessibility, "motionPreference", lambda: None)()
    return getattr(motion, "name", "") == "ReducedMotion"
