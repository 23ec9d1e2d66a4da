"""What may come instead of an answer. Exceptions, because they may come at any question."""

from __future__ import annotations


class WentBack(Exception):
    """The person wants the question before this one."""


class Left(Exception):
    """The person wants to leave."""


class Stopped(Exception):
    """The person said stop."""


class Ended(Exception):
    """There is nothing more to read: the input has run out."""


class TakenOver(Exception):
    """Another face began a session, and there is only one body: this one has ended."""


class Interrupted(Exception):
    """A signal asks for the end, or the terminal has gone."""
