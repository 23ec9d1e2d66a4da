"""Days with a session in them: begun, broken off, taken up again, left open overnight."""

from dataclasses import dataclass, field, replace
from datetime import date

import pytest

from saying import refused
from unslump.adapters.content import load_exercise, load_words
from unslump.adapters.store.memory import MemoryStore
from unslump.app.plan_service import Plan, make_plan
from unslump.app.session_service import SessionService
from unslump.app.settings import resolve
from unslump.core.errors import NotAllowed
from unslump.core.history.records import LessonRecord
from unslump.core.screening.verdict import Adjustments, Permit, Verdict, permit
from unslump.core.session.table import Event
from unslump.testing.clock import FakeClock

WORDS = load_words()
FOLD = load_exercise("D01", WORDS)


@dataclass
class Desk:
    """One person's computer: a store that outlives the program, and a clock."""

    store: MemoryStore = field(default_factory=lambda: MemoryStore())
    clock: FakeClock = field(default_factory=FakeClock)
    made: int = 0

    def new_id(self) -> str:
        self.made += 1
        return f"id-{self.made:04}"

    def start_program(self) -> SessionService:
        return SessionService(self.store, self.clock, self.new_id)

    def learn_hips(self) -> None:
        self.store.add_lesson(LessonRecord(self.new_id(), self.clock.now().wall, 170, (4.0, 5.5), "pointer"))

    def plan(self, level: int = 1) -> Plan:
        return make_plan(
            FOLD,
            level=level,
            reps=1,
            history=self.store.history(),
            settings=resolve({}),
            adjustments=Adjustments(),
            now=self.clock.now(),
        )

    def permit(self, level: int = 1, day: date | None = None) -> Permit:
        verdict = Verdict("go", allowed=("D01",), max_level=5)
        return permit(verdict, "D01", level, day or self.clock.now().wall.date())


def a_desk() -> Desk:
    desk = Desk()
    desk.learn_hips()
    return desk


def begin(desk: Desk, program: SessionService) -> None:
    program.begin(desk.plan(), desk.permit(), face="page")
    program.say(Event.BEGIN)


def lead(desk: Desk, program: SessionService, seconds: float) -> None:
    for _ in range(int(seconds)):
        desk.clock.advance(1)
        program.say(Event.TIME)


def test_a_whole_session_is_kept_phase_by_phase_and_ends_as_done() -> None:
    desk = a_desk()
    program = desk.start_program()
    begin(desk, program)
    lead(desk, program, program.plan.timeline.end_s + 1)  # type: ignore[union-attr]
    (session,) = desk.store.history().sessions
    phases = [e.phase for e in desk.store.session_events(session.id) if e.kind == "phase"]
    assert session.status == "done"
    assert phases[0] == "P1"
    assert phases[-1] == "P12"
    assert phases.index("P4") < phases.index("P5") < phases.index("P8") < phases.index("P10")


def test_no_fold_begins_before_the_hip_lesson() -> None:
    desk = Desk()
    with refused(NotAllowed, match="lesson"):
        desk.start_program().begin(desk.plan(), desk.permit(), face="page")
    assert desk.store.history().sessions == ()


def test_yesterdays_answers_begin_nothing_today() -> None:
    desk = a_desk()
    yesterday = desk.permit(day=desk.clock.now().wall.date())
    desk.clock.advance(24 * 3600)
    with refused(NotAllowed, match="another day"):
        desk.start_program().begin(desk.plan(), yesterday, face="page")


def test_a_program_killed_in_the_fold_takes_the_session_up_at_the_breath_before() -> None:
    desk = a_desk()
    program = desk.start_program()
    begin(desk, program)
    fold = next(p for p in program.plan.timeline.phases if p.id == "P5")  # type: ignore[union-attr]
    lead(desk, program, fold.start_s + 2)
    desk.clock.advance(90)
    again = desk.start_program()
    left = again.recover()
    assert left is not None
    snapshot = again.take_up(left, desk.plan(), desk.permit())
    assert (snapshot.state, snapshot.phase) == ("paused", "P4")
    again.say(Event.RESUME)
    lead(desk, again, 200)
    assert desk.store.history().sessions[-1].status == "done"
    numbers = [e.seq for e in desk.store.session_events(left.id)]
    assert numbers == list(range(len(numbers)))


def test_a_session_left_open_overnight_is_closed_as_interrupted_and_keeps_how_far_it_came() -> None:
    desk = a_desk()
    program = desk.start_program()
    begin(desk, program)
    lead(desk, program, 70)
    desk.clock.suspend(14 * 3600)
    tomorrow = desk.start_program()
    assert tomorrow.recover() is None
    (session,) = desk.store.history().sessions
    assert session.status == "interrupted"
    assert session.reached is not None


def test_a_page_left_open_overnight_waits_where_it_was_and_can_be_closed() -> None:
    desk = a_desk()
    program = desk.start_program()
    begin(desk, program)
    lead(desk, program, 65)
    before = program.peek().position_s
    desk.clock.advance(14 * 3600)
    assert program.say(Event.TIME).state == "paused"
    assert program.peek().position_s == before
    program.close_open()
    assert desk.store.history().sessions[-1].status == "interrupted"


@pytest.mark.parametrize("asleep", [False, True])
def test_a_session_that_waited_long_goes_on_only_after_the_questions(asleep: bool) -> None:
    desk = a_desk()
    program = desk.start_program()
    begin(desk, program)
    lead(desk, program, 65)
    program.say(Event.PAUSE)
    desk.clock.advance(29 * 60)
    assert program.say(Event.RESUME).running
    lead(desk, program, 5)
    program.say(Event.PAUSE)
    (desk.clock.suspend if asleep else desk.clock.advance)(14 * 3600)
    for event in (Event.RESUME, Event.AGAIN):
        with refused(NotAllowed, match="half an hour"):
            program.say(event)
    assert program.say(Event.TIME).state == "paused"
    assert program.say(Event.STOP).state == "stopped", "stop is never refused"


def test_a_session_laid_out_in_the_evening_does_not_begin_in_the_morning() -> None:
    desk = a_desk()
    program = desk.start_program()
    program.begin(desk.plan(), desk.permit(), face="page")
    desk.clock.advance(13 * 3600)
    with refused(NotAllowed, match="half an hour"):
        program.say(Event.BEGIN)
    program.close_open()
    assert desk.store.history().sessions[-1].status == "interrupted"


def test_looking_changes_nothing() -> None:
    desk = a_desk()
    program = desk.start_program()
    begin(desk, program)
    desk.clock.advance(300)
    before = desk.store.export()
    program.peek()
    assert desk.store.export() == before
    assert replace(program.current) == program.current  # type: ignore[type-var]


def test_beginning_a_second_session_closes_the_first() -> None:
    desk = a_desk()
    program = desk.start_program()
    begin(desk, program)
    lead(desk, program, 30)
    begin(desk, program)
    assert [s.status for s in desk.store.history().sessions] == ["interrupted", "running"]


def test_it_hurts_is_kept_at_once_with_what_was_felt() -> None:
    desk = a_desk()
    program = desk.start_program()
    begin(desk, program)
    lead(desk, program, 80)
    program.say(Event.STOP)
    assert desk.store.history().sessions[-1].status == "stopped"
    program.say(Event.EXPLAIN, detail="ST2")
    assert desk.store.history().sessions[-1].stop_reason == "ST2"
