"""Everything of the resident that is about breaks: made together, begun together, ended together.

::

    senses, notifications, store --> BreakService <-- ticking thread
                                        ^    ^
                 the pages (any thread) +    +--- the line for commands, tray and windows (its own thread)
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ...app.address import launch_url
from ...app.break_service import BreakParts, BreakService
from ...app.break_settings import BreakWishes, wishes_from
from ...app.control import Control
from ...app.ending import Ending
from ...app.keyring import Keyring, Where
from ...app.ladder import Ladder
from ...app.notices import notice_of
from ...app.page_rung import PageRung
from ...app.settings_service import SettingsService
from ...core.breaks.events import Happened
from ...core.words import Words
from ...ports import BreakStore, Clock, Faults, Logbook, Notice, Notifier, Sense, SenseKind, SignalSource
from .companion import Companion, CompanionCommand
from .control import ControlServer
from .ticking import Ticking


@dataclass(frozen=True)
class Means:
    """What the breaks are tended with; made in ``main`` from the adapters.

    Attributes
    ----------
    native, window, bell : Notifier
        Rungs of the ladder; the pages' own is made here.
    open_page : callable
        Show an address to the person: in the browser, or where there is none at the terminal.
    companion : callable
        The command line of the tray and the break windows, or None where they are not installed.
    forget_rest : callable
        Called after everything was erased from the command line.
    """

    port: int
    words: Words
    clock: Clock
    rate: float
    store: BreakStore
    settings: SettingsService
    keyring: Keyring
    log: Logbook
    faults: Faults
    boot_id: str | None
    senses: Mapping[SenseKind, Sense[Any]]
    sources: Sequence[SignalSource]
    native: Notifier | None
    window: Notifier
    bell: Notifier
    open_page: Callable[[str], None]
    companion: CompanionCommand
    forget_rest: Callable[[], None] = lambda: None


class Tending:
    """The breaks of one run of the resident."""

    def __init__(self, means: Means) -> None:
        self._means = means
        self._variants = itertools.count()
        self.page = PageRung()
        self._ladder = Ladder(
            native=means.native,
            page=self.page,
            window=means.window,
            bell=means.bell,
            wants_window=lambda: self.service.wishes.show == "app_window",
        )
        self.service = BreakService(self._parts())
        control = Control(self.service, means.words, self._launch, means.forget_rest)
        self._control = ControlServer(
            control, bearer=means.keyring.bearer, words=means.words, note=means.faults.note
        )
        self._companion = Companion(means.companion, self._wants_companion)
        self._ticking = Ticking(
            self._tick, sources=lambda: means.sources, on_fault=means.faults.note, rate=means.rate
        )
        self.service.on_wake(self._ticking.wake)

    def start(self, ending: Ending) -> int:
        """Begin; return the port of the line for commands."""
        port = self._control.start()
        self._ticking.start(ending)
        return port

    def stop(self) -> None:
        """End everything, take every notice back, and keep the state as it is."""
        self._ticking.stop()
        self._companion.end()
        self._control.close()
        self._ladder.end()
        self.service.flush()

    def _tick(self) -> None:
        self.service.tick()
        self._companion.look()

    def _parts(self) -> BreakParts:
        means = self._means
        return BreakParts(
            store=means.store,
            clock=means.clock,
            wishes=lambda: wishes_from(means.settings.values()),
            senses=means.senses,
            herald=self._ladder,
            write=self._write,
            words=means.words,
            log=means.log,
            boot_id=means.boot_id,
            rate=means.rate,
            on_start=lambda: means.open_page(self._launch("break")),
        )

    def _write(self, happened: Happened, wishes: BreakWishes) -> Notice | None:
        window = happened.kind == "offered" and wishes.show == "app_window"
        return notice_of(
            happened,
            self._means.words,
            postpone_s=wishes.policy.postpone_s,
            variant=next(self._variants),
            open_url=self._launch("break") if window else "",
        )

    def _launch(self, where: Where) -> str:
        return launch_url(self._means.port, self._means.keyring.mint(where))

    def _wants_companion(self) -> tuple[bool, bool]:
        wishes = self.service.wishes
        return wishes.tray, wishes.show == "windows"
