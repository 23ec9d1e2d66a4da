"""One line of the table of measures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """A measure, its goal (at most), and how it was taken. ``value`` None: not measured here."""

    what: str
    value: float | None
    unit: str
    goal: float | None
    note: str = ""

    @property
    def reached(self) -> str:
        if self.value is None or self.goal is None:
            return "-"
        return "yes" if self.value <= self.goal else "NO"

    def cells(self) -> tuple[str, ...]:
        value = "-" if self.value is None else f"{self.value:.2f} {self.unit}"
        goal = "-" if self.goal is None else f"{self.goal:g} {self.unit}"
        return self.what, value, goal, self.reached, self.note


HEAD = ("measure", "here", "goal", "reached", "how")


def table(rows: list[Row]) -> str:
    """Lay the rows out as a Markdown table with even columns."""
    return columns([HEAD, *(row.cells() for row in rows)])


def columns(lines: Sequence[Sequence[str]]) -> str:
    """Lay lines out, the first as the head; all have as many cells."""
    widths = [max(len(line[column]) for line in lines) for column in range(len(lines[0]))]
    laid = ["| " + " | ".join(c.ljust(w) for c, w in zip(line, widths, strict=True)) + " |" for line in lines]
    return "\n".join([laid[0], "|" + "|".join("-" * (w + 2) for w in widths) + "|", *laid[1:]])
