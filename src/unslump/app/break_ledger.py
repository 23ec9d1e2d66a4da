"""Keep the state of the breaks and what happened, whatever the store says meanwhile.

What cannot be written waits and is tried again; nobody's day stops for a full disk.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from ..core.breaks.events import Happened
from ..core.breaks.policy import Policy
from ..core.breaks.state import State, adopt, begin, from_json, take_up, to_json
from ..core.errors import StoreTrouble, UnslumpError
from ..core.vocab import Moment
from ..ports import BreakStore, Clock

SAVE_EVERY_S = 60.0
"""The state is kept after everything that happens, and this often while somebody sits, so that a program that
was killed takes up a minute too early at most."""

AGAIN_EVERY_S = 5.0
"""After trouble it is tried again this often."""

MOST_UNSAVED = 500
MOST_RECENT = 100
RECENT = timedelta(days=1)
"""So much of what happened is at hand without asking the store."""


class Ledger:
    """The kept side of a break service. Guarded by its owner's lock.

    Parameters
    ----------
    boot_id : str or None
        Names this run of the computer; None where the system has no name for it.
    note : callable
        Takes note of trouble, with the kind of line it is.
    """

    def __init__(
        self,
        store: BreakStore,
        clock: Clock,
        *,
        boot_id: str | None,
        note: Callable[[str, Exception], None],
    ) -> None:
        self._store, self._clock, self._boot_id, self._note = store, clock, boot_id, note
        self._saved_at_s = clock.now().boot_s
        self._unsaved: list[Happened] = []
        self._has_saved = self._in_trouble = False
        self._recent = self._since(clock.now().wall - RECENT)[-MOST_RECENT:]

    def take_up(self, policy: Policy) -> State:
        """Return the state as it was left, or a new one where there is none that can be read."""
        now = self._clock.now()
        try:
            kept = self._store.break_state()
            if kept is None:
                return begin(now, policy)
            before, here = kept.get("boot_id"), self._boot_id
            same_boot = before == here if before and here else None
            return adopt(take_up(from_json(kept["state"]), now, same_boot=same_boot), policy)
        except (UnslumpError, KeyError, TypeError) as error:
            self._note("trouble", error)
            return begin(now, policy)

    def is_due(self, state: State, happened: Sequence[Happened], now: Moment) -> bool:
        """Whether to write now: after everything that happens, and from time to time."""
        every_s = AGAIN_EVERY_S if self._in_trouble else SAVE_EVERY_S
        waits = self._in_trouble or not state.absent
        return bool(happened) or (waits and now.boot_s - self._saved_at_s >= every_s)

    def was_erased(self) -> bool:
        """Whether everything was erased from another face: then nothing of before is written down again."""
        try:
            return self._has_saved and self._store.break_state() is None
        except StoreTrouble:
            return False

    def save(self, state: State, happened: Sequence[Happened], now: Moment) -> None:
        """Write the state and what happened, and what still waits; or let it wait."""
        self._recent = [*self._recent, *happened][-MOST_RECENT:]
        waiting = [*self._unsaved, *happened][-MOST_UNSAVED:]
        self._saved_at_s = now.boot_s
        try:
            self._store.save_breaks({"state": to_json(state), "boot_id": self._boot_id}, waiting)
        except StoreTrouble as error:
            if not self._in_trouble:  # said once, not with each try
                self._note("store", error)
            self._unsaved, self._in_trouble = waiting, True
        else:
            self._unsaved, self._has_saved, self._in_trouble = [], True, False

    def forget(self) -> None:
        """Drop what waits and what is remembered, after everything was erased."""
        self._unsaved, self._recent = [], []
        self._has_saved = False

    def recent(self, n: int) -> tuple[Happened, ...]:
        """The last things that happened, oldest first; those of earlier runs too."""
        return tuple(self._recent[-n:])

    def today(self) -> tuple[Happened, ...]:
        """What happened since local midnight, oldest first."""
        wall = self._clock.now().wall
        return tuple(self._since(wall.replace(hour=0, minute=0, second=0, microsecond=0)))

    def _since(self, when: datetime) -> list[Happened]:
        try:
            return [*self._store.break_events(since=when.isoformat()), *self._unsaved]
        except StoreTrouble:
            return [each for each in self._recent if each.at.wall >= when]
