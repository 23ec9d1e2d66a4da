"""What one process costs: its memory, its processor time, how often it wakes, what it holds open.

Linux alone can tell all of it (``/proc``); elsewhere ``Cost.of`` returns None.

======== ==================================================================================================
RSS      every page it has in memory, those that other programs use too counted in full
PSS      the same, but a page that n programs use counts 1/n: it falls when another Python runs beside it
USS      what would be free if it ended: its own pages alone
data     pages that come from no file: what it has made itself, whoever runs beside it. What a leak fills
======== ==================================================================================================
"""

from __future__ import annotations

import os
import re
import time
from dataclasses import dataclass
from pathlib import Path

KIB_A_MIB = 1024
NS_A_S = 1e9


@dataclass(frozen=True)
class Cost:
    """One look at one process.

    Attributes
    ----------
    at_s : float
        Steady seconds.
    cpu_s : float
        Processor time of its threads that live, from the scheduler's own count (nanoseconds, where
        ``/proc/PID/stat`` knows hundredths of a second). Of threads that ended meanwhile nothing is known.
    children_s : float
        Processor time of children that ended and were waited for, in hundredths of a second.
    switches : int
        How often a thread began or ceased to run, of its own will or not.
    """

    at_s: float
    rss_mib: float
    pss_mib: float
    uss_mib: float
    data_mib: float
    cpu_s: float
    children_s: float
    switches: int
    threads: int
    files: int

    @classmethod
    def of(cls, pid: int) -> Cost | None:
        """Look at a process; None where that is not possible, or it has gone."""
        process = Path(f"/proc/{pid}")
        try:
            memory = _kib((process / "smaps_rollup").read_text())
            own = memory["Private_Clean"] + memory["Private_Dirty"] + memory.get("Private_Hugetlb", 0)
            tasks = list((process / "task").iterdir())
            return cls(
                at_s=time.perf_counter(),
                rss_mib=memory["Rss"] / KIB_A_MIB,
                pss_mib=memory["Pss"] / KIB_A_MIB,
                uss_mib=own / KIB_A_MIB,
                data_mib=memory["Anonymous"] / KIB_A_MIB,
                cpu_s=sum(int((task / "schedstat").read_text().split()[0]) for task in tasks) / NS_A_S,
                children_s=_children_s(process),
                switches=sum(_switches(task) for task in tasks),
                threads=len(tasks),
                files=len(list((process / "fd").iterdir())),
            )
        except (OSError, KeyError, ValueError):
            return None


@dataclass(frozen=True)
class Spent:
    """What a process spent between two looks. ``last`` is the later one."""

    last: Cost
    cpu_s_a_minute: float
    children_s_a_minute: float
    switches_a_s: float

    @classmethod
    def between(cls, first: Cost, last: Cost) -> Spent:
        passed_s = last.at_s - first.at_s
        return cls(
            last,
            (last.cpu_s - first.cpu_s) / passed_s * 60,
            (last.children_s - first.children_s) / passed_s * 60,
            (last.switches - first.switches) / passed_s,
        )


def _kib(text: str) -> dict[str, int]:
    return {name: int(kib) for name, kib in re.findall(r"^(\w+):\s+(\d+) kB$", text, re.MULTILINE)}


def _children_s(process: Path) -> float:
    fields = (process / "stat").read_text().rpartition(")")[2].split()
    return (int(fields[13]) + int(fields[14])) / os.sysconf("SC_CLK_TCK")


def _switches(task: Path) -> int:
    found = re.findall(r"^\w*ctxt_switches:\s+(\d+)$", (task / "status").read_text(), re.MULTILINE)
    return sum(map(int, found))
