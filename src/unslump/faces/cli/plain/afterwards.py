"""Afterwards: a few questions, each of which may be skipped; and the one question of the next morning."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ....app.afterwards import MAY_GO_ALONG, advice_after, clumps_of, due_this_morning
from ..support import Desk
from .asking import Dialogue
from .flow import Ended, Left, WentBack

LOW, HIGH = 0, 10


def rate(desk: Desk, dialogue: Dialogue, session_id: str) -> None:
    """Ask how it was, and keep what was answered. Nothing is kept where nothing was.

    Raises
    ------
    Stopped
        It has begun to hurt.
    """
    dialogue.console.say("", desk.words("terminal.after.lead"))
    said = _answers(dialogue)
    if not any(value not in (None, []) for value in said.values()):
        dialogue.say("after.nothing")
        return
    desk.sessions.rate(session_id, said)
    dialogue.console.say(desk.words("session.after.kept"))
    session = next(s for s in desk.store.history().sessions if s.id == session_id)
    advice = advice_after(said, session)
    if advice is not None:
        dialogue.console.say(desk.words(advice))


def _answers(dialogue: Dialogue) -> dict[str, Any]:
    """Ask one after another; back goes back one, and the end of the input leaves the rest out."""
    said: dict[str, Any] = {}
    asks = _asks(dialogue)
    while len(said) < len(asks):
        name, ask = asks[len(said)]
        try:
            said[name] = ask()
        except WentBack:
            said = dict(list(said.items())[:-1])
        except (Left, Ended):
            break
    return {name: said.get(name, [] if name == "clumps" else None) for name, _ in asks}


def _asks(dialogue: Dialogue) -> list[tuple[str, Callable[[], Any]]]:
    words = dialogue.words
    regions = [(region, words(f"terminal.region.{region.value}")) for region in MAY_GO_ALONG]

    def scale(key: str) -> int | None:
        return dialogue.number(words(key), LOW, HIGH, optional=True)

    def yes_no(key: str) -> bool | None:
        return dialogue.yes_no(words(key), optional=True)

    def clumps() -> list[list[str]]:
        return clumps_of(dialogue.several(words("terminal.after.clumps"), regions, None, optional=True))

    return [
        ("pain_0_10", lambda: scale("terminal.after.pain")),
        ("discomfort_0_10", lambda: scale("terminal.after.discomfort")),
        ("dizzy", lambda: yes_no("session.after.dizzy")),
        ("clumps", clumps),
        ("helpful", lambda: yes_no("session.after.helpful")),
        ("hurt", lambda: yes_no("terminal.after.hurt") or None),
    ]


def ask_about_this_morning(desk: Desk, dialogue: Dialogue) -> None:
    """Ask the one question about the last session of an earlier day, once (docs/evidence.md B.5)."""
    due = due_this_morning(desk.store.history(), desk.clock.now().wall)
    if due is None:
        return
    dialogue.say("morning", day=f"{due.began_at:%Y-%m-%d}")
    try:
        pain = dialogue.number(desk.words("terminal.morning_pain"), LOW, HIGH, optional=True)
    except WentBack:
        return
    if pain is not None:
        desk.sessions.next_morning(due.id, pain)
