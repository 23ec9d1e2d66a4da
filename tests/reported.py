"""Documents of the camera coach for tests of its report, and a report as its parts."""

from __future__ import annotations

import copy
from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser
from typing import Any

from bodies_read import analysed, somebody
from saying import WORDS
from unslump.app.motion_document import document
from unslump.faces.motion_report import html

RECIPE = {
    "pose": {"model": "drawn bodies", "runtime": "none"},
    "video": {"source": "computed", "fps": 10.0, "original_px": [640, 480], "broke_off_at_s": None},
}
VOID = frozenset({"meta", "link", "br", "img", "hr", "input", "col"})


@cache
def _made(how: tuple[tuple[str, Any], ...]) -> dict[str, Any]:
    analysis, _ = analysed(somebody(**dict(how)))
    return document(analysis, ["my films/fold.mp4"], [RECIPE], WORDS)


def told(**how: Any) -> dict[str, Any]:
    """Return the document of a computed body."""
    return copy.deepcopy(_made(tuple(how.items())))


def in_turn() -> dict[str, Any]:
    return told()


def one_piece() -> dict[str, Any]:
    return told(uncurl="block")


def refused() -> dict[str, Any]:
    return told(yaw_deg=50.0)


def thrice() -> dict[str, Any]:
    """Return a document of three repetitions: the first again, ten and twenty seconds later."""
    whole = in_turn()
    first = whole["uncurl"]["repetitions"][0]
    whole["uncurl"]["repetitions"] = [_later(first, by) for by in (0.0, 10.0, 20.0)]
    return whole


def _later(repetition: dict[str, Any], by: float) -> dict[str, Any]:
    def moved(row: dict[str, Any]) -> dict[str, Any]:
        return {name: value + by if name.endswith("_s") else value for name, value in row.items()}

    return {**moved(repetition), "regions": [moved(each) for each in repetition["regions"]]}


@dataclass
class Page(HTMLParser):
    """A report, read: raises where tags do not close as they opened."""

    text: list[str] = field(default_factory=list)
    open_tags: list[str] = field(default_factory=list)
    tags: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    tables: list[list[list[str]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self.open_tags.append(tag)
        if tag == "table":
            self.tables.append([])
        elif tag == "tr":
            self.tables[-1].append([])
        elif tag in ("td", "th"):
            self.tables[-1][-1].append("")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert self.open_tags.pop() == tag, tag

    def handle_data(self, data: str) -> None:
        if "style" in self.open_tags:
            return
        self.text.append(data)
        if {"td", "th"} & set(self.open_tags):
            self.tables[-1][-1][-1] += data

    @property
    def said(self) -> str:
        """Everything a person reads, in one line."""
        return " ".join(" ".join(self.text).split())

    def having(self, **attributes: str) -> list[tuple[str, dict[str, str]]]:
        wanted = {name.rstrip("_"): value for name, value in attributes.items()}
        return [(tag, has) for tag, has in self.tags if wanted.items() <= has.items()]


def page_of(whole: dict[str, Any]) -> Page:
    page = Page()
    page.feed(html(whole, WORDS))
    page.close()
    assert page.open_tags == []
    return page
