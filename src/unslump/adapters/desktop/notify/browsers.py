"""Find a browser that can show one page as a window of its own, and say how it is started."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ON_PATH = (
    "chromium",
    "google-chrome-stable",
    "google-chrome",
    "microsoft-edge-stable",
    "microsoft-edge",
    "brave-browser",
    "brave",
    "chromium-browser",  # last: on Ubuntu it may offer to install something instead of starting
)
FLATPAKS = (
    "org.chromium.Chromium",
    "com.google.Chrome",
    "com.microsoft.Edge",
    "com.brave.Browser",
)
ON_WINDOWS = (
    r"Chromium\Application\chrome.exe",
    r"Google\Chrome\Application\chrome.exe",
    r"Microsoft\Edge\Application\msedge.exe",
    r"BraveSoftware\Brave-Browser\Application\brave.exe",
)
WINDOWS_FOLDERS = ("ProgramFiles", "ProgramFiles(x86)", "LocalAppData")
ON_MAC = ("Chromium", "Google Chrome", "Microsoft Edge", "Brave Browser")

OURS = "unslump"
"""What the window calls itself, so that it is not taken for something else that fills the screen."""

QUIET = (
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-default-apps",
    "--disable-breakpad",
    "--disable-features=Translate",
    "--no-pings",
    "--password-store=basic",
    "--use-mock-keychain",
)
"""It asks nothing, speaks to nobody but our page, and opens no keyring (the last two: Linux, macOS)."""


@dataclass(frozen=True, slots=True)
class Browser:
    """How one browser is started, and where its folder may lie.

    Attributes
    ----------
    argv : tuple of str
        What starts it; ``{folder}`` stands for the profile folder.
    within : Path or None
        Where the profile folder must lie; None: anywhere.
    """

    argv: tuple[str, ...]
    within: Path | None = None

    def command(self, page: Path, folder: Path) -> tuple[str, ...]:
        """Return the whole command that shows a file as a full-screen window.

        ``--app`` has no tabs and no address line; a long Esc, F11 or Alt+F4 get out of it at any time.
        """
        start = tuple(part.replace("{folder}", str(folder)) for part in self.argv)
        window = (f"--app={page.as_uri()}", "--start-fullscreen", "--new-window", f"--class={OURS}")
        return (*start, f"--user-data-dir={folder}", *QUIET, *window)


Which = Callable[[str], str | None]


def find_browser(
    system: str = sys.platform, env: Mapping[str, str] = os.environ, which: Which = shutil.which
) -> Browser | None:
    """Return the first one that is here."""
    known = {"win32": _on_windows, "darwin": _on_mac}.get(system)
    return next(known(env) if known else _on_linux(env, which), None)


def _on_linux(env: Mapping[str, str], which: Which) -> Iterator[Browser]:
    home = Path(env.get("HOME") or "/")
    for name in ON_PATH:
        if path := which(name):
            snap = "snap" in Path(path).parts or "snap" in Path(os.path.realpath(path)).parts
            # A snap may write to no hidden folder of one's home but its own.
            yield Browser((path,), home / "snap" / name / "common" if snap else None)
    exports = (home / ".local/share/flatpak/exports/bin", Path("/var/lib/flatpak/exports/bin"))
    flatpak = which("flatpak")
    if flatpak and (app := next((a for a in FLATPAKS if _any_file(e / a for e in exports)), None)):
        yield Browser((flatpak, "run", "--die-with-parent", "--filesystem={folder}", app))


def _on_windows(env: Mapping[str, str]) -> Iterator[Browser]:
    roots = [env[name] for name in WINDOWS_FOLDERS if env.get(name)]
    yield from _there([f"{root}\\{end}" for end in ON_WINDOWS for root in roots])


def _on_mac(env: Mapping[str, str]) -> Iterator[Browser]:
    roots = ("", env.get("HOME", ""))
    yield from _there([f"{root}/Applications/{n}.app/Contents/MacOS/{n}" for n in ON_MAC for root in roots])


def _there(paths: Sequence[str]) -> Iterator[Browser]:
    return (Browser((path,)) for path in paths if os.path.isfile(path))  # noqa: PTH113 - a foreign system's


def _any_file(paths: Iterator[Path]) -> bool:
    return any(path.exists() for path in paths)
