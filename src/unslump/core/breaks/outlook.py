"""What the machine is at, as plain values that every face shows in its own way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ..words import Said
from .events import Hold

Phase = Literal["counting", "prelude", "offered", "held", "break"]
PHASES: tuple[Phase, ...] = ("counting", "prelude", "offered", "held", "break")
"""``counting``: nothing is due; ``prelude``: an offer waits for a natural pause; ``held``: it waits for the
end of a call, of do-not-disturb or of something full screen; ``offered``: it shows; ``break``: begun."""

Quiet = Literal["paused", "hours"]
"""Nothing is offered: the person asked for it, or these are not their hours."""


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
    why : Said
        One sentence: why it is as it is. Below ``breaks.now``.
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
    why: Said
