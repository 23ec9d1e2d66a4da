"""What every sense must do, in every world it may meet: the fakes, each back end, and each choice of them."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from senses import CASES, Case

from desktops import until
from unslump.adapters.content import load_words
from unslump.ports import SENSES, Sense, Sensed

WORDS = load_words()
TYPES = {"idle": float, "lock": bool, "call": bool, "dnd": bool, "fullscreen": bool}


@pytest.fixture(params=CASES)
def case(request: pytest.FixtureRequest) -> Case:
    return CASES[request.param]


@pytest.fixture
def sense(case: Case) -> Iterator[Sense[Any]]:
    with ExitStack() as stack:
        made = case.make(stack)
        stack.callback(made.close)
        yield made


def check(sense: Sense[Any], sensed: Sensed[Any]) -> None:
    """Hold one reading to the contract."""
    assert isinstance(sensed.detail, str)
    assert (sensed.value is None) == (sensed.why is not None), "a reason exactly when it cannot tell"
    if sensed.why is not None:
        assert WORDS(sensed.why.key, **sensed.why.values)
        return
    assert type(sensed.value) is TYPES[sense.kind]
    if sense.kind == "idle":
        assert math.isfinite(sensed.value) and sensed.value >= 0


def test_it_says_what_it_is(sense: Sense[Any]) -> None:
    assert sense.kind in SENSES
    assert isinstance(sense.name, str) and sense.name


def test_every_reading_is_whole_and_it_tells_where_it_can(sense: Sense[Any], case: Case) -> None:
    for _ in range(5):
        check(sense, sense.read())
    if case.tells:
        until(lambda: sense.read().value is not None)
    else:
        assert sense.read().value is None


def test_what_speaks_by_itself_can_be_waited_on(sense: Sense[Any]) -> None:
    sense.read()
    if not hasattr(sense, "fileno"):
        return
    assert isinstance(sense.fileno(), int) and sense.fileno() >= -1
    assert sense.take() is None  # type: ignore[attr-defined]


def test_it_may_be_closed_at_any_time_and_twice(sense: Sense[Any]) -> None:
    sense.close()
    sense.close()
    check(sense, sense.read())
    sense.close()


@pytest.mark.parametrize("kind", SENSES)
def test_every_kind_has_a_case(kind: str) -> None:
    assert any(name.startswith(kind + ":") for name in CASES)


def test_the_check_can_fail() -> None:
    fake = CASES["idle: fake"].make(ExitStack())
    for wrong in (Sensed(-1.0), Sensed(math.nan), Sensed(None), Sensed(True), Sensed(3)):
        with pytest.raises(AssertionError):
            check(fake, wrong)
