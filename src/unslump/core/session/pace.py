"""How fast one person's session goes."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds of a breath and what else stretches a session.

    Attributes
    ----------
    inhale_s, exhale_s : float
        3-5 in, 4-8 out (docs/evidence.md C.8). A step of 4 s in or 6 s out takes these; one of other seconds
        is stretched in proportion. Each clamps to its own span.
    natural : bool
        No pacing at all (PC35): breathing phases run at their longest and say "as you breathe anyway".
    hang_s : float
        P6, 0-20.
    uncurl_breaths : int
        Repeats of P9; 0 takes the level's own number, 1-3 asks for at least that many.
    """

    inhale_s: float = 4.0
    exhale_s: float = 6.0
    natural: bool = False
    hang_s: float = 10.0
    uncurl_breaths: int = 0


USUAL_INHALE_S = 4.0
USUAL_EXHALE_S = 6.0
"""The pace the seconds of the catalogue are written for (docs/evidence.md C.8)."""
