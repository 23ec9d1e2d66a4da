"""How often pictures come, when they do not come evenly."""

from __future__ import annotations

import numpy as np
import pytest

from unslump.core.motion.gates import frame_rate


@pytest.mark.parametrize("fps", [10.0, 15.0, 29.97])
def test_even_pictures(fps: float) -> None:
    assert frame_rate(np.arange(100) / fps) == pytest.approx(fps)


def test_two_of_three_are_two_thirds_as_often() -> None:
    two_of_three = [number / 15 for number in range(150) if number % 3 != 2]
    assert frame_rate(np.array(two_of_three)) == pytest.approx(10, abs=0.1)


def test_those_that_were_dropped_at_random_are_missing() -> None:
    kept = np.random.default_rng(1).random(600) >= 0.2
    assert frame_rate((np.arange(600) / 15)[kept]) == pytest.approx(12, abs=0.3)
