"""What Windows tells about the person at the desk. Made by ``senses``; nothing is loaded before it is read.

Left out, because Microsoft documents no way to ask: Focus Assist of Windows 10 and of Windows 11 before 24H2
(what there is goes through undocumented state names that change with the version). ``notices`` then says that
it cannot tell.
"""

from __future__ import annotations

from typing import Any

from ....ports import Sense


def senses() -> tuple[Sense[Any], ...]:
    """Return one sense of each kind, over the libraries of this computer."""
    from .call import WindowsCall
    from .idle import WindowsIdle
    from .libraries import kernel32, shell32, user32, wtsapi32
    from .lock import WindowsLock
    from .notices import WindowsDoNotDisturb, WindowsFullScreen

    kernel, shell, user = kernel32(), shell32(), user32()
    return (
        WindowsIdle(user, kernel),
        WindowsLock(wtsapi32(), user),
        WindowsCall(kernel=kernel),
        WindowsDoNotDisturb(shell),
        WindowsFullScreen(shell),
    )
