"""Pain before a session (docs/evidence.md B.5): its number and place, and discomfort, another thing."""

from __future__ import annotations

import pytest
from screening_desk import FLEXION, advice, folds, locked, say, spoke

TOLD = {"clearances": [advice("PC02")]}


@pytest.mark.parametrize("pain", range(1, 11))
@pytest.mark.parametrize("site", [None, "back", "buttock"])
def test_any_back_pain_without_advice_closes_the_fold(pain: int, site: str | None) -> None:
    verdict = say(pain_0_10=pain, **({"pain_site": site} if site else {}))
    assert (verdict.outcome, verdict.urgency, folds(verdict), verdict.max_level) == ("ask", "U3", "none", 0)
    assert "PC02" in spoke(verdict)


def test_no_pain_is_no_lock_wherever_it_is_not() -> None:
    assert say(pain_0_10=0).outcome == "go"
    assert say(pain_0_10=0, pain_site="back").outcome == "go"


@pytest.mark.parametrize("pain", [0, 1, 2])
def test_with_advice_up_to_two_goes_at_the_current_level(pain: int) -> None:
    verdict = say("PC02", pain_0_10=pain, **TOLD)
    assert (verdict.outcome, verdict.urgency, folds(verdict), verdict.max_level) == (
        "modify",
        None,
        "both",
        5,
    )


def test_with_advice_three_is_seated_low_and_once() -> None:
    verdict = say(pain_0_10=3, **TOLD)
    assert (verdict.outcome, folds(verdict), verdict.max_level) == ("modify", "D01", 1)
    assert verdict.adjustments.max_reps == 1
    assert "FLEX_STAND" in locked(verdict)
    assert say(pain_0_10=2, **TOLD).adjustments.max_reps == 6


def test_three_without_advice_does_not_speak_of_repetitions() -> None:
    assert spoke(say(pain_0_10=3)) == {"PC02"}


@pytest.mark.parametrize("pain", [4, 5, 6])
def test_from_four_no_advice_opens_the_fold_but_a_walk_is_offered(pain: int) -> None:
    verdict = say(pain_0_10=pain, **TOLD)
    assert (verdict.outcome, verdict.urgency, folds(verdict)) == ("ask", "U3", "none")
    assert locked(verdict) >= FLEXION
    assert {"D38", "D40"} <= set(verdict.allowed)


@pytest.mark.parametrize("pain", [7, 8, 10])
def test_from_seven_everything_is_closed_today(pain: int) -> None:
    verdict = say(pain_0_10=pain, **TOLD)
    assert (verdict.outcome, verdict.urgency, verdict.allowed) == ("ask", "U3", ())


@pytest.mark.parametrize("site", ["thigh", "below_knee"])
@pytest.mark.parametrize("pain", [None, 0, 1, 3, 6])
def test_a_leg_site_outranks_the_number_and_no_advice_opens_it(site: str, pain: int | None) -> None:
    given = {} if pain is None else {"pain_0_10": pain}
    everything = [advice("PC02", "PC04", "RF19", scope=["D01", "D02", "flexion", "NERVE", "ROT"])]
    for told in ({}, {"clearances": everything}):
        verdict = say(pain_site=site, **given, **told)
        assert (verdict.outcome, verdict.urgency, folds(verdict)) == ("ask", "U3", "none")
        assert FLEXION | {"NERVE", "ROT"} <= locked(verdict)
        assert "D38" in verdict.allowed


def test_much_pain_in_a_leg_still_closes_the_day() -> None:
    assert say(pain_0_10=8, pain_site="below_knee").allowed == ()


@pytest.mark.parametrize("pain", [1, 5, 6])
def test_pain_elsewhere_warns_and_closes_nothing(pain: int) -> None:
    verdict = say(pain_0_10=pain, pain_site="other")
    assert (verdict.outcome, verdict.urgency, folds(verdict), verdict.max_level) == (
        "modify",
        None,
        "both",
        5,
    )


@pytest.mark.parametrize("site", ["back", "buttock", "thigh", "below_knee", "other"])
def test_from_seven_on_the_place_no_longer_matters(site: str) -> None:
    verdict = say(pain_0_10=7, pain_site=site, **TOLD)
    assert (verdict.outcome, verdict.urgency, verdict.allowed) == ("ask", "U3", ())


def test_a_place_that_hurts_without_a_number_is_pain() -> None:
    assert say(pain_site="back").outcome == "ask"


@pytest.mark.parametrize("discomfort", range(11))
def test_discomfort_alone_changes_nothing(discomfort: int) -> None:
    verdict = say(discomfort_0_10=discomfort)
    assert verdict == say()


class TestUnsure:
    """Whoever cannot tell stiffness from pain has pain."""

    def test_the_discomfort_number_counts_as_pain(self) -> None:
        assert say(discomfort_0_10=5, unsure_if_pain=True) == say(pain_0_10=5)
        assert say(discomfort_0_10=8, unsure_if_pain=True).allowed == ()

    @pytest.mark.parametrize("more", [{}, {"discomfort_0_10": 0}, {"pain_0_10": 0}])
    def test_without_a_number_it_is_at_least_one(self, more: dict[str, int]) -> None:
        assert say(unsure_if_pain=True, **more) == say(pain_0_10=1)

    def test_the_higher_of_the_two_numbers_counts(self) -> None:
        assert say(pain_0_10=7, discomfort_0_10=2, unsure_if_pain=True).allowed == ()

    def test_what_hurts_elsewhere_takes_nothing_from_an_unsure_back(self) -> None:
        verdict = say(pain_0_10=2, pain_site="other", discomfort_0_10=4, unsure_if_pain=True)
        assert (verdict.outcome, verdict.urgency, folds(verdict)) == ("ask", "U3", "none")
        assert {"PC02", "PAIN_OTHER"} <= spoke(verdict)
