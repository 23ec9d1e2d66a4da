"""A newcomer's whole way in a real browser: questions, lesson, session (clock sped up), ratings, history."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from houses import House

pytestmark = pytest.mark.browser

SPEED = 12.0
SESSION_MS = 60_000
USUAL = {"pain_0_10": "0", "discomfort_0_10": "3", "minutes_awake": "300", "minutes_sitting": "10"}


def answer_all_none(page: Any, *, by_keyboard: bool) -> None:
    """Go through the questions as someone whom none of them fits."""
    while re.search(r"/questions/\d+$", page.url):
        here = page.url
        for none in page.locator("main input[name=none]").all():
            tick(none, by_keyboard)
        for name, value in USUAL.items():
            field = page.locator(f"main input[name={name}][type=radio][value='{value}']")
            if field.count():
                tick(field, by_keyboard)
        if page.locator("main input[name=age]").count():
            page.fill("main input[name=age]", "44")
        go(page, by_keyboard)
        page.wait_for_url(lambda url, here=here: url != here)


def tick(field: Any, by_keyboard: bool) -> None:
    if by_keyboard:
        field.focus()
        field.press("Space")
    else:
        field.check(force=True)


def go(page: Any, by_keyboard: bool) -> None:
    button = page.locator("main button.main[type=submit]:visible").last
    if by_keyboard:
        button.focus()
        page.keyboard.press("Enter")
    else:
        button.click()


def follow_lesson(page: Any, *, by_keyboard: bool) -> None:
    page.wait_for_selector("#front svg")
    assert "fig-zone" not in page.content(), "the place must not be in the page before the guess"
    if by_keyboard:
        for which, key in ((0, "ArrowDown"), (1, "ArrowDown")):
            page.locator(f".hip-mark[data-mark='{which}']").focus()
            for _ in range(20):
                page.keyboard.press(key)
        page.locator("#look").focus()
        page.keyboard.press("Enter")
    else:
        box = page.locator("#front svg").bounding_box()
        for share in (0.42, 0.60):
            page.mouse.click(box["x"] + box["width"] * share, box["y"] + box["height"] * 0.5)
        page.click("#look")
    page.wait_for_selector("#answer:not([hidden])")
    assert page.locator("#misses li").count() == 2
    assert "cm" in page.locator("#misses").inner_text()


def lead_session(page: Any, *, by_keyboard: bool) -> list[str]:
    """Start, and note the phases as they come, until the ratings open."""
    page.wait_for_selector("#figure canvas, #figure svg")
    if by_keyboard:
        page.locator("body").press("Space")
    else:
        page.click("#start")
    page.evaluate(
        """() => {
             const phase = document.getElementById("phase");
             const seen = () => JSON.parse(sessionStorage.getItem("seen") || "[]");
             const note = () => {
               sessionStorage.setItem("seen", JSON.stringify([...seen(), phase.textContent]));
             };
             new MutationObserver(note)
               .observe(phase, { childList: true, characterData: true, subtree: true });
           }"""
    )
    page.wait_for_url("**/after/*", timeout=SESSION_MS)
    return list(page.evaluate("() => JSON.parse(sessionStorage.getItem('seen') || '[]')"))


@pytest.mark.parametrize(("variant", "by_keyboard"), [("sit", False), ("stand", True)])
def test_from_the_first_page_to_the_history(
    new_resident: Callable[..., House], page: Any, variant: str, by_keyboard: bool
) -> None:
    house = new_resident(speed=SPEED)
    page.goto(house.first_launch_url)
    page.wait_for_url("**/welcome")
    go_link(page, "/questions", by_keyboard)
    page.wait_for_url("**/questions/*")
    answer_all_none(page, by_keyboard=by_keyboard)
    page.wait_for_url("**/verdict")
    go_link(page, "/lesson", by_keyboard)
    follow_lesson(page, by_keyboard=by_keyboard)
    go_link(page, "/stretch", by_keyboard)
    choose(page, variant, by_keyboard)
    page.wait_for_url("**/session")
    phases = lead_session(page, by_keyboard=by_keyboard)
    assert "Fold from the hips" in phases
    assert (
        phases.index("Fold from the hips") < phases.index("Begin at the pelvis") < phases.index("Head last")
    )
    rate(page, by_keyboard)
    page.wait_for_url("**/history")
    assert "waist" in page.locator("main").inner_text()


def choose(page: Any, variant: str, by_keyboard: bool) -> None:
    tick(page.locator(f"input[name=variant][value={variant}]"), by_keyboard)
    if page.locator("input[name=new]").count():
        for none in page.locator("input[value=none]").all():
            tick(none, by_keyboard)
        for name, value in (("pain", "0"), ("awake", "300"), ("sitting", "10")):
            tick(page.locator(f"input[name={name}][value='{value}']"), by_keyboard)
    go(page, by_keyboard)


def rate(page: Any, by_keyboard: bool) -> None:
    for name, value in (
        ("pain", "0"),
        ("discomfort", "2"),
        ("dizzy", "no"),
        ("helpful", "yes"),
        ("clump", "waist"),
    ):
        tick(page.locator(f"input[name={name}][value='{value}']"), by_keyboard)
    go(page, by_keyboard)


def go_link(page: Any, target: str, by_keyboard: bool) -> None:
    link = page.locator(f"main a[href='{target}']").first
    if by_keyboard:
        link.focus()
        page.keyboard.press("Enter")
    else:
        link.click()
