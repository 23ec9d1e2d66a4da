"""What a word to the breaks costs, in one sentence: plainly, and without reproach."""

from __future__ import annotations

from collections.abc import Sequence

from ..core.breaks.events import Command, Happened
from ..core.breaks.policy import PAUSE_DEFAULT_S, Policy
from ..core.breaks.saying import length
from ..core.breaks.state import State
from ..core.words import Said


def cost_of(what: Command, happened: Sequence[Happened], state: State, policy: Policy) -> Said:
    """Return the sentence.

    Parameters
    ----------
    happened : sequence of Happened
        What came of the word.
    state : State
        As it is after it.
    """
    next_s = max(0.0, state.due_s - state.sitting_s)
    if what == "postpone":
        key = "postponed" if state.sitting_s < policy.ceiling_s else "postponed_over"
        ceiling, sat = length(policy.ceiling_s), length(state.sitting_s)
        return Said(f"breaks.cost.{key}", next=length(next_s), ceiling=ceiling, sat=sat)
    if what == "skip":
        return Said("breaks.cost.skipped", next=length(next_s), then=length(state.bout_s + next_s))
    if what == "pause":
        for_s = next((h.values["for_s"] for h in happened if h.kind == "paused"), PAUSE_DEFAULT_S)
        return Said("breaks.cost.paused", **{"for": length(for_s)})
    if what == "done":
        short = any(h.why == "taken_short" for h in happened)
        return Said(f"breaks.cost.{'done_short' if short else 'done'}", left=length(state.sat_s))
    return Said("breaks.cost.started" if what == "start" else "breaks.cost.resumed")
