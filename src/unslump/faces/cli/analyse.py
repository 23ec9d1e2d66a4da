"""``unslump analyse VIDEO ...``: a recorded fold and uncurl, read and said. Nothing of it leaves the
computer."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ...core.errors import BadInput, UnslumpError
from ...core.vocab import MAX_LEVEL, MIN_LEVEL
from ...core.words import Words
from .support import Desk, Films, print_json

if TYPE_CHECKING:
    from ...core.motion.frames import PoseFrame


@dataclass(frozen=True)
class Job:
    """One file to read, as it goes to another process."""

    file: str
    films: Films
    stored: Path | None
    level: int
    seat_edge_px: float | None
    spine_model: Path | None = None


@dataclass(frozen=True)
class Read:
    """One file, read: its frames and where they came from, or the error that says why not."""

    job: Job
    frames: Sequence[PoseFrame] = ()
    recipe: Mapping[str, Any] | None = None
    trouble: UnslumpError | None = None


@click.command("analyse")
@click.argument("videos", nargs=-1, required=True)
@click.option("--out", type=click.Path(path_type=Path))
@click.option("--together", is_flag=True)
@click.option("--stored", type=click.Path(path_type=Path, file_okay=False))
@click.option("--level", type=click.IntRange(MIN_LEVEL, MAX_LEVEL), default=1)
@click.option("--seat-edge", "seat_edge_px", type=float)
@click.option("--spine-model", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True)
@click.pass_obj
def command(
    desk: Desk, videos: Sequence[str], out: Path | None, together: bool, stored: Path | None, level: int,
    seat_edge_px: float | None, spine_model: Path | None, as_json: bool,
) -> int:  # fmt: skip
    films = desk.outside.films()
    assert films is not None, "main wires them"
    kept = [film for film in videos if film.endswith(STORED)]
    if spine_model and kept:
        raise BadInput("spine.stored", file=kept[0])
    films.ready(len(kept) < len(videos), spine_model)
    jobs = [Job(file, films, stored, level, seat_edge_px, spine_model) for file in videos]
    if together:
        documents, failed = _together(jobs, desk.words), False
    else:
        documents, failed = _each(jobs, desk.words)
    _write_reports(documents, out, desk.words)
    if as_json:
        print_json(documents[0] if len(videos) == 1 or together else {"recordings": documents})
    else:
        for line in _said(documents, out, desk.words):
            click.echo(line)
    return UnslumpError.exit_code if failed else 0


STORED = ".npz"


def _each(jobs: Sequence[Job], t: Words) -> tuple[list[dict[str, Any]], bool]:
    """Review every file as somebody of their own; a file that cannot be read does not keep the others
    back."""
    if len(jobs) == 1:
        return [_reviewed([_read(jobs[0], t)], t)], False
    documents, failed = [], False
    for read, document in _side_by_side(jobs, t):
        if read.trouble is not None:
            click.echo(read.trouble.said(t), err=True)
            failed = True
        else:
            click.echo(t("analyse.done_one", file=read.job.file), err=True)
            documents.append(document)
    if not documents:
        raise BadInput("analyse.none")
    return documents, failed


def _together(jobs: Sequence[Job], t: Words) -> list[dict[str, Any]]:
    """Review all files as repetitions of one person."""
    return [_reviewed([_read(job, t) for job in jobs], t)]


def _side_by_side(jobs: Sequence[Job], t: Words) -> Iterator[tuple[Read, dict[str, Any]]]:
    """Read and review the files, a process a core."""
    workers = min(len(jobs), os.cpu_count() or 1)
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        yield from pool.map(_alone, jobs, [t] * len(jobs))


def _alone(job: Job, t: Words) -> tuple[Read, dict[str, Any]]:
    """In a process of its own: read and review one file; only the document goes back."""
    try:
        return Read(job), _reviewed([_read(job, t, quiet=True)], t)
    except UnslumpError as trouble:
        return Read(job, trouble=trouble), {}


def _read(job: Job, t: Words, *, quiet: bool = False) -> Read:
    source = job.films.open(job.file, job.spine_model)
    try:
        with _bar(job, source, t, quiet) as bar:
            frames = []
            for frame in source:
                frames.append(frame)
                bar.update(1, frame.t_s)
    finally:
        source.close()
    if job.stored is not None:
        job.films.save(_stored_path(job), frames, source.recipe)
    return Read(job, frames, dict(source.recipe))


class _Bar:
    """How far a recording is read, on a terminal; nothing anywhere else."""

    def __init__(self, length_s: float | None, label: str, shown: bool) -> None:
        self._length_s, self._label, self._part = length_s, label, -1
        self._shown = shown and sys.stderr.isatty()

    def __enter__(self) -> _Bar:
        return self

    def __exit__(self, *_: object) -> None:
        if self._shown and self._part >= 0:
            click.echo("\r\033[K", nl=False, err=True)

    def update(self, _frames: int, t_s: float) -> None:
        part = min(20, int(20 * t_s / self._length_s)) if self._length_s else 0
        if self._shown and part != self._part:
            self._part = part
            click.echo(f"\r{self._label} [{'#' * part}{'.' * (20 - part)}]", nl=False, err=True)


def _bar(job: Job, source: object, t: Words, quiet: bool) -> _Bar:
    label = t("analyse.reading", file=Path(job.file).name)
    return _Bar(getattr(source, "length_s", None), label, shown=not quiet)


def _stored_path(job: Job) -> Path:
    assert job.stored is not None
    job.stored.mkdir(parents=True, exist_ok=True)
    return job.stored / f"{Path(job.file).stem}{STORED}"


def _reviewed(reads: Sequence[Read], t: Words) -> dict[str, Any]:
    from ...app.motion_document import document, reviewed

    job = reads[0].job
    analysis = reviewed([read.frames for read in reads], level=job.level, seat_edge_px=job.seat_edge_px)
    return document(analysis, [read.job.file for read in reads], [read.recipe or {} for read in reads], t)


def _write_reports(documents: Sequence[dict[str, Any]], out: Path | None, t: Words) -> None:
    if out is None:
        return
    from ..motion_report import html

    if len(documents) == 1:
        _write(out, html(documents[0], t))
        return
    for each in documents:
        _write(out / f"{Path(each['file']).stem}.html", html(each, t))


def _write(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    except OSError as trouble:
        raise BadInput("analyse.not_written", path=str(path), why=trouble.strerror or str(trouble)) from None


def _said(documents: Sequence[dict[str, Any]], out: Path | None, t: Words) -> Iterator[str]:
    """What a person reads at the terminal: each measure in a sentence; of what was refused why, and what was
    seen all the same."""
    for number, each in enumerate(documents):
        if number:
            yield ""
        yield t("analyse.heading", file=each["file"])
        refused = None if each["quality"]["ok"] else each["quality"]["reason"]
        if refused is not None:
            yield refused
        lines = [
            t("analyse.line", name=finding["name"], state=t(f"analyse.state.{STATES[finding['state']]}"),
              reason=finding["reason"])
            for finding in each["measures"].values() if finding["reason"] != refused
        ]  # fmt: skip
        yield from lines
        if (used := each["quality"]["spine_used"]) is not None:
            yield t("analyse.spine", percent=round(100 * used))
        if lines:
            yield t("analyse.estimate")
    if out is not None:
        yield t("analyse.written", path=str(out))


STATES = {"ok": "ok", "try this": "try", "can't tell": "cannot_tell", "info": "info"}
