"""Which package client is asked, with what words, and what its complaints become."""

from __future__ import annotations

import re
import shutil
import sys
from pathlib import Path

import pytest

from saying import refused, said
from small_models import PACKAGE, WHEEL, StubClient, lay_package, pin
from unslump.adapters.pose import client
from unslump.adapters.pose.client import LONGEST, choose, last_words, pip_of, uv_at
from unslump.core.errors import Missing, StoreTrouble, UnslumpError

PIP_OFFLINE = """\
WARNING: Retrying (Retry(total=0)) after connection broken by 'NewConnectionError': /mediapipe/
ERROR: Could not find a version that satisfies the requirement mediapipe==0.10.21 (from versions: none)
ERROR: No matching distribution found for mediapipe==0.10.21
"""
PIP_CRASH = """\
ERROR: Exception:
Traceback (most recent call last):
  File "/py/pip/_vendor/urllib3/connection.py", line 1, in write
{}
"""
UV_OFFLINE = """\
error: Failed to fetch: `mediapipe`
  cause: error sending request for the index
  cause: failed to lookup address information: Name or service not known
"""
PIP_HASH = "ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.\n    Expected sha256 00"
UV_HASH = "error: Failed to download\n  cause: Hash mismatch for `mediapipe==0.10.21`"


@pytest.fixture
def work(tmp_path: Path) -> Path:
    folder = tmp_path / "the models" / ".setting-up"
    folder.mkdir(parents=True)
    return folder


def quiet(*_: object) -> None:
    pass


def complaint(work: Path, tmp_path: Path, says: str) -> UnslumpError:
    stub = StubClient(tmp_path, says=says, ends=1, bytes=0)
    with pytest.raises(UnslumpError) as caught:
        stub.fetch(work, quiet)
    return caught.value


class TestChoice:
    def test_pip_of_this_python_comes_first(self, work: Path) -> None:
        chosen = choose(work, python="/py", has_pip=lambda: True, which=lambda _: "/bin/uv")
        assert chosen == pip_of("/py") and chosen.name == "pip"

    def test_uv_where_this_python_has_no_pip(self, work: Path) -> None:
        chosen = choose(work, python="/py", has_pip=lambda: False, which=lambda _: "/bin/uv")
        assert chosen == uv_at("/bin/uv", "/py") and chosen.name == "uv"

    def test_a_throw_away_environment_where_there_is_neither(self, work: Path) -> None:
        chosen = choose(work, has_pip=lambda: False, which=lambda _: None)
        assert chosen.name == "pip" and Path(chosen.command[0]).is_relative_to(work / "venv")

    def test_nothing_at_all(self, work: Path, tmp_path: Path) -> None:
        python = tmp_path / "python"
        python.write_text("#!/bin/sh\nexit 1\n")
        python.chmod(0o755)
        with refused(Missing, "pip or uv, and neither was found.*--from"):
            choose(work, python=str(python), has_pip=lambda: False, which=lambda _: None)

    def test_a_python_that_is_gone(self, work: Path) -> None:
        with refused(Missing, "neither was found"):
            choose(work, python=str(work / "gone"), has_pip=lambda: False, which=lambda _: None)


class TestCommands:
    @pytest.mark.parametrize(
        "python", ["/opt/my python/bin/python3", r"C:\Program Files\Python 3\python.exe"]
    )
    def test_a_path_stays_one_word(self, python: str) -> None:
        assert pip_of(python).command[:4] == (python, "-m", "pip", "download")
        assert uv_at(python, python).command[0] == uv_at(python, python).command[-1] == python

    @pytest.mark.parametrize("each", [pip_of("py"), uv_at("uv", "py")])
    def test_it_takes_one_wheel_by_hash_and_nothing_below_it(self, each: client.Client) -> None:
        words = set(each.command)
        assert {"--no-deps", "--require-hashes", "{requirements}", "{got}"} <= words
        assert not any("://" in word for word in words), "where packages come from is not ours to say"

    def test_places_are_filled_in_whole(self, tmp_path: Path) -> None:
        work = tmp_path / "a b"
        (work / "tmp").mkdir(parents=True)
        filled = client._filled(uv_at("uv", "py"), work, work / "got")
        assert (
            str(work / "got") in filled
            and str(work / "cache") in filled
            and not any("{" in w for w in filled)
        )
        asked = (work / "tmp" / "package.txt").read_text()
        assert asked == f"mediapipe==0.10.21 --hash=sha256:{client.WHEEL.sha256}\n"


class TestFetching:
    def test_it_arrives_and_is_told(
        self, work: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        pin(monkeypatch.setattr)
        monkeypatch.setattr(client, "LOOKS_EVERY_S", 0.01)
        told: list[tuple[str, int, int]] = []
        got = StubClient(tmp_path, slow_s=0.05).fetch(work, lambda *each: told.append(each))
        assert (got / WHEEL.name).read_bytes() == PACKAGE
        done = [each[1] for each in told]
        assert len(set(done)) > 2 and done == sorted(done) and max(done) <= len(PACKAGE)
        assert {(step, total) for step, _, total in told} == {("fetching", len(PACKAGE))}

    def test_what_an_earlier_one_left_goes_first(
        self, work: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        pin(monkeypatch.setattr)
        lay_package(work / "got", "half.whl")
        lay_package(work / "tmp" / "unpack")
        got = StubClient(tmp_path).fetch(work, quiet)
        assert [path.name for path in got.iterdir()] == [WHEEL.name]

    def test_its_temporary_files_stay_below_ours(self, work: Path) -> None:
        (work / "tmp").mkdir()
        show = "import os, tempfile; print(tempfile.gettempdir()); print(os.environ.get('PYTHONPATH'))"
        with client._running([sys.executable, "-c", show], work / "tmp") as (process, said):
            process.wait()
        assert b"".join(said).decode().splitlines() == [str(work / "tmp"), "None"]

    def test_whatever_ends_us_ends_it(self, work: Path) -> None:
        (work / "tmp").mkdir()
        command = [sys.executable, "-c", "import time; time.sleep(60)"]
        with pytest.raises(KeyboardInterrupt), client._running(command, work / "tmp") as (process, _):
            raise KeyboardInterrupt
        assert process.returncode is not None

    def test_a_client_that_has_gone(self, work: Path) -> None:
        gone = client.Client("uv", (str(work / "uv"), "{got}"), 1)
        with refused(Missing, "could not be fetched; uv says: No such file"):
            client.fetch(work, quiet, client=gone)

    def test_no_room_is_said_before_anything_is_begun(
        self, work: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(9, 9, 1_000))
        stub = StubClient(tmp_path)
        with refused(StoreTrouble, "Expected 200 MB of free space for .*the models"):
            stub.fetch(work, quiet)
        assert stub.starts == 0 and list(work.iterdir()) == []


class TestComplaints:
    @pytest.mark.parametrize(
        ("says", "sentence"),
        [
            (PIP_OFFLINE, "for want of a network; pip says: .*No matching distribution"),
            (UV_OFFLINE, "for want of a network; pip says: .*Name or service not known"),
            (PIP_HASH, "given is not the package that was published"),
            (UV_HASH, "given is not the package that was published"),
            ("OSError: [Errno 28] No space left on device", "There is no room left in .*the models"),
            (
                "ERROR: Could not find an activated virtualenv (required).",
                "could not be fetched; pip says: ERROR: ",
            ),
            ("", "could not be fetched; pip says: -"),
            (PIP_CRASH.format("OSError: [Errno 28] No space left on device"), "There is no room left"),
            (PIP_CRASH.format("PermissionError: not yours"), "; pip says: PermissionError: not yours. Look"),
        ],
    )
    def test_each_is_one_sentence(self, work: Path, tmp_path: Path, says: str, sentence: str) -> None:
        error = complaint(work, tmp_path, says)
        assert re.search(sentence, said(error)), said(error)
        assert error.exit_code == 2 and "\n" not in said(error)

    def test_words_of_a_client_are_one_line_and_not_long(self) -> None:
        assert last_words(["ERROR: a", "   b\x1b[31m", ""]) == "ERROR: a"
        assert last_words(["only\twords\x07 "]) == "only words"
        assert len(last_words(["error: " + "x" * 1_000])) == LONGEST + 3
        assert last_words([]) == "-"
