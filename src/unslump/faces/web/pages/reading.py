"""The pages to read: why breaks help, where everything comes from, how it was checked, privacy, help."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from .... import __version__
from ....app.plan_service import FOLDS
from ....core.catalogue.model import Cue, Exercise, Phase
from ....core.vocab import MAX_LEVEL, MIN_LEVEL
from ....core.words import Words
from ..deps import deps_of
from ..render import render

IMPLIED = "G7"
"""The article only implies it (docs/evidence.md A.8)."""

KEYS: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = (
    (
        "everywhere",
        (("question", "question"), ("tab", "tab"), ("enter", "enter"), ("escape", "escape_close")),
    ),
    ("in_session", (("space", "space"), ("left", "left"), ("right", "right"), ("escape", "escape_stop"))),
    ("in_lesson", (("tab", "tab"), ("arrows", "arrows"))),
    ("in_forms", (("space", "space_tick"), ("arrows", "arrows_choose"))),
)
"""The keyboard map: a heading, then the name of each key and what it does (``help.name``, ``help.keys``)."""

MORE = ("stop", "camera", "voice", "motion", "scripts", "close", "professional")


async def why(request: Request) -> Response:
    t = deps_of(request).words
    return render(
        request, "why.html", nav="why", sections=[_section(name, t) for name in _names(t, "why.section")]
    )


def _names(t: Words, prefix: str) -> list[str]:
    """Names right below a prefix, in the order of the words file."""
    return list(dict.fromkeys(key.removeprefix(f"{prefix}.").split(".")[0] for key, _ in t.under(prefix)))


def _section(name: str, t: Words) -> dict[str, Any]:
    key = f"why.section.{name}"
    claims = [_claim(f"{key}.claim.{claim}", t) for claim in _names(t, f"{key}.claim")]
    return {"id": name, "title": t(f"{key}.title"), "lede": t(f"{key}.lede"), "claims": claims}


def _claim(key: str, t: Words) -> dict[str, Any]:
    return {
        "text": t(f"{key}.text"),
        "status": t(f"{key}.status"),
        "sources": list(dict.fromkeys(_source_title(name, t) for name in t(f"{key}.source").split())),
    }


def _source_title(key: str, t: Words) -> str:
    """The title of a source; everything with an S-number is the article."""
    return t("why.panel.article") if t.has(f"why.said.{key}") else t(f"why.source.{key}.title")


async def sources(request: Request) -> Response:
    deps = deps_of(request)
    t = deps.words
    names = [(exercise.id, t(exercise.name)) for exercise in deps.catalogue.exercises]
    folds = FOLDS.values()
    return render(
        request,
        "sources.html",
        folds=[pair for pair in names if pair[0] in folds],
        others=[pair for pair in names if pair[0] not in folds],
        every=[
            (t(f"why.source.{key}.title"), t(f"why.source.{key}.where")) for key in _names(t, "why.source")
        ],
    )


async def source(request: Request) -> Response:
    """Where one movement and each of its sentences comes from (A S10, S66-S68)."""
    deps = deps_of(request)
    exercise, t = deps.exercise(request.path_params["exercise_id"]), deps.words
    from_article = exercise.id in FOLDS.values()
    return render(
        request,
        "source.html",
        exercise=exercise,
        name=t(exercise.name),
        summary=t(exercise.summary),
        from_article=from_article,
        rests_on=[_rests_on(exercise, i, t) for i in range(len(exercise.sources))],
        gaps=[t(f"why.gap.{gap}") for gap in exercise.gaps],
        cautions=[t(caution) for caution in exercise.cautions],
        phases=[_phase(phase, t, from_article) for phase in exercise.phases if phase.cues],
    )


def _rests_on(exercise: Exercise, index: int, t: Words) -> dict[str, Any]:
    found = exercise.sources[index]
    known = t.has(f"why.source.{found.key}.title")
    return {
        "title": t(f"why.source.{found.key}.title") if known else t("reading.source.general"),
        "where": t(f"why.source.{found.key}.where") if known else None,
        "status": found.status,
        "family": found.family,
    }


def _phase(phase: Phase, t: Words, from_article: bool) -> dict[str, Any]:
    implied = IMPLIED in phase.sources
    cues = [_cue(cue, t, from_article, implied) for cue in phase.cues]
    return {"name": t(phase.name), "added": phase.added and from_article, "implied": implied, "cues": cues}


def _cue(cue: Cue, t: Words, from_article: bool, implied: bool) -> dict[str, Any]:
    return {
        "text": t(cue.words),
        "added": cue.added and from_article,
        "from": _where_from(cue, t, implied) if from_article else None,
        "seen": t("why.panel.felt" if cue.observed_by == "felt" else "why.panel.observed"),
        "when": " · ".join(_when(cue, t)),
    }


def _where_from(cue: Cue, t: Words, implied: bool) -> str:
    if not cue.added:
        return t("why.panel.said", text=t(f"why.said.{cue.source}"))
    return t("why.panel.implied" if implied else "why.panel.added")


def _when(cue: Cue, t: Words) -> Iterable[str]:
    """When a cue is heard: how it is shown, at which levels, after which answers."""
    yield t(f"reading.source.role.{cue.role}")
    low, high = cue.levels
    if (low, high) != (MIN_LEVEL, MAX_LEVEL):
        yield t(f"reading.source.only_level{'' if low == high else 's'}", low=low, high=high)
    if cue.when:
        yield t(f"reading.source.when.{cue.when}")


async def checked(request: Request) -> Response:
    t = deps_of(request).words
    steps = [t(f"why.checked.step.{name}") for name in _names(t, "why.checked.step")]
    return render(request, "checked.html", steps=steps, statuses=_statuses(t), **_dated(t))


def _statuses(t: Words) -> list[tuple[str, str, str]]:
    return [(n, t(f"why.status.{n}.name"), t(f"why.status.{n}.text")) for n in _names(t, "why.status")]


def _dated(t: Words) -> dict[str, Any]:
    return {"version": __version__, "date": t("reading.checked_on")}


async def privacy(request: Request) -> Response:
    deps = deps_of(request)
    t = deps.words
    points = [
        (t(f"why.privacy.point.{name}.title"), t(f"why.privacy.point.{name}.text", place=deps.data_dir))
        for name in _names(t, "why.privacy.point")
    ]
    return render(request, "privacy.html", points=points, **_dated(t))


async def help_page(request: Request) -> Response:
    return render(request, "help.html", maps=KEYS, more=MORE)


routes = [
    Route("/why", why, methods=["GET"]),
    Route("/sources", sources, methods=["GET"]),
    Route("/sources/{exercise_id}", source, methods=["GET"]),
    Route("/checked", checked, methods=["GET"]),
    Route("/privacy", privacy, methods=["GET"]),
    Route("/help", help_page, methods=["GET"]),
]
