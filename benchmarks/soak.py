"""Does the resident grow? A busy day in compressed time, and half an hour of the world's, left alone.

``python -m benchmarks soak --hours 24 --real-minutes 30``. Both go on at the same time, each at a desk of its
own; a day takes 24 minutes. What is done to the resident is told in ``tests/soaking.py``.

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
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from costs import Cost
from soaking import evenly, rows_in, soak

from .desk import desk, missing, resident
from .rows import columns
from .slope import Slope

HOURS = 24
REAL_MINUTES = 30
SPEED = 60.0
"""A minute a second: every tick is then three seconds of the clock, as there are twenty a second."""
HEAD = ("at", "data", "PSS", "USS", "files", "threads", "rows", "CPU s")


@dataclass
class Looks:
    """What was seen of one resident, at even distances of one ``step``."""

    what: str
    step: str
    costs: list[Cost] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)

    def add(self, cost: Cost, rows: int) -> None:
        self.costs.append(cost)
        self.rows.append(rows)
        print(f"{self.what} {' '.join(self._cells(len(self.costs) - 1))}", file=sys.stderr, flush=True)

    def table(self) -> str:
        lines = columns([HEAD, *(self._cells(at) for at in range(len(self.costs)))])
        return f"{self.what} (MiB; a line each {self.step})\n\n{lines}\n\n{self.slopes()}\n"

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


def compressed(hours: int, looks: Looks, speed: float = SPEED) -> dict[str, int]:
    """Live so many hours at a busy desk; return how often what happened."""
    calls = all(map(shutil.which, ("pulseaudio", "pactl", "parec")))
    with tempfile.TemporaryDirectory() as name, soak(Path(name), speed=speed, calls=calls) as soaked:
        looks.add(soaked.look(), soaked.rows())
        for hour in range(hours):
            soaked.hour(hour)
            looks.add(soaked.look(), soaked.rows())
        return soaked.happened()


def left_alone(minutes: int, looks: Looks) -> None:
    """Wait so many minutes of the world beside a resident that nobody touches."""
    with desk() as here, resident(here.env) as (pid, folder):
        for cost in evenly(lambda: Cost.of(pid), every_s=60, times=minutes):
            if cost is not None:
                looks.add(cost, rows_in(folder))


def run(*, hours: int, real_minutes: int, speed: float = SPEED) -> None:
    """Do both, and print what was seen and whether it grows."""
    if lacks := missing():
        print(f"a soak needs a desk: apt install {lacks}")
        return
    busy, alone = Looks("busy, compressed", "hour"), Looks("left alone", "minute")
    happened: dict[str, int] = {}
    parts: list[Callable[[], object]] = []
    if hours:
        parts.append(lambda: happened.update(compressed(hours, busy, speed)))
    if real_minutes:
        parts.append(lambda: left_alone(real_minutes, alone))
    threads = [threading.Thread(target=part) for part in parts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for looks in (busy, alone):
        if looks.costs:
            print(looks.table())
    if happened:
        print("what happened in the busy one:", ", ".join(f"{kind} {n}" for kind, n in happened.items()))
