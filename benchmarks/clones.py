"""Fresh clones and running residents to measure."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LIST = ("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard")


@contextmanager
def fresh_clone() -> Iterator[Path]:
    """The tree as git has it, committed or not, in an empty folder without an environment."""
    with tempfile.TemporaryDirectory(prefix="unslump-benchmark-") as name:
        folder = Path(name) / "clone"
        listed = subprocess.run(
            [*LIST, "run", "src", "requirements"], cwd=ROOT, capture_output=True, check=True
        ).stdout.decode()
        for path in filter(None, listed.split("\0")):
            if (ROOT / path).exists():
                (folder / path).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(ROOT / path, folder / path)
        yield folder


def terminal(**more: str) -> dict[str, str]:
    """The environment of a terminal without a display."""
    hidden = ("DISPLAY", "WAYLAND_DISPLAY", "UNSLUMP_DATA_DIR", "VIRTUAL_ENV", "PYTHONPATH")
    return {**{k: v for k, v in os.environ.items() if k not in hidden}, **more}


def path_without(*programs: str) -> str:
    """The search path, without the folders that hold any of these programs."""
    folders = os.environ["PATH"].split(os.pathsep)
    return os.pathsep.join(f for f in folders if not any((Path(f) / p).exists() for p in programs))


@dataclass
class Resident:
    """A resident that was started, and when."""

    process: subprocess.Popen[str]
    started_s: float
    url: str

    def first_page(self) -> float:
        """Open the launch address, follow it to the first page; return the seconds since the start."""
        host, _, path = self.url.removeprefix("http://").partition("/")
        cookie, path = "", f"/{path}"
        with closing(HTTPConnection(host, timeout=60)) as line:
            while True:
                line.request("GET", path, headers={"Cookie": cookie, "Sec-Fetch-Site": "none"})
                answer = line.getresponse()
                answer.read()
                cookie = (answer.headers.get("Set-Cookie") or cookie).split(";")[0]
                if answer.status == 200:
                    return time.perf_counter() - self.started_s
                if answer.status != 303:
                    raise RuntimeError(f"{path} answered {answer.status}")
                path = answer.headers["Location"]

    @property
    def pid(self) -> int:
        return self.process.pid

    def pss_mib(self) -> float | None:
        """Its own memory, with its share of what others use too; None where the system cannot tell."""
        rollup = Path(f"/proc/{self.pid}/smaps_rollup")
        if not rollup.exists():
            return None
        found = re.search(r"^Pss:\s+(\d+) kB", rollup.read_text(), re.MULTILINE)
        return int(found[1]) / 1024 if found else None


@contextmanager
def resident(run: Path, env: dict[str, str], *more: str) -> Iterator[Resident]:
    """Start ``./run`` as a person does, and wait until it says its address."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [str(run), "--testing", "--no-browser", "--port", str(port), *more]
    started_s = time.perf_counter()
    process = subprocess.Popen(command, env=env, stdout=subprocess.PIPE, text=True, cwd="/")
    assert process.stdout is not None
    line = next((line for line in process.stdout if "/launch?token=" in line), None)
    if line is None:
        raise RuntimeError(f"{run} ended with {process.wait()} before it gave an address")
    try:
        yield Resident(process, started_s, line.split()[-1])
    finally:
        process.terminate()
        process.communicate(timeout=30)
