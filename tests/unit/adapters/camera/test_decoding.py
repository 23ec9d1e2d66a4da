"""The process that decodes: which pictures go on, how large they become, and what it can no longer do."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import textwrap
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from films import film
from unslump.adapters.camera import decoding
from unslump.adapters.camera.decoding import Calm, Gate, Wish, delivered_size, messages

times = st.lists(st.floats(-1e6, 1e6), max_size=60)
rates = st.floats(0.1, 240)
sides = st.integers(1, 8000)


class TestGate:
    @given(times)
    def test_without_a_limit_all_that_go_forward_pass(self, given_times: list[float]) -> None:
        gate = Gate()
        passed = [t for t in given_times if gate.lets_through(t)]
        assert all(before < after for before, after in pairwise(passed))
        assert gate.seen == len(given_times) and gate.backwards == len(given_times) - len(passed)

    @given(times, rates)
    def test_those_that_pass_lie_as_far_apart_as_was_asked(
        self, given_times: list[float], rate: float
    ) -> None:
        gate = Gate(rate)
        passed = [t for t in given_times if gate.lets_through(t)]
        assert all(after - before >= 1 / rate - 2e-6 for before, after in pairwise(passed))

    @given(times, rates)
    def test_a_limit_changes_nothing_in_what_is_counted(self, given_times: list[float], rate: float) -> None:
        with_limit, without = Gate(rate), Gate()
        for t_s in given_times:
            with_limit.lets_through(t_s)
            without.lets_through(t_s)
        assert (with_limit.seen, with_limit.backwards) == (without.seen, without.backwards)

    def test_a_time_that_is_none_does_not_pass(self) -> None:
        assert not Gate().lets_through(float("nan"))


class TestSize:
    @given(sides, sides, sides)
    def test_no_side_is_longer_than_asked_for_and_the_shape_stays(self, w: int, h: int, most: int) -> None:
        width, height = delivered_size(w, h, 1.0, most)
        assert 1 <= max(width, height) <= max(1, min(most, max(w, h)))
        assert abs(width * h - height * w) <= max(w, h)  # half a pixel either way

    @given(sides, sides)
    def test_square_pixels_without_a_limit_stay(self, w: int, h: int) -> None:
        assert delivered_size(w, h, 1.0, None) == (w, h)

    def test_pixels_that_are_not_square_lose_nothing(self) -> None:
        assert delivered_size(1440, 1080, 4 / 3, None) == (1920, 1080)
        assert delivered_size(1080, 1440, 3 / 4, None) == (1080, 1920)


class TestMessages:
    def test_the_first_says_what_comes_and_the_last_what_was(self) -> None:
        with film("uneven.mp4").open("rb") as file:
            said = list(messages(file, Wish(at_most_fps=10)))
        (first, none), *pictures, (last, nothing) = said
        assert list(first) == ["video"] and none is None
        assert all(list(message) == ["t_s"] for message, _ in pictures)
        assert {picture.shape for _, picture in pictures} == {(96, 128, 3)}
        assert last["end"]["seen"] == 40 and nothing is None

    def test_what_cannot_be_opened_is_a_problem(self) -> None:
        assert list(messages(io.BytesIO(b"no film"), Wish())) == [({"problem": "unopened"}, None)]

    def test_a_picture_that_is_too_large_is_never_decoded(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(decoding, "MOST_PIXELS", 128 * 96 - 1)
        with film("steady.mp4").open("rb") as file:
            ((message, _),) = messages(file, Wish())
        assert message["problem"] == "too_large" and message["original_px"] == [128, 96]

    def test_a_place_before_the_start_is_answered_and_not_raised(self) -> None:
        """OpenCV 5.0 ends the whole process where this raises."""
        calm = Calm(io.BytesIO(b"abc"))
        assert calm.seek(-5) == -1 and calm.seek(1) == 1 and calm.read(9) == b"bc"
        closed = Calm(film("steady.mp4").open("rb"))
        closed._file.close()
        assert closed.read(4) == b"" and closed.seek(0) == -1

    def test_a_header_that_sends_the_decoder_before_the_start(self) -> None:
        raw = bytearray(film("jpegs.avi").read_bytes())
        index = raw.index(b"idx1") + 8
        for entry in range(index, len(raw) - 16, 16):
            raw[entry + 8 : entry + 12] = b"\x84\0\0\x80"
        last, _ = list(messages(io.BytesIO(bytes(raw)), Wish()))[-1]
        assert "end" in last or "problem" in last


def in_a_process(script: str) -> subprocess.CompletedProcess[str]:
    folder = str(Path(decoding.__file__).parent)
    return subprocess.run(
        [sys.executable, "-c", textwrap.dedent(script), folder], capture_output=True, text=True, timeout=60
    )


@pytest.mark.skipif(os.name != "posix", reason="Windows has no such limits")
def test_it_can_open_connect_and_write_nothing_any_more(tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    ran = in_a_process(
        f"""
        import socket, sys
        sys.path.insert(0, sys.argv[1])
        import decoding
        open_before = open({str(kept)!r}, "wb", buffering=0)
        decoding.give_up_rights()
        for attempt in (
            lambda: open({str(kept)!r}, "rb"),
            lambda: socket.socket(),
            lambda: open_before.write(b"picture"),
        ):
            try:
                attempt()
            except OSError as error:
                print(error.errno)
        """
    )
    assert len(ran.stdout.split()) == 3, ran
    assert kept.read_bytes() == b""


def test_one_that_never_comes_back_ends_itself(tmp_path: Path) -> None:
    ran = in_a_process(
        """
        import sys, time
        sys.path.insert(0, sys.argv[1])
        import decoding
        decoding.PATIENCE_S = 0.2
        decoding.messages = lambda file, wish: iter(lambda: time.sleep(30), 0)
        sys.argv[1] = "{}"
        decoding.main()
        """
    )
    assert ran.returncode == 1 and ran.stdout == ""
