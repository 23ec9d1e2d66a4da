"""What is kept, how to take it along, and how to erase it."""

from __future__ import annotations

import json
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from ....app.keeping_service import KeepingService
from ....core.words import Words
from ..deps import Deps, deps_of
from ..forms import read_form
from ..render import render

NOT_IN_ORDER = 422


def keeping_of(deps: Deps) -> KeepingService:
    return KeepingService(deps.store, deps.clock, deps.settings, deps.faults, deps.log)


async def page(request: Request) -> Response:
    deps = deps_of(request)
    counts = keeping_of(deps).everything()
    return render(
        request,
        "keeping.html",
        nav="settings",
        place=str(deps.data_dir),
        counts=_named(counts, deps.words),
        total=sum(counts.values()),
    )


def _named(counts: dict[str, int], t: Words) -> list[tuple[str, int]]:
    return [(t(f"forms.keeping.count.{table}"), count) for table, count in counts.items()]


async def export_json(request: Request) -> Response:
    deps = deps_of(request)
    text = json.dumps(keeping_of(deps).document(deps.words), ensure_ascii=False, indent=1)
    return _download(text.encode(), "application/json", _file_name(deps, "json"))


async def export_csv(request: Request) -> Response:
    deps = deps_of(request)
    packed, day = BytesIO(), deps.clock.now().wall.timetuple()[:6]
    with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
        for name, text in keeping_of(deps).tables().items():
            archive.writestr(ZipInfo(name, day), text.encode(), ZIP_DEFLATED)
    return _download(packed.getvalue(), "application/zip", _file_name(deps, "csv.zip"))


def _file_name(deps: Deps, ending: str) -> str:
    return f"unslump-{deps.clock.now().wall:%Y-%m-%d}.{ending}"


def _download(body: bytes, kind: str, name: str) -> Response:
    return Response(body, media_type=kind, headers={"content-disposition": f'attachment; filename="{name}"'})


async def erase_page(request: Request) -> Response:
    return _erase_page(request, deps_of(request))


def _erase_page(request: Request, deps: Deps, *, problem: str | None = None) -> Response:
    counts = {table: count for table, count in keeping_of(deps).everything().items() if count}
    return render(
        request,
        "keeping_erase.html",
        status=NOT_IN_ORDER if problem else 200,
        nav="settings",
        counts=_named(counts, deps.words),
        problems=[("sure", problem)] if problem else [],
    )


async def erase(request: Request) -> Response:
    """Erase everything, once the box is ticked."""
    deps = deps_of(request)
    if not (await read_form(request)).ticked("sure"):
        return _erase_page(request, deps, problem=deps.words("forms.erase.missing"))
    keeping_of(deps).erase()
    if deps.breaks:
        deps.breaks.forget()
    deps.forgetting()
    request.app.state.question_draft = None
    return RedirectResponse("/keeping/erased", status_code=303)


async def erased(request: Request) -> Response:
    return render(request, "keeping_erased.html")


routes = [
    Route("/keeping", page, methods=["GET"]),
    Route("/keeping/erase", erase_page, methods=["GET"]),
    Route("/keeping/erase", erase, methods=["POST"]),
    Route("/keeping/erased", erased, methods=["GET"]),
    Route("/export.json", export_json, methods=["GET"]),
    Route("/export.csv.zip", export_csv, methods=["GET"]),
]
