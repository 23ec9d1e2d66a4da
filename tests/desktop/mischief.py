"""The desktop process with something going wrong in it: ``mischief.py KIND running.json``.

========  ==========================================================================================
frozen    the event loop hangs in Python soon after windows came up
stuck     it hangs in C, and holds Python's own lock while it does
fault     a slot raises soon after windows came up
hasty     nothing goes wrong, but what it waits for takes a second instead of ten
========  ==========================================================================================
"""

from __future__ import annotations

import ctypes
import sys
import time

from PySide6.QtCore import QTimer

from unslump.faces.desktop import app, windows
from unslump.faces.desktop.main import run

kind, runtime = sys.argv[1:]
open_windows = windows.BreakWindows._open


def hang_in_c() -> None:
    ctypes.PyDLL(None).sleep(600)


def fail() -> None:
    raise RuntimeError("something nobody thought of")


MISCHIEF = {"frozen": lambda: time.sleep(600), "stuck": hang_in_c, "fault": fail}


def open_and(self: windows.BreakWindows, offer: windows.Offer) -> None:
    open_windows(self, offer)
    if kind in MISCHIEF:
        QTimer.singleShot(200, MISCHIEF[kind])


windows.BreakWindows._open = open_and  # type: ignore[method-assign]
if kind == "hasty":
    app.GONE_S = app.TRY_S = app.PARENT_S = windows.GRACE_S = 1.0
sys.exit(run([runtime, "--no-icon", "--windows"]))
