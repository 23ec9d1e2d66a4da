"""What is said at which second: a new phase with its breath and count, its lead cues. Nothing in between.

A voice needs about a third of a second for a word, and a breath has six. So a breath that a cue or a phase's
name says already is not said again, and counts come once, at the start of the breath.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ....core.session.timeline import TimedCue, TimedPhase, Timeline, spoken
from ....core.words import Words
from .lines import finished

BREATHS = ("inhale", "exhale")

UNHURRIED_S = 8.0
"""Seconds for one cue where nothing moves, time to do it included. Chosen."""

RATED = "P12"
"""The phase of the questions afterwards: here they are asked, not shown."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line at its second; ``index`` is the timed phase it belongs to."""

    at_s: float
    index: int
    text: str


def script(timeline: Timeline, words: Words, *, natural: bool) -> tuple[Line, ...]:
    """Lay out every line of a session, in the order of the saying.

    Parameters
    ----------
    natural : bool
        The breath is not paced (docs/evidence.md B.3 PC35), so nothing is counted.
    """
    said: list[Line] = []
    before: TimedPhase | None = None
    for index, phase in enumerate(timeline.phases):
        if phase.end_s <= phase.start_s or phase.id == RATED:
            continue
        said += (Line(at_s, index, text) for at_s, text in _phase(phase, before, timeline, words, natural))
        before = phase
    return tuple(said)


def _phase(
    phase: TimedPhase, before: TimedPhase | None, timeline: Timeline, words: Words, natural: bool
) -> Iterator[tuple[float, str]]:
    cues = _said(phase)
    at_once = [cue for cue in cues if cue.at_s <= phase.start_s]
    heard = [words(cue.words) for cue in at_once]
    opening: list[str] = []
    if before is not None and phase.rep > before.rep:
        opening.append(words("terminal.lead.round", n=phase.rep, all=timeline.phases[-1].rep))
    if before is None or before.id != phase.id:
        opening += _name(phase, heard, words)
    opening += _breath(phase, [*opening, *heard], words)
    opening += [_cue(cue, words) for cue in at_once]
    opening += _seconds(phase, words, natural)
    yield phase.start_s, " ".join(opening)
    yield from ((cue.at_s, _cue(cue, words)) for cue in cues if cue not in at_once)


def _said(phase: TimedPhase) -> list[TimedCue]:
    """The lead cues; and where nothing moves and there is time for everything, the details as well."""
    leads = spoken(phase)
    more = [cue for cue in phase.cues if cue.role == "detail" or cue in leads]
    has_time = not phase.moves and len(more) * UNHURRIED_S <= phase.end_s - phase.start_s
    return more if has_time else list(leads)


def _name(phase: TimedPhase, heard: list[str], words: Words) -> list[str]:
    """Say what the phase is called, unless that is its breath ("Breathe in") and a cue says it as well."""
    name, breath = words(phase.name), words(f"session.breath.{phase.breath or 'none'}")
    is_breath = phase.breath in BREATHS and _names(breath, [name])
    return [] if is_breath and _names(breath, heard) else [_marked(finished(name), words, phase.added)]


def _breath(phase: TimedPhase, said: list[str], words: Words) -> list[str]:
    """Name the breath, unless what is said in this moment names it already."""
    if phase.breath not in BREATHS:
        return []
    breath = words(f"session.breath.{phase.breath}")
    return [] if _names(breath, said) else [finished(breath)]


def _names(breath: str, texts: list[str]) -> bool:
    return any(breath.lower() in text.lower() for text in texts)


def _seconds(phase: TimedPhase, words: Words, natural: bool) -> list[str]:
    n = round(phase.end_s - phase.start_s)
    if phase.breath not in BREATHS:
        return [words("terminal.lead.about", n=n)]
    return [] if natural else [words("terminal.lead.count", n=n)]


def _cue(cue: TimedCue, words: Words) -> str:
    return _marked(words(cue.words), words, cue.added)


def _marked(text: str, words: Words, added: bool) -> str:
    """Mark what is ours and not the article's (docs/evidence.md A.8)."""
    return f"{text} {words('terminal.lead.added')}" if added else text
