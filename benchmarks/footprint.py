"""What the resident costs while it waits, and what the installation takes on the disk."""

from __future__ import annotations

from pathlib import Path

from .clones import fresh_clone, resident, terminal
from .rows import Row
from .start import prepare

TOOLS_OF_THE_ENVIRONMENT = ("pip", "setuptools", "_distutils_hack", "pkg_resources")
"""What a virtual environment brings for itself; not a part of the product."""

MIB = 1024 * 1024


def memory(run: Path) -> list[Row]:
    with resident(run, terminal()) as started:
        before = started.pss_mib()
        started.first_page()
        after = started.pss_mib()
    note = "PSS from smaps_rollup"
    return [
        Row("memory, no page ever opened", before, "MiB", 20.0, note),
        Row("memory, one page opened", after, "MiB", 45.0, note),
    ]


def installed(clone: Path) -> list[Row]:
    packages = next((clone / ".venv" / "lib").glob("python3*/site-packages"))
    own = [p for p in packages.iterdir() if not p.name.startswith(TOOLS_OF_THE_ENVIRONMENT)]
    libraries = sum(size(path) for path in own) / MIB
    product = size(clone / "src") / MIB
    return [Row("installed size, compiled", libraries + product, "MiB", 40.0, f"of it {product:.1f} our own")]


def size(path: Path) -> int:
    files = [path] if path.is_file() else [f for f in path.rglob("*") if f.is_file()]
    return sum(f.stat().st_size for f in files)


def rows() -> list[Row]:
    with fresh_clone() as clone:
        prepare(clone)
        return [*memory(clone / "run"), *installed(clone)]
