"""The icon's drawing: every state can be told from every other without its colour, at the smallest size."""

from __future__ import annotations

import os
from itertools import combinations

import pytest

if not os.environ.get("CI"):  # there everything must run
    pytest.importorskip("PySide6.QtGui", exc_type=ImportError)

from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter

from unslump.faces.desktop.figure import paint_person
from unslump.faces.desktop.icon import paint
from unslump.faces.desktop.palette import DARK, LIGHT, Palette
from unslump.faces.desktop.saying import KINDS, Kind, Mark

SIZE = 16


def drawn(kind: Kind, fill: float, palette: Palette = LIGHT, size: int = SIZE) -> list[int]:
    """How much of each pixel is covered, 0 to 255."""
    image = QImage(size, size, QImage.Format.Format_ARGB32)
    image.fill(0)
    painter = QPainter(image)
    paint(painter, QRectF(0, 0, size, size), Mark(kind, fill), palette)
    painter.end()
    return [image.pixelColor(x, y).alpha() for y in range(size) for x in range(size)]


def test_the_arc_covers_more_the_longer_somebody_sits() -> None:
    full = [sum(value > 200 for value in drawn("sitting", share / 6, size=64)) for share in range(7)]
    assert full == sorted(full) and len(set(full)) == 7


@pytest.mark.parametrize(("one", "other"), [*combinations(KINDS, 2)])
def test_two_states_differ_in_form(one: Kind, other: Kind) -> None:
    differ = sum(abs(a - b) > 80 for a, b in zip(drawn(one, 0.6), drawn(other, 0.6), strict=True))
    assert differ >= 8, f"{one} and {other} look alike in {SIZE * SIZE - differ} of {SIZE * SIZE} pixels"


def luminance(colour: str) -> float:
    """Relative luminance of ``#rrggbb`` (WCAG 2.2)."""
    shares = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (s / 12.92 if s <= 0.04045 else ((s + 0.055) / 1.055) ** 2.4 for s in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_texts_and_marks_hold_their_contrast(palette: Palette) -> None:
    for text, ground in (
        (palette.ink, palette.paper),
        (palette.quiet, palette.paper),
        (palette.ink, palette.card),
        (palette.accent_ink, palette.accent),
        (palette.accent_ink, palette.accent_over),
    ):
        assert contrast(text, ground) >= 4.5, (text, ground)
    for sign in (palette.accent, palette.moving, palette.rest, palette.quiet, palette.focus):
        assert contrast(sign, palette.paper) >= 3.0, sign


@pytest.mark.parametrize("sign", [LIGHT.accent, LIGHT.moving, LIGHT.rest, LIGHT.quiet])
def test_the_icon_of_a_light_desktop_can_be_seen_on_a_black_panel(sign: str) -> None:
    assert contrast(sign, "#000000") >= 3.0


def test_the_person_stands_in_the_middle_and_casts_no_error() -> None:
    image = QImage(200, 200, QImage.Format.Format_ARGB32)
    image.fill(0)
    painter = QPainter(image)
    paint_person(painter, QRectF(0, 0, 200, 200), LIGHT)
    painter.end()
    colours = {image.pixelColor(x, 100).name() for x in range(200)}
    assert len(colours) > 3
    assert image.pixelColor(4, 4).alpha() == 0 and image.pixelColor(100, 190).alpha() > 0
