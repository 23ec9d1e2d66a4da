"""Print every measure as one table: ``python -m benchmarks``. Nothing here is asserted in a test."""

from __future__ import annotations

import platform
import sys

from . import footprint, session_page, start
from .rows import Row, table


def main() -> None:
    """Measure one part after the other, so that none disturbs another."""
    rows: list[Row] = []
    for part in (start, footprint, session_page):
        print(f"measuring {part.__name__.partition('.')[2]} ...", file=sys.stderr)
        rows += part.rows()
    print(f"Python {platform.python_version()} on {platform.system()} {platform.machine()}\n")
    print(table(rows))


if __name__ == "__main__":
    main()
