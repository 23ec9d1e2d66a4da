"""Down the ladder: who is reached how, what stays quiet, and which answer counts."""

from __future__ import annotations

import pytest

from unslump.app.ladder import Ladder
from unslump.core.words import Said
from unslump.ports import Answered, Delivery, Notice
from unslump.testing.notifier import FakeNotifier

OFFER = Notice(
    "offer", "offer", "A break?", "You have sat.", {"start": "Start", "postpone": "Later", "skip": "Skip"}
)
NUDGE = Notice("nudge", "nudge", "Time to change position", "Half an hour.")
HINT = Notice("nudge", "hint", "A call can be taken standing", "An hour.")


class House:
    """A ladder of fakes."""

    def __init__(
        self,
        native: Delivery = "delivered",
        page: Delivery = "failed",
        window: Delivery = "unknown",
        bell: Delivery = "failed",
        *,
        covers: bool = False,
        has_native: bool = True,
    ) -> None:
        self.native, self.page = FakeNotifier("native", native), FakeNotifier("page", page)
        self.window, self.bell = FakeNotifier("window", window), FakeNotifier("bell", bell)
        self.covers = covers
        self.ladder = Ladder(
            native=self.native if has_native else None,
            page=self.page,
            window=self.window,
            bell=self.bell,
            wants_window=lambda: self.covers,
        )

    def tried(self, notice: Notice, *holds: str) -> list[str]:
        return [name for name, _ in self.ladder.show(notice, holds=holds)]  # type: ignore[arg-type]


def test_the_desktop_shows_it_and_nothing_else_is_bothered() -> None:
    house = House()
    assert house.ladder.show(OFFER) == (("native", "delivered"),)
    assert not house.page.log and not house.window.log and not house.bell.log


def test_nobody_can_tell_whether_it_was_seen_so_the_page_is_asked_too() -> None:
    house = House(native="unknown", page="delivered")
    assert house.ladder.show(OFFER) == (("native", "unknown"), ("page", "delivered"))


def test_no_bus_no_page_no_wish_for_a_window_then_it_rings() -> None:
    house = House(native="failed", bell="delivered")
    assert house.tried(OFFER) == ["native", "page", "bell"]


def test_a_system_without_notifications_of_its_own() -> None:
    assert House(has_native=False, page="delivered").tried(OFFER) == ["page"]


def test_the_window_a_person_chose_opens_for_every_offer() -> None:
    assert House(covers=True).tried(OFFER) == ["native", "window"]
    assert House(native="failed", page="delivered", covers=True).tried(OFFER) == ["native", "page", "window"]


def test_a_started_window_is_not_a_seen_one_so_it_rings_as_well() -> None:
    assert House(native="failed", covers=True).tried(OFFER) == ["native", "page", "window", "bell"]


def test_the_wish_for_a_window_is_asked_anew() -> None:
    house = House(covers=True)
    assert "window" in house.tried(OFFER)
    house.covers = False
    assert "window" not in house.tried(OFFER)


@pytest.mark.parametrize("notice", [NUDGE, HINT], ids=["nudge", "hint"])
def test_a_nudge_or_hint_covers_nothing_and_rings_nothing(notice: Notice) -> None:
    assert House(native="failed", covers=True).tried(notice) == ["native", "page"]


@pytest.mark.parametrize("hold", ["dnd", "fullscreen"])
@pytest.mark.parametrize("notice", [NUDGE, HINT], ids=["nudge", "hint"])
def test_over_something_full_screen_nothing_comes_up_by_itself(notice: Notice, hold: str) -> None:
    assert House(native="delivered", page="delivered").tried(notice, hold) == ["page"]
    assert House(native="delivered").tried(notice, hold, "call") == ["page"]


def test_a_hint_in_a_call_alone_is_shown_by_the_desktop() -> None:
    assert House().tried(HINT, "call") == ["native"]


def test_an_answer_takes_the_notice_back_everywhere() -> None:
    house = House(native="unknown", page="delivered")
    house.ladder.show(OFFER)
    house.page.press("offer", "skip")
    assert house.ladder.answers() == [Answered("offer", "skip")]
    assert house.native.log[-1] == "offer" and not house.native.showing and not house.page.showing
    assert house.ladder.answers() == []


def test_of_two_answers_the_first_counts() -> None:
    house = House(native="unknown", page="delivered")
    house.ladder.show(OFFER)
    house.native.press("offer", "start")
    house.page.press("offer", "skip")
    assert house.ladder.answers() == [Answered("offer", "start")]
    assert house.ladder.answers() == []


def test_closing_it_by_hand_is_no_answer() -> None:
    house = House()
    house.ladder.show(OFFER)
    house.native.dismiss("offer")
    assert house.ladder.answers() == []


def test_an_answer_to_what_was_taken_back_is_none() -> None:
    house = House(native="unknown", page="delivered")
    house.ladder.show(OFFER)
    house.page.press("offer", "start")
    house.ladder.close("offer")
    assert house.ladder.answers() == []


def test_a_late_answer_to_the_offer_before_is_no_answer_to_this_one() -> None:
    house = House(native="unknown", page="delivered")
    house.ladder.show(OFFER)
    house.ladder.close("offer")
    house.native._answers.append(Answered("offer", "skip"))  # it was on its way
    house.ladder.show(OFFER)
    assert house.ladder.answers() == []
    house.native.press("offer", "start")
    assert house.ladder.answers() == [Answered("offer", "start")]


def test_an_answer_that_came_before_the_offer_is_shown_anew_counts() -> None:
    house = House()
    house.ladder.show(OFFER)
    house.native.press("offer", "start")
    house.ladder.show(OFFER)
    assert house.ladder.answers() == [Answered("offer", "start")]


def test_a_break_that_was_begun_goes_on_in_the_window() -> None:
    house = House(covers=True)
    house.ladder.show(OFFER)
    house.native.press("offer", "start")
    house.ladder.answers()
    assert "offer" in house.window.showing and "offer" not in house.native.showing
    house.ladder.close("offer")
    assert not house.window.showing


def test_a_break_begun_on_the_page_keeps_the_window_too() -> None:
    house = House(covers=True)
    house.ladder.show(OFFER)
    house.ladder.close("offer", begun=True)
    assert "offer" in house.window.showing and not house.native.showing


@pytest.mark.parametrize("button", ["skip", "postpone"])
def test_any_other_answer_gives_the_screen_back(button: str) -> None:
    house = House(covers=True)
    house.ladder.show(OFFER)
    house.native.press("offer", button)  # type: ignore[arg-type]
    house.ladder.answers()
    assert not house.window.showing


def test_what_cannot_work_is_told_by_name_and_an_unwanted_window_is_no_trouble() -> None:
    house = House()
    house.native.why = house.window.why = Said("notices.trouble.no_bus")
    assert list(house.ladder.trouble()) == ["native"]
    house.covers = True
    assert list(house.ladder.trouble()) == ["native", "window"]


def test_at_the_end_everything_is_taken_back() -> None:
    house = House(covers=True)
    house.ladder.show(OFFER)
    house.ladder.end()
    assert not house.native.showing and not house.window.showing
    assert house.native.ended and house.page.ended and house.window.ended and house.bell.ended
