"""A session in seconds, read like the article: what comes before what, and what each wish changes."""

from __future__ import annotations

import pytest

from saying import refused
from unslump.adapters.content import load_exercise, load_words
from unslump.core.catalogue.model import Exercise
from unslump.core.errors import BadInput
from unslump.core.screening.verdict import Adjustments
from unslump.core.session.pace import Pace
from unslump.core.session.timeline import (
    DEFAULT_LEVEL,
    TimedPhase,
    Timeline,
    build_timeline,
    read_first,
    spoken,
    timeline_to_json,
)

WORDS = load_words()
SITTING = load_exercise("D01", WORDS)
STANDING = load_exercise("D02", WORDS)
BOTH = pytest.mark.parametrize("stretch", [SITTING, STANDING], ids=lambda e: e.id)


def named(timeline: Timeline, phase_id: str) -> list[TimedPhase]:
    return [phase for phase in timeline.phases if phase.id == phase_id]


def seconds(timeline: Timeline, phase_id: str) -> float:
    return sum(phase.end_s - phase.start_s for phase in named(timeline, phase_id))


def when(timeline: Timeline, source: str) -> float:
    return min(cue.at_s for phase in timeline.phases for cue in phase.cues if cue.source == source)


def said(timeline: Timeline) -> set[str]:
    return {cue.id for phase in timeline.phases for cue in phase.cues}


@BOTH
def test_as_the_article_has_it(stretch: Exercise) -> None:
    line = build_timeline(stretch)
    first_move = next(phase.start_s for phase in line.phases if phase.moves)
    assert when(line, "S33") < first_move, "breathe in before anything moves"
    assert named(line, "P5")[0].start_s == first_move and named(line, "P5")[0].breath == "exhale"
    assert when(line, "S42") == first_move, "the belly goes in as the breath goes out"
    assert when(line, "S39") < when(line, "S49"), "long back before the head hangs"
    assert when(line, "S49") < when(line, "S52") < when(line, "S53"), "breathe in again, then out"
    assert when(line, "S54") < when(line, "S50") <= when(line, "S56"), "hips soft again before the uncurl"
    assert when(line, "S55") == when(line, "S53") == named(line, "P8")[0].start_s
    assert when(line, "S56") < when(line, "S51"), "the pelvis starts, the spine follows"
    head = max(cue.at_s for phase in named(line, "P10") for cue in phase.cues if cue.id == "last_head")
    moving = [cue.at_s for phase in line.phases if phase.moves for cue in phase.cues]
    assert head == max(moving), "the head comes last"


@BOTH
@pytest.mark.parametrize("level", range(6))
def test_the_belly_is_remembered_in_the_middle_of_the_uncurl(stretch: Exercise, level: int) -> None:
    line = build_timeline(stretch, level)
    uncurl = named(line, "P9")
    assert when(line, "S57") == pytest.approx((uncurl[0].start_s + uncurl[-1].end_s) / 2)


def test_thighs_and_buttocks_help_only_when_standing() -> None:
    assert named(build_timeline(STANDING), "P8")[0].end_s > when(build_timeline(STANDING), "S58")
    assert all(c.source != "S58" for p in build_timeline(SITTING).phases for c in p.cues)


@BOTH
def test_the_uncurl_waits_while_the_breath_comes_in(stretch: Exercise) -> None:
    one, two = named(build_timeline(stretch, 3), "P9"), named(build_timeline(stretch, 4), "P9")
    assert [(p.breath, p.moves) for p in one] == [("inhale", False), ("exhale", True), ("inhale", False)]
    assert [(p.breath, p.moves) for p in two] == [("inhale", False), ("exhale", True)] * 2 + [
        ("inhale", False)
    ]
    assert all(any(cue.id == "uncurl_pause" for cue in p.cues) for p in two if p.breath == "inhale")


@BOTH
def test_regions_take_their_turn_from_the_bottom_up(stretch: Exercise) -> None:
    for breaths in (2, 3):
        line = build_timeline(stretch, pace=Pace(uncurl_breaths=breaths))
        at = {cue.id: (cue.at_s, phase) for phase in named(line, "P9") for cue in phase.cues}
        turns = [at["uncurl_low_back"], at["uncurl_waist"], at["uncurl_mid_back"]]
        assert [t for t, _ in turns] == sorted(t for t, _ in turns)
        assert all(phase.moves for _, phase in turns), "a region is named while it moves"
        assert len({phase.start_s for _, phase in turns}) == breaths, "spread over the breaths"
    text = WORDS("exercises.stretch.uncurl_up").lower()
    assert text.index("low back") < text.index("waist") < text.index("mid back")


@BOTH
def test_a_slow_uncurl_from_level_4(stretch: Exercise) -> None:
    """E.9: at least 6 s of movement on the way up, 12 s from L4."""
    for level in range(6):
        moving = sum(
            p.end_s - p.start_s
            for p in build_timeline(stretch, level, pace=Pace(exhale_s=4)).phases
            if p.moves and p.id != "P5"
        )
        assert moving >= (12 if level >= 4 else 6)


@BOTH
def test_level_0_does_not_rest_at_the_bottom(stretch: Exercise) -> None:
    assert not named(build_timeline(stretch, 0), "P6")
    assert seconds(build_timeline(stretch, 1), "P6") == 10
    assert not named(build_timeline(stretch, 3, pace=Pace(hang_s=0)), "P6"), "nobody has to hang"
    assert seconds(build_timeline(stretch, 3, pace=Pace(hang_s=90)), "P6") == 20


def test_the_first_time_there_is_time_to_find_the_hips() -> None:
    assert seconds(build_timeline(SITTING, first_time=True), "P2") == 45
    assert seconds(build_timeline(SITTING), "P2") == 8


def test_long_sitting_asks_for_a_longer_walk_first() -> None:
    assert seconds(build_timeline(SITTING), "P1") == 60
    assert seconds(build_timeline(SITTING, prepare_s=120), "P1") == 120
    assert seconds(build_timeline(SITTING, prepare_s=1), "P1") == 30, "PC31: never less"
    after_an_hour = Adjustments(prepare_min_s=120)
    assert seconds(build_timeline(SITTING, prepare_s=30, adjustments=after_an_hour), "P1") == 120


def test_someone_who_gets_dizzy_settles_longer() -> None:
    assert seconds(build_timeline(SITTING, adjustments=Adjustments(settle_s=20)), "P11") == 20
    assert seconds(build_timeline(SITTING, settle_s=15), "P11") == 15
    assert seconds(build_timeline(SITTING, settle_s=5), "P11") == 10


@BOTH
def test_without_the_belly_nothing_speaks_of_it(stretch: Exercise) -> None:
    line = build_timeline(stretch, adjustments=Adjustments(no_abs=True))
    assert not {"S41", "S42", "S55", "S57"} & {c.source for p in line.phases for c in p.cues}
    assert not any(
        "belly" in WORDS(c.words) for p in line.phases if p.moves for c in p.cues if c.role != "why"
    )
    assert spoken(named(line, "P5")[0])[0].id == "fold_exhale_plain", "the breath out is still said"


@BOTH
@pytest.mark.parametrize("level", range(6))
def test_a_head_that_may_not_hang_stays_in_line(stretch: Exercise, level: int) -> None:
    line = build_timeline(stretch, level, adjustments=Adjustments(head_in_line=True))
    assert "fold_head_line" in said(line)
    assert not {"fold_head_hang", "fold_head_soft", "hang_head", "hang_head_soft"} & said(line)


@BOTH
def test_whoever_breathes_their_own_way_gets_all_the_time_there_is(stretch: Exercise) -> None:
    usual = build_timeline(stretch)
    for own_way in (
        build_timeline(stretch, pace=Pace(natural=True)),
        build_timeline(stretch, adjustments=Adjustments(natural_breath=True)),
    ):
        assert "inhale_natural" in said(own_way) and "inhale_natural" not in said(usual)
        assert [seconds(own_way, p) for p in ("P4", "P5", "P7", "P8", "P10")] == [6, 10, 6, 8, 8]
        assert seconds(own_way, "P3") == seconds(usual, "P3")


def test_repeating_repeats_the_move_and_nothing_else() -> None:
    once, thrice = build_timeline(SITTING), build_timeline(SITTING, reps=3)
    assert [p.id for p in thrice.phases if p.rep == 2] == [p.id for p in once.phases[4:-2]]
    for phase_id in ("P0", "P1", "P2", "P3", "P11", "P12"):
        assert len(named(thrice, phase_id)) == 1
    assert len(named(thrice, "P5")) == 3 and thrice.phases[-1].rep == 3


def test_no_more_repetitions_than_screening_allows() -> None:
    assert len(named(build_timeline(SITTING, reps=5, adjustments=Adjustments(max_reps=1)), "P5")) == 1
    assert len(named(build_timeline(SITTING, reps=50), "P5")) == 6, "six cycles a day at most"
    march = load_exercise("D26", WORDS)
    assert len(named(build_timeline(march, reps=20), "left")) == 20, "that limit is the stretch's own"


@pytest.mark.parametrize(("level", "reps"), [(6, 1), (-1, 1), (3, 0)])
def test_what_cannot_be_is_said_in_one_sentence(level: int, reps: int) -> None:
    with refused(BadInput, match=r"Expected .* found"):
        build_timeline(SITTING, level, reps=reps)


def test_an_exercise_without_levels_carries_level_0() -> None:
    walk = load_exercise("D38", WORDS)
    assert build_timeline(walk, 5).level == 0
    assert build_timeline(walk, 5).phases == build_timeline(walk, 0).phases


@BOTH
def test_in_the_first_week_all_details_are_read_later_one(stretch: Exercise) -> None:
    everything = read_first(stretch, 3, week_one=True)
    assert [cue.source for cue in everything if cue.source != "added"] == [
        cue.source
        for phase in stretch.phases[3:11]
        for cue in phase.cues
        if cue.role == "detail" and cue.at_level(3) and cue.source != "added"
    ]
    turns = [read_first(stretch, 3, week_one=False, focus=n) for n in range(len(everything))]
    assert all(len(turn) == 1 for turn in turns)
    assert tuple(cue for turn in turns for cue in turn) == everything
    assert read_first(stretch, 3, week_one=False, focus=len(everything)) == turns[0]
    plain = read_first(stretch, 3, week_one=True, adjustments=Adjustments(no_abs=True))
    belly = {"S41", "S55"} | ({"S57"} if stretch is STANDING else set())  # standing, the legs lead there
    assert {cue.source for cue in everything} - {cue.source for cue in plain} == belly


def test_what_scripts_are_promised() -> None:
    line = timeline_to_json(build_timeline(STANDING), WORDS)
    assert list(line) == ["exercise", "level", "variant", "phases"]
    assert (line["exercise"], line["level"], line["variant"]) == ("D02", DEFAULT_LEVEL, "stand")
    for phase in line["phases"]:
        assert list(phase) == ["id", "start_s", "end_s", "breath", "moves", "cues"]
        assert phase["breath"] in ("inhale", "exhale", "free", None)
        for cue in phase["cues"]:
            assert list(cue) == ["at_s", "text", "observed_by", "source", "added"]
            assert cue["text"] and "exercises." not in cue["text"]
            assert cue["added"] is (cue["source"] == "added")
    assert line["phases"][0]["breath"] is None and line["phases"][-1]["breath"] is None
    assert timeline_to_json(build_timeline(load_exercise("D38", WORDS)), WORDS)["variant"] is None


def test_where_a_moment_falls() -> None:
    line = build_timeline(SITTING)
    assert line.phases[line.index_at(0)].id == "P1", "the gate takes no time"
    assert line.phases[line.index_at(line.end_s + 99)].id == "P12"
    for index, phase in enumerate(line.phases[1:], start=1):
        assert line.index_at(phase.start_s) == index
