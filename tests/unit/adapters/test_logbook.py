"""The log through a year of days: small, whole, without a secret, and never in anybody's way."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saying import refused
from unslump.adapters.logbook import LONGEST, MASK, NAME, LogFile, plain
from unslump.core.errors import StoreTrouble

NINE = datetime(2026, 3, 2, 9, 0, 0, 123456, timezone(timedelta(hours=1)))
TEXT = st.text(max_size=40)
TOKEN = "0123456789abcdef0123456789abcdef"


@pytest.fixture
def log(tmp_path: Path) -> LogFile:
    return LogFile(tmp_path, lambda: NINE)


def test_a_line_says_when_what_and_why(log: LogFile) -> None:
    log.line("offered", "50 minutes of sitting")
    log.line("held", "a call: Zoom")
    assert log.file.read_text(encoding="utf-8") == (
        "2026-03-02T09:00:00+01:00 offered  50 minutes of sitting\n"
        "2026-03-02T09:00:00+01:00 held  a call: Zoom\n"
    )


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such rights")
def test_only_its_owner_can_read_it(log: LogFile) -> None:
    before = os.umask(0)
    try:
        log.line("started", "")
    finally:
        os.umask(before)
    assert log.file.stat().st_mode & 0o777 == 0o600


def test_it_never_grows_over_two_files(tmp_path: Path) -> None:
    log = LogFile(tmp_path, lambda: NINE, most_bytes=1000)
    for number in range(200):
        log.line("tick", f"number {number}")
        assert log.file.stat().st_size <= 1000
    assert {path.name for path in tmp_path.iterdir()} == {NAME, NAME + ".1"}
    kept = log.before.read_text() + log.file.read_text()
    numbers = [int(line.rpartition(" ")[2]) for line in kept.splitlines()]
    assert numbers == list(range(numbers[0], 200)), "the newest, in their order"


def test_where_it_cannot_be_put_aside_lines_are_lost_and_it_stays_small(tmp_path: Path) -> None:
    log = LogFile(tmp_path, lambda: NINE, most_bytes=200)
    log.before.mkdir()
    (log.before / "in the way").touch()
    for _ in range(50):
        log.line("tick", "tock")
    assert 0 < log.file.stat().st_size <= 200


@given(st.text(), st.text())
def test_whatever_is_told_is_one_line(kind: str, text: str) -> None:
    for part in (plain(kind), plain(text)):
        assert part.isprintable() and part == part.strip() and len(part) <= LONGEST
        part.encode("utf-8")


@given(
    st.text(max_size=40), st.text("0123456789abcdefABCDEF", min_size=32, max_size=200), st.text(max_size=40)
)
def test_a_token_never_stands_in_it(before: str, token: str, after: str) -> None:
    assert not re.search("[0-9a-fA-F]{32}", plain(before + token + after))


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        (f"http://127.0.0.1:8757/enter?token={TOKEN} opened", f"http://127.0.0.1:8757/enter{MASK} opened"),
        ("see https://example.org/a?b=c&d=e.", f"see https://example.org/a{MASK}"),
        ("https://example.org/#secret", f"https://example.org/{MASK}"),
        ("/enter?token=short and on", f"/enter?{MASK} and on"),
        ("token=s3cr3t&x", f"token={MASK}&x"),
        ("Authorization: Bearer abc.def", f"Authorization: Bearer {MASK}"),
        (f"bearer {TOKEN}", f"bearer {MASK}"),
        ("Are you there? Start = now", "Are you there? Start = now"),
        ("held: /dev/video0 (Firefox)", "held: /dev/video0 (Firefox)"),
        ("two\nlines\tand\x1b[31m red \u202e back", "two lines and [31m red back"),
        ("half a letter \ud800", "half a letter"),
    ],
)
def test_what_is_masked_and_what_is_not(text: str, kept: str) -> None:
    assert plain(text) == kept


def test_a_kind_is_one_word(log: LogFile) -> None:
    log.line("not\none word", "x")
    log.line("", "y")
    kinds = [line.split(" ")[1] for line in log.file.read_text().splitlines()]
    assert kinds == ["not-one-word", "-"]


def test_a_secret_is_masked_before_the_line_is_cut() -> None:
    cut = plain("x" * (LONGEST - 40) + " " + "a" * 64)
    assert "aaaa" not in cut


class TestNeverInTheWay:
    def test_a_folder_that_is_not_there(self, tmp_path: Path) -> None:
        log = LogFile(tmp_path / "gone", lambda: NINE)
        log.line("started", "")
        assert not log.there()

    def test_a_folder_in_its_place(self, log: LogFile) -> None:
        log.file.mkdir()
        log.line("started", "")
        with refused(StoreTrouble, re.escape(str(log.file))):
            log.clear()

    @pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no such pipes here")
    def test_a_pipe_that_nobody_reads_does_not_hold_it(self, log: LogFile) -> None:
        os.mkfifo(log.file)
        log.line("started", "")

    def test_a_full_disk_loses_a_line_and_the_next_is_whole(
        self, log: LogFile, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        real: Callable[[int, bytes], int] = os.write
        log.line("first", "is there")
        monkeypatch.setattr(os, "write", lambda file, raw: real(file, raw[:9]))
        log.line("second", "is cut off")

        def full(file: int, raw: bytes) -> int:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(os, "write", full)
        log.line("third", "is lost")
        monkeypatch.setattr(os, "write", real)
        log.line("fourth", "is whole")
        lines = log.file.read_text().splitlines()
        assert lines[0].endswith("is there") and lines[-1].endswith("fourth  is whole")
        assert lines[-1].startswith("2026-03-02T09:00:00+01:00 ")
        assert "third" not in "".join(lines)


def test_two_programs_never_mix_their_lines(tmp_path: Path) -> None:
    first, second = LogFile(tmp_path, lambda: NINE), LogFile(tmp_path, lambda: NINE)
    for _ in range(20):
        first.line("one", "x" * 100)
        second.line("two", "y" * 100)
    lines = first.file.read_text().splitlines()
    assert len(lines) == 40 and all(re.fullmatch(r"\S+ (one  x{100}|two  y{100})", line) for line in lines)


def test_cleared_it_is_gone_with_the_one_before(tmp_path: Path) -> None:
    log = LogFile(tmp_path, lambda: NINE, most_bytes=200)
    for _ in range(20):
        log.line("tick", "tock")
    assert log.there() and log.path() == str(tmp_path / NAME)
    log.clear()
    assert not log.there() and list(tmp_path.iterdir()) == []
    log.clear()
