"""From answers to a verdict.

::

    answers -> speaking -> rules ---+
    the past (locks) ------------- -+--> effects --> which exercise is open up to which level --> verdict
    records in force ---------------+

An exercise is open at a level if no effect closes it there, or if a record opens every effect that does. The
verdict follows from that picture: any STOP is "stop"; the fold closed in both positions by more than the
hour of the day is "ask"; anything else that spoke is "modify"; silence is "go".

So one more rule, one more lock or one record less can only close, never open (tests hold it).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ..vocab import FLEXION_TAGS, MAX_LEVEL, MIN_LEVEL, Tag
from ..words import Words
from .answers import Answers
from .clearance import Clearance, Standing, opens
from .rules import URGENCIES, Effect, Rule, Rules
from .shapes import FOLDS, CatalogueLike, ExerciseLike
from .speaking import speaking
from .verdict import Adjustments, Lock, Outcome, Reason, Urgency, Verdict

_ADVICE_WORDS: Mapping[Standing, str] = {
    "not_yet": "screening.reason.advice_not_yet",
    "expired": "screening.reason.advice_expired",
    "revoked": "screening.reason.advice_revoked",
    "ended": "screening.reason.advice_ended",
}


@dataclass(frozen=True, slots=True)
class _Said:
    """One rule that speaks, with the ceilings that its lock brings."""

    rule: Rule
    max_reps: int | None = None


@dataclass(frozen=True, slots=True)
class _Picture:
    """Everything that bears on what is open."""

    said: tuple[_Said, ...]
    records: tuple[Clearance, ...]
    rules: Rules
    exercises: Sequence[ExerciseLike]

    @property
    def effects(self) -> Iterator[tuple[str, Effect]]:
        return ((said.rule.id, effect) for said in self.said for effect in said.rule.effects)

    @property
    def folds(self) -> tuple[ExerciseLike, ...]:
        return tuple(e for e in self.exercises if e.id in FOLDS)

    def opened(self, rule_id: str, effect: Effect, exercise: ExerciseLike, level: int) -> bool:
        return opens(self.records, rule_id, effect, exercise, level, self.rules.hip_flexion_deg)

    def stays_closed(self, rule_id: str, effect: Effect, exercise: ExerciseLike, level: int) -> bool:
        return closes(effect, exercise, level) and not self.opened(rule_id, effect, exercise, level)

    def closed_by(self, rule: Rule, exercise: ExerciseLike) -> bool:
        """Say whether this rule keeps the exercise closed at the lowest level, records counted."""
        return any(self.stays_closed(rule.id, effect, exercise, MIN_LEVEL) for effect in rule.effects)

    def is_open(self, exercise: ExerciseLike, level: int, *, timed: bool = True) -> bool:
        """Say whether it is open; without ``timed``, as if what passes within hours were not there."""
        effects = (pair for pair in self.effects if timed or not pair[1].timed)
        return not any(self.stays_closed(rule_id, effect, exercise, level) for rule_id, effect in effects)

    def ceiling(self, exercise: ExerciseLike) -> int | None:
        """Highest level up to which all levels are open; ``None`` when even the lowest is closed.

        Only the fold has levels; everything else is open or closed.
        """
        levels = range(MIN_LEVEL, (MAX_LEVEL if exercise.id in FOLDS else MIN_LEVEL) + 1)
        highest = None
        for level in levels:
            if not self.is_open(exercise, level):
                break
            highest = level
        return highest


def screen(
    answers: Answers, rules: Rules, catalogue: CatalogueLike, *, history_locks: Iterable[Lock] = ()
) -> Verdict:
    """Judge today's answers.

    Parameters
    ----------
    answers : Answers
    rules : Rules
    catalogue : Catalogue
        Anything with ``exercises``.
    history_locks : iterable of Lock
        What the past locks now (``core.history.locks.find_locks``).

    Returns
    -------
    Verdict
        Never "cleared": at most ``go``, which says that nothing in the answers speaks against it.
    """
    locks = tuple(history_locks)
    said = (*(_Said(rules[key]) for key in speaking(answers)), *(_said(rules, lock) for lock in locks))
    standing = _standings(answers, said, locks)
    records = tuple(r for r, s in zip(answers.clearances, standing, strict=True) if s == "in_force")
    picture = _Picture(said, records, rules, catalogue.exercises)
    picture = _without_idle_pain_rule(picture)
    ceilings = {e.id: c for e in picture.exercises if (c := picture.ceiling(e)) is not None}
    max_level = min((ceilings[fold] for fold in FOLDS if fold in ceilings), default=0)
    opened = _opened(picture)
    used = [r for r in records if any(s.rule.key in opened and s.rule.id in r.codes for s in picture.said)]
    locked = _locked(picture, ceilings, max_level, answers.clearances)
    return Verdict(
        outcome=_outcome(picture),
        urgency=_urgency(picture, opened),
        locked_tags=locked,
        max_level=max_level,
        allowed=tuple(e.id for e in picture.exercises if e.id in ceilings),
        reasons=_reasons(picture, opened, answers.clearances, standing),
        adjustments=_adjustments(picture, used, locked),
    )


def closes(effect: Effect, exercise: ExerciseLike, level: int) -> bool:
    """Say whether an effect, left alone, closes this exercise at this level."""
    if effect.closes_all or exercise.id in effect.closes:
        return True
    if effect.locks & exercise.tags_at(level):
        return True
    if exercise.id in FOLDS and level > effect.max_level:
        return True
    if exercise.id in effect.keeps:
        return False
    main = set(exercise.areas[:1])
    return bool(effect.closes_areas & set(exercise.areas) or effect.closes_main & main)


def verdict_to_json(verdict: Verdict, words: Words) -> dict[str, Any]:
    """Give a verdict as the plain JSON values that docs/commands.md promises."""
    return {
        "verdict": verdict.outcome,
        "urgency": verdict.urgency,
        "locked_tags": sorted(tag.value for tag in verdict.locked_tags),
        "max_level": verdict.max_level,
        "allowed": list(verdict.allowed),
        "reasons": [{"rule": reason.rule, "text": words(reason.words)} for reason in verdict.reasons],
    }


def _said(rules: Rules, lock: Lock) -> _Said:
    rule = rules[lock.rule]
    if lock.max_level is not None:
        lowered = tuple(replace(e, max_level=min(e.max_level, lock.max_level)) for e in rule.effects)
        rule = replace(rule, effects=lowered)
    return _Said(rule, lock.max_reps)


def _standings(answers: Answers, said: Sequence[_Said], locks: Sequence[Lock]) -> tuple[Standing, ...]:
    ended_on = max((lock.since.date() for lock in locks if lock.ends_advice), default=None)
    ended: frozenset[str] = frozenset().union(*(lock.ended for lock in locks))
    speaking_rules = [s.rule for s in said]
    found = (r.standing(answers.today, speaking_rules, ended_on) for r in answers.clearances)
    return tuple(
        "ended" if state == "in_force" and record.id in ended else state
        for record, state in zip(answers.clearances, found, strict=True)
    )


def _without_idle_pain_rule(picture: _Picture) -> _Picture:
    """Drop "at 3, seated and low" where no record lets a person with pain fold at all (B.5)."""
    pain = next((s.rule for s in picture.said if s.rule.id == "PC02"), None)
    if pain is not None and not _was_opened(picture, pain):
        return replace(picture, said=tuple(s for s in picture.said if s.rule.key != "PAIN_3"))
    return picture


def _was_opened(picture: _Picture, rule: Rule) -> bool:
    """Say whether records open something that this rule closes: a fold, if it closes folds."""
    shut = _shut_by(picture, rule)
    return any(not picture.closed_by(rule, exercise) for exercise in shut)


def _shut_by(picture: _Picture, rule: Rule) -> list[ExerciseLike]:
    """Give what a rule, left alone, closes at the lowest level: the folds among it, if there are any."""
    shut = [e for e in picture.exercises if any(closes(effect, e, MIN_LEVEL) for effect in rule.effects)]
    return [e for e in shut if e.id in FOLDS] or shut


def _opened(picture: _Picture) -> set[str]:
    """Give the keys of all rules that records open.

    Where each of several rules is opened, but every one for another fold, none of them is.
    """
    opened = {s.rule.key for s in picture.said if _was_opened(picture, s.rule)}
    asking = [
        s.rule
        for s in picture.said
        if any(e.clearance for e in s.rule.effects) and set(FOLDS) & {e.id for e in _shut_by(picture, s.rule)}
    ]
    together = any(not any(picture.closed_by(rule, fold) for rule in asking) for fold in picture.folds)
    if together or not {rule.key for rule in asking} <= opened:
        return opened
    return opened - {rule.key for rule in asking}


def _locked(
    picture: _Picture, ceilings: Mapping[str, int], max_level: int, told: Iterable[Clearance]
) -> frozenset[Tag]:
    """Give every locked tag, less those a record opened: no open exercise carries a locked tag.

    What a record forbids about a rule that speaks is locked whether or not the record still opens anything,
    so that one more yes takes no lock away.
    """
    about = {said.rule.id for said in picture.said}
    limits = (record.limits.tags for record in told if record.codes & about)
    closed: frozenset[Tag] = frozenset().union(*(effect.locks for _, effect in picture.effects), *limits)
    levels = {e.id: max_level if e.id in FOLDS else MIN_LEVEL for e in picture.exercises if e.id in ceilings}
    return closed.difference(*(e.tags_at(levels[e.id]) for e in picture.exercises if e.id in levels))


def _outcome(picture: _Picture) -> Outcome:
    actions = {effect.action for _, effect in picture.effects}
    if "STOP" in actions:
        return "stop"
    if _folds_closed(picture):
        return "ask"
    return "modify" if actions - {"NOTE"} else "go"


def _folds_closed(picture: _Picture) -> bool:
    """Say whether the fold is closed in both positions by more than what passes within hours."""
    if picture.folds:
        return not any(picture.is_open(fold, MIN_LEVEL, timed=False) for fold in picture.folds)
    both = FLEXION_TAGS - {Tag.FLEX_SUPP}
    return both <= frozenset().union(*(e.locks for _, e in picture.effects if not e.timed))


def _urgency(picture: _Picture, opened: set[str]) -> Urgency | None:
    spoken = {s.rule.urgency for s in picture.said if s.rule.key not in opened}
    return next((urgency for urgency in URGENCIES if urgency in spoken), None)


def _reasons(
    picture: _Picture, opened: set[str], clearances: Sequence[Clearance], standing: Sequence[Standing]
) -> tuple[Reason, ...]:
    """Name every rule that spoke, the weightiest first, each followed by what became of a record about it."""
    found: list[Reason] = []
    for rule in sorted((s.rule for s in picture.said), key=lambda rule: rule.rank):
        words = "screening.reason.reported" if rule.key in opened else rule.words
        found.append(Reason(rule.id, words))
        if rule.key not in opened:
            found += _why_not(picture, rule, clearances, standing)
    return tuple(dict.fromkeys(found))


def _why_not(
    picture: _Picture, rule: Rule, clearances: Sequence[Clearance], standing: Sequence[Standing]
) -> Iterator[Reason]:
    """Say why a record that names this rule does not open it."""
    for record, state in zip(clearances, standing, strict=True):
        if rule.id not in record.codes:
            continue
        if all(effect.clearance is None for effect in rule.effects):
            yield Reason(rule.id, "screening.reason.advice_cannot")
        elif state in _ADVICE_WORDS:
            yield Reason(rule.id, _ADVICE_WORDS[state])
        else:
            yield Reason(rule.id, f"screening.reason.{_what_it_lacks(picture, rule, record)}")


def _what_it_lacks(picture: _Picture, rule: Rule, record: Clearance) -> str:
    """Name why a record in force leaves the rule closed."""
    if _was_opened(picture, rule):
        return "advice_apart"
    if any(_names(record, rule, exercise) for exercise in _shut_by(picture, rule)):
        return "advice_limits"
    asks_flexion = any(effect.clearance == "flexion" for effect in rule.effects)
    return "advice_flexion" if asks_flexion and not record.scope.tags & FLEXION_TAGS else "advice_scope"


def _names(record: Clearance, rule: Rule, exercise: ExerciseLike) -> bool:
    """Say whether a record's scope reaches everything by which a rule closes this exercise."""
    shut = [effect for effect in rule.effects if closes(effect, exercise, MIN_LEVEL)]
    return all(effect.clearance and record.scope.covers(effect, exercise, MIN_LEVEL) for effect in shut)


def _adjustments(picture: _Picture, used: Iterable[Clearance], locked: frozenset[Tag]) -> Adjustments:
    said, usual = picture.said, Adjustments()
    rules = [s.rule for s in said]
    reps = (s.max_reps for s in said), (r.max_reps for r in rules), (r.limits.max_reps for r in used)
    return Adjustments(
        natural_breath=any(r.natural_breath for r in rules),
        prepare_min_s=max([usual.prepare_min_s, *(r.prepare_min_s for r in rules if r.prepare_min_s)]),
        prepare_skippable=all(r.prepare_skippable for r in rules),
        settle_s=max([usual.settle_s, *(r.settle_s for r in rules if r.settle_s)]),
        head_in_line=Tag.HEAD_DOWN in locked or any(r.head_in_line for r in rules),
        no_abs=any(r.no_abs for r in rules),
        max_reps=min([usual.max_reps, *(n for group in reps for n in group if n is not None)]),
        notes=tuple(dict.fromkeys(note for r in rules for note in r.notes)),
    )
