"""The break machine in its house: it is told the time and what the senses see, and what it does is kept,
shown and logged.

::

    ticking thread:  tick() -> senses -> machine -> store -> notices on their way -> whoever subscribed
    any thread:      say(word) -> machine -> store -> the ticking thread is woken, and does the showing

Notices go out from the ticking thread alone: a message bus belongs to one thread.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from threading import RLock
from typing import Any, Protocol

from ..core.breaks.events import Command, Happened, Hold, Say, Seen, Tick
from ..core.breaks.machine import step
from ..core.breaks.outlook import Outlook, look
from ..core.breaks.saying import MINUTE_S, reason
from ..core.breaks.state import adopt, begin
from ..core.errors import UnslumpError
from ..core.words import Said, Words
from ..ports import Answered, BreakStore, Button, Clock, Logbook, Notice, Sense, SenseKind
from .break_costs import cost_of
from .break_ledger import Ledger
from .break_senses import Looking, SenseReport
from .break_settings import BreakWishes, Wishing
from .notices import OFFER

SPOKEN_FROM = ("breaks.why", "notices.offer", "store.full", "errors.setting")
"""One key of each file of words that the ticking may need."""


class Herald(Protocol):
    """What brings a notice to the person, rung by rung (``app/ladder``). Used by one thread."""

    def show(self, notice: Notice, *, holds: frozenset[Hold] = frozenset()) -> Sequence[tuple[str, str]]: ...
    def close(self, notice_id: str, *, begun: bool = False) -> None: ...
    def answers(self) -> Sequence[Answered]: ...


class Writer(Protocol):
    """What puts a notice into words (``app/notices``)."""

    def __call__(self, happened: Happened, wishes: BreakWishes) -> Notice | None: ...


@dataclass(frozen=True, slots=True)
class Told:
    """What came of a word: what happened, and what it costs, in one sentence."""

    happened: tuple[Happened, ...]
    cost: Said


@dataclass(frozen=True)
class BreakParts:
    """Everything outside that the service works with.

    Attributes
    ----------
    wishes : callable
        Read the settings; raises ``BadInput`` where they cannot be read, and the old ones go on.
    senses : mapping
        By kind; one that is missing cannot tell.
    boot_id : str or None
        Names this run of the computer; None where the system has no name for it.
    rate : float
        How many times faster than the world the clock runs; 1 outside of tests. Idle time is the world's.
    on_start : callable
        Called in the ticking thread when Start was chosen on a notice: the page is to open.
    """

    store: BreakStore
    clock: Clock
    wishes: Callable[[], BreakWishes]
    senses: Mapping[SenseKind, Sense[Any]]
    herald: Herald
    write: Writer
    words: Words
    log: Logbook
    boot_id: str | None = None
    rate: float = 1.0
    on_start: Callable[[], None] = lambda: None


class BreakService:
    """One person's breaks. ``tick`` and the herald belong to one thread; all else is safe from any."""

    def __init__(self, parts: BreakParts) -> None:
        self._parts = parts
        self._lock = RLock()
        self._listeners: list[Callable[[], None]] = []
        self._wake: Callable[[], None] = lambda: None
        now = parts.clock.now()
        self._wishing = Wishing(parts.wishes, now.boot_s, lambda error: self._note("settings", error))
        self._looking = Looking(parts.senses, parts.clock, parts.rate)
        self._ledger = Ledger(parts.store, parts.clock, boot_id=parts.boot_id, note=self._note)
        self._seen = Seen()
        self._reports: tuple[SenseReport, ...] = ()
        self._to_show: list[Happened] = []
        self._offer: Notice | None = None
        self._glance: tuple[object, ...] = ()
        self._state = self._ledger.take_up(self.wishes.policy)
        if self._state.phase == "offered":  # what showed it has gone with the earlier run
            values = {"sitting_s": self._state.sitting_s}
            self._to_show = [Happened("offered", now, "offered_waited", values)]
        for key in SPOKEN_FROM:
            parts.words.has(key)  # read now: later there may be no file handle left to read it with

    def _note(self, kind: str, error: Exception) -> None:
        said = error.said(self._parts.words) if isinstance(error, UnslumpError) else type(error).__name__
        self._parts.log.line(kind, said)

    # -- time goes on, in the ticking thread --------------------------------------------------------------

    def tick(self) -> tuple[Happened, ...]:
        """Let time go on to now: look, step, keep, show, tell."""
        looked = self._looking.look()  # without the lock: it may take a while
        with self._lock:
            now = self._parts.clock.now()
            self._reports = looked.reports
            self._refresh_wishes(now.boot_s)
            self._seen = looked.heeded(now, self.wishes.watched)
            happened = self._step(Tick(now, self._seen))
        self._take_answers()
        self._bring()
        self._tell_if_changed()
        return happened

    def _refresh_wishes(self, now_s: float) -> None:
        before = self.wishes.policy
        self._wishing.refresh(now_s)
        if self.wishes.policy != before:
            self._state = adopt(self._state, self.wishes.policy)

    def _take_answers(self) -> None:
        for answered in self._parts.herald.answers():
            try:
                self.say(answered.button)
            except UnslumpError as error:  # answered too late: what it was about is over
                self._note("answer", error)
                continue
            if answered.button == "start":
                self._parts.on_start()

    def _bring(self) -> None:
        """Show what is new, and take back an offer that is over."""
        with self._lock:
            fresh, self._to_show = self._to_show, []
            over = self._offer is not None and self._state.phase != "offered"
            if over:
                self._offer = None
            holds, begun = self._seen.holds, self._state.phase == "break"
        if over:
            self._parts.herald.close(OFFER, begun=begun)
        for each in fresh:
            notice = self._parts.write(each, self.wishes)
            if notice is not None and (notice.kind != "offer" or self._still_offered(notice)):
                rungs = self._parts.herald.show(notice, holds=holds)
                self._parts.log.line("notice", " ".join([notice.id, *(f"{r}:{d}" for r, d in rungs)]))

    def _still_offered(self, notice: Notice) -> bool:
        with self._lock:
            if self._state.phase != "offered":
                return False
            self._offer = notice
            return True

    # -- what the person says, from any thread ------------------------------------------------------------

    def say(self, what: Command | Button, for_s: float | None = None) -> Told:
        """Hand on a word of the person.

        Raises
        ------
        RefusedEvent
            It does nothing now.
        BadInput
            A pause of no length.
        """
        with self._lock:
            happened = self._step(Say(self._parts.clock.now(), what, for_s))
            cost = cost_of(what, happened, self._state, self.wishes.policy)
        self._wake()
        self._tell()
        return Told(happened, cost)

    # -- one step, kept -----------------------------------------------------------------------------------

    def _step(self, event: Tick | Say) -> tuple[Happened, ...]:
        """Step and keep. What a face is told of has been written, unless the store will not take it."""
        self._state, happened = step(self._state, event, self.wishes.policy)
        if self._ledger.is_due(self._state, happened, event.now):
            if self._ledger.was_erased():
                self._begin_anew()
                return ()
            self._ledger.save(self._state, happened, event.now)
        self._to_show += [each for each in happened if each.kind in ("nudge", "offered")]
        for each in happened:
            said = reason(each)
            self._parts.log.line(each.kind, self._parts.words(said.key, **said.values))
        return happened

    def flush(self) -> None:
        """Keep the state as it is; at the end of a run."""
        with self._lock:
            self._ledger.save(self._state, (), self._parts.clock.now())

    def forget(self) -> None:
        """Begin anew after everything was erased: the count, what is remembered, what waits to be kept."""
        with self._lock:
            self._begin_anew()
        self._wake()
        self._tell()

    def _begin_anew(self) -> None:
        self._ledger.forget()
        self._to_show = []
        self._state = begin(self._parts.clock.now(), self.wishes.policy)

    # -- looking, from any thread -------------------------------------------------------------------------

    def outlook(self) -> Outlook:
        """How things stand now."""
        with self._lock:
            return look(self._state, self._seen, self._parts.clock.now().wall, self.wishes.policy)

    @property
    def wishes(self) -> BreakWishes:
        """The settings in force."""
        return self._wishing.now

    def notice(self) -> Notice | None:
        """The offer that shows now, or None."""
        with self._lock:
            return self._offer

    def senses(self) -> tuple[SenseReport, ...]:
        """What every sense saw at the last tick."""
        with self._lock:
            return self._reports

    def recent(self, n: int) -> tuple[Happened, ...]:
        """The last things that happened, oldest first; those of earlier runs too."""
        with self._lock:
            return self._ledger.recent(n)

    def today(self) -> tuple[Happened, ...]:
        """What happened since local midnight, oldest first."""
        with self._lock:
            return self._ledger.today()

    # -- telling ------------------------------------------------------------------------------------------

    def subscribe(self, callback: Callable[[], None]) -> Callable[[], None]:
        """Call back, from whichever thread has news, whenever ``outlook`` or ``notice`` may have changed.

        The callback must return at once. Returns what ends it.
        """
        with self._lock:
            self._listeners = [*self._listeners, callback]

        def end() -> None:
            with self._lock:
                self._listeners = [each for each in self._listeners if each is not callback]

        return end

    def on_wake(self, wake: Callable[[], None]) -> None:
        """Have the ticking thread woken by ``wake`` when something waits to be shown."""
        self._wake = wake

    def _tell_if_changed(self) -> None:
        """Tell of what a person would see change: not of every second."""
        outlook = self.outlook()
        lengths = (outlook.sitting_s, outlook.rest_s, outlook.paused_left_s or 0.0)
        glance = (
            outlook.phase,
            outlook.resting,
            outlook.holds,
            outlook.quiet,
            *(int(seconds // MINUTE_S) for seconds in lengths),
            self._offer,
        )
        if glance != self._glance:
            self._glance = glance
            self._tell()

    def _tell(self) -> None:
        for callback in self._listeners:
            callback()
