"""Do-not-disturb on macOS: there is no public way to ask, so it cannot be told.

What other programs do is to read the database that the notification centre keeps for itself, which needs full
access to the disk and changes its form with the version; that is more than a reminder should ask for.
"""

from __future__ import annotations

from ....core.words import Said
from ....ports import Sensed, SenseKind


class MacDoNotDisturb:
    """``ports.Sense`` of do-not-disturb, which always says that it cannot tell."""

    kind: SenseKind = "dnd"
    name = "macos-none"

    def read(self) -> Sensed[bool]:
        return Sensed(None, Said("elsewhere.senses_macos.no_dnd"))

    def close(self) -> None:
        """Nothing is held."""
