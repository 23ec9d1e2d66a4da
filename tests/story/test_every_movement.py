"""Every movement of the catalogue can be begun and led to its end; what is urgent stops what was laid out."""

import pytest
from test_session_days import WORDS, a_desk

from unslump.adapters.content import exercise_ids, load_exercise
from unslump.app.plan_service import make_plan
from unslump.app.settings import resolve
from unslump.core.screening.verdict import Adjustments, Verdict, permit
from unslump.core.session.table import Event, State


@pytest.mark.parametrize("exercise_id", exercise_ids())
def test_a_movement_begins_and_ends(exercise_id: str) -> None:
    desk = a_desk()
    exercise = load_exercise(exercise_id, WORDS)
    plan = make_plan(
        exercise,
        level=1 if exercise.levels else 0,
        reps=1 if exercise.levels else exercise.reps,
        history=desk.store.history(),
        settings=resolve({}),
        adjustments=Adjustments(),
        now=desk.clock.now(),
    )
    leave = permit(
        Verdict("go", allowed=(exercise_id,), max_level=5),
        exercise_id,
        plan.level,
        desk.clock.now().wall.date(),
    )
    program = desk.start_program()
    program.begin(plan, leave, face="page")
    assert program.say(Event.BEGIN).running, f"{exercise_id} never starts"
    while program.current is not None and not program.current.over:
        desk.clock.advance(5)
        program.say(Event.TIME)
    assert program.current is not None and program.current.state is State.DONE
    assert desk.store.history().sessions[-1].status == "done"


def test_after_erasing_nothing_is_laid_out_any_more() -> None:
    desk = a_desk()
    program = desk.start_program()
    program.begin(desk.plan(), desk.permit(), face="page")
    desk.store.erase()
    program.forget()
    desk.learn_hips()
    program.begin(desk.plan(), desk.permit(), face="page")
    assert program.say(Event.BEGIN).running


def test_a_session_that_another_face_erased_does_not_stand_in_the_way() -> None:
    desk = a_desk()
    program = desk.start_program()
    program.begin(desk.plan(), desk.permit(), face="page")
    desk.store.erase()
    desk.learn_hips()
    program.begin(desk.plan(), desk.permit(), face="page")
    assert [session.status for session in desk.store.history().sessions] == ["running"]
