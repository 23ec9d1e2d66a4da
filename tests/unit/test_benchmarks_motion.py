"""The scoring of the motion benchmark: truth made by hand is read as made, a perfect reading has no error."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

sys.path.append(str(Path(__file__).resolve().parents[2]))

from benchmarks.motion import tables
from benchmarks.motion.disturb import STRESSES
from benchmarks.motion.score import Found, Label, Score, pattern_of, scored, true_label
from benchmarks.motion.truth import ANGLES, LEVELS, REGIONS, Truth, clips, read_truth

from unslump.core.motion.angles import Angles
from unslump.core.motion.floor import Pair, Together
from unslump.core.motion.frames import Floats, Picture
from unslump.core.motion.phases import Phases
from unslump.core.motion.reading import Turned
from unslump.core.motion.uncurl import order_score

FPS = 15
PHASES = {"tall": 1.0, "fold": 2.0, "hold": 1.0, "uncurl": 4.0, "end": 1.0}
TURNS = {"pelvis": 40.0, "low_back": 20.0, "waist": 12.0, "mid_back": 10.0}
IN_TURN = {"pelvis": (0.0, 0.4), "low_back": (0.2, 0.6), "waist": (0.4, 0.8), "mid_back": (0.6, 1.0)}
AS_ONE = dict.fromkeys(TURNS, (0.2, 0.8))


def written(folder: Path, way: Mapping[str, tuple[float, float]] = IN_TURN, *, facing: int = -1) -> Path:
    """Write the truth of a back that folds at once and comes back as ``way`` says; its clip is empty."""
    t_s, phases = times()
    turned = {part: turn * progress(t_s, way[part]) for part, turn in TURNS.items()}
    direction = np.cumsum([turned[part] for part in TURNS], axis=0)  # of the links, from the bottom up
    steps = np.stack([facing * np.sin(np.radians(direction)), -np.cos(np.radians(direction))], axis=-1)
    chain = np.array([320, 240]) + np.vstack([np.zeros((1, len(t_s), 2)), np.cumsum(50 * steps, axis=0)])
    columns = {
        "t": t_s,
        "phase": phases,
        "pelvis_tilt_deg": turned["pelvis"],
        "hip_flex_deg": turned["pelvis"] + 3,
    }
    for place, levels in zip(chain, LEVELS, strict=True):
        for level in levels:
            columns |= {f"c_{level}_u": place[:, 0], f"c_{level}_v": place[:, 1]}
    with (folder / "made.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([columns, *zip(*columns.values(), strict=True)])
    side = "person's right" if facing > 0 else "person's left"
    (folder / "made.json").write_text(json.dumps({"camera": {"side": side, "view_off_side_deg": 12}}))
    (folder / "made.mp4").touch()
    return folder / "made.mp4"


def times() -> tuple[Floats, list[str]]:
    ends = np.cumsum(list(PHASES.values()))
    t_s = np.arange(round(ends[-1] * FPS)) / FPS
    return t_s, [list(PHASES)[int(np.searchsorted(ends, t, side="right"))] for t in t_s]


def progress(t_s: Floats, way: tuple[float, float]) -> Floats:
    """From 0 to 1 in the fold, and back between two shares of the uncurl."""
    begin, length = PHASES["tall"] + PHASES["fold"] + PHASES["hold"], PHASES["uncurl"]
    down = np.clip((t_s - PHASES["tall"]) / PHASES["fold"], 0, 1)
    up = np.clip(((t_s - begin) / length - way[0]) / (way[1] - way[0]), 0, 1)
    return np.asarray(down - up)


def perfect(truth: Truth) -> Found:
    """What a reading without any error would have found."""
    angles = Angles(
        truth.t_s, truth.angles_deg["trunk"], truth.angles_deg["pelvis"], truth.angles_deg["hip"],
        {region: truth.angles_deg[region.value] for region in REGIONS[1:]},
        np.full(len(truth.t_s), np.nan), False,
    )  # fmt: skip
    turns = [
        Turned(Phases((FPS, 3 * FPS), (4 * FPS, 8 * FPS)), turn.uncurl_s, turn.progress, is_back=True)
        for turn in truth.turns
    ]
    true = truth.progress()
    pairs = [
        Pair(below, above, None, None, None, Together(true_label(true[below], true[above])[0]))
        for below, above in pairwise(REGIONS)
    ]
    return Found(angles, slice(0, FPS), turns, pattern_of(true), order_score(true), pairs)


@pytest.fixture
def truth(tmp_path: Path) -> Truth:
    return read_truth(written(tmp_path))


class TestTruth:
    def test_angles_are_those_that_were_written(self, truth: Truth) -> None:
        hold = np.flatnonzero(truth.t_s >= 3.5)[0]
        deep = {name: truth.angles_deg[name][hold] - truth.angles_deg[name][0] for name in ANGLES}
        assert deep == pytest.approx(TURNS | {"hip": 40.0, "trunk": 40 + 20 + 6}, abs=1e-6)
        assert truth.off_side_deg == 12

    def test_who_faces_the_other_way_is_the_same(self, truth: Truth, tmp_path: Path) -> None:
        other = read_truth(written(tmp_path, facing=1))
        for name in ANGLES:
            assert other.angles_deg[name] == pytest.approx(truth.angles_deg[name], abs=1e-6)

    def test_the_uncurl_is_where_it_was_written(self, truth: Truth) -> None:
        (turn,) = truth.turns
        assert turn.fold_s == pytest.approx((1, 3)) and turn.uncurl_s == pytest.approx((4, 8))
        halves = {region.value: turn.progress[region].reaches(0.5) for region in REGIONS}
        assert halves == pytest.approx({part: sum(way) / 2 for part, way in IN_TURN.items()}, abs=0.01)

    def test_order_and_neighbours(self, truth: Truth, tmp_path: Path) -> None:
        true = truth.progress()
        assert pattern_of(true) == "pelvis_first" and order_score(true) == pytest.approx(1.0)
        assert [true_label(true[a], true[b])[0] for a, b in pairwise(REGIONS)] == ["separate"] * 3
        as_one = read_truth(written(tmp_path, AS_ONE)).progress()
        assert pattern_of(as_one) == "one_piece"
        assert [true_label(as_one[a], as_one[b])[0] for a, b in pairwise(REGIONS)] == ["joined"] * 3
        head_first = {part: (1 - way[1], 1 - way[0]) for part, way in IN_TURN.items()}
        assert pattern_of(read_truth(written(tmp_path, head_first)).progress()) == "head_first"

    def test_a_clip_without_its_truth_is_left_out(self, tmp_path: Path) -> None:
        clip = written(tmp_path)
        (tmp_path / "alone.mp4").touch()
        assert clips(tmp_path) == [clip]


class TestScore:
    @pytest.mark.parametrize("way", [IN_TURN, AS_ONE], ids=["in turn", "as one"])
    def test_a_perfect_reading_has_no_error(
        self, tmp_path: Path, way: Mapping[str, tuple[float, float]]
    ) -> None:
        truth = read_truth(written(tmp_path, way))
        score = scored(perfect(truth), truth)
        assert [*score.mean_deg.values(), *score.p95_deg.values()] == pytest.approx([0.0] * 12)
        assert [half.error_s for half in score.halves] == pytest.approx([0.0] * 4)
        assert {share.at_deg for share in score.shares} == {30, 45, 60}
        assert [share.error for share in score.shares] == pytest.approx([0.0] * 3, abs=0.02)  # it is smoothed
        assert tables.pattern_came_out(score) == "right" and score.order == score.true_order
        assert tables.opposite(score.labels) == tables.untold(score.labels) == 0
        assert score.turns == score.true_turns == 1

    def test_where_the_still_start_lies_makes_no_odds(self, truth: Truth) -> None:
        found = perfect(truth)
        leaning = replace(found, angles=replace(found.angles, trunk_deg=found.angles.trunk_deg + 7))
        assert scored(leaning, truth).mean_deg["trunk"] == pytest.approx(0.0)

    def test_an_error_of_an_angle_is_that_error(self, truth: Truth) -> None:
        found = perfect(truth)
        more = np.where(np.arange(len(truth.t_s)) < FPS, 0.0, 2.0)
        off = scored(
            replace(found, angles=replace(found.angles, pelvis_deg=found.angles.pelvis_deg + more)), truth
        )
        assert off.mean_deg["pelvis"] == pytest.approx(2.0 * 8 / 9)
        assert off.p95_deg["pelvis"] == pytest.approx(2.0)
        assert off.mean_deg["trunk"] == 0

    def test_an_uncurl_seen_late_is_half_as_much_late(self, truth: Truth) -> None:
        found = perfect(truth)
        late = [replace(turn, span_s=(turn.span_s[0], turn.span_s[1] + 1.0)) for turn in found.turns]
        score = scored(replace(found, turns=late), truth)
        errors = {half.region: half.error_s for half in score.halves}
        assert errors == pytest.approx({part: sum(way) / 2 for part, way in IN_TURN.items()}, abs=0.01)

    def test_a_repetition_that_was_not_found_is_counted(self, truth: Truth) -> None:
        score = scored(replace(perfect(truth), turns=()), truth)
        assert (score.turns, score.true_turns, score.halves, score.shares) == (0, 1, [], [])


class TestCounting:
    def labels(self) -> Iterator[Label]:
        for true, said in [
            ("joined", "joined"), ("joined", "separate"), ("separate", "can't tell"),
            ("separate", "separate"), ("between", "joined"), ("no visible turn", "separate"),
        ]:  # fmt: skip
            yield Label("a/b", true, said, None, None, None)

    def test_only_what_is_truly_one_or_the_other_counts(self) -> None:
        assert tables.opposite(list(self.labels())) == 0.25
        assert tables.untold(list(self.labels())) == 0.25

    @pytest.mark.parametrize(
        ("said", "came_out"), [("head_first", "wrong"), ("mixed", "wrong"), (None, "untold")]
    )
    def test_a_pattern_that_is_not_the_true_one(self, truth: Truth, said: str | None, came_out: str) -> None:
        score: Score = scored(replace(perfect(truth), pattern=said), truth)
        assert tables.pattern_came_out(score) == came_out


class TestDisturbances:
    def after(self, name: str) -> list[Picture]:
        return list(STRESSES[name](self.pictures(), np.random.default_rng(3)))

    def pictures(self) -> Iterator[Picture]:
        random = np.random.default_rng(2)
        for number in range(30):
            yield Picture(number / 15, random.integers(0, 256, (40, 60, 3), dtype=np.uint8))

    @pytest.mark.parametrize("name", STRESSES)
    def test_the_same_seed_gives_the_same_pictures_at_their_own_times(self, name: str) -> None:
        once, again = self.after(name), self.after(name)
        assert [p.t_s for p in once] == [p.t_s for p in again]
        assert all(np.array_equal(a.rgb, b.rgb) for a, b in zip(once, again, strict=True))
        assert {p.t_s for p in once} <= {p.t_s for p in self.pictures()}

    def test_mirrored_twice_is_the_same(self) -> None:
        twice = STRESSES["mirrored"](self.after("mirrored"), np.random.default_rng(3))
        assert all(np.array_equal(a.rgb, b.rgb) for a, b in zip(twice, self.pictures(), strict=True))

    def test_ten_a_second_of_fifteen_are_two_of_three(self) -> None:
        assert len(self.after("10fps")) == 20

    def test_some_are_dropped(self) -> None:
        assert 15 < len(self.after("dropped")) < 30

    def test_half_the_size(self) -> None:
        assert self.after("half")[0].size_px == (30, 20)
