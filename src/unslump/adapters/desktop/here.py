"""What this computer's desktop offers: its senses, its notifications, and what may speak by itself.

Nothing is asked and no library is loaded before the first read.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TextIO

from ...core.words import Words
from ...ports import Clock, Notifier, Sense, SenseKind, SignalSource


@dataclass(frozen=True)
class Desktop:
    """One desktop, opened.

    Attributes
    ----------
    senses : mapping
        By kind, in the order of ``ports.SENSES``; a kind nobody can tell about here is missing.
    sources : tuple of SignalSource
        What to wait on between ticks.
    native : Notifier or None
        The desktop's own notifications.
    """

    senses: Mapping[SenseKind, Sense[Any]]
    sources: tuple[SignalSource, ...] = ()
    native: Notifier | None = None
    closing: tuple[Callable[[], None], ...] = field(default=(), repr=False)

    def close(self) -> None:
        """Let go of everything; the notifier is ended by its ladder."""
        for sense in self.senses.values():
            sense.close()
        for close in self.closing:
            close()


def open_desktop(
    env: Mapping[str, str], *, clock: Clock, words: Words, platform: str = sys.platform
) -> Desktop:
    """Return the desktop of this computer, or of the kind of system named.

    Parameters
    ----------
    env : mapping of str to str
        The environment of the resident.
    clock : Clock
        The world's own clock, not one that runs faster for a test.
    """
    if platform == "linux":
        return _linux(env, clock, words)
    if platform == "win32":
        return _windows(words)
    return _mac(words) if platform == "darwin" else Desktop({})


def _linux(env: Mapping[str, str], clock: Clock, words: Words) -> Desktop:
    from .bus import Bus, session_address, system_address
    from .linux.call_sense import call_sense
    from .linux.dnd_choice import choose_dnd
    from .linux.fullscreen_choice import choose_fullscreen
    from .linux.idle_choice import choose_idle
    from .linux.lock_choice import choose_lock
    from .notify.freedesktop import Freedesktop

    session, system = Bus("session", session_address(env)), Bus("system", system_address(env))
    idle = choose_idle(env, session=session, clock=clock)
    native = Freedesktop(session_address(env), words)
    senses = (
        idle,
        choose_lock(env, session=session, system=system),
        call_sense(env),
        choose_dnd(env, session=session),
        choose_fullscreen(env),
    )
    return Desktop(_by_kind(senses), (session, system, idle, native), native, (session.close, system.close))


def _windows(words: Words) -> Desktop:
    from .notify.windows import WindowsNotifier
    from .windows import senses

    return Desktop(_by_kind(senses()), native=WindowsNotifier(words))


def _mac(words: Words) -> Desktop:
    from .macos import senses
    from .notify.macos import MacNotifier

    return Desktop(_by_kind(senses()), native=MacNotifier(words))


def _by_kind(senses: Sequence[Sense[Any]]) -> dict[SenseKind, Sense[Any]]:
    return {sense.kind: sense for sense in senses}


def window_and_bell(data: Path, words: Words, terminal: TextIO | None) -> tuple[Notifier, Notifier]:
    """Return the full-screen window, which opens only for who chose it, and the terminal's bell."""
    from .notify.bell import Bell
    from .notify.window import Window

    return Window(data, words), Bell(terminal, words)
