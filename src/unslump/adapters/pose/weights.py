"""The model files of the camera coach: which they are, and whether they are here and whole.

Two files, as they were published inside a package (docs/decisions/0026-litert-and-weights-from-a-wheel.md).
Everything that reads them goes through ``find``, which says in one sentence what is missing and the command
that brings it. A file is looked at in full before it is believed: hashing both takes 10 ms, so what was found
is remembered for as long as the process lives, and nowhere on the disk.

``setting_up`` brings the files here. This module imports the standard library alone, and none of the extra.
"""

from __future__ import annotations

import hashlib
import platform
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

from ...core.errors import Missing

State = Literal["fine", "absent", "damaged"]


@dataclass(frozen=True, slots=True)
class Pinned:
    """One file whose every byte is known beforehand.

    Attributes
    ----------
    name : str
        Of the file, here and in the place it comes from.
    size_bytes : int
    sha256 : str
        64 hexadecimal digits.
    """

    name: str
    size_bytes: int
    sha256: str


DETECTION = Pinned(
    "pose_detection.tflite", 2_959_046, "9ba9dd3d42efaaba86b4ff0122b06f29c4122e756b329d89dca1e297fd8f866c"
)
LANDMARKS = Pinned(
    "pose_landmark_full.tflite", 6_440_512, "e9a5c5cb17f736fafd4c2ec1da3b3d331d6edbe8a0d32395855aeb2cdfd64b9f"
)
FILES = (DETECTION, LANDMARKS)

PACKAGES = {
    "numpy": "numpy",
    "scipy": "scipy",
    "cv2": "opencv-python-headless",
    "contourpy": "contourpy",
    "ai_edge_litert": "ai-edge-litert",
    "websockets": "websockets",
}
"""What the extra ``camera`` installs: the name it is imported by, and the name it is installed by."""

SPINE_MODULE, SPINE_PACKAGE = "onnxruntime", "onnxruntime"
"""What the extra ``spine`` installs: the name it is imported by, and the name it is installed by."""

RUNTIME = PACKAGES["ai_edge_litert"]
RUNS_ON = (("linux", "x86_64"), ("linux", "aarch64"), ("win32", "AMD64"), ("darwin", "arm64"))
"""Systems and machines that the runtime is built for; pyproject.toml asks for it on these alone."""

CLONE = Path(__file__).resolve().parents[4]
"""The clone, where this file lies in one."""


@dataclass(frozen=True, slots=True)
class Weights:
    """Both files, each looked at in full.

    Attributes
    ----------
    detection : Path
        Finds a person in a picture.
    landmarks : Path
        Reads the joints and the edge of a person who was found.
    """

    detection: Path
    landmarks: Path


def packages_missing() -> tuple[str, ...]:
    """Return what is not installed of the extra, by the names to install; nothing is imported by asking."""
    return tuple(package for module, package in PACKAGES.items() if find_spec(module) is None)


def find(folder: Path, *, missing: Callable[[], Sequence[str]] = packages_missing) -> Weights:
    """Return the model files of a folder.

    Parameters
    ----------
    folder : Path
        Where they live on this computer, ``adapters.paths.Paths.models``.
    missing : callable
        Packages of the extra that are not installed.

    Raises
    ------
    Missing
        The runtime is not built for this computer, packages are not installed, or a file is not there, cannot
        be read, or is not the published one.
    """
    require_packages(missing)
    states = look(folder)
    if names := [name for name, state in states.items() if state == "absent"]:
        raise Missing("camera_setup.needs.files", names=names, folder=folder, command=files_command())
    if names := [name for name, state in states.items() if state == "damaged"]:
        raise Missing("camera_setup.needs.whole", names=names, folder=folder, command=files_command())
    return Weights(folder / DETECTION.name, folder / LANDMARKS.name)


def require_packages(missing: Callable[[], Sequence[str]] = packages_missing) -> None:
    """Raise ``Missing`` where something of the extra is not installed, or cannot be."""
    names = missing()
    if RUNTIME in names and not runs_here():
        raise Missing("camera_setup.needs.machine", machine=platform.machine(), system=platform.system())
    if names:
        raise Missing("camera_setup.needs.packages", names=names, command=packages_command())


def require_spine(find: Callable[[str], object] = find_spec) -> None:
    """Raise ``Missing`` where what runs a spine model of the person's own is not installed."""
    if find(SPINE_MODULE) is None:
        raise Missing("camera_setup.needs.spine", name=SPINE_PACKAGE, command=spine_command())


def runs_here(system: str = sys.platform, machine: str | None = None) -> bool:
    """Whether there is a build of the runtime for this computer."""
    return (system, platform.machine() if machine is None else machine) in RUNS_ON


def look(folder: Path) -> dict[str, State]:
    """Return what is so of each file of a folder, by its name.

    Raises
    ------
    Missing
        A file is there and cannot be read.
    """
    return {file.name: state_of(folder / file.name, file) for file in FILES}


def state_of(path: Path, file: Pinned) -> State:
    """Say whether a path holds exactly this file.

    Raises
    ------
    Missing
        It is there and cannot be read.
    """
    try:
        about = path.stat()
        if about.st_size != file.size_bytes:
            return "damaged"
        version = (about.st_size, about.st_mtime_ns, about.st_ino)
        return "fine" if _sha256(path, version) == file.sha256 else "damaged"
    except (FileNotFoundError, NotADirectoryError):
        return "absent"
    except OSError as error:
        raise Missing("camera_setup.needs.readable", path=path, why=error.strerror or error) from None


@lru_cache(maxsize=16)
def _sha256(path: Path, _version: tuple[int, int, int]) -> str:
    """Hash a file once for each version of it: size, time of the last change, place on the disk."""
    with path.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def files_command(clone: Path = CLONE) -> str:
    """Return the command that brings the model files, as it is typed here."""
    return _clone_command(clone) or "unslump camera setup"


def packages_command(clone: Path = CLONE) -> str:
    """Return the command that installs the extra, as typed here; from a clone it brings the files too."""
    return _clone_command(clone) or 'pip install "unslump[camera]"'


def spine_command(clone: Path = CLONE) -> str:
    """Return the command that installs what runs a spine model, as typed here."""
    return _clone_command(clone, "spine") or 'pip install "unslump[spine]"'


def _clone_command(clone: Path, extra: str = "camera") -> str:
    if not (clone / "requirements" / f"{extra}.lock").is_file():
        return ""
    return f"run.cmd setup {extra}" if sys.platform == "win32" else f"./run setup {extra}"
