"""Whether a key may count: nobody in the middle of a word shall answer an offer they have not seen.

Rules, all chosen, not yet validated:

- Keys count once the person clicked on a window, or moved the pointer well over it, or pressed no key for
  ``QUIET_S``.
- A key that types (a letter, a digit, a blank where no button waits for it) says that somebody is writing:
  the gate shuts until ``QUIET_S`` of quiet, whatever opened it.
- A key that comes while the gate is shut does nothing, and begins the quiet anew. So does a key held down.
- Escape is no answer: it gives the screen back, and always works.
"""

from __future__ import annotations

QUIET_S = 3.0
"""So long without a key nobody is in the middle of a word, seconds: the engine's own natural pause."""

MOVED_PX = 24.0
"""A hand that takes the mouse moves it further than a bump against the desk, logical pixels."""


class KeyGate:
    """One offer's gate. Times are seconds of any steady clock.

    Parameters
    ----------
    now_s : float
        When the windows came up: a key may have been pressed just before.
    """

    def __init__(self, now_s: float) -> None:
        self._last_key_s = now_s
        self._pointed = False

    def pointed(self) -> None:
        """The person clicked on a window or moved the pointer over it."""
        self._pointed = True

    def open(self, now_s: float) -> bool:
        return self._pointed or now_s - self._last_key_s >= QUIET_S

    def key(self, now_s: float, *, types: bool, held: bool = False) -> bool:
        """Take one key; return whether it counts."""
        counts = self.open(now_s) and not types and not held
        if not counts:
            self._last_key_s = now_s
            self._pointed = False
        return counts
