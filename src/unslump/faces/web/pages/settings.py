"""The settings: one form, made from the table of ``app/settings``."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from ....app.durations import written_duration
from ....app.settings import BY_NAME, Setting, Value
from ....app.settings_service import BadSettings, Resolved
from ....core.vocab import Area
from ....core.words import Words
from ..deps import Deps, deps_of
from ..forms import Form, read_form
from ..render import render

NOT_IN_ORDER = 422

KEYBOARDS = {"int": "numeric", "float": "decimal"}
"""What a small screen offers to type a kind of setting with; letters for the others."""


async def page(request: Request) -> Response:
    return _page(request, deps_of(request))


async def saved(request: Request) -> Response:
    return _page(request, deps_of(request), done=True)


async def save(request: Request) -> Response:
    """Keep what the form holds. Nothing is kept unless all of it fits."""
    deps = deps_of(request)
    form = await read_form(request)
    wanted = {name: value for name in BY_NAME if (value := form.text(name)) is not None}
    missing = [name for name in form.fields if name in BY_NAME and name not in wanted]
    try:
        deps.settings.change({**wanted, **dict.fromkeys(missing, "")})
    except BadSettings as error:
        return _page(request, deps, form=form, wrong=error.names)
    return RedirectResponse("/settings/saved", status_code=303)


def _page(
    request: Request, deps: Deps, *, form: Form | None = None, wrong: tuple[str, ...] = (), done: bool = False
) -> Response:
    t = deps.words
    entries = [_entry(resolved, form, t) for resolved in deps.settings.resolved()]
    by_group = groupby(entries, key=lambda entry: entry["group"])
    return render(
        request,
        "settings.html",
        status=NOT_IN_ORDER if wrong else 200,
        nav="settings",
        groups=[(group, list(members)) for group, members in by_group],
        problems=[(name, problem_with(BY_NAME[name], t)) for name in wrong],
        done=done,
    )


def _entry(resolved: Resolved, form: Form | None, t: Words) -> dict[str, Any]:
    setting = resolved.setting
    typed = form.fields.get(setting.name, ()) if form else ()
    return {
        "name": setting.name,
        "kind": setting.kind,
        "group": setting.group,
        "value": typed[0] if typed else typeable(setting, resolved.value),
        "shown": said(setting, resolved.value, t),
        "usual": said(setting, setting.default, t),
        "is_usual": resolved.value == setting.default,
        "locked": resolved.layer == "admin",
        "options": options(setting, t),
        "mode": KEYBOARDS.get(setting.kind),
        "width": {"duration": "day", "hours": "long", "areas": "long"}.get(setting.kind, "short"),
    }


def written(value: Value) -> str:
    """A value as the form sends it back."""
    return (
        str(value).lower()
        if isinstance(value, bool)
        else f"{value:g}"
        if isinstance(value, float)
        else str(value)
    )


def typeable(setting: Setting, value: Value) -> str:
    """A value as it stands in its field, ready to be changed: a duration with its units."""
    if setting.kind == "duration" and isinstance(value, int):
        return written_duration(value)
    return written(value)


def said(setting: Setting, value: Value, t: Words) -> str:
    """A value as a person reads it."""
    return dict(options(setting, t)).get(written(value), typeable(setting, value))


def options(setting: Setting, t: Words) -> list[tuple[str, str]]:
    """What a setting lets one choose from; empty for a number."""
    if setting.kind == "bool":
        return [("true", t("forms.settings.yes")), ("false", t("forms.settings.no"))]
    return [(value, t(f"settings.{setting.name}.choice.{value}")) for value in setting.choices]


def problem_with(setting: Setting, t: Words) -> str:
    """Say at the field what it takes."""
    label = t(f"settings.{setting.name}.label")
    if setting.kind == "hours":
        return t("settings.problem.hours", label=label)
    if setting.kind == "areas":
        return t("settings.problem.areas", label=label, known=tuple(area.value for area in Area))
    if setting.low is None or setting.high is None:
        return t("forms.settings.choice", label=label)
    if setting.kind == "duration":
        low, high = (written_duration(end) for end in (setting.low, setting.high))
        return t("settings.problem.duration", label=label, low=low, high=high)
    kind = "whole" if setting.kind == "int" else "number"
    return t(f"forms.settings.{kind}", label=label, low=f"{setting.low:g}", high=f"{setting.high:g}")


routes = [
    Route("/settings", page, methods=["GET"]),
    Route("/settings/saved", saved, methods=["GET"]),
    Route("/settings", save, methods=["POST"]),
]
