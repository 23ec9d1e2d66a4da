"""Films that do not carry the answer, through the whole command: one clear sentence, and nothing invented.

What is filmed is made in the test of the committed clips; the command, the decoder and the model files are
the real ones.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from test_camera_clips import CLIPS, run

from camera_ready import weights
from made_films import (
    Drawn,
    cat,
    cut,
    film,
    mirrored,
    noisy,
    pictures,
    side_by_side,
    without_person,
)
from saying import WORDS

UNTIL_S = 3.0
"""Enough to be seen by the second look of the detector, and to be quick."""

OF_THE_WAY_BACK = {"E9", "E11", "E12", "E13", "E15"}


@pytest.fixture(autouse=True)
def _ready() -> None:
    weights()


def analysed(path: Path) -> dict[str, Any]:
    """Return what is said as JSON of a film that can be read, whether or not it carries the answer."""
    done = run("analyse", path, "--json")
    assert (done.returncode, done.stderr) == (0, "")
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def refused(path: Path, shown: Sequence[Drawn], key: str) -> dict[str, Any]:
    """Return the document of a film of which nothing may be told, for that reason."""
    told = analysed(film(path, shown))
    assert not told["quality"]["ok"] and told["quality"]["reason"] == WORDS(f"motion.{key}")
    assert {(each["value"], each["state"]) for each in told["measures"].values()} == {(None, "can't tell")}
    assert {each["reason"] for each in told["measures"].values()} == {told["quality"]["reason"]}
    assert told["uncurl"]["order_score"] is None and told["uncurl"]["pattern"] is None
    assert not told["uncurl"]["pairs"] and not told["uncurl"]["regions"] and not told["series"]["t_s"]
    assert not told["figure"] and not told["phases"]
    return told


def test_a_cat_is_nobody(tmp_path: Path) -> None:
    told = refused(tmp_path / "cat.mp4", [cat(n / 10) for n in range(30)], "nobody")
    assert (told["quality"]["frames"], told["quality"]["seen"]) == (30, 0)


def test_a_wall_is_nobody(tmp_path: Path) -> None:
    wall = noisy(without_person(pictures("stand_seq", 0.1)[0]), 20)
    assert refused(tmp_path / "wall.mp4", wall, "nobody")["quality"]["seen"] == 0


def test_of_two_people_nobody_is_followed(tmp_path: Path) -> None:
    both = side_by_side(pictures("stand_seq", UNTIL_S), pictures("stand_block", UNTIL_S))
    refused(tmp_path / "two.mp4", both, "several")


def test_a_mirror_shows_two_people(tmp_path: Path) -> None:
    person = pictures("stand_seq", UNTIL_S)
    refused(tmp_path / "mirror.mp4", side_by_side(person, mirrored(person)), "several")


@pytest.mark.parametrize("last_row", [300, 330])
def test_without_knees_the_knees_are_asked_for(tmp_path: Path, last_row: int) -> None:
    shown = cut(pictures("stand_seq", UNTIL_S), lambda picture: picture[:last_row])
    refused(tmp_path / "knees.mp4", shown, "knees_out")


def test_without_a_head_the_head_is_asked_for(tmp_path: Path) -> None:
    shown = cut(pictures("stand_seq", 5.0), lambda picture: picture[100:])
    refused(tmp_path / "head.mp4", shown, "head_out")


def test_who_leaves_folded_has_no_way_back(tmp_path: Path) -> None:
    person = pictures("stand_seq", 4.0)
    shown = [picture if n < 28 else without_person(picture) for n, picture in enumerate(person)]
    assert refused(tmp_path / "leaves.mp4", shown, "no_way_back")["quality"]["seen"] == 28


def test_who_is_covered_for_a_while_was_lost(tmp_path: Path) -> None:
    person = pictures("stand_seq", 6.5)
    shown = [without_person(picture) if 22 < n < 42 else picture for n, picture in enumerate(person)]
    told = analysed(film(tmp_path / "covered.mp4", shown))
    assert told["quality"]["reason"].startswith("The person was lost in ")
    assert {each["state"] for each in told["measures"].values()} == {"can't tell"}


def test_who_leaves_on_the_way_up_is_told_of_the_way_down_alone(tmp_path: Path) -> None:
    person = pictures("stand_seq", 6.0)
    shown = [picture if n < 55 else without_person(picture) for n, picture in enumerate(person)]
    told = analysed(film(tmp_path / "up.mp4", shown))
    measures, uncurl = told["measures"], told["uncurl"]
    assert measures["E1"]["value"] is not None
    assert all(measures[name]["value"] is None for name in OF_THE_WAY_BACK)
    assert {measures[name]["reason"] for name in OF_THE_WAY_BACK - {"E9"}} == {WORDS("motion.cut_off")}
    assert uncurl["pattern"] is None and uncurl["order_score"] is None and not uncurl["pairs"]


def test_the_front_is_told_what_a_front_shows_and_nothing_else() -> None:
    told = analysed(CLIPS / "stand_front.mp4")
    assert told["quality"]["reason"] == WORDS("motion.front") and told["quality"]["facing"] is None
    feet = told["measures"].pop("E8")
    assert (feet["state"], feet["reason"]) == ("ok", WORDS("motion.E8.ok_while_seen"))
    known = json.loads((CLIPS / "stand_front.json").read_text(encoding="utf-8"))["toe_out_deg"]
    assert all(abs(feet[f"{side}_deg"] - known[side]) < 8 for side in known)
    assert {(each["value"], each["state"]) for each in told["measures"].values()} == {(None, "can't tell")}
    assert told["measures"]["E6"]["reason"] == WORDS("motion.E6.standing")
    assert not told["series"]["t_s"] and not told["uncurl"]["regions"]


def test_lifted_heels_are_told_in_a_sentence() -> None:
    done = run("analyse", CLIPS / "stand_front_heels.mp4")
    assert (done.returncode, done.stderr) == (0, "")
    _, why, *lines, estimate = done.stdout.splitlines()
    assert why == WORDS("motion.front") and estimate == WORDS("analyse.estimate")
    assert [line.partition(": ")[2] for line in lines] == [
        WORDS("motion.E6.standing"),
        WORDS("motion.E8.lifted"),
    ]
