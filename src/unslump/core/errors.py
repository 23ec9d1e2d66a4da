"""One tree of errors. Each says what was expected, what was found and what to do next.

Every face turns an ``UnslumpError`` into its one sentence and its exit code; a traceback is a bug.
"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


class UnslumpError(Exception):
    """Something a person can mend. ``str(error)`` is the whole sentence they read."""

    exit_code = 2


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


def did_you_mean(found: str, known: Iterable[str]) -> str:
    """Return `` Did you mean X?`` for near misses, otherwise the empty string."""
    near = get_close_matches(found.lower(), {name.lower(): name for name in known}, n=3, cutoff=0.6)
    by_lower = {name.lower(): name for name in known}
    return f" Did you mean {', '.join(by_lower[n] for n in near)}?" if near else ""
