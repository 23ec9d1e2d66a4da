"""What came of the answers, in plain lines: what it means, why, what changes, what is open."""

from __future__ import annotations

from collections.abc import Iterator

from ....app.plan_service import FOLDS
from ....core.catalogue.model import Catalogue
from ....core.screening.verdict import Verdict, headline
from ....core.vocab import MAX_LEVEL
from ....core.words import Words
from .lines import finished

URGENT = ("U0", "U1")

SHOWN_OPEN = ("D38", "D40", "D35", "D12")
"""What is named first when the fold is closed, in this order (docs/evidence.md D, the picker)."""

MOST_SHOWN = 6


def verdict_lines(verdict: Verdict, words: Words, catalogue: Catalogue) -> Iterator[str]:
    """Yield the sentences. No condition is named, and nobody is told that a movement suits them."""
    screen = headline(verdict)
    yield finished(words(f"screening.verdict.{screen}.title"))
    yield words(f"screening.verdict.{screen}.now")
    yield from dict.fromkeys(words(reason.words) for reason in verdict.reasons)
    yield from _changes(verdict, words)
    if screen not in URGENT:
        yield from _open(verdict, words, catalogue)
    else:
        yield words(f"screening.verdict.{screen}.open")
    yield words("screening.line.describes")


def _changes(verdict: Verdict, words: Words) -> Iterator[str]:
    """What is done differently, the ceiling of the levels included; nothing where the fold is closed."""
    if not set(FOLDS.values()) & set(verdict.allowed):
        return
    if verdict.max_level < MAX_LEVEL:
        depth = words(f"pages.level.{verdict.max_level}")
        yield words("terminal.verdict.level", n=verdict.max_level, depth=depth)
    yield from dict.fromkeys(words(note) for note in verdict.adjustments.notes)


def _open(verdict: Verdict, words: Words, catalogue: Catalogue) -> Iterator[str]:
    if not verdict.allowed:
        yield words("terminal.verdict.nothing")
        return
    if verdict.outcome == "go":
        return
    folds = [i for i in FOLDS.values() if i in verdict.allowed]
    first = [i for i in SHOWN_OPEN if i in verdict.allowed]
    rest = [i for i in verdict.allowed if i not in (*folds, *first)]
    shown = [*folds, *first, *rest][:MOST_SHOWN]
    names = "; ".join(words("terminal.verdict.named", id=i, name=words(catalogue[i].name)) for i in shown)
    more = len(verdict.allowed) - len(shown)
    yield words(
        "terminal.verdict.open" if more <= 0 else "terminal.verdict.open_more", names=names, more=more
    )
