"""Ask, judge, keep. The only place that knows when the questions are due and what today's answers are.

Two kinds of answers are laid over each other: what holds for weeks (conditions, history) and what holds for
today (pain, time awake, the chair). A full screening asks both; the short one before each session asks only
"anything new since last time?" and today's part.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, Literal

from ..core.catalogue.model import Catalogue, Exercise
from ..core.errors import NotAllowed
from ..core.history.locks import Lock, find_locks
from ..core.history.records import ClearanceRecord, History, ScreenRecord, SessionRecord
from ..core.screening.answers import parse_answers
from ..core.screening.rescreen import Due, screening_due
from ..core.screening.rules import Rules
from ..core.screening.screen import screen
from ..core.screening.verdict import Permit, Verdict, permit
from ..core.vocab import FLEXION_TAGS, Area, Tag
from ..ports import Clock, Ids, Store

TODAY_IDS = frozenset({"PC20", "PC21", "PC22", "PC32", "PC33", "PC34"})
"""Circumstances that hold for a day and are asked again each time."""

TODAY_KEYS = frozenset(
    {
        "pain_0_10", "pain_site", "discomfort_0_10", "unsure_if_pain", "minutes_awake", "minutes_sitting",
        "override", "today", "milder",
    }
)  # fmt: skip

TRUNK_TAGS = FLEXION_TAGS | {Tag.HEAD_DOWN, Tag.EXT, Tag.ROT, Tag.SIDE, Tag.NERVE, Tag.HIP_END}
BACK_AREAS = frozenset({Area.LOWER_BACK, Area.UPPER_BACK, Area.HIPS, Area.HAMSTRINGS})

FRESH = timedelta(minutes=30)
"""Answers this young count for the session that follows them. Chosen."""


@dataclass(frozen=True, slots=True)
class Gate:
    """What stands between a person and a session now.

    ``kind``: ``full`` (all questions), ``quick`` ("anything new?"), ``open`` (answered a moment ago).
    ``why`` is a words key.
    """

    kind: Literal["full", "quick", "open"]
    why: str
    verdict: Verdict | None


@dataclass(frozen=True, slots=True)
class ScreeningService:
    store: Store
    clock: Clock
    new_id: Ids
    rules: Rules
    catalogue: Catalogue

    def locks(self, history: History) -> tuple[Lock, ...]:
        return find_locks(history, self.clock.now().wall)

    def judge(self, raw: Mapping[str, Any], history: History) -> Verdict:
        """Judge an answers object together with the clearances on record and the locks of the past.

        Raises
        ------
        BadInput
            The answers are not of the promised form; all problems are named.
        """
        today = self.clock.now().wall.date()
        with_clearances = {
            **raw,
            "clearances": [dict(c.declaration) for c in history.clearances if not c.revoked_at],
        }
        answers = parse_answers(with_clearances, today=today)
        return screen(answers, self.rules, self.catalogue, history_locks=self.locks(history))

    def submit(self, raw: Mapping[str, Any], kind: Literal["full", "anything_new"]) -> Verdict:
        """Judge and keep one screening. A short one is laid over the last full one.

        It is part of the past it is judged by: who says here that they have been seen, or answers everything
        again after a stop, is not held by the lock that waited for just that.
        """
        history = self.store.history()
        whole = dict(raw) if kind == "full" else merge(last_full(history), raw)
        record = ScreenRecord(self.new_id(), self.clock.now().wall, kind, self.rules.version, whole, {})
        first_look = {**_kept(self.judge(whole, history)), "urgency": None}
        with_this = replace(history, screens=(*history.screens, replace(record, verdict=first_look)))
        verdict = self.judge(whole, with_this)
        self.store.add_screen(replace(record, verdict=_kept(verdict)))
        return verdict

    def current(self, history: History | None = None) -> Verdict | None:
        """Today's verdict from the newest answers, or ``None`` when nothing was answered yet."""
        history = history or self.store.history()
        if not history.screens:
            return None
        return self.judge(history.screens[-1].answers, history)

    def gate(self) -> Gate:
        """Say which questions come before a session that would begin now."""
        history, now = self.store.history(), self.clock.now().wall
        due: Due = screening_due(history, now)
        if due.kind == "full":
            return Gate("full", due.words, self.current(history))
        newest = history.screens[-1]
        used = any(s.began_at >= newest.at for s in history.sessions)
        if now - newest.at > FRESH or newest.at.date() != now.date() or used:
            return Gate("quick", due.words, self.current(history))
        return Gate("open", due.words, self.current(history))

    def permit(self, exercise_id: str, level: int) -> Permit:
        """Make the permit a session begins with.

        Raises
        ------
        NotAllowed
            Questions are still due, or today's answers do not open this.
        """
        gate = self.gate()
        enough = ("open",) if is_for_the_back(self.catalogue[exercise_id]) else ("open", "quick")
        if gate.kind not in enough or gate.verdict is None:
            raise NotAllowed("A few questions come first. Answer them, then begin.")
        return permit(gate.verdict, exercise_id, level, self.clock.now().wall.date())

    def permit_again(self, session: SessionRecord) -> Permit:
        """Make the permit for taking up a session of today that was broken off.

        Raises
        ------
        NotAllowed
            It began on another day, or what was answered since does not open it.
        """
        verdict, day = self.current(), self.clock.now().wall.date()
        if verdict is None or session.began_at.date() != day:
            raise NotAllowed(
                "That session is of another day. Answer today's questions, then begin a new one."
            )
        return permit(verdict, session.exercise, session.level, day)

    def declare(self, declaration: Mapping[str, Any], *, text_shown: str) -> ClearanceRecord:
        """Keep the person's own declaration that a professional said yes. Only the clearance form calls this.

        Raises
        ------
        BadInput
            The declaration is not of the promised form.
        """
        now = self.clock.now().wall
        parse_answers({"clearances": [dict(declaration)]}, today=now.date())
        record = ClearanceRecord(self.new_id(), now, dict(declaration), text_shown)
        self.store.add_clearance(record)
        return record


def is_for_the_back(exercise: Exercise) -> bool:
    """Whether "anything new?" comes before it: everything that bends, turns or hangs the trunk, or works on it.

    Source: docs/evidence.md B.2, "before every back session".
    """
    return bool(exercise.tags & TRUNK_TAGS) or bool(set(exercise.areas) & BACK_AREAS)


def last_full(history: History) -> Mapping[str, Any]:
    """Answers of the newest full screening; empty when there was none."""
    return next((s.answers for s in reversed(history.screens) if s.kind == "full"), {})


def merge(base: Mapping[str, Any], today: Mapping[str, Any]) -> dict[str, Any]:
    """Lay today's short answers over the last full ones.

    What only holds for a day is forgotten first; a yes of today is added, and no yes of the full screening is
    ever taken back by a short one.
    """
    kept = {key: value for key, value in base.items() if key not in TODAY_KEYS}
    lasting = [rule for rule in base.get("yes", ()) if rule not in TODAY_IDS]
    return {**kept, **today, "yes": sorted({*lasting, *today.get("yes", ())})}


def _kept(verdict: Verdict) -> dict[str, Any]:
    return {
        "verdict": verdict.outcome,
        "urgency": verdict.urgency,
        "max_level": verdict.max_level,
        "locked_tags": sorted(tag.value for tag in verdict.locked_tags),
        "allowed": list(verdict.allowed),
        "rules": [reason.rule for reason in verdict.reasons],
    }
