"""What the page receives: small, complete, and true between its samples."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from itertools import accumulate, pairwise
from typing import Any

import pytest

from saying import refused
from unslump.core.errors import BadInput
from unslump.core.figure import body, paint
from unslump.core.figure.film import Film, film_for, sampled
from unslump.core.figure.outline import Drape
from unslump.core.figure.pose import place
from unslump.core.figure.takes import breath_at, pose_in, takes
from unslump.core.vocab import Breath, Variant


@dataclass(frozen=True)
class Timed:
    id: str
    start_s: float
    end_s: float
    breath: Breath | None
    moves: bool
    rep: int = 1


@dataclass(frozen=True)
class Plan:
    exercise: str = "D01"
    level: int = 3
    variant: Variant | None = "sit"
    phases: tuple[Timed, ...] = field(default=())


ONCE: tuple[tuple[str, float, Breath | None, bool], ...] = (
    ("P4", 4, "inhale", False),
    ("P5", 6, "exhale", True),
    ("P6", 10, "free", False),
    ("P7", 4, "inhale", False),
    ("P8", 6, "exhale", True),
    ("P9", 4, "inhale", False),
    ("P9", 6, "exhale", True),
    ("P9", 4, "inhale", False),
    ("P9", 6, "exhale", True),
    ("P9", 4, "inhale", False),
    ("P10", 5, "exhale", True),
)
BEFORE: tuple[tuple[str, float, Breath | None, bool], ...] = (
    ("P0", 0, None, False),
    ("P1", 60, "free", False),
    ("P2", 8, "free", False),
    ("P3", 12, "free", False),
)
AFTER: tuple[tuple[str, float, Breath | None, bool], ...] = (
    ("P11", 10, "free", False),
    ("P12", 15, None, False),
)


def plan(variant: Variant = "sit", level: int = 3, reps: int = 2, exercise: str = "D01") -> Plan:
    rows = [(*row, 1) for row in BEFORE] + [(*row, rep) for rep in range(1, reps + 1) for row in ONCE]
    rows += [(*row, reps) for row in AFTER]
    ends = [*accumulate(row[1] for row in rows)]
    phases = [Timed(r[0], end - r[1], end, r[2], r[3], r[4]) for r, end in zip(rows, ends, strict=True)]
    return Plan(exercise, level, variant, tuple(phases))


def decoded(film: dict[str, Any]) -> list[list[int]]:
    samples, before = [], [0] * len(film["samples"][0])
    for change in film["samples"]:
        before = [a + b for a, b in zip(before, change, strict=True)]
        samples.append(before)
    return samples


def drawn_at(film: Film, t: float) -> list[float]:
    """Do what the page does: a cubic through the four keys around ``t``."""
    keys, samples = film.keys, film.samples
    i = max(k for k, (at, _) in enumerate(keys) if at <= t)
    j, h, k = min(i + 1, len(keys) - 1), max(0, i - 1), min(i + 2, len(keys) - 1)
    if keys[i][1] == keys[j][1]:
        return [float(v) for v in samples[keys[i][1]]]
    span = keys[j][0] - keys[i][0]
    u = (t - keys[i][0]) / span
    s1, s2 = span / (keys[j][0] - keys[h][0]), span / (keys[k][0] - keys[i][0])
    rows = (samples[keys[n][1]] for n in (h, i, j, k))
    return [
        (2 * u**3 - 3 * u**2 + 1) * b
        + (3 * u**2 - 2 * u**3) * c
        + (u**3 - 2 * u**2 + u) * s1 * (c - a)
        + (u**3 - u**2) * s2 * (d - b)
        for a, b, c, d in zip(*rows, strict=True)
    ]


@pytest.mark.parametrize("variant", ["sit", "stand"])
def test_between_samples_the_page_draws_what_the_body_does(variant: Variant) -> None:
    film = film_for(plan(variant, 3, 1))
    drape, seat = Drape(body.SLIM), paint.scene_for(variant, 3).seat
    for take in takes(plan(variant, 3, 1)):
        for share in (0.11, 0.37, 0.52, 0.83):
            true = sampled(place(pose_in(take, share)), drape, seat)
            seen = drawn_at(film, take.phase.start_s + share * take.span_s)
            points = sum(2 * path["n"] for path in film.head["paths"])
            worst = max(abs(a - b) for a, b in zip(true[:points], seen[:points], strict=True))
            assert worst < 25, (
                take.phase.id,
                share,
                worst,
            )  # 0.25 % of stature: 4 mm, under 2 px on the page


def test_a_whole_session_stays_small_and_keeps_equal_samples_once() -> None:
    film = film_for(plan(reps=2))
    assert len(json.dumps(film.to_json(), separators=(",", ":"))) < 400_000
    assert len(set(film.samples)) == len(film.samples)
    again = film_for(plan(reps=3))
    assert len(again.samples) - len(film.samples) < 10  # a repetition costs keys, not samples


def test_json_gives_back_every_sample() -> None:
    film = film_for(plan(reps=1))
    again = json.loads(json.dumps(film.to_json()))
    assert [tuple(sample) for sample in decoded(again)] == list(film.samples)


def test_keys_run_forward_from_start_to_end() -> None:
    asked = plan()
    film = film_for(asked)
    times = [at for at, _ in film.keys]
    assert all(a < b for a, b in pairwise(times))
    assert (times[0], times[-1]) == (0.0, asked.phases[-1].end_s)


def test_every_part_names_a_path_or_a_frame_that_is_there() -> None:
    head = film_for(plan(reps=1)).head
    ids = {path["id"] for path in head["paths"]}
    for part in head["parts"]:
        if part["kind"] == "path":
            assert part["path"] in ids
        if "frame" in part:
            assert 0 <= part["frame"] < len(head["frames"])
    size = sum(2 * path["n"] for path in head["paths"]) + 3 * len(head["frames"])
    assert all(len(sample) == size for sample in film_for(plan(reps=1)).samples)


def test_turns_light_the_pelvis_then_each_vertebra_then_the_head() -> None:
    film = film_for(plan(reps=1))
    ends: dict[int, float] = {}
    for part, _, end in film.head["turns"]:
        ends[part] = max(end, ends.get(part, 0.0))
    assert sorted(ends) == [*range(26)]
    order = [ends[part] for part in range(26)]
    assert order == sorted(order)


def test_nobody_is_lit_while_breathing_in() -> None:
    asked = plan(reps=2)
    still = [(p.start_s, p.end_s) for p in asked.phases if p.breath == "inhale"]
    for _, start, end in film_for(asked).head["turns"]:
        assert start < end
        assert not any(low < (start + end) / 2 < high for low, high in still)


def test_nothing_moves_on_the_inhale_but_the_breath() -> None:
    for take in takes(plan(level=4)):
        if take.phase.breath == "inhale" and take.phase.id in ("P7", "P9"):
            first, last = pose_in(take, 0.0), pose_in(take, 1.0)
            assert first.pelvis_tilt == last.pelvis_tilt
            assert first.hip == last.hip
            assert last.breath == 1.0


def test_the_breath_follows_its_phase() -> None:
    for take in takes(plan(reps=1)):
        readings = [breath_at(take, k / 20) for k in range(21)]
        assert all(0 <= value <= 1 for value in readings)
        if take.phase.breath == "inhale":
            assert readings == sorted(readings)
        if take.phase.breath == "exhale":
            assert readings == sorted(readings, reverse=True)


def test_the_hip_is_named_only_while_the_fold_turns_about_it() -> None:
    asked = plan(reps=2)
    named = [(start, end) for start, end, named in film_for(asked).head["hinge"] if named]
    assert named == [(p.start_s, p.end_s) for p in asked.phases if p.id == "P5"]


def test_a_still_lies_inside_its_phase() -> None:
    for phase in film_for(plan()).head["phases"]:
        assert phase["start"] <= phase["still"] < phase["end"]


def test_the_eye_comes_closer_once_the_person_sits() -> None:
    views = film_for(plan("sit")).head["views"]
    heights = [y1 - y0 for _, _, y0, _, y1 in views]
    assert heights[0] > heights[-1]
    assert len(film_for(plan("stand")).head["views"]) == 1


@pytest.mark.parametrize(
    ("exercise", "posture"), [("D38", "walk"), ("D40", "sit"), ("D39", "stand"), ("D12", "sit")]
)
def test_other_exercises_sit_stand_or_walk_without_bones(exercise: str, posture: str) -> None:
    phases = (Timed("a", 0, 4, "inhale", False), Timed("b", 4, 10, "exhale", True))
    head = film_for(Plan(exercise, 0, None, phases)).head
    assert head["posture"] == posture
    assert not {"spine", "pelvis", "ring"} & {part["kind"] for part in head["parts"]}


def test_an_unknown_build_or_an_empty_timeline_is_one_sentence() -> None:
    with refused(BadInput, match="Expected a build of slim or broad, found 'tall'"):
        film_for(plan(), build="tall")
    with refused(BadInput, match="takes time"):
        film_for(Plan(phases=(Timed("P0", 0, 0, None, False),)))
