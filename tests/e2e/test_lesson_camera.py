"""The hip lesson with the camera, in a real browser whose camera shows one picture over and over."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from camera_house import LIVE, light, resident, somewhere, violations
from houses import ROOT, House

from fake_camera import camera_flags, film, pictures
from saying import WORDS

pytestmark = pytest.mark.browser

FRONTS = ROOT / "tests" / "data" / "fronts"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with resident(tmp_path_factory.mktemp("home")) as house:
        yield house


def showing(browsers: Callable[..., Any], folder: Path, name: str) -> Any:
    """A browser whose camera shows somebody who stands quite still."""
    return browsers(*camera_flags(film(folder / f"{name}.y4m", pictures(FRONTS / f"{name}.jpg") * 15)))


def opened(house: House, page: Any) -> None:
    page.goto(house.launch_url())
    page.wait_for_selector("main h1")
    page.goto(f"{house.base}/lesson")
    page.get_by_role("link", name="See it on yourself").click()
    page.get_by_role("button", name="Turn the camera on").click()


def of_the_person(house: House) -> dict[str, object]:
    """Everything that is kept, but where the count of sitting stands: that goes on by itself."""
    return {name: rows for name, rows in house.records().items() if not name.startswith("break_")}


def test_hands_on_the_crest_are_told_once_and_the_light_goes(
    home: House, browsers: Callable[..., Any], tmp_path: Path
) -> None:
    kept = of_the_person(home)
    with somewhere(showing(browsers, tmp_path, "crest")) as page:
        opened(home, page)
        page.wait_for_function(LIVE)
        page.wait_for_selector("#told:visible")
        assert set(light(page)) == {"ended"}
        told = page.inner_text("#lines")
        assert told.count("give or take") == 2 and told.count("above") == 2
        assert "rough estimate" in page.inner_text("#caution")
        assert page.evaluate("() => document.activeElement.id") == "told"
        assert page.locator("#told-picture").is_visible()
        assert page.inner_text("#told .key") == WORDS("lesson.camera.picture")
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            assert violations(page) == []
        page.click("#open")
        page.wait_for_function(LIVE)
        page.click("#close")
        assert set(light(page)) == {"ended"}
        assert page.inner_text("#line") == WORDS("lesson.camera.off")
    assert of_the_person(home) == kept, "nothing of it is kept"


def test_hands_that_hang_are_asked_to_come_to_the_hips(
    home: House, browsers: Callable[..., Any], tmp_path: Path
) -> None:
    with somewhere(showing(browsers, tmp_path, "hanging")) as page:
        opened(home, page)
        page.wait_for_function("() => document.getElementById('line').textContent.includes('hand')")
        assert not page.locator("#told").is_visible()
        page.goto(f"{home.base}/lesson")


def test_without_a_camera_it_says_so_and_the_lesson_is_there(
    home: House, browsers: Callable[..., Any]
) -> None:
    with somewhere(browsers("--use-fake-ui-for-media-stream")) as page:
        opened(home, page)
        page.wait_for_function("() => document.getElementById('line').textContent.startsWith('No camera')")
        assert page.locator("#open").is_visible() and not page.locator("#close").is_visible()
        for wide in (320, 1280):
            page.set_viewport_size({"width": wide, "height": 700})
            assert page.evaluate("() => document.documentElement.scrollWidth") <= wide
        page.get_by_role("link", name="Back to the hip lesson").click()
        page.wait_for_url("**/lesson")
