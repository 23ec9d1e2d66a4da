"""What a command is given, and how it answers.

The services are imported when a command first asks for one: ``unslump timeline`` shall not pay for sessions.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from ...core.errors import BadInput
from ...core.words import Said

if TYPE_CHECKING:
    from ...app.break_senses import SenseReport
    from ...app.camera_report import CameraReport
    from ...app.control import NotifierReport
    from ...app.keeping_service import KeepingService
    from ...app.lesson_service import LessonService
    from ...app.options import Options
    from ...app.screening_service import ScreeningService
    from ...app.session_service import SessionService
    from ...app.settings_service import SettingsService
    from ...core.catalogue.model import Catalogue, Exercise
    from ...core.motion.frames import PoseFrame
    from ...core.screening.questions import Questions
    from ...core.screening.rules import Rules
    from ...core.words import Words
    from ...ports import Autostart, Clock, Faults, Ids, Logbook, PoseSource, SettingsFile, Store


@dataclass(frozen=True)
class Resident:
    """The other way to use Unslump, its page. Handed in by ``__main__``: faces do not know each other.

    Attributes
    ----------
    has_display : callable
        Whether a page could be shown here at all.
    show : callable
        Show the page of the resident, or become it; returns the exit code.
    running : callable
        Port and process of who holds the data folder now, or None.
    ask : callable
        Put one request to the resident of this folder (``app.control``) and return its answer; raises
        ``Missing`` where none runs, ``NotAllowed`` with its own sentence where it refuses.
    open_page : callable
        Open an address in the browser.
    """

    has_display: Callable[[], bool]
    show: Callable[[], int]
    running: Callable[[Path], tuple[int, int] | None]
    ask: Callable[[Path, Mapping[str, Any]], dict[str, Any]]
    open_page: Callable[[str], None]


@dataclass(frozen=True)
class Camera:
    """What brings the camera coach here and takes it away.

    Attributes
    ----------
    report : callable
        What there is; imports nothing of it.
    set_up : callable
        Bring the model files, from a folder or fetched; tells each step and its bytes. Raises an
        ``UnslumpError`` that says why it could not.
    remove : callable
        Take the model files away; returns the names of those that were there.
    """

    report: Callable[[], CameraReport]
    set_up: Callable[[Path | None, Callable[[str, int, int], None]], None]
    remove: Callable[[], Sequence[str]]


@dataclass(frozen=True)
class Films:
    """What reads recordings for the camera coach. Its functions can go to other processes.

    Attributes
    ----------
    ready : callable
        Raises ``Missing`` where something of an extra is not there, ``BadInput`` where the spine model is
        none; told whether the pose model is needed, and which spine model, if any.
    open : callable
        Open a video, or frames that were stored, with that spine model, if any; returns a ``PoseSource``.
    save : callable
        Store frames and their recipe in a file.
    """

    ready: Callable[[bool, Path | None], None]
    open: Callable[[str, Path | None], PoseSource]
    save: Callable[[Path, Sequence[PoseFrame], Mapping[str, Any]], None]


@dataclass(frozen=True)
class Outside:
    """The adapters, as functions that make them when they are needed. Wired in ``main``.

    Attributes
    ----------
    autostart : callable
        The ways to start at login, the usual one first.
    senses : callable
        Open each sense of the desktop, read it once, let it go. For ``doctor`` where no resident runs.
    notifier : callable
        How notifications reach the person; shows none.
    camera : callable
        The set-up of the camera coach; None where there is none to look at.
    films : callable
        What reads recordings; None where there is nothing that could.
    """

    data_dir: Callable[[], Path]
    clock: Callable[[], Clock]
    rate: Callable[[], float]
    ids: Callable[[Clock], Ids]
    store: Callable[[Clock], Store]
    look_at_store: Callable[[], tuple[int, int] | None]
    settings: Callable[[], SettingsFile]
    faults: Callable[[], Faults]
    exercise: Callable[[str, Words], Exercise]
    exercise_file: Callable[[Path, Words], Exercise]
    catalogue: Callable[[Words], Catalogue]
    questions: Callable[[], Questions]
    rules: Callable[[], Rules]
    resident: Resident
    autostart: Callable[[], Sequence[Autostart]] = tuple
    senses: Callable[[Words], Iterable[SenseReport]] = lambda _: ()
    notifier: Callable[[Words], NotifierReport | None] = lambda _: None
    logbook: Callable[[], Logbook | None] = lambda: None
    camera: Callable[[], Camera | None] = lambda: None
    films: Callable[[], Films | None] = lambda: None


@dataclass
class Desk:
    """One run of the command line (``@click.pass_obj``). Nothing is opened before it is asked for."""

    options: Options
    words: Words
    outside: Outside

    @cached_property
    def data_dir(self) -> Path:
        """Where all state lives; not made by asking."""
        return self.outside.data_dir()

    @cached_property
    def clock(self) -> Clock:
        return self.outside.clock()

    @cached_property
    def rate(self) -> float:
        """How many times faster than the world the clock runs; 1 outside of tests."""
        return self.outside.rate()

    @cached_property
    def ids(self) -> Ids:
        return self.outside.ids(self.clock)

    @cached_property
    def store(self) -> Store:
        """The records; raises ``StoreTrouble``. Closed when the command has ended."""
        return self.outside.store(self.clock)

    @cached_property
    def catalogue(self) -> Catalogue:
        return self.outside.catalogue(self.words)

    @cached_property
    def questions(self) -> Questions:
        return self.outside.questions()

    @cached_property
    def rules(self) -> Rules:
        return self.outside.rules()

    @cached_property
    def settings(self) -> SettingsService:
        from ...app.settings_service import SettingsService

        return SettingsService(self.outside.settings())

    @cached_property
    def keeping(self) -> KeepingService:
        from ...app.keeping_service import KeepingService

        faults, log = self.outside.faults(), self.outside.logbook()
        return KeepingService(self.store, self.clock, self.settings, faults, log)

    @cached_property
    def screening(self) -> ScreeningService:
        from ...app.screening_service import ScreeningService

        return ScreeningService(self.store, self.clock, self.ids, self.rules, self.catalogue)

    @cached_property
    def lessons(self) -> LessonService:
        from ...app.lesson_service import LessonService

        return LessonService(self.store, self.clock, self.ids)

    @cached_property
    def sessions(self) -> SessionService:
        from ...app.session_service import SessionService

        begun, over = (partial(self._tell_breaks, what) for what in ("start", "done"))
        return SessionService(self.store, self.clock, self.ids, on_begin=begun, on_end=over)

    def _tell_breaks(self, what: str) -> None:
        """A movement led here is a break, where a resident counts them; whatever it refuses is let go."""
        from ...core.errors import UnslumpError

        with suppress(UnslumpError):
            self.ask(do="say", what=what)

    def ask(self, **request: object) -> dict[str, Any]:
        """Put one request to the running resident; see ``Resident.ask``."""
        return self.outside.resident.ask(self.data_dir, request)

    def exercise(self, exercise_id: str) -> Exercise:
        """Read one exercise alone; raises ``BadInput`` for an unknown id."""
        return self.outside.exercise(exercise_id, self.words)

    def close(self) -> None:
        if "store" in self.__dict__:
            self.store.close()


def print_json(document: object) -> None:
    """Print one JSON document, the whole answer of a command with ``--json``.

    Where standard output cannot write every letter, letters are escaped: the document stays the same.
    """
    plain = (sys.stdout.encoding or "").lower().replace("-", "") != "utf8"
    print(json.dumps(document, ensure_ascii=plain, indent=2, allow_nan=False))


STANDARD_INPUT = "-"
MOST_BYTES = 1_000_000
"""An answers file is some hundred bytes; the page takes no more than this either."""


def read_json(file: str, what: Said, *, most_bytes: int = MOST_BYTES) -> Any:
    """Read one JSON document from a file, or from standard input for ``-``.

    Parameters
    ----------
    what : Said
        What the file is to hold, for the sentence when it does not.

    Raises
    ------
    BadInput
        There is no such file, it cannot be read, is too large, or is not JSON.
    """
    raw = _bytes(file, what, most_bytes)
    if len(raw) > most_bytes:
        raise BadInput("terminal.file.too_large", file=file, most=most_bytes, what=what)
    if not raw.strip():
        raise BadInput("terminal.file.empty", file=file, what=what)
    try:
        return json.loads(
            raw.decode("utf-8-sig"),
            parse_constant=partial(_no_number, file),
            object_pairs_hook=partial(_no_repeats, file),
        )
    except UnicodeDecodeError:
        raise BadInput("terminal.file.not_text", file=file) from None
    except RecursionError:
        raise BadInput("terminal.file.too_deep", file=file, what=what) from None
    except ValueError as error:
        raise BadInput("terminal.file.not_json", file=file, why=error) from None


def _bytes(file: str, what: Said, most_bytes: int) -> bytes:
    try:
        if file == STANDARD_INPUT:
            return sys.stdin.buffer.read(most_bytes + 1)
        with Path(file).open("rb") as opened:
            return opened.read(most_bytes + 1)
    except FileNotFoundError:
        raise BadInput("terminal.file.missing", file=file, what=what) from None
    except IsADirectoryError:
        raise BadInput("terminal.file.folder", file=file, what=what) from None
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
