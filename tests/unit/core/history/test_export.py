"""An export that explains itself: every field has its words, and CSV reads back as it was."""

from __future__ import annotations

import csv
import io
import json
import tomllib
from importlib.resources import files
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from unslump.adapters.store.memory import MemoryStore
from unslump.core.history.export import FORMAT, TABLES, UNITS, document, field_names, to_csv
from unslump.core.words import Words, flatten
from unslump.testing.records import a_clearance, a_screen, a_session, an_after, an_event, at

TEXT = files("unslump").joinpath("data", "words", "en", "history.toml").read_text(encoding="utf-8")
WORDS = Words("en", flatten(tomllib.loads(TEXT), "history"))


def exported() -> dict[str, Any]:
    store = MemoryStore()
    store.add_screen(a_screen())
    store.add_clearance(a_clearance())
    store.begin_session(a_session(), an_event())
    store.add_after(an_after(note='Said "no", then\nsaid yes, twice.', dizzy=None))
    return dict(store.export())


def test_the_document_names_its_form_and_holds_everything() -> None:
    data = exported()
    paper = document(data, WORDS, at(day=1), settings={"stature_cm": {"value": 182}})
    assert json.loads(json.dumps(paper)) == paper
    assert (paper["format"], paper["version"]) == (FORMAT, 1)
    assert paper["exported_at"] == "2026-03-03T09:00:00+01:00"
    assert paper["data"] == data
    assert paper["settings"] == {"stature_cm": {"value": 182}}


def test_every_table_and_field_has_its_meaning_and_no_meaning_is_left_over() -> None:
    dictionary = document(exported(), WORDS, at(), settings={})["dictionary"]
    explained = {f"{table}.{name}" for table, entry in dictionary.items() for name in entry["fields"]}
    explained |= {f"{table}.table" for table in dictionary}
    written = {key.removeprefix("history.dictionary.") for key, _ in WORDS.under("history.dictionary")}
    assert explained == written
    assert all(entry["meaning"] for entry in dictionary.values())


def test_quantities_have_their_unit() -> None:
    fields = document(exported(), WORDS, at(), settings={})["dictionary"]["sessions"]["fields"]
    assert (fields["position_s"]["unit"], fields["pain_before"]["unit"]) == ("s", "0-10")
    assert fields["exercise"]["unit"] is None


def test_no_unit_is_kept_for_a_field_that_is_gone() -> None:
    assert set(UNITS) <= {name for table in TABLES for name in field_names(table)}


def test_a_table_reads_back_from_csv() -> None:
    data = exported()
    (row,) = csv.DictReader(io.StringIO(to_csv("afters", data["afters"]), newline=""))
    assert tuple(row) == field_names("afters")
    assert row["note"] == 'Said "no", then\nsaid yes, twice.'
    assert (row["dizzy"], row["helpful"], row["pain_0_10"]) == ("", "true", "0")
    assert json.loads(row["clumps"]) == [["low_back", "waist", "mid_back"]]


def test_an_empty_table_is_its_header() -> None:
    assert to_csv("mornings", []) == "session_id,at,pain_0_10\r\n"


@settings(deadline=None)
@given(st.text(st.characters(blacklist_categories=["Cs"])))
def test_any_text_survives_csv(note: str) -> None:
    row = dict.fromkeys(field_names("mornings")) | {"session_id": note}
    read = list(csv.reader(io.StringIO(to_csv("mornings", [row]), newline="")))
    assert read[1][0] == note
