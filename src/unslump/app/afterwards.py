"""What follows from what was said after a session. Shared by the faces that ask."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from ..core.history.records import History, SessionRecord
from ..core.vocab import REGIONS_UPWARD, Region
from .plan_service import FOLDS

PAIN_ROSE_BY = 2
"""After >= before + 2: a day's rest and one level down (docs/evidence.md B.5)."""

MAY_GO_ALONG = REGIONS_UPWARD[1:]
"""Parts that have one below them to move along with."""

ASKED_WITHIN = timedelta(days=3)
"""After a weekend a morning is still remembered; later it says nothing about the session any more. Chosen."""


def clumps_of(together: Iterable[Region]) -> list[list[str]]:
    """Gather the clumps from the parts that moved together with the part below them.

    A run of marked neighbours, with the part below its lowest, is one clump (docs/evidence.md A S60, S61: a
    clump is a thing between neighbours). The lowest part has none below it and says nothing.
    """
    places = sorted({REGIONS_UPWARD.index(region) for region in together} - {0})
    runs: list[list[int]] = []
    for place in places:
        if runs and place == runs[-1][-1] + 1:
            runs[-1].append(place)
        else:
            runs.append([place])
    return [[REGIONS_UPWARD[place].value for place in (run[0] - 1, *run)] for run in runs]


def advice_after(said: Mapping[str, Any], session: SessionRecord) -> str | None:
    """Words key of what follows from the ratings, or None."""
    if said.get("dizzy"):
        return "session.after.dizzy_advice"
    pain, before = said.get("pain_0_10"), session.pain_before or 0
    if pain is not None and pain >= before + PAIN_ROSE_BY:
        return "session.after.pain_up_advice"
    return None


def due_this_morning(history: History, wall: datetime) -> SessionRecord | None:
    """Return the newest fold of an earlier day that has not had its one question yet."""
    earlier = [
        s for s in history.sessions if s.began_at.date() < wall.date() and s.exercise in FOLDS.values()
    ]
    newest = earlier[-1] if earlier else None
    if newest is None or wall.date() - newest.began_at.date() > ASKED_WITHIN:
        return None
    return newest if history.morning(newest.id) is None else None
