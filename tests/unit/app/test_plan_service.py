"""What one session is laid out with: this person's pace, and what today's answers change."""

from __future__ import annotations

import pytest

from unslump.adapters.content import load_catalogue, load_words
from unslump.app.plan_service import Plan, make_plan
from unslump.app.settings import SETTINGS
from unslump.core.history.records import History
from unslump.core.screening.verdict import Adjustments
from unslump.testing.clock import FakeClock

CATALOGUE = load_catalogue(load_words())


def plan(*, natural_breathing: bool, adjustments: Adjustments) -> Plan:
    settings = {setting.name: setting.default for setting in SETTINGS}
    return make_plan(
        CATALOGUE["D01"],
        level=1,
        reps=1,
        history=History(),
        settings=settings | {"natural_breathing": natural_breathing},
        adjustments=adjustments,
        now=FakeClock().now(),
    )


@pytest.mark.parametrize(("chosen", "asked"), [(True, False), (False, True), (True, True)])
def test_a_breath_of_ones_own_is_not_paced_whoever_asked_for_it(chosen: bool, asked: bool) -> None:
    own = plan(natural_breathing=chosen, adjustments=Adjustments(natural_breath=asked))
    paced = plan(natural_breathing=False, adjustments=Adjustments())
    assert own.natural and not paced.natural
    assert own.timeline.end_s > paced.timeline.end_s
    assert own.read_first == plan(natural_breathing=True, adjustments=Adjustments()).read_first
