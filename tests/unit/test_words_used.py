"""No key of the words is missing, and none is left over: read from the code, the templates and the data.

A key is used if it stands somewhere as it is, or if it fits a pattern (``f"session.breath.{breath}"``, in a
template ``"session.breath." ~ breath``) whose gaps hold what stands somewhere as it is, fits a pattern, or
is a number.
"""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Any

import click

from saying import WORDS
from unslump.faces.cli.main import build_group

ROOT = Path(__file__).resolve().parents[2] / "src" / "unslump"
TREES = {path: ast.parse(path.read_text(encoding="utf-8")) for path in sorted(ROOT.rglob("*.py"))}
PAGES = [*sorted(ROOT.rglob("*.html")), *sorted(ROOT.rglob("*.js"))]
DATA = [path for path in sorted((ROOT / "data").rglob("*.toml")) if "words" not in path.parts]
GAP = "\0"


def bases() -> Iterator[tuple[str, str]]:
    for tree in TREES.values():
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef):
                yield from ((node.name, base.id) for base in node.bases if isinstance(base, ast.Name))


def errors_of(base: str) -> frozenset[str]:
    """The names of a class and of all that are made from it."""
    return frozenset({base}).union(*(errors_of(name) for name, of in bases() if of == base))


ERRORS = errors_of("UnslumpError")
SPEAKS = ERRORS | {"Said"}


def written(node: ast.expr) -> str | None:
    """A text as it stands in the code, with ``GAP`` for what is filled in; None where it is no text."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else None
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else GAP for part in node.values)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        sides = [written(node.left), written(node.right)]
        return "".join(side or GAP for side in sides) if any(sides) else None
    return None


def in_pages(text: str) -> Iterator[str]:
    """Quoted texts of a template or script; ``"a." ~ b ~ ".c"`` and ``${b}`` are gaps."""
    for before, _, inner, after in re.findall(r"""(~ )?(["'])([\w.-]*)\2( ~)?""", text):
        yield (GAP if before else "") + inner + (GAP if after else "")
    for around in re.findall(r'''"([\w.]+)" ~ [\w.]+ ~ "([\w.]+)"''', text):
        yield GAP.join(around)
    for inner in re.findall(r"`((?:[\w.-]|\$\{[^}]*\})*)`", text):
        yield re.sub(r"\$\{[^}]*\}", GAP, inner)
    for counted in re.findall(r"""t\.count\(["']([\w.]+)["']""", text):
        yield from (f"{counted}.one", f"{counted}.other")


def in_data(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield name
            yield from in_data(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from in_data(inner)
    elif isinstance(value, str):
        yield value


def called(node: ast.Call) -> Iterator[str]:
    """What a call brings in: both forms of a count, and the names below a prefix that are listed."""
    name = getattr(node.func, "attr", getattr(node.func, "id", ""))
    texts = [text for argument in node.args if (text := written(argument))]
    if name == "count":
        yield from (f"{text}.{form}" for text in texts for form in ("one", "other"))
    if name in ("_names", "under"):
        for text in texts:
            below = re.compile(r".+".join(map(re.escape, text.split(GAP))) + r"\.([^.]+)")
            yield from (found.group(1) for key in WORDS.texts if (found := below.match(key)))


def machine_values() -> Iterator[str]:
    """Values of the words that are codes for other keys (docs/words.md)."""
    for key, text in WORDS.under("why"):
        if key.endswith((".source", ".status")):
            yield from text.split()


def options() -> Iterator[str]:
    group = build_group(WORDS)
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        yield from (f"cli.{name}.{parameter.name}" for parameter in command.params)
        for inner, below in getattr(command, "commands", {}).items():
            names = ["help", "short", *(parameter.name for parameter in below.params)]
            yield from (f"cli.{name}.{inner}.{each}" for each in names)


def everything() -> Iterator[str]:
    for tree in TREES.values():
        for node in ast.walk(tree):
            text = written(node) if isinstance(node, ast.expr) else None
            if text is not None:
                yield text
            if isinstance(node, ast.keyword) and node.arg:
                yield node.arg
            if isinstance(node, ast.Call):
                yield from called(node)
            if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
                yield node.target.id  # the name of a field
    for path in PAGES:
        yield from in_pages(path.read_text(encoding="utf-8"))
    for path in DATA:
        yield from in_data(tomllib.loads(path.read_text(encoding="utf-8")))
    yield from (path.stem for path in DATA)
    yield from machine_values()
    yield from options()
    for path in (ROOT / "faces" / "cli").glob("*.py"):
        yield path.stem  # a command is named by its module


WRITTEN = frozenset(everything())
PLAIN = frozenset(text for text in WRITTEN if GAP not in text)
PATTERNS = tuple(
    re.compile("(.+)".join(map(re.escape, text.split(GAP))))
    for text in sorted(WRITTEN)
    if GAP in text and len(text) > 2 and re.fullmatch(r"[\w.\0-]+", text) and text.strip(GAP + "._")
)


@cache
def stands(text: str, depth: int = 3) -> bool:
    """Whether this text may come out of what is written somewhere."""
    if text in PLAIN or text.isdigit():
        return True
    if depth == 0:
        return False
    return any(
        all(stands(gap, depth - 1) for gap in match.groups())
        for pattern in PATTERNS
        if (match := pattern.fullmatch(text))
    )


def test_no_words_are_left_over() -> None:
    assert [key for key in WORDS.texts if not stands(key)] == []


def made() -> Iterator[tuple[str, ast.Call]]:
    """Every call that makes an error or a part of one, with its place."""
    for path, tree in TREES.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in SPEAKS:
                yield f"{path.relative_to(ROOT)}:{node.lineno}", node


def fits_a_key(text: str) -> bool:
    pattern = re.compile(".+".join(map(re.escape, text.split(GAP))))
    return any(pattern.fullmatch(key) for key in WORDS.texts)


def test_an_error_carries_a_key_that_is_there() -> None:
    """``Said(why)``, a key that another part chose, is the one other way; no error may be made like that."""
    wrong = [
        place
        for place, call in made()
        if not (text := written(call.args[0]) if call.args else None)
        if getattr(call.func, "id", "") in ERRORS
    ] + [
        f"{place}: {text!r}"
        for place, call in made()
        if call.args and (text := written(call.args[0])) and not fits_a_key(text)
    ]
    assert wrong == [], "raise the key of a sentence and what to fill in, never a sentence"


def test_an_error_fills_in_what_its_sentence_asks_for() -> None:
    wrong = [
        f"{place}: {text} wants {sorted(wanted - given)}"
        for place, call in made()
        if call.args and (text := written(call.args[0])) and text in WORDS.texts
        if not any(keyword.arg is None for keyword in call.keywords)
        if (wanted := names_in(WORDS.texts[text])) - (given := {k.arg or "" for k in call.keywords})
    ]
    assert wrong == []


def names_in(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_the_errors_are_many_and_the_tests_can_fail() -> None:
    assert {"BadInput", "StoreTrouble", "BadSettings"} <= ERRORS
    assert sum(getattr(call.func, "id", "") in ERRORS for _, call in made()) > 60
    assert stands("session.breath.inhale") and not stands("session.breath.sigh of relief")
    assert not stands("errors.nothing_says_this") and not stands("terminal.nothing_says_this")
    assert fits_a_key("errors.level") and not fits_a_key("Expected a level, found none.")
