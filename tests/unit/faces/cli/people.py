"""A person at a terminal who answers by what is asked, and a clock that goes while they wait."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

from unslump.adapters import content
from unslump.adapters.faults import FaultsFile
from unslump.adapters.settings_file import SettingsFile
from unslump.adapters.store.memory import MemoryStore
from unslump.app.options import Options
from unslump.core.errors import Missing
from unslump.core.screening.questions import parse_questions
from unslump.core.screening.rules import parse_rules
from unslump.faces.cli.plain.asking import Dialogue
from unslump.faces.cli.plain.flow import Ended
from unslump.faces.cli.plain.keys import Key, Vocabulary
from unslump.faces.cli.plain.lines import laid_out
from unslump.faces.cli.plain.walk import Walk
from unslump.faces.cli.support import Desk, Outside, Resident
from unslump.testing.clock import FakeClock

WORDS = content.load_words()
CATALOGUE = content.load_catalogue(WORDS)
QUESTIONS = parse_questions(content.load_toml("screening/questions.toml"))
RULES = parse_rules(content.load_toml("screening/rules.toml"))

NUMBERS = count(1)
READS_FOR_S = 1.0
"""How long this person looks at a question, seconds."""

WELL = {
    "How old": "44",
    "How long have you been up": "3",
    "How long have you been sitting": "1",
    "or none": "none",
    "yes or no": "no",
    "0 to 10": "0",
    "one number": "3",
    "Press Enter": "",
    "parts moved together": "",
    **dict.fromkeys(
        ("Now the place", "Go out from there", "Lift one knee", "Many people first", "The joint is more"), ""
    ),
}
"""What someone answers whom nothing ails, by a piece of what stands last on the screen."""


@dataclass
class Person:
    """A ``Console``: answers the last thing said, presses keys at their second, keeps every line.

    Attributes
    ----------
    habits : dict
        Piece of a sentence -> answer; the first that stands in what was said since the last answer counts.
    presses : list of (wait for, key)
        Keys in the order in which they are pressed: each once a line with that piece has been said while
        leading.
    """

    clock: FakeClock
    habits: dict[str, str] = field(default_factory=dict)
    presses: list[tuple[str, Key]] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    times: list[float] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    rings: int = 0
    _heard: int = 0
    _pressed_to: int = 0
    on_wait: Callable[[], None] | None = None

    def say(self, *texts: str) -> None:
        for text in texts:
            for line in laid_out(text) if text else [""]:
                self.lines.append(line)
                self.times.append(self.clock.awake_s)

    def ask(self) -> str:
        self.clock.advance(READS_FOR_S)
        said = " ".join(self.lines[self._heard :])
        self._heard = len(self.lines)
        self.asked.append(said)
        usual = {piece: answer for piece, answer in WELL.items() if piece not in self.habits}
        for piece, answer in {**self.habits, **usual}.items():
            if piece in said:
                if answer == "<end>":
                    raise Ended
                return answer
        raise AssertionError(f"Nobody knows what to answer to {said!r}.")

    def key(self, wait_s: float) -> Key | None:
        if self.on_wait:
            self.on_wait()
        if self.presses:
            piece, key = self.presses[0]
            if not piece or any(piece in line for line in self.lines[self._pressed_to :]):
                self._pressed_to = len(self.lines)
                del self.presses[0]
                self.clock.advance(0.1)
                return key
        self.clock.advance(wait_s)
        return None

    @contextmanager
    def keys(self) -> Iterator[bool]:
        self._pressed_to = len(self.lines)
        yield False

    def ring(self) -> None:
        self.rings += 1

    @property
    def transcript(self) -> str:
        return "\n".join(self.lines)

    @property
    def led(self) -> list[tuple[float, str]]:
        """What was said since the keys could be used: second of the awake clock, line."""
        begin = next(place for place, line in enumerate(self.lines) if line.startswith("Keys:"))
        return list(zip(self.times[begin:], self.lines[begin:], strict=True))

    @property
    def moments(self) -> list[tuple[float, str]]:
        """What was said while leading, all of one moment together."""
        together: dict[float, list[str]] = {}
        for time, line in self.led:
            together.setdefault(time, []).append(line)
        return [(time, " ".join(lines)) for time, lines in together.items()]

    def said_at(self, piece: str) -> float:
        """When a line with this piece was first said while leading, seconds of the awake clock."""
        return next(time for time, line in self.led if piece in line)


def nobody_answers(data_dir: Path, request: Mapping[str, Any]) -> dict[str, Any]:
    """As it is where no resident runs."""
    raise Missing("control.not_running")


def a_desk(folder: Path, clock: FakeClock, store: MemoryStore | None = None) -> Desk:
    """A desk whose records are in memory and whose settings lie in ``folder``."""
    kept = store or MemoryStore()
    outside = Outside(
        data_dir=lambda: folder,
        clock=lambda: clock,
        rate=lambda: 1.0,
        ids=lambda _: lambda: f"id-{next(NUMBERS):04}",
        store=lambda _: kept,
        look_at_store=lambda: None,
        settings=lambda: SettingsFile(folder),
        faults=lambda: FaultsFile(folder),
        exercise=content.load_exercise,
        exercise_file=content.read_exercise_file,
        catalogue=lambda _: CATALOGUE,
        questions=lambda: QUESTIONS,
        rules=lambda: RULES,
        resident=Resident(lambda: False, lambda: 0, lambda _: None, nobody_answers, lambda _: None),
    )
    return Desk(Options(), WORDS, outside)


def walk(desk: Desk, person: Person, variant: str = "sit", level: int | None = None) -> int:
    """Lead this person through one stretch; return the exit code."""
    dialogue = Dialogue(person, WORDS, Vocabulary(WORDS))
    return Walk(desk, dialogue, variant, level).go()  # type: ignore[arg-type]
