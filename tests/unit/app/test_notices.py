"""What is said when a break comes near."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saying import WORDS
from unslump.app.notices import CHANGES, REASONS, TITLES, later, notice_of
from unslump.core.breaks.events import Happened, Kind
from unslump.ports import Notice
from unslump.testing.clock import FakeClock


def notice(kind: Kind, why: str, values: Mapping[str, Any] | None = None, **other: Any) -> Notice | None:
    asked = {"postpone_s": 300.0, "variant": 0, **other}
    return notice_of(Happened(kind, FakeClock().now(), why, values or {"sitting_s": 2715.0}), WORDS, **asked)


def offer(why: str = "offered_pause", **other: Any) -> Notice:
    made = notice("offered", why, **other)
    assert made is not None
    return made


def test_an_offer_says_how_long_it_was_and_asks_three_things() -> None:
    made = offer()
    assert made.kind == "offer" and "45 min" in made.body
    assert dict(made.buttons) == {"start": "Start", "postpone": "In 5 minutes", "skip": "Skip"}


def test_each_reason_has_its_own_text_and_a_new_one_does_not_break_it() -> None:
    bodies = {offer(why).body for why in REASONS}
    assert len(bodies) == len(REASONS)
    assert offer("a reason of tomorrow").body in bodies


def test_the_texts_go_round() -> None:
    assert len({offer(variant=n).title for n in range(20)}) == TITLES
    nudges = [notice("nudge", "nudge", variant=n) for n in range(20)]
    assert len({made.body for made in nudges if made}) == CHANGES


def test_a_nudge_asks_nothing() -> None:
    made = notice("nudge", "nudge", {"sitting_s": 1800.0})
    assert made is not None and made.kind == "nudge" and not made.buttons and "30 min" in made.body


def test_in_a_call_it_is_a_hint() -> None:
    made = notice("nudge", "hint", {"sitting_s": 3660.0})
    assert made is not None and made.kind == "hint" and not made.buttons and "1 h 1 min" in made.body


@pytest.mark.parametrize("kind", ["prelude", "held", "released", "skipped", "taken", "gap"])
def test_most_of_what_happens_needs_no_notice(kind: Kind) -> None:
    assert notice(kind, kind) is None


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0.2, "In a second"),
        (45, "In 45 seconds"),
        (60, "In 60 seconds"),
        (90, "In 2 minutes"),
        (300, "In 5 minutes"),
        (3599, "In an hour"),
        (3600, "In an hour"),
        (5400, "In 1 h 30 min"),
        (7200, "In 2 hours"),
    ],
)
def test_the_button_promises_what_the_setting_says(seconds: float, said: str) -> None:
    assert later(WORDS, seconds) == said
    assert offer(postpone_s=seconds).buttons["postpone"] == said


@given(st.floats(min_value=0, max_value=1e7))
def test_any_setting_has_a_label(seconds: float) -> None:
    assert later(WORDS, seconds).startswith("In ")


def test_no_notice_holds_what_could_be_taken_for_markup() -> None:
    texts = [text for key, text in WORDS.under("notices") if not key.startswith("notices.trouble")]
    assert texts and not [text for text in texts if set(text) & set("<>&")]
