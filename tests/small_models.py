"""Model files and a package of some kilobytes in the place of the real ones, and a client that is ours.

``pin`` puts the small pins in the place of the real ones, for a test (by ``monkeypatch``) or for a process.
"""

from __future__ import annotations

import hashlib
import io
import json
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from unslump.adapters.pose import client, setting_up, taking, weights
from unslump.adapters.pose.client import Client
from unslump.adapters.pose.weights import Pinned

CONTENT = {weights.DETECTION.name: b"detection" * 4_000, weights.LANDMARKS.name: b"landmarks" * 9_000}
DAMAGED = b"half of it"


def packed() -> bytes:
    """Return the small package: the same bytes each time."""
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w") as archive:
        for name, content in CONTENT.items():
            archive.writestr(zipfile.ZipInfo(taking.INSIDE[name]), content)
    return raw.getvalue()


PACKAGE = packed()


def _pinned(name: str, content: bytes) -> Pinned:
    return Pinned(name, len(content), hashlib.sha256(content).hexdigest())


SMALL = tuple(_pinned(name, content) for name, content in CONTENT.items())
WHEEL = _pinned(taking.WHEEL.name, PACKAGE)


def pin(put: Callable[[Any, str, Any], None] = setattr) -> None:
    """Let every module know the small files alone."""
    for module in (weights, setting_up):
        put(module, "FILES", SMALL)
    for module in (taking, setting_up, client):
        put(module, "WHEEL", WHEEL)
    put(client, "NEEDED_BYTES", 1)


def lay(folder: Path, *names: str, damaged: bool = False) -> Path:
    """Put model files (both, where none is named) into a folder, in the place of what is there."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in names or CONTENT:
        (folder / name).write_bytes(DAMAGED if damaged else CONTENT[name])
    return folder


def lay_package(folder: Path, name: str = WHEEL.name, content: bytes = PACKAGE) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(content)
    return folder


STUB = """
import json, pathlib, sys, time
asked = json.loads(sys.argv[1])
got = pathlib.Path(sys.argv[2])
with open(asked["log"], "a") as log:
    log.write("begun\\n")
got.mkdir(parents=True, exist_ok=True)
package = pathlib.Path(asked["package"]).read_bytes()[: asked["bytes"]]
step = max(1, len(package) // 5)
with open(got / asked["name"], "wb") as file:
    for at in range(0, len(package), step):
        file.write(package[at : at + step])
        file.flush()
        time.sleep(asked["slow_s"])
print(asked["says"])
sys.exit(asked["ends"])
"""


class StubClient:
    """A package client that writes down each start, and delivers what it is told to.

    Attributes
    ----------
    says, ends : str, int
        What it prints, and its exit code.
    bytes : int
        How much of the package it delivers.
    slow_s : float
        How long it takes for a fifth of it.
    """

    def __init__(self, folder: Path, **asked: object) -> None:
        self.log = folder / "started.txt"
        package = lay_package(folder / "index", "package").joinpath("package")
        usual: dict[str, object] = {
            "says": "",
            "ends": 0,
            "bytes": len(PACKAGE),
            "slow_s": 0,
            "name": WHEEL.name,
        }
        self._asked = {**usual, "log": str(self.log), "package": str(package), **asked}

    @property
    def starts(self) -> int:
        return len(self.log.read_text().splitlines()) if self.log.exists() else 0

    def client(self) -> Client:
        command = (sys.executable, "-c", STUB, json.dumps(self._asked), "{got}")
        return Client("pip", command, WHEEL.size_bytes)

    def fetch(self, work: Path, tell: client.Tell) -> Path:
        return client.fetch(work, tell, client=self.client())
