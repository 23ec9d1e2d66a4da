"""``unslump screen``: the questions, or the verdict on a file of answers. Touches no records."""

from __future__ import annotations

import json
import sys
from functools import partial
from pathlib import Path
from typing import Any, NoReturn

import click

from ...core.errors import BadInput
from ...core.screening.questions import Questions
from ...core.words import Said, Words
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
        raise BadInput("terminal.screen.one_of")
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

    raw = read_answers(file)
    today = desk.clock.now().wall.date()
    verdict = judge(raw, rules=desk.rules, catalogue=desk.catalogue, today=today)
    if as_json:
        print_json(verdict_document(verdict, desk.words))
        return
    from .plain.verdict import verdict_lines

    for line in verdict_lines(verdict, desk.words, desk.catalogue):
        click.echo(line)


def read_answers(file: str) -> Any:
    """Read one JSON document from a file, or from standard input for ``-``.

    Raises
    ------
    BadInput
        There is no such file, it cannot be read, is too large, or is not JSON.
    """
    raw = _bytes(file)
    if len(raw) > MOST_BYTES:
        raise BadInput("terminal.file.too_large", file=file, most=MOST_BYTES)
    if not raw.strip():
        raise BadInput("terminal.file.empty", file=file)
    try:
        return json.loads(
            raw.decode("utf-8-sig"),
            parse_constant=partial(_no_number, file),
            object_pairs_hook=partial(_no_repeats, file),
        )
    except UnicodeDecodeError:
        raise BadInput("terminal.file.not_text", file=file) from None
    except RecursionError:
        raise BadInput("terminal.file.too_deep", file=file) from None
    except ValueError as error:
        raise BadInput("terminal.file.not_json", file=file, why=error) from None


def _bytes(file: str) -> bytes:
    try:
        if file == STANDARD_INPUT:
            return sys.stdin.buffer.read(MOST_BYTES + 1)
        with Path(file).open("rb") as opened:
            return opened.read(MOST_BYTES + 1)
    except FileNotFoundError:
        raise BadInput("terminal.file.missing", file=file) from None
    except IsADirectoryError:
        raise BadInput("terminal.file.folder", file=file) from None
    except (OSError, ValueError) as error:  # ValueError: a path with a null byte
        why = getattr(error, "strerror", None) or error
        raise BadInput("terminal.file.unreadable", file=repr(file), why=why) from None


def _no_number(file: str, constant: str) -> NoReturn:
    raise BadInput("terminal.file.not_json", file=file, why=Said("terminal.file.constant", found=constant))


def _no_repeats(file: str, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Two values for one key: which one counts would be a guess, and a guess here could open something."""
    table = dict(pairs)
    if len(table) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise BadInput("terminal.file.not_json", file=file, why=Said("terminal.file.twice", found=twice))
    return table
