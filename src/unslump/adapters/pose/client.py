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
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

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
LAST_LINES = 400
LISTENS_ON_S = 5.0
"""A client that was ended may leave children that hold its output open; so long they are listened to."""

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
    if inside := _throw_away(python, work / "venv"):
        return pip_of(inside)
    raise Missing("camera_setup.trouble.no_client")


def _throw_away(python: str, folder: Path) -> str:
    """Make an environment with a pip of its own; return its Python, or "" where there can be none."""
    inside = folder / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    try:
        made = subprocess.run([python, "-m", "venv", str(folder)], capture_output=True, check=False)
    except OSError:
        return ""
    return str(inside) if made.returncode == 0 and inside.exists() else ""


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
    try:
        with _running(_filled(client, work, got), work / "tmp") as (process, said):
            code = _watched(process, work, client.total_bytes, tell)
    except (FileNotFoundError, PermissionError) as error:  # the program itself, which was there a moment ago
        why = error.strerror
        raise Missing("camera_setup.trouble.client", client=client.name, why=why) from error
    if code != 0:
        raise _complaint(client, b"".join(said).decode("utf-8", "replace"), work.parent)


def _filled(client: Client, work: Path, got: Path) -> list[str]:
    requirements = work / "tmp" / "package.txt"
    requirements.write_text(f"{PACKAGE} --hash=sha256:{WHEEL.sha256}\n", encoding="utf-8")
    places = {"{requirements}": requirements, "{got}": got, "{cache}": work / "cache"}
    return [str(places.get(word, word)) for word in client.command]


@contextmanager
def _running(command: list[str], folder: Path) -> Iterator[tuple[subprocess.Popen[bytes], Sequence[bytes]]]:
    """Run a client in a folder; whatever ends this block ends it too. What it said is whole after the block.

    That is kept in memory: on a full disk a file would lose the very line that says so.
    """
    place = str(folder)  # what it is about to unpack or move grows where it can be watched, and goes
    own = {"TMPDIR": place, "TEMP": place, "TMP": place, "PYTHONUTF8": "1", "NO_COLOR": "1"}
    environ = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"} | own
    process = subprocess.Popen(
        command,
        cwd=place,
        env=environ,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    said: deque[bytes] = deque(maxlen=LAST_LINES)
    listening = threading.Thread(target=_listen, args=(process, said), daemon=True)
    listening.start()
    try:
        yield process, said
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()
        listening.join(LISTENS_ON_S)


def _listen(process: subprocess.Popen[bytes], said: deque[bytes]) -> None:
    assert process.stdout is not None
    with process.stdout as lines:
        said.extend(lines)


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


def _complaint(client: Client, said: str, folder: Path) -> Missing | StoreTrouble:
    """Return what went wrong, told by what the client said."""
    lines = [
        line for line in said.splitlines() if not line.startswith("  File ")
    ]  # names of files are no words
    heard = "\n".join(lines).lower()
    if any(word in heard for word in FULL_WORDS):
        return StoreTrouble("camera_setup.trouble.full", folder=folder)
    if any(word in heard for word in HASH_WORDS):
        return Missing("camera_setup.trouble.wrong", client=client.name)
    why = last_words(lines)
    if any(word in heard for word in NETWORK_WORDS):
        return Missing("camera_setup.trouble.network", client=client.name, why=why)
    return Missing("camera_setup.trouble.client", client=client.name, why=why)


def last_words(said: Sequence[str]) -> str:
    """Return the last thing a client complained of, on one line and not too long."""
    lines = [" ".join(line.split()) for line in said if line.strip()]
    errors = [line for line in lines if line.lower().startswith(("error", "cause", "× ", "╰─▶"))]
    last = (lines if errors[-1:] == ["ERROR: Exception:"] else errors or lines or ["-"])[-1]
    plain = "".join(letter for letter in last if letter.isprintable()).rstrip(".")
    return plain if len(plain) <= LONGEST else plain[:LONGEST] + "..."
