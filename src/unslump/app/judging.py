"""Judge answers as they are: no store, no clock but the day that is given, nothing kept."""

from __future__ import annotations

from datetime import date
from typing import Any

from ..core.catalogue.model import Catalogue
from ..core.screening.answers import parse_answers
from ..core.screening.questions import Questions, questions_to_json
from ..core.screening.rules import Rules
from ..core.screening.screen import screen, verdict_to_json
from ..core.screening.verdict import Verdict
from ..core.words import Words


def judge(raw: object, *, rules: Rules, catalogue: Catalogue, today: date) -> Verdict:
    """Judge an answers object, with the clearances that stand in it and nothing else.

    Parameters
    ----------
    raw : object
        As ``json.loads`` gives it (docs/commands.md, "Answers").
    today : date
        The day that counts where the answers carry none.

    Raises
    ------
    BadInput
        The answers are not of the promised form; all problems are named.
    """
    return screen(parse_answers(raw, today=today), rules, catalogue)


def verdict_document(verdict: Verdict, words: Words) -> dict[str, Any]:
    """Give a verdict in the shape that is promised to scripts."""
    return verdict_to_json(verdict, words)


def questions_document(questions: Questions, words: Words) -> dict[str, Any]:
    """Give the questions in the shape that is promised to scripts."""
    return questions_to_json(questions, words)
