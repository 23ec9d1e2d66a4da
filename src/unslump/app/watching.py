"""Watch one session: say what helps while it runs, and read afterwards what was seen, as of a recording.

Frames are joints and an edge, kept in memory from the first breath in before a fold until a moment after the
last way back, and gone with the process. A pause ends a recording; the next one begins with the next breath
in before a fold, so that each has its own still start.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ..core.errors import NotAllowed
from ..core.motion.analyse import analyse
from ..core.motion.coach import HEAD_DOWN, PARTS, Coach, Guided, coached
from ..core.motion.frames import MOST_FPS, PoseFrame
from ..core.motion.review import Asked
from ..core.words import Said, Words
from .motion_document import document

GAP_S = 5.0
"""Pictures further apart than this are two recordings, as with a pause: nobody knows what was between."""

AFTER_S = 2.5
"""Kept of the time after the last way back: its end is found by the stillness that follows. Chosen."""

MOST_FRAMES = 15 * 60 * 10
"""Ten minutes; what comes after is not kept. Chosen: the longest session folds for about six."""

LEAST_FRAMES = 15
"""Fewer are no recording. Chosen: a second."""


@dataclass(frozen=True, slots=True)
class Told:
    """What one picture comes to.

    Attributes
    ----------
    follows : bool
        Whether somebody is followed.
    shown_help : Said or None
        What to change so that the camera sees, to be shown.
    help, hint : Said or None
        To be said aloud, now: the same; something about the movement.
    enough : bool
        Everything was seen; the camera may go.
    """

    follows: bool
    shown_help: Said | None = None
    help: Said | None = None
    hint: Said | None = None
    enough: bool = False


def guided(asked: Mapping[str, Any]) -> Guided:
    """Read where the guide is, as ``app.watched_session`` says it: ``part``, ``turn`` and ``level``."""
    part = PARTS[PARTS.index(asked["part"])]
    return Guided(part, int(asked["turn"]), int(asked["level"]))


@dataclass
class Watching:
    """One session that is watched."""

    _coach: Coach = field(default_factory=Coach)
    _recordings: list[list[PoseFrame]] = field(default_factory=list)
    _is_recording: bool = False
    _last_s: float | None = None
    _moved_s: float | None = None
    _exhales: list[tuple[float, float]] = field(default_factory=list)
    _exhaled_s: float | None = None
    _level: int = 1
    _folded: dict[int, tuple[float, float]] = field(default_factory=dict)

    def take(self, frame: PoseFrame, guided: Guided, *, exhales: bool) -> Told:
        """Take one more picture.

        Parameters
        ----------
        frame : PoseFrame
            Its time lies after all before it.
        exhales : bool
            Whether the guide breathes out.
        """
        if self._last_s is not None and frame.t_s - self._last_s > GAP_S:
            self.pause()
        self._last_s = frame.t_s
        self._coach = coached(self._coach, frame, guided)
        self._level = guided.level
        if guided.part == "fold":
            begun_s, _ = self._folded.get(guided.turn, (frame.t_s, 0.0))
            self._folded[guided.turn] = begun_s, frame.t_s
        self._breathe(frame.t_s, exhales)
        self._keep(frame, guided)
        coach = self._coach
        return Told(coach.follows, coach.shown_help, coach.help, coach.hint, self._is_enough(frame, guided))

    def pause(self) -> None:
        """The camera goes off: what comes later is another recording, and they have moved by then."""
        self._is_recording, self._exhaled_s = False, None
        self._coach = Coach(guided=self._coach.guided)

    def _breathe(self, now_s: float, exhales: bool) -> None:
        if self._exhaled_s is not None:
            self._exhales.append((self._exhaled_s, now_s))
        self._exhaled_s = now_s if exhales else None

    def _keep(self, frame: PoseFrame, guided: Guided) -> None:
        if guided.part == "inhale" and not self._is_recording:
            self._is_recording = True
            self._recordings.append([])
        if guided.part in HEAD_DOWN:
            self._moved_s = frame.t_s
        if self._is_recording and self._has_room(frame):
            self._recordings[-1].append(frame)

    def _has_room(self, frame: PoseFrame) -> bool:
        kept = self._recordings[-1]
        is_due = not kept or frame.t_s - kept[-1].t_s >= 1 / MOST_FPS
        return is_due and sum(len(each) for each in self._recordings) < MOST_FRAMES

    def _is_enough(self, frame: PoseFrame, guided: Guided) -> bool:
        return guided.part == "aside" and self._moved_s is not None and frame.t_s - self._moved_s >= AFTER_S

    def read(self, label: str, recipe: Mapping[str, Any], words: Words) -> dict[str, Any]:
        """Read what was kept, by the rules of a recording, and return its document.

        Raises
        ------
        NotAllowed
            Nothing was kept.
        """
        kept = self._worth_reading()
        if not kept:
            raise NotAllowed("watch.nothing_kept")
        analysis = analyse(kept, self._asked())
        return document(analysis, [label] * len(kept), [recipe] * len(kept), words)

    def _asked(self) -> Asked:
        guided_s = [end_s - begun_s for begun_s, end_s in self._folded.values()]
        return Asked(self._level, self._joined(), min(guided_s, default=None))

    def _worth_reading(self) -> Sequence[Sequence[PoseFrame]]:
        return [each for each in self._recordings if len(each) >= LEAST_FRAMES]

    def _joined(self) -> Sequence[tuple[float, float]]:
        """Return the exhales, each once."""
        joined: list[tuple[float, float]] = []
        for begin_s, end_s in self._exhales:
            if joined and joined[-1][1] == begin_s:
                joined[-1] = (joined[-1][0], end_s)
            else:
                joined.append((begin_s, end_s))
        return joined
