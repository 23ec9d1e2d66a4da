"""One tree of errors. Each says what was expected, what was found and what to do next.

The rule: an error carries the key of its sentence (``data/words``, mostly ``errors.toml``) and what to fill
in, never the sentence. A face says it, in the person's language, and ends with its exit code or status; a
traceback is a bug. What only a programmer can get wrong is no error of this tree, and may speak English.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from .words import Said, Words, near


class UnslumpError(Exception):
    """Something a person can mend.

    Parameters
    ----------
    key : str
        Words key of the whole sentence: what was expected, what was found, what to do next.
    **values
        What to fill in, as ``core.words.Said`` describes it.
    """

    exit_code = 2

    def __init__(self, key: str, /, **values: object) -> None:
        super().__init__(key)
        self.key = key
        self.values: dict[str, Any] = values

    def __str__(self) -> str:
        """Key and values, for developers and logs."""
        return " ".join([self.key, *(f"{name}={value!r}" for name, value in self.values.items())])

    @property
    def text(self) -> Said:
        """The sentence, to stand within another one."""
        return Said(self.key, **self.values)

    def said(self, words: Words) -> str:
        """Return the sentence."""
        return words(self.key, **self.values)


class BadInput(UnslumpError):
    """A file, an option or an answer is not of the form it must have."""


class NotAllowed(UnslumpError):
    """Screening, a lock or a state does not allow this now."""


class StoreTrouble(UnslumpError):
    """The records cannot be read or written. Nothing was changed."""


class PortTaken(UnslumpError):
    """Another program holds the port."""


class RefusedEvent(UnslumpError):
    """A state machine has no such event in this state. Nothing was changed."""


class Missing(UnslumpError):
    """Something that is needed here is not installed or not there."""


def did_you_mean(found: str, known: Iterable[str]) -> Said | str:
    """Return an aside that names near misses, or the empty text; it follows right after what was found."""
    names = near(found, known)
    return Said("errors.did_you_mean", names=names) if names else ""


def no_exercise(found: str, known: Sequence[str]) -> BadInput:
    """Return the error for an id that is not in the catalogue, whose ids are ``known`` in their order."""
    near = did_you_mean(found, known)
    return BadInput("errors.no_exercise", first=known[0], last=known[-1], found=found, near=near)
