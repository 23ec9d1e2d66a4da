"""A person's way through one session, told with a clock in the hand."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saying import refused
from unslump.core.errors import BadInput, NotAllowed, RefusedEvent
from unslump.core.screening.verdict import Adjustments, Permit, Verdict, permit
from unslump.core.session.player import HEARD_WITHIN_S, Player, ready, step
from unslump.core.session.table import OVER, TABLE, Event, State
from unslump.core.session.timeline import TimedPhase, Timeline

DAY = date(2026, 3, 2)
SECONDS = (
    ("P0", 0, None, False),
    ("P1", 60, "free", False),
    ("P2", 8, "free", False),
    ("P3", 12, "free", False),
    ("P4", 4, "inhale", False),
    ("P5", 6, "exhale", True),
    ("P6", 10, "free", False),
    ("P7", 4, "inhale", False),
    ("P8", 6, "exhale", True),
    ("P9", 4, "inhale", False),
    ("P9", 6, "exhale", True),
    ("P9", 4, "inhale", False),
    ("P10", 5, "exhale", True),
    ("P11", 10, "free", False),
    ("P12", 15, None, False),
)


def a_timeline(level: int = 3) -> Timeline:
    start, phases = 0.0, []
    for phase_id, seconds, breath, moves in SECONDS:
        phases.append(TimedPhase(phase_id, phase_id, start, start + seconds, breath, moves, 1, ()))
        start += seconds
    return Timeline("D01", level, "sit", tuple(phases))


def a_permit(level: int = 3, **adjustments: object) -> Permit:
    verdict = Verdict("go", allowed=("D01",), max_level=5, adjustments=Adjustments(**adjustments))  # type: ignore[arg-type]
    return permit(verdict, "D01", level, DAY)


def start_of(phase_id: str) -> float:
    return next(p.start_s for p in a_timeline().phases if p.id == phase_id)


def begun(level: int = 3, **adjustments: object) -> Player:
    player = ready(a_timeline(level), a_permit(level, **adjustments), at_s=1000.0)
    return step(player, Event.BEGIN, at_s=1000.0)[0]


def carried(player: Player, to_s: float) -> Player:
    """Hear from the person every ten seconds until ``to_s`` of the timeline."""
    while player.position_s < to_s and player.running:
        ahead = min(10.0, to_s - player.position_s)
        player, _ = step(player, Event.TIME, at_s=player.read_at_s + ahead)
    return player


def test_a_session_runs_from_the_first_minute_to_the_note_by_the_clock_alone() -> None:
    player, entered = begun(), ["P1"]
    while player.running:
        player, effects = step(player, Event.TIME, at_s=player.read_at_s + 0.7)
        entered += [effect.phase for effect in effects if effect.kind == "phase"]
    assert player.state is State.DONE
    assert entered == ["P1", "P2", "P3", "P4", "P5", "P6", "P7", "P8", "P9", "P9", "P9", "P10", "P11", "P12"]


@given(st.lists(st.floats(0.01, HEARD_WITHIN_S), min_size=1, max_size=60))
def test_how_often_the_clock_is_read_changes_nothing(gaps: list[float]) -> None:
    player = begun()
    for gap in gaps:
        player, _ = step(player, Event.TIME, at_s=player.read_at_s + gap)
    assert player.position_s == pytest.approx(min(sum(gaps), a_timeline().end_s))


@pytest.mark.parametrize("state", list(State))
def test_stop_stands_in_every_row(state: State) -> None:
    assert Event.STOP in TABLE[state]


def test_every_state_has_a_row() -> None:
    assert set(TABLE) == set(State)


@pytest.mark.parametrize("phase_id", [p for p, seconds, *_ in SECONDS if seconds])
def test_it_hurts_stops_in_one_step_wherever_it_is_said(phase_id: str) -> None:
    player = carried(begun(), start_of(phase_id) + 1)
    stopped, effects = step(player, Event.STOP, at_s=player.read_at_s + 0.1)
    assert stopped.state is State.STOPPED
    assert effects[-1].kind == "stopped"


def test_it_hurts_stops_before_the_start_and_while_paused_and_after_the_end() -> None:
    before = ready(a_timeline(), a_permit(), at_s=0.0)
    paused, _ = step(carried(begun(), 90), Event.PAUSE, at_s=1091.0)
    after = carried(begun(), 1000)
    for player in (before, paused, after):
        assert step(player, Event.STOP, at_s=player.read_at_s)[0].state is State.STOPPED


def test_what_was_felt_is_said_after_stopping_and_only_from_the_list() -> None:
    stopped, _ = step(begun(), Event.STOP, at_s=1001.0)
    _, effects = step(stopped, Event.EXPLAIN, at_s=1005.0, detail="ST3")
    assert (effects[0].kind, effects[0].detail) == ("explained", "ST3")
    with refused(BadInput, match="ST1"):
        step(stopped, Event.EXPLAIN, at_s=1005.0, detail="a bit off")


def test_a_pause_holds_the_place_for_as_long_as_it_lasts() -> None:
    player = carried(begun(), 70)
    paused, _ = step(player, Event.PAUSE, at_s=player.read_at_s)
    for minute in range(1, 30):
        paused, _ = step(paused, Event.TIME, at_s=player.read_at_s + 60 * minute)
    going, effects = step(paused, Event.RESUME, at_s=paused.read_at_s)
    assert going.position_s == player.position_s
    assert [effect.kind for effect in effects] == ["resumed"]


def test_a_face_that_falls_silent_finds_the_session_waiting_where_it_was() -> None:
    player = carried(begun(), 80)
    later, effects = step(player, Event.TIME, at_s=player.read_at_s + 8 * 3600)
    assert later.state is State.PAUSED
    assert later.position_s == player.position_s
    assert effects[0].detail == "unheard"


def test_again_in_the_fold_goes_back_to_the_breath_in_before_it() -> None:
    folding = carried(begun(), start_of("P5") + 3)
    again, _ = step(folding, Event.AGAIN, at_s=folding.read_at_s)
    assert again.phase.id == "P4"
    assert again.position_s == start_of("P4")


@pytest.mark.parametrize("phase_id", ["P4", "P5", "P7", "P8", "P9", "P10"])
def test_a_movement_cannot_be_skipped(phase_id: str) -> None:
    player = carried(begun(), start_of(phase_id) + 1)
    with pytest.raises(RefusedEvent):
        step(player, Event.SKIP, at_s=player.read_at_s)


def test_the_first_minute_can_be_skipped_unless_the_sitting_was_long() -> None:
    skipped, _ = step(begun(), Event.SKIP, at_s=1001.0)
    assert skipped.phase.id == "P2"
    with refused(RefusedEvent, match="stays"):
        step(begun(prepare_skippable=False), Event.SKIP, at_s=1001.0)


def test_a_refused_event_changes_nothing() -> None:
    player = begun()
    with pytest.raises(RefusedEvent):
        step(player, Event.RESUME, at_s=1001.0)
    assert player == begun()


def test_hanging_still_for_a_minute_is_asked_about_and_answering_ends_the_asking() -> None:
    hanging = carried(begun(), start_of("P6") + 1)
    paused, _ = step(hanging, Event.PAUSE, at_s=hanging.read_at_s)
    heard = []
    for second in range(1, 95):
        paused, effects = step(paused, Event.TIME, at_s=hanging.read_at_s + second)
        heard += [(second, effect.kind) for effect in effects]
    assert heard == [(60, "prompt"), (90, "ask")]
    fine, _ = step(paused, Event.FINE, at_s=paused.read_at_s)
    _, effects = step(fine, Event.TIME, at_s=fine.read_at_s + 59)
    assert effects == ()


def test_nobody_is_asked_while_the_head_is_up() -> None:
    for level, phase_id in ((1, "P6"), (3, "P3"), (3, "P11")):
        player = carried(begun(level), start_of(phase_id) + 1)
        paused, _ = step(player, Event.PAUSE, at_s=player.read_at_s)
        _, effects = step(paused, Event.TIME, at_s=paused.read_at_s + 300)
        assert effects == ()


def test_a_permit_for_something_else_begins_nothing() -> None:
    with pytest.raises(NotAllowed):
        ready(a_timeline(level=4), a_permit(level=3), at_s=0.0)


@given(st.lists(st.tuples(st.sampled_from(list(Event)), st.floats(0, 30)), max_size=40))
def test_whatever_is_said_the_place_stays_in_the_timeline_and_over_stays_over(
    said: list[tuple[Event, float]],
) -> None:
    player = ready(a_timeline(), a_permit(), at_s=0.0)
    for event, gap in said:
        was_over = player.state in OVER - {State.DONE}
        try:
            player, _ = step(player, event, at_s=player.read_at_s + gap, detail="enough")
        except RefusedEvent:
            continue
        assert 0 <= player.position_s <= player.timeline.end_s
        assert not was_over or player.state in OVER
