"""The table of words by phase is whole, and the machine does what it says."""

from __future__ import annotations

from itertools import product

import pytest

from breaking import BreakDesk
from saying import refused, said
from unslump.core.breaks.events import COMMANDS, Command
from unslump.core.breaks.phase import PHASES, Phase
from unslump.core.breaks.state import to_json
from unslump.core.breaks.table import NEXT, next_phase
from unslump.core.errors import RefusedEvent


def at(phase: Phase) -> BreakDesk:
    """A desk that has come to a phase by itself."""
    desk = BreakDesk()
    if phase == "counting":
        return desk.work(600)
    if phase == "held":
        return desk.work(2800, "call")
    desk.work(2710 if phase == "prelude" else 2770)
    if phase == "break":
        desk.say("start")
    return desk


@pytest.mark.parametrize("phase", PHASES)
def test_every_phase_can_be_come_to(phase: Phase) -> None:
    assert at(phase).state.phase == phase


def test_every_word_has_its_place_in_every_phase() -> None:
    assert set(NEXT) == set(PHASES)
    assert all(set(row) == set(COMMANDS) for row in NEXT.values())


@pytest.mark.parametrize(("phase", "word"), list(product(PHASES, COMMANDS)))
def test_the_machine_goes_where_the_table_says(phase: Phase, word: Command) -> None:
    desk = at(phase)
    if word == "resume" and phase != "break" and phase != "held":
        return  # nothing is paused while an offer is under way: test_resume_*
    if word == "resume":
        desk.say("pause", 600)
    follows = NEXT[phase][word]
    before = to_json(desk.state)
    if follows is None:
        with pytest.raises(RefusedEvent) as caught:
            desk.say(word)
        assert "Expected" in said(caught.value)
        assert to_json(desk.state) == before, "a word that was refused changes nothing"
    else:
        desk.say(word)
        assert desk.state.phase == follows == next_phase(phase, word)


def test_resume_ends_a_pause_and_changes_no_phase() -> None:
    desk = at("counting")
    desk.say("pause")
    desk.say("resume")
    assert desk.state.phase == "counting" and desk.state.paused_until_s is None


@pytest.mark.parametrize("phase", PHASES)
def test_resume_without_a_pause_is_refused_and_changes_nothing(phase: Phase) -> None:
    desk = at(phase)
    before = to_json(desk.state)
    with refused(RefusedEvent, "pause"):
        desk.say("resume")
    assert to_json(desk.state) == before


@pytest.mark.parametrize("phase", PHASES)
def test_the_docstring_draws_the_same_table(phase: Phase) -> None:
    from unslump.core.breaks import table

    words: tuple[Command, ...] = ("start", "done", "postpone", "skip", "pause")
    lines = (table.__doc__ or "").splitlines()
    row = next(line.split() for line in lines if line.startswith(f"{phase} "))
    assert row[1:] == [NEXT[phase][word] or "--" for word in words]
