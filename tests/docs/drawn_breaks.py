"""Draw the tables of docs/breaks.md and docs/break-scenarios.md: words, reasons, days that were run."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

from docs_tree import page, rows, section

from break_scenarios import COMPARED, EVERY_REASON, OURS, Result, Scenario
from unslump.adapters.content import load_words
from unslump.core.breaks.events import Command
from unslump.core.breaks.phase import PHASES
from unslump.core.breaks.table import NEXT

SHOWN: tuple[Command, ...] = ("start", "done", "postpone", "skip", "pause", "resume")
FIRST = 4


def words_by_phase() -> str:
    """One row a state, one column a word; a dot where it is refused."""
    lines = ["| state | " + " | ".join(f"`{word}`" for word in SHOWN) + " |", "|---" * (len(SHOWN) + 1) + "|"]
    for phase in PHASES:
        lines.append(f"| `{phase}` | " + " | ".join(NEXT[phase][word] or "·" for word in SHOWN) + " |")
    return "\n".join(lines)


def reasons() -> str:
    """One row a reason, under the event it comes with, as days show them."""
    words, seen = load_words(), {}
    for told in EVERY_REASON:
        for event in told.run().events:
            seen.setdefault((event.kind, event.why), words.texts[f"breaks.why.{event.why}"])
    lines = ["| event | reason |", "|---|---|"]
    return "\n".join([*lines, *(f"| `{kind}` | {text} |" for (kind, _), text in sorted(seen.items()))])


def scenarios() -> str:
    """The days of docs/peers.md beside what others made of them, and the days that only we run."""
    peers = {cells[0]: cells[1:] for cells in rows(section(page("peers.md"), "2.6 What we reproduced [run]"))}
    compared = _table(
        ("8 h, nobody answers", *HEAD, "Stretchly mini / long", "Safe Eyes short / long", "BreakTimer"),
        ((each, *_cells(each), *peers[each.name]) for each in COMPARED),
    )
    ours = _table(("day", *HEAD), ((each, *_cells(each)) for each in OURS))
    return f"\n{compared}\n\nAnd days that the others were not run on:\n\n{ours}\n"


HEAD = ("offers", "first offers at", "held", "full rests", "longest sitting", "rest")


def _table(head: Sequence[str], lines: Iterator[tuple[Scenario | str, ...]]) -> str:
    laid = [" | ".join(each.name if isinstance(each, Scenario) else each for each in line) for line in lines]
    return "\n".join([f"| {' | '.join(head)} |", "|---" * len(head) + "|", *(f"| {line} |" for line in laid)])


@cache
def _run(scenario: Scenario) -> Result:
    return scenario.run()


def _cells(scenario: Scenario) -> tuple[str, ...]:
    result = _run(scenario)
    lived, offered = result.lived, result.lived.at("offered")
    first = [_clock(at - result.start_s) for at in offered[:FIRST]]
    return (
        f"**{len(offered)}**",
        " ".join([*first, *(["…"] if len(offered) > FIRST else [])]) or "none",
        str(len(lived.at("held"))),
        str(len(lived.at("reset"))),
        f"{round(result.peak_s / 60)} min",
        f"{round(lived.summary['rest_credited_s'] / 60)} min",
    )


def _clock(seconds: float) -> str:
    minutes = int(seconds // 60)
    return f"{minutes // 60}:{minutes % 60:02}"


TABLES = {
    ("breaks.md", "words"): words_by_phase,
    ("breaks.md", "reasons"): reasons,
    ("break-scenarios.md", "scenarios"): scenarios,
}
