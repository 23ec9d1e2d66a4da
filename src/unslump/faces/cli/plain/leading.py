"""Lead one session by the clock: say each line at its second, and take keys in between.

The position is the player's, read from the clock; this module only decides what is said when. A line whose
phase has passed before it could be said is left out: late instructions are wrong ones.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from math import inf

from ....app.session_service import SessionService, Snapshot
from ....core.errors import RefusedEvent, UnslumpError
from ....core.session.table import Event
from .asking import Dialogue
from .flow import TakenOver
from .keys import Key
from .script import RATED, Line

HEARTBEAT_S = 1.0
"""Longest silence towards the player, on the session's clock; it waits for nobody longer than 20 s."""

SHORTEST_WAIT_S = 0.002
"""Seconds of the world: a clock that runs fast for a test must not become a busy loop."""

_SAYS: dict[Key, Event] = {
    "stop": Event.STOP,
    "leave": Event.LEAVE,
    "again": Event.AGAIN,
    "next": Event.SKIP,
    "fine": Event.FINE,
}


class Teller:
    """Knows which lines are due."""

    def __init__(self, lines: tuple[Line, ...]) -> None:
        self._lines = lines
        self._next = 0

    def due(self, at: Snapshot) -> Iterator[str]:
        """Yield what is to be said by now, once."""
        while self._next < len(self._lines) and self._lines[self._next].at_s <= at.position_s + 1e-6:
            line = self._lines[self._next]
            self._next += 1
            if line.index >= at.index:
                yield line.text

    def from_phase(self, index: int) -> None:
        """Say the lines of this phase, and all after it, again."""
        self._next = sum(line.index < index for line in self._lines)

    def again(self, at: Snapshot) -> str:
        """What was said last in this phase, to be said again after a pause; empty if nothing was yet."""
        said = [line.again for line in self._lines[: self._next] if line.index == at.index]
        return said[-1] if said else ""

    def wait_s(self, at: Snapshot) -> float:
        """Seconds until the next line, by the session's clock."""
        return self._lines[self._next].at_s - at.position_s if self._next < len(self._lines) else inf


@dataclass
class Leader:
    """One session in the terminal, from the time to get ready to its end.

    Attributes
    ----------
    rate : float
        Seconds of the session's clock for one second of the world.
    """

    dialogue: Dialogue
    sessions: SessionService
    lines: tuple[Line, ...]
    lead_in_s: float
    rate: float = 1.0
    _asked: bool = field(default=False, init=False)

    def lead(self) -> Snapshot:
        """Return where it ended: done, stopped or interrupted.

        Raises
        ------
        TakenOver
            Another face has begun a session meanwhile.
        """
        with self.dialogue.console.keys() as need_enter:
            self.dialogue.console.say("", self.dialogue.words("terminal.keys.short"))
            if need_enter:
                self.dialogue.say("keys.enter")
            now = self._get_ready()
            teller = Teller(self.lines)
            while not now.over:
                if now.running:
                    self.dialogue.console.say(*teller.due(now))
                key = self._wait(teller.wait_s(now) if now.running else inf)
                self._watch_for_others()
                now = self._take(key, now, teller)
            return now

    def _wait(self, wait_s: float) -> Key | None:
        seconds = min(HEARTBEAT_S, max(0.0, wait_s)) / self.rate
        return self.dialogue.console.key(max(SHORTEST_WAIT_S, seconds))

    def _get_ready(self) -> Snapshot:
        """Leave time to put hands and feet in place. Enter or Space begins at once."""
        now = self.sessions.peek()
        if now.state != "ready":  # taken up again where it was broken off
            self.dialogue.say("lead.paused")
            return now
        if self.lead_in_s:
            self.dialogue.say("lead.in", n=round(self.lead_in_s))
        until_s = self._time_s() + self.lead_in_s
        while (left_s := until_s - self._time_s()) > 0:
            key = self._wait(left_s)
            if key in ("stop", "leave"):
                return self.sessions.say(_SAYS[key])
            if key in ("enter", "pause", "next"):
                break
            if key == "help":
                self.dialogue.say("keys.all")
                self.dialogue.say("lead.waits")
                until_s = inf
        return self.sessions.say(Event.BEGIN)

    def _time_s(self) -> float:
        return self.sessions.clock.now().awake_s

    def _watch_for_others(self) -> None:
        """Look at the records, which another process may have changed; one look is cheap."""
        with suppress(UnslumpError):  # records that cannot be read now say nothing about others
            if has_ended_elsewhere(self.sessions):
                raise TakenOver

    def _take(self, key: Key | None, before: Snapshot, teller: Teller) -> Snapshot:
        if key == "help":
            self.dialogue.say("keys.all")
            if before.state == "paused":
                self.dialogue.say("lead.paused")
        try:
            now = self._effects(self.sessions.say(self._event(key, before)), teller)
        except RefusedEvent:
            now = self._refused(key)
        if now.phase == RATED and not now.over:
            now = self.sessions.say(Event.FINISH)
        return now

    def _event(self, key: Key | None, before: Snapshot) -> Event:
        paused = before.state == "paused"
        if key in _SAYS:
            return _SAYS[key]
        if key == "pause":
            return Event.RESUME if paused else Event.PAUSE
        if key == "help" and not paused:
            return Event.PAUSE  # the help takes longer than a breath, and would talk over the cues
        if key == "enter" and paused:
            return Event.RESUME
        if key in ("enter", "other") and self._asked:
            return Event.FINE
        if key == "other":
            self.dialogue.say("lead.other_key")
        return Event.TIME

    def _refused(self, key: Key | None) -> Snapshot:
        """Say why not, and go on: the clock was read, and nothing else has changed."""
        if key == "next":
            preparing = self.sessions.peek().state == "P1"
            self.dialogue.say("lead.stays" if preparing else "lead.moves")
        return self.sessions.say(Event.TIME)

    def _effects(self, now: Snapshot, teller: Teller) -> Snapshot:
        for effect in now.effects:
            match effect.kind:
                case "paused":
                    self.dialogue.say("lead.unheard" if effect.detail == "unheard" else "lead.paused")
                case "resumed":
                    self._going_on(teller.again(now))
                case "again":
                    teller.from_phase(now.index)
                    self.dialogue.say("lead.again")
                case "prompt" | "ask":
                    self._asked = True
                    self.dialogue.console.ring()
                    self.dialogue.say(f"lead.{effect.kind}")
                case _:
                    pass
            if effect.kind not in ("prompt", "ask", "phase"):
                self._asked = False
        return now

    def _going_on(self, again: str) -> None:
        if again:  # else the phase has only begun, and all of it comes now
            self.dialogue.say("lead.resumed", again=again)


def has_ended_elsewhere(sessions: SessionService) -> bool:
    """Whether another face closed this session by beginning one of its own: there is only one body."""
    player = sessions.current
    if player is None or player.over:
        return False
    kept = sessions.store.history().sessions
    return any(s.id == sessions.current_id and s.status == "interrupted" for s in kept)
