"""What the resident costs while somebody works and no page was opened, beside two other break reminders.

Each program runs alone, one after the other, on a display and buses of its own: warmed up for 25 s, then left
alone until ``minutes`` have passed, then with the pointer moving twice a second for half as long. The memory
is that at the end, the processor time and the switches are those after the warming up.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from costs import Cost, Spent
from soaking import without_desktop

from . import peers
from .desk import Desk, desk, missing, resident
from .rows import Row, columns

WARM_S = 25.0
"""As the figures of docs/peers.md, part 6, were taken."""
GOAL_PSS_MIB = 20.0
GOAL_CPU_S = 0.10
"""Seconds of processor time a minute. Chosen: what the quietest of the others took in docs/peers.md."""
HEAD = ("program", "RSS", "PSS", "USS", "CPU s/min", "+ children", "switches/s", "threads", "files")


@dataclass(frozen=True)
class Lived:
    """One program in one situation. ``spent`` None: not measured, and ``why``."""

    what: str
    spent: Spent | None
    why: str = ""
    ours: bool = True

    def rows(self) -> Iterator[Row]:
        """The two that have a goal; everything else stands beside them."""
        if self.spent is None:
            yield Row(f"memory, {self.what}", None, "MiB", self._goal(GOAL_PSS_MIB), self.why)
            return
        last, spent = self.spent.last, self.spent
        beside = f"PSS; USS {last.uss_mib:.1f}, RSS {last.rss_mib:.1f}"
        yield Row(f"memory, {self.what}", last.pss_mib, "MiB", self._goal(GOAL_PSS_MIB), beside)
        wakes = f"{spent.switches_a_s:.1f} switches/s, {last.threads} threads, {last.files} files"
        if spent.children_s_a_minute:
            wakes = f"children {spent.children_s_a_minute:.2f}, {wakes}"
        yield Row(f"processor, {self.what}", spent.cpu_s_a_minute, "s/min", self._goal(GOAL_CPU_S), wakes)

    def cells(self) -> tuple[str, ...]:
        if self.spent is None:
            return self.what, *["-"] * (len(HEAD) - 2), self.why
        last, spent = self.spent.last, self.spent
        return (
            self.what,
            *(f"{mib:.1f}" for mib in (last.rss_mib, last.pss_mib, last.uss_mib)),
            f"{spent.cpu_s_a_minute:.3f}",
            f"{spent.children_s_a_minute:.2f}",
            f"{spent.switches_a_s:.1f}",
            str(last.threads),
            str(last.files),
        )

    def _goal(self, goal: float) -> float | None:
        return goal if self.ours else None


def watched(pid: int, seconds: float, do: Callable[[float], object] = time.sleep) -> Spent | None:
    """What a process spends while ``do`` goes on for so long; None where nobody can tell."""
    first = Cost.of(pid)
    do(seconds)
    last = Cost.of(pid)
    return Spent.between(first, last) if first and last else None


def without_display(minutes: float) -> Lived:
    what = "resident, no display, no bus"
    with resident(without_desktop()) as (pid, _):
        time.sleep(WARM_S)
        return Lived(what, watched(pid, _idle_s(minutes)), NO_PROC)


def at_a_desk(here: Desk, minutes: float) -> Iterator[Lived]:
    with resident(here.env) as (pid, _):
        yield from situations("resident, X11 and bus", pid, here, minutes)


def beside(minutes: float) -> Iterator[Lived]:
    """Each at a new desk: what one has left behind must not cost the next."""
    for peer in peers.PEERS:
        with desk() as here, peers.running(peer, here.env) as process:
            if process is None:
                yield Lived(peer.name, None, f"not installed (apt install {peer.package})", ours=False)
            else:
                yield from situations(peer.name, process.pid, here, minutes, ours=False)


def situations(what: str, pid: int, here: Desk, minutes: float, *, ours: bool = True) -> Iterator[Lived]:
    time.sleep(WARM_S)
    yield Lived(f"{what}, pointer still", watched(pid, _idle_s(minutes)), GONE, ours)
    yield Lived(f"{what}, pointer moving", watched(pid, minutes * 30, here.move), GONE, ours)


NO_PROC = "this system does not tell (needs Linux)"
GONE = "it ended before it was measured"


def _idle_s(minutes: float) -> float:
    return max(minutes * 60 - WARM_S, 5.0)


def lived(minutes: float) -> Iterator[Lived]:
    """Measure one after the other."""
    _tell(minutes)
    yield without_display(minutes)
    if lacks := missing():
        yield Lived("resident, X11 and bus", None, f"needs {lacks}")
        return
    with desk() as here:
        yield from at_a_desk(here, minutes)
    yield from beside(minutes)


def _tell(minutes: float) -> None:
    takes = max(minutes, (WARM_S + 5) / 60) + (1 + len(peers.PEERS)) * (minutes * 1.5)
    print(f"the resident and its peers are watched for about {takes:.0f} min ...", file=sys.stderr)


def rows(minutes: float) -> list[Row]:
    return [row for each in lived(minutes) for row in each.rows()]


def wide(minutes: float) -> str:
    """The table with a line for each program, MiB."""
    return columns([HEAD, *(each.cells() for each in lived(minutes))])
