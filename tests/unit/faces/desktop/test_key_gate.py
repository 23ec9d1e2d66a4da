"""Which keys may count: nobody in the middle of a word answers an offer."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from unslump.faces.desktop.gate import QUIET_S, KeyGate


def test_a_key_right_after_the_windows_came_up_counts_for_nothing() -> None:
    gate = KeyGate(100.0)
    assert not gate.key(100.2, types=False)
    assert not gate.key(100.2 + QUIET_S - 0.1, types=False)


def test_after_a_pause_a_key_counts() -> None:
    gate = KeyGate(100.0)
    assert gate.open(100.0 + QUIET_S)
    assert gate.key(100.0 + QUIET_S, types=False)
    assert gate.key(100.1 + QUIET_S, types=False), "the next one too, without another pause"


def test_the_mouse_opens_at_once_and_typing_shuts_again() -> None:
    gate = KeyGate(100.0)
    gate.pointed()
    assert gate.key(100.1, types=False)
    assert not gate.key(100.2, types=True)
    assert not gate.key(100.3, types=False), "somebody writes on"
    assert gate.key(100.3 + QUIET_S, types=False)


def test_a_key_that_is_held_down_never_counts() -> None:
    gate = KeyGate(0.0)
    assert not gate.key(QUIET_S + 1, types=False, held=True)


@given(st.lists(st.tuples(st.floats(0.01, QUIET_S - 0.01), st.booleans()), max_size=60))
def test_whoever_never_pauses_answers_nothing(keys: list[tuple[float, bool]]) -> None:
    gate, now_s = KeyGate(0.0), 0.0
    for gap_s, types in keys:
        now_s += gap_s
        assert not gate.key(now_s, types=types)
