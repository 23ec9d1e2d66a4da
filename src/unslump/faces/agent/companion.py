"""Start the process of the tray icon and the break windows, where the person chose them.

It is a process of its own, so that the resident never pays for a window toolkit; it ends by itself when the
resident is gone.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Any

CompanionCommand = Callable[[bool, bool], "Sequence[str] | None"]
"""Return the command line, with icon and break windows or without, or None where it is not installed."""

LOOK_EVERY_S = 5.0
"""How often the wish is looked at again, seconds."""

AGAIN_AFTER_S = 60.0
"""One that crashed is not started again any sooner."""

LEFT_ENDED = frozenset({0, 2})
"""Exit codes after which it is left alone until the person wishes something else: the person closed it, or
it cannot run here (``faces/desktop/start``)."""

END_WITHIN_S = 2.0


class Companion:
    """At most one such process.

    Parameters
    ----------
    command : callable
    wanted : callable
        Whether the person wants the icon, and the windows.
    """

    def __init__(
        self,
        command: CompanionCommand,
        wanted: Callable[[], tuple[bool, bool]],
        *,
        now_s: Callable[[], float] = time.monotonic,
    ) -> None:
        self._command, self._wanted, self._now_s = command, wanted, now_s
        self._process: Any = None
        self._as = (False, False)
        self._look_at_s = self._again_at_s = float("-inf")

    def look(self) -> None:
        """Start it, end it, or leave it, as the person wishes now. Never raises, never waits."""
        now_s = self._now_s()
        if now_s < self._look_at_s:
            return
        self._look_at_s = now_s + LOOK_EVERY_S
        wanted = self._wanted()
        if wanted != self._as:
            self.end()
            self._as, self._again_at_s = wanted, float("-inf")
        if self._process is not None and (code := self._process.poll()) is not None:
            self._process = None
            self._again_at_s = float("inf") if code in LEFT_ENDED else now_s + AGAIN_AFTER_S
        if self._process is None and any(wanted) and now_s >= self._again_at_s:
            self._start(wanted)

    def _start(self, wanted: tuple[bool, bool]) -> None:
        command = self._command(*wanted)
        self._again_at_s = self._now_s() + AGAIN_AFTER_S
        if command is None:
            return
        import subprocess  # here: most residents start nothing

        quiet = subprocess.DEVNULL
        try:
            self._process = subprocess.Popen(command, stdin=quiet, stdout=quiet, stderr=quiet)
        except OSError:
            return

    def end(self) -> None:
        """End it, if it runs."""
        process, self._process = self._process, None
        if process is None or process.poll() is not None:
            return
        process.terminate()
        try:
            process.wait(END_WITHIN_S)
        except Exception:  # it hangs: it may not keep the screens
            process.kill()
            process.wait()
