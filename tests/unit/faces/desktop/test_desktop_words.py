"""What the icon shows and says, from what the resident tells."""

from __future__ import annotations

from typing import Any

import pytest

from saying import WORDS
from unslump.core.breaks.outlook import Outlook
from unslump.faces.desktop.saying import Day, Mark, leaves, mark, tip

QUIET: dict[str, Any] = {
    "phase": "counting",
    "resting": False,
    "sitting_s": 34 * 60.0,
    "bout_s": 40 * 60.0,
    "rest_s": 0.0,
    "next_offer_s": 10.2 * 60.0,
    "offer_left_s": None,
    "holds": [],
    "quiet": None,
    "paused_left_s": None,
    "postponed": 0,
}
NOTICE = {
    "id": "offer",
    "kind": "offer",
    "title": "Time for a break",
    "body": "47 minutes.",
    "buttons": {"start": "Start", "postpone": "In 5 minutes", "skip": "Skip", "dance": "Dance"},
}


def day(why: str = "", notice: Any = None, **changed: Any) -> Day:
    found = Day.from_status({"outlook": {**QUIET, **changed}, "why_text": why, "notice": notice})
    assert found is not None
    return found


def test_everything_that_is_read_is_something_the_resident_tells() -> None:
    told = {*Outlook.__dataclass_fields__, "why_text"}
    assert set(QUIET) <= told
    assert Outlook(**{**QUIET, "holds": ()}).sitting_s == day().sitting_s  # type: ignore[arg-type]


def test_a_morning_in_words() -> None:
    assert tip(day(), WORDS) == "34 min of sitting; next offer in about 11 minutes"
    assert tip(day(sitting_s=61.0, next_offer_s=30.0), WORDS) == (
        "1 minute of sitting; next offer in about a minute"
    )
    assert tip(day(next_offer_s=None), WORDS) == "34 min of sitting"
    assert tip(None, WORDS) == "Unslump is not running at the moment"


def test_what_the_resident_says_itself_is_said_as_it_is() -> None:
    held = day("Held: you are in a call.", phase="held", holds=["call"])
    assert tip(held, WORDS) == "Held: you are in a call."
    assert tip(day(phase="held"), WORDS) == "Your next break waits"


@pytest.mark.parametrize(
    ("changed", "kind"),
    [
        ({}, "sitting"),
        ({"phase": "prelude"}, "due"),
        ({"phase": "offered"}, "due"),
        ({"phase": "held", "holds": ["call"]}, "held"),
        ({"phase": "break"}, "resting"),
        ({"resting": True, "phase": "held"}, "resting"),
        ({"quiet": "paused"}, "paused"),
        ({"quiet": "hours"}, "paused"),
        ({"quiet": "paused", "resting": True}, "resting"),
    ],
)
def test_each_state_has_its_mark(changed: dict[str, Any], kind: str) -> None:
    assert mark(day(**changed)).kind == kind


def test_the_arc_grows_over_the_hour_and_stays_full() -> None:
    fills = [mark(day(sitting_s=minutes * 60.0)).fill for minutes in (0, 15, 30, 60, 90)]
    assert fills == [0.0, 0.25, 0.5, 1.0, 1.0]
    assert mark(None) == Mark("closed")


def test_an_offer_has_known_buttons_in_their_order_and_an_end() -> None:
    offer = day(notice=NOTICE, phase="offered", offer_left_s=80.0).offer
    assert offer is not None
    assert list(offer.buttons) == ["start", "postpone", "skip"]
    assert offer.left_s == 80.0
    without_end = day(notice=NOTICE, phase="offered").offer
    assert without_end is not None and without_end.left_s == 120.0


@pytest.mark.parametrize("kind", ["nudge", "hint"])
def test_only_an_offer_takes_the_screen(kind: str) -> None:
    assert day(notice={**NOTICE, "kind": kind, "buttons": {}}).offer is None


@pytest.mark.parametrize(
    "status",
    [
        {},
        {"error": "Too many follow already."},
        {"outlook": None},
        {"outlook": {**QUIET, "sitting_s": "long"}},
        {"outlook": QUIET, "notice": {"kind": "offer"}},
        {"outlook": QUIET, "notice": "offer"},
        {"outlook": {k: v for k, v in QUIET.items() if k != "phase"}},
    ],
)
def test_what_is_no_status_is_passed_over(status: dict[str, Any]) -> None:
    assert Day.from_status(status) is None


def test_the_time_left_is_said_in_steps_that_change_rarely() -> None:
    said = [leaves(float(left_s), WORDS) for left_s in range(120, -1, -1)]
    assert len(dict.fromkeys(said)) == 3
    assert said[0].endswith("about 2 minutes.")
