"""The settings of the breaks, as the break machine takes them."""

from __future__ import annotations

from collections.abc import Mapping

from ..core.breaks.events import HOLDS, Hold
from ..core.breaks.hours import DAYS, Hours, parse_hours
from ..core.breaks.policy import Policy
from .settings import Value

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
