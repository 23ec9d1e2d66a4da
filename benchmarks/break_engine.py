"""How fast the break machine goes: ticks a second, and a year of working days in virtual time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from time import perf_counter

from unslump.core.breaks.policy import Policy
from unslump.core.breaks.script import Simulated, parse_script, run_script
from unslump.testing.day import HOUR, MIN, ScriptedDay, day

from .rows import Row

WEEKS, DAYS = 48, 5
"""Two hundred and forty working days, weekends between them."""


def hour_at_work() -> ScriptedDay:
    """Typing with pauses, one short lock, and a break that is offered and taken."""
    reading = day().work(24).away(6)
    return day().repeat(40, reading).lock(10).work(24 * MIN).say("start").away(90).say("done")


def working_day() -> ScriptedDay:
    """About eight hours of work with calls, a lunch and a cup of tea, and a night asleep."""
    morning = hour_at_work().call(40 * MIN).work(20 * MIN).away(4 * MIN).then(hour_at_work())
    afternoon = hour_at_work().dnd(30 * MIN).call(20 * MIN, "dnd").work(40 * MIN).lock(3 * MIN)
    return morning.away(45 * MIN).then(afternoon).then(hour_at_work()).then(hour_at_work()).suspend(14 * HOUR)


def working_year() -> ScriptedDay:
    week = day().repeat(DAYS, working_day()).suspend(48 * HOUR)
    return day().repeat(WEEKS, week)


@contextmanager
def _timed(seconds: list[float]) -> Iterator[None]:
    begin = perf_counter()
    yield
    seconds.append(perf_counter() - begin)


def run(told: ScriptedDay) -> tuple[Simulated, float]:
    """Let a day go by; also say how many seconds that took."""
    seconds: list[float] = []
    script = parse_script(told.script())
    with _timed(seconds):
        simulated = run_script(script, Policy())
    return simulated, seconds[0]


def rows() -> list[Row]:
    """Measure both."""
    _, typing_s = run(day().work(8 * HOUR))
    year, year_s = run(working_year())
    at_desk_h = year.summary["sitting_s"] / HOUR
    note = f"{WEEKS * DAYS} days, {at_desk_h:.0f} h of sitting, {len(year.events)} events"
    return [
        Row("break machine, ticks a second", 8 * HOUR / typing_s / 1000, "thousand", None, "8 h of typing"),
        Row("a year of working days, simulated", year_s, "s", None, note),
    ]
