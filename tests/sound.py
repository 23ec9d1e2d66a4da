"""Sound servers of one's own, with a microphone and a loudspeaker that are none, and programs that record."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from desktops import PrivateBus, Running, needed, private_bus, until

MIC, LOUDSPEAKER = "mic", "loud"


class SoundServer:
    """PulseAudio, or PipeWire in its place.

    Attributes
    ----------
    env : dict
        Environment of a program that shall use it; stays the same through ``end`` and ``start``.
    """

    def __init__(self, folder: Path, kind: str, bus: PrivateBus) -> None:
        self.kind = kind
        for name in ("run", "home"):
            (folder / name).mkdir(mode=0o700)
        self.socket = folder / "run" / "pulse" / "native"
        self.env = {key: value for key, value in os.environ.items() if not key.startswith("PULSE_")}
        self.env |= {"XDG_RUNTIME_DIR": str(folder / "run"), "HOME": str(folder / "home")}
        self.env |= {"DBUS_SESSION_BUS_ADDRESS": bus.address, "PIPEWIRE_RUNTIME_DIR": str(folder / "run")}
        self.env.pop("DISPLAY", None)
        self._running: list[Running] = []
        self._recording: list[Running] = []
        self.start()

    def start(self) -> None:
        """Start it; once more where its parts missed each other, as they may on a busy computer."""
        for last in (False, False, True):
            try:
                self._start()
                return
            except (AssertionError, subprocess.TimeoutExpired):
                self.end()
                if last:
                    raise

    def _start(self) -> None:
        if self.kind == "pulseaudio":
            self._pulseaudio()
        else:
            self._pipewire()
        until(self._answers)

    def _answers(self) -> bool:
        return self._control("info").returncode == 0

    def _pulseaudio(self) -> None:
        modules = (
            f"null-source source_name={MIC}",
            f"null-sink sink_name={LOUDSPEAKER}",
            "native-protocol-unix",
        )
        loads = [f"--load=module-{module}" for module in modules]
        alone = ["-n", "--daemonize=no", "--use-pid-file=yes", "--exit-idle-time=-1"]
        self._run(needed("pulseaudio", "pulseaudio"), *alone, *loads)

    def _pipewire(self) -> None:
        programs = [needed(name, name) for name in ("pipewire", "wireplumber", "pipewire-pulse")]
        place = Path(self.env["PIPEWIRE_RUNTIME_DIR"], "pipewire-0")
        place.unlink(missing_ok=True)  # one that was left behind says nothing of the new server
        self._run(programs[0])
        until(place.exists)
        for program in programs[1:]:
            self._run(program)
        until(self._answers)
        self.load("module-null-sink", "media.class=Audio/Source/Virtual", f"sink_name={MIC}")
        self.load("module-null-sink", f"sink_name={LOUDSPEAKER}")

    def _run(self, *argv: str) -> None:
        self._running.append(Running(*argv, env=self.env))

    def _control(self, *words: str) -> subprocess.CompletedProcess[str]:
        argv = [needed("pactl", "pulseaudio-utils"), *words]
        return subprocess.run(argv, env=self.env, capture_output=True, text=True, timeout=20)

    def load(self, *words: str) -> None:
        done = self._control("load-module", *words)
        assert done.returncode == 0, done.stderr

    def record(self, program: str, source: str) -> Running:
        """Start a program that records, as one in a call does."""
        argv = [needed("parec", "pulseaudio-utils"), f"--device={source}", f"--client-name={program}"]
        self._recording.append(Running(*argv, env=self.env))
        until(lambda: f'application.name = "{program}"' in self._control("list", "source-outputs").stdout)
        return self._recording[-1]

    def listed(self) -> str:
        """What records, as the server's own tool tells it."""
        return self._control("list", "source-outputs").stdout

    def freeze(self) -> None:
        """Let the server accept and never answer."""
        self._running[-1].freeze()

    def thaw(self) -> None:
        self._running[-1].thaw()

    def end(self) -> None:
        """Kill it; its socket stays behind, as after a crash."""
        for program in [*self._recording, *reversed(self._running)]:
            program.end()
        self._running.clear()
        self._recording.clear()


@contextmanager
def sound_server(folder: Path, kind: str) -> Iterator[SoundServer]:
    with private_bus() as bus:
        server = SoundServer(folder, kind, bus)
        try:
            yield server
        finally:
            server.end()
