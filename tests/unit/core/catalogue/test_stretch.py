"""D01 and D02 against the article: everything it says is there, in our words, in its order (evidence A)."""

from __future__ import annotations

import re

import pytest

from unslump.adapters.content import load_exercise, load_words
from unslump.app.plan_service import make_plan
from unslump.app.settings import resolve
from unslump.core.catalogue.model import Cue, Exercise
from unslump.core.history.records import History
from unslump.core.screening.verdict import Adjustments
from unslump.core.session.pace import Pace
from unslump.core.session.timeline import build_timeline
from unslump.core.vocab import Tag
from unslump.testing.clock import FakeClock

WORDS = load_words()
SITTING = load_exercise("D01", WORDS)
STANDING = load_exercise("D02", WORDS)
BOTH = pytest.mark.parametrize("stretch", [SITTING, STANDING], ids=lambda e: e.id)

FELT = {"S27", "S29", "S31", "S38", "S41", "S43", "S45", "S54", "S55", "S57", "S58"}  # evidence E.16


def cues(stretch: Exercise) -> list[Cue]:
    return [cue for phase in stretch.phases for cue in phase.cues]


def order(stretch: Exercise, source: str) -> tuple[int, float]:
    """Where the first cue with this source stands: (index of its phase, place in it)."""
    return next(
        (p, cue.at) for p, phase in enumerate(stretch.phases) for cue in phase.cues if cue.source == source
    )


@BOTH
def test_the_phases_are_those_of_the_table(stretch: Exercise) -> None:
    assert [phase.id for phase in stretch.phases] == [f"P{n}" for n in range(13)]
    spans = {p.id: [(s.span.min_s, s.span.default_s, s.span.max_s) for s in p.steps] for p in stretch.phases}
    assert spans == {
        "P0": [(0, 0, 0)],
        "P1": [(30, 60, 120)],
        "P2": [(8, 8, 45)],
        "P3": [(8, 12, 30)],
        "P4": [(3, 4, 6)],
        "P5": [(5, 6, 10)],
        "P6": [(0, 10, 20)],
        "P7": [(3, 4, 6)],
        "P8": [(5, 6, 8)],
        "P9": [(3, 4, 6), (6, 6, 8)],
        "P10": [(4, 5, 8)],
        "P11": [(10, 10, 20)],
        "P12": [(15, 15, 15)],
    }


@BOTH
def test_everything_the_article_says_of_the_move_has_its_own_cue(stretch: Exercise) -> None:
    sitting_only, standing_only = {"S26", "S27", "S28", "S29"}, {"S30", "S31", "S32", "S58"}
    expected = {f"S{n}" for n in range(25, 60)} - (standing_only if stretch is SITTING else sitting_only)
    heard_at_3 = {cue.source for cue in cues(stretch) if cue.at_level(3)}
    assert expected <= heard_at_3
    assert not heard_at_3 & (standing_only if stretch is SITTING else sitting_only)


def test_only_the_place_differs_between_sitting_and_standing() -> None:
    def said(stretch: Exercise) -> set[str]:
        return {WORDS(cue.words) for cue in cues(stretch)}

    only_standing = said(STANDING) - said(SITTING)
    only_sitting = said(SITTING) - said(STANDING)
    assert any("thighs" in text and "buttocks" in text and "help you up" in text for text in only_standing)
    assert not any("help you up" in text for text in said(SITTING))
    assert len(said(SITTING) & said(STANDING)) > 2 * max(len(only_sitting), len(only_standing))


@BOTH
def test_what_the_article_does_not_say_is_marked_as_ours(stretch: Exercise) -> None:
    assert all(cue.added == (cue.source == "added") for cue in cues(stretch))
    added = {phase.id for phase in stretch.phases if phase.added}
    assert added == {"P1", "P6", "P10", "P11"}
    marked = {source for phase in stretch.phases for source in phase.sources if source.startswith("G")}
    assert marked | {"G2"} == {f"G{n}" for n in range(1, 13)} - ({"G3"} if stretch is SITTING else set())
    assert set(stretch.gaps) == marked | {"G2"}
    assert all(WORDS.has(f"why.gap.{gap}") for gap in stretch.gaps)


@BOTH
def test_what_no_camera_can_see_is_felt(stretch: Exercise) -> None:
    assert {cue.source for cue in cues(stretch) if cue.source in FELT and cue.observed_by != "felt"} == set()


@BOTH
def test_a_straight_back_is_asked_for_in_the_fold_alone(stretch: Exercise) -> None:
    """S40: rounding on the way up is the point, so nothing there may watch for it."""
    observed = {cue.observed_by: phase.id for phase in stretch.phases for cue in phase.cues}
    assert observed["E2"] == "P5"
    assert all(cue.observed_by != "E2" for phase in stretch.phases if phase.id != "P5" for cue in phase.cues)


@BOTH
def test_the_article_s_order_holds(stretch: Exercise) -> None:
    sequence = ["S25", "S33", "S42", "S36", "S39", "S49", "S52", "S54", "S50", "S51", "S57"]
    places = [order(stretch, source) for source in sequence]
    assert places == sorted(places) and len(set(places)) == len(places)
    assert order(stretch, "S54") < order(stretch, "S56"), "hips soft again before the uncurl"


@BOTH
def test_the_belly_is_drawn_in_as_the_breath_goes_out(stretch: Exercise) -> None:
    for phase in stretch.phases:
        for cue in phase.cues:
            if cue.source in ("S41", "S42", "S55"):
                assert phase.steps[0].breath == "exhale" and cue.at == 0


@BOTH
def test_reasons_wait_behind_why_and_refer_back(stretch: Exercise) -> None:
    by_source = {cue.source: cue for cue in cues(stretch)}
    assert all(by_source[s].role in ("why", "detail") for s in ("S37", "S40", "S44", "S45", "S46", "S48"))
    assert "the places you touched" in WORDS(by_source["S37"].words).lower()


@BOTH
def test_the_head_hangs_from_level_3_and_stays_in_line_below_level_2(stretch: Exercise) -> None:
    fold = next(phase for phase in stretch.phases if phase.id == "P5")
    for level in range(6):
        sources = [cue.source for cue in fold.cues if cue.at_level(level) and cue.observed_by == "E3"]
        assert sources == (["S49"] if level >= 3 else ["added"])
    assert "in line" in WORDS(next(c.words for c in fold.cues if c.id == "fold_head_line"))
    assert "soften" in WORDS(next(c.words for c in fold.cues if c.id == "fold_head_soft"))


def test_tags_are_those_of_the_table_and_grow_at_level_2() -> None:
    assert SITTING.tags_at(1) == {Tag.FLEX_SIT, Tag.ABS, Tag.BREATH}
    assert SITTING.tags_at(2) - SITTING.tags_at(1) == {Tag.HEAD_DOWN, Tag.HIP_END}
    assert STANDING.tags_at(1) == {Tag.FLEX_STAND, Tag.ABS, Tag.BREATH, Tag.BALANCE, Tag.NERVE}
    assert STANDING.tags_at(5) - STANDING.tags_at(1) == {Tag.HEAD_DOWN}


@BOTH
def test_forearms_have_a_place_to_rest_at_level_1(stretch: Exercise) -> None:
    texts = [WORDS(c.words) for p in stretch.phases if p.id == "P5" for c in p.cues if c.levels == (1, 1)]
    assert len(texts) == 1
    assert re.search("forearms.*" + ("thighs" if stretch is SITTING else "desk"), texts[0])


@BOTH
def test_the_source_is_named_without_claiming_to_have_read_it(stretch: Exercise) -> None:
    book = next(source for source in stretch.sources if source.key == "APTABOOK")
    assert book.status == "article"
    assert "1999" in WORDS("why.source.APTABOOK.title")


@pytest.mark.parametrize("level", range(6))
@pytest.mark.parametrize("breaths", range(4))
def test_the_legs_help_while_something_moves(level: int, breaths: int) -> None:
    timeline = build_timeline(STANDING, level, pace=Pace(uncurl_breaths=breaths))
    helps = [(phase, cue) for phase in timeline.phases for cue in phase.cues if cue.source == "S58"]
    assert {phase.id for phase, _ in helps} == {"P8", "P9"}
    assert all(phase.moves and phase.breath == "exhale" for phase, _ in helps)
    uncurl = next(phase for phase, _ in helps if phase.id == "P9")
    leads = [cue.source for cue in uncurl.cues if cue.role == "lead"]
    assert len(leads) <= 2 and ("S58" in leads) == (level < 5)


def test_as_many_slow_breaths_are_led_as_its_words_promise() -> None:
    slow = load_exercise("D40", WORDS)
    assert "six slow breaths" in WORDS(slow.summary).lower()
    for limit in (1, 5, 6):
        plan = make_plan(
            slow,
            level=0,
            reps=slow.reps,
            history=History(),
            settings=resolve({}),
            adjustments=Adjustments(max_reps=limit),
            now=FakeClock().now(),
        )
        out = [phase for phase in plan.timeline.phases if phase.breath == "exhale"]
        assert len(out) == plan.reps == 6, "a limit on folds is no limit on breaths"
