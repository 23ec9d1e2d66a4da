"""The camera coach's report: all of the document is in it, nothing else is fetched, nothing is overstated."""

from __future__ import annotations

import importlib.util
import random
import re
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from reported import Page, in_turn, one_piece, page_of, refused, thrice, told
from saying import WORDS
from unslump.faces.motion_report import html
from unslump.faces.motion_report.angles import chart_of
from unslump.faces.motion_report.content import base_name, stood_out
from unslump.faces.motion_report.numbers import even_marks, number
from unslump.faces.motion_report.uncurl_map import in_order, map_of

HOSTILE = """<script>alert('1')<img src=x onerror="go()">&amp;{{ 7 * 7 }}.mp4"""
ALL = {"in turn": in_turn, "in one piece": one_piece, "three times": thrice, "refused": refused}
NEVER = ("score", "grade", "rating", "diagnos", "normal", "wrong")


def lint() -> Any:
    """The lists that the words themselves are held to."""
    path = Path(__file__).parents[1] / "test_words_lint.py"
    spec = importlib.util.spec_from_file_location("words_lint", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(params=ALL)
def whole(request: pytest.FixtureRequest) -> dict[str, Any]:
    return ALL[request.param]()


class TestEveryReport:
    def test_it_asks_nobody_for_anything(self, whole: dict[str, Any]) -> None:
        text = html(whole, WORDS)
        assert not re.search(r"https?:|//[a-z]|@import|<script|<link|<iframe|\bsrc=|srcset", text)
        assert set(re.findall(r"url\((.)", text)) <= {"#"} and set(re.findall(r'href="(.)', text)) <= {"#"}
        assert "default-src 'none'; style-src 'unsafe-inline'; img-src data:" in text

    def test_it_is_one_heading_then_smaller_ones_without_a_gap(self, whole: dict[str, Any]) -> None:
        levels = [int(tag[1]) for tag, _ in page_of(whole).tags if re.fullmatch("h[1-6]", tag)]
        assert levels.count(1) == 1 and levels[0] == 1
        assert all(after <= before + 1 for before, after in pairwise(levels))

    def test_no_two_parts_share_an_id_and_every_reference_leads_somewhere(
        self, whole: dict[str, Any]
    ) -> None:
        page = page_of(whole)
        ids = [has["id"] for _, has in page.tags if "id" in has]
        assert len(ids) == len(set(ids))
        led = [each for _, has in page.tags for each in has.get("aria-labelledby", "").split()]
        led += [has["href"][1:] for tag, has in page.tags if tag == "use"]
        led += re.findall(r"url\(#([\w-]+)\)", html(whole, WORDS))
        assert set(led) <= set(ids)

    def test_what_may_not_be_said_is_not_said(self, whole: dict[str, Any]) -> None:
        rules, said = lint(), page_of(whole).said
        assert {found for pattern in rules.MAY_NOT_SAY for found in rules.hits(pattern, said)} == set()
        assert rules.hits(rules.CONDITIONS, said) == [] and rules.hits(rules.AMERICAN, said) == []
        assert [word for word in NEVER if re.search(rf"\b{word}", said, re.IGNORECASE)] == []
        assert said.count("vertebra") == said.count("never vertebrae") == 1
        assert len(re.findall("stiff|supple", said)) == 2 * said.count("neither stiff nor supple")

    def test_it_says_what_it_is_and_what_no_camera_sees(self, whole: dict[str, Any]) -> None:
        said = page_of(whole).said
        assert "not a medical measurement" in said and "regions of your back's outline" in said
        assert all(WORDS(f"analyse.report.rests.unseen_{n}") in said for n in range(1, 10))

    def test_the_file_is_its_own_name_and_never_its_place(self, whole: dict[str, Any]) -> None:
        assert "fold.mp4" in page_of(whole).said and "my films" not in html(whole, WORDS)

    def test_a_name_that_is_markup_is_text(self, whole: dict[str, Any]) -> None:
        whole["file"] = HOSTILE
        whole["recipe"]["video"]["source"] = HOSTILE
        whole["recordings"] = [{"file": HOSTILE, "quality": {"reason": HOSTILE}, "phases": []}]
        for finding in whole["measures"].values():
            finding["name"] = finding["reason"] = HOSTILE
        page = page_of(whole)
        assert HOSTILE in page.said
        assert not {"script", "img"} & {tag for tag, _ in page.tags}

    def test_how_it_was_read_is_whole(self, whole: dict[str, Any]) -> None:
        said = page_of(whole).said
        for part in whole["recipe"].values():
            for value in part.values():
                if isinstance(value, str):
                    assert value in said
        assert "640 × 480" in said

    @pytest.mark.parametrize("seed", range(4))
    def test_numbers_that_are_not_known_leave_it_readable(self, whole: dict[str, Any], seed: int) -> None:
        dice = random.Random(seed)
        said = page_of(forgotten(whole, dice)).said
        assert not re.search(r"\b(nan|None(?! of this)|null)\b", said) and "fold.mp4" in said


def forgotten(value: Any, dice: random.Random, name: str = "") -> Any:
    """Return the document with a third of its measured numbers null; the axis of the progress stays."""
    if isinstance(value, dict):
        return {key: forgotten(each, dice, key) for key, each in value.items()}
    if isinstance(value, list):
        return value if name == "u" else [forgotten(each, dice) for each in value]
    return None if isinstance(value, float) and dice.random() < 1 / 3 else value


class TestAReading:
    def test_every_measure_has_its_row(self) -> None:
        for whole in (in_turn(), one_piece()):
            said = page_of(whole).said
            for key, finding in whole["measures"].items():
                assert finding["name"] in said and finding["reason"] in said
                own = f"analyse.report.value.{key}"
                assert finding["value"] is None or own in WORDS.texts

    def test_what_a_measure_carries_besides_is_told_in_words(self) -> None:
        whole = in_turn()
        said = page_of(whole).said
        usual = {"name", "value", "unit", "state", "reason"}
        carried = {name for each in whole["measures"].values() for name in each if name not in usual}
        assert carried >= {"at", "fold_s", "told"}
        for name in carried:
            assert f"analyse.report.more.{name}" in WORDS.texts
            assert "_" not in name or name not in said

    def test_a_key_of_tomorrow_is_shown_as_it_is(self) -> None:
        whole = in_turn()
        whole["measures"]["E9"]["sways"] = 3
        whole["measures"]["E99"] = {**whole["measures"]["E5"], "name": "New", "unit": "px", "value": 2.0}
        said = page_of(whole).said
        assert "sways: 3" in said and "New" in said

    def test_every_drawing_is_named_described_and_beside_its_table(self) -> None:
        text = html(in_turn(), WORDS)
        drawings = re.findall(r'<svg[^>]*role="img".*?</desc>', text, re.DOTALL)
        assert len(drawings) == 7 and all("<title" in each and "<desc" in each for each in drawings)
        assert len(page_of(in_turn()).tables) == 6

    def test_the_figure_is_four_moments_to_one_scale(self) -> None:
        whole = in_turn()
        text = html(whole, WORDS)
        boxes = re.findall(r'<svg viewBox="([^"]+)" role="img"', text)
        assert len(boxes) == 4 and len(set(boxes)) == 1
        rows = page_of(whole).tables[0][1:]
        assert [row[1] for row in rows] == [f"{moment['t_s']:.1f} s" for moment in whole["figure"]]

    def test_the_tables_say_what_the_document_says(self) -> None:
        whole = one_piece()
        _, regions, pairs, angles, phases, parts = page_of(whole).tables
        rows = whole["uncurl"]["repetitions"][0]["regions"]
        seen = [row for row in rows if row["name"] in whole["uncurl"]["progress"]]
        assert [row[2] for row in reversed(regions) if len(row) == 5][:-1] == [
            f"{r['half_s']:.1f} s" for r in seen
        ]
        found = [f"{p['separation']:.2f}" for p in whole["uncurl"]["pairs"] if p["separation"] is not None]
        assert [row[1] for row in reversed(pairs[1:]) if row[1] != "none"] == found
        assert angles[1][0] == "0.0 s" and len(angles) <= 41 and len(parts) == len(angles)
        assert [row[0] for row in phases[1:]] == ["still", "down", "hold", "up"]

    def test_what_moved_as_one_is_bracketed(self) -> None:
        whole = one_piece()
        assert whole["uncurl"]["clumps"], "the sample moves as one"
        brackets = len(page_of(whole).having(class_="bracket"))
        assert brackets == len(whole["uncurl"]["clumps"])
        assert not page_of(in_turn()).having(class_="bracket")

    def test_a_region_without_a_visible_turn_is_hatched_and_no_more_is_said_of_it(self) -> None:
        whole = in_turn()
        del whole["uncurl"]["progress"]["waist"]
        page, chart = page_of(whole), map_of(whole["uncurl"])
        assert chart is not None
        hidden = {band.region: band.hidden for band in chart.bands}
        assert hidden == {"pelvis": None, "low_back": None, "waist": "no_turn", "mid_back": None}
        assert "neither stiff nor supple" in page.said and page.having(fill="url(#hatched)", width="100%")
        waist = next(row for row in page.tables[1] if row[0] == "Waist")
        assert waist[1] == "no visible turn seen" and len(waist) == 3

    def test_several_repetitions_are_a_mean_with_a_tick_each(self) -> None:
        page = page_of(thrice())
        assert "3 repetitions were read" in page.said and "Share of the way up" in page.said
        assert len(page.having(class_="rep")) == 4 * 3 + 1, "and one in the key"
        assert len(page.tables[1]) == 1 + 4 * 3

    def test_files_read_together_are_listed_with_what_became_of_them(self) -> None:
        whole = in_turn()
        whole["recordings"] = [
            {"file": "a/one.mp4", "quality": {"ok": True, "reason": None}, "phases": []},
            {"file": "b\\two.mp4", "quality": {"ok": False, "reason": "Too dark."}, "phases": []},
        ]
        said = page_of(whole).said
        assert "one.mp4 : read" in said and "two.mp4 : Too dark." in said

    def test_a_reading_without_a_fold_says_what_is_missing(self) -> None:
        whole = in_turn()
        whole |= {
            "figure": [],
            "uncurl": {"repetitions": [], "pairs": [], "clumps": [], "progress": {"u": []}},
        }
        said = page_of(whole).said
        assert WORDS("analyse.report.figure.empty") in said and WORDS("analyse.report.map.empty") in said


class TestARefusal:
    def test_it_says_why_and_what_helps_and_draws_nothing(self) -> None:
        whole = refused()
        page = page_of(whole)
        assert whole["quality"]["reason"] in page.said
        assert page.said.count(whole["quality"]["reason"]) == 1
        assert all(WORDS(f"analyse.report.refused.helps_{n}") in page.said for n in range(1, 8))
        assert not page.having(role="img") and page.tables == []
        assert page.having(class_="lead")

    def test_what_a_front_view_carries_is_still_told(self) -> None:
        whole = refused()
        whole["measures"]["E6"] = {
            "name": "Level sitting", "value": 1.4, "unit": "deg", "state": "ok", "reason": "Looks level.",
            "sideways_shift": 0.02,
        }  # fmt: skip
        said = page_of(whole).said
        assert (
            WORDS("analyse.report.refused.told") in said and "Looks level." in said and "1° of tilt" in said
        )


class TestWhatStoodOut:
    def keys(self, **states: str) -> list[str]:
        measures = {key: {"name": key, "state": state.replace("_", " ")} for key, state in states.items()}
        return [each["name"] for each in stood_out(measures, [], WORDS)]

    def test_try_comes_first_and_the_uncurl_before_the_rest(self) -> None:
        assert self.keys(E9="try_this", E1="ok", E12="ok", E13="try_this") == ["E13", "E9", "E12"]

    def test_three_at_most_and_one_of_them_is_fine_if_anything_is(self) -> None:
        assert self.keys(E1="try_this", E9="try_this", E12="try_this", E4="ok") == ["E12", "E1", "E4"]
        assert self.keys(E1="try_this", E9="try_this", E12="try_this") == ["E12", "E1", "E9"]
        assert self.keys(E1="ok", E9="ok", E12="ok", E2="ok") == ["E12", "E1", "E9"]

    def test_what_cannot_be_told_stands_there_only_alone(self) -> None:
        measures = {"E12": {"name": "E12", "state": "can't tell"}, "E1": {"name": "E1", "state": "ok"}}
        assert [each["name"] for each in stood_out(measures, [], WORDS)] == ["E1"]
        del measures["E1"]
        assert [each["name"] for each in stood_out(measures, [], WORDS)] == ["E12"]
        assert self.keys(E5="info", E15="info") == []

    def test_who_moved_together_is_named(self) -> None:
        measures = {"E13": {"name": "E13", "state": "try this"}}
        found = stood_out(measures, [["pelvis", "low_back"]], WORDS)
        assert found[0]["together"] == "Together: pelvis and low back."


class TestTheDrawings:
    def test_regions_half_way_at_about_one_time_are_not_put_in_an_order(self) -> None:
        chart = map_of(in_turn()["uncurl"])
        assert chart is not None
        assert in_order(chart) == [["pelvis"], ["low_back"], ["waist"], ["mid_back"]]
        near = map_of(one_piece()["uncurl"])
        assert near is not None and max(map(len, in_order(near))) > 1
        said = page_of(told(uncurl="top")).said
        assert "one after the other: mid back" in said

    def test_a_line_breaks_where_nothing_was_measured(self) -> None:
        chart = chart_of([0.0, 1.0, 2.0, 3.0, 4.0], {"trunk": [0.0, 5.0, None, 9.0, 9.0]}, [])
        assert chart is not None and len(chart.lines[0].pieces) == 2
        assert chart_of([0.0, 1.0], {"trunk": [None, None]}, []) is None

    def test_names_of_lines_keep_apart_and_stay_inside(self) -> None:
        for whole in (in_turn(), one_piece()):
            series = whole["series"]
            chart = chart_of(series["t_s"], series["regions"], whole["phases"])
            assert chart is not None
            heights = sorted(line.y for line in chart.lines)
            assert all(b - a >= 14 for a, b in pairwise(heights))
            assert all(5 < line.x < 95 and 0 < line.y < chart.height for line in chart.lines)

    def test_a_name_is_that_of_any_system(self) -> None:
        assert [base_name(each) for each in ("a/b.mp4", "C:\\a\\b.mp4", "b.mp4", None)] == ["b.mp4"] * 3 + [
            ""
        ]

    def test_numbers_and_axes_are_plain(self) -> None:
        assert [number(x, 1) for x in (None, 0.04, -0.04, -1.25, 12.0)] == [
            None,
            "0.0",
            "0.0",
            "−1.2",
            "12.0",
        ]
        assert even_marks(3.667, 6.067, 6) == pytest.approx([4.0, 4.5, 5.0, 5.5, 6.0])
        assert even_marks(1.0, 1.0, 5) == [1.0]


def test_the_reader_of_pages_can_fail() -> None:
    page = Page()
    with pytest.raises(AssertionError):
        page.feed("<p><b>no end</p>")
