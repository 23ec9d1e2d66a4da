"""The pages on sessions, screening, the store and the layout tell of what is there, all of it."""

from __future__ import annotations

import re
import tomllib

import pytest
from docs_tree import PACKAGE, ROOT, page, rows, section, text_of
from drawn import DRAWN_PAGES, about_rules, drawn, rules

from unslump.adapters.store.migrations import MIGRATIONS
from unslump.core.session.table import Event, Move, State

REDRAW = "PYTHONPATH=src:tests python tests/docs/drawn.py"


@pytest.mark.parametrize("name", DRAWN_PAGES)
def test_the_drawn_tables_are_those_of_the_code(name: str) -> None:
    assert page(name) == drawn(name), f"docs/{name} has fallen behind the code: {REDRAW}"


def first_cells(text: str) -> set[str]:
    """Every `name` in the first column of the tables of ``text``."""
    return {name for cells in rows(text) for name in re.findall(r"`([^`]+)`", cells[0])}


def test_every_state_event_and_move_of_a_session_is_explained() -> None:
    session = page("session.md")
    assert {state.value for state in State} == first_cells(section(session, "States"))
    assert {event.value for event in Event} == first_cells(section(session, "Events"))
    assert {move.name.lower() for move in Move} <= first_cells(section(session, "The table"))


def test_every_rule_says_what_it_is_about() -> None:
    about = about_rules()
    assert set(rules()) == set(about)
    assert not [rule for rule, text in about.items() if not text], "a rule without a word on what it is about"


def test_every_table_of_the_store_is_documented() -> None:
    made = {
        name
        for step in MIGRATIONS
        for statement in step.statements
        for name in re.findall(r"CREATE TABLE (\w+)", statement)
    } | {"migrations"}
    assert made == first_cells(section(page("store.md"), "Tables"))


def test_every_measure_that_a_cue_names_is_documented() -> None:
    documented = {cells[0] for cells in rows(page("measures.md"))}
    for path in (PACKAGE / "data" / "exercises").glob("*.toml"):
        for phase in tomllib.loads(text_of(path))["phases"]:
            for cue in phase.get("cues", ()):
                observed = cue.get("observed_by", "felt")
                assert observed == "felt" or observed in documented, f"{path.name}: {observed}"


def test_every_page_that_the_code_points_to_is_there() -> None:
    pointed = {
        (path.relative_to(ROOT), name)
        for path in [*PACKAGE.rglob("*.py"), *PACKAGE.rglob("*.toml"), *PACKAGE.rglob("*.js")]
        for name in re.findall(r"\bdocs/[\w/-]+\.md", text_of(path))
    }
    assert pointed
    lost = [f"{path} points to {name}" for path, name in pointed if not (ROOT / name).exists()]
    assert not lost, "\n".join(sorted(lost))


def test_the_layout_shows_every_package() -> None:
    """A folder that docs/design.md does not draw is one that nobody finds."""
    drawing = section(page("design.md"), "Layout")
    folders = {
        path.relative_to(PACKAGE)
        for path in PACKAGE.rglob("*")
        if path.is_dir() and path.name != "__pycache__" and any(file.is_file() for file in path.iterdir())
    }
    missing = [str(folder) for folder in folders if f" {folder.name}/" not in drawing and folder.name != "en"]
    assert not missing, f"docs/design.md, Layout: no {', '.join(sorted(missing))}"


def test_every_environment_variable_is_documented() -> None:
    read = {name for path in PACKAGE.rglob("*.py") for name in re.findall(r"UNSLUMP_[A-Z_]+", text_of(path))}
    assert read and [name for name in read if f"`{name}`" not in page("commands.md")] == []
