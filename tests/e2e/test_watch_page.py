"""Being watched, in a real browser with a camera that shows a film: from taking one's place to what was
seen."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from camera_house import LIVE, light, looking, resident, somewhere, violations
from houses import ROOT, House, start
from ready import settle_in
from test_session_page import newest_session, state

from fake_camera import camera_flags, film, pictures

pytestmark = pytest.mark.browser

ASKED = b"new=none&today=none&pain=0&awake=300&sitting=10&variant=sit"
"""The short questions before another session on the same day."""

CLIPS = ROOT / "tests" / "data" / "clips"
HASTY = "There is time. A little slower."
AUDIT = """
import os, sys
log = os.open(os.environ["WRITTEN_LOG"], os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
def hook(event, args):
    if event == "open" and isinstance(args[0], (str, bytes)):
        mode, flags = args[1], args[2] or 0
        if (mode and set(mode) & set("wax+")) or flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
            os.write(log, os.fsencode(args[0]) + b"\\n")
sys.addaudithook(hook)
"""
"""In each Python of the resident: writes down the name of every file that is opened to be written."""


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three seconds of stillness, then a fold and the way back, which are quick: ten seconds, then anew."""
    every = pictures(CLIPS / "stand_seq.mp4")
    rest = [*every[:10], *every[9::-1]]
    shown = [*rest, *rest, *every[10:], *every[-1:] * 5]
    return film(tmp_path_factory.mktemp("film") / "camera.y4m", shown)


@pytest.fixture
def filmed(browsers: Callable[..., Any], shown: Path) -> Any:
    """A browser whose camera shows the film, allowed without a question."""
    return browsers(*camera_flags(shown))


@pytest.fixture
def home(tmp_path: Path) -> Iterator[House]:
    """A day of its own for each test: what was begun in one is not met in the next."""
    with resident(tmp_path) as house:
        yield house


def watch(house: House, page: Any) -> None:
    """Lay a session out, whatever was begun before, and press "Watch me"."""
    assert house.post("/stretch", ASKED, cookie=house.cookie()).status == 303
    page.goto(house.launch_url())
    page.wait_for_selector("main h1")
    page.goto(f"{house.base}/session")
    page.get_by_role("link", name="Watch me").click()
    page.wait_for_url("**/session/watch")


def until_seen(page: Any) -> None:
    """Wait for it; where it does not come, say how things stand."""
    for _ in range(400):
        if "seen well" in page.inner_text("#watch-line"):
            return
        page.wait_for_timeout(100)
    eye = page.evaluate(
        "() => { const eye = window.unslump.watching.eye;"
        " return { on: eye.isOn, ready: eye.ready, held: eye.held, failed: eye.failed, last_s: eye.last_s,"
        " underway: eye.underway, encoding: eye.encoding, wide: eye.video.videoWidth }; }"
    )
    raise AssertionError(f"nobody is seen: {page.inner_text('#watch-line')!r}, {eye}, {light(page)}")


def begun(house: House, page: Any) -> None:
    """Be watched, in a session that runs."""
    watch(house, page)
    until_seen(page)
    page.click("#start")
    page.wait_for_selector("#guide:visible")


def chip(page: Any) -> str:
    return str(page.inner_text("#watch-state"))


def skip_to_the_start(page: Any) -> None:
    """Skip the preparing, up to the starting position: it and the breath in last longer than the film, so
    that somebody stands still in them."""
    for _ in range(200):
        if state(page) == "P3":
            return
        if page.is_visible("#skip"):
            page.keyboard.press("ArrowRight")
        page.wait_for_timeout(100)
    raise AssertionError(f"it never came to the fold: {state(page)}")


@contextmanager
def noting_what_is_written(folder: Path) -> Iterator[tuple[dict[str, str], Callable[[], set[str]]]]:
    """Yield an environment in which every Python notes what it opens to write, and the names noted so far."""
    (folder / "hook").mkdir()
    (folder / "hook" / "sitecustomize.py").write_text(AUDIT, encoding="utf-8")
    log = folder / "written.log"
    env = {
        "PYTHONPATH": f"{folder / 'hook'}{os.pathsep}{ROOT / 'src'}",
        "WRITTEN_LOG": str(log),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    yield env, lambda: {Path(name).name for name in log.read_text(encoding="utf-8").splitlines()}


OWN = {
    "unslump.sqlite3", "unslump.log", "running.json", "running.new", "running.lock", "settings.toml", "null",
}  # fmt: skip


def test_somebody_is_seen_hears_a_hint_and_reads_afterwards_what_was_seen(
    tmp_path: Path, filmed: Any
) -> None:
    """And none of their pictures reaches the disk: the process that looks may write no file at all, and the
    resident opens none but its own records."""
    with (
        noting_what_is_written(tmp_path) as (env, written),
        resident(tmp_path, speed=1.5, **env) as house,
        somewhere(filmed) as page,
    ):
        begun(house, page)
        may_write = limits_of(house)
        skip_to_the_start(page)
        page.wait_for_function(
            "(said) => { const hint = document.getElementById('hint');"
            " return !hint.hidden && hint.textContent === said; }",
            arg=HASTY,
            timeout=60_000,
        )
        assert state(page) in ("P5", "P6", "P7", "P8", "P9", "P10")
        page.wait_for_function("() => window.unslump.watching.eye.held === 'enough'", timeout=60_000)
        assert set(light(page)) == {"ended"}
        assert chip(page) == "The camera has seen the movement and is off."
        page.keyboard.press("ArrowRight")
        page.wait_for_url("**/after/*", timeout=60_000)
        assert page.get_by_role("link", name="See what the camera saw").is_visible()
        page.click(".after-save button")  # first one's own noticing, then the camera's
        page.wait_for_url("**/seen/*")
        page.wait_for_selector("h2", timeout=60_000)
        told = page.inner_text("body")
        assert "not a medical measurement" in told and "Your session, today at" in told
        assert violations(page) == []
        page.get_by_role("link", name="How it felt").click()
        page.wait_for_url("**/after/*")
        assert newest_session(house)["status"] == "done"
        assert written() <= OWN
        kept = [path.read_bytes() for path in (tmp_path / "data").rglob("*") if path.is_file()]
    assert kept and not any(b"\xff\xd8\xff" in content or b"JFIF" in content for content in kept)
    assert may_write in ({}, dict.fromkeys(LIMITS, "0"))


LIMITS = ("Max file size", "Max open files", "Max core file size")


def limits_of(house: House) -> dict[str, str]:
    """Return what the process that looks may write and open; nothing where the system does not tell."""
    if sys.platform != "linux":
        return {}
    lines = Path(f"/proc/{looking(house)}/limits").read_text(encoding="utf-8").splitlines()
    rows = {line[:26].strip(): line[26:].split()[0] for line in lines}
    return {name: rows[name] for name in LIMITS}


def test_the_light_follows_the_session_and_the_person(tmp_path: Path, filmed: Any) -> None:
    with resident(tmp_path) as house, somewhere(filmed) as page:
        begun(house, page)
        assert light(page) == ["live"] and chip(page) == "Camera on"
        page.keyboard.press(" ")
        page.wait_for_function("() => window.tracks.every((track) => track.readyState === 'ended')")
        page.wait_for_function("() => window.unslump.snapshot.state === 'paused'")
        assert "Camera off" in chip(page)
        page.keyboard.press(" ")
        page.wait_for_function(LIVE)
        page.click("#watch-off")
        assert set(light(page)) == {"ended"}
        assert chip(page) == "The camera is off. The session works without it."
        assert page.evaluate("() => document.activeElement.id") == "watch-again"
        assert page.evaluate("() => window.unslump.snapshot.running")
        page.click("#watch-again")
        page.wait_for_function(LIVE)
        assert page.evaluate("() => document.activeElement.id") == "watch-off"
        page.keyboard.press("Escape")
        assert set(light(page)) == {"ended"}, "the light must not wait for the server"
        page.wait_for_timeout(600)
        assert set(light(page)) == {"ended"}


def test_start_waits_until_somebody_can_be_seen_and_a_second_press_does_not(
    home: House, browsers: Callable[..., Any], tmp_path: Path
) -> None:
    wall = pictures(CLIPS / "stand_seq.mp4")[0]
    wall[:] = 180
    with somewhere(browsers(*camera_flags(film(tmp_path / "wall.y4m", [wall] * 15)))) as page:
        watch(home, page)
        page.wait_for_function(
            "() => document.getElementById('watch-line').textContent.startsWith('I cannot')"
        )
        page.click("#start")
        page.wait_for_timeout(1500)
        assert state(page) == "ready" and page.inner_text("#start-word") == "Begin now"
        page.click("#start")
        page.wait_for_selector("#guide:visible")


def test_somebody_who_stands_away_hears_each_thing_once(home: House, filmed: Any) -> None:
    """And that they are seen, before anything begins; a screen reader is then not told a second time."""
    with somewhere(filmed) as page:
        page.add_init_script(VOICE)
        watch(home, page)
        page.wait_for_selector("#start:visible")
        page.click("#start")
        page.wait_for_selector("#lead-in:visible", timeout=60_000)
        page.wait_for_function("() => window.aloud.some(([said]) => said === 'I can see you.')")
        page.wait_for_selector("#guide:visible")
        said = [each for each, _ in page.evaluate("() => window.aloud")]
        before = said[: said.index("I can see you.") + 1]
        assert len(before) == len(set(before))
        assert not any(over for _, over in page.evaluate("() => window.aloud")), (
            "nothing over another sentence"
        )
        assert "I can see you." not in page.inner_text("#live")
        assert page.evaluate("() => window.unslump.index") >= 0


VOICE = """
window.aloud = [];
const voice = { speaking: false, getVoices: () => [{ name: "T", lang: "en-GB", localService: true }],
  addEventListener() {}, cancel() {},
  speak(words) {
    window.aloud.push([words.text, voice.speaking]);
    voice.speaking = true;
    setTimeout(() => { voice.speaking = false; words.onend(); }, words.text.length * 15);
  } };
Object.defineProperty(window, "speechSynthesis", { value: voice });
window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
"""
"""A voice of the browser's own, four times as fast as people speak; it notes what it says, and over what."""


def test_what_is_told_in_one_moment_is_told_together(home: House, filmed: Any) -> None:
    """The camera is turned off while somebody is waited for: that, and that it begins."""
    with somewhere(filmed) as page:
        page.add_init_script("navigator.mediaDevices.getUserMedia = () => new Promise(() => {})")
        watch(home, page)
        page.wait_for_selector("#watch:visible")
        page.click("#start")
        page.wait_for_selector("#watch[data-placing]")
        assert not page.locator("#ready").is_visible(), (
            "the words to somebody who stands away have all the room"
        )
        page.focus("#watch-off")
        page.keyboard.press("Enter")
        told = page.inner_text("#live")
        assert "The camera is off. The session works without it. In a moment." in told
        assert not page.locator("#watch").is_visible()
        assert page.evaluate("() => document.activeElement.id") == "watch-again"
        page.wait_for_selector("#guide:visible")


class TestTrouble:
    """Each is said once, and the session goes on."""

    @staticmethod
    def goes_on_after(house: House, page: Any, said: str) -> None:
        page.wait_for_function(
            "(said) => document.getElementById('watch-state').textContent.includes(said)"
            " || document.getElementById('watch-line').textContent.includes(said)",
            arg=said,
        )
        if state(page) == "ready":
            page.click("#start")
            page.wait_for_selector("#guide:visible")
        assert page.evaluate("() => window.unslump.snapshot.running")
        assert chip(page).count(said) == 1
        before = page.evaluate("() => window.unslump.position")
        page.wait_for_function("(before) => window.unslump.position > before + 1", arg=before)

    def test_no_camera(self, home: House, browsers: Callable[..., Any]) -> None:
        with somewhere(browsers("--use-fake-ui-for-media-stream")) as page:
            watch(home, page)
            self.goes_on_after(home, page, "No camera was found.")

    def test_permission_refused(self, home: House, browsers: Callable[..., Any]) -> None:
        with somewhere(browsers("--use-fake-device-for-media-stream", "--deny-permission-prompts")) as page:
            watch(home, page)
            self.goes_on_after(home, page, "The browser was not allowed to use the camera.")

    def test_a_camera_that_is_pulled_out_and_then_who_looks_falls(self, home: House, filmed: Any) -> None:
        with somewhere(filmed) as page:
            begun(home, page)
            page.evaluate("() => window.tracks[0].dispatchEvent(new Event('ended'))")
            self.goes_on_after(home, page, "The camera is gone.")
            assert set(light(page)) == {"ended"}
            page.click("#watch-again")
            page.wait_for_function(LIVE)
            if sys.platform == "linux":
                page.wait_for_function("() => window.unslump.watching.eye.ready")
                os.kill(looking(home), 9)
                self.goes_on_after(home, page, "What looks at the pictures has stopped.")
                assert set(light(page)) == {"ended"}

    def test_a_camera_that_is_not_set_up(self, tmp_path: Path, filmed: Any) -> None:
        house = start(tmp_path / "data", desktop={"UNSLUMP_MODELS": str(tmp_path / "none")})
        try:
            settle_in(house)
            with somewhere(filmed) as page:
                watch(house, page)
                told = page.inner_text("main")
                assert "setup camera" in told and "Everything else works without it." in told
                assert page.evaluate("() => window.tracks.length") == 0
                assert violations(page) == []
                page.get_by_role("link", name="Back to the session").click()
                page.wait_for_selector("#start:visible")
        finally:
            house.end()


def test_by_axe_and_at_every_size(home: House, filmed: Any) -> None:
    with somewhere(filmed) as page:
        watch(home, page)
        until_seen(page)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            assert violations(page) == []
        for wide, high in ((320, 640), (640, 360), (1920, 1080)):
            page.set_viewport_size({"width": wide, "height": high})
            assert page.evaluate("() => document.documentElement.scrollWidth") <= wide
            assert page.locator("#stop").is_visible()
        page.click("#start")
        page.wait_for_selector("#guide:visible")
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            assert violations(page) == []


class TestTheLine:
    """Nobody else gets to it, and it takes no more than it should."""

    HEAD = "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
    KEY = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"

    def knock(self, house: House, *, cookie: str | None, origin: str) -> int:
        headers = f"{self.HEAD}{self.KEY}Origin: {origin}\r\n"
        return house.get("/session/watch/line", cookie=cookie, headers=headers).status

    def test_only_our_own_page_with_its_cookie_comes_in(self, home: House) -> None:
        cookie = home.cookie()
        assert self.knock(home, cookie=cookie, origin="http://evil.example") == 403
        assert self.knock(home, cookie=cookie, origin="null") == 403
        assert self.knock(home, cookie=None, origin=home.base) == 403
        assert self.knock(home, cookie=cookie, origin=home.base) == 101

    def test_a_message_that_is_too_large_ends_it(self, home: House) -> None:
        from websockets.exceptions import ConnectionClosed
        from websockets.sync.client import connect

        cookie = home.cookie()
        home.post("/stretch", ASKED, cookie=cookie)
        headers = {"Cookie": cookie}
        address = f"ws://{home.host}/session/watch/line"
        with connect(address, origin=home.base, additional_headers=headers, proxy=None) as line:  # type: ignore[arg-type]
            assert "ready" in str(line.recv(timeout=30))
            line.send(bytes(300_000))
            with pytest.raises(ConnectionClosed) as closed:
                line.recv(timeout=30)
            assert closed.value.rcvd is not None and closed.value.rcvd.code == 1009

    def test_the_camera_is_allowed_to_its_page_alone(self, home: House) -> None:
        cookie = home.cookie()
        home.post("/stretch", ASKED, cookie=cookie)
        policies = {
            path: str(home.get(path, cookie=cookie).header("permissions-policy"))
            for path in ("/", "/session", "/session/watch", "/why")
        }
        allowed = [path for path, policy in policies.items() if "camera=(self)" in policy]
        assert allowed == ["/session/watch"]
        assert all("camera=()" in policies[path] for path in ("/", "/session", "/why"))
        contents = str(home.get("/session/watch", cookie=cookie).header("content-security-policy"))
        assert f"connect-src 'self' ws://{home.host};" in contents
        assert "ws://" not in str(home.get("/session", cookie=cookie).header("content-security-policy"))
