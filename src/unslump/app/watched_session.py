"""A session that is watched, as the resident sees it: where the guide is for each picture, what came of it.

Light: nothing here needs the camera's packages. The looking itself is ``app.watching``, in another process.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from .plan_service import FOLDS, Plan
from .session_service import Snapshot

PART_OF: Mapping[str, str] = {
    "P3": "start", "P4": "inhale", "P5": "fold", "P6": "hang", "P7": "hang",
    "P8": "uncurl", "P9": "uncurl", "P10": "uncurl",
}  # fmt: skip
"""Phases as the coach tells them apart (``core.motion.coach.Part``); every other is ``aside``."""

Stage = Literal["on", "paused", "done", "over"]
"""``on``: somebody gets ready, or the guide runs; ``done``: it came to its end; ``over``: it was broken
off."""

MOST_KEPT = 3
"""So many sessions' findings are held; the oldest goes first. Chosen: nobody goes back further."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where the guide is.

    Attributes
    ----------
    stage : Stage
    part : str
    turn, level : int
    exhales : bool
    """

    stage: Stage
    part: str
    turn: int
    level: int
    exhales: bool

    def asked(self) -> dict[str, Any]:
        """What is said of it with a picture (``app.watching.guided``)."""
        return {"part": self.part, "turn": self.turn, "level": self.level, "exhales": self.exhales}


def can_be_watched(exercise_id: str) -> bool:
    """Whether the camera coach knows this movement: the article's fold, sitting or standing."""
    return exercise_id in FOLDS.values()


def place_of(plan: Plan, snapshot: Snapshot) -> Place:
    """Return where the guide is at this moment."""
    phase = plan.timeline.phases[snapshot.index]
    is_ready = snapshot.state == "ready"
    return Place(
        stage=_stage(snapshot),
        part="placing" if is_ready else PART_OF.get(phase.id, "aside"),
        turn=phase.rep,
        level=plan.level,
        exhales=snapshot.running and phase.breath == "exhale",
    )


def _stage(snapshot: Snapshot) -> Stage:
    if snapshot.over:
        return "done" if snapshot.state == "done" else "over"
    return "on" if snapshot.running or snapshot.state == "ready" else "paused"


@dataclass(frozen=True, slots=True)
class Found:
    """What came of a session that was watched.

    Attributes
    ----------
    stage : {"watched", "reading", "told", "nothing"}
    document : mapping
        As ``app.motion_document`` makes it; empty before it is ``told``.
    problem : str
        Why ``nothing`` came of it, one sentence; empty otherwise.
    """

    stage: Literal["watched", "reading", "told", "nothing"]
    document: Mapping[str, Any] = field(default_factory=dict)
    problem: str = ""


class Seen:
    """What the camera saw of the last sessions. In memory only: it ends with the resident, and on erasing."""

    def __init__(self) -> None:
        self._found: dict[str, Found] = {}

    def put(self, session_id: str, found: Found) -> None:
        self._found.pop(session_id, None)
        self._found[session_id] = found
        while len(self._found) > MOST_KEPT:
            del self._found[next(iter(self._found))]

    def replace(self, session_id: str, found: Found) -> None:
        """Put what came of it, unless everything was erased while it was read."""
        if session_id in self._found:
            self.put(session_id, found)

    def of(self, session_id: str) -> Found | None:
        """What came of it; None where it was not watched, or is forgotten."""
        return self._found.get(session_id)

    def drop(self, session_id: str) -> None:
        """Forget a session that was broken off."""
        self._found.pop(session_id, None)

    def forget(self) -> None:
        self._found.clear()
