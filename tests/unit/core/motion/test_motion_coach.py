"""What somebody hears who is watched: help while they take their place, one hint a phase, and no more."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

import numpy as np
import pytest

from bodies_read import filmed, somebody
from unslump.core.motion.coach import AGAIN_S, SAID_AFTER_S, Coach, Guided, Part, coached
from unslump.core.motion.frames import PoseFrame, nobody
from unslump.core.motion.live import Now, Watch
from unslump.core.vocab import Region
from unslump.testing.side_bodies import SideBody

BODY = somebody(fps=15, still_s=2.0, fold_s=3.0, hold_s=1.0, uncurl_s=10.0)
HASTY = somebody(fps=15, still_s=2.0, fold_s=0.9, hold_s=0.6, uncurl_s=10.0)
ROUNDS = somebody(
    fps=15, still_s=2.0, fold_s=3.0, uncurl_s=10.0, fold="natural", hip_deg=20.0, lumbar_deg=45.0
)


def parts_of(body: SideBody) -> Callable[[float], Part]:
    """The guide of somebody who moves exactly with it."""
    ends: Sequence[tuple[float, Part]] = (
        (body.still_s, "inhale"),
        (body.still_s + body.fold_s, "fold"),
        (body.still_s + body.fold_s + body.hold_s, "hang"),
        (body.still_s + body.fold_s + body.hold_s + body.uncurl_s, "uncurl"),
    )
    return lambda t_s: next((part for end_s, part in ends if t_s < end_s), "aside")


def led(
    frames: Iterable[PoseFrame],
    part: Part | Callable[[float], Part],
    begun: Coach | None = None,
    level: int = 1,
) -> list[Coach]:
    """Let every picture come in turn; return where watching stood after each."""
    states = [begun or Coach()]
    for frame in frames:
        now: Part = part(frame.t_s) if callable(part) else part
        states.append(coached(states[-1], frame, Guided(now, 1, level)))
    return states[1:]


def heard(states: Sequence[Coach]) -> list[str]:
    return [said.key for state in states if (said := state.help or state.hint)]


def hints(body: SideBody, level: int = 1) -> list[str]:
    frames, _ = filmed(body)
    states = led(frames, parts_of(body), level=level)
    assert not any(state.help for state in states)
    return heard(states)


def test_a_calm_fold_from_the_hips_is_left_in_peace() -> None:
    assert hints(BODY) == []


def test_haste_is_told_once_in_the_phase_in_which_it_is_seen() -> None:
    frames, _ = filmed(HASTY)
    states = led(frames, parts_of(HASTY))
    said = [(state.guided.part, state.hint.key) for state in states if state.hint]
    assert said == [("fold", "motion.hint.slower")]


def test_a_fold_that_rounds_first_hears_of_the_hips_while_it_still_folds() -> None:
    frames, _ = filmed(ROUNDS)
    states = led(frames, parts_of(ROUNDS))
    said = [(state.guided.part, state.hint.key) for state in states if state.hint]
    assert said == [("fold", "motion.hint.hips")]


def test_each_repetition_may_have_its_hint_and_none_has_two() -> None:
    body = replace(HASTY, repetitions=2, rest_s=2.0)
    cycle_s = body.fold_s + body.hold_s + body.uncurl_s + body.rest_s
    first = parts_of(body)
    coach, said = Coach(), []
    for frame in filmed(body)[0]:
        turn = 1 + int(max(0.0, frame.t_s - 0.5) // cycle_s)
        guided = Guided(first(frame.t_s - (turn - 1) * cycle_s), turn)
        coach = coached(coach, frame, guided)
        said += [(turn, coach.guided.part)] if coach.hint else []
    assert said == [(1, "fold"), (2, "fold")]


def test_nothing_is_said_of_a_movement_the_guide_did_not_lead() -> None:
    frames, _ = filmed(HASTY)
    assert heard(led(frames, "aside")) == []
    assert heard(led(frames, "hang")) == []


class TestHelp:
    def test_it_is_shown_soon_and_said_once_it_has_stood(self) -> None:
        gone = [nobody(n / 15, (640, 480)) for n in range(40)]
        states = led(gone, "placing")
        shown_s = next(f.t_s for f, state in zip(gone, states, strict=True) if state.shown_help)
        said_s = next(f.t_s for f, state in zip(gone, states, strict=True) if state.help)
        assert shown_s < said_s and said_s == pytest.approx(SAID_AFTER_S, abs=0.1)
        assert heard(states) == ["motion.live.nobody"]
        assert not any(state.hint for state in states)

    def test_the_same_is_not_said_over_and_over(self) -> None:
        gone = [nobody(n / 5, (640, 480)) for n in range(25 * 5)]
        said_s = [f.t_s for f, s in zip(gone, led(gone, "placing"), strict=True) if s.help]
        assert len(said_s) == 3 and min(np.diff(said_s)) >= AGAIN_S

    def test_what_changes_from_picture_to_picture_is_not_said(self) -> None:
        frames, _ = filmed(BODY)
        flickers = [
            frame if n % 2 else nobody(frame.t_s, frame.size_px) for n, frame in enumerate(frames[:40])
        ]
        assert "motion.live.nobody" not in heard(led(flickers, "placing"))

    def test_somebody_from_the_front_hears_words_for_somebody_who_is_there(self) -> None:
        turned, _ = filmed(somebody(fps=15, still_s=4.0, yaw_deg=35.0))
        assert "motion.live.off_side" in heard(led(turned[:55], "placing"))

    @pytest.mark.parametrize("part", ["fold", "hang", "uncurl", "aside"])
    def test_with_the_head_down_or_on_the_way_the_camera_is_not_spoken_of(self, part: Part) -> None:
        gone = [nobody(n / 15, (640, 480)) for n in range(60)]
        states = led(gone, part)
        assert heard(states) == [] and not any(state.shown_help for state in states)

    def test_before_the_fold_it_is_shown_and_not_said(self) -> None:
        gone = [nobody(n / 15, (640, 480)) for n in range(60)]
        states = led(gone, "inhale")
        assert heard(states) == [] and states[-1].shown_help is not None


class TestWhoIsFollowed:
    def test_a_bent_back_is_nobodys_template(self) -> None:
        frames, _ = filmed(somebody(fps=15, still_s=1.0, fold_s=2.0, hold_s=3.0))
        hanging = [frame for frame in frames if 3.2 < frame.t_s < 5.8]
        assert not any(state.follows for state in led(hanging, "hang"))

    def test_from_the_starting_position_on_they_are_looked_for_anew(self) -> None:
        frames, _ = filmed(BODY)
        begun = led(frames[:25], "placing")[-1]
        assert begun.follows
        anew = led(frames[25:26], "start", begun)[-1]
        assert not anew.follows

    def test_what_was_known_goes_on_where_there_was_no_moment_of_stillness(self) -> None:
        frames, _ = filmed(BODY)
        begun = led(frames[:25], "placing")[-1]
        unseen = led([nobody(frames[25].t_s, (640, 480))], "start", begun)[-1]
        assert not unseen.follows
        assert led(frames[26:28], "fold", unseen)[-1].follows


def test_a_hint_is_about_the_way_from_how_they_stood_before_the_fold() -> None:
    """Somebody who leans forward by forty degrees since they were first seen has not folded by them."""
    leaning = [Now(n / 15, 40.0, 5.0, 5.0, {Region.LOW_BACK: 30.0}) for n in range(12)]
    coach = Coach(guided=Guided("inhale"), upright=leaning)
    frame = nobody(1.0, (640, 480))
    entered = coached(coach, frame, Guided("fold"))
    assert entered.rest is not None
    assert (entered.rest.trunk_deg, entered.rest.pelvis_deg) == (40.0, 5.0)
    assert coached(Coach(watch=Watch()), frame, Guided("fold")).rest is None
