"""The outside world as the core sees it. Every adapter, the fakes included, passes one contract suite."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from .core.history.records import (
    AfterRecord,
    ClearanceRecord,
    History,
    LessonRecord,
    MorningRecord,
    ScreenRecord,
    SessionEvent,
    SessionRecord,
)
from .core.vocab import Moment


class Clock(Protocol):
    """Read all three clocks at once. Never goes backwards in ``awake_s`` and ``boot_s``."""

    def now(self) -> Moment: ...


class Ids(Protocol):
    """Make a new, never repeated id. Randomness is an argument like time."""

    def __call__(self) -> str: ...


class Store(Protocol):
    """Keep records. A call that returned is on disk: nothing acknowledged is ever lost.

    Every method raises ``StoreTrouble`` with one sentence when it cannot do its work, and has then changed
    nothing. ``add_*`` of an id that is there already raises ``StoreTrouble``.
    """

    def add_screen(self, record: ScreenRecord) -> None: ...
    def add_clearance(self, record: ClearanceRecord) -> None: ...
    def revoke_clearance(self, clearance_id: str, *, at: str, reason: str) -> None: ...
    def add_lesson(self, record: LessonRecord) -> None: ...
    def begin_session(self, record: SessionRecord, first: SessionEvent) -> None: ...
    def update_session(self, record: SessionRecord, *events: SessionEvent) -> None:
        """Replace the session's row and append its events, in one transaction."""

    def add_after(self, record: AfterRecord) -> None:
        """Keep what was said afterwards; a later record of the same session replaces the earlier."""

    def add_morning(self, record: MorningRecord) -> None: ...
    def history(self) -> History: ...
    def session_events(self, session_id: str) -> Sequence[SessionEvent]: ...
    def export(self) -> Mapping[str, Any]:
        """Everything that is kept, table by table, as plain JSON values (see ``core.history.export``)."""

    def erase(self) -> int:
        """Remove every record for good (the file's free pages too); return how many rows went."""

    def close(self) -> None: ...


class SettingsFile(Protocol):
    """The settings as they stand in their files; what they mean is said in ``app/settings``.

    Reading raises ``BadInput`` with one sentence when a file is there and cannot be read; a file that is not
    there is empty. A file that cannot be read is never overwritten.
    """

    def person(self) -> Mapping[str, Any]:
        """What the person changed, by name."""

    def admin(self) -> Mapping[str, Any]:
        """What an administrator of this computer has fixed, by name."""

    def write(self, values: Mapping[str, Any]) -> None:
        """Make the person's file hold exactly these values, all or nothing; comments stay where they can.

        Raises ``StoreTrouble`` when it cannot, and has then changed nothing.
        """

    def clear(self) -> None:
        """Remove the person's file, one that cannot be read too; the administrator's stays.

        Raises ``StoreTrouble`` when it cannot.
        """


class Faults(Protocol):
    """Mistakes of our own, noted for whoever would report them."""

    @property
    def name(self) -> str:
        """Name of the file, to be said to the person."""

    def there(self) -> bool:
        """Whether anything has been noted."""

    def note(self, error: Exception) -> None:
        """Note where an error came from, nothing that a person wrote. Never raises."""

    def clear(self) -> None:
        """Remove all of it; raises ``StoreTrouble`` when it cannot."""
