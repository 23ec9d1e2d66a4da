"""What the machine can be at."""

from __future__ import annotations

from typing import Literal

Phase = Literal["counting", "prelude", "offered", "held", "break"]
PHASES: tuple[Phase, ...] = ("counting", "prelude", "offered", "held", "break")
"""``counting``: nothing is due; ``prelude``: an offer waits for a natural pause; ``held``: it waits for the
end of a call, of do-not-disturb or of something full screen; ``offered``: it shows; ``break``: begun."""

Quiet = Literal["paused", "hours", "off"]
"""Nothing is offered: the person asked for quiet, these are not their hours, or they want no offers."""
