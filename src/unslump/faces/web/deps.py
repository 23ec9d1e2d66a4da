"""What the pages are given; wired in ``faces/web/main.py``. A handler gets it from ``deps_of(request)``."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypedDict

from starlette.requests import HTTPConnection

from ...app.break_page import LastWord
from ...app.break_service import BreakService
from ...app.forgetting import Forgetting
from ...app.keyring import Keyring
from ...app.lesson_service import LessonService
from ...app.page_rung import PageRung
from ...app.plan_service import find_exercise
from ...app.screening_service import ScreeningService
from ...app.session_service import SessionService
from ...app.settings_service import SettingsService
from ...app.watched_session import Seen
from ...core.catalogue.model import Catalogue, Exercise
from ...core.screening.questions import Questions
from ...core.words import Words
from ...ports import CameraCoach, Clock, Faults, Ids, Logbook, Store


class Look(TypedDict):
    """What ``static/figure.js`` takes as its options."""

    build: str
    skin: str
    words: dict[str, str]


@dataclass(frozen=True)
class Deps:
    """Everything outside the pages that a page may use.

    Attributes
    ----------
    data_dir : Path
    is_ours : callable
        Whether the program that connected from one port to the other belongs to this user.
    clock_rate : float
        How many times faster than the world the clock runs; a page that counts by itself multiplies by it.
    breaks : BreakService or None
        None where nothing ticks: the pages say so.
    pages_open : PageRung or None
    last_word : LastWord or None
        What the person's last word to the breaks cost.
    camera : CameraCoach or None
        None where no page watches: the tests of other pages.
    seen : Seen
        What the camera saw of the last sessions.
    forgetting : Forgetting
        Told when everything was erased.
    ending : asyncio.Event
        Set when the resident ends: a handler that streams stops then.
    """

    words: Words
    keyring: Keyring
    data_dir: Path
    clock: Clock
    ids: Ids
    store: Store
    catalogue: Catalogue
    questions: Questions
    settings: SettingsService
    faults: Faults
    log: Logbook
    screening: ScreeningService
    lessons: LessonService
    sessions: SessionService
    is_ours: Callable[[int, int], bool] = lambda *_: True
    clock_rate: float = 1.0
    breaks: BreakService | None = None
    pages_open: PageRung | None = None
    last_word: LastWord | None = None
    camera: CameraCoach | None = None
    seen: Seen = field(default_factory=Seen)
    forgetting: Forgetting = field(default_factory=Forgetting)
    ending: asyncio.Event = field(default_factory=asyncio.Event)

    def exercise(self, exercise_id: str) -> Exercise:
        """Return the exercise; raises ``BadInput`` where there is none of that id."""
        return find_exercise(self.catalogue, exercise_id)

    def is_locked(self) -> bool:
        """Whether the screen is known to be locked."""
        reports = self.breaks.senses() if self.breaks else ()
        return any(report.kind == "lock" and report.sensed.value for report in reports)

    def look(self) -> Look:
        """How the figure is to look, as the person chose, and what is written in it."""
        values = self.settings.values()
        hinge = self.words("figure.label.hinge")
        return {
            "build": str(values["figure_build"]),
            "skin": str(values["figure_skin"]),
            "words": {"hinge": hinge},
        }


def deps_of(request: HTTPConnection) -> Deps:
    deps: Deps = request.app.state.deps
    return deps
