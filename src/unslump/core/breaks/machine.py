"""The rules of offering: one step of the break machine.

::

    counting --due--> prelude --a pause of 3 s, or long enough--> offered --nobody answers--> counting
        |                |                                         |
        +--due, held-->  held --the hold is over-------------------+     start --> break --> counting

Rules, in the order in which they win:

1. Nothing is offered to somebody who is away, whose screen is locked, who asked for quiet or whose working
   hours are over.
2. A call, do-not-disturb or something full screen holds an offer. It is released in the tick in which the
   last of them ends, and then waits for a natural pause for ``LATE_PRELUDE_S`` at most. It is never dropped.
3. No offer within ``AFTER_REST_S`` of a real rest (a full one, or one of ``away_after_s`` at least), nor
   within ``SETTLE_S`` of unlocking or waking. The ceiling wins only where short absences come so often that
   an offer would never be free: past it, once the offer has waited for that long and a minute more after
   rests, or a minute after unlocking. After a full rest it never wins.
4. ``must_s`` is never passed without an offer, whatever was postponed. It stands at the ceiling, and from an
   offer at or above it, one ceiling later.
5. From ``due_s`` on an offer waits for a natural pause, ``prelude_max_s`` at most.

Time is only ever read off the boot clock; the wall labels what happened and says which hours it is.
Source: docs/evidence.md S6, C.11; docs/peers.md parts 2 and 3 for what goes wrong elsewhere.
"""

from __future__ import annotations

from ..errors import BadInput, RefusedEvent
from .counting import Out, account, happened, pay_back, reset
from .events import Happened, Say, Seen, Tick
from .phase import Phase
from .policy import (
    ANSWER_WITHIN_S,
    DAY_S,
    LAPSE_S,
    LATE_NUDGE_S,
    LATE_PRELUDE_S,
    LED_BREAK_S,
    LONGEST_PAUSE_S,
    NEW_WAIT_S,
    PAUSE_DEFAULT_S,
    PAUSE_S,
    RARE_S,
    SETTLE_S,
    TAKEN_BACK_TWICE,
    UNANSWERED_IN_A_ROW,
    YIELDS_S,
    Policy,
)
from .state import State, quiet
from .table import next_phase


def step(state: State, event: Tick | Say, policy: Policy) -> tuple[State, tuple[Happened, ...]]:
    """Return the state after this event, and what happened.

    Raises
    ------
    RefusedEvent, BadInput
        A word that does nothing now, or a pause of no length. The state given stays as it was.
    """
    new, out = state.copy(), Out()
    if isinstance(event, Tick):
        account(new, event, policy, out)
        _move(new, event, policy, out)
    else:
        _say(new, event, policy, out)
    new.wall = event.now.wall.isoformat()
    return new, tuple(out)


# -- time goes on -------------------------------------------------------------------------------------------


def _move(state: State, tick: Tick, policy: Policy, out: Out) -> None:
    """Go to the phase this moment asks for."""
    now_s = state.seen_at_s
    if state.paused_until_s is not None and now_s >= state.paused_until_s:
        state.paused_until_s = None
        happened(out, tick, "resumed", "resumed_over")
    if state.phase == "break":
        _lapse(state, tick, policy, out)
        return
    if state.phase == "offered":
        _wait_for_answer(state, tick, policy, out)
    if state.phase == "held":
        _wait_for_release(state, tick, policy, out)
    if state.phase == "counting" and state.sitting_s >= policy.nudge_after_s:
        _nudge(state, tick, policy, out)
    if state.phase in ("counting", "prelude"):
        _come_due(state, tick, policy, out)


def _lapse(state: State, tick: Tick, policy: Policy, out: Out) -> None:
    """Take a break of which nothing more is heard as not finished: the sitting in it was sitting."""
    if state.absent or state.seen_at_s - state.phase_at_s < LAPSE_S:
        return
    happened(out, tick, "postponed", "postponed_lapsed")
    _leave_break(state, tick)
    state.due_s = min(state.due_s, max(policy.due_s, state.sitting_s))
    state.postponed += 1


def _leave_break(state: State, tick: Tick) -> None:
    seated_s, state.break_sat_s = state.break_sat_s, 0.0
    state.sat_s += seated_s
    state.bout_s += seated_s
    state.sitting_total_s += seated_s
    state.longest_s = max(state.longest_s, state.bout_s)
    _go(state, "counting", tick)


def _wait_for_answer(state: State, tick: Tick, policy: Policy, out: Out) -> None:
    if state.absent:  # what the offer asked for is being done
        _go(state, "counting", tick)
    elif tick.seen.holds:
        state.taken_back += 1
        _hold(state, tick, out, "held_shown")
    elif state.seen_at_s - state.phase_at_s >= ANSWER_WITHIN_S:
        state.leaving = state.silence_s >= PAUSE_S  # they may just have walked off, as it asks
        _withdraw(state, tick, policy, out, "postponed_unanswered")


def _withdraw(state: State, tick: Tick, policy: Policy, out: Out, why: str) -> None:
    """Let an offer go that showed and was not answered."""
    state.unanswered += 1
    state.taken_back = 0
    if state.sitting_s >= state.must_s:  # it showed while the ceiling was reached
        state.must_s = state.offered_sat_s + policy.ceiling_s
    _put_off(state, tick, policy)
    happened(out, tick, "postponed", why, n=state.unanswered)


def _hold(state: State, tick: Tick, out: Out, why: str) -> None:
    state.refused_rest_at_s = state.refused_open_at_s = None
    happened(out, tick, "held", why, holds=tuple(sorted(tick.seen.holds)))
    _go(state, "held", tick)


def _wait_for_release(state: State, tick: Tick, policy: Policy, out: Out) -> None:
    """Release when the last reason has ended; while held above the ceiling, hint once."""
    if state.sitting_s < state.due_s:  # a rest paid it back meanwhile
        happened(out, tick, "released", "released_rested")
        _go(state, "counting", tick)
    elif not tick.seen.holds:
        happened(out, tick, "released", "released_away" if state.absent else "released_over")
        long = state.seen_at_s - state.phase_at_s >= NEW_WAIT_S
        if state.taken_back >= TAKEN_BACK_TWICE and not long:
            _withdraw(state, tick, policy, out, "postponed_taken_back")
            return
        state.late = True
        if long:
            state.waited_s, state.taken_back = 0.0, 0
        _go(state, "counting", tick)
    elif _may_hint(state, tick, policy):
        state.hinted = True
        happened(out, tick, "nudge", "hint", sitting_s=state.sitting_s)


def _may_hint(state: State, tick: Tick, policy: Policy) -> bool:
    over = state.sitting_s >= policy.ceiling_s
    return over and not state.hinted and "call" in tick.seen.holds and _is_there(state, tick, policy)


def _is_there(state: State, tick: Tick, policy: Policy) -> bool:
    return not state.absent and not tick.seen.locked and quiet(state, tick.now.wall, policy) is None


def _nudge(state: State, tick: Tick, policy: Policy, out: Out) -> None:
    """Suggest a change of posture, once in a stretch of sitting."""
    due_s = min(state.due_s, policy.due_s)
    latest_s = max(due_s - policy.postpone_s, policy.nudge_after_s + LATE_NUDGE_S)
    if state.nudged or tick.seen.holds or state.sitting_s >= min(due_s, latest_s):
        return
    if _is_there(state, tick, policy) and not _settling(state):
        state.nudged = True
        happened(out, tick, "nudge", "nudge", sitting_s=state.sitting_s)


def _come_due(state: State, tick: Tick, policy: Policy, out: Out) -> None:
    sitting_s = state.sitting_s
    if sitting_s < state.due_s and sitting_s < state.must_s:
        state.late, state.waited_s = False, 0.0
        state.refused_rest_at_s = state.refused_open_at_s = None
        _go_if_not(state, "counting", tick)
    elif not _is_there(state, tick, policy):
        if quiet(state, tick.now.wall, policy) is not None:
            state.late, state.waited_s = True, 0.0
            state.refused_rest_at_s = state.refused_open_at_s = None
        _go_if_not(state, "counting", tick)
    elif tick.seen.holds:
        _hold(state, tick, out, "held_due")
    elif _too_soon(state, policy):
        _go_if_not(state, "counting", tick)
    else:
        _prelude(state, tick, policy, out)


def _too_soon(state: State, policy: Policy) -> bool:
    """Rule 3."""
    now_s, over = state.seen_at_s, state.sitting_s >= state.must_s
    if state.rest_end_s is not None and now_s - state.rest_end_s < policy.after_rest_s:
        if state.refused_rest_at_s is None:
            state.refused_rest_at_s = now_s
        waited_s = now_s - state.refused_rest_at_s
        if state.rest_was_full or not (over and waited_s >= policy.after_rest_s + YIELDS_S):
            return True
    if _settling(state):
        if state.refused_open_at_s is None:
            state.refused_open_at_s = now_s
        return not (over and now_s - state.refused_open_at_s >= YIELDS_S)
    return False


def _settling(state: State) -> bool:
    return state.opened_at_s is not None and state.seen_at_s - state.opened_at_s < SETTLE_S


def _prelude(state: State, tick: Tick, policy: Policy, out: Out) -> None:
    """Wait for a natural pause, but not for long."""
    began = state.phase == "counting"
    if began:
        _go(state, "prelude", tick)
    longest_s = min(policy.prelude_max_s, LATE_PRELUDE_S) if state.late else policy.prelude_max_s
    idle_s = tick.seen.idle_s
    if idle_s is not None and idle_s >= PAUSE_S:
        _offer(state, tick, policy, out, "offered_pause")
    elif _reaches_ceiling(state):
        _offer(state, tick, policy, out, "offered_ceiling")
    elif state.waited_s + state.seen_at_s - state.phase_at_s >= longest_s:
        _offer(state, tick, policy, out, "offered_waited")
    elif began:
        happened(out, tick, "prelude", "prelude", sitting_s=state.sitting_s)


def _reaches_ceiling(state: State) -> bool:
    """Whether the ceiling falls into this prelude; one that begins late, above it, waits for a pause."""
    waited_s = state.seen_at_s - state.phase_at_s
    began_below = state.sitting_s - waited_s < state.must_s
    return state.sitting_s >= state.must_s and (began_below or not state.late)


def _offer(state: State, tick: Tick, policy: Policy, out: Out, why: str) -> None:
    happened(out, tick, "offered", why, sitting_s=state.sitting_s)
    state.offered_sat_s = state.sitting_s
    state.late, state.nudged, state.waited_s = False, True, 0.0
    state.refused_rest_at_s = state.refused_open_at_s = None
    if state.sitting_s >= policy.ceiling_s:
        state.must_s = state.sitting_s + policy.ceiling_s
    _go(state, "offered", tick)


def _put_off(state: State, tick: Tick, policy: Policy) -> None:
    """Set the mark of the next offer, and count that this one was put off."""
    state.postponed += 1
    due_s = max(state.due_s, state.sitting_s) + policy.postpone_s
    if state.unanswered >= UNANSWERED_IN_A_ROW:
        due_s = max(state.due_s, state.sitting_s, state.offered_sat_s + RARE_S)
    state.due_s = min(due_s, state.must_s)
    _go(state, "counting", tick)


def _go(state: State, phase: Phase, tick: Tick) -> None:
    if state.phase == "prelude" and phase != "offered":  # broken off: what it has waited counts the next time
        state.waited_s += state.seen_at_s - state.phase_at_s
    state.phase, state.phase_at_s = phase, state.seen_at_s


def _go_if_not(state: State, phase: Phase, tick: Tick) -> None:
    if state.phase != phase:
        _go(state, phase, tick)


# -- the person says something ------------------------------------------------------------------------------


def _say(state: State, said: Say, policy: Policy, out: Out) -> None:
    if said.what == "done" and _was_just_taken(state, said):
        return
    next_phase(state.phase, said.what)  # refused before anything is counted, whatever the count brings
    for_s = _pause_length(state, said)
    tick = Tick(said.now, Seen())  # whoever says something is there
    account(state, tick, policy, out)
    if state.phase != "break" and said.what == "done":
        return  # a full rest in the same moment has already made a break of it
    follows = next_phase(state.phase, said.what)
    if state.phase == "held" and follows != "held":
        happened(out, tick, "released", "released_said")
    if said.what == "start":
        happened(out, tick, "started", "started", sitting_s=state.sitting_s)
        state.unanswered, state.taken_back, state.late = 0, 0, False
        state.break_sat_s = state.break_rest_s = 0.0
        state.taken_at_s = None
        _go(state, "break", tick)
    elif said.what == "done":
        _done(state, tick, policy, out)
    elif said.what in ("postpone", "skip"):
        _put_off_by_word(state, said, tick, policy, out)
    else:
        _pause_or_resume(state, said, tick, for_s, out)
        if follows != state.phase:
            state.late = True
            _go(state, follows, tick)


def _was_just_taken(state: State, said: Say) -> bool:
    """Whether "done" is said of a break that has already counted, because they were away long enough."""
    recent = state.taken_at_s is not None and said.now.boot_s - state.taken_at_s < LAPSE_S
    return state.phase != "break" and recent


def _pause_length(state: State, said: Say) -> float:
    for_s = PAUSE_DEFAULT_S if said.for_s is None else said.for_s
    if said.what == "pause" and not 1 <= for_s <= LONGEST_PAUSE_S:
        raise BadInput(
            "breaks.refused.pause_length", longest_days=round(LONGEST_PAUSE_S / DAY_S), found=f"{for_s:g}"
        )
    if said.what == "resume" and state.paused_until_s is None:
        raise RefusedEvent("breaks.refused.not_paused")
    return for_s


def _done(state: State, tick: Tick, policy: Policy, out: Out) -> None:
    """Count a break that was begun and finished."""
    rest_s = max(0.0, state.seen_at_s - state.phase_at_s)
    state.rest_total_s += rest_s - state.break_rest_s
    state.break_sat_s = state.bout_s = 0.0
    if rest_s >= min(LED_BREAK_S, policy.full_rest_s):
        happened(out, tick, "taken", "taken_done", rest_s=rest_s)
        reset(state, tick, policy, out, "reset_done")
        state.rest_end_s, state.rest_was_full = state.seen_at_s, True
        return
    happened(out, tick, "taken", "taken_short", rest_s=rest_s)
    rest_s -= state.break_rest_s  # what was spent away is credited already
    if rest_s > 0:
        paid_s = pay_back(state, rest_s, policy)
        happened(out, tick, "rest_credited", "rest_part", rest_s=rest_s, paid_s=paid_s, left_s=state.sat_s)
    state.due_s = min(max(state.due_s, state.sat_s + policy.postpone_s), state.must_s)
    _go(state, "counting", tick)


def _put_off_by_word(state: State, said: Say, tick: Tick, policy: Policy, out: Out) -> None:
    if state.phase == "break":
        _leave_break(state, tick)
    state.unanswered = state.taken_back = 0
    state.late = False
    if state.sitting_s >= state.must_s:  # it was held past the ceiling: now they have answered it
        state.must_s = state.sitting_s + policy.ceiling_s
    if said.what == "postpone":
        _put_off(state, tick, policy)
        happened(out, tick, "postponed", "postponed_said", next_s=state.due_s - state.sitting_s)
        return
    skipped_s = state.must_s if state.sitting_s < policy.ceiling_s else state.sitting_s + policy.due_s
    state.due_s = min(skipped_s, state.must_s)
    state.postponed = 0
    _go(state, "counting", tick)
    happened(out, tick, "skipped", "skipped", next_s=state.due_s - state.sitting_s)


def _pause_or_resume(state: State, said: Say, tick: Tick, for_s: float, out: Out) -> None:
    if said.what == "pause":
        state.paused_until_s = state.seen_at_s + for_s
        happened(out, tick, "paused", "paused", for_s=for_s)
    else:
        state.paused_until_s = None
        state.late = True
        happened(out, tick, "resumed", "resumed_said")
