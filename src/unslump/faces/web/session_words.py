"""A plan in words: what ``session.js`` shows and a screen reader hears, with the seconds it comes at."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from ...app.plan_service import Plan
from ...core.figure.film import posture_of
from ...core.session.timeline import TimedCue, TimedPhase, Timeline
from ...core.words import Words

LONG_ENOUGH_TO_READ_S = 8.0
"""A still phase this long shows its details one by one; a moving one shows its lead cues only."""

READING_S = 3.0
"""The least a cue stays: ten short words at an easy reader's pace. Chosen."""

MOST_WHYS = 2
"""Reasons behind one "why?": more is a wall to read while moving. Chosen."""

RATED = "P12"
"""The ratings have a page of their own and are no part to get through."""

BREATHS = ("inhale", "exhale")


def phases_in_words(plan: Plan, t: Words, *, prepare_skippable: bool) -> list[dict[str, Any]]:
    """Put each timed phase into words. Phases of no length (the gate) are passed already."""
    phases = plan.timeline.phases
    ids = list(dict.fromkeys(p.id for p in phases if p.end_s > p.start_s and p.id != RATED))
    place = {phase_id: index for index, phase_id in enumerate(ids)}
    befores: Sequence[TimedPhase | None] = [None, *(before for before, _ in pairwise(phases))]
    return [
        {
            "id": phase.id,
            "name": t(phase.name),
            "start_s": phase.start_s,
            "end_s": phase.end_s,
            "breath": phase.breath,
            "breath_word": _breath_word(phase, plan.natural, t),
            "paced": not plan.natural,
            "moves": phase.moves,
            "alt": picture_text(plan.timeline, phase.id, t),
            "said": said_at_the_start(phase, before, t),
            "dot": place.get(phase.id, len(ids) - 1),
            "count_text": _count(place.get(phase.id, len(ids) - 1) + 1, len(ids), phase, phases[-1].rep, t),
            "skippable": _may_skip(phase, prepare_skippable),
            "shown": [_cue(cue, plan, t) for cue in shown_cues(phase)],
        }
        for before, phase in zip(befores, phases, strict=True)
    ]


def _count(part: int, parts: int, phase: TimedPhase, reps: int, t: Words) -> str:
    count = t("session.count", n=part, all=parts)
    return count if reps == 1 else f"{count} · {t('session.round', n=phase.rep, all=reps)}"


def said_at_the_start(phase: TimedPhase, before: TimedPhase | None, t: Words) -> str:
    """What is announced when a phase begins: its name, its breath and its first cue, nothing twice.

    A breath is four to six seconds; a name or a breath that another part says already is left out.
    """
    cues = [t(cue.words) for cue in shown_cues(phase)[:1]]
    breath = t(f"session.breath.{phase.breath}") if phase.breath in BREATHS else ""
    name = "" if before is not None and before.name == phase.name else t(phase.name)
    if breath and _holds(name, breath) and _any_holds(cues, breath):
        name = ""
    if _any_holds([name, *cues], breath):
        breath = ""
    return " ".join(f"{part.rstrip('.')}." for part in (name, breath, *cues) if part)


def _holds(text: str, part: str) -> bool:
    return part.lower() in text.lower()


def _any_holds(texts: Sequence[str], part: str) -> bool:
    return any(_holds(text, part) for text in texts)


def _breath_word(phase: TimedPhase, natural: bool, t: Words) -> str:
    word = t(f"session.breath.{phase.breath or 'none'}")
    return t("session.natural", breath=word) if natural and phase.breath in BREATHS else word


def picture_text(timeline: Timeline, phase_id: str, t: Words) -> str:
    """Say what the figure does in a phase, for those who do not see it."""
    tries = (
        f"figure.alt.{timeline.variant}_level_{timeline.level}.{phase_id}",
        f"figure.alt.{timeline.variant}.{phase_id}",
        f"figure.alt.other.{posture_of(timeline)}",
    )
    return t(next(key for key in tries if t.has(key)))


def _may_skip(phase: TimedPhase, prepare_skippable: bool) -> bool:
    still = not phase.moves and phase.breath in ("free", None)
    return still and (phase.id != "P1" or prepare_skippable)


def shown_cues(phase: TimedPhase) -> tuple[TimedCue, ...]:
    """Cues a screen has time for: the leads, and in a long still phase the details that fit between them."""
    if phase.moves or phase.end_s - phase.start_s < LONG_ENOUGH_TO_READ_S:
        return tuple(cue for cue in phase.cues if cue.role == "lead")
    leads = [cue.at_s for cue in phase.cues if cue.role == "lead"]
    shown: list[TimedCue] = []
    for cue in (cue for cue in phase.cues if cue.role != "why"):
        until_next = min((at_s for at_s in leads if at_s > cue.at_s), default=phase.end_s) - cue.at_s
        since_last = cue.at_s - shown[-1].at_s if shown else READING_S
        if cue.role == "lead" or min(until_next, since_last) >= READING_S:
            shown.append(cue)
    return tuple(shown)


def _cue(cue: TimedCue, plan: Plan, t: Words) -> dict[str, Any]:
    source = "session.source_added" if cue.added else "session.source_article"
    return {
        "text": t(cue.words),
        "at_s": cue.at_s,
        "added": cue.added,
        "seen": t("session.felt") if cue.observed_by == "felt" else "",
        "why": " ".join(_whys(cue, plan, t)) or t("session.why_none"),
        "source_text": t(source),
    }


def _whys(cue: TimedCue, plan: Plan, t: Words) -> list[str]:
    """The reasons that belong to this cue: those between it and the next one shown, two at the most."""
    phase = next(phase for phase in plan.timeline.phases if cue in phase.cues)
    after = [each.at_s for each in shown_cues(phase) if each.at_s > cue.at_s]
    until_s = min(after, default=phase.end_s)
    near = [c for c in phase.cues if c.role == "why" and cue.at_s <= c.at_s < until_s]
    return list(dict.fromkeys(t(c.words) for c in near))[:MOST_WHYS]


WATCHED = (
    "opening", "loading", "looking", "placing", "begin_now", "found", "fine", "on", "off", "enough", "paused",
    "locked", "turned_off", "refused", "no_camera", "busy", "lost", "gone",
)  # fmt: skip
"""What ``watch.js`` says."""


def controls_in_words(t: Words) -> dict[str, Any]:
    """Sentences that ``session.js`` needs besides the phases."""
    flat = [
        "start",
        "left",
        "pause",
        "resume",
        "lead_in",
        "lead_count",
        "paused",
        "cannot_skip",
        "figure",
        "no_voice",
    ]
    return {
        **{key: t(f"session.{key}") for key in flat},
        "asking": {kind: t(f"session.asking.{kind}") for kind in ("prompt", "ask")},
        "watch": {key: t(f"watch.{key}") for key in WATCHED},
    }
