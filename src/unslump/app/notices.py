"""What the break machine did, as something to show: title, text and buttons, in the person's language.

A nudge describes what a change of position can be; it recommends none to anyone.
"""

from __future__ import annotations

from collections.abc import Mapping

from ..core.breaks.events import Happened
from ..core.breaks.saying import HOUR_S, IN_SECONDS_UP_TO_S, MINUTE_S, length
from ..core.words import Words
from ..ports import Button, Notice

OFFER = "offer"
"""Id of every offer: a new one replaces the one before."""
NUDGE = "nudge"
"""Id of every nudge and hint."""

CHANGES = 6
"""So many ways of changing position are described (``notices.nudge.change``)."""
TITLES = 4
"""So many titles an offer has (``notices.offer.title``)."""
REASONS = ("offered_pause", "offered_waited", "offered_ceiling")
"""Why an offer comes, as the machine says it; each has its text."""


def notice_of(
    happened: Happened, words: Words, *, postpone_s: float, variant: int, open_url: str = ""
) -> Notice | None:
    """Return what is to be shown, or None: most of what happens needs no notice.

    Parameters
    ----------
    postpone_s : float
        What the button for "later" promises, seconds.
    variant : int
        Any number; the texts go round. A number that counts up shows all of them in turn.
    open_url : str
        A one-time address, for a notifier that opens a page.
    """
    sitting = length(float(happened.values.get("sitting_s", 0.0)))
    if happened.kind == "offered":
        reason = happened.why if happened.why in REASONS else REASONS[0]
        title = words(f"notices.offer.title.{variant % TITLES + 1}")
        body = words(f"notices.offer.body.{reason}", sitting=sitting)
        return Notice(OFFER, "offer", title, body, buttons(words, postpone_s), open_url)
    if happened.kind != "nudge":
        return None
    if happened.why == "hint":
        return Notice(NUDGE, "hint", words("notices.hint.title"), words("notices.hint.body", sitting=sitting))
    change = words(f"notices.nudge.change.{variant % CHANGES + 1}")
    body = words("notices.nudge.body", sitting=sitting, change=change)
    return Notice(NUDGE, "nudge", words("notices.nudge.title"), body)


def buttons(words: Words, postpone_s: float) -> Mapping[Button, str]:
    """Return the label of each button of an offer, in order."""
    return {
        "start": words("notices.button.start"),
        "postpone": later(words, postpone_s),
        "skip": words("notices.button.skip"),
    }


def later(words: Words, seconds: float) -> str:
    """Say "In 5 minutes", for any number of seconds."""
    if round(seconds) < IN_SECONDS_UP_TO_S:
        return words.count("notices.button.seconds", max(1, round(seconds)))
    minutes = round(seconds / MINUTE_S)
    if minutes % (HOUR_S // MINUTE_S) == 0:
        return words.count("notices.button.hours", minutes * MINUTE_S // HOUR_S)
    if minutes < HOUR_S // MINUTE_S:
        return words.count("notices.button.minutes", minutes)
    return words("notices.button.length", length=words(length(seconds).key, **length(seconds).values))
