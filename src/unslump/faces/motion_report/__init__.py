"""The report of one document of the camera coach: one HTML file that asks nobody for anything.

No script, no font, no picture from elsewhere; it opens from a disk, in a mail, in ten years. What it shows is
laid out by ``figure``, ``uncurl_map`` and ``angles``, what it says is chosen by ``content``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ...core.words import Words
from ..templating import environment
from . import angles, content, figure, uncurl_map

HERE = Path(__file__).parent
STYLE = HERE / "report.css"


@dataclass(frozen=True, slots=True)
class Links:
    """Of a report that is a page of the local server: addresses of its style and of where to go from it.

    Attributes
    ----------
    style, back, home, save : str
    """

    style: str
    back: str
    home: str
    save: str


def html(document: Mapping[str, Any], words: Words, *, linked: Links | None = None) -> str:
    """Return the whole file.

    Parameters
    ----------
    document : mapping
        As ``app.motion_document.document`` makes it.
    linked : Links, optional
        Make a page of the local server, with its style beside it, instead of a file that stands alone.
    """
    uncurl = document.get("uncurl") or {}
    readable = bool(document["quality"]["ok"])
    return (
        environment(HERE)
        .get_template("report.html")
        .render(
            t=words,
            linked=linked,
            language=words.language,
            file=content.base_name(document.get("file")),
            quality=document["quality"],
            readable=readable,
            notable=content.stood_out(document.get("measures") or {}, uncurl.get("clumps") or [], words),
            groups=content.groups_of(document.get("measures") or {}, words, readable=readable),
            facts=content.facts_of(document["quality"], words),
            recordings=content.recordings_of(document, words),
            recipe=content.recipe_of(document.get("recipe") or {}, words),
            **(_drawn(document, uncurl, words) if readable else {}),
        )
    )


def _drawn(document: Mapping[str, Any], uncurl: Mapping[str, Any], t: Words) -> dict[str, Any]:
    """Return what a recording that can be read is drawn from; a refused one has no empty charts."""
    series, phases, moments = document["series"], document.get("phases") or [], document.get("figure") or []
    whole = {name: series[f"{name}_deg"] for name in ("trunk", "pelvis", "hip_flexion")}
    charts = {"whole": whole, "parts": series.get("regions") or {}}
    laid_out = uncurl_map.map_of(uncurl)
    order = uncurl_map.in_order(laid_out) if laid_out else []
    return {
        "order": content.order_of(order, uncurl.get("pattern"), t),
        "figure": figure.figure_of(moments),
        "moments": figure.rows_of(moments, series),
        "map": laid_out,
        "region_rows": uncurl_map.region_rows(uncurl),
        "pair_rows": uncurl_map.pair_rows(uncurl),
        "charts": {name: angles.chart_of(series["t_s"], lines, phases) for name, lines in charts.items()},
        "chart_rows": {name: angles.rows_of(series["t_s"], lines) for name, lines in charts.items()},
        "phases": content.phases_of(phases),
        "fits": angles.fits,
    }
