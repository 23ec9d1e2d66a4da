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
from ..core.screening.verdict import Permit, Urgency, Verdict, permit
from ..core.vocab import FLEXION_TAGS, Area, Tag
from ..ports import Clock, Ids, Store

TODAY_IDS = frozenset({"PC20", "PC21", "PC22", "PC32", "PC33", "PC34"})
"""Circumstances that hold for a day and are asked again each time."""

TODAY_KEYS = frozenset(
    {
        "pain_0_10", "pain_site", "discomfort_0_10", "unsure_if_pain", "minutes_awake", "minutes_sitting",
        "override", "today", "seen",
    }
)  # fmt: skip
"""Keys that hold for a day, or for one moment: never inherited from an earlier screening."""

ASKED_TODAY = ("pain_0_10", "minutes_awake", "minutes_sitting")
"""What was asked if today's part was asked. Without it a short screening opens no session of the back."""

TRUNK_TAGS = FLEXION_TAGS | {Tag.HEAD_DOWN, Tag.EXT, Tag.ROT, Tag.SIDE, Tag.NERVE, Tag.HIP_END}
BACK_AREAS = frozenset({Area.LOWER_BACK, Area.UPPER_BACK, Area.HIPS, Area.HAMSTRINGS})

FRESH = timedelta(minutes=30)
"""Answers this young count for the session that follows them. Chosen."""

CLOCKS_DIFFER = timedelta(minutes=1)
"""A screening dated further ahead than this was kept by a clock that was wrong; its age tells nothing."""


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
        return self._judge(raw, history, locks=self.locks(history))

    def _judge(self, raw: Mapping[str, Any], history: History, *, locks: tuple[Lock, ...]) -> Verdict:
        today = self.clock.now().wall.date()
        declared = [{**c.declaration, "id": c.id} for c in history.clearances if not c.revoked_at]
        with_clearances = {**raw, "clearances": declared}
        answers = parse_answers(with_clearances, today=today)
        return screen(answers, self.rules, self.catalogue, history_locks=locks)

    def submit(self, raw: Mapping[str, Any], kind: Literal["full", "anything_new"]) -> Verdict:
        """Judge and keep one screening. A short one is laid over the last full one.

        It is part of the past it is judged by: who says here that they have been seen, or answers everything
        again after a stop, is not held by the lock that waited for just that.

        Raises
        ------
        BadInput
            As ``judge``.
        NotAllowed
            It overrides the first hour after rising (PC30), but the answers it stands on are no longer fresh.
        """
        history = self.store.history()
        if raw.get("override") and kind == "anything_new" and not self._is_fresh(history):
            raise NotAllowed("errors.permit.stale")
        whole = dict(raw) if kind == "full" else merge(last_full(history), raw)
        record = ScreenRecord(self.new_id(), self.clock.now().wall, kind, self.rules.version, whole, {})
        own = self._judge(whole, history, locks=()).urgency
        first_look = {**_kept(self.judge(whole, history), own), "urgency": None, "urgency_of_answers": None}
        with_this = replace(history, screens=(*history.screens, replace(record, verdict=first_look)))
        verdict = self.judge(whole, with_this)
        self.store.add_screen(replace(record, verdict=_kept(verdict, own)))
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
        due: Due = screening_due(history, now, version=self.rules.version)
        if due.kind == "full":
            return Gate("full", due.words, self.current(history))
        newest = history.screens[-1]
        used = any(s.began_at >= newest.at for s in history.sessions)
        asked = all(newest.answers.get(key) is not None for key in ASKED_TODAY)
        kind: Literal["open", "quick"] = "open" if asked and not used and self._is_fresh(history) else "quick"
        return Gate(kind, due.words, self.current(history))

    def _is_fresh(self, history: History) -> bool:
        """Say whether the newest answers are of this very day and hour."""
        now = self.clock.now().wall
        newest = history.screens[-1].at if history.screens else None
        return newest is not None and newest.date() == now.date() and -CLOCKS_DIFFER <= now - newest <= FRESH

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
            raise NotAllowed("errors.permit.questions")
        return permit(gate.verdict, exercise_id, level, self.clock.now().wall.date())

    def permit_again(self, session: SessionRecord) -> Permit:
        """Make the permit for taking up a session of today that was broken off.

        Raises
        ------
        NotAllowed
            It began on another day, or what was answered since does not open it.
        """
        verdict, day = self.current(), self.clock.now().wall.date()
        if session.status not in ("running", "interrupted"):
            raise NotAllowed("errors.permit.over")
        if verdict is None or session.began_at.date() != day:
            raise NotAllowed("errors.permit.old_session")
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
    """Say whether "anything new?" comes before it: all that bends, turns or hangs the trunk, or works on it.

    Source: docs/evidence.md B.2, "before every back session".
    """
    return bool(exercise.tags & TRUNK_TAGS) or bool(set(exercise.areas) & BACK_AREAS)


def last_full(history: History) -> Mapping[str, Any]:
    """Answers of the newest full screening; empty when there was none."""
    return next((s.answers for s in reversed(history.screens) if s.kind == "full"), {})


def merge(base: Mapping[str, Any], today: Mapping[str, Any]) -> dict[str, Any]:
    """Lay today's short answers over the last full ones.

    What only holds for a day is forgotten first; a yes of today is added, and no yes of the full screening is
    ever taken back by a short one. A yes that was meant in its milder form stays so until the major one is
    said.
    """
    kept = {key: value for key, value in base.items() if key not in TODAY_KEYS}
    lasting = {rule for rule in base.get("yes", ()) if rule not in TODAY_IDS}
    mild = [frozenset(answers.get("milder", ())) for answers in (base, today)]
    major = (lasting - mild[0]) | (set(today.get("yes", ())) - mild[1])
    whole = {**kept, **today, "yes": sorted(lasting | {*today.get("yes", ()), *mild[0], *mild[1]})}
    milder = sorted((mild[0] | mild[1]) - major)
    return {**whole, "milder": milder} if milder else {k: v for k, v in whole.items() if k != "milder"}


def _kept(verdict: Verdict, urgency_of_answers: Urgency | None) -> dict[str, Any]:
    return {
        "verdict": verdict.outcome,
        "urgency": verdict.urgency,
        "urgency_of_answers": urgency_of_answers,
        "max_level": verdict.max_level,
        "locked_tags": sorted(tag.value for tag in verdict.locked_tags),
        "allowed": list(verdict.allowed),
        "rules": [reason.rule for reason in verdict.reasons],
    }
