"""A break window on two monitors of different scale, drawn into memory."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator

import pytest

if not os.environ.get("CI"):  # there everything must run
    pytest.importorskip("PySide6.QtGui", exc_type=ImportError)

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget

from saying import WORDS
from unslump.faces.desktop.guard import FreezeGuard
from unslump.faces.desktop.palette import DARK, LIGHT
from unslump.faces.desktop.saying import Offer
from unslump.faces.desktop.windows import GRACE_S, BreakWindows

SCREENS = [
    {"name": "left", "x": 0, "y": 0, "width": 1280, "height": 800, "logicalDpi": 96, "dpr": 1},
    {"name": "right", "x": 1280, "y": 0, "width": 1024, "height": 700, "logicalDpi": 96, "dpr": 2},
]
LABELS = {"start": "Start", "postpone": "In 5 minutes", "skip": "Skip"}


def offer(offer_id: str = "offer", left_s: float = 120.0) -> Offer:
    return Offer(offer_id, "Time to stand up", "You have been sitting for 47 minutes.", LABELS, left_s)


class Watch:
    now_s = 1000.0

    def __call__(self) -> float:
        return self.now_s


class Unarmed(FreezeGuard):
    """Counts, and ends nobody's process."""

    up = False

    def arm(self) -> None:
        self.up = True

    def beat(self) -> None:
        pass

    def disarm(self) -> None:
        self.up = False


class Room:
    """The windows with a clock that is told, and what came of them."""

    def __init__(self) -> None:
        self.clock, self.freeze = Watch(), Unarmed()
        self.quiet_s: float | None = None
        self.windows = BreakWindows(WORDS, LIGHT, self.freeze, self.clock, lambda: self.quiet_s)
        self.answers: list[tuple[str, str]] = []
        self.hidden = 0
        self.windows.answered.connect(lambda *answer: self.answers.append(answer))
        self.windows.hidden.connect(self._count)

    def _count(self) -> None:
        self.hidden += 1

    def later(self, seconds: float) -> None:
        self.clock.now_s += seconds
        self.windows._beats()
        QApplication.processEvents()

    def take_focus(self) -> None:
        """Nobody touches anything for a while."""
        self.quiet_s = 10.0
        self.later(10.0)

    @property
    def pages(self) -> list[QWidget]:
        return [page for page in QApplication.topLevelWidgets() if page.isVisible()]


@pytest.fixture(scope="module")
def application(tmp_path_factory: pytest.TempPathFactory) -> Iterator[QApplication]:
    file = tmp_path_factory.mktemp("screens") / "screens.json"
    file.write_text(json.dumps({"screens": SCREENS}), encoding="utf-8")
    before = os.environ.get("QT_QPA_PLATFORM")
    os.environ["QT_QPA_PLATFORM"] = f"offscreen:configfile={file}"
    made = QApplication.instance() or QApplication([])
    assert isinstance(made, QApplication)
    yield made
    os.environ.pop("QT_QPA_PLATFORM")
    if before is not None:
        os.environ["QT_QPA_PLATFORM"] = before


@pytest.fixture
def room(application: QApplication) -> Iterator[Room]:
    made = Room()
    yield made
    made.windows.close()
    made.later(0.5)
    made.windows.deleteLater()
    application.processEvents()


def test_each_screen_has_its_own_window_of_its_own_size(room: Room) -> None:
    room.windows.show_offer(offer())
    covered = sorted(page.geometry().getRect() for page in room.pages)  # type: ignore[type-var]
    assert covered == sorted(screen.geometry().getRect() for screen in QGuiApplication.screens())
    assert len(covered) == len(SCREENS)


def test_it_does_not_ask_for_the_focus(room: Room) -> None:
    room.windows.show_offer(offer())
    for page in room.pages:
        assert page.testAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        assert page.windowHandle().flags() & Qt.WindowType.WindowDoesNotAcceptFocus
    room.quiet_s = 2.9
    room.later(0.5)
    assert all(p.windowHandle().flags() & Qt.WindowType.WindowDoesNotAcceptFocus for p in room.pages)
    room.quiet_s = 3.0
    room.later(0.5)
    assert not any(p.windowHandle().flags() & Qt.WindowType.WindowDoesNotAcceptFocus for p in room.pages)


def test_a_screen_reader_finds_names_and_roles(room: Room) -> None:
    room.windows.show_offer(offer())
    page = room.pages[0]
    window = QAccessible.queryAccessibleInterface(page)
    assert window.text(QAccessible.Text.Name) == "Time to stand up"
    assert window.text(QAccessible.Text.Description) == "You have been sitting for 47 minutes."
    buttons = [QAccessible.queryAccessibleInterface(b) for b in page.findChildren(QPushButton)]
    assert {b.role() for b in buttons} == {QAccessible.Role.PushButton}
    names = [b.text(QAccessible.Text.Name) for b in buttons]
    assert names == [*LABELS.values(), WORDS("desktop.window.hide")]
    texts = [QAccessible.queryAccessibleInterface(label) for label in page.findChildren(QLabel)]
    assert {t.role() for t in texts} == {QAccessible.Role.StaticText}
    assert all(t.text(QAccessible.Text.Name) for t in texts)


@pytest.mark.parametrize("name", LABELS)
def test_a_click_answers_once_and_gives_every_screen_back(name: str, room: Room) -> None:
    room.windows.show_offer(offer())
    button = room.pages[1].findChild(QPushButton, name)
    assert isinstance(button, QPushButton)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert room.answers == [("offer", name)]
    assert room.pages == [] and not room.windows.showing
    room.windows.show_offer(offer(left_s=100.0))  # the resident has not caught up yet
    assert room.pages == []


def test_hiding_it_answers_nothing(room: Room) -> None:
    room.windows.show_offer(offer())
    button = room.pages[0].findChild(QPushButton, "hide")
    assert isinstance(button, QPushButton)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert (room.answers, room.hidden, room.pages) == ([], 1, [])


def test_keys_in_the_middle_of_a_word_do_nothing(room: Room) -> None:
    room.windows.show_offer(offer())
    page = room.pages[0]
    room.take_focus()
    room.windows._gate.key(types=True, held=False)  # they wrote on
    for key in (Qt.Key.Key_H, Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Tab, Qt.Key.Key_Space):
        room.clock.now_s += 0.4
        QTest.keyClick(QApplication.focusWidget() or page, key)
    assert room.answers == [] and len(room.pages) == 2


def test_a_letter_never_answers_and_shuts_the_gate_again(room: Room) -> None:
    room.windows.show_offer(offer())
    room.take_focus()
    QTest.keyClick(QApplication.activeWindow(), Qt.Key.Key_Tab)
    focused = QApplication.focusWidget()
    assert isinstance(focused, QPushButton) and focused.objectName() == "start"
    QTest.keyClick(focused, Qt.Key.Key_A)
    QTest.keyClick(focused, Qt.Key.Key_Return)
    assert room.answers == []
    room.clock.now_s += 4
    QTest.keyClick(focused, Qt.Key.Key_Return)
    assert room.answers == [("offer", "start")]


def test_escape_works_at_any_moment(room: Room) -> None:
    room.windows.show_offer(offer())
    QTest.keyClick(room.pages[1], Qt.Key.Key_Escape)
    assert (room.answers, room.hidden, room.pages) == ([], 1, [])


def test_its_own_end_comes_though_nobody_says_so(room: Room) -> None:
    room.windows.show_offer(offer(left_s=60.0))
    room.later(59.0)
    room.windows.show_offer(offer(left_s=600.0))  # an end may come nearer, never go away
    assert room.windows.showing
    room.later(1.0 + GRACE_S)
    assert room.pages == [] and room.answers == []


def test_the_guard_is_awake_until_the_loop_has_turned_once_more(room: Room) -> None:
    assert not room.freeze.up
    room.windows.show_offer(offer())
    assert room.freeze.up
    room.windows.show_offer(None)
    assert room.freeze.up and room.pages == []
    room.later(0.5)
    assert not room.freeze.up


def test_another_offer_shows_after_one_that_was_hidden(room: Room) -> None:
    room.windows.show_offer(offer())
    QTest.keyClick(room.pages[0], Qt.Key.Key_Escape)
    room.windows.show_offer(None)
    room.windows.show_offer(offer())
    assert len(room.pages) == 2


def test_everything_is_inside_the_window_and_nothing_overlaps(room: Room) -> None:
    room.windows.show_offer(offer())
    for page in room.pages:
        QApplication.processEvents()
        shown = [w for w in page.findChildren(QWidget) if w.isVisible()]
        boxes = [w.geometry() for w in shown]
        assert all(page.rect().contains(box) for box in boxes)
        for i, box in enumerate(boxes):
            assert not any(box.intersects(other) for other in boxes[i + 1 :]), shown[i].objectName()
        for label in page.findChildren(QLabel):
            assert label.isHidden() or label.heightForWidth(label.width()) <= label.height(), label.text()
        for button in page.findChildren(QPushButton):
            assert button.sizeHint().width() <= button.width(), button.text()


def test_it_takes_other_colours_while_it_shows(room: Room) -> None:
    room.windows.show_offer(offer())
    page = room.pages[0]
    assert page.grab().toImage().pixelColor(QPoint(5, 5)).name() == LIGHT.paper
    room.windows.dress(DARK)
    assert page.grab().toImage().pixelColor(QPoint(5, 5)).name() == DARK.paper
