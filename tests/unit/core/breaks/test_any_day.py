"""What holds on any day, however odd: hypothesis writes the days."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from breaking import BreakDesk, Watch
from unslump.core.breaks.events import COMMANDS, HOLDS, Happened, Say, Seen, Tick
from unslump.core.breaks.machine import step
from unslump.core.breaks.policy import Policy
from unslump.core.breaks.script import Script, parse_script, run_script
from unslump.core.breaks.state import State, begin, from_json, take_up, to_json
from unslump.core.vocab import Moment
from unslump.testing.day import MONDAY_MORNING

quick = settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)

EDGES = (1, 3, 10, 20, 29, 30, 31, 45, 60, 65, 90, 119, 120, 121, 150, 180, 240, 299, 300, 301, 360, 600, 900)
LONG = (1200, 1500, 1740, 2640, 2700, 2760, 3500, 3600, 4000, 5400)
short = st.sampled_from(EDGES) | st.integers(1, 900) | st.floats(0.5, 300).map(lambda s: round(s, 2))
lengths = st.one_of(short, st.sampled_from(LONG))
holds = st.lists(st.sampled_from(HOLDS), max_size=2)


def lasting(do: str, span: st.SearchStrategy[float], also: bool = True) -> st.SearchStrategy[dict[str, Any]]:
    if also:
        return st.fixed_dictionaries({"do": st.just(do), "for_s": span}, optional={"also": holds})
    return st.fixed_dictionaries({"do": st.just(do), "for_s": span})


present = st.one_of(
    *(lasting(do, lengths, also=False) for do in ("work", "work", "work", "call", "dnd", "fullscreen"))
)
gone = st.one_of(
    lasting("away", short), lasting("away", short, also=False), lasting("lock", short, also=False)
)
outage = st.one_of(
    lasting("suspend", st.sampled_from((5, 20, 40, 200, 400, 7200, 50_000)), also=False),
    st.fixed_dictionaries(
        {"do": st.just("restart"), "down_s": st.sampled_from((0, 2, 20, 100, 130, 400, 7200))}
    ),
)
said = st.fixed_dictionaries(
    {"do": st.just("say"), "what": st.sampled_from(COMMANDS)},
    optional={"for_s": st.sampled_from((10, 700, 5000))},
)
clock = st.fixed_dictionaries(
    {"do": st.just("clock"), "by_s": st.sampled_from((-86400, -10800, -3600, -5, 5, 3600, 86400, 10_000_000))}
)
brief = st.sampled_from((2, 5, 10, 15, 20, 25, 35))
flapping = st.fixed_dictionaries(
    {
        "do": st.just("repeat"),
        "times": st.integers(3, 25),
        "steps": st.tuples(
            lasting("work", brief, also=False),
            st.sampled_from(("lock", "call", "dnd", "away", "suspend")).flatmap(
                lambda do: lasting(do, brief, also=False)
            ),
        ).map(list),
    }
)
anything = st.one_of(present, present, gone, flapping, outage, said, said, clock)
days = st.lists(anything, min_size=2, max_size=10)
days_without_words = st.lists(st.one_of(present, present, gone, outage), min_size=2, max_size=9)


def script(steps: list[dict[str, Any]]) -> Script:
    return parse_script({"start": MONDAY_MORNING.isoformat(), "steps": steps})


def lived(steps: list[dict[str, Any]]) -> list[tuple[State, Tick | Say]]:
    states: list[tuple[State, Tick | Say]] = []
    run_script(script(steps), Policy(), watch=lambda state, event: states.append((state, event)))
    return states


def seconds_in(steps: list[dict[str, Any]]) -> float:
    """How long these steps last."""
    total_s = 0.0
    for each in steps:
        if each["do"] == "repeat":
            total_s += each["times"] * seconds_in(each["steps"])
        elif each["do"] not in ("say", "clock"):
            total_s += each.get("for_s", each.get("down_s", 0))
    return total_s


def told(events: tuple[Happened, ...]) -> list[tuple[object, ...]]:
    """Everything of the events but the wall."""
    return [(e.kind, e.why, e.at.boot_s, e.at.awake_s, dict(e.values)) for e in events]


def watched(steps: list[dict[str, Any]]) -> None:
    """Run a day through ``step`` again, with the watch looking at every one."""
    watch, policy = Watch(), Policy()
    state = begin(Moment(0.0, 0.0, MONDAY_MORNING), policy)
    for _, event in lived(steps):
        state, happened = step(state, event, policy)
        watch(state, event, happened)


@quick
@given(days)
def test_every_promise_holds_at_every_step(steps: list[dict[str, Any]]) -> None:
    without_restarts = [each for each in steps if each["do"] != "restart"]  # those are taken up below
    watched(without_restarts)


@quick
@given(days)
def test_no_second_is_lost_and_none_is_counted_twice(steps: list[dict[str, Any]]) -> None:
    done = run_script(script(steps), Policy())
    total_s = done.summary["sitting_s"] + done.summary["rest_credited_s"]
    ends_in_an_outage = [each for each in steps if each["do"] not in ("say", "clock")]
    if ends_in_an_outage and ends_in_an_outage[-1]["do"] == "restart":
        return  # nobody has looked since
    assert total_s == pytest.approx(seconds_in(steps), abs=0.01)
    assert all(value >= 0 for value in done.summary.values())
    assert done.summary["longest_sitting_s"] <= done.summary["sitting_s"] + 0.01


@quick
@given(days)
def test_a_clock_step_changes_nothing_but_labels(steps: list[dict[str, Any]]) -> None:
    still = [each for each in steps if each["do"] != "clock"]
    with_steps, without = run_script(script(steps), Policy()), run_script(script(still), Policy())
    assert told(with_steps.events) == told(without.events)
    assert with_steps.summary == without.summary


@quick
@given(days, st.data())
def test_a_step_changes_not_the_state_it_is_given_and_says_the_same_twice(
    steps: list[dict[str, Any]], data: st.DataObject
) -> None:
    states = lived(steps)
    for _ in range(10):
        at = data.draw(st.integers(0, max(0, len(states) - 2)))
        if at + 1 >= len(states):
            return
        state, (_, event) = states[at][0], states[at + 1]
        before = to_json(state)
        first, second = step(state, event, Policy()), step(state, event, Policy())
        assert to_json(state) == before
        assert to_json(first[0]) == to_json(second[0]) and first[1] == second[1]


@quick
@given(days)
def test_writing_the_state_down_and_reading_it_changes_nothing(steps: list[dict[str, Any]]) -> None:
    policy, events = Policy(), []
    state = begin(Moment(0.0, 0.0, MONDAY_MORNING), policy)
    for number, (_, event) in enumerate(lived(steps)):
        if number % 61 == 0:
            state = from_json(json.loads(json.dumps(to_json(state))))
        state, happened = step(state, event, policy)
        events += happened
    assert told(tuple(events)) == told(run_script(script(steps), policy).events)


@quick
@given(days_without_words, st.sampled_from((35, 121, 150, 240, 299, 300, 400, 1000, 4000)), st.booleans())
def test_a_rest_never_makes_the_next_offer_earlier(
    steps: list[dict[str, Any]], rest_s: float, locked: bool
) -> None:
    """Two worlds from one moment: in one they work on, in the other they rest first.

    The slack is a prelude: who pauses is asked in the pause, who types may be asked 60 s later. A moment in
    which an offer shows is left out: that offer is the next one.
    """
    states = lived(steps)
    if not states or states[-1][0].phase == "offered":
        return
    state, event = states[-1]
    works_on, rests = (_world(state, event) for _ in range(2))
    latest_s = rest_s + 4 * 3600
    in_work_s = _first_offer(works_on, latest_s)
    rests.input_at_s = rests.boot_s
    (rests.lock if locked else rests.away)(rest_s)
    in_rest_s = _first_offer(rests, latest_s)
    if in_work_s is not None and in_rest_s is not None:
        assert in_rest_s >= in_work_s - Policy().prelude_max_s - 1


def _world(state: State, event: Tick | Say) -> BreakDesk:
    now = event.now
    desk = BreakDesk(utc=now.wall, boot_s=now.boot_s, awake_s=now.awake_s, input_at_s=now.boot_s)
    desk.state = state.copy()
    return desk


def _first_offer(desk: BreakDesk, within_s: float) -> float | None:
    until_s = desk.boot_s + within_s
    while not desk.at("offered") and desk.boot_s < until_s:
        desk.work(60)
    return desk.at("offered")[0] if desk.at("offered") else None


DAYS_WITH_ROOM = [
    [("work", 2000), ("lock", 60), ("work", 3000), ("away", 400), ("work", 4000)],
    [("work", 2000), ("lock", 10), ("call", 2500), ("work", 400), ("away", 200), ("work", 6000)],
    [("call", 5000), ("lock", 200), ("work", 2000), ("away", 50), ("work", 3000)],
]


@pytest.mark.parametrize("steps", DAYS_WITH_ROOM)
@pytest.mark.parametrize("every_s", [0.2, 0.5, 2.0, 3.3, 5.0])
def test_the_distance_of_ticks_changes_nothing_but_by_a_tick(
    steps: list[tuple[str, float]], every_s: float
) -> None:
    seldom, usual = BreakDesk(every_s=every_s), BreakDesk()
    policy_pays = Policy().paid_back_s(1.0)
    for do, for_s in steps:
        for desk in (seldom, usual):
            if do == "call":
                desk.work(for_s, "call")
            else:
                getattr(desk, do)(for_s)
    assert seldom.kinds() == usual.kinds()
    slack_s = 0.0
    for one, other in zip(seldom.events, usual.events, strict=True):
        pays = policy_pays if one.why == "rest_part" else 0.0  # a rest is seen a tick longer or shorter
        slack_s += (1 + pays) * max(every_s, 1.0)
        assert abs(one.at.boot_s - other.at.boot_s) <= slack_s, (one, other)


@quick
@given(days, st.sampled_from((0, 3, 20, 200, 8000)), st.sampled_from((-90_000, 0, 50, 500, 20_000)))
def test_being_taken_up_on_a_new_boot_clock_is_the_same_outage(
    steps: list[dict[str, Any]], off_s: float, old_boot_s: float
) -> None:
    """A restart of the computer and one of the program, equally long, are the same to the person."""
    states = lived([*steps, {"do": "work", "for_s": 1}])
    state, event = states[-1]
    if event.now.boot_s + off_s <= 40:
        return
    same, anew = _world(state, event), _world(state, event)
    same.restart_program(off_s + 40)
    anew.restart_computer(off_s, up_s=40)
    for desk in (same, anew):
        desk.input_at_s = desk.boot_s
        desk.tick()
        desk.work(600)
    shift_s = same.boot_s - anew.boot_s
    assert [(e.kind, e.why, pytest.approx(e.at.boot_s - shift_s, abs=1e-3)) for e in same.events] == [
        (e.kind, e.why, e.at.boot_s) for e in anew.events
    ]
    assert same.state.sitting_s == pytest.approx(anew.state.sitting_s)


@quick
@given(st.floats(allow_nan=True, allow_infinity=True), st.booleans(), st.booleans())
def test_a_sense_that_lies_breaks_nothing(idle_s: float, locked: bool, none: bool) -> None:
    desk = BreakDesk().work(100)
    seen = Seen(None if none else idle_s, locked)
    for _ in range(400):
        desk.pass_(1)
        desk.state, _ = step(desk.state, Tick(desk.now, seen), desk.policy)
        assert 0 <= desk.state.sitting_s <= 600 and desk.state.input_at_s <= desk.boot_s


@quick
@given(days)
def test_a_boot_clock_that_stumbles_breaks_nothing(steps: list[dict[str, Any]]) -> None:
    policy = Policy()
    state = begin(Moment(0.0, 0.0, MONDAY_MORNING), policy)
    for number, (_, event) in enumerate(lived(steps)):
        now = event.now
        if number % 50 == 7:
            now = Moment(max(0.0, now.awake_s - 30), max(0.0, now.boot_s - 30), now.wall)
        seen_at_s = state.seen_at_s
        try:
            state, _ = step(state, replace(event, now=now), policy)
        except Exception as error:
            assert type(error).__name__ in ("RefusedEvent", "BadInput")
        assert state.seen_at_s >= seen_at_s and state.sitting_s >= 0


def test_taking_up_leaves_what_it_was_given() -> None:
    desk = BreakDesk().work(2780)
    before = to_json(desk.state)
    desk.pass_(20)
    take_up(desk.state, desk.now, same_boot=True)
    take_up(desk.state, Moment(5.0, 5.0, desk.now.wall), same_boot=False)
    assert to_json(desk.state) == before
