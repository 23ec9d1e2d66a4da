"""Whether the kernel's own sound devices record (ALSA), for a computer without a sound server.

``/proc/asound/card*/pcm*c/sub*/status`` says ``closed``, or ``state: RUNNING`` with the process that opened
it. Reference: Linux ``Documentation/sound/designs/procfile.rst``.
"""

from __future__ import annotations

from pathlib import Path

from .call_names import process_name

OWNER = "owner_pid"


def recording_owner(proc: str) -> str | None:
    """Name the program that records; "" if none does; None if there are no sound devices to look at."""
    sound = Path(proc, "asound")
    if not (sound / "cards").exists():
        return None
    for path in sound.glob("card*/pcm*c/sub*/status"):
        try:
            status = path.read_text("ascii", "replace")
        except OSError:
            continue
        if "state: RUNNING" in status:
            fields = dict(line.partition(":")[::2] for line in status.splitlines())
            owner = {key.strip(): value.strip() for key, value in fields.items()}.get(OWNER, "")
            return process_name(proc, owner) or path.parts[-3]
    return ""
