"""The hip lesson in words: first the person's own guess, then the place (docs/evidence.md A.3)."""

from __future__ import annotations

from ..support import Desk
from .asking import Dialogue
from .flow import WentBack

STEPS = 6
"""``terminal.lesson.1`` to ``.6``; the guess comes with the first, the place with the second."""


def teach_hips(desk: Desk, dialogue: Dialogue) -> None:
    """Go through the lesson at the person's own pace, and keep that it was followed.

    Raises
    ------
    Left, Stopped, Ended
        The person goes away before its end; then it comes again next time.
    """
    dialogue.console.say("", desk.words("terminal.lesson.title"))
    step = 1
    while step <= STEPS:
        try:
            text = dialogue.words(f"terminal.lesson.{step}")
            dialogue.enter("ask.of", n=step, all=STEPS, text=text)
            step += 1
        except WentBack:
            step = max(1, step - 1)
    stature_cm = float(desk.settings.values()["stature_cm"])
    desk.lessons.in_words(stature_cm=stature_cm)
    dialogue.say("lesson.done")
