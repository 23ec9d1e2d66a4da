"""What a measure answers: a value, one of three states, and its reason. "Can't tell" is an answer of its own.

The states are those of docs/evidence.md E. A reason is a ``Said``: the words live in ``data/words``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from ..words import Said


class State(Enum):
    """How a measure came out. ``INFO`` is for what has no target (docs/evidence.md E.5, E.15)."""

    OK = "ok"
    TRY = "try this"
    CANNOT_TELL = "can't tell"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Finding:
    """The answer of one measure.

    Attributes
    ----------
    value : float or None
        None where it cannot be told.
    unit : str
        "deg", "s", "share", "deg/s", "lengths" or "".
    state : State
    reason : Said
        Why this state, in one sentence.
    more : mapping
        What belongs to it besides: plain JSON values.
    """

    value: float | None
    unit: str
    state: State
    reason: Said
    more: Mapping[str, Any] = field(default_factory=dict)


def cannot_tell(unit: str, reason: Said, **more: Any) -> Finding:
    """Return a finding without a value."""
    return Finding(None, unit, State.CANNOT_TELL, reason, more)
