"""What is said at which second: a new phase, its breath with the count, its lead cues. Nothing in between.

A voice needs about a third of a second for a word, and a breath has six. So a breath that a cue or a phase's
name says already is not said again, and counts come once, at the start of the breath.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ....core.session.timeline import TimedPhase, Timeline, spoken
from ....core.words import Words
from .lines import finished

BREATHS = ("inhale", "exhale")

RATED = "P12"
"""The phase of the questions afterwards: here they are asked, not shown."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line at its second; ``index`` is the timed phase it belongs to."""

    at_s: float
    index: int
    text: str


def script(timeline: Timeline, words: Words, *, natural: bool) -> tuple[Line, ...]:
    """Lay out every line of a session.

    Parameters
    ----------
    natural : bool
        The breath is not paced (docs/evidence.md B.3 PC35), so nothing is counted.
    """
    said: list[Line] = []
    before: TimedPhase | None = None
    reps = timeline.phases[-1].rep
    for index, phase in enumerate(timeline.phases):
        if phase.end_s > phase.start_s and phase.id != RATED:
            if reps > 1 and (before is None or phase.rep != before.rep) and phase.rep > 1:
                again = words("terminal.lead.round", n=phase.rep, all=reps)
                said.append(Line(phase.start_s, index, again))
            is_new = before is None or before.id != phase.id
            said += [
                Line(at_s, index, text) for at_s, text in _of_phase(phase, words, is_new, counts=not natural)
            ]
            before = phase
    return tuple(said)


def _of_phase(phase: TimedPhase, words: Words, is_new: bool, *, counts: bool) -> Iterator[tuple[float, str]]:
    leads = [(cue.at_s, _cue_text(words(cue.words), words, cue.added)) for cue in spoken(phase)]
    seconds = round(phase.end_s - phase.start_s)
    name = _cue_text(finished(words(phase.name)), words, phase.added) if is_new else None
    if phase.breath not in BREATHS:
        if name:
            yield phase.start_s, f"{name} {words('terminal.lead.about', n=seconds)}"
        yield from leads
        return
    breath = words(f"session.breath.{phase.breath}")
    count = f" {words('terminal.lead.count', n=seconds)}" if counts else ""
    first = leads[0] if leads and leads[0][0] <= phase.start_s else None
    if first and breath.lower() in first[1].lower():
        if name and breath.lower() not in name.lower():
            yield phase.start_s, name
        yield first[0], first[1] + count
        yield from leads[1:]
        return
    said = [name] if name else []
    said += [] if name and breath.lower() in name.lower() else [finished(breath)]
    yield phase.start_s, " ".join(said) + count
    yield from leads


def _cue_text(text: str, words: Words, added: bool) -> str:
    """Mark what is ours and not the article's (docs/evidence.md A.8)."""
    return f"{text} {words('terminal.lead.added')}" if added else text
