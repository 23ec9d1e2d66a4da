"""Talk to the resident that is already running, with the bearer from its runtime file."""

from __future__ import annotations

import json
import time
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from ...app.address import HOST, base_url
from ...core.errors import NotAllowed
from .instance import Runtime

ANSWER_WITHIN_S = 10.0
TRIES = 20
BETWEEN_TRIES_S = 0.25
"""A resident that is just starting has the lock a moment before its file; five seconds are plenty."""


def fresh_launch_url(data_dir: Path, runtime_file: Path) -> str:
    """Ask the living resident for a new launch address.

    Raises
    ------
    NotAllowed
        Something holds the lock but does not answer.
    """
    for _ in range(TRIES):
        runtime = Runtime.read(runtime_file)
        url = _ask(runtime) if runtime else None
        if url:
            return url
        time.sleep(BETWEEN_TRIES_S)
    raise NotAllowed("server.trouble.silent", folder=data_dir)


def _ask(runtime: Runtime) -> str | None:
    line = HTTPConnection(HOST, runtime.port, timeout=ANSWER_WITHIN_S)  # direct: no proxy is ever asked
    headers = {"Authorization": f"Bearer {runtime.bearer}", "Origin": base_url(runtime.port)}
    try:
        line.request("POST", "/api/launch", headers=headers)
        answer = line.getresponse()
        if answer.status != 200:
            return None
        return str(json.loads(answer.read())["url"])
    except (OSError, HTTPException, ValueError, KeyError, TypeError):
        return None
    finally:
        line.close()
