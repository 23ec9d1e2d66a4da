"""What every store must do, the one in memory included. A new adapter is added to ``STORES``."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from threading import Thread

import pytest

from saying import said
from unslump.adapters.store.memory import MemoryStore
from unslump.adapters.store.sqlite import SqliteStore
from unslump.core.breaks.events import Happened
from unslump.core.errors import StoreTrouble
from unslump.core.history.export import TABLES, field_names
from unslump.core.history.records import History
from unslump.core.vocab import Moment
from unslump.ports import Store
from unslump.testing.records import (
    a_clearance,
    a_lesson,
    a_morning,
    a_screen,
    a_session,
    an_after,
    an_event,
    at,
)

STORES: dict[str, Callable[[Path], Store]] = {
    "sqlite": lambda folder: SqliteStore(folder / "unslump.sqlite3", at),
    "memory": lambda folder: MemoryStore(),
}


@pytest.fixture(params=STORES)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    store = STORES[request.param](tmp_path)
    yield store
    store.close()


def fill(store: Store) -> None:
    """A first day: questions, a declaration, the lesson, one session and what was said about it."""
    store.add_screen(a_screen())
    store.add_clearance(a_clearance())
    store.add_lesson(a_lesson())
    store.begin_session(a_session(), an_event(seq=0, kind="ready"))
    store.update_session(a_session(status="done", reached="P12", ended_at=at(hour=9.1)), an_event(seq=1))
    store.add_after(an_after())
    store.add_morning(a_morning())
    store.save_breaks(*a_nudge())


def a_nudge(hour: float = 9.5) -> tuple[dict[str, object], list[Happened]]:
    """What the break machine leaves behind after half an hour."""
    now = Moment(awake_s=1800.5, boot_s=9000.25, wall=at(hour=hour))
    return {"state": {"sat_s": 1800.0}, "boot_id": None}, [
        Happened("nudge", now, "nudge", {"sitting_s": 1800.0})
    ]


def refused(action: Callable[[], object]) -> str:
    with pytest.raises(StoreTrouble) as trouble:
        action()
    return said(trouble.value)


def test_a_new_store_is_empty(store: Store) -> None:
    assert store.history() == History()
    assert store.session_events("session-1") == ()


def test_what_goes_in_comes_out_the_same(store: Store) -> None:
    fill(store)
    assert store.history() == History(
        screens=(a_screen(),),
        clearances=(a_clearance(),),
        lessons=(a_lesson(),),
        sessions=(a_session(status="done", reached="P12", ended_at=at(hour=9.1)),),
        afters=(an_after(),),
        mornings=(a_morning(),),
    )
    assert store.session_events("session-1") == (an_event(seq=0, kind="ready"), an_event(seq=1))


def test_what_was_not_said_stays_unsaid(store: Store) -> None:
    store.begin_session(a_session(pain_before=None), an_event(phase=None, detail={}))
    unsaid = replace(
        an_after(),
        pain_0_10=None,
        discomfort_0_10=None,
        dizzy=None,
        clumps=(),
        helpful=None,
        hurt=None,
        note=None,
    )
    store.add_after(unsaid)
    assert store.history().after("session-1") == unsaid
    assert store.history().sessions[0].pain_before is None
    assert store.session_events("session-1")[0].phase is None


def test_a_local_day_stays_the_same_day(store: Store) -> None:
    """23:30 an hour east of Greenwich is another day there; the label keeps its zone."""
    late = at(day=0, hour=23.5)
    store.begin_session(a_session(when=late), an_event())
    assert len(store.history().on(late.date())) == 1
    assert store.history().sessions[0].began_at.utcoffset() == late.utcoffset()


def test_records_come_back_in_the_order_they_were_made(store: Store) -> None:
    """Even where the wall clock went back in between, and whatever the ids are."""
    for name, day in (("z", 5), ("a", 2), ("m", 3)):
        store.begin_session(a_session(name, at(day)), an_event(name))
        store.add_screen(a_screen(name, at(day)))
    assert [s.id for s in store.history().sessions] == ["z", "a", "m"]
    assert [s.id for s in store.history().screens] == ["z", "a", "m"]


def test_an_id_is_taken_once(store: Store) -> None:
    fill(store)
    before = store.export()
    refused(lambda: store.add_screen(a_screen(version="2")))
    refused(lambda: store.add_clearance(a_clearance(text_shown="other")))
    refused(lambda: store.add_lesson(a_lesson(stature_cm=150.0)))
    refused(lambda: store.begin_session(a_session(), an_event(seq=9)))
    refused(lambda: store.add_morning(a_morning(pain=9)))
    assert store.export() == before


def test_an_event_is_written_once_and_its_session_row_with_it_or_not_at_all(store: Store) -> None:
    store.begin_session(a_session(), an_event(seq=0))
    before = store.export()
    for strangers in (
        (an_event(seq=1), an_event(seq=0, kind="other")),  # the second is there already
        (an_event(seq=1), an_event(seq=1)),
        (an_event(seq=1), an_event("somebody-else", seq=2)),
    ):
        refused(lambda events=strangers: store.update_session(a_session(status="done"), *events))
        assert store.export() == before


def test_nothing_is_kept_about_a_session_that_is_not_there(store: Store) -> None:
    refused(lambda: store.update_session(a_session(), an_event()))
    refused(lambda: store.add_after(an_after()))
    refused(lambda: store.add_morning(a_morning()))
    refused(lambda: store.begin_session(a_session(), an_event("somebody-else")))
    assert store.history() == History()


def test_what_is_said_again_afterwards_replaces_what_was_said(store: Store) -> None:
    fill(store)
    store.add_after(an_after(pain_0_10=3, note=None))
    assert store.history().afters == (an_after(pain_0_10=3, note=None),)


def test_a_clearance_is_revoked_once_and_keeps_what_it_said(store: Store) -> None:
    store.add_clearance(a_clearance())
    store.revoke_clearance("clearance-1", at=at(day=3).isoformat(), reason="something new")
    revoked = a_clearance(revoked_at=at(day=3), revoked_reason="something new")
    assert store.history().clearances == (revoked,)
    refused(lambda: store.revoke_clearance("clearance-1", at=at(day=4).isoformat(), reason="again"))
    refused(lambda: store.revoke_clearance("never-made", at=at(day=4).isoformat(), reason="none"))
    refused(lambda: store.revoke_clearance("clearance-1", at="yesterday", reason="no time"))
    assert store.history().clearances == (revoked,)


def test_a_clearance_may_arrive_revoked(store: Store) -> None:
    revoked = a_clearance(revoked_at=at(day=3), revoked_reason="over")
    store.add_clearance(revoked)
    assert store.history().clearances == (revoked,)


def bottomless() -> list[object]:
    """Lists in lists, deeper than anything can be written down."""
    deep: list[object] = []
    for _ in range(100_000):
        deep = [deep]
    return deep


@pytest.mark.parametrize(
    "odd",
    [float("nan"), float("inf"), "\ud800", {1, 2}, datetime, bottomless()],
    ids=["nan", "inf", "half a character", "a set", "a class", "bottomless"],
)
def test_what_cannot_be_written_down_is_refused_whole(store: Store, odd: object) -> None:
    refused(lambda: store.add_screen(a_screen(answers={"odd": odd})))
    store.begin_session(a_session(), an_event())
    refused(lambda: store.update_session(a_session(status="done"), an_event(seq=1, detail={"odd": odd})))
    assert store.history().screens == ()
    assert store.history().sessions == (a_session(),)


def test_what_the_breaks_did_comes_out_the_same_and_the_state_is_the_last_one(store: Store) -> None:
    assert store.break_state() is None and store.break_events() == ()
    first, second = a_nudge(9.5), a_nudge(10.5)
    store.save_breaks(*first)
    store.save_breaks({"state": {"sat_s": 60.0}}, [])
    store.save_breaks({"state": {"sat_s": 3600.0}}, second[1])
    assert store.break_state() == {"state": {"sat_s": 3600.0}}
    assert store.break_events() == (*first[1], *second[1])


def test_what_the_breaks_did_is_asked_for_by_the_moment_not_by_its_label(store: Store) -> None:
    """Half past nine an hour east of Greenwich is half past eight there."""
    store.save_breaks(*a_nudge(9.5))
    assert len(store.break_events(since="2026-03-02T08:29:00+00:00")) == 1
    assert len(store.break_events(since="2026-03-02T08:31:00+00:00")) == 0
    assert len(store.break_events(since="2026-03-02T09:29:00+01:00")) == 1


def test_a_break_that_cannot_be_written_down_changes_nothing(store: Store) -> None:
    store.save_breaks({"state": 1}, [])
    _, (nudge,) = a_nudge()
    refused(lambda: store.save_breaks({"state": float("nan")}, [nudge]))
    refused(lambda: store.save_breaks({"state": 2}, [nudge, replace(nudge, values={"odd": {1, 2}})]))
    assert store.break_state() == {"state": 1} and store.break_events() == ()


def test_later_changes_of_a_mapping_do_not_reach_the_record(store: Store) -> None:
    answers = {"yes": ["RF01"]}
    store.add_screen(a_screen(answers=answers))
    answers["yes"].append("PC03")
    assert store.history().screens[0].answers == {"yes": ["RF01"]}


def test_the_export_holds_every_table_and_field_as_plain_json(store: Store) -> None:
    fill(store)
    export = store.export()
    assert export == json.loads(json.dumps(export, allow_nan=False))
    assert tuple(export) == tuple(TABLES)
    for table, rows in export.items():
        assert rows, table
        assert all(tuple(row) == field_names(table) for row in rows), table


def test_erasing_says_how_much_went_and_leaves_a_store_to_go_on_with(store: Store) -> None:
    fill(store)
    store.revoke_clearance("clearance-1", at=at().isoformat(), reason="r")
    # a screen, a clearance, its end, a lesson, a session, two events, two ratings, a nudge
    assert store.erase() == 10
    assert store.break_state() is None
    assert store.history() == History()
    assert store.erase() == 0
    fill(store)
    assert len(store.history().sessions) == 1


def test_a_closed_store_says_so(store: Store) -> None:
    store.close()
    for action in (store.history, store.export, store.erase, lambda: store.add_screen(a_screen())):
        assert "closed" in refused(action)
    store.close()  # twice is once


def test_many_threads_lose_nothing(store: Store) -> None:
    """Six workers of the web server, each leading a session of its own."""

    def lead(worker: int) -> None:
        name = f"session-{worker}"
        store.begin_session(a_session(name), an_event(name, 0))
        for seq in range(1, 20):
            store.update_session(a_session(name, position_s=float(seq)), an_event(name, seq))

    workers = [Thread(target=lead, args=(worker,)) for worker in range(6)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert {s.position_s for s in store.history().sessions} == {19.0}
    for worker in range(6):
        events = store.session_events(f"session-{worker}")
        assert [event.seq for event in events] == list(range(20))


def test_every_refusal_is_a_sentence(store: Store) -> None:
    said = refused(lambda: store.add_after(an_after()))
    assert said[0].isupper() and said.endswith(".") and ":" in said and "\n" not in said
