"""Everything the machine does has a reason that can be read, and every reason is one that happens."""

from __future__ import annotations

import string
from collections.abc import Iterator

import pytest

from break_scenarios import EVERY_REASON
from breaking import BreakDesk
from saying import WORDS
from unslump.core.breaks.events import Happened, Seen
from unslump.core.breaks.outlook import Outlook, look
from unslump.core.breaks.policy import Policy
from unslump.core.breaks.saying import length, reason
from unslump.core.words import Said


def unsaid(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def spoken(said: Said) -> str:
    return WORDS(said.key, **said.values)


def all_events() -> Iterator[Happened]:
    for each in EVERY_REASON:
        yield from each.run().events


EVENTS = tuple(all_events())


def test_every_reason_happens_and_every_one_has_its_words() -> None:
    written = {key.removeprefix("breaks.why.") for key, _ in WORDS.under("breaks.why")}
    assert {event.why for event in EVENTS} == written


def test_every_reason_is_filled_in_with_exactly_what_its_sentence_names() -> None:
    for event in EVENTS:
        said = reason(event)
        text = WORDS.texts[said.key]
        assert unsaid(text) <= set(said.values), f"{event.why}: {text} got {sorted(said.values)}"
        assert "{" not in spoken(said)


def test_lengths_are_said_as_people_do() -> None:
    said = [spoken(length(s)) for s in (0, 40, 89.4, 89.6, 120, 2700, 3599, 3600, 7500, 86400)]
    assert said == ["0 s", "40 s", "89 s", "2 min", "2 min", "45 min", "1 h", "1 h", "2 h 5 min", "24 h"]


def outlooks() -> Iterator[tuple[Outlook, BreakDesk]]:
    """Look at desks in every state of affairs."""
    week = Policy()
    for policy in (week, Policy(offers=False)):
        desk = BreakDesk(policy)
        plan = (
            lambda d: d.work(600), lambda d: d.away(200), lambda d: d.away(300), lambda d: d.work(2705),
            lambda d: d.work(60), lambda d: d.say("start"), lambda d: d.work(10), lambda d: d.say("done"),
            lambda d: d.work(3600, "call"), lambda d: d.work(3), lambda d: d.say("pause", 500),
            lambda d: d.work(20, "dnd"), lambda d: d.lock(40), lambda d: d.work(5),
        )  # fmt: skip
        for each in plan:
            each(desk)
            yield look(desk.state, Seen(), desk.now.wall, policy), desk


def test_what_is_so_now_can_always_be_said() -> None:
    for outlook, _ in outlooks():
        text = spoken(outlook.why)
        assert text.endswith(".") and "{" not in text and ": ." not in text


def test_an_outlook_agrees_with_itself() -> None:
    for outlook, desk in outlooks():
        assert outlook.sitting_s >= 0 and outlook.rest_s >= 0 and outlook.bout_s >= 0
        assert (outlook.rest_s > 0) == outlook.resting
        assert (outlook.offer_left_s is not None) == (outlook.phase == "offered")
        assert (outlook.paused_left_s is not None) == (desk.state.paused_until_s is not None)
        nothing_to_say = outlook.resting or outlook.quiet is not None or outlook.phase == "break"
        assert (outlook.next_offer_s is None) == nothing_to_say


@pytest.mark.parametrize(
    ("phase", "says"),
    [
        ("counting", "10 min of sitting. The next break is due in 35 min."),
        ("prelude", "45 min of sitting. A break comes at the next pause in your work."),
        ("offered", "46 min of sitting. A break is on offer now."),
        ("held", "47 min of sitting. The break is held: a call (microphone or camera in use). "
                 "It comes when that ends."),
        ("break", "You are in a break."),
    ],
)  # fmt: skip
def test_each_phase_is_said_plainly(phase: str, says: str) -> None:
    desk = BreakDesk()
    if phase == "counting":
        desk.work(600)
    elif phase == "held":
        desk.work(2800, "call")
    else:
        desk.work(2710 if phase == "prelude" else 2770)
    if phase == "break":
        desk.say("start")
    seen = Seen(holds=frozenset({"call"})) if phase == "held" else Seen()
    assert spoken(look(desk.state, seen, desk.now.wall, desk.policy).why) == says


def test_a_held_break_of_which_the_reason_is_not_known_yet_comes_in_a_moment() -> None:
    desk = BreakDesk().work(2800, "call").restart_program(20)
    said = look(desk.state, Seen(), desk.now.wall, desk.policy)
    assert spoken(said.why) == "47 min of sitting. The next break comes in a moment."


def test_the_offer_says_how_long_it_stays() -> None:
    desk = BreakDesk().work(2760 + 50)
    outlook = look(desk.state, Seen(), desk.now.wall, desk.policy)
    assert outlook.offer_left_s == pytest.approx(70)


def test_what_the_next_offer_says_comes_true() -> None:
    """`next_offer_s` at any moment of plain work, plus the prelude, is when it comes."""
    desk = BreakDesk().work(1000)
    next_s = look(desk.state, Seen(), desk.now.wall, desk.policy).next_offer_s
    assert next_s is not None
    desk.work(next_s + 61)
    assert desk.at("offered") == [500 + 1000 + next_s + 60]
