"""Start Unslump when the person logs in: one small file a way, and the formats in which a command is written.

A way writes one thing, in the place its system has for it, and recognises what it wrote:

=========  ==================================================  ===========================================
way        place                                               ours, when
=========  ==================================================  ===========================================
xdg        ``$XDG_CONFIG_HOME/autostart/unslump.desktop``      it has the key ``X-Unslump``
systemd    ``$XDG_CONFIG_HOME/systemd/user/unslump.service``   it has the key ``X-Unslump``
run-key    HKCU ``...\\CurrentVersion\\Run``, value Unslump       it starts Unslump as we do
launchd    ``~/Library/LaunchAgents/unslump.login.plist``      it has our keys alone, and starts Unslump
=========  ==================================================  ===========================================
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path

from ...ports import Autostart


def autostarts(
    platform: str = sys.platform, environ: Mapping[str, str] = os.environ, home: Path | None = None
) -> tuple[Autostart, ...]:
    """Return the ways of this kind of computer, the usual one first."""
    from .launch import program

    source = Path(__file__).resolve().parents[3]
    starts = program(platform, sys.executable, source, environ)
    if platform == "win32":
        from .run_key import RunKeyAutostart

        return (RunKeyAutostart(starts),)
    home = home or Path.home()
    if platform == "darwin":
        from .launchd import LaunchdAutostart

        return (LaunchdAutostart(home, starts),)
    from .systemd import SystemdAutostart
    from .xdg import XdgAutostart

    config = config_home(environ, home)
    return (XdgAutostart(config, starts), SystemdAutostart(config, starts))


def config_home(environ: Mapping[str, str], home: Path) -> Path:
    """``$XDG_CONFIG_HOME``; one that is not absolute does not count (XDG base directory specification)."""
    named = environ.get("XDG_CONFIG_HOME", "")
    return Path(named) if os.path.isabs(named) else home / ".config"  # noqa: PTH117 - of text, not of a path
