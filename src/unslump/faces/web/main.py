"""Wire the pages: the one module of this face that meets the adapters. Imported with the first request."""

from __future__ import annotations

import socket
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from ...adapters.callers import is_ours
from ...adapters.camera.line import CoachProcess
from ...adapters.content import load_catalogue, load_toml
from ...adapters.faults import FaultsFile
from ...adapters.logbook import LogFile
from ...adapters.pose import weights
from ...app.break_page import LastWord, follow
from ...app.ending import Ending
from ...app.lesson_service import LessonService
from ...app.resident import Household
from ...app.screening_service import ScreeningService
from ...app.session_service import SessionService
from ...app.watched_session import Seen
from ...core.screening.questions import parse_questions
from ...core.screening.rules import parse_rules
from . import server
from .deps import Deps

Looking = Callable[[Path], Sequence[str]]
"""The command of the process that looks, for the folder of the model files."""


def wire(household: Household, looking: Looking) -> Deps:
    """Gather what the pages need, from what the resident already holds and what only pages use."""
    store, clock, ids = household.store, household.clock, household.ids
    catalogue = load_catalogue(household.words)
    rules = parse_rules(load_toml("screening/rules.toml"))
    on_begin, on_end = follow(household.breaks) if household.breaks else (lambda: None, lambda: None)
    sessions, seen = SessionService(store, clock, ids, on_begin=on_begin, on_end=on_end), Seen()
    household.forgetting.on(sessions.forget)
    household.forgetting.on(seen.forget)
    return Deps(
        words=household.words,
        keyring=household.keyring,
        data_dir=household.data_dir,
        clock=clock,
        ids=ids,
        store=store,
        catalogue=catalogue,
        questions=parse_questions(load_toml("screening/questions.toml")),
        settings=household.settings,
        faults=FaultsFile(household.data_dir),
        log=LogFile(household.data_dir, lambda: clock.now().wall),
        screening=ScreeningService(store, clock, ids, rules, catalogue),
        lessons=LessonService(store, clock, ids),
        sessions=sessions,
        seen=seen,
        forgetting=household.forgetting,
        is_ours=is_ours,
        clock_rate=household.speed,
        breaks=household.breaks,
        pages_open=household.pages_open,
        last_word=LastWord(clock),
        camera=CoachProcess(looking(household.models_dir), partial(weights.find, household.models_dir)),
    )


def serve(listening: socket.socket, household: Household, ending: Ending, *, looking: Looking) -> None:
    """Serve the pages on a socket that is already open, until the end is asked for."""
    deps = wire(household, looking)
    app = server.build(deps, port=listening.getsockname()[1])
    server.serve(app, listening, ending=ending, deps=deps)
