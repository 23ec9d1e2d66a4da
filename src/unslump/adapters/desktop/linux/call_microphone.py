"""Whether a program records from a microphone: asked of the sound server, else read from the kernel.

What counts as a call is a stream that records from a source that is no monitor, of whatever device (one who
looks at the default device only misses every call on a headset). Not counted:

* a stream that is corked (paused), or linked to nothing;
* one on a monitor source: a screen recorder or a level meter of what is *played*;
* a level meter: resampler "peaks" (PulseAudio), ``stream.monitor`` (PipeWire), role DSP (visualisers);
* a stream without a client: a filter of the sound server itself (echo cancelling, loopback, remapping),
  whose other end a program records from if anybody listens.

A muted stream counts: whoever listens muted is in the call all the same.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from pathlib import Path

from ....core.words import Said
from ....ports import SENSE_WITHIN_S, Sensed
from ..patience import Patience
from .call_alsa import recording_owner
from .call_names import plain_name
from .call_wire import NOBODY, Recorders, Recording, read_cookie, server_socket

METER_RESAMPLER = "peaks"
METER_NAMES = ("Peak detect", "PeakDetect")
"""Names of the streams of level meters: pavucontrol and GNOME's settings, KDE's volume applet."""
ENGINE_NAMES = ("WEBRTC", "WebRTC")
"""Some programs give their sound engine's name as their own ("WEBRTC VoiceEngine")."""


class Microphone:
    """Look whether a microphone is in use.

    Parameters
    ----------
    env : mapping of str to str
        Environment: where the sound server listens.
    now : callable
        Steady seconds, for pauses after trouble.
    proc : str
        Folder in the shape of /proc, for the kernel's own sound devices.
    """

    def __init__(self, env: Mapping[str, str], now: Callable[[], float], *, proc: str = "/proc") -> None:
        self._path, self._named = server_socket(env)
        self._secret = (env.get("PULSE_COOKIE", ""), env.get("HOME", ""))
        self._proc = proc
        self._patience = Patience(now)
        self._line: Recorders | None = None
        self._why = Said("senses.call.no_server")

    def look(self) -> Sensed[bool]:
        """Answer within ``SENSE_WITHIN_S``."""
        if not self._served():
            self._lost()
            return self._without_server()
        if self._line is None and not self._patience.over():
            return self._told_by_kernel()
        deadline = time.monotonic() + SENSE_WITHIN_S
        try:
            found = self._recording(deadline)
        except OSError as error:
            self._lost()
            self._patience.failed()
            refused = isinstance(error, PermissionError)
            self._why = Said("senses.call.refused" if refused else "senses.call.silent")
            return self._told_by_kernel()
        self._patience.worked()
        return Sensed(found is not None, detail=found or "")

    def close(self) -> None:
        self._lost()

    def _recording(self, deadline: float) -> str | None:
        """Name the first program that records from a microphone, or None."""
        if self._line is None:
            self._line = Recorders(self._path, read_cookie(*self._secret), deadline)
        for stream in self._line.streams(deadline):
            if may_be_a_call(stream) and not self._line.monitors(stream.source, deadline):
                return program_of(stream.properties)
        return None

    def _served(self) -> bool:
        """Whether a server runs. Its socket may be there without one: to connect would then start it.

        PulseAudio and pipewire-pulse both keep their process id beside the socket; one that was named in the
        environment is believed to run.
        """
        if not self._path or not Path(self._path).exists():
            return False
        if self._named or self._line is not None:
            return True
        try:
            server = int(Path(self._path).with_name("pid").read_text("ascii"))
            return Path("/proc", str(server)).exists()
        except (OSError, ValueError):
            return False

    def _without_server(self) -> Sensed[bool]:
        """What the kernel's devices say; where there are none, nobody can tell."""
        owner = recording_owner(self._proc)
        if owner is None:
            return Sensed(None, Said("senses.call.no_server"))
        return Sensed(bool(owner), detail=owner)

    def _told_by_kernel(self) -> Sensed[bool]:
        """What can be told while a server does not answer: a headset without wires is unseen, so only yes."""
        owner = recording_owner(self._proc)
        return Sensed(True, detail=owner) if owner else Sensed(None, self._why)

    def _lost(self) -> None:
        if self._line is not None:
            self._line.close()
            self._line = None


def may_be_a_call(stream: Recording) -> bool:
    """Whether a stream counts, if what it records from is no monitor."""
    properties = stream.properties
    meter = (
        stream.resampler == METER_RESAMPLER
        or properties.get("stream.monitor") == "true"
        or properties.get("media.role") == "DSP"
        or properties.get("media.name") in METER_NAMES
    )
    return not (stream.corked or meter or NOBODY in (stream.client, stream.source))


def program_of(properties: Mapping[str, str]) -> str:
    """Return the name to show for a stream's program."""
    name = properties.get("application.name", "")
    if not name or any(engine in name for engine in ENGINE_NAMES):
        name = properties.get("application.process.binary", "") or name or properties.get("media.name", "")
    return plain_name(name)
