"""What everybody who looks at a page's pictures keeps to: one question, one answer, and gone is said."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from unslump.adapters.camera.line import CoachProcess
from unslump.core.errors import Missing
from unslump.ports import CameraCoach, Watcher
from watchers import FakeCoach, python

LOOKS = """
import sys
from unslump.adapters.camera.line import answer, questions
answer(sys.stdout.buffer, {"ready": True})
for asked, picture in questions(sys.stdin.buffer):
    answer(sys.stdout.buffer, {"document": {}} if asked["do"] == "read" else {})
"""


def process(missing: str) -> CameraCoach:
    def check() -> None:
        if missing:
            raise Missing(missing)

    return CoachProcess(python(LOOKS), check)


def fake(missing: str) -> CameraCoach:
    coach = FakeCoach()
    coach.missing = missing
    return coach


@pytest.fixture(params=[process, fake], ids=["process", "fake"])
def coach(request: pytest.FixtureRequest) -> Callable[[str], CameraCoach]:
    made: Callable[[str], CameraCoach] = request.param
    return made


Coach = Callable[[str], CameraCoach]


def with_one(coach: Coach, play: Callable[[Watcher], Awaitable[None]]) -> None:
    async def run() -> None:
        watcher = await coach("").start()
        try:
            await play(watcher)
        finally:
            await watcher.close()

    asyncio.run(run())


def test_each_question_has_its_answer(coach: Coach) -> None:
    async def play(watcher: Watcher) -> None:
        look = {"do": "look", "t_s": 0.0, "part": "placing", "turn": 1, "level": 1, "exhales": False}
        await watcher.ask(look, b"a picture")
        await watcher.ask({"do": "pause"})
        assert "document" in await watcher.ask({"do": "read", "label": "here"})

    with_one(coach, play)


def test_closing_twice_is_no_harm(coach: Coach) -> None:
    with_one(coach, lambda watcher: watcher.close())


def test_what_is_not_set_up_is_said_before_and_at_the_start(coach: Coach) -> None:
    async def run() -> None:
        missing = coach("watch.gone")
        trouble = missing.trouble()
        assert trouble is not None and trouble.key == "watch.gone"
        with pytest.raises(Missing, match=r"watch\.gone"):
            await missing.start()
        assert coach("").trouble() is None

    asyncio.run(run())
