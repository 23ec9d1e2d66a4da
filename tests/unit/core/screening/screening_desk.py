"""What the screening tests share: the shipped rules and exercises, and one way to ask for a verdict."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from unslump.adapters.content import load_catalogue, load_toml, load_words
from unslump.core.screening.answers import parse_answers
from unslump.core.screening.questions import parse_questions
from unslump.core.screening.rules import parse_rules
from unslump.core.screening.screen import screen
from unslump.core.screening.verdict import Lock, Verdict

WORDS = load_words("en")
CATALOGUE = load_catalogue(WORDS)
RULES = parse_rules(load_toml("screening/rules.toml"))
QUESTIONS = parse_questions(load_toml("screening/questions.toml"))
TODAY = date(2026, 3, 2)
EVERYTHING = CATALOGUE.ids
FLEXION = {"FLEX_STAND", "FLEX_SIT", "FLEX_SUPP"}

STRICTNESS = ("go", "modify", "ask", "stop")
URGENCY = (None, "U3", "U2", "U1", "U0")


def judge(raw: Mapping[str, Any], *, locks: Iterable[Lock] = ()) -> Verdict:
    """Judge an answers object as it stands."""
    return screen(parse_answers(raw, today=TODAY), RULES, CATALOGUE, history_locks=locks)


def say(*yes: str, **more: Any) -> Verdict:
    """Judge a person who was asked everything, and said yes to this."""
    return judge({"complete": True, "yes": list(yes), **more})


def folds(verdict: Verdict) -> str:
    """Which of the two folds is open: ``both``, ``D01``, ``D02`` or ``none``."""
    open_ones = [fold for fold in ("D01", "D02") if fold in verdict.allowed]
    return {0: "none", 1: (open_ones or ["none"])[0], 2: "both"}[len(open_ones)]


def locked(verdict: Verdict) -> set[str]:
    return {tag.value for tag in verdict.locked_tags}


def spoke(verdict: Verdict) -> set[str]:
    return {reason.rule for reason in verdict.reasons}


def advice(*codes: str, scope: Iterable[str] = ("D01", "D02"), **more: Any) -> dict[str, Any]:
    """A declaration of yesterday."""
    usual = {"role": "physical_therapist", "date_of_advice": "2026-03-01", "condition_codes": list(codes)}
    return {**usual, "scope": list(scope), **more}


def looser(now: Verdict, before: Verdict) -> list[str]:
    """In which respects ``now`` is looser than ``before``; empty when in none."""
    respects = {
        "outcome": STRICTNESS.index(now.outcome) < STRICTNESS.index(before.outcome),
        "urgency": URGENCY.index(now.urgency) < URGENCY.index(before.urgency),
        "allowed": bool(set(now.allowed) - set(before.allowed)),
        "max_level": now.max_level > before.max_level,
        "locked_tags": bool(before.locked_tags - now.locked_tags),
    }
    return [name for name, is_looser in respects.items() if is_looser]
