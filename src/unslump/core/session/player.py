"""Lead one person through one timeline. Pure: an event and a clock reading in, a new player and effects out.

The position is always computed from the clock (``awake_s``, which stops while the computer sleeps), never
counted, so a late or missing tick changes nothing. A face must be heard from at least every
``HEARD_WITHIN_S``; when it was not, the person is no longer there, and the session waits where it last was.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from ..errors import BadInput, NotAllowed, RefusedEvent
from ..screening.verdict import Permit
from .table import OVER, STOP_REASONS, TABLE, Event, Move, State, state_of
from .timeline import TimedPhase, Timeline

HEARD_WITHIN_S = 20.0
"""Longest silence of a face before the session waits. Chosen: four missed heartbeats of a page."""

STILL_PROMPT_S = 60.0
STILL_ASK_S = 90.0
"""Head down and nothing said: a prompt, then a loud "are you all right?" (docs/evidence.md B.4 ST8)."""

HEAD_DOWN_FROM_LEVEL = 2
"""HEAD_DOWN holds from L2 (docs/evidence.md C.8)."""

HEAD_DOWN_PHASES = frozenset({"P5", "P6", "P7", "P8", "P9"})

Kind = str


@dataclass(frozen=True, slots=True)
class Effect:
    """Something a face shows and the store keeps.

    ``kind`` is one of begun, phase, paused, resumed, again, stopped, explained, interrupted, done, prompt and
    ask.
    """

    kind: Kind
    phase: str | None
    position_s: float
    detail: str | None = None


@dataclass(frozen=True, slots=True)
class Player:
    """One session at one moment.

    Attributes
    ----------
    timeline : Timeline
    permit : Permit
        Proof that this exercise, at this level, was screened today.
    state : State
    position_s : float
        Seconds into the timeline at ``read_at_s``.
    read_at_s : float
        ``awake_s`` of the last reading.
    spoke_at_s : float
        ``awake_s`` when the person last did something.
    still_since_s : float or None
        Since when the head has been down without movement (ST8).
    said : frozenset of str
        Which of ``prompt`` and ``ask`` were said in this stillness.
    """

    timeline: Timeline
    permit: Permit
    state: State
    position_s: float
    read_at_s: float
    spoke_at_s: float
    still_since_s: float | None = None
    said: frozenset[str] = frozenset()

    @property
    def phase(self) -> TimedPhase:
        return self.timeline.phases[self.timeline.index_at(self.position_s)]

    @property
    def over(self) -> bool:
        return self.state in OVER

    @property
    def running(self) -> bool:
        return not self.over and self.state not in (State.READY, State.PAUSED)


def ready(timeline: Timeline, permit: Permit, *, at_s: float) -> Player:
    """Lay out a session; nothing runs yet.

    Raises
    ------
    NotAllowed
        The permit is for another exercise or a lower level.
    """
    if permit.exercise != timeline.exercise or permit.level < timeline.level:
        raise NotAllowed(
            "errors.permit.other",
            exercise=permit.exercise,
            level=permit.level,
            wanted=timeline.exercise,
            wanted_level=timeline.level,
        )
    return Player(timeline, permit, State.READY, 0.0, at_s, at_s)


def take_up(
    timeline: Timeline, permit: Permit, *, reached: str | None, position_s: float, at_s: float
) -> Player:
    """Lay out a session that was broken off, paused at the still breath before where it had come.

    Parameters
    ----------
    reached : str or None
        The last acknowledged phase. Where the pace has changed since, its first appearance counts.

    Raises
    ------
    NotAllowed
        As ``ready``.
    """
    player = ready(timeline, permit, at_s=at_s)
    index = timeline.index_at(position_s)
    if timeline.phases[index].id != reached:
        index = next((i for i, phase in enumerate(timeline.phases) if phase.id == reached), 0)
    there = replace(player, position_s=timeline.phases[index].start_s)
    back, _ = _breath(there, None)
    return replace(back, state=State.PAUSED)


def step(
    player: Player, event: Event, *, at_s: float, detail: str | None = None
) -> tuple[Player, tuple[Effect, ...]]:
    """Take one event.

    Time passes first, then the event is taken in the state that time has led to.

    Parameters
    ----------
    at_s : float
        ``awake_s`` now. A reading before the last one counts as the last one.
    detail : str, optional
        For ``explain``: one of ``STOP_REASONS``.

    Raises
    ------
    RefusedEvent
        The state has no such event. Nothing was changed.
    BadInput
        ``explain`` with a reason that is not on the list.
    """
    player, passed = _let_time_pass(player, max(at_s, player.read_at_s))
    move = TABLE[player.state].get(event)
    if move is None:
        raise RefusedEvent("errors.session.event", event=event.value, state=player.state.value)
    if event is not Event.TIME:
        player = replace(
            player, spoke_at_s=player.read_at_s, still_since_s=_still_again(player), said=frozenset()
        )
    player, done = _CARRY_OUT[move](player, detail)
    player, asked = _watch_stillness(player)
    return player, (*passed, *done, *asked)


def _let_time_pass(player: Player, at_s: float) -> tuple[Player, tuple[Effect, ...]]:
    elapsed = at_s - player.read_at_s
    if not player.running:
        return replace(player, read_at_s=at_s), ()
    if elapsed > HEARD_WITHIN_S:
        waiting = replace(player, state=State.PAUSED, read_at_s=at_s, still_since_s=None)
        return waiting, (_effect(waiting, "paused", "unheard"),)
    return _flow(replace(player, read_at_s=at_s), player.position_s + elapsed)


def _flow(player: Player, position_s: float) -> tuple[Player, tuple[Effect, ...]]:
    """Move on to ``position_s``, entering every phase on the way."""
    timeline = player.timeline
    before, now = timeline.index_at(player.position_s), timeline.index_at(position_s)
    effects = tuple(
        Effect("phase", phase.id, phase.start_s)
        for phase in timeline.phases[before + 1 : now + 1]
        if phase.end_s > phase.start_s
    )
    moved = replace(
        player, position_s=min(position_s, timeline.end_s), state=state_of(timeline.phases[now].id)
    )
    if position_s >= timeline.end_s:
        ended = replace(moved, state=State.DONE)
        return ended, (*effects, _effect(ended, "done"))
    return replace(moved, still_since_s=_still_since(player, moved)), effects


def _still_since(before: Player, now: Player) -> float | None:
    """P6 with the head down is stillness; so is a pause anywhere while it hangs."""
    if now.timeline.level < HEAD_DOWN_FROM_LEVEL or now.state is not State.P6:
        return None
    return before.still_since_s if before.state is State.P6 else now.read_at_s


def _still_again(player: Player) -> float | None:
    return None if player.still_since_s is None else player.read_at_s


def _watch_stillness(player: Player) -> tuple[Player, tuple[Effect, ...]]:
    if player.still_since_s is None or player.over:
        return player, ()
    still_s = player.read_at_s - player.still_since_s
    due = [kind for kind, limit in (("prompt", STILL_PROMPT_S), ("ask", STILL_ASK_S)) if still_s >= limit]
    new = [kind for kind in due if kind not in player.said]
    return replace(player, said=player.said | set(new)), tuple(_effect(player, kind) for kind in new)


def _effect(player: Player, kind: Kind, detail: str | None = None) -> Effect:
    return Effect(kind, player.phase.id, player.position_s, detail)


Outcome = tuple[Player, tuple[Effect, ...]]


def _first(player: Player, _: str | None) -> Outcome:
    index = next(i for i, phase in enumerate(player.timeline.phases) if phase.end_s > phase.start_s)
    phase = player.timeline.phases[index]
    begun = replace(player, state=state_of(phase.id), position_s=phase.start_s)
    return begun, (_effect(begun, "begun"), _effect(begun, "phase"))


def _next(player: Player, _: str | None) -> Outcome:
    if player.state is State.P1 and not player.permit.adjustments.prepare_skippable:
        raise RefusedEvent("errors.session.stays")
    index = player.timeline.index_at(player.position_s)
    return _flow(player, player.timeline.phases[index].end_s)


def _breath(player: Player, _: str | None) -> Outcome:
    phases = player.timeline.phases
    index = player.timeline.index_at(player.position_s)
    while index > 0 and phases[index].moves:
        index -= 1
    again = replace(
        player, position_s=phases[index].start_s, state=state_of(phases[index].id), still_since_s=None
    )
    return again, (_effect(again, "again"),)


def _hold(player: Player, _: str | None) -> Outcome:
    head_down = player.timeline.level >= HEAD_DOWN_FROM_LEVEL and player.phase.id in HEAD_DOWN_PHASES
    held = replace(player, state=State.PAUSED, still_since_s=player.read_at_s if head_down else None)
    return held, (_effect(held, "paused"),)


def _return(player: Player, _: str | None) -> Outcome:
    going = replace(player, state=state_of(player.phase.id), still_since_s=None)
    return going, (_effect(going, "resumed"),)


def _halt(player: Player, _: str | None) -> Outcome:
    stopped = replace(player, state=State.STOPPED, still_since_s=None)
    return stopped, (_effect(stopped, "stopped"),)


def _note(player: Player, detail: str | None) -> Outcome:
    if detail not in STOP_REASONS:
        raise BadInput("errors.session.felt", known=STOP_REASONS, found=detail)
    return player, (_effect(player, "explained", detail),)


def _break_off(player: Player, _: str | None) -> Outcome:
    left = replace(player, state=State.INTERRUPTED, still_since_s=None)
    return left, (_effect(left, "interrupted"),)


def _end(player: Player, _: str | None) -> Outcome:
    ended = replace(player, state=State.DONE, position_s=player.timeline.end_s)
    return ended, (_effect(ended, "done"),)


def _stay(player: Player, _: str | None) -> Outcome:
    return player, ()


_CARRY_OUT = {
    Move.FIRST: _first,
    Move.FLOW: _stay,  # time has passed already
    Move.NEXT: _next,
    Move.BREATH: _breath,
    Move.HOLD: _hold,
    Move.RETURN: _return,
    Move.HALT: _halt,
    Move.NOTE: _note,
    Move.BREAK_OFF: _break_off,
    Move.END: _end,
    Move.STAY: _stay,
}
