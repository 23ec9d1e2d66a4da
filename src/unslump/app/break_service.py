"""The break machine in its house: it is told the time and what the senses see, and what it does is kept,
shown and logged.

::

    ticking thread:  tick() -> senses -> machine -> store -> notices on their way -> whoever subscribed
    any thread:      say(word) -> machine -> store -> the ticking thread is woken, and does the showing

Notices go out from the ticking thread alone: a message bus belongs to one thread.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from threading import RLock
from typing import Any, Protocol

from ..core.breaks.events import HOLDS, Command, Happened, Hold, Say, Seen, Tick
from ..core.breaks.machine import step
from ..core.breaks.outlook import Outlook, look
from ..core.breaks.policy import PAUSE_DEFAULT_S, Policy
from ..core.breaks.saying import length, reason
from ..core.breaks.state import State, adopt, begin, from_json, take_up, to_json
from ..core.errors import BadInput, StoreTrouble, UnslumpError
from ..core.vocab import Moment
from ..core.words import Said, Words
from ..ports import Answered, BreakStore, Button, Clock, Logbook, Notice, Sense, Sensed, SenseKind

SAVE_EVERY_S = 60.0
"""The state is kept after everything that happens, and this often while somebody sits, so that a program that
was killed takes up a minute too early at most."""

AGAIN_EVERY_S = 5.0
"""After trouble it is tried again this often."""

SETTINGS_EVERY_S = 10.0
"""The settings are looked at again this often, on the boot clock."""

SPOKEN_FROM = ("breaks.why", "notices.offer", "store.full", "errors.setting")
"""One key of each file of words that the ticking may need."""

BLIND_S = 20.0
"""A sense that cannot tell any more still holds what it held for so long, seconds: a late bus must not
bring an offer into a call. Chosen, below the 30 s within which a hold is released."""

MOST_UNSAVED = 500
"""What happened while the store would not take it is kept back for a later try, up to so many."""


class Herald(Protocol):
    """What brings a notice to the person, rung by rung (``app/ladder``). Used by one thread."""

    def show(self, notice: Notice, *, holds: frozenset[Hold] = frozenset()) -> Sequence[tuple[str, str]]: ...
    def close(self, notice_id: str, *, begun: bool = False) -> None: ...
    def answers(self) -> Sequence[Answered]: ...


class Writer(Protocol):
    """What puts a notice into words (``app/notices``)."""

    def __call__(self, happened: Happened, policy: Policy) -> Notice | None: ...


@dataclass(frozen=True, slots=True)
class Told:
    """What came of a word: what happened, and what it costs, in one sentence."""

    happened: tuple[Happened, ...]
    cost: Said


@dataclass(frozen=True, slots=True)
class SenseReport:
    """One sense: its live back end, and what that sees."""

    kind: SenseKind
    back_end: str
    sensed: Sensed[Any]


@dataclass(frozen=True, slots=True)
class BreakWishes:
    """The settings as the breaks need them."""

    policy: Policy
    watched: frozenset[Hold]


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
    """One person's breaks. ``tick`` and ``herald`` belong to one thread; all else is safe from any."""

    def __init__(self, parts: BreakParts) -> None:
        self._parts = parts
        self._lock = RLock()
        self._listeners: list[Callable[[], None]] = []
        self._settings_trouble = ""
        self._wishes = self._read_wishes() or BreakWishes(Policy(), frozenset())
        self._wishes_at_s = self._saved_at_s = parts.clock.now().boot_s
        self._seen = Seen()
        self._reports: tuple[SenseReport, ...] = ()
        self._unsaved: list[Happened] = []
        self._has_saved = self._in_trouble = False
        self._to_show: list[Happened] = []
        self._offer: Notice | None = None
        self._glance: tuple[object, ...] = ()
        self._wake: Callable[[], None] = lambda: None
        self._recent: list[Happened] = []
        self._last_held: dict[Hold, float] = {}
        self._state = self._take_up()
        for key in SPOKEN_FROM:
            parts.words.has(key)  # read now: later there may be no file handle left to read it with

    # -- beginning ----------------------------------------------------------------------------------------

    def _take_up(self) -> State:
        now = self._parts.clock.now()
        try:
            kept = self._parts.store.break_state()
            state = from_json(kept["state"]) if kept else None
        except (UnslumpError, KeyError, TypeError) as error:
            self._parts.log.line("trouble", self._said_error(error))
            state = None
        if state is None or kept is None:
            return begin(now, self._wishes.policy)
        before, here = kept.get("boot_id"), self._parts.boot_id
        same_boot = before == here if before and here else None
        state = adopt(take_up(state, now, same_boot=same_boot), self._wishes.policy)
        if state.phase == "offered":  # what showed it has gone with the earlier run
            self._to_show = [Happened("offered", now, "offered_waited", {"sitting_s": state.sitting_s})]
        return state

    def _said_error(self, error: Exception) -> str:
        return error.said(self._parts.words) if isinstance(error, UnslumpError) else type(error).__name__

    def _read_wishes(self) -> BreakWishes | None:
        try:
            wishes = self._parts.wishes()
            self._settings_trouble = ""
            return wishes
        except BadInput as error:
            said = self._said_error(error)
            if said != self._settings_trouble:  # said once, not each time it is looked at
                self._parts.log.line("settings", said)
            self._settings_trouble = said
            return None

    # -- time goes on, in the ticking thread --------------------------------------------------------------

    def tick(self) -> tuple[Happened, ...]:
        """Let time go on to now: look, step, keep, show, tell."""
        seen, read_at_s = self._look()
        with self._lock:
            now = self._parts.clock.now()
            self._refresh_wishes(now)
            self._seen = self._heeded(seen, now.boot_s - read_at_s)
            happened = self._step(Tick(now, self._seen))
        self._take_answers()
        self._bring()
        self._tell_if_changed()
        return happened

    def _look(self) -> tuple[Seen, float]:
        """Ask every sense; return what they say, and when idle time was read, on the boot clock.

        Without the lock: one may take its quarter of a second.
        """
        read_at_s, reports = self._parts.clock.now().boot_s, self._read_senses()
        by_kind = {report.kind: report.sensed.value for report in reports}
        idle_s = by_kind.get("idle")
        with self._lock:
            self._reports = reports
        holds = [hold for hold in HOLDS if self._holds(hold, by_kind.get(hold))]
        seen = Seen(
            idle_s=None if idle_s is None else float(idle_s) * self._parts.rate,
            locked=bool(by_kind.get("lock")),
            holds=frozenset(holds),
        )
        return seen, read_at_s

    def _read_senses(self) -> tuple[SenseReport, ...]:
        """Idle time first: what is read after it may take a while, and is not idle time."""
        senses = sorted(self._parts.senses.items(), key=lambda pair: pair[0] != "idle")
        return tuple(SenseReport(kind, sense.name, sense.read()) for kind, sense in senses)

    def _holds(self, hold: Hold, value: bool | None) -> bool:
        """Whether it holds now. A sense that has gone blind for a moment still says what it said last."""
        now_s = self._parts.clock.now().boot_s
        if value is not None:
            self._last_held[hold] = now_s if value else float("-inf")
            return value
        return now_s - self._last_held.get(hold, float("-inf")) < BLIND_S * self._parts.rate

    def _heeded(self, seen: Seen, since_s: float) -> Seen:
        """What counts of it: holds the person lets hold, and idle time brought up to now."""
        idle_s = None if seen.idle_s is None else seen.idle_s + max(0.0, since_s)
        return replace(seen, idle_s=idle_s, holds=seen.holds & self._wishes.watched)

    def _refresh_wishes(self, now: Moment) -> None:
        if 0 <= now.boot_s - self._wishes_at_s < SETTINGS_EVERY_S:
            return
        self._wishes_at_s = now.boot_s
        found = self._read_wishes()
        if found is None or found == self._wishes:
            return
        if found.policy != self._wishes.policy:
            self._state = adopt(self._state, found.policy)
        self._wishes = found

    def _take_answers(self) -> None:
        for answered in self._parts.herald.answers():
            try:
                self.say(answered.button)
            except UnslumpError as error:  # answered too late: what it was about is over
                self._parts.log.line("answer", self._said_error(error))
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
            holds, policy, begun = self._seen.holds, self._wishes.policy, self._state.phase == "break"
        if over:
            self._parts.herald.close("offer", begun=begun)
        for each in fresh:
            notice = self._parts.write(each, policy)
            if notice is not None and not (notice.kind == "offer" and not self._still_offered(notice)):
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
            before = self._state
            happened = self._step(Say(self._parts.clock.now(), what, for_s))
            cost = self._cost(what, happened, before)
        self._wake()
        self._tell()
        return Told(happened, cost)

    def _cost(self, what: Command, happened: Sequence[Happened], before: State) -> Said:
        """Say in one sentence what a word costs: plainly, and without reproach."""
        state, policy = self._state, self._wishes.policy
        next_s = max(0.0, state.due_s - state.sitting_s)
        if what == "postpone":
            key = "postponed" if state.sitting_s < policy.ceiling_s else "postponed_over"
            ceiling, sat = length(policy.ceiling_s), length(state.sitting_s)
            return Said(f"breaks.cost.{key}", next=length(next_s), ceiling=ceiling, sat=sat)
        if what == "skip":
            return Said("breaks.cost.skipped", next=length(next_s), then=length(state.bout_s + next_s))
        if what == "pause":
            for_s = next((h.values["for_s"] for h in happened if h.kind == "paused"), PAUSE_DEFAULT_S)
            return Said("breaks.cost.paused", **{"for": length(for_s)})
        if what == "done":
            short = any(h.why == "taken_short" for h in happened)
            return Said(f"breaks.cost.{'done_short' if short else 'done'}", left=length(state.sat_s))
        return Said("breaks.cost.started" if what == "start" else "breaks.cost.resumed")

    # -- one step, kept -----------------------------------------------------------------------------------

    def _step(self, event: Tick | Say) -> tuple[Happened, ...]:
        """Step and keep. What a face is told of has been written, unless the store will not take it."""
        self._state, happened = step(self._state, event, self._wishes.policy)
        self._to_show += [each for each in happened if each.kind in ("nudge", "offered")]
        self._recent = [*self._recent, *happened][-100:]
        self._keep(happened, event.now)
        for each in happened:
            self._parts.log.line(each.kind, self._said(reason(each)))
        return happened

    def _keep(self, happened: Sequence[Happened], now: Moment) -> None:
        every_s = AGAIN_EVERY_S if self._in_trouble else SAVE_EVERY_S
        due = now.boot_s - self._saved_at_s >= every_s and (self._in_trouble or not self._state.absent)
        if happened or due:
            self._save([*self._unsaved, *happened][-MOST_UNSAVED:], now)

    def _save(self, waiting: list[Happened], now: Moment) -> None:
        self._saved_at_s = now.boot_s
        try:
            if self._has_saved and self._parts.store.break_state() is None:
                self._erased()  # from another face: nothing of before is written down again
                waiting = []
            self._parts.store.save_breaks(
                {"state": to_json(self._state), "boot_id": self._parts.boot_id}, waiting
            )
        except StoreTrouble as error:
            if not self._in_trouble:
                self._parts.log.line("store", self._said_error(error))
            self._unsaved, self._in_trouble = waiting, True
        else:
            self._unsaved, self._has_saved, self._in_trouble = [], True, False

    def flush(self) -> None:
        """Keep the state as it is; at the end of a run."""
        with self._lock:
            self._save(self._unsaved, self._parts.clock.now())

    def forget(self) -> None:
        """Begin anew after everything was erased: the count, what is remembered, what waits to be kept."""
        with self._lock:
            self._erased()
        self._wake()
        self._tell()

    def _erased(self) -> None:
        self._unsaved, self._to_show, self._recent = [], [], []
        self._has_saved = False
        self._state = begin(self._parts.clock.now(), self._wishes.policy)

    # -- looking, from any thread -------------------------------------------------------------------------

    def outlook(self) -> Outlook:
        """How things stand now."""
        with self._lock:
            return look(self._state, self._seen, self._parts.clock.now().wall, self._wishes.policy)

    @property
    def policy(self) -> Policy:
        with self._lock:
            return self._wishes.policy

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
            if len(self._recent) < n:
                self._recent = self._from_store(self._parts.clock.now().wall - timedelta(days=1))[-100:]
            return tuple(self._recent[-n:])

    def today(self) -> tuple[Happened, ...]:
        """What happened since local midnight, oldest first."""
        wall = self._parts.clock.now().wall
        midnight = wall.replace(hour=0, minute=0, second=0, microsecond=0)
        with self._lock:
            return tuple(self._from_store(midnight))

    def _from_store(self, since: datetime) -> list[Happened]:
        try:
            return [*self._parts.store.break_events(since=since.isoformat()), *self._unsaved]
        except StoreTrouble:
            return list(self._recent)

    def _said(self, said: Said) -> str:
        return self._parts.words(said.key, **said.values)

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
        glance = (
            outlook.phase,
            outlook.resting,
            outlook.holds,
            outlook.quiet,
            int(outlook.sitting_s // 60),
            int(outlook.rest_s // 60),
            None if outlook.paused_left_s is None else int(outlook.paused_left_s // 60),
            self._offer,
        )
        if glance != self._glance:
            self._glance = glance
            self._tell()

    def _tell(self) -> None:
        for callback in self._listeners:
            callback()
