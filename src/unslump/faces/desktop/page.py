"""One break window: the offer on one monitor, large and calm. It reports what was done and decides nothing.

It comes up without the focus and refuses it, so that every key goes where it went before. ``take_keys`` lets
it have the focus; until the gate is open (``gate``) a key that reaches it does nothing.
"""

# ruff: noqa: N802 - Qt calls its events by its own names

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QColor,
    QCursor,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QScreen,
)
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLabel, QLayout, QPushButton, QVBoxLayout, QWidget

from ...core.words import Words
from .figure import paint_person
from .gate import MOVED_PX
from .palette import Palette
from .saying import Offer, leaves

KEYS_THAT_CHOOSE = {
    Qt.Key.Key_Tab,
    Qt.Key.Key_Backtab,
    Qt.Key.Key_Left,
    Qt.Key.Key_Right,
    Qt.Key.Key_Up,
    Qt.Key.Key_Down,
}
KEYS_THAT_ANSWER = {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space}
KEYS_THAT_SHIFT = {Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_Meta, Qt.Key.Key_AltGr}

ROOMY, CLOSE = (45, 40), (30, 34)
"""Height and width of the window in units of its grid: with the figure, and on a small screen without."""
ROOMY_FROM, LEAST_UNIT, MOST_UNIT = 12.0, 8.0, 40.0
"""Logical pixels of a unit: below the first there is no room for the figure. 16 on a screen 720 px high."""
COLUMN_UNITS, FIGURE_UNITS = 46, 13


class Gate(Protocol):
    """What decides whether a key counts; see ``gate.KeyGate``."""

    def pointed(self) -> None: ...
    def key(self, *, types: bool, held: bool) -> bool: ...


class BreakPage(QWidget):
    """The window.

    ``answered`` carries a button's name, ``hidden`` says that the person wants the screen back, ``wanted``
    that they took the mouse to it: it may have the focus now.
    """

    answered = Signal(str)
    hidden = Signal()
    wanted = Signal()

    def __init__(self, offer: Offer, screen: QScreen, gate: Gate, words: Words, palette: Palette) -> None:
        flags = (
            Qt.WindowType.Window
            | Qt.WindowType.FramelessWindowHint
            | Qt.WindowType.WindowStaysOnTopHint
            | Qt.WindowType.WindowDoesNotAcceptFocus
        )
        super().__init__(None, flags)
        self._gate = gate
        self._words = words
        self._palette = palette
        self._share = 1.0
        self._cursor_at_start = QPointF(QCursor.pos())
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setWindowTitle(f"{words('desktop.name')}: {offer.title}")
        self.setAccessibleName(offer.title)
        self.setAccessibleDescription(offer.body)
        self._lay_out(offer)
        self.cover(screen)
        self.setFocus()  # itself: no button waits for a key before Tab has gone there

    # -- what is on it ---------------------------------------------------------------------------------

    def _lay_out(self, offer: Offer) -> None:
        self._title = self._label(offer.title, "title")
        self._body = self._label(offer.body, "body")
        self._buttons = [self._button(name, text) for name, text in offer.buttons.items()]
        self._leaves = self._label("", "quiet")
        self._hide = QPushButton(self._words("desktop.window.hide"), self)
        self._hide.setObjectName("hide")
        self._hide.setAccessibleDescription(self._words("desktop.window.hide_more"))
        self._hide.clicked.connect(self.hidden)
        self._more = self._label(self._words("desktop.window.hide_more"), "quiet")
        self.installEventFilter(self)  # its own keys too: Qt takes Tab before any handler sees it
        for widget in (*self._buttons, self._hide):
            widget.setMouseTracking(True)
            widget.installEventFilter(self)
            widget.setCursor(Qt.CursorShape.PointingHandCursor)
        self._arrange()

    def _arrange(self) -> None:
        self._row = QHBoxLayout()
        self._row.addStretch()
        for button in self._buttons:
            self._row.addWidget(button)
        self._row.addStretch()
        self._column = QVBoxLayout(self)
        self._column.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)  # the screen says the size
        self._column.addWidget(self._title)
        self._column.addWidget(self._body)
        self._column.addLayout(self._row)
        self._column.addWidget(self._leaves)
        self._column.addStretch()
        self._column.addWidget(self._hide, 0, Qt.AlignmentFlag.AlignCenter)
        self._column.addWidget(self._more)

    def _label(self, text: str, name: str) -> QLabel:
        label = QLabel(text, self)
        label.setObjectName(name)
        label.setWordWrap(True)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        label.setMouseTracking(True)
        return label

    def _button(self, name: str, text: str) -> QPushButton:
        button = QPushButton(text, self)
        button.setObjectName(name)
        button.setAutoDefault(False)
        button.clicked.connect(lambda: self.answered.emit(name))
        return button

    @property
    def unit(self) -> float:
        """The window's grid, logical pixels."""
        if self._has_figure:
            return min(MOST_UNIT, self._fits(ROOMY))
        return max(LEAST_UNIT, self._fits(CLOSE))

    @property
    def _has_figure(self) -> bool:
        return self._fits(ROOMY) >= ROOMY_FROM

    def _fits(self, units: tuple[int, int]) -> float:
        return min(self.height() / units[0], self.width() / units[1])

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size() != event.oldSize():
            self._dress()

    def dress(self, palette: Palette) -> None:
        self._palette = palette
        self._dress()

    def _dress(self) -> None:
        unit = self.unit
        self._more.setVisible(self._has_figure)
        top = FIGURE_UNITS + 3 if self._has_figure else 2
        side = round(max(unit * 2, (self.width() - unit * COLUMN_UNITS) / 2))
        self._column.setContentsMargins(side, round(unit * top), side, round(unit * 2))
        self._column.setSpacing(round(unit))
        self._row.setSpacing(round(unit))
        self.setStyleSheet(_style(self._palette, unit))
        self.update()

    def count_down(self, left_s: float, whole_s: float, *, still: bool) -> None:
        """Say how long this stays; ``still``: with words alone, nothing moves."""
        said = leaves(left_s, self._words)
        if said != self._leaves.text():
            self._leaves.setText(said)
        self._share = 1.0 if still else max(0.0, min(1.0, left_s / whole_s)) if whole_s else 0.0
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(self._palette.paper))
        unit, size = self.unit, self.unit * FIGURE_UNITS
        if self._has_figure:
            box = QRectF((self.width() - size) / 2, unit * 2, size, size)
            paint_person(painter, box, self._palette)
        bar = QRectF(0, self.height() - unit / 2, self.width() * self._share, unit / 2)
        painter.fillRect(bar, QColor(self._palette.accent))
        painter.end()

    # -- where it is -----------------------------------------------------------------------------------

    def cover(self, screen: QScreen) -> None:
        """Cover exactly this screen."""
        self.setScreen(screen)
        self.setGeometry(screen.geometry())

    def take_keys(self) -> None:
        """Let it have the focus from now on."""
        if (window := self.windowHandle()) is not None:
            window.setFlag(Qt.WindowType.WindowDoesNotAcceptFocus, False)

    # -- what is done to it ----------------------------------------------------------------------------

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        """Hold every key to the gate, and see the mouse."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._swallows(event)
        if isinstance(event, QMouseEvent):
            self._moused(event)
        return False

    def _swallows(self, event: QKeyEvent) -> bool:
        """Take a key; return whether nobody else may have it."""
        key = Qt.Key(event.key())
        if key == Qt.Key.Key_Escape:
            self.hidden.emit()
            return True
        if key in KEYS_THAT_SHIFT:
            return False
        answers = key in KEYS_THAT_ANSWER and isinstance(QApplication.focusWidget(), QPushButton)
        types = not answers and key not in KEYS_THAT_CHOOSE
        if not self._gate.key(types=types, held=event.isAutoRepeat()):
            return True
        focused = QApplication.focusWidget()
        if answers and isinstance(focused, QPushButton):
            focused.click()  # Enter too, which Qt keeps for dialogs
            return True
        return False

    def _moused(self, event: QMouseEvent) -> None:
        """A click, or a hand that took the mouse: not the bump of a desk."""
        way = event.globalPosition() - self._cursor_at_start
        if event.type() == QEvent.Type.MouseButtonPress or way.manhattanLength() >= MOVED_PX:
            self._gate.pointed()
            self.wanted.emit()

    def closeEvent(self, event: QCloseEvent) -> None:
        """The window manager's own way to close it is the person's wish to have the screen back."""
        event.accept()
        self.hidden.emit()


def _style(palette: Palette, unit: float) -> str:
    def px(units: float, more: int = 0) -> str:
        return f"{round(unit * units) + more}px"  # what the focus ring takes, the padding gives

    p = palette
    button = f"""
        QPushButton {{ font-size: {px(1.25)}; padding: {px(0.8, 2)} {px(1.6, 2)}; border-radius: {px(0.75)};
            border: 1px solid {p.line}; background: {p.card}; color: {p.ink}; }}
        QPushButton:hover {{ border-color: {p.accent}; }}
        QPushButton:focus {{ border: 3px solid {p.focus}; padding: {px(0.8)} {px(1.6)}; }}
        QPushButton#start {{ background: {p.accent}; color: {p.accent_ink}; border-color: {p.accent};
            font-weight: 600; }}
        QPushButton#start:hover {{ background: {p.accent_over}; }}
        QPushButton#start:focus {{ border: 3px solid {p.focus}; }}
        QPushButton#hide {{ font-size: {px(1.0)}; background: transparent; color: {p.quiet};
            padding: {px(0.5, 2)} {px(1.2, 2)}; }}
        QPushButton#hide:focus {{ padding: {px(0.5)} {px(1.2)}; }}"""
    return f"""
        QLabel {{ color: {p.ink}; background: transparent; }}
        QLabel#title {{ font-size: {px(3.0)}; font-weight: 600; }}
        QLabel#body {{ font-size: {px(1.5)}; margin-bottom: {px(1.2)}; }}
        QLabel#quiet {{ font-size: {px(1.0)}; margin-top: {px(0.6)}; color: {p.quiet}; }}
        {button}"""
