"""The person's side at four moments, as SVG: the edge a soft shape, the bent back a line, five marks on it.

All four share one view box, so that what is larger is larger and what moved has moved. Units are hundredths
of the length from hip to shoulder; y down, as SVG has it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .numbers import number

UNIT = 100.0
MARGIN = 14.0
MARKS = ("pelvis", "low_back", "waist", "mid_back", "neck")
"""The five marks of every moment, from the bottom up."""

SMOOTHED_OVER = 5
"""Points of the edge that are averaged: a mask has steps, a person has none."""

Points = Sequence[Sequence[float]]


@dataclass(frozen=True, slots=True)
class Picture:
    """One moment. ``marks`` are (name, x, y)."""

    name: str
    t_s: float | None
    edge: str
    back: str
    marks: tuple[tuple[str, float, float], ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """``box`` is the view box of every picture; ``floor`` the y of the ground."""

    pictures: tuple[Picture, ...]
    box: str
    left: float
    right: float
    floor: float


def figure_of(moments: Sequence[Mapping[str, Any]]) -> Figure | None:
    """Lay the moments out; None where there is none to draw."""
    drawn = [moment for moment in moments if _whole(moment.get("edge"))]
    if not drawn:
        return None
    xs, ys = zip(*(_scaled(point) for moment in drawn for point in _whole(moment["edge"])), strict=True)
    left, right, top, floor = min(xs) - MARGIN, max(xs) + MARGIN, min(ys) - MARGIN, max(ys)
    box = f"{left:.0f} {top:.0f} {right - left:.0f} {floor + MARGIN - top:.0f}"
    return Figure(tuple(_picture(moment) for moment in drawn), box, left, right, floor)


def _picture(moment: Mapping[str, Any]) -> Picture:
    places = zip(MARKS, moment.get("marks") or (), strict=False)
    marks = ((name, place) for name, place in places if _whole([place]))
    return Picture(
        name=moment["name"],
        t_s=moment.get("t_s"),
        edge=_path(_smooth(_whole(moment["edge"]))) + "Z",
        back=_path(_whole(moment.get("back"))),
        marks=tuple((name, *_scaled(place)) for name, place in marks),
    )


def _whole(points: Points | None) -> Points:
    """Return the points that are known."""
    return [point for point in points or () if None not in point]


def _scaled(point: Sequence[float]) -> tuple[float, float]:
    return round(point[0] * UNIT, 1), round(-point[1] * UNIT, 1)


def _smooth(edge: Points) -> Points:
    """Average each point of a closed line with its neighbours."""
    reach = SMOOTHED_OVER // 2
    size = len(edge)
    if size <= SMOOTHED_OVER:
        return edge
    around = [[edge[(at + off) % size] for off in range(-reach, reach + 1)] for at in range(size)]
    return [[sum(p[axis] for p in near) / len(near) for axis in (0, 1)] for near in around]


def _path(points: Points) -> str:
    return "M" + "L".join(f"{x:g} {y:g}" for x, y in map(_scaled, points)) if points else ""


def rows_of(moments: Sequence[Mapping[str, Any]], series: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The moments as a table: how far trunk, pelvis and hips were turned then."""
    times = series.get("t_s") or []
    return [
        {"name": moment["name"], "second": number(moment.get("t_s"), 1), **_angles_at(moment, times, series)}
        for moment in moments
    ]


def _angles_at(
    moment: Mapping[str, Any], times: Sequence[float | None], series: Mapping[str, Any]
) -> dict[str, str | None]:
    at = nearest(times, moment.get("t_s"))
    names = ("trunk_deg", "pelvis_deg", "hip_flexion_deg")
    return {name: number(series[name][at]) if at is not None else None for name in names}


def nearest(times: Sequence[float | None], t_s: float | None) -> int | None:
    """Return the sample next to a time."""
    if t_s is None:
        return None
    far = [(abs(time - t_s), at) for at, time in enumerate(times) if time is not None]
    return min(far)[1] if far else None
