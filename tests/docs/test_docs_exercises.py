"""docs/exercises.md names every key an exercise file may hold, and no other; its example is a good file."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from unslump.core.catalogue.parse import CUE_KEYS, EXERCISE_KEYS, PHASE_KEYS, SOURCE_KEYS, parse_exercise

PAGE = (Path(__file__).parents[2] / "docs" / "exercises.md").read_text(encoding="utf-8")


def documented(heading: str) -> set[str]:
    section = PAGE.split(f"## {heading}\n")[1].split("\n## ")[0]
    cells = (row.split("|")[1] for row in section.splitlines() if row.startswith("| `"))
    return {key for cell in cells for key in re.findall(r"`(\w+)`", cell)}


def test_every_key_is_on_the_page() -> None:
    assert documented("At the top") == EXERCISE_KEYS
    assert documented("A source") == SOURCE_KEYS
    assert documented("A phase") == PHASE_KEYS
    assert documented("A cue") == CUE_KEYS


def test_the_example_is_a_good_file() -> None:
    example = re.search(r"```toml\n(.*?)```", PAGE, re.DOTALL)
    assert example
    parse_exercise(tomllib.loads(example.group(1)), "example.toml")
