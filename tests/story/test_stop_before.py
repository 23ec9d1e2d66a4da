"""STOP before anything has moved: the screen comes up, and nothing is locked unless something was felt."""

from test_session_days import a_desk, begin

from unslump.core.history.ladder import advise
from unslump.core.history.locks import find_locks
from unslump.core.screening.rescreen import screening_due
from unslump.core.session.table import Event


def test_escape_while_reading_costs_nothing() -> None:
    desk = a_desk()
    program = desk.start_program()
    program.begin(desk.plan(), desk.permit(), face="page")
    assert program.say(Event.STOP).state == "stopped"
    history = desk.store.history()
    assert history.sessions[-1].status == "interrupted"
    assert find_locks(history, desk.clock.now().wall) == ()
    assert advise(history, "D01", desk.clock.now().wall).highest == 1
    assert screening_due(history, desk.clock.now().wall).words == "screening.due.first"


def test_what_was_felt_while_reading_counts_like_any_stop() -> None:
    desk = a_desk()
    program = desk.start_program()
    program.begin(desk.plan(), desk.permit(), face="page")
    program.say(Event.STOP)
    program.say(Event.EXPLAIN, detail="ST3")
    session = desk.store.history().sessions[-1]
    assert (session.status, session.stop_reason) == ("stopped", "ST3")
    assert find_locks(desk.store.history(), desk.clock.now().wall)


def test_a_stop_in_the_first_minute_is_a_stop() -> None:
    desk = a_desk()
    program = desk.start_program()
    begin(desk, program)
    program.say(Event.STOP)
    assert desk.store.history().sessions[-1].status == "stopped"
