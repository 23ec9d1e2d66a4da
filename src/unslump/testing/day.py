"""A person's day, written as it is told, and what the break machine made of it.

>>> lived = day().work(50 * MIN).lock(10).say("skip").work(30 * MIN).run()
>>> lived.once("skipped").at.boot_s
3010.0

A day is the JSON that ``unslump simulate`` reads (docs/commands.md), so that what a test tells can be handed
to the command as it is: ``json.dumps(day().work(60).script())``. What fails prints the last events.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from ..core.breaks.events import Command, Happened, Hold, Kind, Say, Tick
from ..core.breaks.hours import DAYS, Hours, parse_hours
from ..core.breaks.policy import Policy
from ..core.breaks.script import parse_script, run_script
from ..core.breaks.state import State
from ..core.words import Said
from .clock import MONDAY_MORNING

MIN = 60.0
HOUR = 3600.0

LEDGER_LINES = 30
"""So many of the last events are printed when something fails."""


def day(start: str | datetime = MONDAY_MORNING, **settings: Any) -> ScriptedDay:
    """Begin to tell a day.

    Parameters
    ----------
    start : str or datetime
        With its offset; a Monday at nine where nothing is said.
    **settings
        Names of docs/settings.md: numbers in seconds, ``hours_fri="22:00-06:00"``, ``breaks=False``. What is
        to hold an offer (``hold_call`` ...) belongs to the command and is not known here.
    """
    return ScriptedDay(start if isinstance(start, str) else start.isoformat(), settings)


@dataclass(frozen=True)
class ScriptedDay:
    """What a person does, one step after the other. Every method returns a longer day."""

    start: str
    settings: Mapping[str, Any] = field(default_factory=dict)
    steps: tuple[Mapping[str, Any], ...] = ()

    def work(self, for_s: float, *also: Hold) -> ScriptedDay:
        """Type and click all the time; ``also`` names holds that are on beside it."""
        return self._lasting("work", for_s, also)

    def away(self, for_s: float, *also: Hold) -> ScriptedDay:
        """Touch nothing; the screen stays open."""
        return self._lasting("away", for_s, also)

    def lock(self, for_s: float, *also: Hold) -> ScriptedDay:
        return self._lasting("lock", for_s, also)

    def suspend(self, for_s: float) -> ScriptedDay:
        return self._lasting("suspend", for_s, ())

    def call(self, for_s: float, *also: Hold) -> ScriptedDay:
        """Be in a call, and type."""
        return self._lasting("call", for_s, also)

    def dnd(self, for_s: float, *also: Hold) -> ScriptedDay:
        return self._lasting("dnd", for_s, also)

    def fullscreen(self, for_s: float, *also: Hold) -> ScriptedDay:
        return self._lasting("fullscreen", for_s, also)

    def clock(self, by_s: float) -> ScriptedDay:
        """Set the wall clock on or back."""
        return self._and({"do": "clock", "by_s": by_s})

    def say(self, what: Command, for_s: float | None = None) -> ScriptedDay:
        return self._and({"do": "say", "what": what, **({} if for_s is None else {"for_s": for_s})})

    def restart(self, down_s: float) -> ScriptedDay:
        """End the program and begin it again."""
        return self._and({"do": "restart", "down_s": down_s})

    def repeat(self, times: int, part: ScriptedDay) -> ScriptedDay:
        """Do the steps of another day over and over."""
        return self._and({"do": "repeat", "times": times, "steps": list(part.steps)})

    def then(self, part: ScriptedDay) -> ScriptedDay:
        """Go on with the steps of another day."""
        return replace(self, steps=(*self.steps, *part.steps))

    def _lasting(self, do: str, for_s: float, also: tuple[Hold, ...]) -> ScriptedDay:
        return self._and({"do": do, "for_s": for_s, **({"also": list(also)} if also else {})})

    def _and(self, step: Mapping[str, Any]) -> ScriptedDay:
        return replace(self, steps=(*self.steps, step))

    def script(self) -> dict[str, Any]:
        """Return the day as the JSON that ``unslump simulate`` reads."""
        return {"settings": dict(self.settings), "start": self.start, "steps": list(self.steps)}

    def policy(self) -> Policy:
        """Return the numbers of this person.

        Raises
        ------
        TypeError, BadInput
            A setting that does not exist, or hours that are none.
        """
        numbers = dict(self.settings)
        week = tuple(parse_hours(str(numbers.pop(f"hours_{name}", "any"))) for name in DAYS)
        offers = bool(numbers.pop("breaks", True))
        return Policy(**numbers, hours=Hours(week), offers=offers)

    def run(self) -> Lived:
        """Let it go by."""
        done = run_script(parse_script(self.script()), self.policy())
        return Lived(done.events, done.summary, done.refused)

    def run_watched(self) -> tuple[Lived, list[tuple[State, Tick | Say]]]:
        """Let it go by, and keep every step with the state after it."""
        steps: list[tuple[State, Tick | Say]] = []
        done = run_script(
            parse_script(self.script()),
            self.policy(),
            watch=lambda state, event: steps.append((state, event)),
        )
        return Lived(done.events, done.summary, done.refused), steps


@dataclass(frozen=True)
class Lived:
    """What the machine made of a day.

    Attributes
    ----------
    events : tuple of Happened
    summary : mapping
        The promised numbers.
    refused : tuple of Said
        Words that did nothing when they were said.
    """

    events: tuple[Happened, ...]
    summary: Mapping[str, float]
    refused: tuple[Said, ...] = ()

    def all(self, *kinds: Kind) -> tuple[Happened, ...]:
        return tuple(event for event in self.events if event.kind in kinds)

    def at(self, kind: Kind) -> list[float]:
        """Seconds from the start at which something of this kind happened."""
        return [event.at.boot_s for event in self.all(kind)]

    def kinds(self, *leaving_out: Kind) -> list[Kind]:
        return [event.kind for event in self.events if event.kind not in leaving_out]

    def once(self, kind: Kind) -> Happened:
        """Return the one event of this kind; there must be exactly one."""
        found = self.all(kind)
        self.that(len(found) == 1, f"expected one {kind}, found {len(found)}")
        return found[0]

    def never(self, *kinds: Kind) -> Lived:
        self.that(not self.all(*kinds), f"expected no {' and no '.join(kinds)}")
        return self

    def expect(self, kind: Kind, *at_s: float, within_s: float = 1.0) -> Lived:
        """Hold that this kind happened at these moments, no more and no fewer, a tick apart at most."""
        found = self.at(kind)
        near = len(found) == len(at_s) and all(
            abs(one - other) <= within_s for one, other in zip(found, at_s, strict=True)
        )
        self.that(near, f"expected {kind} at {_clock(at_s)}, found {_clock(found)}")
        return self

    def that(self, holds: bool, what: str) -> Lived:
        """Hold something else; where it does not, print the ledger."""
        if not holds:
            raise AssertionError(f"{what}\n{self.ledger()}")
        return self

    def ledger(self, lines: int = LEDGER_LINES) -> str:
        """Return the last events, one a line: time, kind, why, values."""
        told = [_line(event) for event in self.events[-lines:]]
        left_out = len(self.events) - len(told)
        head = [f"   ... {left_out} before that"] if left_out else []
        refused = [f"   refused: {each.values}" for each in self.refused[-5:]]
        return "\n".join([*head, *told, *refused, f"   {dict(self.summary)}"])


def _line(event: Happened) -> str:
    return f"   {_hms(event.at.boot_s)}  {event.kind:<14}{event.why:<22}{' '.join(_values(event))}"


def _values(event: Happened) -> Iterator[str]:
    for name, value in event.values.items():
        yield f"{name}={value:g}" if isinstance(value, int | float) else f"{name}={value}"


def _clock(at_s: Iterable[float]) -> str:
    return "[" + ", ".join(f"{at:g} ({_hms(at)})" for at in at_s) + "]"


def _hms(seconds: float) -> str:
    minutes, rest_s = divmod(seconds, 60)
    hours, minutes = divmod(int(minutes), 60)
    return f"{hours:02}:{minutes:02}:{rest_s:04.1f}"
