"""The way in: ``unslump`` alone is the resident, ``unslump COMMAND`` the command line.

The only place that knows all faces, so that they need not know each other.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from .app.options import Options, take
from .core.errors import UnslumpError

if TYPE_CHECKING:  # a command shall not pay for the resident, nor the resident for a command
    import socket
    from pathlib import Path

    from .app.ending import Ending
    from .app.resident import Household

OPEN_WITHIN_S = 5.0
"""How long a command waits for the browser's starter before it leaves, seconds."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command line; return its exit code."""
    try:
        options, rest = take(sys.argv[1:] if arguments is None else arguments)
        return _command(options, rest) if rest or options.version else _resident(options)
    except UnslumpError as error:
        from .adapters.content import load_words  # here: sentences are read when there is one to say

        print(error.said(load_words()), file=sys.stderr)
        return error.exit_code


def _resident(options: Options) -> int:
    from .faces.agent.main import run

    return run(options, serve=_serve, companion=_companion)


def _companion(runtime_file: Path, icon: bool, windows: bool) -> Sequence[str] | None:
    from .faces.desktop.start import installed, start_command

    return start_command(runtime_file, icon=icon, windows=windows) if installed() else None


def _serve(listening: socket.socket, household: Household, ending: Ending) -> None:
    from .faces.camera.start import start_command
    from .faces.web.main import serve  # the web stack: not before somebody asks for a page

    serve(listening, household, ending, looking=start_command)


def _command(options: Options, rest: Sequence[str]) -> int:
    from .faces.cli.main import run
    from .faces.cli.support import Resident

    resident = Resident(_has_display, lambda: _resident(options), _running, _ask, _open_page)
    return run(options, rest, resident)


def _has_display() -> bool:
    from .faces.agent.browser import has_display

    return has_display()


def _running(data_dir: Path) -> tuple[int, int] | None:
    from .faces.agent.instance import holder

    return holder(data_dir)


def _ask(data_dir: Path, request: Mapping[str, Any]) -> dict[str, Any]:
    from .faces.agent.neighbour import ask

    return ask(data_dir, request)


def _open_page(url: str) -> None:
    from .faces.agent.browser import open_page

    open_page(url).join(timeout=OPEN_WITHIN_S)


if __name__ == "__main__":
    sys.exit(main())
