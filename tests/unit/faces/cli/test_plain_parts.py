"""The pieces of the plain face: lines, keys, lines of a script, the pipe, and which way `stretch` goes."""

from __future__ import annotations

import io
import os
import re
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from people import CATALOGUE, QUESTIONS, WORDS, Person, nobody_answers

from unslump.app.options import Options
from unslump.core.session.pace import Pace
from unslump.core.session.timeline import build_timeline, spoken
from unslump.core.words import Words
from unslump.faces.cli import main as face
from unslump.faces.cli.plain.asking import Dialogue
from unslump.faces.cli.plain.console import LineConsole
from unslump.faces.cli.plain.flow import Ended, Left, Stopped
from unslump.faces.cli.plain.keys import Vocabulary, weightiest
from unslump.faces.cli.plain.lines import laid_out
from unslump.faces.cli.plain.questions import ask_all, ask_today
from unslump.faces.cli.plain.script import LATE_S, RATED, WORDS_PER_S, script
from unslump.faces.cli.plain.signals import Signals
from unslump.faces.cli.support import Resident
from unslump.testing.clock import FakeClock

KEYS = Vocabulary(WORDS)


class TestLines:
    @given(st.text(max_size=400))
    def test_any_text_becomes_lines_that_a_terminal_only_shows(self, text: str) -> None:
        lines = list(laid_out(text))
        assert all(line.isprintable() and line for line in lines)
        visible = [mark for mark in text if mark.isprintable() and mark != " " and not mark.isspace()]
        assert [mark for mark in "".join(lines) if not mark.isspace()] == [
            m for m in visible if not m.isspace()
        ]

    @given(st.lists(st.integers(1, 60), min_size=1, max_size=6))
    def test_a_sentence_is_one_line_however_long(self, lengths: list[int]) -> None:
        sentences = ["This " + "word " * length + "ends." for length in lengths]
        assert list(laid_out(" ".join(sentences))) == sentences, "the terminal wraps, at its own width"

    def test_brackets_and_small_letters_go_on_with_their_sentence(self) -> None:
        assert list(laid_out("One. (added) Two (a pair) of them. 3 of 4: Three.")) == [
            "One. (added)",
            "Two (a pair) of them.",
            "3 of 4: Three.",
        ]

    def test_each_key_is_explained_in_a_line_that_begins_with_it(self) -> None:
        lines = list(laid_out(WORDS("terminal.keys.all")))
        assert all(re.match(r"(Key [a-z] |Space or p )", line) for line in lines), lines
        assert {KEYS.word(line.split()[1]) for line in lines if line.startswith("Key")} == {
            "stop", "again", "next", "fine", "leave", "help",
        }  # fmt: skip


class TestKeys:
    @pytest.mark.parametrize(
        ("typed", "meant"),
        [
            ("\x1b", ["stop"]),
            ("s", ["stop"]),
            ("S", ["stop"]),
            (" ", ["pause"]),
            ("p", ["pause"]),
            ("\x1b[D", ["again"]),
            ("\x1bOC", ["next"]),
            ("\x1b[1;5C", ["next"]),
            ("\x1b[A", ["other"]),
            ("\x1b[3~", ["other"]),
            ("\x1bs", ["stop", "stop"]),
            ("\x1b[", ["stop", "other"]),
            ("\n", ["enter"]),
            ("\x04", ["leave"]),
            ("q?f", ["leave", "help", "fine"]),
            ("ä", ["other"]),
        ],
    )
    def test_as_a_terminal_sends_them(self, typed: str, meant: list[str]) -> None:
        assert list(KEYS.raw(typed)) == meant

    @pytest.mark.parametrize(
        ("typed", "meant"),
        [
            ("stop", "stop"),
            ("  STOP ", "stop"),
            ("ouch", "stop"),
            ("\x1b", "stop"),
            ("\x1b[d", "again"),
            ("", "enter"),
            (" ", "pause"),
            ("quit", "leave"),
            ("12", "other"),
            ("n", "next"),
        ],
    )
    def test_as_words(self, typed: str, meant: str) -> None:
        assert KEYS.word(typed) == meant

    @given(st.text(max_size=12))
    def test_stop_is_heard_among_anything(self, noise: str) -> None:
        assert weightiest(list(KEYS.raw(noise.replace("\x1b", "") + "s"))) == "stop"
        assert all(key for key in KEYS.raw(noise))


class TestScript:
    @pytest.mark.parametrize("exercise", ["D01", "D02"])
    @pytest.mark.parametrize("level", range(6))
    def test_every_level_says_its_leads_in_order_and_at_their_second(self, exercise: str, level: int) -> None:
        timeline = build_timeline(CATALOGUE[exercise], level, reps=2, pace=Pace(uncurl_breaths=3))
        lines = script(timeline, WORDS, natural=False)
        assert [line.at_s for line in lines] == sorted(line.at_s for line in lines)
        assert "Round 2 of 2." in " ".join(line.text for line in lines)
        for index, phase in enumerate(timeline.phases):
            said = [line for line in lines if line.index == index]
            if phase.id in ("P0", RATED):
                assert said == []
                continue
            assert all(phase.start_s <= line.at_s < phase.end_s for line in said)
            for cue in spoken(phase):
                heard = [line.at_s for line in said if WORDS(cue.words) in line.text]
                assert any(cue.at_s <= at_s <= cue.at_s + LATE_S + 0.01 for at_s in heard), cue.id
                assert any(WORDS(cue.words) in line.again for line in said)

    @given(
        st.sampled_from(["D01", "D02"]),
        st.integers(0, 5),
        st.builds(
            Pace,
            inhale_s=st.floats(3, 5),
            exhale_s=st.floats(4, 8),
            natural=st.booleans(),
            uncurl_breaths=st.integers(0, 3),
        ),
    )
    def test_a_voice_ends_each_line_before_the_next(self, exercise: str, level: int, pace: Pace) -> None:
        timeline = build_timeline(CATALOGUE[exercise], level, reps=2, pace=pace)
        lines = script(timeline, WORDS, natural=pace.natural)
        for line, following in pairwise(lines):
            assert line.at_s + len(line.text.split()) / WORDS_PER_S <= following.at_s + 1e-6, line
        assert all(line.at_s < timeline.phases[line.index].end_s for line in lines), (
            "nothing is said too late"
        )
        assert not any("added" in line.text + line.again for line in lines)

    def test_what_is_said_again_has_the_breath_and_no_count_that_is_over(self) -> None:
        lines = script(build_timeline(CATALOGUE["D01"], 3), WORDS, natural=False)
        (tip,) = (line for line in lines if "Tip forward" in line.text)
        assert tip.again == "Fold from the hips. Breathe out. Tip forward from where you touched."
        assert not any(re.search("Count|About", line.again) for line in lines)

    def test_a_breath_of_its_own_is_not_counted(self) -> None:
        timeline = build_timeline(CATALOGUE["D01"], 1, pace=Pace(natural=True))
        text = " ".join(line.text for line in script(timeline, WORDS, natural=True))
        assert "Count" not in text and "Breathe as you breathe anyway." in text

    def test_each_breath_is_named_once_and_the_head_comes_last(self) -> None:
        timeline = build_timeline(CATALOGUE["D02"], 3)
        lines = script(timeline, WORDS, natural=False)
        for index, phase in enumerate(timeline.phases):
            if phase.breath in ("inhale", "exhale") and phase.id != RATED:
                text = " ".join(line.text for line in lines if line.index == index).lower()
                assert text.count("breathe in") + text.count("breathe out") == 1, text
        order = [line.text for line in lines]
        where = [
            next(i for i, text in enumerate(order) if piece in text)
            for piece in ("pelvis roll", "floats up last")
        ]
        assert where == sorted(where)


class TestThePipe:
    def console(self, text: str) -> LineConsole:
        return LineConsole(io.StringIO(text), io.StringIO(), KEYS, Signals())

    def test_answers_wait_and_keys_act(self) -> None:
        pipe = self.console("0\n2\nn\nstop\nyes\n")
        assert pipe.ask() == "0"
        assert pipe.key(0.5) == "stop", "from behind what waits"
        assert pipe.key(0.01) is None, "a number is no key, and the n behind it is an answer"
        assert [pipe.ask(), pipe.ask(), pipe.ask()] == ["2", "n", "yes"]
        with pytest.raises(Ended):
            pipe.ask()
        assert pipe.key(0.0) is None, "an ended pipe says nothing more, and the session goes on"

    def test_next_counts_at_the_front(self) -> None:
        pipe = self.console("n\n0\n")
        assert pipe.key(0.5) == "next" and pipe.ask() == "0"


class TestQuestions:
    def dialogue(self, *answers: str) -> tuple[Dialogue, Person]:
        person = Person(FakeClock())
        left = list(answers)
        person.ask = lambda: left.pop(0)  # type: ignore[method-assign]
        return Dialogue(person, WORDS, KEYS), person

    FIRST = ("4", "0", "no")
    REST = (*["none"] * 9, "44", "3", "1", "none")

    def all(self, *answers: str) -> dict[str, Any]:
        dialogue, _ = self.dialogue(*answers)
        return ask_all(dialogue, QUESTIONS, lambda _: False)

    def test_someone_well(self) -> None:
        assert self.all(*self.FIRST, *self.REST) == {
            "complete": True,
            "discomfort_0_10": 4,
            "pain_0_10": 0,
            "unsure_if_pain": False,
            "age": 44,
            "minutes_awake": 300,
            "minutes_sitting": 10,
        }

    def test_back_goes_back_one_by_one_and_answers_anew(self) -> None:
        changed = self.all("4", "back", "7", "0", "no", "1", "b", "none", *self.REST[1:])
        assert changed["discomfort_0_10"] == 7 and "yes" not in changed
        assert self.all("back", *self.FIRST, *self.REST)["complete"] is True

    def test_the_milder_form_and_the_follow_ups(self) -> None:
        answers = [*self.FIRST, "none", "none", "2, 8", "none", "none", "2", "", "1", "2", *["none"] * 2]
        found = self.all(*answers, "70", "yes", "2", "3", "none")
        assert found["yes"] == ["RF09", "RF13", "PC11", "PC14"] and found["milder"] == ["RF09", "RF13"]
        assert "weeks_since_hip_surgery" not in found and found["trimester"] == 2
        assert found["bones_checked"] is True and found["minutes_awake"] == 90

    def test_both_forms_count_as_the_major_one(self) -> None:
        found = self.all(*self.FIRST, "none", "none", "1 2", *self.REST[3:])
        assert found["yes"] == ["RF09"] and "milder" not in found

    def test_pain_asks_where_and_unsure_is_an_answer(self) -> None:
        found = self.all("5", "2", "4", "yes", *self.REST)
        assert found["pain_site"] == "below_knee" and found["unsure_if_pain"] is True
        assert "unsure_if_pain" not in self.all("0", "0", *self.REST), (
            "nothing is felt, so nothing is unclear"
        )

    def test_unclear_answers_are_asked_again_and_never_guessed(self) -> None:
        dialogue, person = self.dialogue(
            "much", "11", "-1", "4", "", "zero", "0", "maybe", "no", "7", "1 x", "", "none", *self.REST[1:]
        )
        assert ask_all(dialogue, QUESTIONS, lambda _: False)["complete"] is True
        assert person.transcript.count("I did not understand") == 9

    @pytest.mark.parametrize(
        ("typed", "way"), [("quit", Left), ("q", Left), ("s", Stopped), ("\x1b", Stopped)]
    )
    def test_leaving_works_at_every_question(self, typed: str, way: type[Exception]) -> None:
        for n in range(len(self.FIRST) + len(self.REST)):
            dialogue, _ = self.dialogue(*[*self.FIRST, *self.REST][:n], typed)
            with pytest.raises(way):
                ask_all(dialogue, QUESTIONS, lambda _: False)

    def test_each_group_says_which_it_is_of_how_many(self) -> None:
        dialogue, person = self.dialogue(*self.FIRST, *self.REST)
        ask_all(dialogue, QUESTIONS, lambda _: False)
        numbered = [line for line in person.lines if re.match(r"\d+ of \d+: ", line)]
        count = len(QUESTIONS.groups)
        assert [line.partition(":")[0] for line in numbered] == [
            f"{n} of {count}" for n in range(1, count + 1)
        ]
        assert all(WORDS(g.title) in line for g, line in zip(QUESTIONS.groups, numbered, strict=True))

    def test_help_says_the_question_again_and_how_to_stop(self) -> None:
        dialogue, person = self.dialogue("?", *self.FIRST, *self.REST)
        ask_all(dialogue, QUESTIONS, lambda _: False)
        assert person.transcript.count("in a way that eases when you move?") == 2
        assert "Key s and Enter stops at any time." in person.lines
        assert self.dialogue("h", "0")[0].number("How much?", 0, 1) == 0, "a letter that is always heard"

    def test_the_short_form_asks_each_thing_that_may_be_new_or_holds_today(self) -> None:
        dialogue, person = self.dialogue("7", "3", "0", "no", "1", "2", "3")
        found = ask_today(dialogue, QUESTIONS)
        assert found["yes"] == ["RF12", "PC21"] and found["minutes_awake"] == 30
        assert "complete" not in found and "no" not in found
        numbered = [line[:6] for line in person.lines if " of 3: " in line]
        assert numbered == ["1 of 3", "2 of 3", "3 of 3"]
        for question in (*QUESTIONS.anything_new, *(q for q in QUESTIONS.daily if q.id.startswith("PC"))):
            start = WORDS(question.words).split(";")[0][:40]
            assert start in person.transcript.replace("\n  ", " "), question.id


class TestWhichWay:
    def run(self, folder: Path, *arguments: str, display: bool) -> tuple[int, list[str]]:
        shown: list[str] = []

        def show() -> int:
            shown.append("page")
            return 7

        resident = Resident(lambda: display, show, lambda _: None, nobody_answers, lambda _: None)
        return face.run(Options(data_dir=str(folder)), ["stretch", *arguments], resident), shown

    @pytest.fixture(autouse=True)
    def nobody_types(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(sys, "stdin", io.StringIO("quit\n"))

    def test_with_a_display_the_page_and_the_position_is_remembered(self, tmp_path: Path) -> None:
        assert self.run(tmp_path, "stand", display=True) == (7, ["page"])
        assert 'variant = "stand"' in (tmp_path / "settings.toml").read_text()

    def test_plain_stays_in_the_terminal(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert self.run(tmp_path, "--plain", display=True) == (0, [])
        assert "You left before anything moved" in capsys.readouterr().out

    def test_without_a_display_too(self, tmp_path: Path) -> None:
        assert self.run(tmp_path, display=False) == (0, [])

    def test_an_administrator_s_position_is_no_obstacle(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from unslump.adapters import paths

        admin = tmp_path / "admin.toml"
        admin.write_text('variant = "sit"')
        found = paths.locate(tmp_path)
        monkeypatch.setattr(face, "locate", lambda _: paths.Paths(found.data, found.config, admin))
        assert self.run(tmp_path, "stand", display=True) == (7, ["page"])


def test_signals_end_only_where_nothing_is_half_done() -> None:
    import signal

    from unslump.faces.cli.plain.flow import Interrupted

    before = signal.getsignal(signal.SIGTERM)
    with Signals() as signals:
        os.kill(os.getpid(), signal.SIGTERM)
        assert signals.asked, "noted, and nothing was broken off"
        with pytest.raises(Interrupted), signals.waiting():
            raise AssertionError("the next wait ends before it begins")
    assert signal.getsignal(signal.SIGTERM) is before


def test_another_language_may_have_other_keys() -> None:
    german = Words("de", {**dict(WORDS.texts), "terminal.input.stop": "h halt"})
    assert Vocabulary(german).word("halt") == "stop" and Vocabulary(german).word("stop") == "other"
