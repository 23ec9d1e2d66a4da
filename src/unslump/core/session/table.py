"""Which event is taken in which state of a session. One literal table; nothing else decides.

Rules in prose:

* "Stop, it hurts" stands in every row and leads to ``stopped`` in one step.
* Pause stands in every row that runs, and remembers where it was.
* Again goes back to the start of the breath: from a moving phase to the still inhale before it, so that
  nobody is asked to jump back into a fold they have just left.
* Skip is for the phases without movement. P1 may refuse it (long sitting, docs/evidence.md B.3 PC31), and
  that refusal is the player's, because it depends on the permit.
* P0 is the gate: it is passed before a session exists (beginning one takes a permit), and takes no time.

::

    ready --begin--> P1 ... P11 --time--> P12 --finish--> done
      |               |  ^
      |             pause resume          any state --stop--> stopped --explain--> stopped
      |               v  |                any state --leave--> interrupted
      |             paused
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum


class State(Enum):
    """Where a session is. ``step`` is any phase of an exercise that has phases of its own (D03-D40)."""

    READY = "ready"
    P0 = "P0"
    P1 = "P1"
    P2 = "P2"
    P3 = "P3"
    P4 = "P4"
    P5 = "P5"
    P6 = "P6"
    P7 = "P7"
    P8 = "P8"
    P9 = "P9"
    P10 = "P10"
    P11 = "P11"
    P12 = "P12"
    STEP = "step"
    PAUSED = "paused"
    STOPPED = "stopped"
    INTERRUPTED = "interrupted"
    DONE = "done"


class Event(Enum):
    """What can be said to a session, by the person or by the clock."""

    BEGIN = "begin"
    TIME = "time"  # the clock was read: the phase may have run out
    PAUSE = "pause"
    RESUME = "resume"
    AGAIN = "again"
    SKIP = "skip"
    STOP = "stop"
    EXPLAIN = "explain"  # what was felt, said after stopping
    FINE = "fine"  # "I am fine", after being asked (docs/evidence.md B.4 ST8)
    LEAVE = "leave"  # the page or the terminal went away
    FINISH = "finish"


class Move(Enum):
    """What taking an event does; the player carries it out."""

    FIRST = "go to the first phase"
    FLOW = "stay, or go on when the phase is over"
    NEXT = "go to the next phase"
    BREATH = "go back to the start of this breath"
    HOLD = "stop the clock here"
    RETURN = "go on from here"
    HALT = "stop for good"
    NOTE = "keep what was said"
    BREAK_OFF = "close as interrupted"
    END = "close as done"
    STAY = "nothing changes"


_STILL: Mapping[Event, Move] = {
    Event.TIME: Move.FLOW,
    Event.PAUSE: Move.HOLD,
    Event.AGAIN: Move.BREATH,
    Event.SKIP: Move.NEXT,
    Event.FINE: Move.STAY,
    Event.STOP: Move.HALT,
    Event.LEAVE: Move.BREAK_OFF,
}
_IN_MOTION: Mapping[Event, Move] = {event: move for event, move in _STILL.items() if event is not Event.SKIP}

TABLE: Mapping[State, Mapping[Event, Move]] = {
    State.READY: {
        Event.BEGIN: Move.FIRST,
        Event.TIME: Move.STAY,
        Event.STOP: Move.HALT,
        Event.LEAVE: Move.BREAK_OFF,
    },
    State.P0: _STILL,
    State.P1: _STILL,
    State.P2: _STILL,
    State.P3: _STILL,
    State.P4: _IN_MOTION,
    State.P5: _IN_MOTION,
    State.P6: _STILL,
    State.P7: _IN_MOTION,
    State.P8: _IN_MOTION,
    State.P9: _IN_MOTION,
    State.P10: _IN_MOTION,
    State.P11: _STILL,
    State.P12: {
        Event.TIME: Move.FLOW,
        Event.PAUSE: Move.HOLD,
        Event.AGAIN: Move.STAY,
        Event.SKIP: Move.END,
        Event.FINISH: Move.END,
        Event.STOP: Move.HALT,
        Event.LEAVE: Move.END,
    },
    State.STEP: _STILL,
    State.PAUSED: {
        Event.TIME: Move.STAY,
        Event.RESUME: Move.RETURN,
        Event.AGAIN: Move.BREATH,
        Event.FINE: Move.STAY,
        Event.STOP: Move.HALT,
        Event.LEAVE: Move.BREAK_OFF,
    },
    State.STOPPED: {
        Event.TIME: Move.STAY,
        Event.STOP: Move.STAY,
        Event.EXPLAIN: Move.NOTE,
        Event.LEAVE: Move.STAY,
    },
    State.INTERRUPTED: {Event.TIME: Move.STAY, Event.STOP: Move.STAY, Event.LEAVE: Move.STAY},
    State.DONE: {
        Event.TIME: Move.STAY,
        Event.STOP: Move.HALT,  # it may start to hurt while the ratings are on screen
        Event.LEAVE: Move.STAY,
        Event.FINISH: Move.STAY,
    },
}

STOP_REASONS = ("ST1", "ST2", "ST3", "ST4", "ST5", "ST6", "enough")
"""What a person may say they felt (docs/evidence.md B.4); ``enough``: nothing hurt, it was simply enough."""

OVER = frozenset({State.STOPPED, State.INTERRUPTED, State.DONE})


_BY_PHASE = {f"P{n}": State(f"P{n}") for n in range(13)}


def state_of(phase_id: str) -> State:
    """Return the state a phase is: its own, or ``step`` for phases that are not P0-P12.

    Other exercises name their phases freely, "ready" and "done" included; those are no states of a session.
    """
    return _BY_PHASE.get(phase_id, State.STEP)
