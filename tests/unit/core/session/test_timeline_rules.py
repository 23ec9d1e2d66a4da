"""What holds for every session there can be: any exercise, level, pace and wish.

::

    | in  . . . . | out  >>>>> | in . . . | out  >>>>> |      > movement, only on the exhale of the stretch
    0             ^ each starts where the one before ends, cues inside and in order
"""

from __future__ import annotations

import itertools
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from unslump.adapters.content import load_catalogue, load_words
from unslump.core.screening.verdict import Adjustments
from unslump.core.session.pace import Pace
from unslump.core.session.timeline import MAX_SPOKEN, Timeline, build_timeline, spoken, timeline_to_json

WORDS = load_words()
CATALOGUE = load_catalogue(WORDS)
STRETCHES = st.sampled_from(["D01", "D02"])

seconds = st.floats(0, 400, allow_nan=False)
paces = st.builds(
    Pace,
    inhale_s=st.floats(0.5, 12),
    exhale_s=st.floats(0.5, 20),
    natural=st.booleans(),
    hang_s=seconds,
    uncurl_breaths=st.integers(0, 3),
)
changes = st.builds(
    Adjustments,
    natural_breath=st.booleans(),
    prepare_min_s=seconds,
    settle_s=seconds,
    head_in_line=st.booleans(),
    no_abs=st.booleans(),
    max_reps=st.integers(1, 6),
)
wishes = st.fixed_dictionaries(
    {
        "level": st.integers(0, 5),
        "pace": paces,
        "reps": st.none() | st.integers(1, 8),
        "first_time": st.booleans(),
        "prepare_s": st.none() | seconds,
        "settle_s": st.none() | seconds,
        "adjustments": changes,
    }
)


def built(exercise_id: str, wish: dict[str, Any]) -> Timeline:
    return build_timeline(CATALOGUE[exercise_id], **wish)


@given(st.sampled_from(CATALOGUE.ids), wishes)
def test_no_gap_no_overlap_from_zero(exercise_id: str, wish: dict[str, Any]) -> None:
    phases = built(exercise_id, wish).phases
    assert phases[0].start_s == 0
    assert all(later.start_s == earlier.end_s for earlier, later in itertools.pairwise(phases))
    assert all(phase.end_s >= phase.start_s for phase in phases)


@given(st.sampled_from(CATALOGUE.ids), wishes)
def test_every_duration_stays_within_its_span(exercise_id: str, wish: dict[str, Any]) -> None:
    exercise = CATALOGUE[exercise_id]
    steps = {phase.id: (*phase.steps, *phase.closing) for phase in exercise.phases}
    for phase in built(exercise_id, wish).phases:
        span = next(
            step.span for step in steps[phase.id] if (step.breath, step.moves) == (phase.breath, phase.moves)
        )
        assert span.min_s - 1e-9 <= phase.end_s - phase.start_s <= span.max_s + 1e-9


@given(STRETCHES, wishes)
def test_the_stretch_moves_on_the_exhale_alone_with_an_inhale_before(
    exercise_id: str, wish: dict[str, Any]
) -> None:
    breathed_in = False
    for phase in built(exercise_id, wish).phases:
        if phase.moves:
            assert phase.breath == "exhale" and breathed_in, f"{phase.id} at {phase.start_s:g} s"
            breathed_in = False
        breathed_in = breathed_in or phase.breath == "inhale"


@given(st.sampled_from(CATALOGUE.ids), wishes)
def test_cues_lie_in_their_phase_and_in_order(exercise_id: str, wish: dict[str, Any]) -> None:
    for phase in built(exercise_id, wish).phases:
        times = [cue.at_s for cue in phase.cues]
        assert times == sorted(times)
        assert all(phase.start_s <= time <= phase.end_s + 1e-9 for time in times)


@given(st.sampled_from(CATALOGUE.ids), wishes)
def test_nobody_hears_more_than_two_things_in_a_breath(exercise_id: str, wish: dict[str, Any]) -> None:
    for phase in built(exercise_id, wish).phases:
        leads = [cue for cue in phase.cues if cue.role == "lead"]
        assert len(leads) <= MAX_SPOKEN, f"{phase.id}: {[cue.id for cue in leads]}"
        assert spoken(phase) == tuple(leads)


@given(STRETCHES, wishes)
def test_the_uncurl_moves_for_6_to_24_seconds(exercise_id: str, wish: dict[str, Any]) -> None:
    line = built(exercise_id, wish)
    for rep in range(1, line.phases[-1].rep + 1):
        uncurl = [phase for phase in line.phases if phase.id == "P9" and phase.rep == rep]
        assert 6 <= sum(phase.end_s - phase.start_s for phase in uncurl if phase.moves) <= 24 + 1e-9
        assert uncurl[0].breath == uncurl[-1].breath == "inhale"


@given(st.sampled_from(CATALOGUE.ids), wishes)
def test_the_printed_seconds_still_join(exercise_id: str, wish: dict[str, Any]) -> None:
    phases = timeline_to_json(built(exercise_id, wish), WORDS)["phases"]
    assert all(a["end_s"] == b["start_s"] for a, b in itertools.pairwise(phases))
    assert all(p["start_s"] <= cue["at_s"] <= p["end_s"] for p in phases for cue in p["cues"])


@given(wishes)
def test_sitting_and_standing_run_to_the_same_seconds(wish: dict[str, Any]) -> None:
    def beats(exercise_id: str) -> list[tuple[object, ...]]:
        return [(p.id, p.start_s, p.end_s, p.breath, p.moves, p.rep) for p in built(exercise_id, wish).phases]

    assert beats("D01") == beats("D02")


@given(STRETCHES, wishes, st.floats(3, 5), st.floats(3, 5))
def test_a_slower_breath_never_makes_a_shorter_session(
    exercise_id: str, wish: dict[str, Any], one: float, other: float
) -> None:
    def end(inhale_s: float) -> float:
        return built(exercise_id, wish | {"pace": Pace(inhale_s=inhale_s)}).end_s

    assert end(min(one, other)) <= end(max(one, other)) + 1e-9
