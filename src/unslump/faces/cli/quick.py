"""The commands that the running resident answers: a line there, a line back, within 150 ms of Python's start.

They are read here, before click is loaded, which would take twice as long as Python's own start. What is
written in any other way than every day (``--help``, a slip) is left to click, which explains it. Nothing is
imported here that they can do without.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from .support import Desk, print_json

JSON = "--json"


def quick(desk: Desk, arguments: Sequence[str]) -> int | None:
    """Run one of these commands and return its exit code, or None: it is for click to read.

    Raises
    ------
    Missing, NotAllowed, BadInput
        No resident runs, it refuses, or the length of a pause is none.
    """
    said = [word for word in arguments if word != JSON]
    as_json = len(said) < len(arguments)
    if any(word.startswith("-") for word in said):
        return None
    try:
        return 0 if _run(desk, said, as_json) else None
    except BrokenPipeError:
        sys.stdout = open(os.devnull, "w")  # noqa: SIM115 - the reader has gone: nothing is left to say
        return 0


def _run(desk: Desk, said: Sequence[str], as_json: bool) -> bool:
    """Run it; False where it is none of these."""
    match said:
        case ["status"]:
            show_status(desk, as_json)
        case ["break", "now"]:
            break_now(desk, as_json)
        case ["pause", *length]:
            pause(desk, length, as_json)
        case ["postpone" | "skip" | "resume" as word]:
            say(desk, word, as_json)
        case _:
            return False
    return True


# -- status -------------------------------------------------------------------------------------------------


def show_status(desk: Desk, as_json: bool) -> None:
    status = desk.ask(do="status")
    if as_json:
        print_json(status)
        return
    for line in _status_lines(desk, status):
        print(line)


def _status_lines(desk: Desk, status: Mapping[str, Any]) -> Iterator[str]:
    from ...app.durations import about

    words, outlook = desk.words, status["outlook"]
    yield status["why_text"]
    if not outlook["resting"] and about(outlook["bout_s"]) != about(outlook["sitting_s"]):
        yield words("control.status.unbroken", bout=about(outlook["bout_s"]))
    if outlook["holds"] and outlook["phase"] != "held":
        holds = [words(f"control.hold.{hold}") for hold in outlook["holds"]]
        yield words("control.status.waits", holds=holds)
    if outlook["postponed"] and outlook["phase"] != "break":
        yield words.count("control.status.postponed", outlook["postponed"])
    if status["lately"]:
        yield words("control.status.lately")
        today = time.strftime("%Y-%m-%d")
        yield from (_event(desk, event, today) for event in status["lately"])


def _event(desk: Desk, event: Mapping[str, Any], today: str) -> str:
    day, _, clock = event["wall"].partition("T")
    at = clock[:5] if day == today else f"{day} {clock[:5]}"
    kind = desk.words(f"control.kind.{event['kind']}")
    return desk.words("control.status.event", time=at, kind=kind, reason=event["reason"])


# -- one word each ------------------------------------------------------------------------------------------


def say(desk: Desk, what: str, as_json: bool, **more: object) -> None:
    """Hand on one word, and say what it costs."""
    _told(desk.ask(do="say", what=what, **more), as_json)


def _told(answer: Mapping[str, Any], as_json: bool) -> None:
    if as_json:
        print_json(answer)
    else:
        print(answer["cost"])


def pause(desk: Desk, length: Sequence[str], as_json: bool) -> None:
    if not length:
        say(desk, "pause", as_json)
        return
    from ...app.pausing import pause_length

    say(desk, "pause", as_json, for_s=pause_length(length, desk.clock.now().wall, lambda at: at.astimezone()))


def break_now(desk: Desk, as_json: bool) -> None:
    status = desk.ask(do="status")
    if status["outlook"]["phase"] == "break":  # begun already: its page is what is asked for
        answer: Mapping[str, Any] = {"happened": [], "cost": status["why_text"], "status": status}
    else:
        answer = desk.ask(do="say", what="start")
    url = desk.ask(do="open", where="break")["url"]
    if as_json:  # a script shows the page where it likes
        print_json({**answer, "url": url})
        return
    _told(answer, as_json)
    opens = desk.outside.resident.has_display() and not desk.options.no_browser
    print(desk.words("control.break.opening" if opens else "control.break.open_here", url=url), flush=True)
    if opens:
        desk.outside.resident.open_page(url)
