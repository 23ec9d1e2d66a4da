"""A day written down, and how it goes through the machine in virtual time.

::

    {"settings": {...}, "start": "2026-03-02T09:00:00+01:00", "steps": [{"do": "work", "for_s": 3000}, ...]}

``work``: input arrives all the time. ``away``: none, screen open. ``lock``: none, screen locked.
``suspend``: the computer sleeps. ``call``, ``fullscreen``, ``dnd``: input arrives while that hold is on.
``clock``: the wall clock is set. ``say``: the person says something. ``restart``: the program ends and begins
again. ``repeat``: the same again. Any step with a length may carry ``"also": ["call", ...]``: holds that are
on beside it, so that they can overlap, or be on while nobody types.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Literal, cast

from ..errors import BadInput, RefusedEvent
from ..reading import Problems, Reader
from ..vocab import Moment
from ..words import Said
from .events import COMMANDS, HOLDS, Command, Happened, Hold, Kind, Say, Seen, Tick
from .machine import step
from .policy import DAY_S, Policy
from .state import State, begin, from_json, take_up, to_json

Lasting = Literal["work", "away", "lock", "suspend", "call", "fullscreen", "dnd"]
LASTING: tuple[Lasting, ...] = ("work", "away", "lock", "suspend", "call", "fullscreen", "dnd")
DOES = (*LASTING, "clock", "say", "restart", "repeat")

KEYS: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(LASTING, ("do", "for_s", "also")),
    "clock": ("do", "by_s"),
    "say": ("do", "what", "for_s"),
    "restart": ("do", "down_s"),
    "repeat": ("do", "times", "steps"),
}

LONGEST_S = 400 * DAY_S
"""No script may last longer than this, repeats included, seconds: a year of days and a little."""

EARLIEST, LATEST = 1970, 2200
"""Years a script may start in; with clock steps of at most ``LONGEST_CLOCK_S`` no date is out of range."""
LONGEST_CLOCK_S = 100 * 365 * DAY_S

MOST_STEPS = 1_000_000
DEEPEST = 20
TICK_S = 1.0
FAR_TICK_S = 9.0
"""While a full rest goes on it looks less often; a little below what would count as a gap."""

_COUNTED: Mapping[str, Kind] = {
    "nudges": "nudge",
    "breaks_offered": "offered",
    "breaks_held": "held",
    "breaks_taken": "taken",
    "breaks_postponed": "postponed",
    "breaks_skipped": "skipped",
}


@dataclass(frozen=True, slots=True)
class Step:
    """One step; which fields count depends on ``do``."""

    do: str
    for_s: float = 0.0
    pause_s: float | None = None
    also: frozenset[Hold] = frozenset()
    what: Command | None = None
    times: int = 0
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True)
class Script:
    """A whole day: settings by name, when it starts, and its steps."""

    settings: Mapping[str, Any]
    start: datetime
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Simulated:
    """What came of it.

    Attributes
    ----------
    events : tuple of Happened
        ``at.boot_s`` and ``at.awake_s`` count from the start.
    summary : mapping
        The promised numbers (docs/commands.md).
    refused : tuple of Said
        Words that did nothing when they were said, each with why.
    """

    events: tuple[Happened, ...]
    summary: Mapping[str, float]
    refused: tuple[Said, ...] = ()


# -- reading ------------------------------------------------------------------------------------------------


def parse_script(data: object) -> Script:
    """Read a scripted day.

    Raises
    ------
    BadInput
        It is not of the promised form; every problem is named with its place.
    """
    problems = Problems()
    reader = Reader(data, problems)
    reader.known(("settings", "start", "steps"))
    settings = reader.table.get("settings", {})
    if not isinstance(settings, Mapping):
        reader.problem("settings", Said("errors.kind.table"), settings)
    start = _start(reader)
    steps = _steps(reader, "steps", 0)
    if not problems:
        _not_too_long(steps, problems)
    if problems:
        raise BadInput("breaks.script.bad", problems=tuple(problems))
    return Script(dict(settings), start, steps)


def _start(reader: Reader) -> datetime:
    raw = reader.text("start", needed=True)
    try:
        found = datetime.fromisoformat(raw)
    except ValueError:
        found = None
    if raw and (found is None or found.tzinfo is None or not EARLIEST <= found.year <= LATEST):
        reader.problem("start", Said("breaks.script.expected_start"), raw)
    return found or datetime.fromtimestamp(0, tz=UTC)


def _steps(reader: Reader, key: str, depth: int) -> tuple[Step, ...]:
    raw = reader.table.get(key)
    if not isinstance(raw, Sequence) or isinstance(raw, str):
        if reader.is_table:
            reader.problem(key, Said("breaks.script.expected_steps"), raw)
        return ()
    if depth > DEEPEST:
        reader.problem(key, Said("breaks.script.expected_depth", deepest=DEEPEST), f"{depth}")
        return ()
    at = reader.at(key)
    return tuple(_step(Reader(each, reader.problems, f"{at}[{i}]"), depth) for i, each in enumerate(raw))


def _step(reader: Reader, depth: int) -> Step:
    do = reader.choice("do", DOES, needed=True) if reader.is_table else None
    if do is None:
        return Step("work")
    reader.known(KEYS[do])
    if do == "clock":
        return Step(do, for_s=_needed(reader, "by_s", -LONGEST_CLOCK_S, LONGEST_CLOCK_S))
    if do == "restart":
        return Step(do, for_s=_needed(reader, "down_s", 0, LONGEST_S))
    if do == "say":
        what = reader.choice("what", COMMANDS, needed=True)
        return Step(do, pause_s=reader.number("for_s", 0, LONGEST_S), what=what)
    if do == "repeat":
        times = reader.whole("times", 0, MOST_STEPS)
        if times is None and not reader.has("times"):
            reader.problem("times", Said("errors.kind.whole_within", low=0, high=MOST_STEPS), None)
        return Step(do, times=times or 0, steps=_steps(reader, "steps", depth + 1))
    return Step(do, for_s=_needed(reader, "for_s", 0, LONGEST_S), also=_also(reader))


def _needed(reader: Reader, key: str, low: float, high: float) -> float:
    value = reader.number(key, low, high)
    if value is None and not reader.has(key):
        reader.problem(key, Said("errors.kind.number_within", low=f"{low:g}", high=f"{high:g}"), None)
    return value or 0.0


def _also(reader: Reader) -> frozenset[Hold]:
    raw = reader.table.get("also", [])
    if isinstance(raw, list) and all(each in HOLDS for each in raw):
        return frozenset(cast("list[Hold]", raw))
    reader.problem("also", Said("breaks.script.expected_also", known=HOLDS), raw)
    return frozenset()


def _not_too_long(steps: tuple[Step, ...], problems: Problems) -> None:
    count, total_s, clock_s = _size(steps)
    if count > MOST_STEPS or total_s > LONGEST_S or clock_s > LONGEST_CLOCK_S:
        problems.add("steps", Said("breaks.script.too_long", steps=MOST_STEPS, days=round(LONGEST_S / DAY_S)))


def _size(steps: tuple[Step, ...]) -> tuple[int, float, float]:
    """Count the steps with every repeat written out, the seconds they last, the seconds the clock is set."""
    count, total_s, clock_s = 0, 0.0, 0.0
    for each in steps:
        if each.do == "repeat":
            inner, inner_s, inner_clock_s = _size(each.steps)
            count += each.times * (1 + inner)
            total_s, clock_s = total_s + each.times * inner_s, clock_s + each.times * inner_clock_s
        elif each.do == "clock":
            count, clock_s = count + 1, clock_s + abs(each.for_s)
        else:
            count, total_s = count + 1, total_s + each.for_s
    return count, total_s, clock_s


# -- running ------------------------------------------------------------------------------------------------


def run_script(
    script: Script, policy: Policy, *, watch: Callable[[State, Tick | Say], None] | None = None
) -> Simulated:
    """Let the day go by, a second at a time.

    Parameters
    ----------
    watch : callable, optional
        Told of every step with the state after it; for tests.
    """
    day = _Day(script.start, policy, watch)
    for each in flat(script.steps):
        day.do(each)
    day.catch_up()
    return day.told()


def flat(steps: tuple[Step, ...]) -> Iterator[Step]:
    """Yield every step, repeats written out."""
    for each in steps:
        if each.do == "repeat":
            for _ in range(each.times):
                yield from flat(each.steps)
        else:
            yield each


@dataclass
class _Day:
    """Virtual time, and the machine in it."""

    wall: datetime
    policy: Policy
    watch: Callable[[State, Tick | Say], None] | None = None
    boot_s: float = 0.0
    awake_s: float = 0.0
    input_s: float = 0.0
    seen: Seen = field(default_factory=Seen)
    events: list[Happened] = field(default_factory=list)
    refused: list[Said] = field(default_factory=list)
    state: State = field(init=False)

    def __post_init__(self) -> None:
        self.state = begin(self.now, self.policy)

    @property
    def now(self) -> Moment:
        return Moment(self.awake_s, self.boot_s, self.wall)

    def do(self, each: Step) -> None:
        if each.do == "clock":
            self.wall += timedelta(seconds=each.for_s)
        elif each.do == "say":
            self._say(each)
        elif each.do == "restart":
            self._restart(each.for_s)
        elif each.do == "suspend":
            self._pass(each.for_s, awake=False)
            self._tick(Seen(self._idle_s, False, each.also | self.seen.holds))
        else:
            self._last(each)

    @property
    def _idle_s(self) -> float:
        return self.boot_s - self.input_s

    def _last(self, each: Step) -> None:
        holds = each.also | {hold for hold in HOLDS if hold == each.do}
        types = each.do not in ("away", "lock")
        left_s = each.for_s
        if types and self.input_s < self.boot_s:  # the first key comes as the step begins
            self.input_s = self.boot_s
            self._tick(Seen(0.0, False, holds))
        while left_s > 0:
            tick_s = min(left_s, FAR_TICK_S if not types and self._far_away else TICK_S)
            self._pass(tick_s, awake=True)
            left_s -= tick_s
            if types:
                self.input_s = self.boot_s
            self._tick(Seen(self._idle_s, each.do == "lock", holds))

    @property
    def _far_away(self) -> bool:
        """Whether nothing can happen until somebody comes back."""
        state = self.state
        return state.full and state.phase == "counting" and state.paused_until_s is None

    def _pass(self, seconds: float, *, awake: bool) -> None:
        self.boot_s += seconds
        self.awake_s += seconds if awake else 0.0
        self.wall += timedelta(seconds=seconds)

    def _restart(self, down_s: float) -> None:
        saved = to_json(self.state)
        self._pass(down_s, awake=True)
        self.state = take_up(from_json(saved), self.now, same_boot=True)

    def _say(self, each: Step) -> None:
        assert each.what is not None
        self.input_s = self.boot_s
        try:
            self._step(Say(self.now, each.what, each.pause_s))
        except (RefusedEvent, BadInput) as error:
            self._tick(replace(self.seen, idle_s=0.0, locked=False))
            self.refused.append(
                Said("breaks.script.refused", what=each.what, after=round(self.boot_s), why=error.text)
            )

    def catch_up(self) -> None:
        """Look once more where the day ended while the program was not running."""
        if self.state.seen_at_s < self.boot_s:
            self._tick(Seen(self._idle_s))

    def _tick(self, seen: Seen) -> None:
        self.seen = seen
        self._step(Tick(self.now, seen))

    def _step(self, event: Tick | Say) -> None:
        self.state, happened = step(self.state, event, self.policy)
        self.events += happened
        if self.watch is not None:
            self.watch(self.state, event)

    def told(self) -> Simulated:
        """Sum up. A silence that is still undecided counts as sitting, a rest that still lasts as rest."""
        state, kinds = self.state, [event.kind for event in self.events]
        seated_s = state.break_sat_s + (0.0 if state.absent else state.silence_s)
        summary: dict[str, float] = {
            "sitting_s": state.sitting_total_s + seated_s,
            "longest_sitting_s": max(state.longest_s, state.bout_s + seated_s),
            **{name: kinds.count(kind) for name, kind in _COUNTED.items()},
            "rest_credited_s": state.rest_total_s + (state.silence_s if state.absent else 0.0),
        }
        plain = {name: _plain(value) for name, value in summary.items()}
        return Simulated(tuple(self.events), plain, tuple(self.refused))


def _plain(value: float) -> float:
    """Whole seconds as whole numbers, others to the millisecond."""
    return int(value) if value == int(value) else round(value, 3)
