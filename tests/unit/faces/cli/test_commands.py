"""Each command through the way in that people use: what stands on standard output, what on standard error."""

from __future__ import annotations

import io
import json
import re
import sqlite3
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from people import CATALOGUE, QUESTIONS, WORDS

from unslump.__main__ import main
from unslump.adapters.content import load_words
from unslump.faces.cli.main import build_group

Run = Callable[..., "Ran"]


class Ran:
    """What one command answered."""

    def __init__(self, code: int, out: str, err: str) -> None:
        self.code, self.out, self.err = code, out, err

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    def is_one_sentence(self) -> bool:
        return self.code == 2 and self.out == "" and self.err.count("\n") == 1 and "Traceback" not in self.err


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)

    def call(*arguments: str, stdin: str = "") -> Ran:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin.encode())))
        code = main(["--data-dir", str(tmp_path / "data"), *arguments])
        said = capsys.readouterr()
        return Ran(code, said.out, said.err)

    return call


class TestTimeline:
    @pytest.mark.parametrize("exercise", ["D01", "d02", "D38", "d40"])
    def test_the_shape_is_the_promised_one(self, exercise: str, run: Run) -> None:
        told = run("timeline", exercise, "--json").json
        assert list(told) == ["exercise", "level", "variant", "phases"]
        assert told["exercise"] == exercise.upper()
        assert told["variant"] in ("sit", "stand", None)
        end_s = 0.0
        for phase in told["phases"]:
            assert list(phase) == ["id", "start_s", "end_s", "breath", "moves", "cues"]
            assert phase["breath"] in ("inhale", "exhale", "free", None)
            assert phase["start_s"] == end_s, "no gaps"
            end_s = phase["end_s"]
            for cue in phase["cues"]:
                assert list(cue) == ["at_s", "text", "observed_by", "source", "added"]
                assert phase["start_s"] <= cue["at_s"] <= phase["end_s"]
                assert cue["added"] == (cue["source"] == "added")

    def test_the_text_says_the_same(self, run: Run) -> None:
        text, told = (
            run("timeline", "D02", "--level", "2").out,
            run("timeline", "D02", "--level", "2", "--json"),
        )
        for phase in told.json["phases"]:
            for cue in phase["cues"]:
                assert cue["text"] in text

    def test_it_needs_no_folder(self, run: Run, tmp_path: Path) -> None:
        run("timeline", "D01", "--json")
        assert not (tmp_path / "data").exists()

    @pytest.mark.parametrize(
        ("arguments", "says"),
        [
            (["D41"], "D40"),
            (["D1"], "D01"),
            (["stretch"], "D01"),
            ([""], "D01"),
            (["D01", "--level", "6"], "0 to 5"),
            (["D01", "--level", "-1"], "0 to 5"),
            (["D01", "--level", "high"], "high"),
            (["../D01"], "D01"),
            ([], "EXERCISE"),
        ],
    )
    def test_what_is_not_there(self, arguments: list[str], says: str, run: Run) -> None:
        ran = run("timeline", *arguments, "--json")
        assert ran.is_one_sentence() and says in ran.err, ran.err


class TestScreen:
    def test_the_questions(self, run: Run) -> None:
        told = run("screen", "--questions", "--json").json
        ids = [q["id"] for group in told["groups"] for q in group["questions"]]
        assert {*(f"RF{n:02}" for n in range(1, 22)), *(f"PC{n:02}" for n in range(1, 36))} <= set(ids)
        assert len(ids) == len(set(ids)) and "RF01" in told["anything_new"]
        assert all(text in run("screen", "--questions").out for text in ("RF01", "PC35", "None of these"))

    @pytest.mark.parametrize(
        ("answers", "verdict"),
        [
            ({"complete": True, "pain_0_10": 0, "age": 40}, "go"),
            ({"complete": True, "yes": ["PC17"]}, "modify"),
            ({"complete": True, "yes": ["PC03"]}, "ask"),
            ({"complete": True, "yes": ["RF01"]}, "stop"),
            ({}, "ask"),
        ],
    )
    def test_a_verdict_is_no_failure(
        self, answers: dict[str, Any], verdict: str, run: Run, tmp_path: Path
    ) -> None:
        file = tmp_path / "answers.json"
        file.write_text(json.dumps(answers))
        ran = run("screen", "--answers", str(file), "--json")
        assert ran.code == 0 and ran.err == ""
        assert list(ran.json) == ["verdict", "urgency", "locked_tags", "max_level", "allowed", "reasons"]
        assert ran.json["verdict"] == verdict
        assert all(list(reason) == ["rule", "text"] for reason in ran.json["reasons"])
        assert run("screen", "--answers", "-", "--json", stdin=json.dumps(answers)).out == ran.out
        assert not (tmp_path / "data").exists(), "nothing is read or kept"

    def test_the_day_in_the_answers_counts(self, run: Run) -> None:
        advice = {
            "role": "doctor",
            "date_of_advice": "2026-02-01",
            "condition_codes": ["PC02"],
            "scope": ["D01"],
        }
        answers = {"complete": True, "yes": ["PC02"], "clearances": [advice]}
        early, late = ({**answers, "today": day} for day in ("2026-02-02", "2027-02-02"))
        assert "D01" in run("screen", "--answers", "-", "--json", stdin=json.dumps(early)).json["allowed"]
        assert "D01" not in run("screen", "--answers", "-", "--json", stdin=json.dumps(late)).json["allowed"]

    def test_in_words(self, run: Run) -> None:
        ran = run("screen", "--answers", "-", stdin='{"complete": true, "yes": ["PC17"]}')
        assert "Up to level 1" in ran.out and "recommends it to nobody" in ran.out and "{" not in ran.out

    @pytest.mark.parametrize(
        ("content", "says"),
        [
            (b"", "found nothing"),
            (b"   \n", "found nothing"),
            (b"{", "reading it stopped"),
            (b'{"complete": tru}', "reading it stopped"),
            (b"\xff\xfe\x00", "UTF-8"),
            (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "UTF-8"),
            (b"[]", "object"),
            (b'"yes"', "object"),
            (b"3", "object"),
            (b"null", "object"),
            (b'{"yes": ["RF99"]}', "RF99"),
            (b'{"yes": ["RF1"]}', "RF01"),
            (b'{"yes": "RF01"}', "list"),
            (b'{"yes": [1]}', "rule ids"),
            (b'{"pian_0_10": 1}', "pain_0_10"),
            (b'{"pain_0_10": 11}', "0 to 10"),
            (b'{"pain_0_10": "3"}', "0 to 10"),
            (b'{"pain_0_10": true}', "0 to 10"),
            (b'{"pain_0_10": 1.5}', "0 to 10"),
            (b'{"pain_0_10": NaN}', "NaN"),
            (b'{"age": 1e999}', "Infinity|0 to 120"),
            (b'{"complete": "yes"}', "true or false"),
            (b'{"today": "yesterday"}', "2026-03-02"),
            (b'{"clearances": [{}]}', "role"),
            (b'{"clearances": {}}', "list"),
            (b'{"complete": true, "complete": false}', "more than once"),
            (b"[" * 100_000, "nested too deep"),
            (b'{"age": ' + b"9" * 5000 + b"}", "reading it stopped|0 to 120"),
            (b'{"yes": ["' + b"x" * 1_000_001 + b'"]}', "at most"),
        ],
    )  # fmt: skip
    def test_a_broken_file(self, content: bytes, says: str, run: Run, tmp_path: Path) -> None:
        file = tmp_path / "answers.json"
        file.write_bytes(content)
        ran = run("screen", "--answers", str(file), "--json")
        assert ran.is_one_sentence(), (ran.out, ran.err)
        assert any(piece in ran.err for piece in says.split("|")), ran.err
        assert len(ran.err) < 600

    def test_several_things_wrong_are_named_together(self, run: Run) -> None:
        ran = run("screen", "--answers", "-", stdin='{"yes": ["RF99"], "age": -1, "wrong": 1}')
        assert ran.is_one_sentence()
        assert all(piece in ran.err for piece in ("RF99", "age", "wrong", "3 problems"))

    def test_files_that_are_none(self, run: Run, tmp_path: Path) -> None:
        for file, says in (
            (tmp_path, "folder"),
            (tmp_path / "none.json", "found none"),
            (Path("\0"), "cannot be read"),
            (tmp_path / "answers.json" / "below", "cannot be read|found none"),
        ):
            (tmp_path / "answers.json").write_text("{}")
            ran = run("screen", "--answers", str(file))
            assert ran.is_one_sentence(), (file, ran.err)
            assert any(piece in ran.err for piece in says.split("|")), ran.err

    @pytest.mark.parametrize(
        "arguments", [[], ["--questions", "--answers", "x"], ["--answers"], ["--answer", "x"], ["x"]]
    )
    def test_one_of_two(self, arguments: list[str], run: Run) -> None:
        assert run("screen", *arguments).is_one_sentence()

    @settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
            lambda inner: st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(["yes", "no", "age", "clearances", "limits", "x"]), inner, max_size=4
            ),
            max_leaves=8,
        )
    )  # fmt: skip
    def test_any_json_is_judged_or_refused_in_a_sentence(self, run: Run, document: object) -> None:
        ran = run("screen", "--answers", "-", "--json", stdin=json.dumps(document))
        assert ran.is_one_sentence() or (ran.code == 0 and "verdict" in ran.json)


class TestExercises:
    def test_all_are_listed(self, run: Run) -> None:
        listed = run("exercises", "--json").json["exercises"]
        assert [entry["id"] for entry in listed] == list(CATALOGUE.ids)
        text = run("exercises").out
        assert all(entry["id"] in text and entry["name"] in text and entry["areas"] for entry in listed)


class TestCheck:
    def test_a_good_file_and_a_bad_one(self, run: Run, tmp_path: Path) -> None:
        good = Path(__file__).parents[4] / "src/unslump/data/exercises/D01.toml"
        bad = tmp_path / "bad.toml"
        bad.write_text(
            good.read_text().replace('"FLEX_SIT"', '"FLEXSIT"').replace("moves = true", "move = true", 1)
        )
        ran = run("check", str(good), str(bad))
        assert ran.code == 2
        assert "nothing is wrong" in ran.out and "FLEX_SIT" in ran.out and "moves" in ran.out
        told = run("check", str(bad), str(good), "--json")
        assert told.code == 2 and [entry["ok"] for entry in told.json["files"]] == [False, True]

    @pytest.mark.parametrize("content", [b"", b"\xff\x00", b"= 3", b"a" * 10, b"x = " + b"[" * 5000])
    def test_no_exercise(self, content: bytes, run: Run, tmp_path: Path) -> None:
        file = tmp_path / "own.toml"
        file.write_bytes(content)
        ran = run("check", str(file))
        assert ran.code == 2 and "own.toml" in ran.out and "Traceback" not in ran.out + ran.err

    def test_missing_and_a_folder(self, run: Run, tmp_path: Path) -> None:
        ran = run("check", str(tmp_path), str(tmp_path / "none.toml"))
        assert ran.code == 2 and ran.out.count("\n") == 2


class TestSettings:
    def test_list_show_change(self, run: Run) -> None:
        assert run("settings", "--json").json["hang_s"] == 10.0
        changed = run("settings", "hang_s", "0")
        assert changed.code == 0 and "hang_s = 0.0" in changed.out and "yours" in changed.out
        assert run("settings", "hang_s", "--json").json == {"hang_s": 0.0}
        assert run("settings", "voice", "off", "--json").json == {"voice": False}
        assert run("settings", "--json").json == {
            **run("settings", "--json").json,
            "hang_s": 0.0,
            "voice": False,
        }

    @pytest.mark.parametrize(
        ("arguments", "says"),
        [
            (["hang"], "hang_s"),
            (["hang", "3"], "hang_s"),
            (["hang_s", "99"], "0 to 20"),
            (["variant", "lying"], "sit or stand"),
            (["hang_s", "1", "2"], "2"),
        ],
    )
    def test_a_wrong_name_answers_with_the_right_ones(
        self, arguments: list[str], says: str, run: Run
    ) -> None:
        ran = run("settings", *arguments)
        assert ran.is_one_sentence() and says in ran.err

    def test_a_broken_file_is_said_and_left(self, run: Run, tmp_path: Path) -> None:
        (tmp_path / "data").mkdir()
        (tmp_path / "data" / "settings.toml").write_text("hang_s = = 3")
        assert run("settings").is_one_sentence()
        assert run("settings", "hang_s", "3").is_one_sentence()
        assert (tmp_path / "data" / "settings.toml").read_text() == "hang_s = = 3"


@pytest.fixture
def kept(run: Run, tmp_path: Path) -> Path:
    """A data folder with one of everything that a session leaves."""
    from unslump.adapters.store.sqlite import SqliteStore
    from unslump.testing.records import a_lesson, a_screen, a_session, an_after, an_event, at

    store = SqliteStore(tmp_path / "data" / "unslump.sqlite3", at)
    store.add_screen(a_screen())
    store.add_lesson(a_lesson())
    done = a_session(status="done", ended_at=at(), discomfort_before=5)
    store.begin_session(done, an_event())
    store.add_after(an_after(pain_0_10=0, discomfort_0_10=3))
    store.close()
    return tmp_path / "data"


class TestExport:
    def test_everything_with_its_dictionary(self, run: Run, kept: Path) -> None:
        told = run("export", "--json").json
        assert told["format"] == "unslump-export"
        assert {table: len(rows) for table, rows in told["data"].items() if rows} == {
            "screens": 1,
            "lessons": 1,
            "sessions": 1,
            "session_events": 1,
            "afters": 1,
        }
        for table, rows in told["data"].items():
            for row in rows:
                assert set(row) <= set(told["dictionary"][table]["fields"])
        assert json.loads(run("export").out)["data"] == told["data"]

    def test_into_files_of_ones_own(self, run: Run, kept: Path, tmp_path: Path) -> None:
        out, folder = tmp_path / "all.json", tmp_path / "tables"
        told = run("export", "--out", str(out), "--csv", str(folder), "--json").json
        assert told["rows"] == 5 and str(out) in told["written"]
        assert json.loads(out.read_text())["data"]["sessions"]
        assert sorted(p.name for p in folder.iterdir()) == sorted(
            f"{t}.csv" for t in json.loads(out.read_text())["data"]
        )
        assert (folder / "sessions.csv").read_text().splitlines()[0].startswith("id,")
        if sys.platform != "win32":
            assert out.stat().st_mode & 0o077 == 0, "health answers are for their owner's eyes"

    def test_nothing_is_overwritten(self, run: Run, kept: Path, tmp_path: Path) -> None:
        out = tmp_path / "all.json"
        out.write_text("mine")
        assert run("export", "--out", str(out)).is_one_sentence() and out.read_text() == "mine"
        assert run("export", "--out", str(tmp_path / "no" / "where.json")).is_one_sentence()
        assert run("export", "--csv", str(out)).is_one_sentence()


class TestErase:
    def test_without_a_terminal_it_needs_the_word(self, run: Run, kept: Path) -> None:
        ran = run("erase", stdin="erase\n")
        assert ran.is_one_sentence() and "--yes" in ran.err
        assert run("export", "--json").json["data"]["sessions"]

    def test_afterwards_the_export_is_empty(self, run: Run, kept: Path) -> None:
        (kept / "settings.toml").write_text("stature_cm = 182\n", encoding="utf-8")
        (kept / "faults.log").write_text("line 1\n", encoding="utf-8")
        assert run("export").json["settings"]["stature_cm"]["value"] == 182
        told = run("erase", "--yes", "--json").json
        also = {"settings_erased": True, "faults_erased": True, "log_erased": False}
        assert told == {"erased": 5, **also}
        assert not (kept / "settings.toml").exists() and not (kept / "faults.log").exists()
        assert not any(run("export", "--json").json["data"].values())
        assert b"Physical" not in (kept / "unslump.sqlite3").read_bytes()
        assert "nothing to remove" in run("erase").out

    @pytest.mark.parametrize(("typed", "gone"), [("erase\n", True), ("yes\n", False), ("", False)])
    def test_it_says_what_will_go_and_asks(
        self, typed: str, gone: bool, run: Run, kept: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from unslump.faces.cli import erase

        monkeypatch.setattr(erase, "_is_terminal", lambda: True)
        ran = run("erase", stdin=typed)
        assert "Hip lessons: 1" in ran.err and str(kept) in ran.err and ran.code == (0 if gone else 2)
        assert bool(run("export", "--json").json["data"]["sessions"]) != gone


class TestHistory:
    def test_what_happened(self, run: Run, kept: Path) -> None:
        told = run("history", "--json").json
        assert told["sessions"][0]["status"] == "done" and told["lessons"][0]["miss_cm"]
        text = run("history").out
        assert "D01" in text and "finished" in text and "Stiffness 5, then 3." in text

    def test_an_empty_one_is_kind(self, run: Run) -> None:
        assert "none yet" in run("history").out


class TestDoctor:
    def states(self, run: Run) -> dict[str, str]:
        return {check["id"]: check["state"] for check in run("doctor", "--json").json["checks"]}

    def test_it_changes_nothing(self, run: Run, tmp_path: Path) -> None:
        ran = run("doctor", "--json")
        assert ran.code == 0 and not (tmp_path / "data").exists()
        for check in ran.json["checks"]:
            assert list(check) == ["id", "state", "what", "do"] and check["what"]
            assert check["state"] in ("ok", "missing", "unknown")
            assert check["state"] != "missing" or check["do"], check

    def test_the_text_has_a_line_for_each(self, run: Run) -> None:
        lines = run("doctor").out.splitlines()[1:]
        assert [line.split()[0] for line in lines] == list(self.states(run).values())

    def test_a_damaged_store_is_said_and_left(self, run: Run, tmp_path: Path) -> None:
        file = tmp_path / "data" / "unslump.sqlite3"
        file.parent.mkdir()
        file.write_bytes(b"no database at all" * 300)
        assert self.states(run)["records"] == "missing"
        assert file.read_bytes() == b"no database at all" * 300

    def test_records_and_settings_that_work(self, run: Run, kept: Path) -> None:
        states = self.states(run)
        assert (states["records"], states["settings"], states["data_folder"]) == ("ok", "ok", "ok")

    def test_records_of_a_newer_version(self, run: Run, kept: Path) -> None:
        with sqlite3.connect(kept / "unslump.sqlite3") as db:
            db.execute("INSERT INTO migrations VALUES (9999, 'later', '2030-01-01T00:00:00+00:00')")
        assert self.states(run)["records"] == "missing"

    def test_broken_settings_stop_no_other_check(self, run: Run, tmp_path: Path) -> None:
        (tmp_path / "data").mkdir()
        (tmp_path / "data" / "settings.toml").write_text("wrong = 1")
        states = self.states(run)
        assert states["settings"] == "missing" and states["python"] == "ok"

    def test_a_port_in_use(self, run: Run) -> None:
        import socket

        with socket.socket() as other:
            other.bind(("127.0.0.1", 0))
            other.listen()
            port = str(other.getsockname()[1])
            checks = run("doctor", "--json", "--port", port).json["checks"]
        assert "another program" in next(c["what"] for c in checks if c["id"] == "port")


class TestTheGroup:
    def test_every_command_and_option_is_explained(self) -> None:
        group = build_group(load_words())
        context = group.make_context("unslump", ["--help"], resilient_parsing=True)
        names = group.list_commands(context)
        wanted = "check doctor erase exercises export history screen settings stretch timeline"
        assert set(wanted.split()) <= set(names)
        for name in names:
            command = group.get_command(context, name)
            assert command is not None and command.help and command.short_help, name
            for parameter in command.params:
                assert isinstance(parameter, click.Argument) or parameter.help, f"{name} {parameter.name}"

    @pytest.mark.parametrize("name", ["plain", "support", "main", "files", "_x", "a/b", ""])
    def test_what_is_no_command(self, name: str, run: Run) -> None:
        assert run(name).is_one_sentence() if name else True

    def test_help_in_words(self, run: Run) -> None:
        ran = run("stretch", "--help")
        assert ran.code == 0 and "screen reader" in " ".join(ran.out.split())


def test_no_words_of_the_terminal_are_left_over() -> None:
    """A sentence nobody says is a sentence nobody checks."""
    face = Path(__file__).parents[4] / "src/unslump/faces/cli"
    code = "\n".join(path.read_text() for path in sorted(face.rglob("*.py")))
    begun = tuple(set(re.findall(r'f"(?:terminal\.)?([a-z_]+[a-z0-9_.]*)\{', code)))
    for key, _ in WORDS.under("terminal"):
        plain = re.sub(r"\.(one|other)$", "", key.removeprefix("terminal."))
        named = any(f'"{name}"' in code for name in (plain, f"terminal.{plain}"))
        assert named or plain.startswith(begun), key


def test_the_questions_of_the_terminal_have_steps_for_their_numbers() -> None:
    from unslump.faces.cli.plain.questions import BUCKETS

    for name, minutes in BUCKETS.items():
        assert QUESTIONS[name].kind == "number"
        for n in minutes:
            assert WORDS(f"terminal.quick.step.{name}.{n}")
