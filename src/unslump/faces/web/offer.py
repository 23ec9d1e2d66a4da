"""The offer of a break as every page shows it: what it says, its buttons, and how long it stays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ...app.break_service import BreakService
from ...core.breaks.outlook import Outlook
from ...core.breaks.saying import MINUTE_S
from ...core.words import Said, Words
from ...ports import Button
from .deps import Deps

ACTIONS: Mapping[Button, str] = {
    "start": "/break/start",
    "postpone": "/break/postpone",
    "skip": "/break/skip",
}
ALMOST_S = 45.0
"""From here on it is a minute; below, less than one."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One button: where it is posted to, and whether it is the one to see first."""

    button: Button
    label: str
    action: str
    main: bool


@dataclass(frozen=True, slots=True)
class Offer:
    """An offer in words. ``key`` differs from one offer to the next."""

    key: str
    title: str
    body: str
    stays: str
    answers: tuple[Answer, ...]


def offer_now(deps: Deps) -> Offer | None:
    """Return the offer that shows now, or None."""
    return offer_of(deps.breaks, deps.words) if deps.breaks else None


def offer_of(breaks: BreakService, t: Words) -> Offer | None:
    notice, outlook = breaks.notice(), breaks.outlook()
    if (
        notice is None or outlook.phase != "offered"
    ):  # answered this very moment: the notice goes with the next tick
        return None
    answers = tuple(
        Answer(button, label, ACTIONS[button], button == "start") for button, label in notice.buttons.items()
    )
    return Offer(_key(notice.title, notice.body), notice.title, notice.body, stays(outlook, t), answers)


def _key(*texts: str) -> str:
    """A short name of what it says: the id of every offer is the same."""
    from zlib import crc32

    return f"{crc32(' '.join(texts).encode()):08x}"


def stays(outlook: Outlook, t: Words) -> str:
    """Say how long it stays, in minutes, so that it does not change with every second."""
    left_s = outlook.offer_left_s
    if left_s is None:
        return ""
    if left_s < ALMOST_S:
        return t("day.offer.stays_short")
    return t.count("day.offer.stays", max(1, round(left_s / MINUTE_S)))


def spoken(said: Said, t: Words) -> str:
    return t(said.key, **said.values)
