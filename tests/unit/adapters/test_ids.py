"""Ids: never the same, and in the order of their making."""

from __future__ import annotations

from itertools import count

from unslump.adapters.ids import TimeOrderedIds
from unslump.testing.clock import FakeClock


def test_ids_sort_by_their_time() -> None:
    clock = FakeClock()
    new_id = TimeOrderedIds(lambda: clock.now().wall)
    made = []
    for _ in range(50):
        made.append(new_id())
        clock.advance(0.001)
    assert made == sorted(made)


def test_in_the_same_instant_no_two_are_the_same() -> None:
    clock = FakeClock()
    new_id = TimeOrderedIds(lambda: clock.now().wall)
    assert len({new_id() for _ in range(2000)}) == 2000


def test_a_wall_clock_set_back_makes_no_double() -> None:
    clock = FakeClock()
    new_id = TimeOrderedIds(lambda: clock.now().wall)
    before = {new_id() for _ in range(20)}
    clock.step_wall(-3600)
    assert before.isdisjoint(new_id() for _ in range(20))


def test_with_the_randomness_given_an_id_is_what_it_is_made_of() -> None:
    clock, numbers = FakeClock(), count(1)
    new_id = TimeOrderedIds(lambda: clock.now().wall, lambda size: next(numbers).to_bytes(size, "big"))
    first, second = new_id(), new_id()
    assert first[:12] == second[:12] == f"{int(clock.wall.timestamp() * 1000):012x}"
    assert (first[12:], second[12:]) == (f"{1:020x}", f"{2:020x}")
    assert first.isalnum() and len(first) == 32
