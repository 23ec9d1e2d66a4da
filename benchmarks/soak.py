"""Does the resident grow? A busy day in compressed time, and half an hour of the world's, left alone.

``python -m benchmarks soak --hours 24 --real-minutes 30``. Both go on at the same time, each at a desk of its
own; a day takes 24 minutes, at 60 times the world's speed (20 ticks a second, 3 s of the clock each; from 200
on two ticks would be so far apart that the resident takes each for a gap). What is done to it is told in
``tests/soaking.py``. Ctrl-C ends it after the hour that is being lived, with the table so far.

One look an hour (a minute for the one left alone), when every page is closed and bus and display are back.
"data" is the memory that leaks fill (``tests/costs.py``); PSS beside it changes with whatever else runs. The
first quarter is left out of the slopes: there the web stack is loaded, and all is met for the first time. A
second set of slopes is of the last quarter alone: what only fills up (caches, the events of one day) has less
of a slope there, a leak has the same.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from costs import Cost
from soaking import rows_in, soak

from .desk import desk, missing, resident
from .rows import columns
from .slope import Slope

HEAD = ("at", "data", "PSS", "USS", "files", "threads", "rows", "CPU s")


@dataclass
class Looks:
    """What was seen of one resident, at even distances of one ``step``."""

    what: str
    step: str
    costs: list[Cost] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)
    happened: dict[str, int] = field(default_factory=dict)

    def add(self, cost: Cost, rows: int) -> None:
        self.costs.append(cost)
        self.rows.append(rows)
        print(f"{self.what} {' '.join(self._cells(len(self.costs) - 1))}", file=sys.stderr, flush=True)

    def table(self) -> str:
        lines = columns([HEAD, *(self._cells(at) for at in range(len(self.costs)))])
        happened = "".join(f"{kind} {often}, " for kind, often in self.happened.items())
        told = f"\n\nwhat happened: {happened.removesuffix(', ')}" if happened else ""
        return f"{self.what} (MiB; a line each {self.step})\n\n{lines}\n\n{self.slopes()}{told}\n"

    def slopes(self) -> str:
        """A line for each thing that could grow, over the last three quarters and over the last one."""
        return f"last three quarters:\n{self._since(1 / 4)}\nlast quarter:\n{self._since(3 / 4)}"

    def _since(self, share: float) -> str:
        settled = self.costs[int(len(self.costs) * share) :]
        if len(settled) < 3:
            return "- too few looks for a slope"
        grows = {
            "data": ([cost.data_mib * 1024 for cost in settled], "KiB"),
            "PSS": ([cost.pss_mib * 1024 for cost in settled], "KiB"),
            "files": ([float(cost.files) for cost in settled], "files"),
            "threads": ([float(cost.threads) for cost in settled], "threads"),
            "rows": ([float(rows) for rows in self.rows[-len(settled) :]], "rows"),
        }
        return "\n".join(
            f"- {name}: {Slope.through(looks).line(f'{unit} a {self.step}')}"
            for name, (looks, unit) in grows.items()
        )

    def _cells(self, at: int) -> Sequence[str]:
        cost = self.costs[at]
        memory = (f"{mib:.2f}" for mib in (cost.data_mib, cost.pss_mib, cost.uss_mib))
        return (str(at), *memory, str(cost.files), str(cost.threads), str(self.rows[at]), f"{cost.cpu_s:.1f}")


def busy(hours: int, looks: Looks, speed: float, ending: threading.Event) -> None:
    """Live so many hours at a busy desk."""
    calls = all(map(shutil.which, ("pulseaudio", "pactl", "parec")))
    with tempfile.TemporaryDirectory() as name, soak(Path(name), speed=speed, calls=calls) as soaked:
        looks.add(soaked.look(), soaked.rows())
        for hour in range(hours):
            if ending.is_set():
                break
            soaked.hour(hour)
            looks.add(soaked.look(), soaked.rows())
        looks.happened = soaked.happened()


def left_alone(minutes: int, looks: Looks, ending: threading.Event) -> None:
    """Wait so many minutes of the world beside a resident that nobody touches."""
    with desk() as here, resident(here.env) as (pid, folder):
        start_s = time.monotonic()
        for minute in range(minutes + 1):
            if ending.wait(start_s + minute * 60 - time.monotonic()):
                return
            if (cost := Cost.of(pid)) is not None:
                looks.add(cost, rows_in(folder))


def run(*, hours: int, real_minutes: int, speed: float) -> None:
    """Do both, and print what was seen and whether it grows."""
    if lacks := missing():
        print(f"a soak needs a desk: apt install {lacks}")
        return
    ending = threading.Event()
    day, alone = Looks("busy, compressed", "hour"), Looks("left alone", "minute")
    parts = [
        threading.Thread(target=busy, args=(hours, day, speed, ending)),
        threading.Thread(target=left_alone, args=(real_minutes, alone, ending)),
    ]
    for part in parts:
        part.start()
    for part in parts:
        _wait_for(part, ending)
    print(day.table(), alone.table(), sep="\n")


def _wait_for(part: threading.Thread, ending: threading.Event) -> None:
    while part.is_alive():
        try:
            part.join()
        except KeyboardInterrupt:
            ending.set()
