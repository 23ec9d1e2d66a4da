"""A scripted day through the real break machine: what was read in, what came of it out, as promised.

The settings of a script lie over the defaults alone. A person's own are not looked at: a script means the
same on every computer.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from ..core.breaks.events import HOLDS, Hold
from ..core.breaks.saying import reason
from ..core.breaks.script import Step, parse_script, run_script
from ..core.words import Said, Words
from .break_settings import policy_from, watched_holds
from .settings import resolve
from .settings_service import check

DIGITS = 3
"""Milliseconds; what is behind them is noise of adding up."""


@dataclass(frozen=True, slots=True)
class Day:
    """What came of it.

    Attributes
    ----------
    document : dict
        As docs/commands.md promises it.
    refused : tuple of str
        Words of the script that did nothing when they were said, each as a sentence.
    """

    document: dict[str, Any]
    refused: tuple[str, ...]


def simulate(data: object, words: Words) -> Day:
    """Let a scripted day go by.

    Raises
    ------
    BadInput
        It is not of the promised form, or names a setting that is not there or takes no such value.
    """
    script = parse_script(data)
    values = resolve(check(script.settings))
    steps = tuple(_heeded(script.steps, watched_holds(values)))
    simulated = run_script(replace(script, steps=steps), policy_from(values))

    def said(part: Said) -> str:
        return words(part.key, **part.values)

    events = [
        {
            "boot_s": round(event.at.boot_s, DIGITS),
            "awake_s": round(event.at.awake_s, DIGITS),
            "wall": event.at.wall.isoformat(),
            "kind": event.kind,
            "reason": said(reason(event)) + _codes(event.values.get("holds", ())),
        }
        for event in simulated.events
    ]
    summary = {name: round(value, DIGITS) for name, value in simulated.summary.items()}
    return Day({"events": events, "summary": summary}, tuple(said(part) for part in simulated.refused))


def _codes(holds: Iterable[Hold]) -> str:
    """Name the holds once more as a script names them, for whoever looks for them."""
    return f" ({', '.join(holds)})" if holds else ""


def _heeded(steps: Iterable[Step], watched: frozenset[Hold]) -> Iterable[Step]:
    """Leave out what the settings say is not to hold anything: such a step is plain work."""
    for step in steps:
        unheeded = step.do in HOLDS and step.do not in watched
        yield replace(
            step,
            do="work" if unheeded else step.do,
            also=step.also & watched,
            steps=tuple(_heeded(step.steps, watched)),
        )
