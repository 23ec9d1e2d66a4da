"""Whether a program holds a camera open: who has ``/dev/video*``, as /proc shows it.

* Only while there is a camera; only after one was opened or closed (``call_watch``), and once a minute.
* Only programs of this person: a call is made by one of them. What others run, and what hides its files (a
  password agent, a browser's sandbox), can be seen by nobody and changes no answer; if no program at all can
  be seen, there is none to give.
* A node that we may not read our programs may not either. One that udev knows to be no camera (a video
  decoder, a second node for metadata) does not count.
* PipeWire passes a camera on to others. Its session manager (``wireplumber``) looks through the devices and
  never films: it does not count. ``pipewire`` itself opens a camera while somebody films through it and
  closes it after (``spa_v4l2_close``): it counts. But through libcamera it holds every camera for as long as
  it runs, and then ``/dev/media*`` too: who does that leaves the question open. Known from reports of both
  being listed by ``fuser`` and ``lsof`` while nobody films.
"""

# Paths as text: a look takes thousands of them, and Path would triple its cost.
# ruff: noqa: PTH115, PTH116, PTH119, PTH208

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from stat import S_ISCHR

from ....core.words import Said
from ....ports import SENSE_WITHIN_S, Sensed
from .call_names import process_name
from .call_watch import Watch

LOOK_ANYWAY_S = 60.0
"""Look through everything once in this time though nothing was told, seconds. Chosen: a program in a
container may open a node of its own making."""
MANAGERS = ("wireplumber", "pipewire-media-")  # names of processes are cut at 15 characters
PASSES_ON = "pipewire"

Identity = tuple[int, int]


class _NotKnown(Exception):
    """A program holds the camera all day, whether or not anybody films through it."""


class Camera:
    """Look whether a camera is in use.

    Parameters
    ----------
    now : callable
        Steady seconds.
    dev, proc, udev : str
        Folders in the shape of /dev, /proc and /run/udev/data.
    """

    def __init__(
        self,
        now: Callable[[], float],
        *,
        dev: str = "/dev",
        proc: str = "/proc",
        udev: str = "/run/udev/data",
    ) -> None:
        self._now = now
        self._dev, self._proc, self._udev = dev, proc, udev
        self._watch = Watch()
        self._holds: tuple[str, str] | None = None  # process id, path of what it holds
        self._last: Sensed[bool] = Sensed(False)
        self._looked_s = float("-inf")

    def look(self) -> Sensed[bool]:
        """Answer within ``SENSE_WITHIN_S``."""
        nodes = self._nodes()
        if not nodes:
            self.close()
            self._last, self._looked_s = Sensed(False), float("-inf")
            return self._last
        told = self._watch.begin([f"{self._dev}/{name}" for name in nodes])
        changed = self._watch.happened() or not told
        if self._holds and self._held(*self._holds, nodes):
            return self._last
        if changed or self._holds or self._now() - self._looked_s >= LOOK_ANYWAY_S:
            self._looked_s = self._now()
            self._last = self._search(nodes)
        return self._last

    def close(self) -> None:
        self._watch.close()
        self._holds = None

    def _nodes(self) -> dict[str, Identity]:
        """Return the cameras by name, each with what tells it from any other file."""
        try:
            names = [n for n in os.listdir(self._dev) if n.startswith("video") and n[5:].isdigit()]
        except OSError:
            return {}
        found = {}
        for name in names:
            path = f"{self._dev}/{name}"
            if os.access(path, os.R_OK) and (identity := _identity(path)) and self._films(path):
                found[name] = identity
        return found

    def _films(self, path: str) -> bool:
        """Whether it may be a camera, as far as udev knows it."""
        try:
            device = os.stat(path).st_rdev
            with open(f"{self._udev}/c{os.major(device)}:{os.minor(device)}", encoding="utf-8") as file:
                known = dict(line.strip().partition("=")[::2] for line in file)
        except (OSError, ValueError):
            return True
        return ":capture:" in known.get("E:ID_V4L_CAPABILITIES", ":capture:")

    def _search(self, nodes: dict[str, Identity]) -> Sensed[bool]:
        """Look through all programs."""
        deadline = time.monotonic() + SENSE_WITHIN_S
        self._holds, why = None, None
        try:
            for pid in self._processes():
                if time.monotonic() > deadline:
                    return Sensed(None, Said("senses.call.too_many"))
                try:
                    held = self._holding(pid, nodes)
                except _NotKnown:
                    why = Said("senses.call.pipewire")
                    continue
                if held:
                    self._holds = (pid, held)
                    name = process_name(self._proc, pid)
                    return Sensed(True, detail=name if name and name != PASSES_ON else self._link(held))
        except OSError:
            why = Said("senses.call.no_processes")
        return Sensed(None, why) if why else Sensed(False)

    def _processes(self) -> Iterator[str]:
        ours = str(os.getpid())
        return (name for name in os.listdir(self._proc) if name.isdigit() and name != ours)

    def _holding(self, pid: str, nodes: dict[str, Identity]) -> str | None:
        """Return the path in /proc of a camera this process holds, or None.

        Raises
        ------
        _NotKnown
            It holds cameras whether anybody films or not.
        """
        folder = f"{self._proc}/{pid}/fd"
        try:
            links = [(link, self._link(link)) for link in (f"{folder}/{fd}" for fd in os.listdir(folder))]
        except OSError:  # it ended, or is none of ours
            return None
        for link, target in links:
            if nodes.get(os.path.basename(target)) and self._held(pid, link, nodes):
                name = process_name(self._proc, pid)
                if name in MANAGERS:
                    return None
                if name == PASSES_ON and any(t.startswith(f"{self._dev}/media") for _, t in links):
                    raise _NotKnown
                return link
        return None

    def _link(self, path: str) -> str:
        try:
            return os.readlink(path)
        except OSError:
            return ""

    def _held(self, pid: str, link: str, nodes: dict[str, Identity]) -> bool:
        """Whether a process still holds this camera, by what the file is, not by its name."""
        return _identity(link) == nodes.get(os.path.basename(self._link(link)), (-1, -1))


def _identity(path: str) -> Identity | None:
    """Return what tells a file from any other; None if it is not there."""
    try:
        status = os.stat(path)
    except OSError:
        return None
    return (0, status.st_rdev) if S_ISCHR(status.st_mode) else (status.st_dev, status.st_ino)
