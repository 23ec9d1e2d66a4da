"""What the pages are given; wired in ``faces/web/main.py``. A handler gets it from ``deps_of(request)``."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from pathlib import Path

from starlette.requests import Request

from ...app.keyring import Keyring
from ...core.words import Words
from ...ports import Clock, Ids, Store


@dataclass(frozen=True)
class Deps:
    """Everything outside the pages that a page may use.

    Attributes
    ----------
    data_dir : Path
    clock_rate : float
        How many times faster than the world the clock runs; a page that counts by itself multiplies by it.
    ending : asyncio.Event
        Set when the resident ends: a handler that streams stops then.
    """

    words: Words
    keyring: Keyring
    data_dir: Path
    clock: Clock
    ids: Ids
    store: Store
    clock_rate: float = 1.0
    ending: asyncio.Event = field(default_factory=asyncio.Event)


def deps_of(request: Request) -> Deps:
    deps: Deps = request.app.state.deps
    return deps
