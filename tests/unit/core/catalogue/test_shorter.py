"""The other exercises, D03-D40, against the table of docs/evidence.md D."""

from __future__ import annotations

import pytest

from unslump.adapters.content import load_catalogue, load_words
from unslump.core.catalogue.model import Exercise
from unslump.core.session.timeline import build_timeline, spoken
from unslump.core.vocab import Area, Tag

WORDS = load_words()
CATALOGUE = load_catalogue(WORDS)
SHORTER = [exercise for exercise in CATALOGUE.exercises if not exercise.levels]

# id -> (position, tags): the table's own columns
TABLE = {
    "D03": ("sit", ""),
    "D04": ("stand", "EXT"),
    "D05": ("sit", "FLEX_SIT EXT"),
    "D06": ("sit", "SIDE OVERHEAD"),
    "D07": ("sit", "ROT"),
    "D08": ("either", ""),
    "D09": ("either", "FLEX_SUPP OVERHEAD"),
    "D10": ("sit", "EXT NECK"),
    "D11": ("sit", "ROT"),
    "D12": ("either", ""),
    "D13": ("sit", "FLEX_SIT"),
    "D14": ("either", "NECK"),
    "D15": ("sit", "NECK"),
    "D16": ("sit", "NECK"),
    "D17": ("sit", "NECK"),
    "D18": ("either", ""),
    "D19": ("either", ""),
    "D20": ("stand", ""),
    "D21": ("either", ""),
    "D22": ("either", "OVERHEAD"),
    "D23": ("stand", "OVERHEAD"),
    "D24": ("sit", "HIP_END FLEX_SIT"),
    "D25": ("stand", "BALANCE"),
    "D26": ("sit", ""),
    "D27": ("move", "KNEE"),
    "D28": ("sit", "FLEX_SIT NERVE"),
    "D29": ("sit", "NERVE KNEE"),
    "D30": ("either", "WRIST"),
    "D31": ("either", "WRIST"),
    "D32": ("either", ""),
    "D33": ("either", ""),
    "D34": ("either", ""),
    "D35": ("sit", ""),
    "D36": ("stand", "BALANCE"),
    "D37": ("stand", "BALANCE"),
    "D38": ("move", ""),
    "D39": ("stand", ""),
    "D40": ("sit", "BREATH"),
}


def test_the_catalogue_is_whole_and_in_order() -> None:
    assert CATALOGUE.ids == tuple(f"D{n:02}" for n in range(1, 41))
    assert len({WORDS(exercise.name) for exercise in CATALOGUE.exercises}) == 40


@pytest.mark.parametrize("exercise", SHORTER, ids=lambda e: e.id)
def test_each_has_what_the_table_says(exercise: Exercise) -> None:
    position, tags = TABLE[exercise.id]
    assert exercise.position == position
    assert exercise.tags == {Tag(tag) for tag in tags.split()}
    assert exercise.areas and exercise.sources and WORDS(exercise.summary)
    assert exercise.variant == (position if position in ("sit", "stand") else None)


@pytest.mark.parametrize("exercise", SHORTER, ids=lambda e: e.id)
def test_each_fits_a_break_and_says_what_to_do(exercise: Exercise) -> None:
    timeline = build_timeline(exercise)
    assert 20 <= timeline.end_s <= 180, "a break is three minutes at most"
    assert all(spoken(phase) for phase in timeline.phases)


@pytest.mark.parametrize("exercise", CATALOGUE.exercises, ids=lambda e: e.id)
def test_each_lead_can_be_said_in_the_time_there_is(exercise: Exercise) -> None:
    for level in range(6) if exercise.levels else (0,):
        for phase in build_timeline(exercise, level).phases:
            said = sum(len(WORDS(cue.words).split()) for cue in spoken(phase))
            seconds = phase.end_s - phase.start_s
            assert not seconds or said <= 2.8 * seconds, f"{phase.id}: {said} words in {seconds:g} s"


@pytest.mark.parametrize("exercise", SHORTER, ids=lambda e: e.id)
def test_both_sides_get_the_same(exercise: Exercise) -> None:
    def seconds(side: str) -> list[tuple[object, ...]]:
        return [phase.steps for phase in exercise.phases if phase.id.startswith(side)]

    assert seconds("left") == seconds("right")


@pytest.mark.parametrize("area", list(Area), ids=lambda a: a.value)
def test_every_area_has_something(area: Area) -> None:
    assert any(area in exercise.areas for exercise in CATALOGUE.exercises)


def test_nothing_that_walks_or_breathes_asks_more_of_a_back() -> None:
    """D38 and D40 are on offer when the fold is locked, so no flexion tag may sit on them."""
    for exercise_id in ("D38", "D40", "D35", "D12"):
        assert CATALOGUE[exercise_id].tags <= {Tag.BREATH}


def test_mixed_evidence_is_said_to_be_mixed() -> None:
    eyes = CATALOGUE["D34"]
    assert {source.status for source in eyes.sources} == {"mixed"}
    assert any("do not agree" in WORDS(cue.words) for phase in eyes.phases for cue in phase.cues)
