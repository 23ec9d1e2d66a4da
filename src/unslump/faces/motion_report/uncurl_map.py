"""The way up as a map, as SVG: regions upward, time across, what moved as one in brackets.

::

    Mid back  [..............::::####]     a band a region: pale while bent, deep when up
                          ==|==            a line from a fifth to four fifths of its turn, a mark at half
       o-- waist to mid back: separate     between two neighbours: how far apart, over what noise would show
    Waist     [........::::##########]  ]
                       |                ]  moved as one
    ...                                 ]
    0 s                           2.4 s    one repetition: seconds; several: shares of the way up

Across all is per cent, so that the map fits any width while letters keep their size; down all is pixels.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .numbers import crossing, even_marks, number

TOP, LABEL, BAND, BELOW, PAIR, AXIS = 4.0, 26.0, 32.0, 24.0, 40.0, 34.0
"""Heights: above all, a region's name, its band, its half-way mark, a pair, the axis. Pixels."""

PAIR_BEGIN, PAIR_WIDTH = 2.0, 40.0
"""Where the bar of a pair lies that tells a separation from 0 to 1; per cent across."""

TURNING = (0.2, 0.8)
"""Shares of its turn between which a region is drawn as turning (docs/look.md)."""

TIE = 3.0
"""Regions half way within so much of each other, per cent of the way up, are not told apart (docs/evidence.md
E.12)."""

MOST_SECONDS = 6
NO_TURN, TO_AND_FRO = "no_turn", "to_and_fro"
LABELS = {"joined": "joined", "separate": "separate", "can't tell": "cannot_tell", "no visible turn": NO_TURN}
REASONS = {"not one way": TO_AND_FRO}


@dataclass(frozen=True, slots=True)
class Stop:
    """Of a band's colour: per cent across, and how strong it is there, 0 to 1."""

    at: float
    strength: float


@dataclass(frozen=True, slots=True)
class Band:
    """One region, per cent across: ``turning`` is (begin, width); ``hidden`` says why there is none of it."""

    region: str
    y: float
    turn_deg: str | None
    hidden: str | None = None
    stops: tuple[Stop, ...] = ()
    turning: tuple[float, float] | None = None
    half: float | None = None
    half_text: str | None = None
    ticks: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class PairBar:
    """Two neighbours. ``floor`` is the width, ``at`` the place of the separation, per cent across."""

    below: str
    above: str
    label: str
    y: float
    floor: float | None
    at: float | None


@dataclass(frozen=True, slots=True)
class Bracket:
    y: float
    height: float


@dataclass(frozen=True, slots=True)
class Map:
    bands: tuple[Band, ...]
    pairs: tuple[PairBar, ...]
    brackets: tuple[Bracket, ...]
    ticks: tuple[tuple[float, str], ...]
    repetitions: int
    axis_y: float
    height: float


def map_of(uncurl: Mapping[str, Any]) -> Map | None:
    """Lay the map out; None where there was no way up."""
    repetitions = uncurl.get("repetitions") or []
    if not repetitions:
        return None
    upward = [region["name"] for region in repetitions[0]["regions"]]
    tops = _tops(upward)
    bands = tuple(_band(uncurl, name, tops[name]) for name in upward)
    axis_y = max(tops.values()) + BAND + BELOW
    return Map(
        bands=bands,
        pairs=tuple(_pair(pair, tops) for pair in uncurl.get("pairs") or [] if pair["below"] in tops),
        brackets=tuple(_bracket([tops[name] for name in clump]) for clump in uncurl.get("clumps") or []),
        ticks=_ticks(repetitions),
        repetitions=len(repetitions),
        axis_y=axis_y,
        height=axis_y + AXIS,
    )


def _tops(upward: Sequence[str]) -> dict[str, float]:
    """Return where each region's band begins, the topmost region first."""
    row = LABEL + BAND + BELOW + PAIR
    return {name: TOP + LABEL + at * row for at, name in enumerate(reversed(upward))}


def _band(uncurl: Mapping[str, Any], name: str, y: float) -> Band:
    repetitions = uncurl["repetitions"]
    first = _region(repetitions[0], name)
    turn_deg = number(first.get("turn_deg"))
    progress = uncurl.get("progress") or {}
    curve, shares = progress.get(name), progress.get("u") or []
    if not curve:
        return Band(name, y, turn_deg, hidden=_hidden(first))
    half = crossing(shares, curve, 0.5)
    return Band(
        region=name,
        y=y,
        turn_deg=turn_deg,
        stops=_stops(shares, curve),
        turning=_turning(shares, curve),
        half=None if half is None else round(100 * half, 2),
        half_text=number(first.get("half_s"), 1) if len(repetitions) == 1 else number(half, 0, 100),
        ticks=_half_shares(repetitions, name) if len(repetitions) > 1 else (),
    )


def _hidden(region: Mapping[str, Any]) -> str:
    """Say why a region has no band; a region can be hidden in the mean though one repetition shows it."""
    return REASONS.get(region.get("reason") or "", NO_TURN)


def _stops(shares: Sequence[float], curve: Sequence[float | None]) -> tuple[Stop, ...]:
    known = ((u, done) for u, done in zip(shares, curve, strict=True) if done is not None)
    return tuple(Stop(round(100 * u, 1), round(done, 3)) for u, done in known)


def _turning(shares: Sequence[float], curve: Sequence[float | None]) -> tuple[float, float] | None:
    begin, end = (crossing(shares, curve, share) for share in TURNING)
    return None if begin is None or end is None else (round(100 * begin, 2), round(100 * (end - begin), 2))


def _region(repetition: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    return next((region for region in repetition["regions"] if region["name"] == name), {})


def _half_shares(repetitions: Sequence[Mapping[str, Any]], name: str) -> tuple[float, ...]:
    shares = (half_share(each, name) for each in repetitions)
    return tuple(round(100 * share, 2) for share in shares if share is not None)


def half_share(repetition: Mapping[str, Any], name: str) -> float | None:
    """Return when a region was half way, as a share of that repetition's way up."""
    begin, end, half = repetition["start_s"], repetition["end_s"], _region(repetition, name).get("half_s")
    if begin is None or end is None or half is None or end <= begin:
        return None
    return float((half - begin) / (end - begin))


def _pair(pair: Mapping[str, Any], tops: Mapping[str, float]) -> PairBar:
    floor, separation = pair.get("noise_floor"), pair.get("separation")
    return PairBar(
        below=pair["below"],
        above=pair["above"],
        label=LABELS[pair["label"]],
        y=tops[pair["above"]] + BAND + BELOW,
        floor=None if floor is None else round(PAIR_WIDTH * min(1.0, floor), 2),
        at=None if separation is None else round(PAIR_BEGIN + PAIR_WIDTH * min(1.0, separation), 2),
    )


def _bracket(tops: Sequence[float]) -> Bracket:
    return Bracket(min(tops), max(tops) - min(tops) + BAND)


def _ticks(repetitions: Sequence[Mapping[str, Any]]) -> tuple[tuple[float, str], ...]:
    if len(repetitions) > 1:
        return tuple((100.0 * share, number(share, 0, 100) or "") for share in (0.0, 0.25, 0.5, 0.75, 1.0))
    begin, end = repetitions[0]["start_s"], repetitions[0]["end_s"]
    if begin is None or end is None or end <= begin:
        return ()
    marks = even_marks(begin, end, MOST_SECONDS)
    digits = 0 if all(mark == round(mark) for mark in marks) else 1
    return tuple((round(100 * (s - begin) / (end - begin), 2), number(s, digits) or "") for s in marks)


def in_order(chart: Map) -> list[list[str]]:
    """Name the regions that turned, the first half way first; what is tied stands together, lowest first."""
    turned = sorted((band for band in chart.bands if band.half is not None), key=_half)
    groups: list[list[Band]] = []
    for band in turned:
        if groups and _half(band) - _half(groups[-1][0]) < TIE:
            groups[-1].append(band)
        else:
            groups.append([band])
    return [[band.region for band in chart.bands if band in group] for group in groups]


def _half(band: Band) -> float:
    assert band.half is not None
    return band.half


def region_rows(uncurl: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The bands as a table, from the top down: every repetition's times."""
    progress = uncurl.get("progress") or {}
    return [
        {
            "repetition": number_of,
            "region": region["name"],
            "onset": number(region.get("onset_s"), 1),
            "half": number(region.get("half_s"), 1),
            "share": number(half_share(each, region["name"]), 0, 100),
            "turn": number(region.get("turn_deg"), 0),
            "hidden": None if progress.get(region["name"]) else _hidden(region),
        }
        for number_of, each in enumerate(uncurl.get("repetitions") or [], start=1)
        for region in reversed(each["regions"])
    ]


def pair_rows(uncurl: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The pairs as a table, from the top down."""
    return [
        {
            "below": pair["below"],
            "above": pair["above"],
            "separation": number(pair.get("separation"), 2),
            "floor": number(pair.get("noise_floor"), 2),
            "lag": number(pair.get("lag"), 0, 100),
            "label": LABELS[pair["label"]],
        }
        for pair in reversed(uncurl.get("pairs") or [])
    ]
