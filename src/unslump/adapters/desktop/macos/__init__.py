"""What macOS tells about the person at the desk. Made by ``senses``; nothing is loaded before it is read.

Nothing here asks for a permission: no picture is taken, no sound is heard, no window's title is read.
"""

from __future__ import annotations

from typing import Any

from ....ports import Sense


def senses() -> tuple[Sense[Any], ...]:
    """Return one sense of each kind, over the frameworks of this computer."""
    from .call import MacCall
    from .devices import Cameras, Microphones
    from .dnd import MacDoNotDisturb
    from .foundation import Foundation
    from .frameworks import core_audio, core_foundation, core_graphics, core_media_io
    from .fullscreen import MacFullScreen
    from .idle import MacIdle
    from .lock import MacLock

    foundation, graphics = Foundation(core_foundation()), core_graphics()
    return (
        MacIdle(graphics),
        MacLock(graphics, foundation),
        MacCall(Microphones(core_audio(), foundation), Cameras(core_media_io(), foundation)),
        MacDoNotDisturb(),
        MacFullScreen(graphics, foundation),
    )
