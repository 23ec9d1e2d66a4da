"""``unslump screen``: the questions, or the verdict on a file of answers. Touches no records."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any, NoReturn

import click

from ...core.errors import BadInput
from ...core.screening.questions import Questions
from ...core.words import Words
from .support import Desk, print_json

MOST_BYTES = 1_000_000
"""An answers file is some hundred bytes; the page takes no more than this either."""

STANDARD_INPUT = "-"


@click.command("screen")
@click.option("--questions", "asks", is_flag=True)
@click.option("--answers", "file", metavar="FILE")
@click.option("--json", "as_json", is_flag=True)
@click.pass_obj
def command(desk: Desk, asks: bool, file: str | None, as_json: bool) -> None:
    if asks == (file is not None):
        raise BadInput(desk.words("terminal.screen.one_of"))
    if file is None:
        _questions(desk, as_json)
    else:
        _verdict(desk, file, as_json)


def _questions(desk: Desk, as_json: bool) -> None:
    from ...app.judging import questions_document

    if as_json:
        print_json(questions_document(desk.questions, desk.words))
    else:
        for line in _question_lines(desk.questions, desk.words):
            click.echo(line)


def _question_lines(questions: Questions, words: Words) -> list[str]:
    lines: list[str] = []
    for group in questions.groups:
        lines += ["", words(group.title)]
        for question in group.questions:
            lines.append(f"  {question.id:<24}{words(question.words)}")
            if question.words_milder:
                lines.append(f"  {question.id + ' (milder)':<24}{words(question.words_milder)}")
        lines += [f"  {'-':<24}{words(group.none)}"] if group.none else []
    return lines[1:]


def _verdict(desk: Desk, file: str, as_json: bool) -> None:
    from ...app.judging import judge, verdict_document

    raw = read_answers(file, desk.words)
    today = desk.clock.now().wall.date()
    verdict = judge(raw, rules=desk.rules, catalogue=desk.catalogue, today=today)
    if as_json:
        print_json(verdict_document(verdict, desk.words))
        return
    from .plain.verdict import verdict_lines

    for line in verdict_lines(verdict, desk.words, desk.catalogue):
        click.echo(line)


def read_answers(file: str, words: Words) -> Any:
    """Read one JSON document from a file, or from standard input for ``-``.

    Raises
    ------
    BadInput
        There is no such file, it cannot be read, is too large, or is not JSON.
    """
    raw = _bytes(file, words)
    if len(raw) > MOST_BYTES:
        raise BadInput(words("terminal.file.too_large", file=file, most=MOST_BYTES))
    if not raw.strip():
        raise BadInput(words("terminal.file.empty", file=file))
    try:
        return json.loads(raw.decode("utf-8-sig"), parse_constant=_no_number, object_pairs_hook=_no_repeats)
    except UnicodeDecodeError:
        raise BadInput(words("terminal.file.not_text", file=file)) from None
    except RecursionError:
        raise BadInput(words("terminal.file.too_deep", file=file)) from None
    except ValueError as error:
        raise BadInput(words("terminal.file.not_json", file=file, why=error)) from None


def _bytes(file: str, words: Words) -> bytes:
    try:
        if file == STANDARD_INPUT:
            return sys.stdin.buffer.read(MOST_BYTES + 1)
        with Path(file).open("rb") as opened:
            return opened.read(MOST_BYTES + 1)
    except FileNotFoundError:
        raise BadInput(words("terminal.file.missing", file=file)) from None
    except IsADirectoryError:
        raise BadInput(words("terminal.file.folder", file=file)) from None
    except (OSError, ValueError) as error:  # ValueError: a path with a null byte
        why = getattr(error, "strerror", None) or error
        raise BadInput(words("terminal.file.unreadable", file=repr(file), why=why)) from None


def _no_number(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no number of JSON")


def _no_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Two values for one key: which one counts would be a guess, and a guess here could open something."""
    table = dict(pairs)
    if len(table) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"the key {twice!r} is there more than once")
    return table
