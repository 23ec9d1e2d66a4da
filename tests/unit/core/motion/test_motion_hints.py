"""What is said while somebody moves: little, and only what was seen beyond the camera's own error."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pytest

from unslump.core.motion.hints import Moving, hint
from unslump.core.motion.live import Now
from unslump.core.vocab import Region


def shown(
    trunk: Callable[[float], float], pelvis: Callable[[float], float], low_back: Callable[[float], float],
    *, for_s: float = 5.0,
) -> list[Now]:  # fmt: skip
    """A phase at 15 pictures a second; each angle as a function of the share that is done, 0 to 1."""
    return [
        Now(t_s, trunk(t_s / for_s), pelvis(t_s / for_s), 0.0, {Region.LOW_BACK: low_back(t_s / for_s)})
        for t_s in np.arange(0.0, for_s, 1 / 15)
    ]


def key(moving: Moving, seen: Sequence[Now], level: int = 1) -> str | None:
    found = hint(moving, seen, level=level)
    return found.key.removeprefix("motion.hint.") if found else None


def test_a_fold_from_the_hips_with_a_long_back_needs_no_word() -> None:
    assert key("fold", shown(lambda u: 80 * u, lambda u: 60 * u, lambda u: 12 * u)) is None


def test_a_fold_that_rounds_first_hears_of_the_hips_once_it_can_be_told() -> None:
    rounds = shown(lambda u: 80 * u, lambda u: 16 * u, lambda u: 40 * u)
    assert key("fold", rounds) == "hips"
    assert key("fold", [now for now in rounds if now.trunk_deg < 30]) is None


def test_hips_that_do_their_part_hear_of_the_back_instead() -> None:
    assert key("fold", shown(lambda u: 80 * u, lambda u: 40 * u, lambda u: 40 * u), level=3) == "long"


@pytest.mark.parametrize(("level", "expected"), [(1, None), (2, "long"), (3, "long")])
def test_how_long_the_back_is_asked_to_stay_goes_by_the_level(level: int, expected: str | None) -> None:
    seen = shown(lambda u: 80 * u, lambda u: 80 * u * 0.42, lambda u: 30 * u)
    assert key("fold", seen, level) == expected


def test_an_uncurl_that_begins_in_the_low_back_hears_of_the_pelvis() -> None:
    late = shown(lambda u: 80 * (1 - u), lambda u: 60 * min(1, 1.6 * (1 - u)), lambda u: 20 * (1 - u))
    assert key("uncurl", late) == "pelvis"
    first = shown(lambda u: 80 * (1 - u), lambda u: 60 * (1 - u), lambda u: 20 * min(1, 1.5 * (1 - u)))
    assert key("uncurl", first) is None


def test_too_little_to_turn_back_is_no_order() -> None:
    assert key("uncurl", shown(lambda u: 20 * (1 - u), lambda u: 5.0, lambda u: 5 * (1 - u))) is None


@pytest.mark.parametrize("moving", ["fold", "uncurl"])
def test_haste_is_the_first_thing_that_is_said(moving: Moving) -> None:
    hasty = shown(lambda u: 90 * u, lambda u: 10 * u, lambda u: 40 * u, for_s=1.2)
    assert key(moving, hasty) == "slower"


def test_before_anything_was_seen_nothing_is_said() -> None:
    assert key("fold", []) is None
    assert key("fold", shown(lambda u: 80 * u, lambda u: 0.0, lambda u: 0.0)[:3]) is None
