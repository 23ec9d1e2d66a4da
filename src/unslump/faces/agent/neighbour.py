"""Talk to the resident that is already running, with the bearer from its runtime file."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ...app.address import HOST, LAUNCH_PATH, base_url
from ...core.errors import Missing, NotAllowed
from .instance import RUNTIME_FILE, Runtime

CONTROL_WITHIN_S = 5.0
"""The line of the commands answers in milliseconds; after so long it will not, seconds."""

LONGEST_ANSWER = 256 * 1024

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


def ask(data_dir: Path, request: Mapping[str, Any]) -> dict[str, Any]:
    """Put one request to the resident of this folder (docs/commands.md, "The line"), and return its answer.

    Raises
    ------
    Missing
        None runs here.
    NotAllowed
        It refuses, in a sentence of its own, or it does not answer.
    """
    runtime = Runtime.read(data_dir / RUNTIME_FILE)
    if runtime is None or not runtime.control_port:
        raise Missing("control.not_running")
    line = json.dumps({"bearer": runtime.bearer, **request}).encode() + b"\n"
    answer = _answer(_exchange(runtime.control_port, line), data_dir)
    if "error" in answer:
        raise NotAllowed("control.refused", said=answer["error"])
    if "url" in answer and not str(answer["url"]).startswith(base_url(runtime.port) + LAUNCH_PATH):
        raise NotAllowed("control.silent", folder=data_dir)  # nothing but its own page is ever opened
    return answer


def _exchange(port: int, line: bytes) -> bytes:
    """Send one line and read one. Nobody there raises ``Missing``; no answer is an empty one."""
    try:
        connection = socket.create_connection((HOST, port), timeout=CONTROL_WITHIN_S)
    except OSError:
        raise Missing("control.not_running") from None  # the file of one that was killed
    try:
        with connection, connection.makefile("rb") as answers:
            connection.sendall(line)
            return answers.readline(LONGEST_ANSWER)
    except OSError:
        return b""


def _answer(raw: bytes, data_dir: Path) -> dict[str, Any]:
    try:
        answer = json.loads(raw)
    except ValueError:
        answer = None
    if not isinstance(answer, dict):
        raise NotAllowed("control.silent", folder=data_dir)
    return answer


def _ask(runtime: Runtime) -> str | None:
    from http.client import HTTPConnection, HTTPException  # here: it is most of what a command would pay

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
