"""Whole sessions in a real process: in a pipe as a script has it, and in a terminal as a person has it."""

from __future__ import annotations

import json
import os
import random
import re
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from terminals import (
    BEGIN,
    FOLDING,
    HIPS,
    LESSON,
    MOVING,
    RATINGS,
    RATINGS_ASKED,
    SPEED,
    STARTING,
    WELL,
    in_a_terminal,
    piped,
    talking,
)

AS_THE_WORLD = {"UNSLUMP_TEST_SPEED": "1"}
"""Where two processes meet, their clocks must agree."""
SHORT = ["none", "0", "0", "3", "1", "none"]

posix_only = pytest.mark.skipif(sys.platform == "win32", reason="pseudo terminals are of POSIX systems")


def export(folder: Path) -> dict[str, list[dict[str, Any]]]:
    answered = piped(folder, "export", "--json", lines=[])
    assert answered.returncode == 0, answered.stderr
    data: dict[str, list[dict[str, Any]]] = json.loads(answered.stdout)["data"]
    return data


@pytest.mark.parametrize(("position", "exercise"), [("sit", "D01"), ("stand", "D02")])
def test_a_script_walks_a_first_session(position: str, exercise: str, tmp_path: Path) -> None:
    script = [*WELL, *LESSON, *BEGIN, *RATINGS]
    ran = piped(tmp_path, "stretch", position, "--plain", lines=script)
    assert (ran.returncode, ran.stderr) == (0, "")
    for piece in ("Nothing in your answers", "Tip forward", "pelvis roll up", "Settle", "Kept on this"):
        assert piece in ran.stdout
    kept = export(tmp_path)
    (session,) = kept["sessions"]
    assert (session["exercise"], session["status"], session["face"]) == (exercise, "done", "terminal")
    assert kept["afters"][0]["clumps"] == [["low_back", "waist"]] and kept["afters"][0]["helpful"] is True
    kinds = [event["kind"] for event in kept["session_events"]]
    assert kinds[0] == "ready" and kinds[-1] == "done" and "interrupted" not in kinds


def test_without_a_display_plain_comes_by_itself(tmp_path: Path) -> None:
    ran = piped(tmp_path, "stretch", lines=[*WELL, *LESSON, *BEGIN])
    assert ran.returncode == 0 and export(tmp_path)["sessions"][0]["status"] == "done"
    assert export(tmp_path)["afters"] == [], "a file that ends before the ratings leaves them out"


def test_a_voice_reads_lines_and_nothing_else(tmp_path: Path) -> None:
    ran = piped(tmp_path, "stretch", "--plain", lines=[*WELL, *LESSON, *BEGIN, *RATINGS])
    lines = [line for line in ran.stdout.split("\n") if line]
    assert all(line.isprintable() for line in lines)
    broken = [line for line in lines if not re.search(r"^(\d|[A-Z]|').*[.!?:)]$", line)]
    assert broken == [], "a line begins and ends with its sentence"
    several = [line for line in lines if re.search(r"[.!?] [A-Z]", line)]
    assert several == [], "and holds no other"


def test_a_script_in_an_old_encoding_still_speaks(tmp_path: Path) -> None:
    ran = piped(tmp_path, "stretch", "--plain", lines=["?", "nonsense", "quit"], PYTHONIOENCODING="ascii")
    assert ran.returncode == 0 and "I did not understand" in ran.stdout and "Traceback" not in ran.stderr


def test_half_a_script_begins_nothing(tmp_path: Path) -> None:
    ran = piped(tmp_path, "stretch", "--plain", lines=WELL[:7])
    assert ran.returncode == 2 and ran.stderr.count("\n") == 1 and "nothing was begun" in ran.stderr
    assert not any(export(tmp_path).values())


def test_a_line_in_the_pipe_stops_at_once_whatever_waits_before_it(tmp_path: Path) -> None:
    with talking(tmp_path, "stretch", "--plain") as talk:
        talk.type("\n".join([*WELL, *LESSON, *BEGIN, "0", "2", ""]))
        talk.wait_for(FOLDING)
        talk.type("stop\n")
        talk.wait_for("What did you feel")
        assert talk.heard.index("Stopped.") < talk.heard.index("Hands on your thighs")
        talk.process.stdin.close()  # type: ignore[union-attr]
        assert talk.end() == 0
    (session,) = export(tmp_path)["sessions"]
    assert (session["status"], session["stop_reason"]) == ("stopped", "ST2"), "what waited answers later"


def test_a_stop_while_reading_asks_for_no_reason_and_holds_nothing_back(tmp_path: Path) -> None:
    # At the world's own speed, so that the second run does not begin before the first was over.
    ran = piped(tmp_path, "stretch", "--plain", lines=[*WELL, *LESSON, "s", ""], **AS_THE_WORLD)
    assert ran.returncode == 0 and "Stopped before anything moved." in ran.stdout
    assert "What did you feel" not in ran.stdout
    (session,) = export(tmp_path)["sessions"]
    assert (session["status"], session["stop_reason"]) == ("interrupted", None)
    again = piped(tmp_path, "stretch", "--plain", lines=["no", *SHORT, *BEGIN])
    assert again.returncode == 0, again.stderr
    assert [kept["status"] for kept in export(tmp_path)["sessions"]] == ["interrupted", "done"]


@pytest.mark.parametrize("seed", range(3))
def test_stop_at_a_random_moment(seed: int, tmp_path: Path) -> None:
    pause_s = random.Random(seed).uniform(0, 45) / SPEED
    with talking(tmp_path, "stretch", ["sit", "stand"][seed % 2], "--plain") as talk:
        talk.type("\n".join([*WELL, *LESSON, *BEGIN, ""]))
        talk.wait_for(r"Breathe in\.\nGrow")
        with suppress(subprocess.TimeoutExpired):
            talk.process.wait(pause_s)
        talk.type("s\n")
        talk.wait_for("What did you feel")
        talk.type("7\n")
        talk.wait_for("Enough is a good reason")
        assert talk.end() == 0
    (session,) = export(tmp_path)["sessions"]
    assert (session["status"], session["stop_reason"]) == ("stopped", "enough")


@posix_only
@pytest.mark.parametrize(
    ("piece", "name", "kept", "says"),
    [
        ("How old are you", "SIGINT", [], "You left before anything moved"),
        ("Press Enter for the next part", "SIGINT", ["interrupted"], "You left before anything moved"),
        (MOVING, "SIGINT", ["interrupted"], "kept as broken off"),
        (MOVING, "SIGTERM", ["interrupted"], "kept as broken off"),
        (MOVING, "SIGHUP", ["interrupted"], "kept as broken off"),
        (RATINGS_ASKED, "SIGINT", ["done"], "The session is kept"),
    ],
)
def test_a_signal_anywhere_loses_nothing(
    piece: str, name: str, kept: list[str], says: str, tmp_path: Path
) -> None:
    with in_a_terminal(tmp_path, "stretch", "--plain") as talk:
        talk.answer_until(piece)
        talk.send(getattr(signal, name))
        assert talk.end() == 130
    assert "Traceback" not in talk.heard and says in talk.heard
    assert [session["status"] for session in export(tmp_path)["sessions"]] == kept


@posix_only
def test_keys_act_without_enter_in_a_terminal(tmp_path: Path) -> None:
    with in_a_terminal(tmp_path, "stretch", "--plain", UNSLUMP_TEST_SPEED="10") as talk:
        talk.answer_until(HIPS)
        for key, answer in (
            (" ", "Paused"),
            ("?", r"says all this\.\nPaused"),
            (" ", r"Going on: Find your hip joints\.\nTouch the places"),
            ("\x1b[C", STARTING),
            ("\x1b[C", FOLDING),
            ("h", r"says all this\.\nPaused"),
            ("\n", r"Going on: Fold from the hips\.\nBreathe out, low"),
            ("\x1b[D", "Once more, from the breath in"),
            ("", FOLDING),
            ("\x1b", "Hands on your thighs"),
            ("", "What did you feel"),
            ("5\n", "shallower"),
        ):
            talk.type(key)
            talk.wait_for(answer)
        assert talk.end() == 0
    assert "Press Enter after each of them" not in talk.heard
    assert "^[" not in talk.heard.partition("Keys:")[2].partition("Stopped")[0], "keys are not echoed"
    kinds = [event["kind"] for event in export(tmp_path)["session_events"]]
    assert {"paused", "resumed", "again", "stopped", "explained"} <= set(kinds)


@posix_only
def test_a_closed_terminal_is_kept_as_broken_off(tmp_path: Path) -> None:
    with in_a_terminal(tmp_path, "stretch", "--plain") as talk:
        talk.answer_until(MOVING)
        os.close(talk.reads)
        talk.process.wait(20)
        assert talk.process.returncode in (130, -signal.SIGHUP)
    assert [session["status"] for session in export(tmp_path)["sessions"]] == ["interrupted"]


@posix_only
def test_the_terminal_is_left_as_it_was(tmp_path: Path) -> None:
    import termios

    with in_a_terminal(tmp_path, "stretch", "--plain") as talk:
        before = termios.tcgetattr(talk.reads)
        talk.answer_until(MOVING)
        assert termios.tcgetattr(talk.reads) != before, "keys come without Enter meanwhile"
        talk.type("q")
        talk.wait_for("You left")
        assert talk.end() == 0
        assert termios.tcgetattr(talk.reads) == before


@posix_only
def test_a_killed_session_is_taken_up_again(tmp_path: Path) -> None:
    with in_a_terminal(tmp_path, "stretch", "--plain", **AS_THE_WORLD) as talk:
        talk.answer_until(MOVING)
        talk.send(signal.SIGKILL)
        talk.end()
    assert export(tmp_path)["sessions"][0]["status"] == "running"
    ran = piped(tmp_path, "stretch", "--plain", lines=["yes", "p", "n", "n", "n"])
    assert ran.returncode == 0 and "A session was left open" in ran.stdout, ran.stdout + ran.stderr
    assert [session["status"] for session in export(tmp_path)["sessions"]] == ["done"]


def test_a_reader_that_goes_away_is_no_accident(tmp_path: Path) -> None:
    with talking(tmp_path, "stretch", "--plain") as talk:
        talk.type("\n".join([*WELL, *LESSON, "all", ""]))
        talk.wait_for(MOVING)
        talk.process.stdout.close()  # type: ignore[union-attr]
        assert talk.process.wait(20) == 130
    assert [session["status"] for session in export(tmp_path)["sessions"]] == ["interrupted"]


def test_two_sessions_at_once_leave_whole_records(tmp_path: Path) -> None:
    """Two terminals, one folder: the newer one goes on, the older is kept as broken off."""
    with talking(tmp_path, "stretch", "--plain", **AS_THE_WORLD) as first:
        first.type("\n".join([*WELL, *LESSON, "all", ""]))
        first.wait_for("Keys:")
        second = piped(tmp_path, "stretch", "--plain", lines=["no", *SHORT, *BEGIN])
        assert second.returncode == 0, second.stdout + second.stderr
        first.wait_for("Another session was begun elsewhere")
        assert first.end() == 0, "by itself: nobody had to press a key"
    statuses = [session["status"] for session in export(tmp_path)["sessions"]]
    assert len(statuses) == 2 and "done" in statuses and "running" not in statuses


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--level", "3"], "up to level 1"),
        (["--level", "9"], "0 to 5"),
        (["lying"], "sit"),
        (["--plan"], "--plain"),
    ],
)
def test_what_cannot_be(arguments: list[str], says: str, tmp_path: Path) -> None:
    ran = piped(tmp_path, "stretch", "--plain", *arguments, lines=[])
    assert ran.returncode == 2 and says in ran.stderr and "Traceback" not in ran.stderr
    assert ran.stderr.count("\n") == 1
