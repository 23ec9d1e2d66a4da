"""The pages on breaks tell of every state, event, word and number, and quote others as they stand."""

from __future__ import annotations

import re
from typing import get_args

from docs_tree import page, rows, section

from break_scenarios import COMPARED
from unslump.core.breaks import policy
from unslump.core.breaks.events import COMMANDS, HOLDS, Kind
from unslump.core.breaks.phase import PHASES

BREAKS = page("breaks.md")


def named(text: str) -> set[str]:
    """Every `name` in the first column of the tables of ``text``."""
    return {name for cells in rows(text) for name in re.findall(r"`([^`]+)`", cells[0])}


def test_every_state_is_explained() -> None:
    assert named(section(BREAKS, "States")) == set(PHASES)


def test_every_event_is_explained() -> None:
    assert named(section(BREAKS, "What happens, and why")) == set(get_args(Kind))


def test_every_word_is_in_the_table() -> None:
    table = section(BREAKS, "States")
    assert all(f"| `{word}` " in table for word in COMMANDS)


def test_every_number_that_no_setting_changes_is_told_as_it_is() -> None:
    told = {cells[0].strip("`"): cells[1] for cells in rows(section(BREAKS, "Rules")) if cells[0].isupper()}
    ours = {
        name: value
        for name, value in vars(policy).items()
        if name.isupper() and isinstance(value, int | float) and name not in {"LONGEST_PAUSE_S", "DAY_S"}
    }
    assert told.keys() == ours.keys()
    for name, value in ours.items():
        assert told[name] == (f"{value:g} s" if name.endswith("_S") else f"{value:g}"), name


def test_the_first_numbers_of_a_person_are_those_of_the_page() -> None:
    first = policy.Policy()
    for told in (
        f"`away_after_s` ({first.away_after_s / 60:g} min)",
        f"`locked_after_s` ({first.locked_after_s:g} s)",
        f"`full_rest_s` ({first.full_rest_s / 60:g} min)",
        f"`postpone_s` ({first.postpone_s / 60:g} min)",
    ):
        assert told in " ".join(BREAKS.split()), told
    assert first.paid_back_s(60) == 9 * 60, "a minute of rest pays nine of sitting"


def test_every_hold_is_named() -> None:
    assert len(HOLDS) == 3 and "A call, do-not-disturb or something full screen **holds** an offer" in BREAKS


def test_other_programs_are_quoted_as_they_were_measured() -> None:
    peers = rows(section(page("peers.md"), "2.6 What we reproduced [run]"))
    drawn = {cells[0]: cells for cells in rows(page("break-scenarios.md"))}
    names = {scenario.name for scenario in COMPARED}
    measured = [cells for cells in peers if len(cells) == 4 and cells[0] in names]
    assert len(measured) == len(COMPARED)
    for name, *theirs in measured:
        assert drawn[name][-3:] == theirs
    text = page("break-scenarios.md")
    for version in ("639088e", "ea8d17f", "6678a08", "1.10.50"):
        assert version in text and version in page("peers.md")
