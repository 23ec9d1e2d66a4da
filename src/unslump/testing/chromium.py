"""Find a Chromium and start it quietly: for browser tests, benchmarks and the pictures of the docs."""

from __future__ import annotations

import shutil

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
"""It speaks to nobody but the page it is sent to."""


def find_chromium() -> str | None:
    return next((path for name in NAMES if (path := shutil.which(name))), None)
