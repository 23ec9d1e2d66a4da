"""Fetch the package that holds the model files, with the person's own package client.

Unslump opens no connection itself. Mirrors, proxies, certificates and passwords are what the client is
configured to, and nothing here knows or writes down an address.

========================================  =============================================================
``pip`` of this very Python               ``pip download``: the package as a file
``uv``, where this Python has no pip      ``uv pip install --target``: the package unpacked into a folder
neither                                   a throw-away environment with the pip that comes with Python
========================================  =============================================================

uv cannot download a package without unpacking it; both are told the package's hash. What a client leaves
half done is begun anew: pip and uv go on within one run where a line breaks, and not across runs. What it has
delivered in full is kept until it was used (``setting_up``).
"""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import IO

from ...core.errors import Missing, StoreTrouble
from .taking import WHEEL

Tell = Callable[[str, int, int], None]
"""Is told each step: its name (``waiting``, ``fetching``, ``taking``), and bytes done of how many."""

PACKAGE = "mediapipe==0.10.21"
UNPACKED_BYTES = 63_000_258
"""What the package holds, unpacked."""
NEEDED_BYTES = 200_000_000
"""Free space without which fetching is not begun. Measured at most: uv 126 MB, pip 72 MB; the rest is air."""
LOOKS_EVERY_S = 0.2
LONGEST = 300
"""Letters of a client's own words that are passed on."""

HASH_WORDS = ("do not match the hashes", "hash mismatch")
FULL_WORDS = ("no space left", "disk quota exceeded", "not enough space")
NETWORK_WORDS = (
    "connection",
    "dns error",
    "error sending request",
    "getaddrinfo",
    "network",
    "proxyerror",
    "resolution",
    "timed out",
    "timeout",
)


@dataclass(frozen=True, slots=True)
class Client:
    """A way to fetch.

    Attributes
    ----------
    name : str
        As a person knows it.
    command : tuple of str
        ``{requirements}``, ``{got}`` and ``{cache}`` are filled in.
    total_bytes : int
        What lies below the working folder when all has arrived.
    """

    name: str
    command: tuple[str, ...]
    total_bytes: int


def pip_of(python: str) -> Client:
    """Return pip as a client, that of one Python."""
    command = (
        f"{python} -m pip download --no-input --disable-pip-version-check --progress-bar off --no-deps"
        " --only-binary=:all: --platform manylinux_2_28_x86_64 --python-version 3.11 --implementation cp"
        " --abi cp311 --require-hashes -r {requirements} -d {got}"
    )
    return Client("pip", (python, *command.removeprefix(python).split()), WHEEL.size_bytes)


def uv_at(program: str, python: str) -> Client:
    """Return uv as a client. Its cache is in the working folder: what it holds goes when it was used."""
    command = (
        "pip install --no-progress --no-deps --only-binary :all: --python-version 3.11"
        " --python-platform x86_64-manylinux_2_28 --require-hashes -r {requirements}"
        " --target {got} --cache-dir {cache} --python"
    )
    return Client("uv", (program, *command.split(), python), UNPACKED_BYTES)


def choose(
    work: Path,
    *,
    python: str = sys.executable,
    has_pip: Callable[[], bool] = lambda: find_spec("pip") is not None,
    which: Callable[[str], str | None] = shutil.which,
) -> Client:
    """Return the client to fetch with.

    Raises
    ------
    Missing
        There is none.
    """
    if has_pip():
        return pip_of(python)
    if program := which("uv"):
        return uv_at(program, python)
    own = work / "venv"
    made = subprocess.run([python, "-m", "venv", str(own)], capture_output=True, check=False)
    inside = own / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    if made.returncode == 0 and inside.exists():
        return pip_of(str(inside))
    raise Missing("camera_setup.trouble.no_client")


def fetch(work: Path, tell: Tell, *, client: Client | None = None) -> Path:
    """Fetch the package into a folder of its own below ``work`` and return that folder.

    Whatever lies there of an earlier one is removed first.

    Raises
    ------
    Missing
        There is no client, or it could not fetch: the sentence has its own words for why.
    StoreTrouble
        There is not enough room.
    """
    got, tmp = work / "got", work / "tmp"
    for stale in work.iterdir():
        shutil.rmtree(stale, ignore_errors=True)
    if shutil.disk_usage(work).free < NEEDED_BYTES:
        megabytes = NEEDED_BYTES // 1_000_000
        raise StoreTrouble("camera_setup.trouble.room", folder=work.parent, megabytes=megabytes)
    tmp.mkdir()
    _run(client or choose(work), work, got, tell)
    return got


def _run(client: Client, work: Path, got: Path, tell: Tell) -> None:
    said = work / "tmp" / "said.txt"
    with said.open("wb") as output, _running(_filled(client, work, got), work, output) as process:
        code = _watched(process, work, client.total_bytes, tell)
    if code != 0:
        raise _complaint(client, said.read_text(encoding="utf-8", errors="replace"), work)


def _filled(client: Client, work: Path, got: Path) -> list[str]:
    requirements = work / "tmp" / "package.txt"
    requirements.write_text(f"{PACKAGE} --hash=sha256:{WHEEL.sha256}\n", encoding="utf-8")
    places = {"{requirements}": requirements, "{got}": got, "{cache}": work / "cache"}
    return [str(places.get(word, word)) for word in client.command]


@contextmanager
def _running(command: list[str], work: Path, output: IO[bytes]) -> Iterator[subprocess.Popen[bytes]]:
    """Run a client; whatever ends this block ends it too."""
    folder = str(work / "tmp")  # what it is about to unpack or move grows where it can be watched, and goes
    own = {"TMPDIR": folder, "TEMP": folder, "TMP": folder, "PYTHONUTF8": "1", "NO_COLOR": "1"}
    environ = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"} | own
    process = subprocess.Popen(
        command, cwd=folder, env=environ, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()


def _watched(process: subprocess.Popen[bytes], work: Path, total: int, tell: Tell) -> int:
    """Tell how far it is, until it has ended; return its exit code."""
    while True:
        tell("fetching", min(arrived_bytes(work), total), total)
        with suppress(subprocess.TimeoutExpired):
            return process.wait(LOOKS_EVERY_S)


def arrived_bytes(work: Path) -> int:
    """Add up the files a client has written so far; what goes meanwhile counts nothing."""
    total = 0
    for place in ("tmp", "got", "cache"):  # a throw-away environment is not what was asked for
        for path in (work / place).rglob("*"):
            with suppress(OSError):
                about = path.lstat()
                total += about.st_size if stat.S_ISREG(about.st_mode) else 0
    return total


def _complaint(client: Client, said: str, work: Path) -> Missing | StoreTrouble:
    """Return what went wrong, told by what the client said."""
    heard = said.lower()
    if any(word in heard for word in FULL_WORDS):
        return StoreTrouble("camera_setup.trouble.full", folder=work.parent)
    if any(word in heard for word in HASH_WORDS):
        return Missing("camera_setup.trouble.wrong", client=client.name)
    key = "network" if any(word in heard for word in NETWORK_WORDS) else "client"
    values = {"client": client.name, "why": last_words(said)}
    if key == "network":
        return Missing("camera_setup.trouble.network", **values)
    return Missing("camera_setup.trouble.client", **values)


def last_words(said: str) -> str:
    """Return the last thing a client complained of, on one line and not too long."""
    lines = [" ".join(line.split()) for line in said.splitlines() if line.strip()]
    errors = [line for line in lines if line.lower().startswith(("error", "cause", "× ", "╰─▶"))]
    last = (errors or lines or ["-"])[-1]
    plain = "".join(letter for letter in last if letter.isprintable()).rstrip(".")
    return plain if len(plain) <= LONGEST else plain[:LONGEST] + "..."
