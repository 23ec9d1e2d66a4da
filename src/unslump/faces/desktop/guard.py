"""What gives the screens back when everything else has failed. Knows no Qt.

============================  ==============================================================================
what may happen               who sees to it
============================  ==============================================================================
the event loop hangs          ``FreezeGuard``: a thread in C ends the process; it needs neither the loop nor
                              Python's own lock, which the hanging call may hold
an exception in a slot        ``FaultGuard``: closes the windows, notes it, and ends the process if it cannot
the line hangs                the windows' own deadline (``windows``)
the resident or parent dies   the line ends; ``Parent`` tells the second
============================  ==============================================================================

A process that ends takes its windows along: the display server sees to that, on every system.
"""

from __future__ import annotations

import faulthandler
import os
import sys
from collections.abc import Callable
from types import TracebackType
from typing import IO

FROZEN_S = 3.0
"""An event loop that was silent for so long while windows are up has hung, seconds. Chosen: brief enough to
wait out, long enough for a machine that is busy elsewhere."""

BEAT_S = 0.5
"""How often a living event loop says so, seconds."""

FAULT_CODE = 70
"""Exit code of a process that could not close its windows otherwise (EX_SOFTWARE)."""


class FreezeGuard:
    """End the process unless ``beat`` is called at least every ``FROZEN_S``, from ``arm`` until ``disarm``.

    ``faulthandler`` waits in a thread of its own, in C. It ends the process with exit code 1. What it writes
    for developers goes nowhere: no traceback ever reaches a person.
    """

    def __init__(self) -> None:
        self._nowhere: IO[str] | None = None

    @property
    def armed(self) -> bool:
        return self._nowhere is not None

    def arm(self) -> None:
        if self._nowhere is None:
            self._nowhere = open(os.devnull, "w")  # noqa: SIM115 - the thread writes to it later
        self.beat()

    def beat(self) -> None:
        if self._nowhere is not None:
            faulthandler.dump_traceback_later(FROZEN_S, exit=True, file=self._nowhere)

    def disarm(self) -> None:
        faulthandler.cancel_dump_traceback_later()
        if self._nowhere is not None:
            self._nowhere.close()
            self._nowhere = None


class FaultGuard:
    """``sys.excepthook`` of the desktop process: PySide reports there what a slot or an event raised.

    Parameters
    ----------
    close : callable
        Takes every window from the screen. It may fail too: then the process ends.
    note : callable
        Notes the error where the person's other faults are noted.
    """

    def __init__(self, close: Callable[[], None], note: Callable[[Exception], None]) -> None:
        self._close = close
        self._note = note

    def __call__(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        try:
            self._close()
        except BaseException:
            os._exit(FAULT_CODE)
        if isinstance(error, Exception):
            self._note(error)

    def install(self) -> None:
        sys.excepthook = self


class Parent:
    """Whoever started this process."""

    def __init__(self, parent_pid: Callable[[], int] = os.getppid) -> None:
        self._parent_pid = parent_pid
        self._at_start = parent_pid()

    def gone(self) -> bool:
        """Whether it has died: then another process has taken this one over (never so on Windows)."""
        return self._parent_pid() != self._at_start
