"""The camera coach's report, opened from a disk: light and dark, narrow and wide, on paper."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from reported import in_turn, one_piece, refused, thrice
from saying import WORDS
from unslump.faces.motion_report import html

pytestmark = pytest.mark.browser

MADE = {"in-turn": in_turn, "one-piece": one_piece, "thrice": thrice, "refused": refused}
LOOKS = ((360, "light"), (360, "dark"), (1440, "light"), (1440, "dark"))
SIDEWAYS = "() => document.documentElement.scrollWidth - window.innerWidth"
ON_EACH_OTHER = """() => [...document.querySelectorAll("svg.chart")].flatMap((chart) => {
  const box = (text) => text.getBoundingClientRect();
  const on = (a, b) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 2
    && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 7;
  const said = [...chart.querySelectorAll("text")];
  return said.flatMap((a, i) => said.slice(i + 1).filter((b) => on(box(a), box(b)))
    .map((b) => [a.textContent, b.textContent]));
})"""
OUTSIDE = """() => [...document.querySelectorAll("svg.chart text")].filter((text) => {
  const box = text.getBoundingClientRect();
  return box.width && (box.left < 0 || box.right > window.innerWidth);
}).map((text) => text.textContent)"""
PICTURES = os.environ.get("UNSLUMP_PICTURES")
"""A folder to leave pictures in, for a person to look at."""


@pytest.fixture(scope="module", params=MADE)
def report(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("report") / f"{request.param}.html"
    path.write_text(html(MADE[request.param](), WORDS), encoding="utf-8")
    return path


@pytest.fixture(params=LOOKS, ids=lambda look: f"{look[0]}-{look[1]}")
def opened(request: pytest.FixtureRequest, chromium: Any, report: Path) -> Iterator[Any]:
    """The report in a browser that may run no script of a page; every request and complaint is kept."""
    width, scheme = request.param
    context = chromium.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page, wrong = context.new_page(), []
    page.on("console", lambda said: wrong.append(said.text))
    context.on("request", lambda asked: asked.url == report.as_uri() or wrong.append(asked.url))
    page.goto(report.as_uri())
    page.look = f"{report.stem}-{width}-{scheme}"
    yield page
    context.close()
    assert wrong == []


def test_it_is_readable_for_everybody(opened: Any) -> None:
    if PICTURES:
        opened.screenshot(path=str(Path(PICTURES) / f"report-{opened.look}.png"), full_page=True)
    assert opened.evaluate(ON_EACH_OTHER) == [], "words of a drawing, or of two rows of it"
    for summary in opened.locator("summary").all():
        summary.click()
    found = Axe().run(opened).response["violations"]
    assert [(v["id"], v["help"], [n["html"][:160] for n in v["nodes"]][:4]) for v in found] == []
    assert opened.evaluate(SIDEWAYS) <= 0, "it scrolls sideways"
    assert opened.evaluate(OUTSIDE) == []


def test_a_very_large_screen_is_used(chromium: Any, report: Path) -> None:
    context = chromium.new_context(viewport={"width": 3840, "height": 2160})
    page = context.new_page()
    page.goto(report.as_uri())
    assert page.evaluate(SIDEWAYS) <= 0
    assert page.locator("main").bounding_box()["width"] > 1500
    context.close()


def test_it_prints_on_few_pages_with_its_colours_of_paper(chromium: Any, report: Path) -> None:
    context = chromium.new_context(color_scheme="dark")
    page = context.new_page()
    page.goto(report.as_uri())
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"
    for paper in ("A4", "Letter"):
        pages = page.pdf(format=paper).count(b"/Type /Page\n")
        assert 1 <= pages <= 8
    context.close()


def test_in_the_systems_own_colours_the_drawings_are_still_there(chromium: Any, report: Path) -> None:
    context = chromium.new_context(forced_colors="active")
    page = context.new_page()
    page.goto(report.as_uri())
    for mark in page.locator(".half, .bracket, .back").all():
        assert mark.evaluate("node => getComputedStyle(node).stroke") == "rgb(0, 0, 0)"
    context.close()
