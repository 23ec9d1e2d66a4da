"""What the pages of a break need: which movements it begins with, and the day so far as a band."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from threading import Lock
from typing import Literal

from ..core.breaks.ribbon import Mark, Ribbon, Stretch, build_ribbon
from ..core.catalogue.model import Catalogue
from ..core.catalogue.picker import LEAST_CHOICES, STAND_INS, Picks, Wish, pick
from ..core.errors import UnslumpError
from ..core.history.records import AfterRecord, History, SessionRecord
from ..core.screening.verdict import Verdict
from ..core.session.timeline import DEFAULT_LEVEL, build_timeline
from ..core.vocab import Area
from ..core.words import Said
from ..ports import Clock
from .break_service import BreakService
from .plan_service import FOLDS
from .settings import Value, parse_areas

__all__ = [
    "ASKED_ABOUT", "STAND_INS", "LastWord", "Mark", "Picks", "Ribbon", "Stretch", "day_of", "follow",
    "picks_for", "toggled",
]  # fmt: skip

LAST_BREAKS = 3
"""A movement of the last three breaks makes room for others (docs/evidence.md D, "Picker")."""

ASKED_ABOUT = (
    Area.LOWER_BACK, Area.UPPER_BACK, Area.NECK, Area.SHOULDERS, Area.HIPS, Area.HAMSTRINGS, Area.LEGS,
    Area.WRISTS, Area.HANDS, Area.EYES, Area.WHOLE_BODY,
)  # fmt: skip
"""Where a day can be felt: each has movements of its own; ribs come along with the lower back."""

SAID_FOR_S = 120.0
"""How long Today repeats what a word cost. Chosen."""


# -- what to begin with -------------------------------------------------------------------------------------


def picks_for(
    history: History,
    verdict: Verdict | None,
    settings: Mapping[str, Value],
    catalogue: Catalogue,
    *,
    count: int = LEAST_CHOICES,
) -> Picks:
    """Choose the movements a break begins with, from what was answered, done and felt.

    Before anything was answered only what no rule could close is shown.
    """
    open_to_all = (exercise.id for exercise in catalogue.exercises if not exercise.tags)
    liked = str(settings["variant"])
    folds = (FOLDS[liked], *(i for variant, i in FOLDS.items() if variant != liked))
    wish = Wish(
        areas=parse_areas(settings["areas"]),
        allowed=frozenset(verdict.allowed if verdict else open_to_all),
        folds=folds if verdict else (),
        lately=lately(history),
        rose=rose_after(history),
        lasts_s={e.id: build_timeline(e, DEFAULT_LEVEL).end_s for e in catalogue.exercises},
        time_s=float(settings["full_rest_s"]),
    )
    return pick(catalogue, wish, count=count)


def lately(history: History) -> tuple[str, ...]:
    """Movements of the last three breaks in which something was begun."""
    begun = [session.exercise for session in history.sessions if session.reached is not None]
    return tuple(begun[-LAST_BREAKS:])


def rose_after(history: History) -> frozenset[str]:
    """Movements after which it was worse than before, the last time that both were said."""
    newest: dict[str, bool] = {}
    for session in history.sessions:
        rose = _rose(session, history.after(session.id))
        if rose is not None:
            newest[session.exercise] = rose
    return frozenset(exercise for exercise, rose in newest.items() if rose)


def _rose(session: SessionRecord, after: AfterRecord | None) -> bool | None:
    if after is None:
        return None
    pairs = (
        (session.discomfort_before, after.discomfort_0_10),
        (session.pain_before, after.pain_0_10),
    )
    said = [later > before for before, later in pairs if before is not None and later is not None]
    return True if after.hurt else any(said) if said else None


def toggled(areas: tuple[Area, ...], area: Area) -> tuple[Area, ...]:
    """Add an area at the end of the person's order, or take it out."""
    return tuple(a for a in areas if a is not area) if area in areas else (*areas, area)


# -- the day so far -----------------------------------------------------------------------------------------


def day_of(breaks: BreakService, clock: Clock) -> Ribbon:
    """Lay out what happened since local midnight."""
    now = clock.now()
    midnight = now.wall.replace(hour=0, minute=0, second=0, microsecond=0)
    return build_ribbon(breaks.today(), breaks.outlook(), now, began=midnight)


# -- sessions are breaks ------------------------------------------------------------------------------------


def follow(breaks: BreakService) -> tuple[Callable[[], None], Callable[[], None]]:
    """Return what tells the break machine that a session began, and that it is over.

    A break that was begun already, or one that ended meanwhile, is no matter of the session's: whatever the
    machine refuses is let go.
    """

    def tell(what: Literal["start", "done"]) -> None:
        try:
            breaks.say(what)
        except UnslumpError:
            return

    return lambda: tell("start"), lambda: tell("done")


@dataclass
class LastWord:
    """What the person's last word cost, for the page that comes next. Safe from any thread."""

    clock: Clock
    _said: tuple[Said, float] | None = None
    _lock: Lock = field(default_factory=Lock)

    def put(self, said: Said) -> None:
        with self._lock:
            self._said = said, self.clock.now().boot_s

    def get(self) -> Said | None:
        """Return it while it is fresh."""
        with self._lock:
            if self._said is None or self.clock.now().boot_s - self._said[1] > SAID_FOR_S:
                return None
            return self._said[0]
