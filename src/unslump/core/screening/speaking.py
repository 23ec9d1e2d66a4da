"""Which rules speak, given today's answers. What a rule then does is data (``rules.toml``).

A rule may have forms: the milder form of a red flag, the second hour after rising. Numbers speak for their
question too (age for PC28 and PC29, minutes awake for PC30, minutes sitting for PC31, pain for PC02). A yes
to PC11, PC14 or PC30 whose number is not known takes the careful form.
"""

from __future__ import annotations

from collections.abc import Iterator

from .answers import ADULT_AGE, LEG_SITES, Answers
from .questions import RULE_QUESTIONS

OLDER_AGE = 65
"""docs/evidence.md B.3 PC29."""
FIRST_HOUR_MIN = 60
SECOND_HOUR_MIN = 120
"""B.3 PC30: fold locked 0-60 minutes after rising, cap L1 until 120."""
LONG_SITTING_MIN = 30
HOUR_OF_SITTING_MIN = 60
"""B.3 PC31."""
HIP_SURGERY_WEEKS = 12
"""B.3 PC11."""
THIRD_TRIMESTER = 3
"""B.3 PC14."""
PAIN_SEATED, PAIN_LOCKED, PAIN_CLOSED = 3, 4, 7
"""B.5, before a session: 3 seated and low, 4-6 no fold, 7 and more closed today."""

BACK_HISTORY = (
    *(f"PC{n:02}" for n in range(1, 10)), "PC25", "RF13", "RF17", "RF18", "RF19",
)  # fmt: skip
"""Answers that make a back one with a history: then PC30 cannot be overridden."""

_FORMED = ("PC02", "PC11", "PC14", "PC30", "PC31")


def speaking(answers: Answers) -> tuple[str, ...]:
    """Return the keys of all rules that speak, in the order of docs/evidence.md.

    ``PAIN_3`` is among them whenever pain is 3; ``screen`` drops it where the fold is locked anyway.
    """
    plain = (
        f"{rule_id}_milder" if rule_id in answers.milder else rule_id
        for rule_id in RULE_QUESTIONS
        if rule_id in _yes(answers) and rule_id not in _FORMED
    )
    return (*plain, *_formed(answers), *_pain(answers), *(("UNASKED",) if answers.unasked else ()))


def _yes(answers: Answers) -> frozenset[str]:
    """Every rule that was answered yes, in words or by a number."""
    young = answers.age is not None and answers.age < ADULT_AGE
    older = answers.age is not None and answers.age >= OLDER_AGE and not answers.bones_checked
    return answers.yes | ({"PC28"} if young else set()) | ({"PC29"} if older else set())


def _formed(answers: Answers) -> Iterator[str]:
    if "PC11" in answers.yes:
        weeks = answers.weeks_since_hip_surgery
        yield "PC11_later" if weeks is not None and weeks >= HIP_SURGERY_WEEKS else "PC11"
    if "PC14" in answers.yes:
        yield {1: "PC14", 2: "PC14_second"}.get(answers.trimester or THIRD_TRIMESTER, "PC14_third")
    yield from _rising(answers)
    yield from _sitting(answers)


def _rising(answers: Answers) -> Iterator[str]:
    minutes = answers.minutes_awake
    first_hour = "PC30" in answers.yes or (minutes is not None and minutes < FIRST_HOUR_MIN)
    if first_hour:
        chosen = "PC30" in answers.override and not has_back_history(answers)
        yield "PC30_override" if chosen else "PC30"
    elif minutes is not None and minutes < SECOND_HOUR_MIN:
        yield "PC30_second"


def _sitting(answers: Answers) -> Iterator[str]:
    minutes = answers.minutes_sitting
    if minutes is not None and minutes >= HOUR_OF_SITTING_MIN:
        yield "PC31_hour"
    elif "PC31" in answers.yes or (minutes is not None and minutes >= LONG_SITTING_MIN):
        yield "PC31"


def has_back_history(answers: Answers) -> bool:
    """Say whether this back has, or may have, a history (docs/evidence.md B.3 PC30).

    A question that nobody answered counts as one that may be yes.
    """
    told = any(rule_id in answers.yes or not answers.was_asked(rule_id) for rule_id in BACK_HISTORY)
    return told or answers.back_pain > 0


def _pain(answers: Answers) -> Iterator[str]:
    """Speak for pain (B.5). A leg site outranks the number; elsewhere than back and leg it only warns.

    From 7 on the place no longer matters: everything is closed today.
    """
    back, leg = answers.back_pain, answers.pain_site in LEG_SITES
    if "PC02" in answers.yes or (back >= 1 and not leg):
        yield "PC02"
    if leg:
        yield "PAIN_LEG"
    if answers.pain_elsewhere:
        yield "PAIN_OTHER"
    if answers.pain >= PAIN_CLOSED:
        yield "PAIN_7"
    elif back >= PAIN_LOCKED:
        yield "PAIN_4"
    elif back == PAIN_SEATED:
        yield "PAIN_3"
