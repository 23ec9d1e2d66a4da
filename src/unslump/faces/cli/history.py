"""``unslump history``: what happened, newest first. No score, nothing to keep up."""

from __future__ import annotations

from typing import Any

import click

from ...core.history.records import AfterRecord, SessionRecord
from ...core.words import Words
from .support import Desk, print_json


@click.command("history")
@click.option("--json", "as_json", is_flag=True)
@click.pass_obj
def command(desk: Desk, as_json: bool) -> None:
    summary = desk.keeping.summary()
    if as_json:
        print_json(
            {
                "sessions": [_entry(line.session, line.after, line.morning) for line in summary.sessions],
                "lessons": [
                    {"at": lesson.at.isoformat(), "miss_cm": list(lesson.miss_cm)}
                    for lesson in summary.lessons
                ],
            }
        )
        return
    words = desk.words
    if not summary.sessions:
        click.echo(words("history.empty.sessions"))
        return
    click.echo(words.count("history.days.summary", summary.finished))
    for line in summary.sessions:
        click.echo(_line(desk, words, line.session, line.after))


def _entry(session: SessionRecord, after: AfterRecord | None, morning: Any) -> dict[str, Any]:
    return {
        "began_at": session.began_at.isoformat(),
        "exercise": session.exercise,
        "level": session.level,
        "reps": session.reps,
        "status": session.status,
        "reached": session.reached,
        "pain_before": session.pain_before,
        "pain_after": after.pain_0_10 if after else None,
        "discomfort_before": session.discomfort_before,
        "discomfort_after": after.discomfort_0_10 if after else None,
        "clumps": [[region.value for region in clump] for clump in after.clumps] if after else [],
        "helpful": after.helpful if after else None,
        "morning_pain": morning.pain_0_10 if morning else None,
    }


def _line(desk: Desk, words: Words, session: SessionRecord, after: AfterRecord | None) -> str:
    name = words(desk.catalogue[session.exercise].name) if session.exercise in desk.catalogue else ""
    said = [
        words(f"terminal.history.{what}", before=before, after=later)
        for what, before, later in (
            ("pain", session.pain_before, after.pain_0_10 if after else None),
            ("discomfort", session.discomfort_before, after.discomfort_0_10 if after else None),
        )
        if before is not None and later is not None
    ]
    head = words(
        "terminal.history.line",
        when=f"{session.began_at:%Y-%m-%d %H:%M}",
        id=session.exercise,
        name=name,
        level=session.level,
        status=words(f"history.status.{session.status}"),
    )
    return " ".join([head, *said])
