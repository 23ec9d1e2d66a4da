"""Scripts, styles and pictures. Only the names found at start are served, so no path can lead elsewhere."""

from __future__ import annotations

from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

STATIC = Path(__file__).parent / "static"
KINDS = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".webmanifest": "application/manifest+json",
}


@lru_cache(maxsize=1)
def names() -> dict[str, Path]:
    """Every file that may be served, by its address below ``/static/``."""
    return {
        path.relative_to(STATIC).as_posix(): path
        for path in STATIC.rglob("*")
        if path.is_file() and path.suffix in KINDS
    }


async def static_file(request: Request) -> Response:
    path = names().get(request.path_params["name"])
    if path is None:
        raise HTTPException(404)
    body = path.read_bytes()
    tag = f'"{sha256(body).hexdigest()[:20]}"'
    headers = {"etag": tag, "cache-control": "no-cache"}
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers=headers)
    return Response(body, headers=headers, media_type=KINDS[path.suffix])


ROUTES = [Route("/static/{name:path}", static_file, methods=["GET"])]
