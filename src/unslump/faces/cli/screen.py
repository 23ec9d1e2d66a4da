"""``unslump screen``: the questions, or the verdict on a file of answers. Touches no records."""

from __future__ import annotations

import click

from ...core.errors import BadInput
from ...core.screening.questions import Questions
from ...core.words import Said, Words
from .support import Desk, print_json, read_json


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

    raw = read_json(file, Said("terminal.file.of.answers"))
    today = desk.clock.now().wall.date()
    verdict = judge(raw, rules=desk.rules, catalogue=desk.catalogue, today=today)
    if as_json:
        print_json(verdict_document(verdict, desk.words))
        return
    from .plain.verdict import verdict_lines

    for line in verdict_lines(verdict, desk.words, desk.catalogue):
        click.echo(line)
