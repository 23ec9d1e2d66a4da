"""Whether the screen of this macOS session is locked: what the session's dictionary says.

``CGSSessionScreenIsLocked`` is there, and true, while the lock screen is up; Apple does not document the
name, and many programs have long relied on it. A session that another account's has pushed aside is not
on the console (kCGSessionOnConsoleKey) and has nobody before it: it counts as locked.
"""

from __future__ import annotations

from typing import Any

from ....core.words import Said
from ....ports import Sensed, SenseKind
from ..foreign import FAILURES, reason
from .foundation import Foundation

LOCKED = "CGSSessionScreenIsLocked"
ON_CONSOLE = "kCGSSessionOnConsoleKey"  # the value of kCGSessionOnConsoleKey


class MacLock:
    """``ports.Sense`` of the lock."""

    kind: SenseKind = "lock"
    name = "macos-session"

    def __init__(self, graphics: Any, foundation: Foundation) -> None:
        self._graphics, self._foundation = graphics, foundation

    def read(self) -> Sensed[bool]:
        try:
            with self._foundation.owned(self._graphics.CGSessionCopyCurrentDictionary()) as session:
                if not session:
                    return Sensed(None, Said("elsewhere.senses_macos.no_session"))
                locked = bool(self._number(session, LOCKED))
                return Sensed(locked or self._number(session, ON_CONSOLE) == 0)
        except FAILURES as error:
            return Sensed(None, Said("elsewhere.senses_macos.lock", why=reason(error)))

    def close(self) -> None:
        """Nothing is held."""

    def _number(self, session: int, key: str) -> float | None:
        return self._foundation.number(self._foundation.get(session, key))
