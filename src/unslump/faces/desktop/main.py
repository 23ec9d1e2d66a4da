"""The way into the desktop process.

::

    python -m unslump.faces.desktop.main running.json [--no-icon] [--windows]

The resident starts it (``start.start_command``). Where Qt, a library of the system or the display is missing,
it says so in one sentence and ends with 2.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

from ...adapters.clock import system_clock
from ...adapters.content import load_words
from ...adapters.desktop.linux.idle_x11 import X11Idle
from ...adapters.faults import FaultsFile
from ...core.errors import BadInput, Missing, UnslumpError
from ...core.words import Words
from .start import CANNOT_RUN, NO_ICON_FLAG, WINDOWS_FLAG, installed

MOST_HEARD = 20
"""So many of Qt's warnings are kept, to say the first if it gives up."""


def run(arguments: Sequence[str]) -> int:
    """Be the desktop process; return its exit code."""
    words = load_words()
    try:
        return _work(_asked(arguments), words, set(arguments))
    except UnslumpError as error:
        print(error.said(words), file=sys.stderr)
        return error.exit_code


def _asked(arguments: Sequence[str]) -> Path:
    paths = [word for word in arguments if word not in (NO_ICON_FLAG, WINDOWS_FLAG)]
    if len(paths) != 1:
        raise BadInput("desktop.trouble.usage", found=" ".join(arguments))
    return Path(paths[0])


def _work(runtime_file: Path, words: Words, flags: set[str]) -> int:
    if not installed():
        raise Missing("desktop.trouble.extra")
    if not _has_display():
        raise Missing("desktop.trouble.display")
    try:
        from .app import work  # Qt: only now
    except ImportError as error:
        raise Missing("desktop.trouble.library", why=error) from None
    _say_what_qt_lacks(words)
    clock = system_clock()
    idle = X11Idle(clock)  # elsewhere it cannot tell, and the windows take no focus by themselves
    return work(
        runtime_file,
        words,
        icon=NO_ICON_FLAG not in flags,
        windows=WINDOWS_FLAG in flags,
        now_s=lambda: clock.now().boot_s,
        quiet_s=lambda: idle.read().value,
        note=FaultsFile(runtime_file.parent).note,
        again=_start_anew,
    )


def _has_display() -> bool:
    """Whether a window could show up at all; a platform that was named (for a test) needs none."""
    if sys.platform in ("win32", "darwin") or os.environ.get("QT_QPA_PLATFORM"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _say_what_qt_lacks(words: Words) -> None:
    """Qt ends the process when it can draw nowhere; have it say our sentence first, and end as we end."""
    from PySide6.QtCore import QtMsgType, qInstallMessageHandler

    before: list[str] = []

    def heard(kind: QtMsgType, _: object, text: str | None) -> None:
        line = " ".join((text or "").split("\n")[0].split()).rstrip(".")
        if kind != QtMsgType.QtFatalMsg:
            del before[MOST_HEARD:]
            before.append(line)  # the cause is said in a warning, before the end
            return
        why = before[0] if before else line
        print(words("desktop.trouble.library", why=why), file=sys.stderr, flush=True)
        os._exit(CANNOT_RUN)

    qInstallMessageHandler(heard)


def _start_anew() -> None:
    """Become the same process again, from its beginning."""
    os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
