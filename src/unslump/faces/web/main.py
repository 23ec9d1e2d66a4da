"""Wire the pages: the one module of this face that meets the adapters. Imported with the first request."""

from __future__ import annotations

import socket

from ...app.ending import Ending
from ...app.resident import Household
from . import server
from .deps import Deps


def wire(household: Household) -> Deps:
    """Gather what the pages need, from what the resident already holds and what only pages use."""
    return Deps(
        words=household.words,
        keyring=household.keyring,
        data_dir=household.data_dir,
        clock=household.clock,
        ids=household.ids,
        store=household.store,
        clock_rate=household.speed,
    )


def serve(listening: socket.socket, household: Household, ending: Ending) -> None:
    """Serve the pages on a socket that is already open, until the end is asked for."""
    deps = wire(household)
    app = server.build(deps, port=listening.getsockname()[1])
    server.serve(app, listening, ending=ending, deps=deps)
