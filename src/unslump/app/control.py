"""What the running resident answers to its own command line, its tray icon and its break windows.

Plain JSON values in and out, sentences said already, so that whoever asks needs neither words nor the engine.
The line they come over is ``faces/agent/control``; the shapes are promised in docs/commands.md.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Protocol, get_args

from ..core.breaks.events import COMMANDS, Command, Happened
from ..core.breaks.outlook import Outlook
from ..core.breaks.saying import reason
from ..core.errors import BadInput, did_you_mean
from ..core.words import Said, Words
from ..ports import Notice
from .break_senses import SenseReport
from .keyring import Where

LATELY = 6
"""So many of the last things that happened are told with a status. Chosen: about a morning."""

PLACES: tuple[Where, ...] = get_args(Where)
"""Where a page may be opened at."""

LONGEST_LENGTH_S = 1e9
"""A length beyond this is none; which ones are taken, the engine says."""

LONGEST_SAID = 40
"""Characters of something unknown that are quoted."""


class Told(Protocol):
    """What came of a word: what happened, and what it costs as one sentence."""

    @property
    def happened(self) -> Sequence[Happened]: ...
    @property
    def cost(self) -> Said: ...


@dataclass(frozen=True, slots=True)
class NotifierReport:
    """How notifications reach the person here.

    Attributes
    ----------
    back_end : str
        Name of the way, and of the program behind it where that is known ("freedesktop, gnome-shell").
    buttons : bool or None
        Whether a notification can carry buttons; None: that shows with the first one.
    why : Said or None
        Why it cannot work here, and what to do about it.
    """

    back_end: str
    buttons: bool | None
    why: Said | None = None


class Breaks(Protocol):
    """The break service, as far as it is asked here. Safe to call from any thread."""

    def outlook(self) -> Outlook: ...
    def say(self, what: Command, for_s: float | None = None) -> Told: ...
    def notice(self) -> Notice | None: ...
    def recent(self, n: int) -> Sequence[Happened]: ...
    def senses(self) -> Sequence[SenseReport]: ...
    def subscribe(self, callback: Callable[[], None]) -> Callable[[], None]: ...
    def forget(self) -> None: ...


@dataclass(frozen=True)
class Control:
    """Answer requests over the break service.

    Parameters
    ----------
    launch : callable
        Make a one-time address that lets a browser in, at one of ``PLACES``.
    forget_rest : callable
        Called after everything was erased: whatever besides the breaks remembers something of it forgets it.
    """

    breaks: Breaks
    words: Words
    launch: Callable[[Where], str]
    forget_rest: Callable[[], None] = lambda: None

    def status(self) -> dict[str, Any]:
        """How things stand, in numbers and in words."""
        outlook = self.breaks.outlook()
        return {
            "outlook": {**asdict(outlook), "holds": list(outlook.holds)},
            "why_text": self._said(outlook.why),
            "notice": self._notice(self.breaks.notice()),
            "lately": [self._event(event) for event in self.breaks.recent(LATELY)],
        }

    def say(self, what: object, for_s: object = None) -> dict[str, Any]:
        """Hand on one word of the person, and tell what came of it.

        Raises
        ------
        BadInput
            There is no such word, or the length is none.
        RefusedEvent
            It does nothing now.
        """
        told = self.breaks.say(_command(what), _seconds(for_s))
        return {
            "happened": [self._event(event) for event in told.happened],
            "cost": self._said(told.cost),
            "status": self.status(),
        }

    def open(self, where: object = None) -> str:
        """Return a new one-time address; raises ``BadInput`` for an unknown place."""
        for place in PLACES:
            if where == place:
                return self.launch(place)
        if where is not None:
            raise BadInput("control.place", known=PLACES, found=_short(where))
        return self.launch("home")

    def senses(self) -> list[dict[str, Any]]:
        """What each sense sees, for ``unslump doctor``."""
        return [sense_document(report, self.words) for report in self.breaks.senses()]

    def forget(self) -> None:
        """Begin anew, after everything that is kept was erased."""
        self.breaks.forget()
        self.forget_rest()

    def on_change(self, callback: Callable[[], None]) -> Callable[[], None]:
        """Call back whenever ``status`` may have changed; return what ends that."""
        return self.breaks.subscribe(callback)

    def _event(self, event: Happened) -> dict[str, Any]:
        said = self._said(reason(event))
        return {"wall": event.at.wall.isoformat(timespec="seconds"), "kind": event.kind, "reason": said}

    def _notice(self, notice: Notice | None) -> dict[str, Any] | None:
        """A notice without its address, which is for one browser alone."""
        if notice is None:
            return None
        shown = {"id": notice.id, "kind": notice.kind, "title": notice.title, "body": notice.body}
        return {**shown, "buttons": dict(notice.buttons)}

    def _said(self, said: Said) -> str:
        return self.words(said.key, **said.values)


def sense_document(report: SenseReport, words: Words) -> dict[str, Any]:
    """One sense as plain values: ``value`` is null where it cannot tell, and ``why`` then says why."""
    sensed = report.sensed
    return {
        "kind": report.kind,
        "back_end": report.back_end,
        "value": sensed.value,
        "detail": sensed.detail,
        "why": words(sensed.why.key, **sensed.why.values) if sensed.why else "",
    }


def _command(what: object) -> Command:
    if isinstance(what, str) and what in COMMANDS:
        return what
    near = did_you_mean(_short(what), COMMANDS) if isinstance(what, str) else ""
    raise BadInput("control.word", known=COMMANDS, found=_short(what), near=near)


def _seconds(for_s: object) -> float | None:
    if for_s is None:
        return None
    if isinstance(for_s, int | float) and not isinstance(for_s, bool) and 0 < for_s <= LONGEST_LENGTH_S:
        return float(for_s)
    raise BadInput("control.length", found=_short(for_s))


def _short(found: object) -> str:
    return str(found)[:LONGEST_SAID]
