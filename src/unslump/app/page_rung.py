"""The open pages as one way to reach the person: they listen, and are woken when something is to be shown.

::

    resident:  show(notice) ---> each listening page is woken ---> it takes what is new for it, and shows it
               answers()    <--- answer(id, button)           <--- a button of the page

A page that begins to listen is given the offers that stand, and shows none but those; a nudge or a hint is
for those who listened when it came. May be used from any thread: who shows need not be who serves the pages.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence

from ..core.words import Said
from ..ports import Answered, Button, Delivery, Notice

Wake = Callable[[], None]
"""Called from whichever thread has news; must return at once (``loop.call_soon_threadsafe`` does)."""

MOST_WAITING = 16
"""So many notices wait for a page that does not take them; the oldest go first. Chosen: more than an hour
of a usual day brings."""


class Listening:
    """One page that listens, from ``PageRung.listen`` to ``close``."""

    def __init__(self, rung: PageRung, wake: Wake, standing: Mapping[str, Notice]) -> None:
        self._rung = rung
        self.wake = wake
        self.waiting: dict[str, Notice | None] = dict(standing)

    def take(self) -> Mapping[str, Notice | None]:
        """Take what is new since the last call, by notice id, oldest first; None: take that notice back."""
        return self._rung.take_for(self)

    def close(self) -> None:
        """Listen no longer. May be called twice."""
        self._rung.forget(self)

    def __enter__(self) -> Listening:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class PageRung:
    """``ports.Notifier`` made of all pages that listen: ``delivered`` when one does, else ``failed``."""

    name = "page"

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._pages: list[Listening] = []
        self._offers: dict[str, Notice] = {}
        self._answers: list[Answered] = []

    # -- for the pages

    def listen(self, wake: Wake) -> Listening:
        """Begin to listen; the offers that stand can be taken at once."""
        with self._lock:
            page = Listening(self, wake, self._offers)
            self._pages.append(page)
        return page

    def listeners(self) -> int:
        """How many pages listen now."""
        with self._lock:
            return len(self._pages)

    def answer(self, notice_id: str, button: Button) -> bool:
        """Note that a button was used; False when that notice does not show now, or has no such button."""
        with self._lock:
            notice = self._offers.get(notice_id)
            if notice is None or button not in notice.buttons:
                return False
            del self._offers[notice_id]
            self._answers.append(Answered(notice_id, button))
        self.close(notice_id)
        return True

    def take_for(self, page: Listening) -> Mapping[str, Notice | None]:
        with self._lock:
            taken, page.waiting = page.waiting, {}
        return taken

    def forget(self, page: Listening) -> None:
        with self._lock:
            if page in self._pages:
                self._pages.remove(page)

    # -- for the one who shows

    def show(self, notice: Notice) -> Delivery:
        """Put it before every page; kept for pages to come only while it is an offer."""
        with self._lock:
            self._offers.pop(notice.id, None)
            if notice.kind == "offer":
                self._offers[notice.id] = notice
            self._put(notice.id, notice)
            pages = list(self._pages)
        return "delivered" if self._wake(pages) else "failed"

    def close(self, notice_id: str) -> None:
        with self._lock:
            self._offers.pop(notice_id, None)
            self._put(notice_id, None)
            pages = list(self._pages)
        self._wake(pages)

    def answers(self) -> Sequence[Answered]:
        with self._lock:
            taken, self._answers = self._answers, []
        return taken

    def trouble(self) -> Said | None:
        return None if self.listeners() else Said("notices.trouble.no_page")

    def end(self) -> None:
        """Take everything back; the pages go on listening, as they may outlive what is shown."""
        with self._lock:
            standing = list(self._offers)
        for notice_id in standing:
            self.close(notice_id)

    def _put(self, notice_id: str, notice: Notice | None) -> None:
        """Lay it ready for every page. The lock is held."""
        for page in self._pages:
            page.waiting.pop(notice_id, None)
            page.waiting[notice_id] = notice
            while len(page.waiting) > MOST_WAITING:
                del page.waiting[next(iter(page.waiting))]

    def _wake(self, pages: Sequence[Listening]) -> int:
        """Wake them, without the lock: one may take at once. Return how many still could be woken."""
        woken = 0
        for page in pages:
            try:
                page.wake()
                woken += 1
            except Exception:  # its loop has ended: nobody looks at that page any longer
                page.close()
        return woken
