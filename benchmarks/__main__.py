"""Print every measure as one table: ``python -m benchmarks``. Nothing here is asserted in a test.

::

    python -m benchmarks                  all of it, one part after the other
    python -m benchmarks start footprint  these parts
    python -m benchmarks living           the resident beside other programs, a line for each
    python -m benchmarks soak             does it grow? a day in compressed time, half an hour of the world's
"""

from __future__ import annotations

import argparse
import platform
import sys

from . import break_engine, footprint, living, session_page, soak, start
from .rows import Row, table

PARTS = {
    part.__name__.partition(".")[2]: part for part in (start, footprint, break_engine, session_page, living)
}
"""Measured in this order, one after the other, so that none disturbs another."""


def main() -> None:
    asked = _asked()
    if asked.parts == ["soak"]:
        soak.run(hours=asked.hours, real_minutes=asked.real_minutes, speed=asked.speed)
    elif asked.parts == ["living"]:
        print(living.wide(asked.minutes))
    else:
        print(_measured(asked.parts or list(PARTS), asked.minutes))


def _measured(parts: list[str], minutes: float) -> str:
    rows: list[Row] = []
    for name in parts:
        print(f"measuring {name} ...", file=sys.stderr)
        rows += living.rows(minutes) if name == "living" else PARTS[name].rows()
    return f"Python {platform.python_version()} on {platform.system()} {platform.machine()}\n\n{table(rows)}"


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks")
    parser.add_argument("parts", nargs="*", choices=[[], *PARTS, "soak"], metavar="PART")
    parser.add_argument("--minutes", type=float, default=living.MINUTES, help="how long living waits, idle")
    parser.add_argument("--hours", type=int, default=soak.HOURS, help="compressed hours of soak")
    parser.add_argument("--real-minutes", type=int, default=soak.REAL_MINUTES, help="and real minutes")
    parser.add_argument("--speed", type=float, default=soak.SPEED, help="how much faster soak's day goes")
    return parser.parse_args()


if __name__ == "__main__":
    main()
