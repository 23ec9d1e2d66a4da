"""The document of a recording: what a script may rely on beside the findings."""

from __future__ import annotations

import json
from typing import Any

from bodies_read import analysed, filmed, somebody
from saying import WORDS
from unslump.app.motion_document import RULES, document
from unslump.core.motion import floor, gates, smooth
from unslump.core.motion.analyse import analyse
from unslump.core.motion.review import Asked
from unslump.testing.side_bodies import SideBody


def told(body: SideBody) -> dict[str, Any]:
    made: dict[str, Any] = json.loads(json.dumps(document(analysed(body)[0], ["a.mp4"], [{}], WORDS)))
    return made


def test_one_piece_has_no_order_score() -> None:
    whole = told(somebody(uncurl="block"))
    assert whole["uncurl"]["pattern"] == "one_piece" and whole["uncurl"]["order_score"] is None
    assert whole["measures"]["E12"]["value"] is None
    assert whole["measures"]["E12"]["reason"] == WORDS("motion.E12.one_piece")
    assert told(somebody())["uncurl"]["order_score"] == 1.0


def test_the_rules_are_the_numbers_by_which_it_was_decided() -> None:
    rules = told(somebody())["recipe"]["rules"]
    assert rules == RULES
    assert all(type(line) in (int, float) for lines in rules.values() for line in lines.values())
    pairs, edge = rules["pairs"], rules["edge"]
    assert (pairs["joined_below"], pairs["separate_above"]) == (floor.JOINED, floor.SEPARATE)
    assert edge["noise_at_most_for_pairs"] == gates.LABELS_NOISE
    assert rules["smoothing"]["cutoff_hz"] == smooth.CUTOFF_HZ


def test_a_view_from_the_front_faces_neither_left_nor_right() -> None:
    frames, _ = filmed(somebody(yaw_deg=75.0))
    quality = document(analyse([frames], Asked()), ["a.mp4"], [{}], WORDS)["quality"]
    assert quality["facing"] is None and quality["reason"] == WORDS("motion.front")
