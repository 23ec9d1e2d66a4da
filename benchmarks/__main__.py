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
from importlib import import_module

from .rows import Row, table

PARTS = ("start", "footprint", "break_engine", "session_page", "living")
"""Measured in this order, one after the other, so that none disturbs another. Loaded when it is their turn:
``living`` and ``soak`` need a desktop's tools, and nobody who wants the others shall."""


def main() -> None:
    asked = _asked()
    if asked.parts == ["soak"]:
        from . import soak

        soak.run(hours=asked.hours, real_minutes=asked.real_minutes, speed=asked.speed)
    elif asked.parts == ["living"]:
        from . import living

        print(living.wide(asked.minutes))
    elif "soak" in asked.parts:
        sys.exit("soak takes an hour and is measured alone")
    else:
        print(_measured(asked.parts or PARTS, asked.minutes))


def _measured(parts: list[str] | tuple[str, ...], minutes: float) -> str:
    rows: list[Row] = []
    for name in parts:
        print(f"measuring {name} ...", file=sys.stderr)
        part = import_module(f".{name}", __package__)
        rows += part.rows(minutes) if name == "living" else part.rows()
    return f"Python {platform.python_version()} on {platform.system()} {platform.machine()}\n\n{table(rows)}"


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks")
    parser.add_argument("parts", nargs="*", choices=[[], *PARTS, "soak"], metavar="PART")
    parser.add_argument(
        "--minutes", type=float, default=2.0, help="how long living waits beside each program"
    )
    parser.add_argument("--hours", type=int, default=24, help="how long soak's busy day is")
    parser.add_argument("--real-minutes", type=int, default=30, help="how long soak leaves one alone")
    parser.add_argument("--speed", type=float, default=60.0, help="how much faster soak's busy day goes")
    return parser.parse_args()


if __name__ == "__main__":
    main()
