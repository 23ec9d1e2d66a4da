"""Draw a mark: a ring that fills over the hour, and a sign in its middle. State is never colour alone.

=========  ==========================================================================
kind       drawn
=========  ==========================================================================
sitting    the arc, an empty middle
due        the arc in the moving colour, a full disc in the middle
held       the arc, a level bar in the middle
resting    a full disc in the colour of rest, without a ring
paused     an empty ring, two upright bars
closed     an empty ring, dashed
=========  ==========================================================================
"""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPen, QPixmap

from .palette import Palette
from .saying import Mark

SIZES = (16, 22, 24, 32, 48, 64)
"""What panels ask for, pixels."""

TOP, CLOCKWISE = 90 * 16, -360 * 16
LEAST = 0.04
"""A sliver shows from the first minute on; less would be a dot of dirt."""


def draw_icon(mark: Mark, palette: Palette) -> QIcon:
    icon = QIcon()
    for size in SIZES:
        pixmap = QPixmap(size, size)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        paint(painter, QRectF(0, 0, size, size), mark, palette)
        painter.end()
        icon.addPixmap(pixmap)
    return icon


def paint(painter: QPainter, box: QRectF, mark: Mark, palette: Palette) -> None:
    """Paint a mark into a square box, over whatever is there."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    size = box.width()
    if mark.kind == "resting":
        _disc(painter, box.center(), size * 0.42, palette.rest)
        return
    wide = max(2.0, size * 0.14)
    ring = box.adjusted(
        *(wide / 2 + size * 0.03 for _ in range(2)), *(-wide / 2 - size * 0.03 for _ in range(2))
    )
    _ring(painter, ring, wide, mark, palette)
    _middle(painter, box, mark, palette)


def _ring(painter: QPainter, ring: QRectF, wide: float, mark: Mark, palette: Palette) -> None:
    if mark.kind in ("paused", "closed"):
        pen = QPen(QColor(palette.quiet), wide * 0.7)
        if mark.kind == "closed":
            pen.setStyle(Qt.PenStyle.DotLine)
        painter.setPen(pen)
        painter.drawEllipse(ring)
        return
    painter.setPen(QPen(_faint(palette.quiet), wide))
    painter.drawEllipse(ring)
    colour = palette.moving if mark.kind == "due" else palette.accent
    painter.setPen(QPen(QColor(colour), wide, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap))
    painter.drawArc(ring, TOP, round(CLOCKWISE * max(LEAST, mark.fill)))


def _middle(painter: QPainter, box: QRectF, mark: Mark, palette: Palette) -> None:
    size, middle = box.width(), box.center()
    if mark.kind == "due":
        _disc(painter, middle, size * 0.20, palette.moving)
    elif mark.kind == "held":
        _bar(painter, middle, size * 0.36, size * 0.13, palette.quiet)
    elif mark.kind == "paused":
        for side in (-1, 1):
            at = QPointF(middle.x() + side * size * 0.11, middle.y())
            _bar(painter, at, size * 0.11, size * 0.34, palette.quiet)


def _faint(colour: str) -> QColor:
    faint = QColor(colour)
    faint.setAlphaF(0.35)
    return faint


def _disc(painter: QPainter, at: QPointF, radius: float, colour: str) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colour))
    painter.drawEllipse(at, radius, radius)
    painter.setBrush(Qt.BrushStyle.NoBrush)


def _bar(painter: QPainter, at: QPointF, width: float, height: float, colour: str) -> None:
    bar = QRectF(at.x() - width / 2, at.y() - height / 2, width, height)
    painter.fillRect(bar, QColor(colour))
