"""A session that is watched, read afterwards: the same answers as of a recording, and nothing kept before or
between."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from bodies_read import filmed, somebody
from saying import WORDS
from unslump.app.motion_document import document, reviewed
from unslump.app.watching import AFTER_S, Watching, guided
from unslump.core.errors import NotAllowed
from unslump.core.motion.coach import Guided, Part
from unslump.core.motion.frames import PoseFrame, nobody

BODY = somebody(still_s=1.5, fold_s=3.0, hold_s=1.0, uncurl_s=6.0, rest_s=3.0)
FRAMES = filmed(BODY)[0]
FOLD_S, UNCURL_S, END_S = 1.5, 5.5, 11.5


def part_of(frame: PoseFrame) -> Part:
    if frame.t_s < FOLD_S:
        return "inhale"
    return "fold" if frame.t_s < UNCURL_S else "uncurl" if frame.t_s < END_S else "aside"


def watched(frames: Sequence[PoseFrame], watching: Watching | None = None) -> Watching:
    watching = watching or Watching()
    for frame in frames:
        part = part_of(frame)
        watching.take(frame, Guided(part, 1, 1), exhales=part in ("fold", "uncurl"))
    return watching


def told(watching: Watching) -> dict[str, Any]:
    return watching.read("here", {"video": "live"}, WORDS)


def test_it_says_what_is_said_of_the_same_recording() -> None:
    live = told(watched(FRAMES))
    recorded = document(reviewed([FRAMES]), ["here"], [{"video": "live"}], WORDS)
    assert live["quality"]["ok"] and live["file"] == "here"
    with_guide, without = live["measures"].pop("E10"), recorded["measures"].pop("E10")
    assert (with_guide["state"], without["state"]) == ("ok", "can't tell")
    assert live == recorded


def test_what_came_before_the_first_breath_in_is_not_kept() -> None:
    before = [replace(frame, t_s=frame.t_s - 20) for frame in FRAMES[:40]]
    watching = Watching()
    for frame in before:
        watching.take(frame, Guided("placing"), exhales=False)
    assert told(watched(FRAMES, watching)) == told(watched(FRAMES))


def test_somebody_faster_than_fifteen_pictures_a_second_is_thinned_out() -> None:
    quick = filmed(replace(BODY, fps=30.0))[0]
    assert told(watched(quick))["quality"]["fps"] == pytest.approx(15, abs=0.6)


def test_it_is_enough_a_moment_after_the_last_way_back() -> None:
    watching, enough_s = Watching(), None
    later = [nobody(14.5 + n / 15, (640, 480)) for n in range(10)]
    for frame in [*FRAMES, *later]:
        answer = watching.take(frame, Guided(part_of(frame)), exhales=False)
        enough_s = enough_s or (frame.t_s if answer.enough else None)
    assert enough_s == pytest.approx(END_S + AFTER_S, abs=0.15)


def test_standing_about_before_the_fold_is_never_enough() -> None:
    watching = Watching()
    told_so = [watching.take(frame, Guided("aside"), exhales=False).enough for frame in FRAMES]
    assert not any(told_so)


def test_a_pause_ends_a_recording_and_the_next_begins_with_the_next_breath_in() -> None:
    half = [frame for frame in FRAMES if frame.t_s < 4.0]
    watching = watched(half)
    watching.pause()
    rest = [frame for frame in FRAMES if frame.t_s > 4.5]
    watched(rest, watching)  # in the middle of the way down: no still start, so it is not kept
    again = [replace(frame, t_s=frame.t_s + 30) for frame in FRAMES]
    for frame, before in zip(again, FRAMES, strict=True):
        watching.take(frame, Guided(part_of(before), 2), exhales=False)
    document = told(watching)
    assert [each["quality"]["frames"] for each in document["recordings"]] == [len(half), len(FRAMES)]
    assert document["recordings"][0]["quality"]["ok"] is False or document["recordings"][0]["phases"]
    assert document["quality"]["ok"]


def test_a_leap_of_the_clock_is_a_pause_and_no_recording_of_months() -> None:
    half = [frame for frame in FRAMES if frame.t_s < 4.0]
    later = [replace(frame, t_s=frame.t_s + 1e7) for frame in FRAMES]
    watching = watched(half)
    for frame, before in zip(later, FRAMES, strict=True):
        watching.take(frame, Guided(part_of(before), 2), exhales=False)
    assert [each["quality"]["frames"] for each in told(watching)["recordings"]] == [len(half), len(FRAMES)]


def test_nothing_seen_is_nothing_said() -> None:
    with pytest.raises(NotAllowed, match=r"watch\.nothing_kept"):
        told(Watching())
    empty = watched([nobody(n / 15, (640, 480)) for n in range(60)])
    assert told(empty)["quality"]["ok"] is False


def test_where_the_guide_is_comes_as_plain_words() -> None:
    assert guided({"part": "uncurl", "turn": 2, "level": 3}) == Guided("uncurl", 2, 3)
    with pytest.raises(ValueError):
        guided({"part": "elsewhere", "turn": 1, "level": 1})


def test_somebody_who_moves_with_the_guide_is_not_told_to_go_slower() -> None:
    body = somebody(still_s=1.5, fold_s=6.0, hold_s=1.0, uncurl_s=20.0, rest_s=2.0)
    frames, watching = filmed(body)[0], Watching()
    for frame in frames:
        part: Part = "inhale" if frame.t_s < 1.5 else "fold" if frame.t_s < 7.5 else "uncurl"
        watching.take(frame, Guided(part), exhales=True)
    alone = document(reviewed([frames]), ["here"], [{}], WORDS)["measures"]["E9"]
    assert (alone["state"], alone["fold_s"] < 5) == ("try this", True)
    assert told(watching)["measures"]["E9"]["state"] == "ok"
