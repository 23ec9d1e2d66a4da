"""The drawn outlines: same vertices always, no crossings, clothes outside the bones."""

from __future__ import annotations

from itertools import product
from math import dist
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unslump.core.figure import art, body, outline
from unslump.core.figure.choreography import SEAT_Y, Beat, pose_at
from unslump.core.figure.outline import Drape, soft_parts
from unslump.core.figure.pose import place
from unslump.core.vocab import Variant

VARIANTS: tuple[Variant, ...] = get_args(Variant)
MOVING = ("P4", "P5", "P6", "P8", "P9", "P10")
DRAPES = {name: Drape(build) for name, build in body.BUILDS.items()}
beats = st.builds(
    Beat,
    st.sampled_from(VARIANTS),
    st.integers(0, 5),
    st.sampled_from([f"P{n}" for n in range(1, 13)]),
    st.floats(0, 1),
    st.just(12.0),
    st.floats(0, 1),
)
builds = st.sampled_from(sorted(body.BUILDS))


def crosses(a: body.Point, b: body.Point, c: body.Point, d: body.Point) -> bool:
    def side(p: body.Point, q: body.Point, r: body.Point) -> float:
        return (q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0])

    return side(a, b, c) * side(a, b, d) < 0 and side(c, d, a) * side(c, d, b) < 0


def crossings(path: outline.Path) -> int:
    edges = [*zip(path, [*path[1:], path[0]], strict=True)]
    apart = (
        (i, j) for i in range(len(edges)) for j in range(i + 2, len(edges)) if (i, j) != (0, len(edges) - 1)
    )
    return sum(crosses(*edges[i], *edges[j]) for i, j in apart)


@given(beats, builds)
def test_a_path_always_has_the_same_vertices(beat: Beat, build: str) -> None:
    still = soft_parts(place(pose_at(Beat("stand", 0, "P3", 1.0))), DRAPES["slim"], None)
    moved = soft_parts(place(pose_at(beat)), DRAPES[build], None)
    assert {name: len(path) for name, path in still.items()} == {
        name: len(path) for name, path in moved.items()
    }


@pytest.mark.parametrize(
    ("variant", "level", "build"), [*product(VARIANTS, (0, 1, 2, 3), sorted(body.BUILDS))]
)
def test_the_shirt_never_crosses_itself(variant: Variant, level: int, build: str) -> None:
    for phase, progress in product(MOVING, (0.0, 0.3, 0.6, 1.0)):
        skeleton = place(pose_at(Beat(variant, level, phase, progress, 12, 1.0)))
        assert crossings(outline.shirt(skeleton.trunk, DRAPES[build], 1.0)) == 0, (phase, progress)


@given(beats)
def test_the_back_of_the_shirt_follows_every_vertebra(beat: Beat) -> None:
    skeleton = place(pose_at(beat))
    drape = DRAPES["slim"]
    shirt = outline.shirt(skeleton.trunk, drape, 0.0)
    for i, node in enumerate(skeleton.trunk.nodes[:18]):
        assert dist(shirt[1 + i], node) == pytest.approx(drape.back[i])


@given(beats)
def test_a_breath_in_makes_the_chest_deeper_and_moves_nothing_else(beat: Beat) -> None:
    skeleton = place(pose_at(beat))
    empty = outline.shirt(skeleton.trunk, DRAPES["slim"], 0.0)
    full = outline.shirt(skeleton.trunk, DRAPES["slim"], 1.0)
    node, chest = skeleton.trunk.nodes[11], 1 + 18 + 2 + 3  # T7, and its vertex at the front
    assert dist(full[chest], node) > dist(empty[chest], node) + 0.005
    assert full[0] == empty[0]
    assert max(dist(a, b) for a, b in zip(full, empty, strict=True)) < 0.02


@given(st.integers(0, 5), st.sampled_from(MOVING), st.floats(0, 1))
def test_nothing_sinks_into_the_seat(level: int, phase: str, progress: float) -> None:
    seat = (SEAT_Y, art.SEAT_EDGE_X)
    skeleton = place(pose_at(Beat("sit", level, phase, progress)))
    for x, y in soft_parts(skeleton, DRAPES["broad"], seat)["trousers"]:
        assert x > art.SEAT_EDGE_X or y >= SEAT_Y - 1e-9


def test_a_broad_build_is_wider_everywhere() -> None:
    skeleton = place(pose_at(Beat("stand", 3, "P3", 1.0)))
    slim, broad = (soft_parts(skeleton, DRAPES[name], None) for name in ("slim", "broad"))
    for name in ("shirt", "trousers", "sleeve"):
        width = [max(x for x, _ in parts[name]) - min(x for x, _ in parts[name]) for parts in (slim, broad)]
        assert width[0] < width[1], name
