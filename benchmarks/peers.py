"""Other break reminders of Debian, started in a home of their own where they are installed."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

END_WITHIN_S = 10.0


@dataclass(frozen=True)
class Peer:
    """A program that reminds of breaks.

    Attributes
    ----------
    package : str
        Debian's, and the program's name.
    settings : mapping of str to str
        More of its environment.
    """

    package: str
    settings: dict[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """Its name, with the version that is installed."""
        asked = ["dpkg-query", "-W", "-f=${Version}", self.package]
        if not shutil.which(asked[0]):
            return self.package
        said = subprocess.run(asked, capture_output=True, text=True)
        return f"{self.package} {said.stdout.strip()}".strip()


PEERS = (Peer("workrave", {"GDK_BACKEND": "x11"}), Peer("safeeyes"))
"""Both need a session bus; Safe Eyes 2.1.5 ends at once without a system bus too."""


@contextmanager
def running(peer: Peer, env: dict[str, str]) -> Iterator[subprocess.Popen[bytes] | None]:
    """Start it in an empty home; None where it is not installed. What it started is ended with it."""
    program = shutil.which(peer.package)
    if program is None:
        yield None
        return
    with tempfile.TemporaryDirectory(prefix="unslump-peer-") as home:
        runtime = Path(home) / "run"
        runtime.mkdir(mode=0o700)
        own = {"HOME": home, "XDG_RUNTIME_DIR": str(runtime), "GSETTINGS_BACKEND": "memory"}
        quiet = subprocess.DEVNULL
        process = subprocess.Popen(
            [program], env={**env, **own, **peer.settings}, stdin=quiet, stdout=quiet, stderr=quiet, cwd=home
        )
        try:
            yield process
        finally:
            process.terminate()
            try:
                process.wait(END_WITHIN_S)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
