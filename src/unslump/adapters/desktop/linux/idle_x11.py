"""Idle time as the X server counts it, through its screen saver extension.

Asked over the server's socket like the windows (``x11_window``), not through libXss: libX11 waits for ever
for a server that hangs, and its standard answer to one that has gone is to end the process.

Not for Wayland: the X server that runs in such a session sees only the input of its own windows.

Reference: X11 Screen Saver extension, 1.1: ``QueryInfo``, "idle": milliseconds since the last input from the
person. A program that resets the screen saver by force (``XResetScreenSaver``) counts as input there.
"""

from __future__ import annotations

import os
import struct
import time
from collections.abc import Callable, Mapping

from ....core.words import Said
from ....ports import SENSE_WITHIN_S, Clock, Sensed, SenseKind
from ..patience import Patience
from ..wayland import is_wayland
from .idle_truth import IdleTruth
from .x11_window import ORDER, Display, Windows, read_cookie

QUERY_EXTENSION, QUERY_INFO = 98, 1
EXTENSION = b"MIT-SCREEN-SAVER"


class NoExtension(OSError):
    """This X server does not count idle time."""


class Input(Windows):
    """A connection that asks for the time since the last input."""

    _major = 0

    def idle_ms(self, deadline: float) -> int:
        """Return milliseconds since the last input; raise ``NoExtension`` or another ``OSError``."""
        self._major = self._major or self._found(deadline)
        self._send(struct.pack(ORDER + "BBHI", self._major, QUERY_INFO, 2, self.root), deadline)
        (reply,) = self._replies(1, deadline)
        if reply is None:
            raise ConnectionResetError("the screen has gone")
        idle: int = struct.unpack_from(ORDER + "I", reply, 16)[0]
        return idle

    def _found(self, deadline: float) -> int:
        words = 2 + len(EXTENSION) // 4
        head = struct.pack(ORDER + "BxHHxx", QUERY_EXTENSION, words, len(EXTENSION))
        self._send(head + EXTENSION, deadline)
        (reply,) = self._replies(1, deadline)
        if not (reply and reply[8]):
            raise NoExtension
        return reply[9]


class X11Idle:
    """``ports.Sense`` of idle time on X11.

    Parameters
    ----------
    env : mapping of str to str
        Environment: which display, and whether it is one of Wayland.
    clock : Clock
    now : callable
        Steady seconds, for pauses after trouble.
    """

    kind: SenseKind = "idle"
    name = "x11"

    def __init__(
        self,
        clock: Clock,
        env: Mapping[str, str] = os.environ,
        *,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._env = env
        self._wayland = is_wayland(env)
        self._display = Display.named(env.get("DISPLAY", ""))
        self._patience = Patience(now)
        self._truth = IdleTruth(clock)
        self._input: Input | None = None
        self._why = Said("senses.idle.x11.silent")

    def read(self) -> Sensed[float]:
        if self._wayland:
            return Sensed(None, Said("senses.idle.x11.wayland"))
        if self._display is None:
            return Sensed(None, Said("senses.idle.x11.no_display"))
        if self._input is None and not self._patience.over():
            return Sensed(None, self._why)
        try:
            idle_ms = self._asked(self._display, time.monotonic() + SENSE_WITHIN_S)
        except OSError as error:
            self.close()
            self._patience.failed()
            reason = "no_extension" if isinstance(error, NoExtension) else "silent"
            self._why = Said(f"senses.idle.x11.{reason}")
            return Sensed(None, self._why)
        self._patience.worked()
        return self._truth.of(idle_ms / 1000)

    def close(self) -> None:
        if self._input is not None:
            self._input.close()
            self._input = None

    def _asked(self, display: Display, deadline: float) -> int:
        if self._input is None:
            self._input = Input(display, read_cookie(self._env, display), deadline)
        return self._input.idle_ms(deadline)
