"""Anything may follow anything: a state machine of hypothesis at the desk, with the watch looking on."""

from __future__ import annotations

import json

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from breaking import BreakDesk, Watch
from saying import WORDS
from unslump.core.breaks.events import COMMANDS, HOLDS, Command, Hold, Say, Seen, Tick
from unslump.core.breaks.machine import step
from unslump.core.breaks.outlook import look
from unslump.core.breaks.saying import reason
from unslump.core.breaks.state import from_json, to_json
from unslump.core.breaks.table import NEXT
from unslump.core.errors import RefusedEvent

spans = st.sampled_from((2, 15, 29, 31, 65, 125, 200, 310, 900, 1700, 2700))
every = st.sampled_from((1.0, 2.0, 5.0))


class WatchedDesk(BreakDesk):
    """A desk of which every step is looked at."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.watch = Watch(tick_s=5.0)

    def _step(self, event: Tick | Say) -> tuple:  # type: ignore[type-arg]
        before = to_json(self.state)
        again, _ = step(self.state, event, self.policy)
        happened = super()._step(event)
        assert to_json(again) == to_json(self.state) and before is not None
        for each in happened:
            said = reason(each)
            assert "{" not in WORDS(said.key, **said.values)
        self.watch(self.state, event, happened)
        return happened


class AnyOrder(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.desk = WatchedDesk()
        self.seen = Seen()

    @rule(for_s=spans, every_s=every, holds=st.sets(st.sampled_from(HOLDS), max_size=2))
    def work(self, for_s: float, every_s: float, holds: set[Hold]) -> None:
        self.desk.every_s, self.seen = every_s, Seen(0.0, False, frozenset(holds))
        self.desk.work(for_s, *holds)

    @rule(for_s=spans, every_s=every)
    def type_on(self, for_s: float, every_s: float) -> None:
        self.desk.every_s, self.seen = every_s, Seen()
        self.desk.work(for_s)

    @rule(for_s=spans, holds=st.sets(st.sampled_from(HOLDS), max_size=1))
    def go_away(self, for_s: float, holds: set[Hold]) -> None:
        self.desk.every_s, self.seen = 2.0, Seen(float(for_s), False, frozenset(holds))
        self.desk.away(for_s, *holds)

    @rule(for_s=spans)
    def lock(self, for_s: float) -> None:
        self.desk.every_s, self.seen = 2.0, Seen(float(for_s), True)
        self.desk.lock(for_s)

    @rule(for_s=st.sampled_from((3, 20, 45, 250, 400, 40_000)))
    def sleep(self, for_s: float) -> None:
        self.desk.suspend(for_s)

    @rule(by_s=st.sampled_from((-90_000, -10_800, -3_600, 3_600, 90_000)))
    def set_the_clock(self, by_s: float) -> None:
        self.desk.set_clock(by_s)

    @rule(down_s=st.sampled_from((0, 3, 20, 140, 400, 8_000)))
    def restart_the_program(self, down_s: float) -> None:
        self.desk.restart_program(down_s)

    @rule(off_s=st.sampled_from((5, 60, 400, 30_000)))
    def restart_the_computer(self, off_s: float) -> None:
        would_be_s = self.desk.boot_s + off_s + 40.0
        self.desk.restart_computer(off_s)
        self.desk.watch.rebase(self.desk.boot_s - would_be_s, self.desk.awake_s - off_s - 40.0)

    @rule(word=st.sampled_from(COMMANDS), for_s=st.sampled_from((30.0, 700.0)))
    def say(self, word: Command, for_s: float) -> None:
        before, input_at_s = to_json(self.desk.state), self.desk.input_at_s
        may = NEXT[self.desk.state.phase][word] is not None
        try:
            self.desk.say(word, for_s if word == "pause" else None)
        except RefusedEvent:
            assert not may or word == "resume"
            assert to_json(self.desk.state) == before
            self.desk.input_at_s = input_at_s

    @rule()
    def write_down_and_read(self) -> None:
        self.desk.state = from_json(json.loads(json.dumps(to_json(self.desk.state))))

    @precondition(lambda self: not self.desk.state.absent)
    @rule()
    def a_full_rest_is_always_possible(self) -> None:
        self.desk.every_s = 2.0
        self.desk.lock(320).work(3)
        assert self.desk.state.sitting_s <= 5
        assert self.desk.state.phase in ("counting", "break")

    @invariant()
    def the_marks_stand_in_order(self) -> None:
        state = self.desk.state
        assert state.due_s <= state.must_s and state.must_s >= 3600
        assert not state.full or state.absent
        assert (state.phase == "held") == self.desk.watch.held

    @invariant()
    def what_is_so_can_be_said(self) -> None:
        desk = self.desk
        why = look(desk.state, self.seen, desk.now.wall, desk.policy).why
        assert WORDS(why.key, **why.values).endswith(".")


AnyOrder.TestCase.settings = settings(
    max_examples=20,
    stateful_step_count=20,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
TestAnyOrder = AnyOrder.TestCase
