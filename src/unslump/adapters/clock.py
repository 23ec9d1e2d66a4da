"""Read the computer's clocks. Suspend is the difference between the two steady ones.

===========  ========================  ===========================
system       ``awake_s``               ``boot_s``
===========  ========================  ===========================
Linux        CLOCK_MONOTONIC           CLOCK_BOOTTIME
macOS        CLOCK_UPTIME_RAW          CLOCK_MONOTONIC_RAW
Windows      QueryUnbiasedInterrupt-   QueryInterruptTime
             Time
elsewhere    ``time.monotonic``        the same: no suspend is seen
===========  ========================  ===========================

The awake clock is read first, so that time spent between the two readings never looks like sleep that ran
backwards.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from ..core.vocab import Moment

if TYPE_CHECKING:
    from ..ports import Clock

Seconds = Callable[[], float]

INTERRUPT_TICK_S = 1e-7  # Windows counts interrupt time in steps of 100 ns


def local_wall() -> datetime:
    """Read the wall clock with the zone that holds here and now."""
    return datetime.now().astimezone()


@dataclass(frozen=True, slots=True)
class SystemClock:
    """``ports.Clock`` over two steady counters and the wall."""

    awake: Seconds
    boot: Seconds
    wall: Callable[[], datetime] = local_wall

    def now(self) -> Moment:
        awake_s = self.awake()
        return Moment(awake_s, self.boot(), self.wall())


def system_clock(platform: str = sys.platform) -> SystemClock:
    """Return the clock of this computer, or of the kind of system named."""
    if platform == "win32":
        return windows_clock(*_windows_libraries())
    names = {
        "darwin": ("CLOCK_UPTIME_RAW", "CLOCK_MONOTONIC_RAW"),
        "linux": ("CLOCK_MONOTONIC", "CLOCK_BOOTTIME"),
    }
    wanted = names.get(platform, ())
    if wanted and all(hasattr(time, name) for name in wanted):
        awake, boot = (_posix(getattr(time, name)) for name in wanted)
        return SystemClock(awake, boot)
    return SystemClock(time.monotonic, time.monotonic)


def _posix(clock_id: int) -> Seconds:
    return lambda: time.clock_gettime(clock_id)


def windows_clock(kernel: Any, realtime: Any) -> SystemClock:
    """Return a clock over the two DLLs that count interrupt time.

    Parameters
    ----------
    kernel
        Has ``QueryUnbiasedInterruptTime`` (kernel32): stands still in sleep and hibernation.
    realtime
        Has ``QueryInterruptTime`` (KernelBase, Windows 10 on): goes on.
    """
    return SystemClock(
        _interrupt_time(kernel.QueryUnbiasedInterruptTime), _interrupt_time(realtime.QueryInterruptTime)
    )


def _interrupt_time(query: Any) -> Seconds:
    import ctypes

    def read() -> float:
        ticks = ctypes.c_ulonglong()
        query(ctypes.byref(ticks))
        return ticks.value * INTERRUPT_TICK_S

    return read


def _windows_libraries() -> tuple[Any, Any]:
    import ctypes

    load = ctypes.WinDLL  # type: ignore[attr-defined, unused-ignore]
    return load("kernel32"), load("KernelBase")


@dataclass(slots=True)
class ScaledClock:
    """Run ``factor`` times as fast as ``base``. For ``--testing`` alone.

    The steady clocks run that fast from the computer's start on, so that two runs of the program agree on
    them; the wall from the moment this was made, so that it shows today.
    """

    base: Clock
    factor: float
    _start: Moment = field(init=False)

    def __post_init__(self) -> None:
        if not self.factor > 0:
            raise ValueError(f"A clock's factor must be above 0; found {self.factor}.")
        self._start = self.base.now()

    def now(self) -> Moment:
        start, here = self._start, self.base.now()
        wall_s = (here.wall - start.wall).total_seconds() * self.factor
        return Moment(
            here.awake_s * self.factor,
            here.boot_s * self.factor,
            start.wall + timedelta(seconds=wall_s),
        )
