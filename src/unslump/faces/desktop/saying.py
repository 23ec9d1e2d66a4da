"""What the resident says, as a ``Day``; and a day as the icon's mark and as sentences. Knows no Qt.

Foreign shapes stop here: a status that lacks what is needed is no day at all (None), and is passed over.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import ceil
from typing import Any, Literal

from ...core.words import Words

HOUR_S = 3600.0
"""The mark's arc is full after an hour of sitting (docs/evidence.md S6: at least once an hour)."""

ANSWER_WITHIN_S = 120.0
"""An offer whose end the resident does not say: as long as it usually stays, seconds."""

BUTTONS = ("start", "postpone", "skip")

Kind = Literal["sitting", "due", "held", "resting", "paused", "closed"]
KINDS: tuple[Kind, ...] = ("sitting", "due", "held", "resting", "paused", "closed")
"""``due``: an offer shows or waits for a natural pause; ``resting``: away, or in a break; ``paused``: nothing
is offered, because the person said so or these are not their hours; ``closed``: no resident answers."""


@dataclass(frozen=True, slots=True)
class Mark:
    """What the icon shows. ``fill``: share of the hour, from 0 to 1."""

    kind: Kind
    fill: float = 0.0


@dataclass(frozen=True, slots=True)
class Offer:
    """A break that is offered now.

    Attributes
    ----------
    buttons : mapping of str to str
        Labels of those of ``BUTTONS`` that are there, in order.
    left_s : float
        How long it will stay.
    """

    id: str
    title: str
    body: str
    buttons: Mapping[str, str]
    left_s: float


@dataclass(frozen=True, slots=True)
class Day:
    """How things stand, as far as the desktop shows it. Seconds as in ``core.breaks.outlook.Outlook``."""

    phase: str
    resting: bool
    sitting_s: float
    bout_s: float
    rest_s: float
    next_offer_s: float | None
    paused_left_s: float | None
    quiet: str | None
    why: str
    offer: Offer | None = field(default=None)

    @classmethod
    def from_status(cls, status: Mapping[str, Any]) -> Day | None:
        """Read one status line of the resident; None where it is none."""
        try:
            outlook = status["outlook"]
            return cls(
                phase=str(outlook["phase"]),
                resting=bool(outlook["resting"]),
                sitting_s=float(outlook["sitting_s"]),
                bout_s=float(outlook["bout_s"]),
                rest_s=float(outlook["rest_s"]),
                next_offer_s=_seconds(outlook["next_offer_s"]),
                paused_left_s=_seconds(outlook["paused_left_s"]),
                quiet=outlook["quiet"],
                why=str(status.get("why_text") or outlook.get("why_text") or ""),
                offer=_offer(status.get("notice"), _seconds(outlook["offer_left_s"])),
            )
        except (KeyError, TypeError, ValueError, AttributeError):
            return None

    @property
    def waits(self) -> bool:
        """A break is due: it can be put off or passed by."""
        return self.phase in ("prelude", "offered", "held")


def _seconds(value: Any) -> float | None:
    return None if value is None else float(value)


def _offer(notice: Mapping[str, Any] | None, left_s: float | None) -> Offer | None:
    if notice is None or notice["kind"] != "offer":
        return None
    labels = notice["buttons"]
    return Offer(
        id=str(notice["id"]),
        title=str(notice["title"]),
        body=str(notice["body"]),
        buttons={name: str(labels[name]) for name in BUTTONS if name in labels},
        left_s=ANSWER_WITHIN_S if left_s is None else max(0.0, left_s),
    )


def mark(day: Day | None) -> Mark:
    """Choose what the icon shows."""
    if day is None:
        return Mark("closed")
    fill = min(1.0, max(0.0, day.sitting_s / HOUR_S))
    return Mark(_kind(day), fill)


def _kind(day: Day) -> Kind:
    if day.resting or day.phase == "break":
        return "resting"
    if day.quiet is not None:
        return "paused"
    if day.phase == "held":
        return "held"
    return "due" if day.phase in ("prelude", "offered") else "sitting"


def minutes(seconds: float) -> int:
    """Whole minutes as a person says them; a begun one counts where something is still to come."""
    return ceil(max(0.0, seconds) / 60)


def tip(day: Day | None, words: Words) -> str:
    """Say in one sentence how things stand: the icon's tooltip, and the first line of its menu."""
    if day is None:
        return words("desktop.tip.closed")
    if _kind(day) == "sitting":
        sat = words.count("desktop.tip.sitting", int(max(0.0, day.sitting_s) // 60))
        if day.next_offer_s is None:
            return sat
        return sat + words.count("desktop.tip.next", minutes(day.next_offer_s))
    return day.why or words(f"desktop.tip.{_kind(day)}")


def leaves(left_s: float, words: Words) -> str:
    """Say how long an offer will stay, in steps that change rarely."""
    if left_s > 90:
        return words("desktop.leaves.minutes", n=round(left_s / 60))
    return words("desktop.leaves.minute" if left_s > 40 else "desktop.leaves.soon")
