"""What is no film of a person: each a clear sentence, nothing crashed, nothing invented."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest
from test_camera_clips import CLIPS, run

from camera_ready import weights

FILMS = CLIPS.parent / "video"


@pytest.fixture(autouse=True)
def _ready() -> None:
    weights()


def said(*arguments: object) -> str:
    """The sentence of a command that must refuse."""
    done = run("analyse", *arguments)
    assert done.returncode == 2 and done.stdout == "" and "Traceback" not in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    return done.stderr


def test_files_that_are_no_film_are_one_sentence_each(tmp_path: Path) -> None:
    empty, text, broken = tmp_path / "empty.mp4", tmp_path / "letter.mp4", tmp_path / "cut.mp4"
    empty.write_bytes(b"")
    text.write_text("Dear reader,\n" * 40, encoding="utf-8")
    broken.write_bytes((CLIPS / "stand_seq.mp4").read_bytes()[:900])
    for film in (
        tmp_path / "gone.mp4",
        tmp_path,
        empty,
        text,
        broken,
        FILMS / "sound.m4a",
        FILMS / "one.mp4",
    ):
        assert str(film) in said(film)


def test_a_stored_file_that_is_none_is_one_sentence(tmp_path: Path) -> None:
    stored = tmp_path / "frames.npz"
    with zipfile.ZipFile(stored, "w") as made:
        made.writestr("other.txt", "nothing of ours")
    assert "frames.npz" in said(stored)


def test_a_film_of_nobody_says_so_and_tells_nothing() -> None:
    done = run("analyse", FILMS / "steady.mp4", "--json")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert not told["quality"]["ok"] and "Nobody" in told["quality"]["reason"]
    assert all(each["value"] is None and each["state"] == "can't tell" for each in told["measures"].values())
    assert told["series"]["t_s"] == [] and told["uncurl"]["pairs"] == []


def test_one_bad_file_does_not_keep_the_others_back(tmp_path: Path) -> None:
    done = run("analyse", CLIPS / "stand_seq.mp4", tmp_path / "gone.mp4", "--json")
    assert done.returncode == 2
    assert "gone.mp4" in done.stderr and len(json.loads(done.stdout)["recordings"]) == 1


def test_a_report_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "here").write_text("a file", encoding="utf-8")
    assert "--out" in said(FILMS / "steady.mp4", "--out", tmp_path / "here" / "report.html")
