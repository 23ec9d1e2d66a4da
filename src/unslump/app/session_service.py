"""Lead sessions: begin with a permit, take what is said, keep it, answer with what is true now.

The order is always the same: read the clock, step the player, store, and only then answer. What a face was
told has therefore been written, and a power cut loses nothing that was acknowledged.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from threading import RLock
from typing import Any

from ..core.errors import NotAllowed
from ..core.history.interrupted import Leftovers, close_interrupted
from ..core.history.records import (
    AfterRecord,
    Face,
    MorningRecord,
    SessionEvent,
    SessionRecord,
    SessionStatus,
)
from ..core.screening.verdict import Permit
from ..core.session.player import Effect, Player, ready, step, take_up
from ..core.session.table import Event, State
from ..core.vocab import Region
from ..ports import Clock, Ids, Store
from .plan_service import FOLDS, Plan

_STATUS: Mapping[State, SessionStatus] = {
    State.DONE: "done",
    State.STOPPED: "stopped",
    State.INTERRUPTED: "interrupted",
}


WAITS_FOR_S = 30 * 60.0
"""Longest wait, sleep of the computer included, before a session begins or goes on. After it the questions
come first, as before any session: answers are fresh for no longer (``screening_service.FRESH``)."""

BEGINS = frozenset({"begun", "resumed"})
OVER = frozenset({"stopped", "interrupted", "done"})

GOES_ON = frozenset({Event.BEGIN, Event.RESUME, Event.AGAIN})


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What a face needs to redraw: where the session is at this very moment."""

    session_id: str
    state: str
    phase: str
    index: int
    position_s: float
    running: bool
    over: bool
    effects: tuple[Effect, ...] = ()

    def to_json(self) -> dict[str, Any]:
        return {
            "session": self.session_id,
            "state": self.state,
            "phase": self.phase,
            "index": self.index,
            "position_s": round(self.position_s, 3),
            "running": self.running,
            "over": self.over,
            "effects": [effect.kind for effect in self.effects],
        }


@dataclass
class SessionService:
    """The one session that may run, and the records of all of them.

    One at a time: beginning a second one closes the first as interrupted. Safe to call from several threads.
    ``on_begin`` is called when somebody begins to move or goes on, ``on_end`` when what was begun is over,
    however it ended; both after it was kept, and neither may raise.
    """

    store: Store
    clock: Clock
    new_id: Ids
    on_begin: Callable[[], None] = lambda: None
    on_end: Callable[[], None] = lambda: None
    plan: Plan | None = None
    _record: SessionRecord | None = None
    _player: Player | None = None
    _seq: int = 0
    _moved_boot_s: float = 0.0
    _lock: RLock = field(default_factory=RLock)

    def begin(
        self,
        plan: Plan,
        permit: Permit,
        *,
        face: Face,
        pain_before: int | None = None,
        discomfort_before: int | None = None,
    ) -> Snapshot:
        """Lay out a session and keep that it was begun. It runs from the first ``begin`` event on.

        Raises
        ------
        NotAllowed
            The permit is for another exercise, a lower level or another day, or the hip lesson, which comes
            before the first fold, was never followed.
        """
        with self._lock:
            now = self.clock.now()
            if permit.day != now.wall.date():
                raise NotAllowed("errors.permit.another_day")
            if plan.exercise.id in FOLDS.values() and not self.store.history().lessons:
                raise NotAllowed("errors.lesson_first")
            player = ready(plan.timeline, permit, at_s=now.awake_s)
            self.close_open()
            record = SessionRecord(
                self.new_id(),
                now.wall,
                plan.exercise.id,
                plan.level,
                plan.reps,
                face,
                pain_before=pain_before,
                discomfort_before=discomfort_before,
            )
            self.store.begin_session(record, SessionEvent(record.id, 0, now.wall, "ready", None, 0.0))
            self.plan, self._record, self._player, self._seq = plan, record, player, 1
            self._moved_boot_s = now.boot_s
            return self._snapshot(player, ())

    def recover(self) -> SessionRecord | None:
        """Close what an earlier run left open; return the session young enough to be taken up again."""
        return self._sort_leftovers().resumable

    def leftovers(self) -> Leftovers:
        """Sort the sessions that are still marked as running; looking closes nothing."""
        return close_interrupted(self.store.history(), self.store.session_events, self.clock.now().wall)

    def _sort_leftovers(self) -> Leftovers:
        left = self.leftovers()
        for record, event in left.closed:
            if record.id != self.current_id:
                self.store.update_session(record, event)
        return left

    def close_open(self) -> None:
        """Close whatever is still open as interrupted: here, or left behind by an earlier run."""
        with self._lock:
            if all(kept.id != self.current_id for kept in self.store.history().sessions):
                self.forget()  # erased from another face
            if self._player is not None and not self._player.over:
                self.say(Event.LEAVE)
            left = self._sort_leftovers().resumable
            if left is not None and left.id != self.current_id:
                seq = len(self.store.session_events(left.id))
                wall = self.clock.now().wall
                self.store.update_session(
                    replace(left, status="interrupted", ended_at=wall),
                    SessionEvent(left.id, seq, wall, "interrupted", left.reached, left.position_s),
                )

    def forget(self) -> None:
        """Drop the session that is laid out, without a record: everything was erased."""
        with self._lock:
            self.plan = self._record = self._player = None
            self._seq = 0

    def take_up(self, record: SessionRecord, plan: Plan, permit: Permit) -> Snapshot:
        """Go on with a session that was broken off a moment ago, paused at the breath it had come to."""
        with self._lock:
            player = take_up(
                plan.timeline,
                permit,
                reached=record.reached,
                position_s=record.position_s,
                at_s=self.clock.now().awake_s,
            )
            self.plan, self._record, self._player = plan, record, player
            self._seq = len(self.store.session_events(record.id))
            self._moved_boot_s = self.clock.now().boot_s
            return self._snapshot(player, ())

    def peek(self) -> Snapshot:
        """Where the session is now. Reading changes nothing: what time has done is kept with the next event.

        Raises
        ------
        NotAllowed
            No session is laid out.
        """
        with self._lock:
            player, _ = step(self._running(), Event.TIME, at_s=self.clock.now().awake_s)
            return self._snapshot(player, ())

    def _running(self) -> Player:
        if self._player is None:
            raise NotAllowed("errors.session.none")
        return self._player

    @property
    def current(self) -> Player | None:
        return self._player

    @property
    def current_id(self) -> str | None:
        return self._record.id if self._record else None

    def say(self, event: Event, *, detail: str | None = None) -> Snapshot:
        """Take one event of the running session and keep what came of it.

        Raises
        ------
        NotAllowed
            No session is laid out, or it has waited so long that the questions come first again.
        RefusedEvent, BadInput
            As ``core.session.player.step``; nothing was changed.
        """
        with self._lock:
            self._still_fresh(event)
            player, effects = step(self._running(), event, at_s=self.clock.now().awake_s, detail=detail)
            if effects:
                self._keep(player, effects)
            self._player = player
            if player.running:
                self._moved_boot_s = self.clock.now().boot_s
            self._tell(effects)
            return self._snapshot(player, effects)

    def _tell(self, effects: tuple[Effect, ...]) -> None:
        kinds = {effect.kind for effect in effects}
        if kinds & BEGINS:
            self.on_begin()
        if kinds & OVER and self._record is not None and self._record.reached is not None:
            self.on_end()

    def _still_fresh(self, event: Event) -> None:
        """Refuse to begin or to go on after a wait that has made the answers old."""
        waited_s = self.clock.now().boot_s - self._moved_boot_s
        if event in GOES_ON and waited_s > WAITS_FOR_S:
            raise NotAllowed("errors.session.waited")

    def _keep(self, player: Player, effects: tuple[Effect, ...]) -> None:
        assert self._record is not None
        now = self.clock.now()
        events = tuple(
            SessionEvent(
                self._record.id,
                self._seq + i,
                now.wall,
                effect.kind,
                effect.phase,
                effect.position_s,
                {"reason": effect.detail} if effect.detail else {},
            )
            for i, effect in enumerate(effects)
        )
        record = _after_effects(self._record, player, effects, now.wall)
        self.store.update_session(record, *events)
        self._record, self._seq = record, self._seq + len(events)

    def _snapshot(self, player: Player, effects: tuple[Effect, ...]) -> Snapshot:
        assert self._record is not None
        return Snapshot(
            self._record.id, player.state.value, player.phase.id,
            player.timeline.index_at(player.position_s), player.position_s,
            player.running, player.over, effects,
        )  # fmt: skip

    def rate(self, session_id: str, said: Mapping[str, Any]) -> AfterRecord:
        """Keep what was said afterwards."""
        record = AfterRecord(
            session_id,
            self.clock.now().wall,
            pain_0_10=said.get("pain_0_10"),
            discomfort_0_10=said.get("discomfort_0_10"),
            dizzy=said.get("dizzy"),
            clumps=tuple(tuple(Region(name) for name in clump) for clump in said.get("clumps", ())),
            helpful=said.get("helpful"),
            hurt=said.get("hurt"),
            note=said.get("note"),
        )
        self.store.add_after(record)
        return record

    def next_morning(self, session_id: str, pain_0_10: int) -> None:
        """Keep the one answer of the morning after."""
        self.store.add_morning(MorningRecord(session_id, self.clock.now().wall, pain_0_10))


def _after_effects(
    record: SessionRecord, player: Player, effects: tuple[Effect, ...], wall: Any
) -> SessionRecord:
    """Bring the session's row up to what happened.

    A stop before anything had begun is kept as interrupted: nothing moved that could have hurt, and Escape
    is a reflex. Only when the person then says what they felt does it count as a stop.
    """
    if record.reached is not None or any(effect.kind == "begun" for effect in effects):
        record = replace(record, reached=player.phase.id, position_s=player.position_s)
    for effect in effects:
        if effect.kind == "explained":
            record = replace(record, stop_reason=effect.detail)
        if effect.kind in ("stopped", "interrupted", "done"):
            record = replace(record, ended_at=wall)
    status = _STATUS.get(player.state)
    if status == "stopped" and record.reached is None and record.stop_reason in (None, "enough"):
        status = "interrupted"
    return replace(record, status=status) if status else record
