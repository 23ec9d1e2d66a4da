"""What ships with the program as data: sentences, exercises, and any other TOML file of the package.

Start-up matters, so nothing is read before it is asked for: words file by file, exercises one by one.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..core.errors import BadInput, no_exercise
from ..core.words import Words, flatten

if TYPE_CHECKING:  # what reads exercises is loaded with the first of them
    from ..core.catalogue.model import Catalogue, Exercise

FALLBACK_LANGUAGE = "en"

DATA = Path(__file__).resolve().parent.parent / "data"
"""Beside the package, as wheels and clones lay it; ``importlib.resources`` would bring archives and temporary
folders along, 1 MiB that the resident can spare."""


def load_toml(relative: str) -> dict[str, Any]:
    """Read one TOML file of the package, for instance ``screening/rules.toml``.

    Parameters
    ----------
    relative : str
        Path below ``unslump/data``, with forward slashes.

    Raises
    ------
    FileNotFoundError
        The package has no such file: a bug, not a person's mistake.
    """
    return tomllib.loads(DATA.joinpath(*relative.split("/")).read_text(encoding="utf-8"))


def load_words(language: str = FALLBACK_LANGUAGE) -> Words:
    """Give every sentence in one language; what it lacks comes in English.

    Parameters
    ----------
    language : str
        BCP 47 tag. ``de-AT`` falls back to ``de``, then to English.
    """
    known = languages()
    wanted = [tag for tag in (language, language.partition("-")[0]) if tag in known]
    chosen = (wanted or [FALLBACK_LANGUAGE])[0]
    order = dict.fromkeys([*wanted, FALLBACK_LANGUAGE])
    return Words(chosen, _LazyTexts([DATA / "words" / tag for tag in order]))


def languages() -> tuple[str, ...]:
    """Tags of the languages that ship."""
    return tuple(sorted(entry.name for entry in (DATA / "words").iterdir() if entry.is_dir()))


def exercise_ids() -> tuple[str, ...]:
    """Ids of all exercises, in the order of the catalogue, without reading any."""
    names = (entry.name for entry in (DATA / "exercises").iterdir())
    return tuple(sorted(name.removesuffix(".toml") for name in names if name.endswith(".toml")))


def load_exercise(exercise_id: str, words: Words) -> Exercise:
    """Read one exercise of the package by its id, in either case.

    Raises
    ------
    BadInput
        There is no such exercise; near ids are named.
    """
    known = exercise_ids()
    wanted = exercise_id.strip().upper()
    if wanted not in known:
        raise no_exercise(exercise_id, known)
    from ..core.catalogue.parse import parse_exercise

    return parse_exercise(load_toml(f"exercises/{wanted}.toml"), f"{wanted}.toml", words.has)


def load_catalogue(words: Words) -> Catalogue:
    """Read all exercises of the package, in order of their ids."""
    from ..core.catalogue.model import Catalogue

    return Catalogue(tuple(load_exercise(exercise_id, words) for exercise_id in exercise_ids()))


def read_exercise_file(path: Path, words: Words) -> Exercise:
    """Read an exercise from a person's own file.

    Raises
    ------
    BadInput
        The file is missing, is no TOML, or is no exercise; every problem is named with its place.
    """
    from ..core.catalogue.parse import parse_exercise

    return parse_exercise(read_toml_file(path), path.name, words.has)


def read_toml_file(path: Path) -> dict[str, Any]:
    """Read a person's own TOML file.

    Raises
    ------
    BadInput
        It is missing, unreadable, not UTF-8 or not TOML.
    """
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise BadInput("errors.file.missing", path=path) from None
    except UnicodeDecodeError:
        raise BadInput("errors.file.not_text", path=path) from None
    except OSError as error:
        raise BadInput("errors.file.unreadable", path=path, why=error.strerror) from None
    except tomllib.TOMLDecodeError as error:
        raise BadInput("errors.file.not_toml", path=path, why=error) from None
    except RecursionError:
        raise BadInput("errors.file.too_deep", path=path) from None


class _LazyTexts(Mapping[str, str]):
    """Flat texts whose files are read when the first of their keys is asked for.

    ``folders`` are searched in order, so that a half-translated language still has every sentence.
    """

    def __init__(self, folders: list[Path]) -> None:
        self._folders = folders
        self._files: dict[str, dict[str, str]] = {}

    def __getitem__(self, key: str) -> str:
        return self._file(key.partition(".")[0])[key]

    def __iter__(self) -> Iterator[str]:
        for stem in self._stems():
            yield from self._file(stem)

    def __len__(self) -> int:
        return sum(len(self._file(stem)) for stem in self._stems())

    def _stems(self) -> list[str]:
        names = {entry.name for folder in self._folders for entry in folder.iterdir()}
        return sorted(name.removesuffix(".toml") for name in names if name.endswith(".toml"))

    def _file(self, stem: str) -> dict[str, str]:
        if stem not in self._files:
            texts: dict[str, str] = {}
            for folder in reversed(self._folders):
                texts |= _texts(folder.joinpath, stem)
            if not texts:
                return texts  # not there just now, as while a clone is updated: not remembered
            self._files[stem] = texts
        return self._files[stem]


def _texts(joinpath: Callable[[str], Path], stem: str) -> dict[str, str]:
    file = joinpath(f"{stem}.toml")
    return flatten(tomllib.loads(file.read_text(encoding="utf-8")), stem) if file.is_file() else {}
