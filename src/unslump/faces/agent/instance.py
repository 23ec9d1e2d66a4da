"""One resident for one data folder, and where to find it.

``running.lock`` is held, by the operating system, for as long as the process lives: it needs no cleaning up
after a crash. ``running.json`` says how to reach the holder; without the lock behind it, it is stale.
"""

from __future__ import annotations

import json
import os
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any

from ...core.errors import StoreTrouble

LOCK_FILE = "running.lock"
RUNTIME_FILE = "running.json"


def _for_its_owner(path: str, flags: int) -> int:
    """Another user who could open it could hold it, and nobody would start here."""
    return os.open(path, flags, 0o600)


class InstanceLock:
    """The lock of one data folder."""

    def __init__(self, data_dir: Path) -> None:
        self._path = data_dir / LOCK_FILE
        self._file: IO[bytes] | None = None

    def take(self) -> bool:
        """Take the lock; False when another process holds it.

        Raises
        ------
        StoreTrouble
            The folder cannot be written.
        """
        try:
            file = open(self._path, "ab", opener=_for_its_owner)  # noqa: SIM115 - held open while it runs
        except OSError as error:
            raise _unwritable(self._path.parent, error) from None
        try:
            _lock(file)
        except OSError:
            file.close()
            return False
        self._file = file
        return True

    def release(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None


def _unwritable(folder: Path, error: OSError) -> StoreTrouble:
    return StoreTrouble("server.trouble.unwritable", folder=folder, why=error.strerror)


def holder(data_dir: Path) -> tuple[int, int] | None:
    """Return port and process of the resident that holds this folder, or None. Changes nothing."""
    runtime = Runtime.read(data_dir / RUNTIME_FILE)
    lock = InstanceLock(data_dir)
    if runtime is None or not (data_dir / LOCK_FILE).exists() or lock.take():
        lock.release()
        return None
    return runtime.port, runtime.pid


if sys.platform == "win32":

    def _lock(file: IO[bytes]) -> None:
        import msvcrt

        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)

else:

    def _lock(file: IO[bytes]) -> None:
        import fcntl

        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


@dataclass(frozen=True, slots=True)
class Runtime:
    """How to reach a running resident. Only its owner can read the file: it holds the bearer.

    ``port`` is that of the pages, ``control_port`` that of the commands (``control``); 0: there is none.
    """

    port: int
    pid: int
    bearer: str
    started: str
    control_port: int = 0

    def write(self, path: Path) -> None:
        """Replace the file in one step; at no moment can another user read it.

        Raises
        ------
        StoreTrouble
            It cannot be written.
        """
        new = path.with_suffix(".new")
        try:
            new.unlink(missing_ok=True)
            handle = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with open(handle, "w", encoding="utf-8") as file:
                json.dump(asdict(self), file)
            new.replace(path)
        except OSError as error:
            raise _unwritable(path.parent, error) from None

    @classmethod
    def read(cls, path: Path) -> Runtime | None:
        """Return what the file says, or None when there is none or it cannot be understood."""
        try:
            found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
            return cls(
                int(found["port"]),
                int(found["pid"]),
                str(found["bearer"]),
                str(found["started"]),
                int(found.get("control_port", 0)),
            )
        except (OSError, ValueError, TypeError, KeyError):
            return None

    @staticmethod
    def remove(path: Path, pid: int) -> None:
        """Remove the file of the resident with that process number, and no other's."""
        found = Runtime.read(path)
        if found is not None and found.pid == pid:
            path.unlink(missing_ok=True)
