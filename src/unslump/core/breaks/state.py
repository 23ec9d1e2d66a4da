"""What the machine remembers, and how it is written down and read back.

All times ending in ``_at_s`` stand on the boot clock, which goes on while the computer sleeps. The wall clock
is kept beside them for one purpose: after a restart of the computer the boot clock begins anew, and only the
wall can say how long that took.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from operator import attrgetter
from typing import Any

from ..errors import BadInput
from ..vocab import Moment
from .phase import PHASES, Phase, Quiet
from .policy import Policy


@dataclass(slots=True)
class State:
    """One day so far. ``machine.step`` never changes the state it is given; it works on a copy.

    Attributes
    ----------
    seen_at_s, awake_s : float
        Boot and awake clock at the last tick.
    wall : str
        The wall clock then, ISO 8601 with its offset.
    input_at_s : float
        The last input. Everything before it is settled as sitting or rest; the silence since is not yet.
    sat_s : float
        Sitting up to ``input_at_s`` that counts: what rests paid back is gone from it.
    bout_s : float
        Unbroken sitting up to ``input_at_s``.
    absent, full : bool
        This silence has become absence; it has reached a full rest.
    shut_s : float
        So long of this silence the screen was locked or the computer asleep.
    heeded, leaving : bool
        An offer showed when this absence began; one was withdrawn in this silence, of which it is not known
        yet whether it is absence.
    locked : bool
        The screen was locked at the last tick.
    due_s, must_s : float
        Marks on ``sat_s``: from where the next offer waits for a pause, and where it comes in any case.
    offered_sat_s : float
        ``sat_s`` at the last offer.
    late : bool
        The offer had to wait for a hold or a pause that is over: it waits for a natural pause only briefly.
    waited_s : float
        How long the offer that is due has waited for a pause in preludes that were broken off.
    unanswered, postponed : int
        Offers in a row that nobody answered; how often the present break was put off, those included.
    taken_back : int
        How often the present offer showed and was taken back because something began to hold it.
    break_sat_s, break_rest_s : float
        Sitting and rest seen inside a break that was begun; the sitting counts only if it is not finished.
    rest_end_s : float or None
        When the last real rest ended, ``rest_was_full`` whether it was a full one.
    opened_at_s : float or None
        When the screen was last unlocked or the computer woke.
    paused_until_s : float or None
    taken_at_s : float or None
        When a break that was begun ended by being away: a "done" that follows means that one.
    refused_rest_at_s, refused_open_at_s : float or None
        Since when an offer that is otherwise free waits because of a rest, or of an unlocking, just before.
    by_due_s, by_ceiling_s : float
        The person's numbers under which the marks were set.
    sitting_total_s, rest_total_s, longest_s : float
        Over everything the machine has seen, up to ``input_at_s``.
    """

    seen_at_s: float
    awake_s: float
    wall: str
    input_at_s: float
    due_s: float
    must_s: float
    phase: Phase = "counting"
    phase_at_s: float = 0.0
    sat_s: float = 0.0
    bout_s: float = 0.0
    absent: bool = False
    shut_s: float = 0.0
    full: bool = False
    heeded: bool = False
    leaving: bool = False
    locked: bool = False
    nudged: bool = False
    hinted: bool = False
    late: bool = False
    waited_s: float = 0.0
    offered_sat_s: float = 0.0
    unanswered: int = 0
    taken_back: int = 0
    postponed: int = 0
    break_sat_s: float = 0.0
    break_rest_s: float = 0.0
    rest_end_s: float | None = None
    rest_was_full: bool = False
    opened_at_s: float | None = None
    paused_until_s: float | None = None
    taken_at_s: float | None = None
    refused_rest_at_s: float | None = None
    refused_open_at_s: float | None = None
    by_due_s: float = 0.0
    by_ceiling_s: float = 0.0
    sitting_total_s: float = 0.0
    rest_total_s: float = 0.0
    longest_s: float = 0.0

    def copy(self) -> State:
        return State(*_ALL(self))

    @property
    def sitting_s(self) -> float:
        """Sitting that counts, up to the last tick: an undecided silence is sitting until it is absence."""
        return self.sat_s if self.absent else self.sat_s + self.silence_s

    @property
    def silence_s(self) -> float:
        return max(0.0, self.seen_at_s - self.input_at_s)


_NAMES = tuple(field.name for field in fields(State))
_ALL = attrgetter(*_NAMES)
_BOOT_TIMES = (
    "seen_at_s",
    "input_at_s",
    "phase_at_s",
    "rest_end_s",
    "opened_at_s",
    "paused_until_s",
    "taken_at_s",
    "refused_rest_at_s",
    "refused_open_at_s",
)
_MAY_BE_NONE = _BOOT_TIMES[3:]


def begin(now: Moment, policy: Policy) -> State:
    """Return the state of somebody who has just sat down."""
    return State(
        seen_at_s=now.boot_s,
        awake_s=now.awake_s,
        wall=now.wall.isoformat(),
        input_at_s=now.boot_s,
        phase_at_s=now.boot_s,
        due_s=policy.due_s,
        must_s=policy.ceiling_s,
        by_due_s=policy.due_s,
        by_ceiling_s=policy.ceiling_s,
    )


def quiet(state: State, wall: datetime, policy: Policy) -> Quiet | None:
    """Why nothing is offered at all now, or None. ``wall`` says which hours it is."""
    if not policy.offers:
        return "off"
    if state.paused_until_s is not None:
        return "paused"
    return None if policy.hours.at(wall) else "hours"


def adopt(state: State, policy: Policy) -> State:
    """Return the state under other numbers: the person changed a setting, perhaps while nobody looked."""
    kept = state.copy()
    if (kept.by_due_s, kept.by_ceiling_s) == (policy.due_s, policy.ceiling_s):
        return kept
    untouched = kept.due_s == kept.by_due_s
    kept.must_s = max(policy.ceiling_s, kept.must_s + policy.ceiling_s - kept.by_ceiling_s)
    kept.due_s = policy.due_s if untouched else min(kept.due_s, kept.must_s)
    kept.by_due_s, kept.by_ceiling_s = policy.due_s, policy.ceiling_s
    return kept


def to_json(state: State) -> dict[str, Any]:
    """Return plain values that ``from_json`` reads back."""
    return asdict(state)


def from_json(raw: Mapping[str, Any]) -> State:
    """Read a state.

    Raises
    ------
    BadInput
        It is not one of ours; the caller begins anew.
    """
    wrong = [name for name in _NAMES if name not in raw or not _fits(name, raw[name])]
    if wrong or not _is_time(raw["wall"]) or raw["phase"] not in PHASES:
        raise BadInput("errors.break_state", names=tuple(wrong) or ("wall", "phase"))
    return State(**{name: raw[name] for name in _NAMES})


def _fits(name: str, value: object) -> bool:
    if name in ("wall", "phase"):
        return isinstance(value, str)
    if name in ("absent", "full", "heeded", "leaving", "locked", "nudged", "hinted", "late", "rest_was_full"):
        return isinstance(value, bool)
    if value is None:
        return name in _MAY_BE_NONE
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e12


def _is_time(raw: str) -> bool:
    try:
        return datetime.fromisoformat(raw).tzinfo is not None
    except ValueError:
        return False


def take_up(state: State, now: Moment, *, same_boot: bool | None = None) -> State:
    """Return the state as it goes on after the program was not running; the next tick sees an outage.

    Parameters
    ----------
    same_boot : bool or None
        Whether the computer has run through since; None: not known, then the clocks are compared.

    Notes
    -----
    An offer that showed is still on: whoever takes the state up shows it again. After a restart of the
    computer the time between is taken from the wall, but is never less than the new boot clock already says.
    """
    kept = state.copy()
    if same_boot is None:
        same_boot = now.boot_s >= state.seen_at_s and not _wall_says_otherwise(state, now)
    if not same_boot or now.boot_s < state.seen_at_s:
        _rebase(kept, now, _away_s(state, now))
    return kept


SAME_BOOT_WITHIN_S = 3600.0
"""How far wall and boot clock may disagree on the time between before it was another boot. Chosen: clocks are
set by an hour twice a year."""


def _wall_says_otherwise(state: State, now: Moment) -> bool:
    by_wall_s = (now.wall - datetime.fromisoformat(state.wall)).total_seconds()
    return by_wall_s - (now.boot_s - state.seen_at_s) > SAME_BOOT_WITHIN_S


def _away_s(state: State, now: Moment) -> float:
    by_wall_s = (now.wall - datetime.fromisoformat(state.wall)).total_seconds()
    return max(now.boot_s, by_wall_s)


def _rebase(state: State, now: Moment, away_s: float) -> None:
    """Move every boot time onto the boot clock that runs now."""
    shift_s = now.boot_s - away_s - state.seen_at_s
    for name in _BOOT_TIMES:
        value = getattr(state, name)
        if value is not None:
            setattr(state, name, value + shift_s)
    state.awake_s = now.awake_s - away_s
