"""The settings of the breaks, as the break machine takes them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from ..core.breaks.events import HOLDS, Hold
from ..core.breaks.hours import DAYS, Hours, parse_hours
from ..core.breaks.policy import Policy
from ..core.errors import BadInput
from .settings import Value

EVERY_S = 10.0
"""The settings are looked at again this often, on the boot clock."""

SECONDS = (
    "nudge_after_s",
    "break_after_s",
    "ceiling_s",
    "full_rest_s",
    "away_after_s",
    "locked_after_s",
    "postpone_s",
    "prelude_max_s",
)
"""Settings that are called in the policy as they are here."""


def policy_from(values: Mapping[str, Value]) -> Policy:
    """Return one person's numbers from the value of every setting (``settings.resolve``)."""
    seconds = {name: float(values[name]) for name in SECONDS}
    return Policy(**seconds, hours=hours_from(values), offers=bool(values["breaks"]))


def hours_from(values: Mapping[str, Value]) -> Hours:
    """Return the working hours of the week, Monday first."""
    return Hours(tuple(parse_hours(str(values[f"hours_{day}"])) for day in DAYS))


def watched_holds(values: Mapping[str, Value]) -> frozenset[Hold]:
    """Return what may hold an offer back; the person may have turned each off."""
    return frozenset(hold for hold in HOLDS if values[f"hold_{hold}"])


@dataclass(frozen=True, slots=True)
class BreakWishes:
    """The settings as the breaks need them.

    Attributes
    ----------
    watched : frozenset of Hold
        What may hold an offer back.
    show : str
        How an offer shows (setting ``break_show``).
    tray : bool
        Whether there shall be an icon.
    """

    policy: Policy = field(default_factory=Policy)
    watched: frozenset[Hold] = frozenset(HOLDS)
    show: str = "notification"
    tray: bool = False


def wishes_from(values: Mapping[str, Value]) -> BreakWishes:
    """Return one person's wishes from the value of every setting."""
    return BreakWishes(
        policy_from(values), watched_holds(values), str(values["break_show"]), bool(values["tray"])
    )


class Wishing:
    """The wishes in force, read again from time to time. Used by one thread, looked at from any.

    Parameters
    ----------
    read : callable
        Raises ``BadInput`` where the settings cannot be read just now; then the old ones go on.
    note : callable
        Takes note of that, once and not with each look.
    """

    def __init__(
        self, read: Callable[[], BreakWishes], now_s: float, note: Callable[[BadInput], None]
    ) -> None:
        self._read, self._note = read, note
        self._trouble: str | None = None
        self.now = BreakWishes()
        self._look(now_s)

    def refresh(self, now_s: float) -> None:
        """Look again, if it is time."""
        if not 0 <= now_s - self._looked_at_s < EVERY_S:
            self._look(now_s)

    def _look(self, now_s: float) -> None:
        self._looked_at_s = now_s
        try:
            self.now, self._trouble = self._read(), None
        except BadInput as error:
            if str(error) != self._trouble:
                self._note(error)
            self._trouble = str(error)
