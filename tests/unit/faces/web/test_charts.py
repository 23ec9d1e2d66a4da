"""Charts as geometry: more is higher, oldest is left, nothing leaves the frame."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from unslump.faces.web.charts import BAR_LENGTH, bar_length, misses_over_time

CM = st.integers(0, 600).map(lambda tenths: tenths / 10)


@given(st.lists(st.tuples(CM, CM), min_size=1, max_size=40))
def test_every_guess_lies_in_the_frame_oldest_left_and_farther_off_is_higher(
    misses: list[tuple[float, float]],
) -> None:
    chart = misses_over_time(misses)
    for side, line in enumerate(chart.lines):
        assert len(line.points) == len(misses)
        assert all(chart.left <= x <= chart.right and 0 <= y <= chart.bottom for x, y in line.points)
        assert all(a[0] < b[0] for a, b in pairwise(line.points))
        for (one, (_, y_one)), (two, (_, y_two)) in pairwise(zip(misses, line.points, strict=True)):
            assert (one[side] < two[side]) <= (y_one >= y_two)


def test_a_bar_is_its_share() -> None:
    assert bar_length(0, 5) == 0 and bar_length(5, 5) == BAR_LENGTH
    assert bar_length(2, 4) == bar_length(3, 6) == BAR_LENGTH / 2
    assert bar_length(0, 0) == 0
