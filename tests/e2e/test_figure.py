"""The figure in a real browser: it paints, it moves when motion is welcome, and follows the theme."""

from __future__ import annotations

from typing import Any

import pytest
from houses import House
from ready import settle_in

pytestmark = pytest.mark.browser

PICTURE = """() => {
  const canvas = document.querySelector('[data-figure] canvas.figure-canvas');
  const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  let painted = 0, sum = 0;
  for (let i = 0; i < data.length; i += 4) if (data[i + 3]) {
    painted += 1;
    sum = (sum * 31 + data[i] + 7 * data[i + 1] + 13 * data[i + 2] + i) % 2147483647;
  }
  return { share: painted / (data.length / 4), sum };
}"""
STILL_COLOURS = """() => {
  const canvas = document.querySelector('[data-figure] canvas.figure-still');
  const { data } = canvas.getContext('2d').getImageData(canvas.width / 2, canvas.height / 2, 1, 1);
  return [...data];
}"""

FORTY_FRAMES = """() => new Promise((done) => {
  let count = 0;
  const frame = () => (++count > 40 ? done() : requestAnimationFrame(frame));
  frame();
})"""


@pytest.fixture(scope="module")
def home(resident: House) -> House:
    settle_in(resident)
    return resident


def arrive(page: Any, home: House) -> None:
    page.goto(home.launch_url())
    page.wait_for_selector("[data-figure] canvas.figure-canvas")
    page.wait_for_function("() => document.querySelector('[data-figure] canvas').width > 300")


def test_a_person_is_painted_and_moves(page: Any, home: House) -> None:
    arrive(page, home)
    page.wait_for_function(f"() => ({PICTURE})().share > 0.02")
    first = page.evaluate(PICTURE)
    assert first["share"] < 0.5  # a figure, not a filled box
    page.wait_for_function(f"before => ({PICTURE})().sum !== before", arg=first["sum"])


def test_where_motion_is_unwelcome_it_is_a_still(page: Any, home: House) -> None:
    page.emulate_media(reduced_motion="reduce")
    arrive(page, home)
    page.wait_for_function(f"() => ({PICTURE})().share > 0.02")
    first = page.evaluate(PICTURE)
    page.evaluate(FORTY_FRAMES)
    assert page.evaluate(PICTURE) == first


def test_it_follows_the_theme_of_the_system(page: Any, home: House) -> None:
    page.emulate_media(color_scheme="light")
    arrive(page, home)
    page.wait_for_function(f"() => ({STILL_COLOURS})()[3] > 0")
    light = page.evaluate(STILL_COLOURS)
    page.emulate_media(color_scheme="dark")
    page.wait_for_function(f"light => ({STILL_COLOURS})()[0] < light - 60", arg=light[0])
