"""Where the documents are, and the small readings that several tests share."""

from __future__ import annotations

import re
import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
PACKAGE = ROOT / "src" / "unslump"

GENERATED = {".git", ".venv", "__pycache__", "dist", "build", "screenshots", ".hypothesis", ".mypy_cache"}


def documents() -> list[Path]:
    """Every page a person may read, README first."""
    return [*sorted(ROOT.glob("*.md")), *sorted(DOCS.rglob("*.md"))]


def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def page(name: str) -> str:
    """Text of ``docs/<name>``."""
    return text_of(DOCS / name)


@cache
def tracked_files() -> tuple[Path, ...]:
    """What git keeps; in an unpacked archive, what is there."""
    listing = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listing.returncode == 0 and listing.stdout:
        names = [ROOT / name for name in listing.stdout.split("\0") if name]
        return tuple(path for path in names if path.is_file())
    found = (path for path in ROOT.rglob("*") if path.is_file())
    return tuple(path for path in found if not GENERATED & set(path.relative_to(ROOT).parts))


def without_code(text: str) -> str:
    """Drop fenced blocks and `inline code`, so that prose can be read as prose."""
    return re.sub(r"`[^`\n]*`", "", re.sub(r"^```.*?^```$", "", text, flags=re.M | re.S))


def code_blocks(text: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", text, flags=re.M | re.S)


def section(text: str, heading: str) -> str:
    """Return what stands below a heading, down to the next of its rank or higher; empty if there is none."""
    start = re.search(rf"^(#+) {re.escape(heading)}\s*$", text, flags=re.M)
    if start is None:
        return ""
    rank = len(start[1])
    rest = text[start.end() :]
    end = re.search(rf"^#{{1,{rank}}} ", rest, flags=re.M)
    return rest[: end.start()] if end else rest


def rows(text: str) -> list[list[str]]:
    """Cells of every table row, heads and rules left out."""
    lines = text.splitlines()
    rules = {i for i, line in enumerate(lines) if re.fullmatch(r"\|[-:| ]+\|", line.strip())}
    heads = {i - 1 for i in rules}
    return [
        [cell.strip() for cell in re.split(r"(?<!\\)\|", line.strip())[1:-1]]
        for i, line in enumerate(lines)
        if line.strip().startswith("|") and i not in rules | heads
    ]
