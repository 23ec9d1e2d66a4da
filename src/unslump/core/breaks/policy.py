"""The numbers a person may change, and those they may not.

Every default is our choice within what docs/evidence.md C.11 and S6 hold: a gentle nudge at half an hour,
a break by fifty minutes, never later than an hour.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

from .hours import ALWAYS, Hours

PAUSE_S = 3.0
"""So long without input is a natural pause of somebody's work, seconds. Chosen, not yet validated."""

LATE_PRELUDE_S = 20.0
"""How long an offer that was held waits for a pause once it may come: it is there within 30 s of the end."""

ANSWER_WITHIN_S = 120.0
"""An offer nobody answers withdraws itself after this long."""

UNANSWERED_IN_A_ROW = 3
RARE_S = 900.0
"""After three unanswered offers in a row they come this far apart, no more often."""

AFTER_REST_S = 600.0
"""No offer so soon after a real rest."""

SETTLE_S = 30.0
"""No offer so soon after unlocking or waking."""

LED_BREAK_S = 60.0
"""A break that was begun, took this long and was said to be done counts as a whole one. Chosen: six slow
breaths (D40), the shortest led movement, take a minute."""

LAPSE_S = 900.0
"""A break that was begun and of which nothing more is heard for so long is taken as not finished."""

GAP_S = 10.0
"""Two ticks this far apart on the boot clock: the computer slept, or the program was not running."""

PAUSE_DEFAULT_S = 2700.0
"""How long "pause" without a time lasts."""


YIELDS_S = 60.0
"""So much longer than usual rule 3 may hold back an offer above the ceiling, when absences come too often."""

NEW_WAIT_S = 60.0
"""After a hold this long an offer waits for a pause anew; after a shorter one it goes on waiting, or somebody
whose microphone opens for a word now and then would never be offered anything. Chosen."""

TAKEN_BACK_TWICE = 2
"""An offer that showed and was taken back so often by such short holds comes back as one that nobody
answered, not each time the microphone closes."""

LATE_NUDGE_S = 60.0
"""A nudge that could not come by so long after its time is left out where an offer is near."""

DAY_S = 24 * 3600.0
LONGEST_PAUSE_S = 7 * DAY_S
"""No pause may be longer: one that was meant for a holiday is forgotten by its end."""


@dataclass(frozen=True, slots=True)
class Policy:
    """One person's numbers, all in seconds of sitting or of the boot clock.

    Attributes
    ----------
    nudge_after_s : float
        Sitting after which a change of posture is suggested, once.
    break_after_s : float
        Sitting from which an offer waits for a natural pause. Where it lies above the ceiling, the ceiling
        holds.
    ceiling_s : float
        Sitting that is never passed without an offer (docs/evidence.md S6: at least once an hour).
    full_rest_s : float
        A rest this long sets the count back to nothing; a shorter one pays back in proportion.
    away_after_s, locked_after_s : float
        Silence that counts as absence, with the screen open and with it locked (or the computer asleep).
    postpone_s : float
        How much sitting a postponed offer waits.
    prelude_max_s : float
        How long an offer waits for a natural pause.
    hours : Hours
        Working hours; outside them nothing is offered.
    offers : bool
        False: the person wants no nudges and no offers at all; sitting is counted all the same.
    """

    nudge_after_s: float = 1800.0
    break_after_s: float = 2700.0
    ceiling_s: float = 3600.0
    full_rest_s: float = 300.0
    away_after_s: float = 120.0
    locked_after_s: float = 30.0
    postpone_s: float = 300.0
    prelude_max_s: float = 60.0
    hours: Hours = ALWAYS
    offers: bool = True

    def __post_init__(self) -> None:
        for field in fields(self):
            value, least = getattr(self, field.name), 0 if field.name == "prelude_max_s" else 1
            if field.name.endswith("_s") and not value >= least:
                raise ValueError(f"{field.name} must be at least {least} s; found {value}.")

    @property
    def due_s(self) -> float:
        """Sitting from which an offer is due."""
        return min(self.break_after_s, self.ceiling_s)

    @property
    def after_rest_s(self) -> float:
        """No offer so soon after a real rest; an unusually low ceiling shortens it."""
        return min(AFTER_REST_S, self.ceiling_s)

    def paid_back_s(self, rest_s: float) -> float:
        """Return the sitting that a rest pays back: in proportion, so that a full rest pays a whole break.

        ``rest * break_after / full_rest``: with the defaults a minute of rest pays nine minutes of sitting.
        """
        return rest_s * self.due_s / self.full_rest_s
