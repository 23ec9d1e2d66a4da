"""The line to an open page, message by message, without a server: an ASGI scope in, messages out."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Awaitable, Callable
from contextlib import suppress
from types import SimpleNamespace
from typing import Any

import pytest
from starlette.applications import Starlette

from day_desk import MIN, Desk
from saying import WORDS
from unslump.faces.web.pages import day_events

WITHIN_S = 10.0


class Page:
    """An open page: what was sent to it, and a way to go."""

    def __init__(self, app: Starlette) -> None:
        self._app, self._gone = app, asyncio.Event()
        self.status = 0
        self.told: list[dict[str, Any]] = []
        self.comments = 0
        self.ended = False
        self._news = asyncio.Event()

    async def receive(self) -> dict[str, Any]:
        await self._gone.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: Any) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
        for block in message.get("body", b"").decode().split("\n\n"):
            if block.startswith("data: "):
                self.told.append(json.loads(block.removeprefix("data: ")))
            self.comments += block.startswith(":")
        self.ended = message["type"] == "http.response.body" and not message.get("more_body", False)
        self._news.set()

    def open(self) -> asyncio.Task[None]:
        scope = {
            "type": "http",
            "method": "GET",
            "path": "/day/events",
            "raw_path": b"/day/events",
            "query_string": b"",
            "headers": [],
        }
        return asyncio.create_task(self._app(scope, self.receive, self.send))

    def go(self) -> None:
        self._gone.set()

    async def until(self, so: Callable[[], bool]) -> None:
        async with asyncio.timeout(WITHIN_S):
            while not so():
                self._news.clear()
                if not so():
                    await self._news.wait()


def played(play: Callable[[Desk, Starlette, asyncio.Event], Awaitable[None]]) -> None:
    """Let a test run in a loop of its own."""

    async def run() -> None:
        desk, ending = Desk(), asyncio.Event()
        app = Starlette(routes=day_events.routes)
        app.state.deps = SimpleNamespace(
            words=WORDS, breaks=desk.breaks, pages_open=desk.rung, ending=ending, last_word=None
        )
        try:
            await play(desk, app, ending)
        finally:
            ending.set()
            others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
            for task in others:
                with suppress(asyncio.CancelledError):
                    await asyncio.wait_for(task, WITHIN_S)

    asyncio.run(run())


async def elsewhere(work: Callable[[], None]) -> None:
    """Let the day go on in another thread, as the resident does."""
    ticking = threading.Thread(target=work)
    ticking.start()
    await asyncio.to_thread(ticking.join)


def test_it_is_told_at_once_and_when_an_offer_comes_and_goes() -> None:
    async def play(desk: Desk, app: Starlette, _: asyncio.Event) -> None:
        page = Page(app)
        page.open()
        await page.until(lambda: bool(page.told))
        assert page.status == 200 and page.told[0]["offer"] is None and "sat down" in page.told[0]["now"]
        await elsewhere(desk.until_offered)
        await page.until(lambda: page.told[-1]["offer"] is not None)
        assert page.told[-1]["state"] == "offered" and "minute" in page.told[-1]["stays"]
        desk.breaks.say("postpone")
        await page.until(lambda: page.told[-1]["offer"] is None)

    played(play)


def test_the_state_has_another_name_only_when_there_is_something_to_announce() -> None:
    async def play(desk: Desk, app: Starlette, _: asyncio.Event) -> None:
        page = Page(app)
        page.open()
        await elsewhere(lambda: desk.work(20 * MIN))
        await page.until(lambda: "20 min" in page.told[-1]["now"])
        assert {each["state"] for each in page.told} == {"counting"}
        desk.on_call.value = True
        await elsewhere(lambda: desk.work(30 * MIN))
        await page.until(lambda: page.told[-1]["state"] == "held-call")

    played(play)


def test_changes_that_come_together_are_one_message() -> None:
    async def play(desk: Desk, app: Starlette, _: asyncio.Event) -> None:
        page = Page(app)
        page.open()
        await page.until(lambda: bool(page.told))
        for _turn in range(20):
            desk.breaks.say("pause", 600.0)
            desk.breaks.say("resume")
        desk.breaks.say("pause", 600.0)
        await page.until(lambda: page.told[-1]["state"] == "paused")
        assert len(page.told) <= 3

    played(play)


def test_a_nudge_passes_by_as_a_line() -> None:
    async def play(desk: Desk, app: Starlette, _: asyncio.Event) -> None:
        page = Page(app)
        page.open()
        await page.until(lambda: desk.rung.listeners() == 1)
        await elsewhere(lambda: desk.work(31 * MIN))
        await page.until(lambda: any(each["line"] for each in page.told))
        line = next(each["line"] for each in page.told if each["line"])
        assert line["title"] == WORDS("notices.nudge.title")

    played(play)


def test_a_page_counts_from_its_coming_to_its_going_and_no_longer() -> None:
    async def play(desk: Desk, app: Starlette, _: asyncio.Event) -> None:
        page = Page(app)
        line = page.open()
        await page.until(lambda: bool(page.told))
        assert desk.rung.listeners() == 1
        page.go()
        await asyncio.wait_for(line, WITHIN_S)
        assert desk.rung.listeners() == 0
        await elsewhere(desk.until_offered)  # nobody is left to be woken

    played(play)


def test_it_ends_with_the_resident() -> None:
    async def play(desk: Desk, app: Starlette, ending: asyncio.Event) -> None:
        page = Page(app)
        line = page.open()
        await page.until(lambda: bool(page.told))
        ending.set()
        await asyncio.wait_for(line, WITHIN_S)
        assert page.ended and desk.rung.listeners() == 0
        late = Page(app)
        await asyncio.wait_for(late.open(), WITHIN_S)
        assert late.status == 200 and late.ended and not late.told  # nothing to report as failed

    played(play)


def test_a_heartbeat_says_nothing_new(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(day_events, "HEARTBEAT_S", 0.01)

    async def play(desk: Desk, app: Starlette, _: asyncio.Event) -> None:
        page = Page(app)
        page.open()
        await page.until(lambda: page.comments >= 3)
        assert len(page.told) == 1

    played(play)


def test_so_many_listen_at_once_and_a_place_is_free_again_when_one_goes() -> None:
    async def play(desk: Desk, app: Starlette, _: asyncio.Event) -> None:
        pages = [Page(app) for _ in range(day_events.MOST_OPEN)]
        lines = [page.open() for page in pages]
        for page in pages:
            await page.until(lambda page=page: bool(page.told))  # type: ignore[misc]
        refused = Page(app)
        await asyncio.wait_for(refused.open(), WITHIN_S)
        assert refused.status == 503 and desk.rung.listeners() == day_events.MOST_OPEN
        pages[0].go()
        await asyncio.wait_for(lines[0], WITHIN_S)
        again = Page(app)
        again.open()
        await again.until(lambda: bool(again.told))

    played(play)


def test_a_page_that_breaks_off_in_the_middle_of_a_message_is_forgotten() -> None:
    async def play(desk: Desk, app: Starlette, _: asyncio.Event) -> None:
        page = Page(app)

        async def broken(message: Any) -> None:
            if message["type"] == "http.response.body":
                raise OSError("gone")

        page.send = broken  # type: ignore[method-assign]
        await asyncio.wait_for(page.open(), WITHIN_S)
        assert desk.rung.listeners() == 0

    played(play)
