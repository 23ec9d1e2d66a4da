"""The ways to reach a person, from the quietest that is sure to the last that is left.

::

    offer   native --not delivered--> open page --not delivered--> [full-screen window] --nothing--> bell
            ... and the full-screen window in any case, where the person chose it
    nudge   native --not delivered--> open page
    hint    native --not delivered--> open page        (neither may cover anything or make a sound)

* ``unknown`` does not end the way down: it may have been seen, nobody can tell.
* While something is shown full screen, or do-not-disturb is on, a nudge or a hint goes to the page alone. (An
  offer is not made then: the break machine holds it.)
* Of several answers to a notice the first counts, and takes the notice back everywhere. After "start" the
  full-screen window stays: it is where the break goes on, until ``close``.

May be used from any thread. Nothing here raises, as no notifier does.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Mapping, Sequence

from ..core.breaks.events import Hold
from ..core.words import Said
from ..ports import Answered, Delivery, Notice, Notifier

Rung = tuple[str, Delivery]
"""Name of a notifier, and what became of the notice there."""

COVERED: frozenset[Hold] = frozenset({"dnd", "fullscreen"})
"""While one of these holds, nothing that is not an offer comes up on the screen by itself."""


class Ladder:
    """All notifiers of a resident, in order.

    Parameters
    ----------
    native : Notifier or None
        The desktop's own notifications; None where this system has none that is known.
    page : Notifier
        ``page_rung.PageRung``.
    window : Notifier or None
        The full-screen window.
    bell : Notifier
    wants_window : callable
        Whether the person chose the window, asked anew for each offer.
    """

    def __init__(
        self,
        *,
        native: Notifier | None,
        page: Notifier,
        window: Notifier | None,
        bell: Notifier,
        wants_window: Callable[[], bool],
    ) -> None:
        self._native, self._page, self._window, self._bell = native, page, window, bell
        self._wants_window = wants_window
        self._rungs = tuple(rung for rung in (native, page, window, bell) if rung is not None)
        self._lock = threading.RLock()
        self._stands: set[str] = set()
        self._taken: list[Answered] = []

    def show(self, notice: Notice, *, holds: Collection[Hold] = ()) -> tuple[Rung, ...]:
        """Show it; return each rung that was tried, in order, with what became of it."""
        with self._lock:
            self._collect()  # an answer to an earlier notice of this id must not count for the new one
            self._stands.discard(notice.id)
            if notice.buttons:
                self._stands.add(notice.id)
            tried = self._down(self._order(notice, holds), notice)
            if notice.kind == "offer":
                tried += self._cover(notice)
                if not _delivered(tried):
                    tried += self._down((self._bell,), notice)
            return tuple(tried)

    def close(self, notice_id: str, *, begun: bool = False) -> None:
        """Take a notice back everywhere, and forget answers to it.

        ``begun``: the break was begun, on the page or in a terminal, so that the full-screen window, where
        there is one, stays for it.
        """
        with self._lock:
            self._collect()
            self._stands.discard(notice_id)
            self._taken = [answer for answer in self._taken if answer.notice_id != notice_id]
            self._take_back(notice_id, keep_window=begun)

    def answers(self) -> Sequence[Answered]:
        """Take the answers that came since the last call, one for a notice."""
        with self._lock:
            self._collect()
            taken, self._taken = self._taken, []
            return taken

    def trouble(self) -> Mapping[str, Said]:
        """Why each rung that is used and cannot work here cannot, by its name, for ``doctor``."""
        with self._lock:
            used = [rung for rung in self._rungs if rung is not self._window or self._wants_window()]
            return {rung.name: why for rung in used if (why := rung.trouble())}

    def end(self) -> None:
        """Take everything back and let go of all of them."""
        with self._lock:
            self._stands.clear()
            for rung in self._rungs:
                rung.end()

    def _order(self, notice: Notice, holds: Collection[Hold]) -> Sequence[Notifier]:
        quiet = notice.kind != "offer" and not COVERED.isdisjoint(holds)
        return (self._page,) if quiet or self._native is None else (self._native, self._page)

    def _down(self, rungs: Sequence[Notifier], notice: Notice) -> list[Rung]:
        tried: list[Rung] = []
        for rung in rungs:
            tried.append((rung.name, rung.show(notice)))
            if _delivered(tried):
                break
        return tried

    def _cover(self, notice: Notice) -> list[Rung]:
        if self._window is None or not self._wants_window():
            return []
        return self._down((self._window,), notice)

    def _collect(self) -> None:
        """Take the first answer to each notice that stands, and take that notice back everywhere."""
        for rung in self._rungs:
            for answer in rung.answers():
                if answer.notice_id in self._stands:
                    self._stands.discard(answer.notice_id)
                    self._taken.append(answer)
                    self._take_back(answer.notice_id, keep_window=answer.button == "start")

    def _take_back(self, notice_id: str, *, keep_window: bool) -> None:
        for rung in self._rungs:
            if not (keep_window and rung is self._window):
                rung.close(notice_id)


def _delivered(tried: Sequence[Rung]) -> bool:
    return any(delivery == "delivered" for _, delivery in tried)
