"""What a professional said, as the person reports it (docs/evidence.md B.6).

The program never writes such a record by itself and has checked none of it; the page says so. What a record
can open, and what none can, is decided by the rules alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from ....core.errors import BadInput
from ....core.history.records import ClearanceRecord
from ....core.screening.questions import RULE_QUESTIONS
from ....core.screening.rules import Rule
from ....core.vocab import FLEXION_TAGS, MAX_LEVEL, MIN_LEVEL
from ....core.words import Words
from ..deps import Deps, deps_of
from ..forms import Form, read_form
from ..question_form import Problem
from ..render import render

ROLES = ("doctor", "physical_therapist")
SCOPES = ("D01", "D02", "flexion", "FLEX_SUPP", "HEAD_DOWN", "EXT", "ROT", "SIDE", "NECK", "NERVE", "HIP_END")
"""What may be ticked, as a record's scope names it. The first three are always offered."""

USUAL_SCOPES = 3
USUAL_VALIDITY = timedelta(days=90)
LONGEST_VALIDITY = timedelta(days=365)
MOST_ROUNDS = 6
MOST_CHARACTERS = 300
NOT_IN_ORDER = 422


@dataclass(frozen=True, slots=True)
class Answer:
    """One of today's answers that closes something. ``note``: a words key of what its record must name."""

    rule: str
    text: str
    note: str | None = None


async def page(request: Request) -> Response:
    return _page(request, deps_of(request))


async def declare(request: Request) -> Response:
    """Keep the report, once it is whole."""
    deps = deps_of(request)
    form = await read_form(request)
    today = deps.clock.now().wall.date()
    open_to_word, _ = _answers(deps)
    found = list(_problems(form, [answer.rule for answer in open_to_word], today))
    if found:
        return _page(request, deps, form, found)
    try:
        deps.screening.declare(_declaration(form, deps.words), text_shown=_text_shown(form, deps))
    except BadInput as error:
        return _page(request, deps, form, said=error.said(deps.words))
    return RedirectResponse("/verdict", status_code=303)


async def revoke(request: Request) -> Response:
    """Take a report back. It stays in the list, as taken back."""
    deps = deps_of(request)
    await read_form(request)
    deps.store.revoke_clearance(
        request.path_params["record"],
        at=deps.clock.now().wall.isoformat(),
        reason=deps.words("forms.clearance.revoked_reason"),
    )
    return RedirectResponse("/clearance", status_code=303)


def _page(
    request: Request,
    deps: Deps,
    form: Form | None = None,
    found: Iterable[Problem] = (),
    *,
    said: str | None = None,
) -> Response:
    t, today = deps.words, deps.clock.now().wall.date()
    open_to_word, closed = _answers(deps)
    problems = [(problem.place, t(problem.words, **problem.values)) for problem in found]
    if said:
        problems.append(("codes", said))
    return render(
        request,
        "clearance.html",
        status=NOT_IN_ORDER if problems else 200,
        fields=form.fields if form else {},
        problems=problems,
        answers=open_to_word,
        closed=closed,
        scopes=_scopes(deps, [answer.rule for answer in open_to_word]),
        roles=[(role, t(f"forms.clearance.role_{role}")) for role in ROLES],
        levels=[("", t("forms.clearance.no_limit")), *_levels(t)],
        rounds=[("", t("forms.clearance.no_limit")), *((str(n), str(n)) for n in range(1, MOST_ROUNDS + 1))],
        asks_hip=any(answer.rule == "PC11" for answer in open_to_word),
        today=today.isoformat(),
        entries=[_entry(record, today, t) for record in reversed(deps.store.history().clearances)],
    )


def _levels(t: Words) -> list[tuple[str, str]]:
    return [(str(n), t("forms.clearance.level_value", n=n)) for n in range(MIN_LEVEL, MAX_LEVEL + 1)]


def _answers(deps: Deps) -> tuple[list[Answer], list[str]]:
    """Answers that close something: those a professional's word can open, and the reasons of the others."""
    verdict = deps.screening.current()
    open_to_word: dict[str, Answer] = {}
    closed: list[str] = []
    for reason in verdict.reasons if verdict else ():
        rules = [rule for rule in deps.screening.rules.by_key.values() if rule.id == reason.rule]
        openings = {effect.clearance for rule in rules for effect in rule.effects} - {None}
        if openings and reason.rule in RULE_QUESTIONS:
            open_to_word[reason.rule] = Answer(reason.rule, _question(deps, reason.rule), _note(openings))
        elif any(effect.action in ("STOP", "BLOCK") for rule in rules for effect in rule.effects):
            closed.append(deps.words(reason.words))
    return list(open_to_word.values()), list(dict.fromkeys(closed))


def _question(deps: Deps, rule_id: str) -> str:
    return deps.words(deps.questions[rule_id].words)


def _note(openings: set[Any]) -> str | None:
    for opening in ("flexion", "support"):
        if opening in openings:
            return f"forms.clearance.{opening}_note"
    return None


def _scopes(deps: Deps, rule_ids: list[str]) -> list[tuple[str, str]]:
    """The fold in both positions and bending in general, and what else these answers close."""
    closes = {tag for rule in _rules(deps, rule_ids) for effect in rule.effects for tag in effect.locks}
    names = {tag.value for tag in closes - FLEXION_TAGS}
    if any(effect.clearance == "support" for rule in _rules(deps, rule_ids) for effect in rule.effects):
        names.add("FLEX_SUPP")
    shown = [scope for i, scope in enumerate(SCOPES) if i < USUAL_SCOPES or scope in names]
    return [(scope, deps.words(f"forms.clearance.scope_{scope}")) for scope in shown]


def _rules(deps: Deps, rule_ids: list[str]) -> list[Rule]:
    return [rule for rule in deps.screening.rules.by_key.values() if rule.id in rule_ids]


def _problems(form: Form, codes: list[str], today: date) -> Iterable[Problem]:
    """Say what is missing or does not fit, from the top down."""

    def problem(place: str, **values: object) -> Problem:
        return Problem(place, f"forms.clearance.error.{place}", values)

    advice, until = _day(form, "date_of_advice"), _day(form, "valid_until")
    if _one(form, "role") not in ROLES:
        yield problem("role")
    if advice is None or advice > today:
        yield problem("date_of_advice")
    if not set(form.many("codes")) & set(codes):
        yield problem("codes")
    if not set(form.many("scope")) & set(SCOPES):
        yield problem("scope")
    if _one(form, "max_hip_flexion_deg") and _degrees(form) is None:
        yield problem("max_hip_flexion_deg")
    for name in ("other", "name"):
        if len(_one(form, name) or "") > MOST_CHARACTERS:
            yield problem(name, most=MOST_CHARACTERS)
    if _one(form, "valid_until") and not _until_fits(advice, until):
        yield problem("valid_until")
    if not form.many("statement"):
        yield problem("statement")


def _until_fits(advice: date | None, until: date | None) -> bool:
    if until is None:
        return False
    return advice is None or advice <= until <= advice + LONGEST_VALIDITY


def _one(form: Form, name: str) -> str | None:
    return next((value.strip() for value in form.many(name) if value.strip()), None)


def _day(form: Form, name: str) -> date | None:
    try:
        return date.fromisoformat(_one(form, name) or "")
    except ValueError:
        return None


def _degrees(form: Form) -> int | None:
    typed = _one(form, "max_hip_flexion_deg") or ""
    return (
        int(typed) if typed.isascii() and typed.isdigit() and len(typed) <= 3 and int(typed) <= 180 else None
    )


def _declaration(form: Form, t: Words) -> dict[str, Any]:
    """The report as one entry of ``clearances`` in an answers file."""
    report: dict[str, Any] = {
        "entered_by": "user",
        "statement": t("forms.clearance.statement"),
        "role": _one(form, "role"),
        "date_of_advice": _one(form, "date_of_advice"),
        "condition_codes": [code for code in form.many("codes") if code in RULE_QUESTIONS],
        "scope": [scope for scope in form.many("scope") if scope in SCOPES],
        "limits": _limits(form),
    }
    if until := _one(form, "valid_until"):
        report["valid_until"] = until
    if name := _one(form, "name"):
        report["professional_name"] = name
    return report


def _limits(form: Form) -> dict[str, Any]:
    limits: dict[str, Any] = {}
    for name, low, high in (("max_level", MIN_LEVEL, MAX_LEVEL), ("max_reps", 1, MOST_ROUNDS)):
        value = _one(form, name)
        if value in [str(n) for n in range(low, high + 1)]:
            limits[name] = int(str(value))
    for name in ("no_head_down", "no_standing"):
        if form.many(name):
            limits[name] = True
    if (degrees := _degrees(form)) is not None:
        limits["max_hip_flexion_deg"] = degrees
    if other := _one(form, "other"):
        limits["other"] = other
    return limits


def _text_shown(form: Form, deps: Deps) -> str:
    """What the person had before their eyes when they declared."""
    t = deps.words
    named = [_question(deps, code) for code in form.many("codes") if code in RULE_QUESTIONS]
    scopes = [t(f"forms.clearance.scope_{scope}") for scope in form.many("scope") if scope in SCOPES]
    lines = [t("forms.clearance.statement"), t("screening.line.not_checked"), t("forms.clearance.ends")]
    return "\n".join([*lines, *named, *scopes])


def _entry(record: ClearanceRecord, today: date, t: Words) -> dict[str, Any]:
    """One earlier report, in words."""
    report = record.declaration
    advice = date.fromisoformat(str(report["date_of_advice"])[:10])
    until = _ends_on(report, advice)
    if record.revoked_at:
        state, day = "revoked", record.revoked_at.date()
    else:
        state, day = ("expired" if today > until else "until"), until
    key = "forms.clearance"
    return {
        "id": record.id,
        "title": t(f"{key}.entry", role=t(f"{key}.role_{report['role']}"), day=advice.isoformat()),
        "state": t(f"{key}.entry_{state}", day=day.isoformat()),
        "in_force": state == "until",
        "codes": [t(f"screening.question.{code}") for code in report["condition_codes"]],
        "scope": [_scope_words(name, t) for name in report["scope"]],
        "limits": list(_limit_words(report.get("limits", {}), t)),
        "revoke": t(f"{key}.revoke_label", day=advice.isoformat()),
    }


def _ends_on(report: Mapping[str, Any], advice: date) -> date:
    until = report.get("valid_until")
    asked = date.fromisoformat(str(until)[:10]) if until else advice + USUAL_VALIDITY
    return min(asked, advice + LONGEST_VALIDITY)


def _scope_words(name: str, t: Words) -> str:
    key = f"forms.clearance.scope_{name}"
    return t(key) if t.has(key) else name


def _limit_words(limits: Mapping[str, Any], t: Words) -> Iterable[str]:
    for name, value in limits.items():
        label = t(f"forms.clearance.{name}")
        yield label if value is True else f"{label}: {value}"


routes = [
    Route("/clearance", page, methods=["GET"]),
    Route("/clearance", declare, methods=["POST"]),
    Route("/clearance/{record}/revoke", revoke, methods=["POST"]),
]
