"""What the machine is at, as plain values that every face shows in its own way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from ..words import Said
from .events import HOLDS, Hold, Seen
from .phase import Phase, Quiet
from .policy import ANSWER_WITHIN_S, Policy
from .saying import hold_names, length
from .state import State, quiet

IN_A_MOMENT_S = 5.0
JUST_SAT_DOWN_S = 60.0
"""Less sitting than this is not worth a number."""


@dataclass(frozen=True, slots=True)
class Outlook:
    """The state of the day at one moment.

    Attributes
    ----------
    phase : Phase
    resting : bool
        The person is away; ``rest_s`` says how long already.
    sitting_s : float
        Sitting that counts towards the next break: what rests paid back is gone from it.
    bout_s : float
        Unbroken sitting since the last rest that counted.
    rest_s : float
        Length of the rest that is going on; 0 while the person is there.
    next_offer_s : float or None
        Sitting until the next offer is due; 0 when it waits; None while nothing can be said (away, quiet,
        in a break).
    offer_left_s : float or None
        How long the offer that shows will stay; None when none shows.
    holds : tuple of Hold
        What holds an offer back now, whether or not one is due.
    quiet : Quiet or None
    paused_left_s : float or None
    postponed : int
        How often the break that is due now was postponed or went unanswered.
    """

    phase: Phase
    resting: bool
    sitting_s: float
    bout_s: float
    rest_s: float
    next_offer_s: float | None
    offer_left_s: float | None
    holds: tuple[Hold, ...]
    quiet: Quiet | None
    paused_left_s: float | None
    postponed: int

    @property
    def why(self) -> Said:
        """One sentence: why it is as it is, of all that is so the one that matters most now."""
        sat, rested = length(self.sitting_s), length(self.rest_s)
        if self.phase == "break":
            return Said("breaks.now.break")
        if self.resting:
            return Said("breaks.now.resting", rest=rested)
        if self.quiet == "paused":
            return Said("breaks.now.paused", left=length(self.paused_left_s or 0.0), sat=sat)
        if self.quiet:
            return Said(f"breaks.now.{self.quiet}", sat=sat)
        if self.phase == "held" and self.holds:
            return Said("breaks.now.held", holds=hold_names(self.holds), sat=sat)
        if self.phase in ("offered", "prelude"):
            return Said(f"breaks.now.{self.phase}", sat=sat)
        return self._counting(sat)

    def _counting(self, sat: Said) -> Said:
        next_s = self.next_offer_s or 0.0
        if next_s < IN_A_MOMENT_S or self.phase == "held":
            return Said("breaks.now.soon", sat=sat)
        if self.sitting_s < JUST_SAT_DOWN_S:
            return Said("breaks.now.begun", left=length(next_s))
        return Said("breaks.now.counting", sat=sat, left=length(next_s))


def look(state: State, seen: Seen, wall: datetime, policy: Policy) -> Outlook:
    """Say what the machine is at.

    Parameters
    ----------
    seen : Seen
        What the senses said at the last tick.
    wall : datetime
        The local time, for the working hours.
    """
    is_quiet = quiet(state, wall, policy)
    left_s = ANSWER_WITHIN_S - (state.seen_at_s - state.phase_at_s)
    undecided_s = 0.0 if state.absent else state.silence_s
    return Outlook(
        phase=state.phase,
        resting=state.absent,
        sitting_s=state.sitting_s,
        bout_s=state.bout_s + undecided_s,
        rest_s=state.silence_s if state.absent else 0.0,
        next_offer_s=_next_offer_s(state, is_quiet),
        offer_left_s=max(0.0, left_s) if state.phase == "offered" else None,
        holds=tuple(hold for hold in HOLDS if hold in seen.holds),
        quiet=is_quiet,
        paused_left_s=_paused_left_s(state),
        postponed=state.postponed,
    )


def _paused_left_s(state: State) -> float | None:
    return None if state.paused_until_s is None else max(0.0, state.paused_until_s - state.seen_at_s)


def _next_offer_s(state: State, is_quiet: Quiet | None) -> float | None:
    if state.absent or is_quiet or state.phase == "break":
        return None
    return max(0.0, min(state.due_s, state.must_s) - state.sitting_s)
