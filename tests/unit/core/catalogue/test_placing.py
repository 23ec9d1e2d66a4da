"""Where a cue falls among the breaths of its phase."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from unslump.core.catalogue.model import Cue, Span, Step
from unslump.core.catalogue.placing import Place, place

IN, OUT = Step("inhale", False, Span(4, 4, 4)), Step("exhale", True, Span(6, 6, 6))


def cue(at: float, **more: object) -> Cue:
    return Cue("c", "words", at, "added", "felt", **more)  # type: ignore[arg-type]


def test_a_share_of_the_whole_or_of_one_breath() -> None:
    steps, seconds = (IN, OUT, IN, OUT, IN), (4.0, 6.0, 4.0, 6.0, 4.0)
    assert list(place(cue(0.5), steps, seconds)) == [Place(2, 2.0)]
    assert list(place(cue(0.5, on="exhale"), steps, seconds)) == [Place(3, 0.0)]
    assert list(place(cue(0.0, on="inhale", every=True), steps, seconds)) == [
        Place(0, 0),
        Place(2, 0),
        Place(4, 0),
    ]
    assert list(place(cue(0.0, on="free"), steps, seconds)) == []


@given(
    st.lists(st.sampled_from([IN, OUT]), min_size=1, max_size=7),
    st.data(),
    st.floats(0, 0.999),
    st.sampled_from([None, "inhale", "exhale"]),
)
def test_a_cue_falls_into_a_step_of_its_breath(
    steps: list[Step], data: st.DataObject, at: float, on: str | None
) -> None:
    seconds = [data.draw(st.floats(0.5, 10)) for _ in steps]
    for spot in place(cue(at, on=on), steps, seconds):
        assert on in (None, steps[spot.step].breath)
        assert 0 <= spot.after_s <= seconds[spot.step]
