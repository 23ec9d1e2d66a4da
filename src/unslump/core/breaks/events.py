"""What goes into the break machine, and what comes out of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from ..vocab import Moment

Hold = Literal["call", "dnd", "fullscreen"]
HOLDS: tuple[Hold, ...] = ("call", "dnd", "fullscreen")
"""What holds an offer back: microphone or camera in use, do-not-disturb, something shown full screen."""

Command = Literal["start", "done", "postpone", "skip", "pause", "resume"]
COMMANDS: tuple[Command, ...] = ("start", "done", "postpone", "skip", "pause", "resume")

Kind = Literal[
    "nudge",
    "prelude",
    "offered",
    "held",
    "released",
    "postponed",
    "skipped",
    "started",
    "taken",
    "rest_credited",
    "reset",
    "paused",
    "resumed",
    "gap",
]
"""What can happen. Promised to users' scripts (docs/commands.md)."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What the senses say at one moment.

    Attributes
    ----------
    idle_s : float or None
        Seconds since the last input; None where that cannot be told: then the person counts as sitting
        unless the screen is locked.
    locked : bool
        False too where it cannot be told.
    holds : frozenset of Hold
        A sense that cannot tell holds nothing.
    """

    idle_s: float | None = 0.0
    locked: bool = False
    holds: frozenset[Hold] = frozenset()


@dataclass(frozen=True, slots=True)
class Tick:
    """Time went on. Ticks may come at any distance; a second apart is usual."""

    now: Moment
    seen: Seen = field(default_factory=Seen)


@dataclass(frozen=True, slots=True)
class Say:
    """The person said something, at the moment of the last tick or a little later.

    ``for_s`` goes with ``pause`` alone.
    """

    now: Moment
    what: Command
    for_s: float | None = None


@dataclass(frozen=True, slots=True)
class Happened:
    """One thing the machine did, and why.

    Attributes
    ----------
    kind : Kind
    at : Moment
    why : str
        Words key below ``breaks.why``.
    values : mapping
        What to fill in: plain numbers (seconds), texts, and tuples of them, as JSON can hold.
    """

    kind: Kind
    at: Moment
    why: str
    values: Mapping[str, Any] = field(default_factory=dict)
