"""The thread that lets time go on: once a second, and at once when a signal or a word comes.

::

    wait (a second at most) --> take what the desktop signalled --> tick --> wait ...
        ^ woken by: a message bus, the display, a word of the person, the end
"""

from __future__ import annotations

import contextlib
import select
import socket
import threading
from collections.abc import Callable, Sequence

from ...app.ending import Ending
from ...ports import SignalSource

TICK_S = 1.0
"""How often it looks, seconds. Chosen: a natural pause lasts three."""

QUICKEST_S = 0.05
"""With a clock that runs faster than the world (tests) it looks more often, but no more often than this."""

END_WITHIN_S = 5.0


class Ticking:
    """Call ``tick`` over and over in a thread of its own, until the end is asked for.

    Parameters
    ----------
    tick : callable
        Never raises what it could say itself; anything else is handed to ``on_fault``, and time goes on.
    sources : callable
        What may speak by itself just now; asked before each wait, as connections come and go.
    rate : float
        How many times faster than the world the clock runs.
    """

    def __init__(
        self,
        tick: Callable[[], object],
        *,
        sources: Callable[[], Sequence[SignalSource]],
        on_fault: Callable[[Exception], None],
        rate: float = 1.0,
    ) -> None:
        self._tick, self._sources, self._on_fault = tick, sources, on_fault
        self._every_s = max(QUICKEST_S, TICK_S / rate)
        self._ended = False
        self._woken, self._waker = socket.socketpair()
        self._woken.setblocking(False)
        self._waker.setblocking(False)
        self._thread = threading.Thread(target=self._run, name="ticking", daemon=True)

    def start(self, ending: Ending) -> None:
        ending.on_ask(self.wake)
        self._thread.start()

    def wake(self) -> None:
        """Have it tick at once. Safe from any thread and in a signal handler; many wakes are one."""
        with contextlib.suppress(OSError):
            self._waker.send(b"w")

    def stop(self) -> None:
        """End the thread and wait for it."""
        self._ended = True
        self.wake()
        if self._thread.is_alive() and self._thread is not threading.current_thread():
            self._thread.join(END_WITHIN_S)
        self._waker.close()
        self._woken.close()

    def _run(self) -> None:
        while not self._ended:
            self._wait()
            if self._ended:
                return
            try:
                self._tick()
            except Exception as error:  # a mistake of ours: noted, and the day goes on
                self._on_fault(error)

    def _wait(self) -> None:
        """Wait for the next second, or for whatever speaks first; take what was said."""
        speaking = {number: source for source in self._sources() if (number := source.fileno()) >= 0}
        woken = self._woken.fileno()
        try:
            ready, _, _ = select.select([woken, *speaking], [], [], self._every_s)
        except (OSError, ValueError):  # a connection went away between asking and waiting
            ready = [woken, *speaking]
            with contextlib.suppress(OSError, ValueError):
                select.select([woken], [], [], self._every_s)
        for number in ready:
            if number == woken:
                self._drain()
            else:
                speaking[number].take()

    def _drain(self) -> None:
        with contextlib.suppress(OSError):
            while self._woken.recv(256):
                pass
