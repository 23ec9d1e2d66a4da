"""Draw the parts of the documents that are tables of the code, so that a page cannot fall behind.

``PYTHONPATH=src:tests python tests/docs/drawn.py`` writes them into the pages; the "about" column stays.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from typing import Any

from docs_tree import DOCS, PACKAGE, page, rows
from drawn_breaks import TABLES

from unslump.core.session.table import TABLE, Event, Move, State


def session_rows() -> list[tuple[tuple[State, ...], Mapping[Event, Move]]]:
    """Group states whose rows are the same, in the order of the table."""
    grouped: list[tuple[tuple[State, ...], Mapping[Event, Move]]] = []
    for state, row in TABLE.items():
        for i, (states, same) in enumerate(grouped):
            if same == row:
                grouped[i] = ((*states, state), row)
                break
        else:
            grouped.append(((state,), row))
    return grouped


def session_table() -> str:
    """One row a group of states, one column an event; a dot where the event is refused."""
    head = "| state | " + " | ".join(f"`{event.value}`" for event in Event) + " |"
    lines = [head, "|---" * (len(Event) + 1) + "|"]
    for states, row in session_rows():
        cells = [row[event].name.lower() if event in row else "·" for event in Event]
        lines.append(f"| {' '.join(f'`{state.value}`' for state in states)} | {' | '.join(cells)} |")
    return "\n".join(lines)


def rules() -> Mapping[str, Mapping[str, Any]]:
    """Every screening rule by its id."""
    return tomllib.loads((PACKAGE / "data/screening/rules.toml").read_text(encoding="utf-8"))["rule"]


def rule_effect(rule: Mapping[str, Any]) -> str:
    """What a rule does, in the fewest words: ``CLEAR FLEX_* ROT (a record opens it)``."""
    parts = [_one_effect(effect) for effect in rule["effects"]]
    parts += [
        f"{key} {str(rule[key]).lower()}"
        for key in ("prepare_min_s", "prepare_skippable", "settle_s", "max_reps")
        if key in rule
    ]
    parts += [key.replace("_", " ") for key in ("no_abs", "head_in_line", "natural_breath") if rule.get(key)]
    return "; ".join(parts)


def _one_effect(effect: Mapping[str, Any]) -> str:
    words = [effect["action"], *effect.get("locks", ())]
    if effect.get("closes_all"):
        words.append("everything")
    words += effect.get("closes", ())
    words += [area.replace("_", " ") for area in effect.get("closes_areas", ())]
    words += [f"what is mainly for {area}" for area in effect.get("closes_main", ())]
    if "keeps" in effect:
        words += ["except", *effect["keeps"]]
    if "max_level" in effect:
        words.append(f"up to L{effect['max_level']}")
    if "clearance" in effect:
        words.append(f"(record: {effect['clearance']})")
    return " ".join(words)


def rules_table(about: Mapping[str, str]) -> str:
    """One row a rule. ``about`` is the one column written by hand, by rule."""
    lines = ["| rule | about | urgency | effect |", "|---|---|---|---|"]
    for name, rule in rules().items():
        lines.append(
            f"| `{name}` | {about.get(name, '')} | {rule.get('urgency', '')} | `{rule_effect(rule)}` |"
        )
    return "\n".join(lines)


def about_rules() -> dict[str, str]:
    """What docs/screening.md says each rule is about."""
    return {cells[0].strip("`"): cells[1] for cells in rows(page("screening.md")) if len(cells) == 4}


def drawn(name: str) -> str:
    """The page as it should be: the same prose with the tables of today between their marks."""

    def put(mark: re.Match[str]) -> str:
        return f"{mark[1]}\n{table(name, mark[2] or '')}\n<!-- end -->"

    marks = r"(<!-- drawn from the code(?:: (\w+))? -->).*?<!-- end -->"
    return re.sub(marks, put, page(name), flags=re.S)


def table(name: str, which: str) -> str:
    if name == "session.md":
        return session_table()
    return rules_table(about_rules()) if name == "screening.md" else TABLES[name, which]()


DRAWN_PAGES = ("session.md", "screening.md", *dict.fromkeys(name for name, _ in TABLES))

if __name__ == "__main__":
    for name in DRAWN_PAGES:
        (DOCS / name).write_text(drawn(name), encoding="utf-8")
