"""Movements to begin with one tap, as Today and the page of a break show them."""

from __future__ import annotations

from typing import Any

from ...core.catalogue.model import Exercise
from ...core.session.timeline import DEFAULT_LEVEL, build_timeline
from .deps import Deps
from .pages.session import DRAWN

SECONDS_A_MINUTE = 60


def cards(deps: Deps, ids: tuple[str, ...]) -> list[dict[str, Any]]:
    """The movements as a page shows them: a small figure, or its words where no picture is drawn."""
    return [_card(deps.catalogue[i]) for i in ids]


def _card(exercise: Exercise) -> dict[str, Any]:
    minutes = build_timeline(exercise, DEFAULT_LEVEL).end_s / SECONDS_A_MINUTE
    return {
        "id": exercise.id,
        "name": exercise.name,
        "summary": exercise.summary,
        "drawn": exercise.id in DRAWN,
        "minutes": max(1, round(minutes)),
        "position": exercise.position,
    }
