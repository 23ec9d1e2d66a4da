"""Ask one question at a time, in lines. Every answer may instead be: back, quit, stop, or "?" for help."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from ....core.words import Words
from .console import Console
from .flow import Left, Stopped, WentBack
from .keys import Vocabulary
from .lines import finished, numbered

T = TypeVar("T")

MOST_TYPED = 200
"""Characters of an answer that are looked at; nothing that can be answered here is longer."""


@dataclass(frozen=True)
class Dialogue:
    """Questions and answers in one terminal."""

    console: Console
    words: Words
    vocabulary: Vocabulary

    def say(self, key: str, **values: object) -> None:
        self.console.say(self.words(f"terminal.{key}", **values))

    def means(self, typed: str, meaning: str) -> bool:
        """Whether a typed word means this (``terminal.answer.<meaning>``)."""
        return typed.strip().lower() in self.words(f"terminal.answer.{meaning}").split()

    def enter(self, key: str, **values: object) -> str:
        """Say something, and wait for Enter; return what else was typed."""
        self.say(key, **values)
        return self._line(lambda: self.say(key, **values))

    def number(self, text: str, low: int, high: int, *, optional: bool = False) -> int | None:
        """Ask for a whole number; None where it may be left out and was."""

        def read(typed: str) -> int | None:
            plain = typed.isascii() and typed.isdigit() and low <= int(typed) <= high
            return int(typed) if plain else None

        hint = self.words("terminal.ask.number", low=low, high=high)
        return self._asked([f"{finished(text)} {hint}{self._may_skip(optional)}"], hint, read, optional)

    def choice(self, text: str, options: Sequence[tuple[T, str]], *, optional: bool = False) -> T | None:
        """Ask for one of some options, by its number."""

        def read(typed: str) -> T | None:
            plain = typed.isascii() and typed.isdigit() and 1 <= int(typed) <= len(options)
            return options[int(typed) - 1][0] if plain else None

        hint = self.words("terminal.ask.one", count=len(options))
        listed = [numbered(n, option) for n, (_, option) in enumerate(options, 1)]
        lines = [finished(text), *listed, hint + self._may_skip(optional)]
        return self._asked(lines, hint, read, optional)

    def several(
        self, text: str, options: Sequence[tuple[T, str]], none: str | None, *, optional: bool = False
    ) -> list[T]:
        """Ask which of some options hold. "None" is an answer of its own; silence is none."""

        def read(typed: str) -> list[T] | None:
            if none is not None and self.means(typed, "none"):
                return []
            numbers = re.split(r"[\s,;]+", typed.strip(" ,;"))
            if not all(n.isascii() and n.isdigit() and 1 <= int(n) <= len(options) for n in numbers):
                return None
            chosen = {int(n) for n in numbers}
            return [value for place, (value, _) in enumerate(options, 1) if place in chosen]

        listed = [numbered(n, option) for n, (_, option) in enumerate(options, 1)]
        if none is not None:
            listed.append(numbered(0, none))
        hint = self.words("terminal.ask.several" if none else "terminal.ask.several_or_skip")
        lines = [finished(text), *listed, hint + self._may_skip(optional)]
        return self._asked(lines, hint, read, optional) or []

    def yes_no(self, text: str, *, optional: bool = False) -> bool | None:
        """Ask for yes or no."""

        def read(typed: str) -> bool | None:
            return True if self.means(typed, "yes") else False if self.means(typed, "no") else None

        hint = self.words("terminal.ask.yes_no")
        return self._asked([f"{finished(text)} {hint}{self._may_skip(optional)}"], hint, read, optional)

    def _may_skip(self, optional: bool) -> str:
        return " " + self.words("terminal.ask.may_skip") if optional else ""

    def _asked(
        self, lines: list[str], hint: str, read: Callable[[str], T | None], optional: bool
    ) -> T | None:
        """Ask until the answer can be understood. An unclear one is never guessed at."""
        self.console.say("", *lines)
        while True:
            typed = self._line(lambda: self.console.say(*lines)).strip()
            if optional and not typed:
                return None
            found = read(typed)
            if found is not None:
                return found
            self.console.say(self.words("terminal.ask.unclear", found=typed[:40]), hint)

    def _line(self, again: Callable[[], None]) -> str:
        """Read one line that is none of the words that work everywhere."""
        while True:
            typed = self.console.ask()[:MOST_TYPED]
            if self.means(typed, "back"):
                raise WentBack
            key = self.vocabulary.word(typed)
            if key == "stop":
                raise Stopped
            if key == "leave":
                raise Left
            if key != "help":
                return typed
            self.say("ask.help")
            again()
