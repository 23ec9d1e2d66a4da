"""A desk with a real break service: a clock that goes when told to, and senses that see what a test wants."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from saying import WORDS
from unslump.adapters.store.memory import MemoryStore
from unslump.app.break_service import BreakParts, BreakService
from unslump.app.break_settings import BreakWishes
from unslump.app.notices import notice_of
from unslump.app.page_rung import PageRung
from unslump.core.breaks.events import HOLDS, Happened, Hold
from unslump.core.breaks.policy import Policy
from unslump.core.words import Said
from unslump.ports import Answered, Notice, Sense, Sensed, SenseKind
from unslump.testing.clock import FakeClock

MIN = 60


@dataclass
class Sees:
    """A sense that sees what it was told; None: it cannot tell."""

    kind: SenseKind
    value: Any
    name: str = "told"

    def read(self) -> Sensed[Any]:
        return Sensed(None, Said("senses.idle.none")) if self.value is None else Sensed(self.value)

    def close(self) -> None: ...


@dataclass
class OnlyPages:
    """Nothing but the open pages brings a notice."""

    rung: PageRung

    def show(self, notice: Notice, *, holds: frozenset[Hold] = frozenset()) -> Sequence[tuple[str, str]]:
        return [("page", self.rung.show(notice))]

    def close(self, notice_id: str, *, begun: bool = False) -> None:
        self.rung.close(notice_id)

    def answers(self) -> Sequence[Answered]:
        return self.rung.answers()


class NoLog:
    def line(self, kind: str, text: str) -> None: ...
    def path(self) -> str:
        return "unslump.log"

    def clear(self) -> None: ...


def _write(happened: Happened, wishes: BreakWishes) -> Notice | None:
    return notice_of(happened, WORDS, postpone_s=wishes.policy.postpone_s, variant=0)


@dataclass
class Desk:
    """Somebody at work: ``work``, ``away`` and ``call`` let time pass, a tick every few seconds."""

    store: Any = field(default_factory=MemoryStore)
    clock: FakeClock = field(default_factory=FakeClock)
    policy: Policy = field(default_factory=Policy)
    rung: PageRung = field(default_factory=PageRung)
    idle: Sees = field(default_factory=lambda: Sees("idle", 0.0))
    lock: Sees = field(default_factory=lambda: Sees("lock", False))
    on_call: Sees = field(default_factory=lambda: Sees("call", False))
    dnd: Sees = field(default_factory=lambda: Sees("dnd", None))
    breaks: BreakService = field(init=False)

    def __post_init__(self) -> None:
        senses: dict[SenseKind, Sense[Any]] = {
            each.kind: each for each in (self.idle, self.lock, self.on_call, self.dnd)
        }
        self.breaks = BreakService(
            BreakParts(
                store=self.store,
                clock=self.clock,
                wishes=lambda: BreakWishes(self.policy, frozenset(HOLDS)),
                senses=senses,
                herald=OnlyPages(self.rung),
                write=_write,
                words=WORDS,
                log=NoLog(),
                boot_id="boot-1",
            )
        )

    def work(self, seconds: float, *, step_s: float = 5.0) -> None:
        """Type all the time, until so much has passed."""
        self._pass(seconds, step_s, typing=True)

    def away(self, seconds: float, *, step_s: float = 5.0) -> None:
        self._pass(seconds, step_s, typing=False)

    def call(self, seconds: float) -> None:
        self.on_call.value = True
        self.work(seconds)
        self.on_call.value = False

    def _pass(self, seconds: float, step_s: float, *, typing: bool) -> None:
        while seconds > 0:
            passed = min(step_s, seconds)
            self.clock.advance(passed)
            self.idle.value = 0.0 if typing else self.idle.value + passed
            self.breaks.tick()
            seconds -= passed

    def until_offered(self) -> None:
        """Work on until an offer shows."""
        for _ in range(2000):
            if self.breaks.notice() is not None:
                return
            self.work(5)
        raise AssertionError("no offer came")
