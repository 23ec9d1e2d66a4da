"""The break machine in its house: a day with a clock, senses and notices that do as they are told."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from day_desk import Sees
from unslump.adapters.content import load_words
from unslump.adapters.store.memory import MemoryStore
from unslump.app.break_service import BreakParts, BreakService
from unslump.app.break_settings import BreakWishes
from unslump.app.notices import notice_of
from unslump.core.breaks.events import HOLDS, Happened, Hold
from unslump.core.breaks.policy import Policy
from unslump.core.errors import BadInput, RefusedEvent, StoreTrouble
from unslump.ports import Answered, Button, Notice, Sense, SenseKind
from unslump.testing.clock import FakeClock

WORDS = load_words()
MIN = 60


@dataclass
class Herald:
    """Remembers what was shown and what was taken back."""

    log: list[str] = field(default_factory=list)
    waiting: list[Answered] = field(default_factory=list)
    threads: set[int] = field(default_factory=set)

    def show(self, notice: Notice, *, holds: frozenset[Hold] = frozenset()) -> Sequence[tuple[str, str]]:
        self.threads.add(threading.get_ident())
        self.log.append(notice.kind)
        return [("native", "delivered")]

    def close(self, notice_id: str, *, begun: bool = False) -> None:
        self.threads.add(threading.get_ident())
        self.log.append(f"close {notice_id}{' for the break' if begun else ''}")

    def answers(self) -> Sequence[Answered]:
        taken, self.waiting = self.waiting, []
        return taken

    def press(self, button: Button) -> None:
        self.waiting.append(Answered("offer", button))


@dataclass
class Lines:
    lines: list[tuple[str, str]] = field(default_factory=list)

    def line(self, kind: str, text: str) -> None:
        self.lines.append((kind, text))

    def path(self) -> str:
        return "unslump.log"

    def clear(self) -> None:
        self.lines.clear()

    def kinds(self) -> list[str]:
        return [kind for kind, _ in self.lines]


@dataclass
class House:
    """Everything around a service, and the service."""

    store: Any = field(default_factory=MemoryStore)
    clock: FakeClock = field(default_factory=FakeClock)
    wishes: BreakWishes = field(default_factory=lambda: BreakWishes(Policy(), frozenset(HOLDS)))
    boot_id: str | None = "boot-1"
    herald: Herald = field(default_factory=Herald)
    log: Lines = field(default_factory=Lines)
    started: list[str] = field(default_factory=list)
    idle: Sees = field(default_factory=lambda: Sees("idle", 0.0))
    lock: Sees = field(default_factory=lambda: Sees("lock", False))
    call: Sees = field(default_factory=lambda: Sees("call", False))
    typing: bool = True
    service: BreakService = field(init=False)

    def __post_init__(self) -> None:
        self.service = BreakService(self.parts())

    def parts(self) -> BreakParts:
        senses: Mapping[SenseKind, Sense[Any]] = {"idle": self.idle, "lock": self.lock, "call": self.call}
        return BreakParts(
            store=self.store,
            clock=self.clock,
            wishes=self.read_wishes,
            senses=senses,
            herald=self.herald,
            write=lambda what, wishes: notice_of(what, WORDS, postpone_s=wishes.policy.postpone_s, variant=0),
            words=WORDS,
            log=self.log,
            boot_id=self.boot_id,
            on_start=lambda: self.started.append("page"),
        )

    def read_wishes(self) -> BreakWishes:
        if self.wishes is None:
            raise BadInput("errors.break_state", names=("x",))
        return self.wishes

    def work(self, seconds: float) -> list[Happened]:
        """Type, and let it look each second."""
        self.idle.value = 0.0
        return self._pass(seconds)

    def rest(self, seconds: float) -> list[Happened]:
        """Touch nothing."""
        out: list[Happened] = []
        for _ in range(int(seconds)):
            self.idle.value += 1.0
            out += self._pass(1)
        return out

    def _pass(self, seconds: float) -> list[Happened]:
        out: list[Happened] = []
        for _ in range(int(seconds)):
            self.clock.advance(1)
            out += self.service.tick()
        return out

    def again(self) -> House:
        """The program is started again on the same records and the same clock."""
        return House(store=self.store, clock=self.clock, wishes=self.wishes, boot_id=self.boot_id)


def kinds(happened: Sequence[Happened]) -> list[str]:
    return [each.kind for each in happened]


def test_a_morning_at_the_desk_is_shown_kept_and_logged() -> None:
    house = House()
    happened = house.work(46 * MIN)
    assert kinds(happened) == ["nudge", "prelude", "offered"]
    assert house.herald.log == ["nudge", "offer"]
    assert kinds(house.store.break_events()) == ["nudge", "prelude", "offered"]
    assert [kind for kind in house.log.kinds() if kind != "notice"] == ["nudge", "prelude", "offered"]
    offer = house.service.notice()
    assert offer is not None and list(offer.buttons) == ["start", "postpone", "skip"]
    assert "46 min" in WORDS(house.service.outlook().why.key, **house.service.outlook().why.values)


def test_start_on_the_notice_begins_the_break_and_opens_the_page() -> None:
    house = House()
    house.work(46 * MIN)
    house.herald.press("start")
    house.work(1)
    assert house.started == ["page"]
    assert house.service.outlook().phase == "break"
    assert house.service.notice() is None
    assert house.herald.log[-1] == "close offer for the break"


@pytest.mark.parametrize(("button", "kind"), [("postpone", "postponed"), ("skip", "skipped")])
def test_the_other_buttons_open_nothing(button: Button, kind: str) -> None:
    house = House()
    house.work(46 * MIN)
    house.herald.press(button)
    house.work(1)
    assert house.started == []
    assert kinds(house.service.recent(1)) == [kind]
    assert house.herald.log[-1] == "close offer"


def test_an_answer_that_comes_too_late_does_nothing() -> None:
    house = House()
    house.work(46 * MIN)
    house.herald.press("start")
    house.herald.press("start")
    house.work(1)
    assert house.service.outlook().phase == "break" and house.started == ["page"]


def test_an_offer_that_nobody_answers_is_taken_back() -> None:
    house = House()
    house.work(46 * MIN + 121)
    assert house.herald.log == ["nudge", "offer", "close offer"]
    assert house.service.notice() is None


def test_an_offer_that_was_answered_before_it_could_be_shown_is_not_shown() -> None:
    house = House()
    house.work(46 * MIN - 1)

    def at_once() -> None:
        if house.service.outlook().phase == "offered":
            house.service.say("skip")

    house.herald.answers = lambda: (at_once(), ())[1]  # type: ignore[method-assign, return-value]
    house.work(1)
    assert house.herald.log == ["nudge"]


def test_what_a_word_costs_is_said_without_reproach() -> None:
    house = House()
    house.work(46 * MIN)
    told = house.service.say("postpone")
    said = WORDS(told.cost.key, **told.cost.values)
    assert kinds(told.happened) == ["postponed"]
    assert "5 min" in said and "1 h" in said
    told = house.service.say("skip")
    assert "14 min" in WORDS(told.cost.key, **told.cost.values)


@pytest.mark.parametrize("what", ["start", "postpone", "skip", "pause"])
def test_every_word_has_its_sentence(what: Any) -> None:
    house = House()
    house.work(46 * MIN)
    told = house.service.say(what)
    assert WORDS(told.cost.key, **told.cost.values)
    then = {"start": "done", "pause": "resume"}.get(what)
    if then:
        told = house.service.say(then)  # type: ignore[arg-type]
        assert WORDS(told.cost.key, **told.cost.values)


def test_a_word_that_does_nothing_is_refused_and_changes_nothing() -> None:
    house = House()
    house.work(60)
    before = house.service.outlook()
    for what in ("done", "resume"):
        with pytest.raises(RefusedEvent):
            house.service.say(what)  # type: ignore[arg-type]
    with pytest.raises(BadInput):
        house.service.say("pause", -5)
    assert house.service.outlook() == before


def test_showing_stays_in_the_ticking_thread_whoever_speaks() -> None:
    house = House()
    house.work(46 * MIN)
    woken: list[int] = []
    house.service.on_wake(lambda: woken.append(1))
    other = threading.Thread(target=house.service.say, args=("postpone",))
    other.start()
    other.join()
    assert woken and house.herald.log == ["nudge", "offer"]
    house.work(1)
    assert house.herald.log[-1] == "close offer"
    assert house.herald.threads == {threading.get_ident()}


def test_killed_and_started_again_it_goes_on_where_it_was() -> None:
    """Nothing is told of the end: the state on the disk is at most a minute old."""
    house = House()
    house.work(40 * MIN + 45)
    after = house.again()
    after.clock.advance(20)
    after.work(1)
    assert abs(after.service.outlook().sitting_s - (41 * MIN + 6)) < 2
    assert kinds(after.work(6 * MIN)) == ["prelude", "offered"]


def test_an_offer_that_showed_when_it_was_killed_shows_again_and_is_the_same_offer() -> None:
    house = House()
    house.work(46 * MIN + 5)
    after = house.again()
    after.clock.advance(15)
    assert kinds(after.work(1)) == ["gap"]
    assert after.herald.log == ["offer"]
    after.herald.press("postpone")
    after.work(1)
    assert kinds(after.service.recent(1)) == ["postponed"]


def test_an_offer_that_showed_when_the_computer_was_turned_off_is_a_break_taken() -> None:
    house = House()
    house.work(46 * MIN + 5)
    after = house.again()
    after.clock.advance(2 * 3600)
    assert kinds(after.work(1)) == ["gap", "taken", "reset", "rest_credited"]
    assert after.herald.log == []


def test_a_night_while_the_computer_was_off_is_a_rest() -> None:
    house = House()
    house.work(50 * MIN)
    house.clock.step_wall(14 * 3600)
    house.clock.boot_s, house.clock.awake_s = 30.0, 30.0  # another boot
    after = replace_boot(house)
    happened = after.work(2)
    assert kinds(happened) == ["gap", "reset", "rest_credited"]
    assert after.service.outlook().sitting_s < 5


def replace_boot(house: House) -> House:
    return House(store=house.store, clock=house.clock, wishes=house.wishes, boot_id="boot-2")


def test_a_state_that_cannot_be_read_begins_anew_and_says_so() -> None:
    store = MemoryStore()
    store.save_breaks({"state": {"sat_s": "much"}}, [])
    house = House(store=store)
    assert house.log.kinds() == ["trouble"]
    assert house.service.outlook().sitting_s == 0


@pytest.mark.parametrize("here", [True, False], ids=["told of it", "found at the next save"])
def test_everything_that_was_erased_is_forgotten(here: bool) -> None:
    house = House()
    house.work(46 * MIN)
    house.store.erase()
    if here:
        house.service.forget()
    house.work(1 if here else 90)
    assert house.service.recent(10) == () and house.service.today() == ()
    assert house.service.outlook().sitting_s < 90
    assert house.herald.log[-1] == "close offer"


class FullDisk(MemoryStore):
    """Takes nothing while it is full."""

    full = False

    def save_breaks(self, state: Mapping[str, Any], happened: Sequence[Happened]) -> None:
        if self.full:
            raise StoreTrouble("store.full", path="unslump.sqlite3", why="no space")
        super().save_breaks(state, happened)


def test_a_full_disk_stops_no_day_and_loses_nothing_once_there_is_room() -> None:
    house = House(store=FullDisk())
    house.store.full = True
    house.work(46 * MIN)
    assert house.herald.log == ["nudge", "offer"]
    assert house.log.kinds().count("store") == 1, "said once, not each second"
    assert house.store.break_events() == ()
    house.store.full = False
    house.work(3 * MIN)
    assert kinds(house.store.break_events())[:3] == ["nudge", "prelude", "offered"]


def test_a_call_holds_and_the_person_may_turn_that_off() -> None:
    house = House()
    house.call.value = True
    assert kinds(house.work(50 * MIN))[-1] == "held"
    house.wishes = replace(house.wishes, watched=frozenset())
    assert "offered" in kinds(house.work(2 * MIN))


def test_a_sense_that_goes_blind_for_a_moment_lets_no_offer_into_a_call() -> None:
    house = House()
    house.call.value = True
    house.work(50 * MIN)
    house.call.value = None
    assert kinds(house.work(15)) == []
    house.call.value = True
    assert kinds(house.work(60)) == []
    house.call.value = None
    assert kinds(house.work(25))[:1] == ["released"], "but it does not hold for ever"


def test_new_numbers_hold_within_seconds() -> None:
    house = House()
    house.work(20 * MIN)
    house.wishes = replace(house.wishes, policy=Policy(nudge_after_s=600, break_after_s=1260))
    assert kinds(house.work(3 * MIN)) == ["prelude", "offered"]


def test_settings_that_cannot_be_read_leave_the_old_ones_in_force() -> None:
    house = House()
    house.work(10)
    house.wishes = None  # type: ignore[assignment]
    happened = house.work(46 * MIN)
    assert kinds(happened) == ["nudge", "prelude", "offered"]
    assert "settings" in house.log.kinds()


def test_a_sense_that_cannot_tell_holds_nothing_and_counts_as_sitting() -> None:
    house = House()
    house.idle.value = house.call.value = house.lock.value = None
    happened = house._pass(46 * MIN)
    assert kinds(happened) == ["nudge", "prelude", "offered"]
    reports = {report.kind: report for report in house.service.senses()}
    assert reports["idle"].sensed.why is not None and reports["idle"].back_end == "told"


def test_whoever_subscribed_is_told_of_minutes_and_changes_not_of_seconds() -> None:
    house = House()
    told: list[int] = []
    end = house.service.subscribe(lambda: told.append(1))
    house.work(10 * MIN)
    assert 9 <= len(told) <= 12
    house.rest(125)
    assert house.service.outlook().resting
    end()
    so_far = len(told)
    house.work(5 * MIN)
    assert len(told) == so_far


def test_today_begins_at_midnight_here() -> None:
    house = House(clock=FakeClock())
    house.clock.step_wall(-10 * 3600)  # yesterday, 23:00
    house.work(31 * MIN)
    assert kinds(house.service.today()) == ["nudge"]
    house.work(40 * MIN)
    assert "nudge" not in kinds(house.service.today())
    assert len(house.service.recent(20)) > len(house.service.today())
