"""Open the page, where there is a display and the person wants it."""

from __future__ import annotations

import os
import sys
import threading


def has_display() -> bool:
    """Whether a window could show up at all. Only Linux and its relatives may lack a display."""
    if sys.platform in ("win32", "darwin"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def has_browser() -> bool:
    """Whether a browser is known that could be started."""
    import webbrowser

    try:
        webbrowser.get()
    except webbrowser.Error:
        return False
    return True


def open_page(url: str) -> threading.Thread:
    """Open ``url`` without waiting for it: some browsers' starters do not return until they are closed."""
    import webbrowser

    opener = threading.Thread(target=webbrowser.open, args=(url,), daemon=True)
    opener.start()
    return opener
