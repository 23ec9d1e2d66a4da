"""Draw the standing person of a break window: the body of ``core.figure``, at rest, in hues of the accent.

The page draws the same body with the skin and build somebody chose; a window that shows for two minutes keeps
to one quiet tint, which is nobody's skin.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from math import hypot
from typing import Any

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPainterPath, QPen, QTransform

from ...core.figure import body, outline, paint
from ...core.figure.choreography import Beat, pose_at
from ...core.figure.film import frames
from ...core.figure.pose import place
from .palette import Palette

AT_REST = Beat("stand", 0, "", 0.0)
BACKDROP_Y, BACKDROP_RADIUS = 0.49, 0.54

TINTS = {
    "skin": ("accent", "pale", 0.45),
    "skin-shade": ("accent", "pale", 0.30),
    "hair": ("accent", "deep", 0.65),
    "line": ("accent", "deep", 0.65),
    "shirt": ("accent", "pale", 0.12),
    "shirt-light": ("accent", "pale", 0.20),
    "shirt-edge": ("accent", "deep", 0.25),
    "trousers": ("accent", "deep", 0.50),
    "belt": ("accent", "deep", 0.75),
    "shoe": ("accent", "deep", 0.80),
    "shoe-shade": ("accent", "deep", 0.90),
    "sole": ("accent", "pale", 0.60),
    "floor": ("line", "line", 0.0),
    "shadow": ("line", "line", 0.0),
}
"""Role -> two colours of the palette and how much of the second."""

FAR = 0.35
"""How far the other arm and leg fade into what is behind."""


def paint_person(painter: QPainter, box: QRectF, palette: Palette) -> None:
    """Paint the person into a box, as large as fits, over whatever is there."""
    scale = min(box.width(), box.height()) / (2 * BACKDROP_RADIUS)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(box.center().x(), box.center().y() + BACKDROP_Y * scale)
    painter.scale(scale, -scale)  # y up, as the body has it
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(palette.soft))
    painter.drawEllipse(QPointF(0.0, BACKDROP_Y), BACKDROP_RADIUS, BACKDROP_RADIUS)
    for path, role, line in _shapes():
        colour = _tint(role, palette)
        if line:
            painter.strokePath(path, QPen(colour, line, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        else:
            painter.fillPath(path, QBrush(colour))
    painter.restore()


def _tint(role: str, palette: Palette) -> QColor:
    name = role.removesuffix("-far")
    one, other, share = TINTS.get(name, ("accent", "deep", 0.3))
    colour = _mixed(QColor(getattr(palette, one)), QColor(getattr(palette, other)), share)
    return _mixed(colour, QColor(palette.soft), FAR) if name != role else colour


def _mixed(one: QColor, other: QColor, share: float) -> QColor:
    pairs = zip(one.getRgbF()[:3], other.getRgbF()[:3], strict=True)  # type: ignore[index]
    return QColor.fromRgbF(*(a + (b - a) * share for a, b in pairs))


@cache
def _shapes() -> tuple[tuple[QPainterPath, str, float], ...]:
    """What to paint, from back to front: path, role, width of its stroke (0 fills)."""
    skeleton = place(pose_at(AT_REST))
    soft = outline.soft_parts(skeleton, outline.Drape(body.SLIM), None)
    places = list(frames(skeleton))
    found = []
    for part in paint.parts(paint.scene_for("stand", 0), "stand", inside=False):
        if part["kind"] == "path":
            found.append((_curve(soft[part["path"]], part["sharp"]), part["role"], 0.0))
        elif part["kind"] in ("fixed", "rigid") and part["role"] != "backdrop":
            found.append((_piece(part, places), part["role"], part.get("line", 0) / paint.UNIT))
    return tuple(found)


def _piece(part: dict[str, Any], places: Sequence[tuple[body.Point, float]]) -> QPainterPath:
    flat = [value / paint.UNIT for value in part["points"]]
    points = list(zip(flat[::2], flat[1::2], strict=True))
    path = _curve(points, part.get("sharp", ()), opened=part.get("open", False))
    if part["kind"] == "fixed":
        return path
    (x, y), deg = places[part["frame"]]
    return QTransform().translate(x, y).rotate(-deg).map(path)


def _curve(points: Sequence[body.Point], sharp: Sequence[int], *, opened: bool = False) -> QPainterPath:
    """Lay a smooth curve through points, with corners at ``sharp``, as the page's script does."""
    count = len(points)
    slopes = [_slope(points, i, opened) for i in range(count)]
    path = QPainterPath(QPointF(*points[0]))
    for i in range(count - 1 if opened else count):
        j = (i + 1) % count
        (ax, ay), (bx, by) = points[i], points[j]
        third = hypot(bx - ax, by - ay) / 3
        straight = ((bx - ax) / 3, (by - ay) / 3)
        out = straight if i in sharp else (slopes[i][0] * third, slopes[i][1] * third)
        into = straight if j in sharp else (slopes[j][0] * third, slopes[j][1] * third)
        path.cubicTo(ax + out[0], ay + out[1], bx - into[0], by - into[1], bx, by)
    return path


def _slope(points: Sequence[body.Point], i: int, opened: bool) -> body.Point:
    """Slope of a parabola through a point and its two neighbours, which may lie unevenly."""
    count = len(points)
    if opened and i in (0, count - 1):
        return (0.0, 0.0)
    (ax, ay), (px, py), (bx, by) = points[i - 1], points[i], points[(i + 1) % count]
    before, after = hypot(px - ax, py - ay) or 1e-6, hypot(bx - px, by - py) or 1e-6
    whole = before + after
    return (
        ((px - ax) / before * after + (bx - px) / after * before) / whole,
        ((py - ay) / before * after + (by - py) / after * before) / whole,
    )
