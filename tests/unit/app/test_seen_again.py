"""After an urgent answer: nothing opens until the person was seen, and then the questions open it again."""

from __future__ import annotations

from datetime import timedelta

import pytest

from unslump.adapters.content import load_catalogue, load_toml, load_words
from unslump.adapters.store.memory import MemoryStore
from unslump.app.screening_service import ScreeningService
from unslump.core.screening.rules import parse_rules
from unslump.testing.clock import FakeClock

WORDS = load_words()
CATALOGUE = load_catalogue(WORDS)
RULES = parse_rules(load_toml("screening/rules.toml"))
WELL = {"complete": True, "pain_0_10": 0, "age": 40, "minutes_awake": 300, "minutes_sitting": 10}


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def screening(clock: FakeClock) -> ScreeningService:
    ids = iter(f"id-{n}" for n in range(100))
    return ScreeningService(MemoryStore(), clock, lambda: next(ids), RULES, CATALOGUE)


def test_who_was_seen_answers_everything_again_and_goes_on(
    screening: ScreeningService, clock: FakeClock
) -> None:
    assert screening.submit({**WELL, "yes": ["RF06"]}, "full").urgency == "U1"
    clock.advance(3600)
    assert screening.submit(WELL, "full").outcome == "stop", (
        "a no today does not undo the yes of this morning"
    )
    clock.advance(3600)
    screening.submit({"seen": True}, "full")
    clock.advance(60)
    verdict = screening.submit(WELL, "full")
    assert verdict.outcome == "go" and verdict.urgency is None
    assert screening.current() == verdict


def test_a_new_urgent_answer_closes_again(screening: ScreeningService, clock: FakeClock) -> None:
    screening.submit({**WELL, "yes": ["RF06"]}, "full")
    clock.advance(60)
    screening.submit({"seen": True}, "full")
    clock.advance(60)
    assert screening.submit({**WELL, "yes": ["RF05"]}, "full").urgency == "U1"
    clock.advance(60)
    assert screening.submit(WELL, "full").outcome == "stop"


def test_an_emergency_stays_closed_for_a_day_even_when_seen(
    screening: ScreeningService, clock: FakeClock
) -> None:
    screening.submit({**WELL, "yes": ["RF08"]}, "full")
    clock.advance(3600)
    assert screening.submit({"seen": True}, "full").urgency == "U0"
    clock.advance(timedelta(hours=24).total_seconds())
    screening.submit({"seen": True}, "full")
    clock.advance(60)
    assert screening.submit(WELL, "full").outcome == "go"
