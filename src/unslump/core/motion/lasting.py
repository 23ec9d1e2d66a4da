"""Help that must last a moment before it is shown or said: what changes from picture to picture is noise."""

from __future__ import annotations

from dataclasses import dataclass

from ..words import Said

SHOWN_AFTER_S = 0.4
"""Help is shown once it has been the same for so long. Chosen: what changes faster cannot be read."""


@dataclass(frozen=True, slots=True)
class LastingHelp:
    """What is to be changed, and since when it has been the same.

    Attributes
    ----------
    said : Said or None
    since_s : float
    """

    said: Said | None = None
    since_s: float = 0.0

    def then(self, said: Said | None, now_s: float) -> LastingHelp:
        """Return what it is with the next picture: the same help with other numbers goes on."""
        is_same = (said and said.key) == (self.said and self.said.key)
        return LastingHelp(said, self.since_s if is_same else now_s)

    def after(self, now_s: float, for_s: float = SHOWN_AFTER_S) -> Said | None:
        """Return the help where it has been the same for so long, or None."""
        return self.said if now_s - self.since_s >= for_s else None
