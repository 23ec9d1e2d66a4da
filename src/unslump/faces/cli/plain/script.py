"""What is said at which second: a new phase with its breath and count, its lead cues. Nothing in between.

A voice needs about a third of a second for a word, and a breath has six. So a breath that a cue or a phase's
name says already is not said again, counts come once, at the start of the breath, and each line is said to
its end before the next one comes::

    second of the cue   |---------|-------|
    the voice           [ opening   ][ cue 2 ]
                                  <-> late, LATE_S at most: else the name of the phase is left out, and the
                                      count after it

What is ours and not the article's carries no mark here: it would be heard more often than any cue. It is
marked in what is read before, and by ``unslump timeline`` (docs/evidence.md A.8).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from ....core.session.timeline import TimedCue, TimedPhase, Timeline, spoken
from ....core.words import Words
from .lines import finished

BREATHS = ("inhale", "exhale")

UNHURRIED_S = 8.0
"""Seconds for one cue where nothing moves, time to do it included. Chosen."""

WORDS_PER_S = 3.0
"""How fast a voice reads at its usual setting. Chosen: 180 words a minute."""

LATE_S = 1.0
"""Longest a count may hold up the cue after it, at the usual pace of breath. Chosen."""

_A_MOMENT = 1e-6
"""Seconds; sums of the same parts may differ by less."""

RATED = "P12"
"""The phase of the questions afterwards: here they are asked, not shown."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line at its second.

    Attributes
    ----------
    index : int
        The timed phase it belongs to.
    again : str
        What is said after a pause: where we are, the breath and the cue, without a count that is over.
    """

    at_s: float
    index: int
    text: str
    again: str


@dataclass(frozen=True, slots=True)
class _Opening:
    """How a phase begins, in the order of the saying."""

    round: str
    name: str
    breath: str
    cues: str
    count: str

    @property
    def text(self) -> str:
        return _joined(self.round, self.name, self.breath, self.cues, self.count)

    def within(self, seconds: float) -> str:
        """The text that is said in time. The name goes first, where a cue says what to do; then the count."""
        shorter = replace(self, name="") if self.cues else self
        if _seconds_to_say(self.text) <= seconds + _A_MOMENT:
            return self.text
        if _seconds_to_say(shorter.text) <= seconds + LATE_S + _A_MOMENT:
            return shorter.text
        return replace(shorter, count="").text


def script(timeline: Timeline, words: Words, *, natural: bool) -> tuple[Line, ...]:
    """Lay out every line of a session, in the order of the saying; each begins when the one before is over.

    Parameters
    ----------
    natural : bool
        The breath is not paced (docs/evidence.md B.3 PC35), so nothing is counted.
    """
    said: list[Line] = []
    before: TimedPhase | None = None
    free_s = 0.0
    for index, phase in enumerate(timeline.phases):
        if not is_led(phase):
            continue
        opening = _opening(phase, before, timeline, words, natural)
        for line in _phase(phase, index, opening, free_s, words):
            said.append(line)
            free_s = line.at_s + _seconds_to_say(line.text)
        before = phase
    return tuple(said)


def is_led(phase: TimedPhase) -> bool:
    """Whether this phase is led by the clock: the gate takes no time, and the ratings are asked."""
    return phase.end_s > phase.start_s and phase.id != RATED


def _phase(phase: TimedPhase, index: int, opening: _Opening, free_s: float, words: Words) -> Iterator[Line]:
    """Yield the opening and the cues after it. ``free_s``: when what was said before is over."""
    later = [cue for cue in _said(phase) if cue.at_s > phase.start_s]
    at_s = max(phase.start_s, free_s)
    next_s = later[0].at_s if later else phase.end_s
    text = opening.within(next_s - at_s)
    name, breath = _name_and_breath(phase, [opening.cues], words)
    yield Line(at_s, index, text, _joined(name, breath, opening.cues))
    for cue in later:
        at_s = max(cue.at_s, at_s + _seconds_to_say(text))
        text = words(cue.words)
        name, breath = _name_and_breath(phase, [text], words)
        yield Line(at_s, index, text, _joined(name, breath, text))


def _seconds_to_say(text: str) -> float:
    return len(text.split()) / WORDS_PER_S


def _joined(*parts: str) -> str:
    return " ".join(filter(None, parts))


def _opening(
    phase: TimedPhase, before: TimedPhase | None, timeline: Timeline, words: Words, natural: bool
) -> _Opening:
    cues = [words(cue.words) for cue in _said(phase) if cue.at_s <= phase.start_s]
    name, breath = _name_and_breath(phase, cues, words)
    is_new = before is None or before.id != phase.id
    is_next_round = before is not None and phase.rep > before.rep
    return _Opening(
        words("terminal.lead.round", n=phase.rep, all=timeline.phases[-1].rep) if is_next_round else "",
        name if is_new or is_next_round else "",
        breath,
        " ".join(cues),
        _count(phase, words, natural),
    )


def _said(phase: TimedPhase) -> list[TimedCue]:
    """The lead cues; and where nothing moves and there is time for everything, the details as well."""
    leads = spoken(phase)
    more = [cue for cue in phase.cues if cue.role == "detail" or cue in leads]
    has_time = not phase.moves and len(more) * UNHURRIED_S <= phase.end_s - phase.start_s
    return more if has_time else list(leads)


def _name_and_breath(phase: TimedPhase, cues: list[str], words: Words) -> tuple[str, str]:
    """What the phase is called and the breath, each unless what is said in this moment says it already."""
    name, breath = words(phase.name), words(f"session.breath.{phase.breath or 'none'}")
    if phase.breath not in BREATHS:
        return finished(name), ""
    if _names(breath, cues):
        return ("" if _names(breath, [name]) else finished(name)), ""
    return finished(name), "" if _names(breath, [name]) else finished(breath)


def _names(breath: str, texts: list[str]) -> bool:
    return any(breath.lower() in text.lower() for text in texts)


def _count(phase: TimedPhase, words: Words, natural: bool) -> str:
    n = round(phase.end_s - phase.start_s)
    if phase.breath not in BREATHS:
        return words("terminal.lead.about", n=n)
    return "" if natural else words("terminal.lead.count", n=n)
