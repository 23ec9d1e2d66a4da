"""Sitting and rest: what every second since the last input was.

::

    input ........ input          silence below the threshold: sitting all along, nothing is lost
    input --------------- input   silence above it: rest, from its *last input* on
                 ^ absent      ^ credited: in proportion, or everything from ``full_rest_s`` on

A silence becomes absence after ``away_after_s``, or once the screen was locked or the computer asleep for
``locked_after_s`` of it. In a call silence is sitting: people listen. While the screen is locked, input is no
presence.
"""

from __future__ import annotations

from typing import Any

from .events import Happened, Kind, Tick
from .policy import GAP_S, RARE_S, UNANSWERED_IN_A_ROW, Policy
from .state import State

Out = list[Happened]
"""What happened in this step, in order; grows while the step works."""

JITTER_S = 0.5
"""Input that seems to be so little later than the last known one is that one, seconds: idle time and the
clocks are read one after the other, and a rest must not end by a hundredth of a second. Chosen."""

SLEPT_S = 1.0
"""The boot clock went on without the awake clock for at least this long: the computer slept."""


def happened(out: Out, tick: Tick, kind: Kind, why: str, **values: Any) -> None:
    out.append(Happened(kind, tick.now, why, values))


def account(state: State, tick: Tick, policy: Policy, out: Out) -> None:
    """Bring the count up to this tick."""
    seen = tick.seen
    passed_s, slept_s = _note_time(state, tick, out)
    was_shut = state.locked or slept_s >= SLEPT_S
    state.shut_s += passed_s if seen.locked or state.locked else max(0.0, slept_s)
    input_at_s = _last_input(state, tick)
    if input_at_s >= state.input_at_s + JITTER_S:
        _settle(state, tick, input_at_s, policy, out)
    if was_shut and not seen.locked:
        state.opened_at_s = state.seen_at_s
    state.locked = seen.locked
    if not state.absent and _is_absence(state, state.silence_s, policy):
        state.absent = True
        state.heeded = state.phase == "offered" or state.leaving
        if state.leaving:
            state.unanswered = max(0, state.unanswered - 1)  # it was answered: by going
    if state.absent and not state.full and state.silence_s >= policy.full_rest_s:
        full_rest(state, tick, policy, out)


def _is_absence(state: State, silence_s: float, policy: Policy) -> bool:
    return silence_s >= policy.away_after_s or state.shut_s >= policy.locked_after_s


def _note_time(state: State, tick: Tick, out: Out) -> tuple[float, float]:
    """Move on to this tick; return how long ago the last was, and how much of it the computer slept."""
    now = tick.now
    passed_s = max(0.0, now.boot_s - state.seen_at_s)
    slept_s = passed_s - max(0.0, now.awake_s - state.awake_s)
    state.seen_at_s = max(state.seen_at_s, now.boot_s)
    state.awake_s = now.awake_s
    if passed_s >= GAP_S:
        asleep = slept_s * 2 >= passed_s
        happened(out, tick, "gap", "gap_asleep" if asleep else "gap_unseen", gap_s=passed_s)
    return passed_s, slept_s


def _last_input(state: State, tick: Tick) -> float:
    """When this tick's input was, on the boot clock; never before the last one that is known."""
    seen, now_s = tick.seen, state.seen_at_s
    if seen.locked:
        if state.locked or seen.idle_s is None:
            return state.input_at_s
    elif seen.idle_s is None or "call" in seen.holds:
        return now_s
    assert seen.idle_s is not None
    return min(now_s, max(state.input_at_s, now_s - seen.idle_s))


def _settle(state: State, tick: Tick, input_at_s: float, policy: Policy, out: Out) -> None:
    """Decide what the silence before this input was."""
    silence_s = input_at_s - state.input_at_s
    if state.absent or _is_absence(state, silence_s, policy):
        _come_back(state, tick, input_at_s, silence_s, policy, out)
    else:
        _sat(state, silence_s)
    state.input_at_s, state.shut_s, state.leaving = input_at_s, 0.0, False


def _sat(state: State, for_s: float) -> None:
    if state.phase == "break":
        state.break_sat_s += for_s
        return
    state.sat_s += for_s
    state.bout_s += for_s
    state.sitting_total_s += for_s
    state.longest_s = max(state.longest_s, state.bout_s)


def _come_back(state: State, tick: Tick, input_at_s: float, rest_s: float, policy: Policy, out: Out) -> None:
    """Credit a rest that has ended."""
    if rest_s >= policy.full_rest_s and not state.full:
        state.heeded = state.heeded or state.leaving or state.phase == "offered"
        full_rest(state, tick, policy, out)
    state.rest_total_s += rest_s
    state.bout_s = 0.0
    if state.phase == "break":
        state.break_rest_s += rest_s
    again_s = RARE_S if state.unanswered >= UNANSWERED_IN_A_ROW else policy.postpone_s
    if state.full:
        happened(out, tick, "rest_credited", "rest_full", rest_s=rest_s)
    else:
        paid_s = pay_back(state, rest_s, policy)
        why = "rest_part" if paid_s >= 1 else "rest_none"
        happened(out, tick, "rest_credited", why, rest_s=rest_s, paid_s=paid_s, left_s=state.sat_s)
    if rest_s >= policy.away_after_s or state.full:
        state.rest_end_s, state.rest_was_full = input_at_s, state.full
        state.refused_open_at_s = None
    if state.phase == "offered":  # they were away while it showed: it has done its work
        state.heeded = True
        state.phase, state.phase_at_s = "counting", tick.now.boot_s
    if state.heeded and not state.full:  # and not enough of it: it comes again, but not on their heels
        state.due_s = min(max(state.due_s, state.sat_s + again_s), state.must_s)
    state.absent = state.full = state.heeded = False


def pay_back(state: State, rest_s: float, policy: Policy) -> float:
    """Take what a partial rest pays back off the count; the next offer comes no earlier for it.

    Both marks move down with the count, so that the sitting left until each of them stays at least the same.
    """
    paid_s = min(state.sat_s, policy.paid_back_s(rest_s))
    state.sat_s -= paid_s
    state.due_s = max(policy.due_s, state.due_s - paid_s)
    state.must_s = max(policy.ceiling_s, state.must_s - paid_s)
    state.offered_sat_s = max(0.0, state.offered_sat_s - paid_s)
    if rest_s >= policy.away_after_s and state.sat_s < policy.nudge_after_s:
        state.nudged = False
    state.hinted = state.hinted and state.sat_s >= policy.ceiling_s
    if rest_s >= policy.away_after_s:
        state.unanswered = 0
    return paid_s


def full_rest(state: State, tick: Tick, policy: Policy, out: Out) -> None:
    """Set the count back to nothing."""
    if state.phase == "break":
        happened(out, tick, "taken", "taken_away")
        state.rest_total_s += state.break_sat_s
        state.taken_at_s = state.seen_at_s
    elif state.heeded or state.phase == "offered":
        happened(out, tick, "taken", "taken_offered")
    if state.phase == "held":
        happened(out, tick, "released", "released_rested")
    reset(state, tick, policy, out, "reset_rested", rest_s=state.silence_s)
    state.full = True


def reset(state: State, tick: Tick, policy: Policy, out: Out, why: str, **values: Any) -> None:
    put_off_s = min(state.due_s - state.sat_s, policy.ceiling_s)  # no rest undoes that
    state.sat_s = state.bout_s = state.break_sat_s = state.offered_sat_s = 0.0
    state.due_s, state.must_s = max(policy.due_s, put_off_s), policy.ceiling_s
    state.nudged = state.hinted = state.late = state.heeded = False
    state.unanswered = state.postponed = state.taken_back = 0
    state.phase, state.phase_at_s = "counting", tick.now.boot_s
    happened(out, tick, "reset", why, **values)
