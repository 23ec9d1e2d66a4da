"""After "stop, it hurts": come up the easiest way, then what was felt, then what comes next (B.4)."""

from __future__ import annotations

from ....core.errors import NotAllowed
from ....core.session.table import STOP_REASONS, Event
from ..support import Desk
from .asking import Dialogue
from .flow import Ended, Left, Stopped, WentBack
from .lines import finished
from .questions import ask_anything_new
from .verdict import verdict_lines

SHOULD_NOT_WAIT = "questions"


def after_stop(desk: Desk, dialogue: Dialogue) -> None:
    """Say the come-up lines at once; everything after them may be left out."""
    words, say = desk.words, dialogue.console.say
    plan = desk.sessions.plan
    folded = plan is None or bool(plan.exercise.levels)
    come_up = (words("session.stopped.come_up"), words("session.stopped.no_matter"))
    stay = (words("session.stopped.stay"),)
    say("", finished(words("session.stopped.title")), *(come_up if folded else stay))
    reason = _felt(dialogue)
    if reason is None:
        say(words("session.stopped.hurt_report"))
        return
    desk.sessions.say(Event.EXPLAIN, detail=reason)
    say(finished(words(f"session.stopped_next.{reason}.title")), words(f"session.stopped_next.{reason}.text"))
    if words(f"session.stopped_next.{reason}.do") == SHOULD_NOT_WAIT:
        _ask_at_once(desk, dialogue)


def _felt(dialogue: Dialogue) -> str | None:
    options = [(reason, dialogue.words(f"session.stop_reason.{reason}")) for reason in STOP_REASONS]
    while True:
        try:
            return dialogue.choice(dialogue.words("session.stopped.ask"), options, optional=True)
        except (WentBack, Stopped):
            continue
        except (Left, Ended):
            return None


def _ask_at_once(desk: Desk, dialogue: Dialogue) -> None:
    """A few signs should not wait for the next session (B.4 ST1). Leaving here keeps what was said before."""
    try:
        dialogue.console.say(desk.words("terminal.flags.lead"))
        answers = ask_anything_new(dialogue, desk.questions)
        verdict = desk.screening.submit(answers, "anything_new")
    except (Left, Ended, Stopped, NotAllowed):
        return
    dialogue.console.say(*verdict_lines(verdict, desk.words, desk.catalogue))
