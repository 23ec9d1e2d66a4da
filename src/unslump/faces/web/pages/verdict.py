"""What came of the answers, in plain words: what to do now, why, what changes, what is open."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from ....app.plan_service import FOLDS
from ....core.history.records import History, ScreenRecord
from ....core.screening.verdict import RESTS, Reason, Verdict, headline
from ....core.vocab import MAX_LEVEL
from ....core.words import Words
from ..deps import Deps, deps_of
from ..forms import read_form
from ..render import render
from .home import OFFERED_MEANWHILE, when

URGENT = ("U0", "U1")
CLOSED_AFTER_U0 = timedelta(hours=24)
"""No going on within this time, whatever is said meanwhile (docs/evidence.md B.1 U0)."""

MOST_SHOWN = 4
"""Open movements a person sees here; the others are on the page of the stretches."""

DOSE = frozenset({"DOSE_DAY", "DOSE_WEEK", "DOSE_LEFT"})
CLOSING = frozenset({"STOP", "BLOCK", "CLEAR"})
"""What a rule must do to be a reason where nothing at all is open."""

NOT_IN_ORDER = 422


async def page(request: Request) -> Response:
    deps = deps_of(request)
    history = deps.store.history()
    verdict = deps.screening.current(history)
    if verdict is None:
        return RedirectResponse("/questions", status_code=303)
    return _page(request, deps, history, verdict)


def _page(
    request: Request, deps: Deps, history: History, verdict: Verdict, *, problem: str | None = None
) -> Response:
    newest, now = history.screens[-1], deps.clock.now().wall
    kind = headline(verdict)
    return render(
        request,
        "verdict_urgent.html" if kind in URGENT else "verdict.html",
        status=NOT_IN_ORDER if problem else 200,
        kind=kind,
        problems=[("seen", problem)] if problem else [],
        answered=when(newest.at, now, deps.words),
        reasons=_sentences(deps, (reason.words for reason in _told(deps, verdict, kind))),
        notes=_sentences(deps, verdict.adjustments.notes),
        cap=_cap(verdict),
        rest_until=_rest_until(deps, history, now) if kind == "rest" else None,
        folds_open=bool(_open_folds(verdict)),
        open_names=_open_names(deps, verdict),
        may_fold_anyway=_may_fold_anyway(deps, history, newest, verdict),
        may_report=any(opens_by_word(deps, reason.rule) for reason in verdict.reasons),
        may_record_seen=kind == "U1" or now - newest.at >= CLOSED_AFTER_U0,
        here=next(n for n, group in enumerate(deps.questions.groups, 1) if group.id == "here"),
        has_lesson=bool(history.lessons),
    )


def opens_by_word(deps: Deps, rule_id: str) -> bool:
    """Whether a professional's word can open something that this rule closes (docs/evidence.md B.6)."""
    rules = deps.screening.rules.by_key.values()
    return any(effect.clearance for rule in rules if rule.id == rule_id for effect in rule.effects)


def _told(deps: Deps, verdict: Verdict, kind: str) -> tuple[Reason, ...]:
    """The reasons to show.

    The dose is none where something else closes the fold, a change to the fold none where nothing is open. An
    urgent screen says by itself what stays closed, if it has another reason.
    """
    told = verdict.reasons
    if kind != "dose" and not _open_folds(verdict):
        told = tuple(reason for reason in told if reason.rule not in DOSE)
    if not verdict.allowed:
        told = tuple(reason for reason in told if _closes(deps, reason))
    own = tuple(reason for reason in told if reason.rule not in ("SEEN_U0", "SEEN_U1"))
    return own if own and kind in URGENT else told or verdict.reasons


def _closes(deps: Deps, reason: Reason) -> bool:
    rule = deps.screening.rules.by_key.get(reason.words.rpartition(".")[2])
    return rule is None or any(effect.action in CLOSING for effect in rule.effects)


def _rest_until(deps: Deps, history: History, now: datetime) -> str | None:
    """Say when the last rest in force is over, in whole minutes that have passed by then."""
    ends = [lock.until for lock in deps.screening.locks(history) if lock.rule in RESTS and lock.until]
    if not ends:
        return None
    return until((max(ends) + timedelta(seconds=59)).astimezone(now.tzinfo), now, deps.words)


def until(then: datetime, now: datetime, t: Words) -> str:
    """Say the end of a rest as a person would: today, tomorrow, or the date."""
    days = (then.date() - now.date()).days
    clock = f"{then:%H:%M}"
    if days in (0, 1):
        return t(f"forms.verdict.rest_until.{'today' if days == 0 else 'tomorrow'}", time=clock)
    return t("forms.verdict.rest_until.date", date=f"{then:%Y-%m-%d}", time=clock)


def _sentences(deps: Deps, keys: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(deps.words(key) for key in keys))


def _open_folds(verdict: Verdict) -> set[str]:
    return set(FOLDS.values()) & set(verdict.allowed)


def _cap(verdict: Verdict) -> int | None:
    return verdict.max_level if _open_folds(verdict) and verdict.max_level < MAX_LEVEL else None


def _open_names(deps: Deps, verdict: Verdict) -> list[tuple[str, str]]:
    first = [i for i in OFFERED_MEANWHILE if i in verdict.allowed]
    rest = [i for i in verdict.allowed if i not in first and i not in FOLDS.values()]
    return [(i, deps.words(deps.catalogue[i].name)) for i in (*first, *rest)[:MOST_SHOWN]]


def _may_fold_anyway(deps: Deps, history: History, newest: ScreenRecord, verdict: Verdict) -> bool:
    """Whether the first hour after rising may be overridden (B.3 PC30). The rules are asked."""
    if _open_folds(verdict) or not any(reason.rule == "PC30" for reason in verdict.reasons):
        return False
    return bool(_open_folds(deps.screening.judge({**newest.answers, "override": ["PC30"]}, history)))


async def fold_anyway(request: Request) -> Response:
    """Keep that the person chose to fold in the first hour after rising."""
    deps = deps_of(request)
    await read_form(request)
    history = deps.store.history()
    verdict = deps.screening.current(history)
    if verdict is not None and _may_fold_anyway(deps, history, history.screens[-1], verdict):
        deps.screening.submit({**history.screens[-1].answers, "override": ["PC30"]}, "anything_new")
    return RedirectResponse("/verdict", status_code=303)


async def seen(request: Request) -> Response:
    """Keep the person's word that they have been seen (B.1). All questions follow, from the beginning."""
    deps = deps_of(request)
    form = await read_form(request)
    history = deps.store.history()
    verdict = deps.screening.current(history)
    if verdict is None or headline(verdict) not in URGENT:
        return RedirectResponse("/verdict", status_code=303)
    if not form.ticked("seen"):
        return _page(request, deps, history, verdict, problem=deps.words("forms.verdict.missing_seen"))
    deps.screening.submit({"seen": True}, "full")
    request.app.state.question_draft = None
    return RedirectResponse("/questions", status_code=303)


routes = [
    Route("/verdict", page, methods=["GET"]),
    Route("/verdict/anyway", fold_anyway, methods=["POST"]),
    Route("/verdict/seen", seen, methods=["POST"]),
]
