"""The line to the process that looks: one question, one answer, no harm when it goes or talks nonsense."""

from __future__ import annotations

import asyncio
import io
import json
from collections.abc import Mapping
from typing import Any

import pytest

from unslump.adapters.camera.line import (
    LARGEST_PICTURE,
    MOST_PIXELS,
    CoachLine,
    CoachProcess,
    answer,
    questions,
)
from unslump.core.errors import Missing
from watchers import python

ECHO = """
import sys, time
from unslump.adapters.camera.line import answer, questions
answer(sys.stdout.buffer, {"ready": True})
for asked, picture in questions(sys.stdin.buffer):
    if asked["do"] == "fall":
        sys.exit(3)
    if asked["do"] == "dawdle":
        time.sleep(0.3)
    if asked["do"] == "babble":
        print("no JSON", flush=True)
        continue
    answer(sys.stdout.buffer, {"did": asked["do"], "size": len(picture)})
"""


def coach(script: str = ECHO) -> CoachProcess:
    return CoachProcess(python(script), lambda: None)


def asked(*questions: tuple[Mapping[str, Any], bytes], script: str = ECHO) -> list[Mapping[str, Any]]:
    """Start one, ask it, end it; return its answers."""

    async def run() -> list[Mapping[str, Any]]:
        line = await coach(script).start()
        try:
            return [await line.ask(question, picture) for question, picture in questions]
        finally:
            await line.close()
            assert line._process.returncode is not None

    return asyncio.run(run())


def test_each_question_gets_its_answer_and_pictures_go_along_whole() -> None:
    picture = bytes(range(256)) * 800
    assert asked(({"do": "look", "t_s": 0.0}, picture), ({"do": "pause"}, b"")) == [
        {"did": "look", "size": len(picture)},
        {"did": "pause", "size": 0},
    ]


@pytest.mark.parametrize("trouble", ["fall", "babble"])
def test_a_process_that_goes_or_babbles_is_said_in_one_sentence(trouble: str) -> None:
    with pytest.raises(Missing, match=r"watch\.gone"):
        asked(({"do": trouble}, b""))


def test_asking_on_after_it_has_gone_is_no_crash() -> None:
    async def run() -> None:
        line = await coach().start()
        for _ in range(3):
            with pytest.raises(Missing, match=r"watch\.gone"):
                await line.ask({"do": "fall"}, b"x" * 100_000)
        await line.close()
        await line.close()

    asyncio.run(run())


def test_one_that_never_gets_ready_or_is_not_there_is_said() -> None:
    async def start(process: CoachProcess) -> CoachLine:
        return await process.start()

    with pytest.raises(Missing, match=r"watch\.gone"):
        asyncio.run(start(coach("raise SystemExit(2)")))
    with pytest.raises(Missing, match=r"watch\.no_start"):
        asyncio.run(start(CoachProcess(["/nowhere/at/all"], lambda: None)))


def test_what_it_cannot_do_at_the_start_is_handed_on() -> None:
    script = 'print(\'{"problem": "The model is not whole."}\', flush=True)'
    with pytest.raises(Missing) as found:
        asyncio.run(coach(script).start())
    assert found.value.key == "watch.not_ready"
    assert found.value.values == {"why": "The model is not whole."}


def test_what_is_not_set_up_is_known_without_starting_anything() -> None:
    def check() -> None:
        raise Missing("camera_setup.needs.files")

    process = CoachProcess(["/nowhere"], check)
    trouble = process.trouble()
    assert trouble is not None and trouble.key == "camera_setup.needs.files"
    with pytest.raises(Missing, match="camera_setup"):
        asyncio.run(process.start())
    assert coach().trouble() is None


def test_an_answer_that_nobody_waited_for_is_not_taken_for_the_next() -> None:
    async def run() -> Mapping[str, Any]:
        line = await coach().start()
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(line.ask({"do": "dawdle"}, b"x"), 0.05)
        try:
            return await line.ask({"do": "read"})
        finally:
            await line.close()

    assert asyncio.run(run()) == {"did": "read", "size": 0}


def test_whoever_stops_answering_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("unslump.adapters.camera.line.LOOKED_WITHIN_S", 0.05)
    with pytest.raises(Missing, match=r"watch\.gone"):
        asked(({"do": "dawdle"}, b"x"))


def test_whoever_takes_no_picture_in_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """More than a pipe holds, and nobody reads it."""
    monkeypatch.setattr("unslump.adapters.camera.line.LOOKED_WITHIN_S", 0.05)
    script = "import time; print('{}', flush=True); time.sleep(60)"
    with pytest.raises(Missing, match=r"watch\.gone"):
        asked(({"do": "look"}, bytes(LARGEST_PICTURE)), script=script)


def test_a_small_file_that_asks_for_a_huge_picture_is_not_decoded() -> None:
    """2 kB that say they are 16 000 x 16 000 pixels: decoded, they would take 1.5 GB."""
    script = """
import sys, time, resource
import cv2, numpy as np
from unslump.adapters.camera.jpeg import picture_of
from unslump.adapters.camera.line import answer, questions
from unslump.core.errors import BadInput
bomb = bytearray(cv2.imencode(".jpg", np.zeros((64, 64, 3), np.uint8))[1].tobytes())
at = bomb.index(b"\\xff\\xc0") + 5
bomb[at:at + 4] = (16000).to_bytes(2, "big") * 2
answer(sys.stdout.buffer, {"ready": True})
for asked, _ in questions(sys.stdin.buffer):
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    try:
        said = picture_of(bytes(bomb), 0.0).size_px
    except BadInput as error:
        said = error.key
    more = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    answer(sys.stdout.buffer, {"said": said, "more": more})
"""
    pytest.importorskip("cv2")
    pytest.importorskip("resource")
    (told,) = asked(({"do": "look"}, b"x"), script=script)
    assert told["said"] == "watch.no_picture"
    assert told["more"] * 3 < MOST_PIXELS, "far less than a tenth of what it asks for, KiB or bytes"


class TestItsOwnSide:
    @staticmethod
    def read(raw: bytes) -> list[tuple[Mapping[str, Any], bytes]]:
        return list(questions(io.BytesIO(raw)))

    def test_it_ends_where_nobody_asks_any_more(self) -> None:
        one = b'{"do": "look", "bytes": 3}\nabc'
        assert [picture for _, picture in self.read(one + one)] == [b"abc", b"abc"]
        assert self.read(b"") == []

    @pytest.mark.parametrize("size", [-1, LARGEST_PICTURE + 1, 10])
    def test_half_a_picture_or_an_impossible_one_is_the_end(self, size: int) -> None:
        assert self.read(json.dumps({"do": "look", "bytes": size}).encode() + b"\nabc") == []

    def test_an_answer_is_one_line(self) -> None:
        out = io.BytesIO()
        answer(out, {"say": "two\nlines"})
        assert out.getvalue().count(b"\n") == 1
