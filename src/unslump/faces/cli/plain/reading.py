"""What is read before anything moves, a card a phase. Here, not while leading, "added" marks what is ours."""

from __future__ import annotations

from ....app.plan_service import Plan
from ....core.catalogue.model import Cue, Phase
from ....core.session.timeline import spoken
from ....core.words import Words
from .lines import finished
from .script import is_led


def read_cards(plan: Plan, words: Words) -> list[list[str]]:
    """Return the cards in their order, each its title and its sentences.

    While it is new, the cues of ours that will be said come as well: there they carry no mark
    (docs/evidence.md A.8, ``script``).
    """
    cards = [_card(phase, plan, words) for phase in plan.exercise.phases]
    return [card for card in cards if len(card) > 1]


def _card(phase: Phase, plan: Plan, words: Words) -> list[str]:
    led = [timed for timed in plan.timeline.phases if is_led(timed)] if plan.week_one else []
    coming = {cue.id for timed in led for cue in spoken(timed)}
    cues = [cue for cue in phase.cues if cue in plan.read_first or (cue.added and cue.id in coming)]
    return [_marked(finished(words(phase.name)), phase, words), *(_said(cue, words) for cue in cues)]


def _said(cue: Cue, words: Words) -> str:
    return _marked(words(cue.words), cue, words)


def _marked(text: str, of: Cue | Phase, words: Words) -> str:
    return f"{text} {words('terminal.read.mark')}" if of.added else text
