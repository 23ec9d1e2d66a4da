"""What the resident knows of a session that is watched: where the guide is, and what came of it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from saying import WORDS
from unslump.adapters.content import load_catalogue
from unslump.app.plan_service import Plan
from unslump.app.session_service import Snapshot
from unslump.app.watched_session import MOST_KEPT, Found, Seen, can_be_watched, place_of
from unslump.core.motion.coach import PARTS
from unslump.core.session.timeline import build_timeline

CATALOGUE = load_catalogue(WORDS)
TIMELINE = build_timeline(CATALOGUE["D01"], 1, reps=2)
PLAN = Plan(CATALOGUE["D01"], 1, 2, TIMELINE, (), False, False)


def snapshot(phase: str, *, state: str | None = None, running: bool = True, over: bool = False) -> Snapshot:
    index = next(n for n, each in enumerate(TIMELINE.phases) if each.id == phase)
    at_s = TIMELINE.phases[index].start_s
    return Snapshot("s", state or phase, phase, index, at_s, running, over)


@pytest.mark.parametrize(
    ("phase", "part"),
    [
        ("P1", "aside"), ("P2", "aside"), ("P3", "start"), ("P4", "inhale"), ("P5", "fold"), ("P7", "hang"),
        ("P8", "uncurl"), ("P9", "uncurl"), ("P10", "uncurl"), ("P11", "aside"),
    ],
)  # fmt: skip
def test_every_phase_is_a_part_the_coach_knows(phase: str, part: str) -> None:
    place = place_of(PLAN, snapshot(phase))
    assert (place.part, place.stage) == (part, "on")
    assert place.part in PARTS


def test_somebody_who_takes_their_place_is_watched_before_it_begins() -> None:
    place = place_of(PLAN, snapshot("P1", state="ready", running=False))
    assert (place.part, place.stage) == ("placing", "on")


def test_who_pauses_is_not_watched() -> None:
    assert place_of(PLAN, snapshot("P5", state="paused", running=False)).stage == "paused"


def test_breath_and_turn_are_the_guides() -> None:
    fold, breath_in = place_of(PLAN, snapshot("P5")), place_of(PLAN, snapshot("P4"))
    assert (fold.exhales, breath_in.exhales, fold.turn) == (True, False, 1)
    last = max(n for n, each in enumerate(TIMELINE.phases) if each.id == "P5")
    again = replace(snapshot("P5"), index=last)
    assert place_of(PLAN, again).turn == 2
    assert place_of(PLAN, again).asked() == {"part": "fold", "turn": 2, "level": 1, "exhales": True}


def test_what_came_to_its_end_is_told_from_what_was_stopped() -> None:
    done = place_of(PLAN, snapshot("P12", state="done", running=False, over=True))
    stopped = place_of(PLAN, snapshot("P5", state="stopped", running=False, over=True))
    assert (done.stage, stopped.stage) == ("done", "over")


def test_the_camera_knows_the_articles_fold_and_nothing_else() -> None:
    assert [each.id for each in CATALOGUE.exercises if can_be_watched(each.id)] == ["D01", "D02"]


class TestSeen:
    def test_it_is_held_for_a_few_sessions_and_gone_with_a_word(self) -> None:
        seen = Seen()
        for n in range(MOST_KEPT + 1):
            seen.put(f"s{n}", Found("told", {"n": n}))
        assert seen.of("s0") is None
        assert seen.of(f"s{MOST_KEPT}") == Found("told", {"n": MOST_KEPT})
        seen.forget()
        assert seen.of(f"s{MOST_KEPT}") is None

    def test_a_session_that_was_broken_off_leaves_nothing(self) -> None:
        seen = Seen()
        seen.put("a", Found("watched"))
        seen.put("b", Found("told", {"ok": True}))
        seen.drop("a")
        seen.drop("never watched")
        assert seen.of("a") is None and seen.of("b") is not None

    def test_what_was_erased_while_it_was_read_does_not_come_back(self) -> None:
        seen = Seen()
        seen.put("a", Found("reading"))
        seen.forget()
        seen.replace("a", Found("told", {"ok": True}))
        assert seen.of("a") is None
