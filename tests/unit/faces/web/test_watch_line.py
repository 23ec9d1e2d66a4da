"""The line of the page that watches, message by message: when pictures are looked at, and when the camera is
to go off."""

from __future__ import annotations

import asyncio
import json
import struct
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from starlette.applications import Starlette

from saying import WORDS
from unslump.adapters.content import load_catalogue
from unslump.app.plan_service import Plan
from unslump.app.session_service import Snapshot
from unslump.app.watched_session import Found, Seen
from unslump.core.session.timeline import build_timeline
from unslump.faces.web import camera_line
from unslump.faces.web.pages import watch
from watchers import LOOKED, FakeCoach

CATALOGUE = load_catalogue(WORDS)
TIMELINE = build_timeline(CATALOGUE["D01"], 1)
PLAN = Plan(CATALOGUE["D01"], 1, 1, TIMELINE, (), False, False)
FOLD = next(n for n, each in enumerate(TIMELINE.phases) if each.id == "P5")
WITHIN_S = 10.0


class Stage:
    """A session, a camera coach, and the pages that are open."""

    def __init__(self) -> None:
        self.coach, self.ending, self.is_locked = FakeCoach(), asyncio.Event(), False
        self.now = Snapshot("s", "P5", "P5", FOLD, 0.0, running=True, over=False)
        self.seen = Seen()
        self.session = SimpleNamespace(id="s", began_at=datetime(2026, 3, 2, 9, 0, tzinfo=UTC))
        self.app = Starlette(routes=watch.routes)
        self.app.state.deps = SimpleNamespace(
            words=WORDS,
            camera=self.coach,
            seen=self.seen,
            ending=self.ending,
            is_locked=lambda: self.is_locked,
            sessions=SimpleNamespace(plan=PLAN, current_id="s", peek=lambda: self.now),
            store=SimpleNamespace(history=lambda: SimpleNamespace(sessions=[self.session])),
            clock=SimpleNamespace(now=lambda: SimpleNamespace(wall=datetime(2026, 3, 2, 9, 5, tzinfo=UTC))),
        )

    def become(self, **how: Any) -> None:
        self.now = replace(self.now, **how)


class Page:
    """The page: sends pictures, hears what is said."""

    def __init__(self, stage: Stage) -> None:
        self._app, self._out = stage.app, asyncio.Queue[dict[str, Any]]()
        self.heard: list[dict[str, Any]] = []
        self.code: int | None = None
        self._news = asyncio.Event()
        self._t_s = 0.0

    async def _send(self, message: Any) -> None:
        if message["type"] == "websocket.send":
            self.heard.append(json.loads(message["text"]))
        if message["type"] == "websocket.close":
            self.code = message["code"]
        self._news.set()

    def open(self) -> asyncio.Task[None]:
        self._out.put_nowait({"type": "websocket.connect"})
        scope = {
            "type": "websocket", "path": "/session/watch/line", "raw_path": b"/session/watch/line",
            "query_string": b"", "headers": [], "subprotocols": [],
        }  # fmt: skip
        return asyncio.create_task(self._app(scope, self._out.get, self._send))

    def show(self, picture: bytes = b"a picture", t_s: float | None = None) -> None:
        self._t_s += 0.04
        head = struct.pack("<d", self._t_s if t_s is None else t_s)
        self._out.put_nowait({"type": "websocket.receive", "bytes": head + picture})

    @property
    def unread(self) -> int:
        return self._out.qsize()

    def go(self) -> None:
        self._out.put_nowait({"type": "websocket.disconnect", "code": 1001})

    async def until(self, so: Callable[[], bool]) -> None:
        async with asyncio.timeout(WITHIN_S):
            while not so():
                self._news.clear()
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._news.wait(), 0.05)

    async def until_off(self, why: str) -> None:
        await self.until(lambda: {"off": why} in self.heard)


def played(
    play: Callable[[Stage, Page], Awaitable[None]], *, before: Callable[[Stage], None] | None = None
) -> Stage:
    """Open a page and let a test run; everything has ended afterwards."""

    async def run() -> Stage:
        stage = Stage()
        if before:
            before(stage)
        page = Page(stage)
        task = page.open()
        try:
            await play(stage, page)
        finally:
            page.go()
            await asyncio.wait_for(task, WITHIN_S)
            others = [each for each in asyncio.all_tasks() if each is not asyncio.current_task()]
            await asyncio.wait_for(asyncio.gather(*others), WITHIN_S)
        return stage

    return asyncio.run(run())


def test_a_picture_is_looked_at_with_where_the_guide_is_and_answered() -> None:
    async def play(stage: Stage, page: Page) -> None:
        page.show(b"one")
        await page.until(lambda: LOOKED in page.heard)
        assert page.heard[0] == {"ready": True}
        assert stage.coach.watcher.pictures == [b"one"]
        asked = stage.coach.watcher.asked[0]
        assert asked == {"do": "look", "t_s": 0.04, "part": "fold", "turn": 1, "level": 1, "exhales": True}

    assert played(play).coach.watcher.is_closed


def test_what_is_no_picture_is_not_handed_on() -> None:
    async def play(stage: Stage, page: Page) -> None:
        page.show(b"")
        page.show(b"x", t_s=float("nan"))
        page.show(b"x", t_s=float("inf"))
        page.show(b"good")
        await page.until(lambda: LOOKED in page.heard)
        assert stage.coach.watcher.pictures == [b"good"]

    played(play)


class TestOff:
    def test_a_pause_turns_it_off_and_going_on_turns_it_on_again(self) -> None:
        async def play(stage: Stage, page: Page) -> None:
            page.show()
            await page.until(lambda: LOOKED in page.heard)
            stage.become(state="paused", running=False)
            await page.until_off("paused")
            assert stage.coach.watcher.did() == ["look", "pause"]
            page.show(b"late")
            await asyncio.sleep(0.3)
            assert b"late" not in stage.coach.watcher.pictures, "it came while the camera is off"
            stage.become(state="P5", running=True)
            await page.until_off("")
            page.show(b"again")
            await page.until(lambda: b"again" in stage.coach.watcher.pictures)

        played(play)

    def test_a_locked_screen_turns_it_off(self) -> None:
        async def play(stage: Stage, page: Page) -> None:
            await page.until(lambda: bool(page.heard))
            stage.is_locked = True
            await page.until_off("locked")
            stage.is_locked = False
            await page.until_off("")

        played(play)

    def test_a_stop_turns_it_off_for_good_and_nothing_is_read(self) -> None:
        async def play(stage: Stage, page: Page) -> None:
            page.show()
            await page.until(lambda: LOOKED in page.heard)
            assert stage.seen.of("s") == Found("watched")
            stage.become(state="stopped", running=False, over=True)
            await page.until_off("over")

        stage = played(play)
        assert stage.coach.watcher.did() == ["look"] and stage.coach.watcher.is_closed
        assert stage.seen.of("s") is None

    def test_the_resident_ends_and_takes_it_along(self) -> None:
        async def play(stage: Stage, page: Page) -> None:
            await page.until(lambda: bool(page.heard))
            stage.ending.set()

        stage = played(play)
        assert stage.coach.watcher.is_closed and stage.coach.watcher.did() == []


class TestAfterwards:
    def test_a_session_that_came_to_its_end_is_read(self) -> None:
        async def play(stage: Stage, page: Page) -> None:
            page.show()
            await page.until(lambda: LOOKED in page.heard)
            stage.become(state="done", running=False, over=True)
            await page.until_off("over")

        stage = played(play)
        assert stage.coach.watcher.asked[-1] == {"do": "read", "label": "Your session, today at 09:00"}
        assert stage.seen.of("s") == Found("told", {"file": "here"})
        assert stage.coach.watcher.is_closed

    def test_it_begins_to_read_as_soon_as_everything_was_seen(self) -> None:
        def before(stage: Stage) -> None:
            stage.coach.watcher.looked = {**LOOKED, "enough": True}

        async def play(stage: Stage, page: Page) -> None:
            page.show()
            await page.until_off("enough")

        assert played(play, before=before).seen.of("s") == Found("told", {"file": "here"})

    def test_what_could_not_be_read_says_why(self) -> None:
        def before(stage: Stage) -> None:
            stage.coach.watcher.looked = {**LOOKED, "enough": True}
            stage.coach.watcher.read = {"problem": "Too little was seen."}

        async def play(stage: Stage, page: Page) -> None:
            page.show()
            await page.until_off("enough")

        assert played(play, before=before).seen.of("s") == Found("nothing", problem="Too little was seen.")

    def test_somebody_who_leaves_in_the_middle_is_forgotten(self) -> None:
        async def play(stage: Stage, page: Page) -> None:
            page.show()
            await page.until(lambda: LOOKED in page.heard)

        stage = played(play)
        assert stage.seen.of("s") is None and "read" not in stage.coach.watcher.did()

    def test_what_is_erased_while_it_is_read_does_not_come_back(self) -> None:
        async def play(stage: Stage, page: Page) -> None:
            stage.coach.watcher.may_read.clear()
            page.show()
            await page.until(lambda: LOOKED in page.heard)
            stage.become(state="done", running=False, over=True)
            await page.until(lambda: "read" in stage.coach.watcher.did())
            stage.seen.forget()
            stage.coach.watcher.may_read.set()

        stage = played(play)
        assert stage.seen.of("s") is None and stage.coach.watcher.is_closed

    def test_nothing_of_an_erased_session_is_read(self) -> None:
        async def play(stage: Stage, page: Page) -> None:
            page.show()
            await page.until(lambda: LOOKED in page.heard)
            stage.seen.forget()
            stage.become(state="done", running=False, over=True)
            await page.until_off("over")

        stage = played(play)
        assert stage.seen.of("s") is None and "read" not in stage.coach.watcher.did()

    @pytest.mark.parametrize("known", [Found("told", {"file": "first"}), Found("reading")])
    def test_a_page_that_is_loaded_again_does_not_watch_what_was_seen_already(self, known: Found) -> None:
        def before(stage: Stage) -> None:
            stage.seen.put("s", known)

        async def play(_: Stage, page: Page) -> None:
            await page.until_off("enough")

        stage = played(play, before=before)
        assert stage.seen.of("s") == known and stage.coach.started == 0


class TestAHang:
    """Whoever looks does not answer: nothing else waits for it."""

    @staticmethod
    def before(stage: Stage) -> None:
        stage.coach.watcher.may_look.clear()

    def test_a_page_that_goes_lets_the_next_one_in(self) -> None:
        async def play(stage: Stage, page: Page) -> None:
            page.show()
            page.show()
            await page.until(lambda: bool(stage.coach.watcher.pictures))
            page.go()
            await page.until(lambda: stage.coach.watcher.is_closed)
            second = Page(stage)
            task = second.open()
            await second.until(lambda: second.heard == [{"ready": True}])
            second.go()
            await task

        played(play, before=self.before)

    def test_the_resident_ends_all_the_same(self) -> None:
        async def play(stage: Stage, page: Page) -> None:
            page.show()
            await page.until(lambda: bool(stage.coach.watcher.pictures))
            stage.ending.set()
            await page.until(lambda: stage.coach.watcher.is_closed)

        assert played(play, before=self.before).coach.watcher.did() == ["look"]

    def test_a_page_that_goes_before_anybody_can_look_waits_for_nothing(self) -> None:
        async def play(stage: Stage, page: Page) -> None:
            await page.until(lambda: bool(page.heard))
            stage.coach.may_start.clear()
            second = Page(stage)
            page.go()
            await page.until(lambda: stage.coach.watcher.is_closed)
            task = second.open()
            await second.until(lambda: stage.coach.asked == 2)
            second.go()
            await asyncio.wait_for(task, 1.0)
            assert second.heard == []

        played(play)

    def test_whoever_floods_is_not_heard_and_what_is_held_of_it_is_little(self) -> None:
        async def play(stage: Stage, page: Page) -> None:
            for _ in range(100):
                page.show()
            await page.until(lambda: bool(stage.coach.watcher.pictures))
            await asyncio.sleep(0.1)
            assert page.unread >= 100 - 1 - camera_line.MOST_WAITING - 1
            stage.coach.watcher.may_look.set()
            await page.until(lambda: len(stage.coach.watcher.pictures) == 100)

        played(play, before=self.before)


class TestTrouble:
    def test_what_is_not_set_up_is_said_in_one_sentence(self) -> None:
        def before(stage: Stage) -> None:
            stage.coach.missing = "watch.gone"

        async def play(_: Stage, page: Page) -> None:
            await page.until(lambda: page.code is not None)
            assert page.heard == [{"problem": WORDS("watch.gone"), "off": "refused"}]

        played(play, before=before)

    def test_who_looks_may_go_in_the_middle(self) -> None:
        async def play(stage: Stage, page: Page) -> None:
            await page.until(lambda: bool(page.heard))
            stage.coach.watcher.is_gone = True
            page.show()
            await page.until(lambda: page.code is not None)
            assert page.heard[-1] == {"problem": WORDS("watch.gone"), "off": "refused"}

        assert played(play).coach.watcher.is_closed

    def test_one_page_watches_at_a_time_and_the_next_may_after_it(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(camera_line, "TURN_WITHIN_S", 0.2)

        async def play(stage: Stage, page: Page) -> None:
            await page.until(lambda: bool(page.heard))
            second = Page(stage)
            task = second.open()
            await second.until(lambda: second.code is not None)
            assert second.heard == [{"problem": WORDS("watch.elsewhere"), "off": "refused"}]
            await task
            page.go()
            await page.until(lambda: stage.coach.watcher.is_closed)
            third = Page(stage)
            task = third.open()
            await third.until(lambda: bool(third.heard))
            assert third.heard == [{"ready": True}] and stage.coach.started == 2
            third.go()
            await task

        played(play)

    def test_who_turns_it_off_and_on_again_only_waits_for_it(self) -> None:
        async def play(stage: Stage, page: Page) -> None:
            await page.until(lambda: bool(page.heard))
            second = Page(stage)
            task = second.open()
            await asyncio.sleep(0.1)
            assert second.heard == []
            page.go()
            await second.until(lambda: bool(second.heard))
            assert second.heard == [{"ready": True}]
            second.go()
            await task

        played(play)

    def test_a_session_the_camera_does_not_know_is_not_watched(self) -> None:
        def before(stage: Stage) -> None:
            other = next(each for each in CATALOGUE.exercises if each.id not in ("D01", "D02"))
            stage.app.state.deps.sessions.plan = replace(PLAN, exercise=other)

        async def play(_: Stage, page: Page) -> None:
            await page.until(lambda: page.code is not None)
            assert page.heard == [{"problem": WORDS("watch.no_session"), "off": "refused"}]

        assert played(play, before=before).coach.asked == 0

    def test_another_session_is_not_watched_by_this_page(self) -> None:
        async def play(stage: Stage, page: Page) -> None:
            await page.until(lambda: bool(page.heard))
            stage.app.state.deps.sessions.current_id = "another"
            await page.until_off("over")

        played(play)


@pytest.mark.parametrize("missing", ["plan", "camera"])
def test_without_a_session_or_a_camera_there_is_nothing_to_watch(missing: str) -> None:
    def before(stage: Stage) -> None:
        holder = stage.app.state.deps if missing == "camera" else stage.app.state.deps.sessions
        setattr(holder, missing, None)

    async def play(_: Stage, page: Page) -> None:
        await page.until(lambda: page.code is not None)
        why = "watch.none" if missing == "camera" else "watch.no_session"
        assert page.heard == [{"problem": WORDS(why), "off": "refused"}]

    played(play, before=before)
