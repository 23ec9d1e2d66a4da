"""Someone writes an exercise file and gets things wrong: one answer, every place, no traceback."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saying import refused, said
from unslump.adapters.content import load_toml, load_words, read_exercise_file
from unslump.core.catalogue.parse import parse_exercise
from unslump.core.errors import BadInput

WORDS = load_words()

GOOD = """
id = "D01"
areas = ["lower_back"]
position = "sit"
tags = ["FLEX_SIT"]
levels = true
moves_on_exhale = true
sources = [{ key = "APTABOOK", status = "article" }]

[[phases]]
id = "P4"
breath = "inhale"
seconds = [3, 4, 6]

[[phases]]
id = "P5"
breath = "exhale"
moves = true
seconds = [5, 6, 10]
cues = [
  { id = "a", words = "exercises.stretch.fold_hips", role = "lead", source = "S36", observed_by = "E1" },
  { id = "b", words = "exercises.stretch.fold_long", at = 0.5, source = "S39" },
]
"""

BROKEN = [
    (
        "a typing slip in a key",
        'position = "sit"',
        'postion = "sit"',
        "postion: there is no such key (did you mean position?)",
    ),
    (
        "no position",
        'position = "sit"\n',
        "",
        "position: expected one of sit, stand, either, move, found nothing",
    ),
    (
        "an unknown position",
        '"sit"',
        '"lying"',
        "position: expected one of sit, stand, either, move, found 'lying'",
    ),
    ("an unknown tag", '"FLEX_SIT"', '"FLEX_SITT"', "tags[0]: expected one of FLEX_STAND"),
    ("a near tag", '"FLEX_SIT"', '"FLEX_SITT"', "(did you mean FLEX_SIT"),
    ("an unknown area", '"lower_back"', '"lowerback"', "(did you mean lower_back"),
    (
        "a source that is none",
        '"S36"',
        '"S"',
        "phases[1].cues[0].source: expected S-number or 'added', found 'S'",
    ),
    ("a source beyond the article", '"S36"', '"S69"', "found 'S69'"),
    ("a standing cue, sitting", '"S36"', '"S58"', "S58 belongs to position 'stand' only"),
    (
        "seconds the wrong way round",
        "[5, 6, 10]",
        "[10, 6, 5]",
        "phases[1].seconds: expected [n] or [min, default, max] with 0 <= min",
    ),
    (
        "seconds below nothing",
        "[5, 6, 10]",
        "[-1, 6, 10]",
        "phases[1].seconds: expected [n] or [min, default, max] with 0 <= min",
    ),
    (
        "two numbers",
        "[5, 6, 10]",
        "[5, 6]",
        "phases[1].seconds: expected [n] or [min, default, max] with 0 <= min <= default <= max, found [5",
    ),
    (
        "endless",
        "[5, 6, 10]",
        "[5, 6, inf]",
        "phases[1].seconds: expected [n] or [min, default, max] with 0 <= min",
    ),
    ("words for seconds", "[5, 6, 10]", '"six"', "phases[1].seconds: expected a list, found 'six'"),
    ("true for a number", "at = 0.5", "at = true", "phases[1].cues[1].at: expected a number, found true"),
    (
        "out of its phase",
        "at = 0.5",
        "at = 1.5",
        "phases[1].cues[1].at: expected 0 or more and less than 1, found 1.5",
    ),
    (
        "two cues of one id",
        'id = "b"',
        'id = "a"',
        "phases[1].cues[1].id: expected an id that no other of the cues has",
    ),
    (
        "two phases of one id",
        'id = "P5"',
        'id = "P4"',
        "phases[1].id: expected an id that no other of the phases has",
    ),
    (
        "words that are not there",
        "stretch.fold_hips",
        "stretch.fold_hipz",
        "phases[1].cues[0].words: expected the key of a sentence",
    ),
    ("an unknown source key", '"APTABOOK"', '"WIKI"', "sources[0].key: expected a key of docs/evidence.md H"),
    (
        "a measure that is none",
        '"E1"',
        '"E99"',
        "phases[1].cues[0].observed_by: expected E1 to E15 or 'felt', found 'E99'",
    ),
    (
        "movement while breathing in",
        "seconds = [3, 4, 6]",
        "moves = true\nseconds = [3, 4, 6]",
        "phases[0]: expected movement on the exhale only, found it on inhale",
    ),
    (
        "no inhale first",
        'breath = "inhale"',
        'breath = "free"',
        "phases[1]: expected an inhale before the movement of P5, found nothing",
    ),
    (
        "cues out of order",
        'role = "lead"',
        "at = 0.9",
        "phases[1].cues[1].at: expected 0.9 or more, as after 'a', found 0.5",
    ),
    (
        "levels upside down",
        'role = "lead"',
        "levels = [4, 2]",
        "phases[1].cues[0].levels: expected [lowest, highest] within 0 and 5",
    ),
    (
        "a breath this phase has not",
        'role = "lead"',
        'on = "inhale"',
        "phases[1].cues[0].on: expected a breath that this phase has",
    ),
    ("every without on", 'role = "lead"', "every = true", "phases[1].cues[0].every: expected 'on' beside it"),
    (
        "an unknown end of the cycle",
        "levels = true",
        'levels = true\ncycle = ["P4", "P9"]',
        "cycle: expected the id of a phase, found 'P9'",
    ),
    (
        "the cycle backwards",
        "levels = true",
        'levels = true\ncycle = ["P5", "P4"]',
        "cycle: expected the first phase before the last",
    ),
    (
        "no repetitions",
        "levels = true",
        "levels = true\nreps = 0",
        "reps: expected a whole number from 1 to 1000, found 0",
    ),
]


@pytest.mark.parametrize(("before", "after", "names"), [b[1:] for b in BROKEN], ids=[b[0] for b in BROKEN])
def test_each_slip_is_named_with_its_place(before: str, after: str, names: str) -> None:
    assert before in GOOD
    broken = GOOD.replace(before, after, 1)
    with pytest.raises(BadInput) as caught:
        parse_exercise(tomllib.loads(broken), "mine.toml", WORDS.has)
    assert names in said(caught.value)
    assert said(caught.value).startswith("mine.toml is not an exercise yet")
    assert caught.value.exit_code == 2


def test_all_problems_come_at_once_each_on_its_line() -> None:
    broken = GOOD
    for before, after in [
        ('"FLEX_SIT"', '"FLEX"'),
        ('"S36"', '"S"'),
        ("[5, 6, 10]", "[6]\nrepeat = 2"),
        ("at = 0.5", "at = 7"),
    ]:
        broken = broken.replace(before, after, 1)
    with pytest.raises(BadInput) as caught:
        parse_exercise(tomllib.loads(broken), "mine.toml", WORDS.has)
    first, *problems = said(caught.value).splitlines()
    assert first == "mine.toml is not an exercise yet, 4 things to mend:"
    assert [problem.split(":")[0].strip(" -") for problem in problems] == [
        "tags[0]",
        "phases[1].repeat",
        "phases[1].cues[0].source",
        "phases[1].cues[1].at",
    ]


def test_more_than_two_leads_in_a_breath_are_too_many() -> None:
    extra = '  { id = "c", words = "exercises.stretch.fold_soft", role = "lead", at = 0.6 },\n'
    two = GOOD.replace('at = 0.5, source = "S39" },\n', 'at = 0.5, role = "lead", source = "S39" },\n')
    parse_exercise(tomllib.loads(two), "mine.toml", WORDS.has)
    three = two.removesuffix("]\n") + extra + "]\n"
    with refused(BadInput, match=r"phases\[1\]\.cues: expected at most 2 leads a breath, found 3 at level 0"):
        parse_exercise(tomllib.loads(three), "mine.toml", WORDS.has)
    levels = three.replace('role = "lead", at = 0.6', 'role = "lead", levels = [4, 5], at = 0.6')
    with refused(BadInput, match="found 3 at level 4"):
        parse_exercise(tomllib.loads(levels), "mine.toml", WORDS.has)


def test_two_movements_need_two_breaths_in() -> None:
    twice = GOOD + '\n[[phases]]\nid = "P8"\nbreath = "exhale"\nmoves = true\nseconds = [5, 6, 8]\n'
    with refused(BadInput, match="an inhale before the movement of P8"):
        parse_exercise(tomllib.loads(twice), "mine.toml", WORDS.has)


def test_phases_that_are_no_tables_are_named() -> None:
    table = tomllib.loads(GOOD) | {"phases": [4], "sources": "the library"}
    with pytest.raises(BadInput) as caught:
        parse_exercise(table, "mine.toml", WORDS.has)
    assert "phases[0]: expected an object or table of keys and values, found 4" in said(caught.value)
    assert "sources: expected a list of objects or tables, found 'the library'" in said(caught.value)


def test_a_good_file_is_taken() -> None:
    exercise = parse_exercise(tomllib.loads(GOOD), "mine.toml", WORDS.has)
    assert exercise.variant == "sit"
    assert [cue.role for cue in exercise.phases[1].cues] == ["lead", "detail"]


FILES = [
    (b"id = [", "to be TOML; reading stopped"),
    (b"\xff\xfe\x00", "to be text in UTF-8"),
    (b"", "not an exercise yet"),
]


@pytest.mark.parametrize(("content", "names"), FILES, ids=["not TOML", "not text", "empty"])
def test_a_file_that_is_none_gives_one_sentence(tmp_path: Path, content: bytes, names: str) -> None:
    path = tmp_path / "mine.toml"
    path.write_bytes(content)
    with pytest.raises(BadInput) as caught:
        read_exercise_file(path, WORDS)
    assert names in said(caught.value)


def test_a_missing_file_or_a_folder_gives_one_sentence(tmp_path: Path) -> None:
    with refused(BadInput, match="found none"):
        read_exercise_file(tmp_path / "none.toml", WORDS)
    with refused(BadInput, match="cannot be read"):
        read_exercise_file(tmp_path, WORDS)


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@given(data=st.data())
def test_nothing_a_file_can_hold_brings_a_traceback(data: st.DataObject) -> None:
    table: dict[str, Any] = load_toml("exercises/D01.toml")
    spot: Any = table
    for _ in range(data.draw(st.integers(0, 3))):
        inner = [
            v
            for v in (spot.values() if isinstance(spot, dict) else spot)
            if isinstance(v, (dict, list)) and v
        ]
        if not inner:
            break
        spot = data.draw(st.sampled_from(inner))
    key = data.draw(st.sampled_from(list(spot) if isinstance(spot, dict) else range(len(spot))))
    spot[key] = data.draw(ANYTHING)
    try:
        parse_exercise(table, "D01.toml", WORDS.has)
    except BadInput as problem:
        assert said(problem).startswith("D01.toml is not an exercise yet")
