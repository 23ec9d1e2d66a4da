"""The commands of the breaks, ``simulate`` and the doctor's senses, through the way in that people use.

Behind them a played break service on a line that really listens.
"""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from people import a_desk

from played import NUDGED, SITTING, WALL, PlayedBreaks, SenseReport
from saying import WORDS
from unslump.__main__ import main
from unslump.app.control import Control, NotifierReport
from unslump.core.words import Said
from unslump.faces.agent.control import ControlServer
from unslump.faces.agent.instance import RUNTIME_FILE, Runtime
from unslump.faces.cli import doctor
from unslump.ports import AtLogin, Sensed
from unslump.testing.clock import FakeClock

Run = Callable[..., tuple[int, str, str]]
PORT = 8757


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)

    def call(*arguments: str, stdin: str = "") -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin.encode())))
        code = main(["--data-dir", str(tmp_path), *arguments])
        said = capsys.readouterr()
        return code, said.out, said.err

    return call


@pytest.fixture
def breaks(tmp_path: Path) -> Iterator[PlayedBreaks]:
    played = PlayedBreaks()
    handler = Control(played, WORDS, lambda where: f"http://127.0.0.1:{PORT}/launch?token={where}")
    server = ControlServer(handler, bearer="key", words=WORDS)
    Runtime(PORT, os.getpid(), "key", WALL.isoformat(), server.start()).write(tmp_path / RUNTIME_FILE)
    yield played
    server.close()


COMMANDS = ("status", "break now", "postpone", "skip", "pause", "pause 45m", "resume")


@pytest.mark.parametrize("json_too", [[], ["--json"]])
@pytest.mark.parametrize("command", COMMANDS)
def test_where_no_resident_runs_it_is_one_sentence(command: str, json_too: list[str], run: Run) -> None:
    code, out, err = run(*command.split(), *json_too)
    assert (code, out) == (2, "") and err.count("\n") == 1 and "'unslump' starts it" in err


class TestStatus:
    def test_in_words(self, run: Run, breaks: PlayedBreaks) -> None:
        breaks.now = replace(breaks.now, bout_s=3000.0, holds=("call", "dnd"), postponed=2)
        yesterday = replace(NUDGED, at=replace(NUDGED.at, wall=WALL.replace(day=1)))
        breaks.lately = (yesterday, NUDGED)
        code, out, err = run("status")
        assert (code, err) == (0, "")
        assert out.splitlines()[:4] == [
            "21 min of sitting. The next break is due in 24 min.",
            "Without a rest: 50 min.",
            "What would hold an offer back now: a call, do-not-disturb.",
            "This break was put off 2 times.",
        ]
        assert "10:31" in out and "2026-03-01 10:31" in out and "time to change position" in out

    def test_for_scripts(self, run: Run, breaks: PlayedBreaks) -> None:
        told = json.loads(run("status", "--json")[1])
        assert set(told) == {"outlook", "why_text", "notice", "lately"}
        assert told["outlook"]["next_offer_s"] == 1440.0

    def test_a_word_of_the_resident_comes_through(self, run: Run, breaks: PlayedBreaks) -> None:
        breaks.refuses = True
        code, out, err = run("resume")
        assert (code, out) == (2, "") and err == WORDS("breaks.refused.not_paused") + "\n"


class TestWords:
    @pytest.mark.parametrize("word", ["postpone", "skip", "resume"])
    def test_one_word_says_what_it_costs(self, word: str, run: Run, breaks: PlayedBreaks) -> None:
        assert run(word) == (0, "Going on.\n", "")
        assert breaks.said == [(word, None)]

    def test_for_scripts(self, run: Run, breaks: PlayedBreaks) -> None:
        told = json.loads(run("postpone", "--json")[1])
        assert set(told) == {"happened", "cost", "status"}
        assert told["happened"][0]["kind"] == "postponed" and told["status"]["outlook"]["postponed"] == 1

    @pytest.mark.parametrize(
        ("said", "for_s"), [("", None), ("45m", 2700), ("1h 30m", 5400), ("2 hours", 7200), ("45", 2700)]
    )
    def test_a_pause(self, said: str, for_s: float | None, run: Run, breaks: PlayedBreaks) -> None:
        assert run("pause", *said.split())[0] == 0
        assert breaks.said == [("pause", for_s)]

    def test_a_pause_until_a_time_is_sent_as_a_length(self, run: Run, breaks: PlayedBreaks) -> None:
        assert run("pause", "until", "14:00")[0] == 0
        ((word, for_s),) = breaks.said
        assert word == "pause" and for_s is not None and 0 < for_s <= 25 * 3600

    @pytest.mark.parametrize("said", ["later", "until", "until 25:00"])
    def test_a_pause_that_is_none_asks_nobody(self, said: str, run: Run, breaks: PlayedBreaks) -> None:
        code, out, err = run("pause", *said.split())
        assert (code, out) == (2, "") and "45m" in err and breaks.said == []


class TestBreakNow:
    def test_without_a_display_its_address_is_printed(self, run: Run, breaks: PlayedBreaks) -> None:
        code, out, _ = run("break", "now")
        assert code == 0 and breaks.said == [("start", None)]
        assert f"http://127.0.0.1:{PORT}/launch?token=break" in out

    def test_with_one_the_page_opens(
        self, run: Run, breaks: PlayedBreaks, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        opened: list[str] = []
        monkeypatch.setattr("webbrowser.open", lambda url: opened.append(url))
        monkeypatch.setenv("DISPLAY", ":99")
        assert "opening" in run("break", "now")[1]
        assert opened == [f"http://127.0.0.1:{PORT}/launch?token=break"]
        assert "Open this" in run("break", "now", "--no-browser")[1]
        assert json.loads(run("break", "now", "--json")[1])["url"] == opened[0]
        assert len(opened) == 1

    def test_one_that_has_begun_is_shown_and_not_begun_again(self, run: Run, breaks: PlayedBreaks) -> None:
        breaks.now = replace(breaks.now, phase="break")
        assert "You are in a break." in run("break", "now")[1]
        assert breaks.said == []

    @pytest.mark.parametrize("arguments", [["break"], ["break", "later"]])
    def test_the_word_now_belongs_to_it(self, arguments: list[str], run: Run, breaks: PlayedBreaks) -> None:
        code, out, err = run(*arguments)
        assert (code, out) == (2, "") and err.count("\n") == 1 and breaks.said == []


class TestSimulate:
    DAY = '{"start": "2026-03-02T09:00:00+01:00", "steps": [{"do": "work", "for_s": 3000}]}'

    def test_the_ledger_and_the_document_say_the_same(self, run: Run, tmp_path: Path) -> None:
        file = tmp_path / "day.json"
        file.write_text(self.DAY, encoding="utf-8")
        document = json.loads(run("simulate", str(file), "--json")[1])
        code, out, err = run("simulate", "-", stdin=self.DAY)
        assert (code, err) == (0, "")
        for event in document["events"]:
            assert event["wall"][11:19] in out and event["reason"] in out
        assert "Offered 1" in out and "50 min in all" in out

    def test_the_person_s_own_settings_are_not_looked_at(self, run: Run, tmp_path: Path) -> None:
        before = run("simulate", "-", stdin=self.DAY)
        (tmp_path / "settings.toml").write_text("break_after_s = 600", encoding="utf-8")
        assert run("simulate", "-", stdin=self.DAY) == before

    def test_what_was_refused_stands_beside_the_document(self, run: Run) -> None:
        day = '{"start": "2026-03-02T09:00:00Z", "steps": [{"do": "say", "what": "done"}]}'
        code, out, err = run("simulate", "-", "--json", stdin=day)
        assert code == 0 and json.loads(out)["events"] == [] and "'done' did nothing" in err
        assert "Nothing happened." in run("simulate", "-", stdin=day)[1]

    @pytest.mark.parametrize(
        ("text", "says"),
        [
            ("", "a scripted day as one JSON object in -, found nothing"),
            ("{]", "line 1 column 2"),
            ('{"start": 1,\n "steps": [}', "line 2 column 12"),
            ('{"start": "x", "start": "y"}', "'start' is there more than once"),
            ('{"steps": [{"do": "work", "for_s": NaN}]}', "NaN is no number"),
            ("[" * 100_000, "nested too deep to be a scripted day"),
            ("7", "not a scripted day"),
            ('{"start": "2026-03-02T09:00:00Z", "steps": [], "settings": {"tea": 1}}', "name of a setting"),
        ],
    )
    def test_what_is_no_day_is_one_sentence(self, text: str, says: str, run: Run) -> None:
        code, out, err = run("simulate", "-", "--json", stdin=text)
        assert (code, out) == (2, "") and err.count("\n") == 1 and says in err

    def test_a_file_that_is_not_there(self, run: Run, tmp_path: Path) -> None:
        code, out, err = run("simulate", str(tmp_path / "no.json"))
        assert (code, out) == (2, "") and "Expected a scripted day at" in err
        assert run("simulate", str(tmp_path))[0] == 2


class TestDoctor:
    def checks(self, run: Run) -> dict[str, dict[str, str]]:
        return {check["id"]: check for check in json.loads(run("doctor", "--json")[1])["checks"]}

    def test_the_resident_s_own_eyes_are_asked(self, run: Run, breaks: PlayedBreaks) -> None:
        checks = self.checks(run)
        assert checks["idle"]["what"] == "Keys and clicks: x11 tells. The last one was 4 s ago."
        assert "in use now (Firefox)" in checks["call"]["what"]
        assert checks["dnd"]["state"] == "unknown" and "running Unslump" in checks["dnd"]["do"]
        assert checks["fullscreen"]["state"] == "unknown", "the resident told nothing of it"

    def test_without_one_eyes_are_opened_for_it(self, tmp_path: Path) -> None:
        desk = a_desk(tmp_path, FakeClock())
        reports = (SenseReport("lock", "logind", Sensed(False)), SenseReport("dnd", "gnome", Sensed(True)))
        desk.outside = replace(desk.outside, senses=lambda _: reports)
        checks = {check.id: check for check in doctor.examine(desk)}
        assert checks["lock"].what == "Screen lock: logind tells. It is open now."
        assert "on now" in checks["dnd"].what and checks["call"].state == "unknown"

    @pytest.mark.parametrize(
        ("found", "state", "says"),
        [
            (None, "unknown", "no way to show one"),
            (NotifierReport("freedesktop, mako", True), "ok", "freedesktop, mako, with buttons"),
            (NotifierReport("macos", False), "ok", "without buttons"),
            (NotifierReport("freedesktop", None), "ok", "shows with the first one"),
            (NotifierReport("freedesktop", None, Said("control.not_running")), "missing", "cannot show any"),
        ],
    )
    def test_notifications(self, found: NotifierReport | None, state: str, says: str, tmp_path: Path) -> None:
        desk = a_desk(tmp_path, FakeClock())
        desk.outside = replace(desk.outside, notifier=lambda _: found)
        check = next(check for check in doctor.examine(desk) if check.id == "notifications")
        assert check.state == state and says in check.what
        assert check.state != "missing" or check.do

    @pytest.mark.parametrize("state", ["on", "off", "blocked", "foreign"])
    def test_starting_at_login(self, state: Any, tmp_path: Path) -> None:
        class Way:
            way = "xdg"

            def status(self) -> AtLogin:
                return AtLogin("xdg", state, "/there")

        desk = a_desk(tmp_path, FakeClock())
        desk.outside = replace(desk.outside, autostart=lambda: (Way(),))  # type: ignore[arg-type, return-value]
        check = next(check for check in doctor.examine(desk) if check.id == "login")
        assert ("/there" in check.what) == (state != "off") and bool(check.do) == (state != "on")


@pytest.mark.parametrize("command", COMMANDS)
def test_no_web_stack_and_no_store_is_loaded_for_it(
    command: str, breaks: PlayedBreaks, tmp_path: Path
) -> None:
    """The bound is 150 ms; what is imported decides it, and that can be held by a test."""
    script = (
        "import sys; from unslump.__main__ import main; code = main(sys.argv[1:]);"
        "print(*sorted(sys.modules), file=sys.stderr); sys.exit(code)"
    )
    line = [sys.executable, "-c", script, "--data-dir", str(tmp_path), "--no-browser", *command.split()]
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    ran = subprocess.run(line, env=env, capture_output=True, text=True, timeout=60, check=True)
    loaded = set(ran.stderr.split())
    heavy = "click starlette uvicorn jinja2 asyncio sqlite3 http.client ssl tomlkit logging subprocess"
    assert not set(heavy.split()) & loaded
    assert not {"unslump.core.screening.rules", "unslump.ports", "unslump.app.settings"} & loaded


@pytest.mark.parametrize("command", COMMANDS)
def test_the_way_that_explains_does_the_same(
    command: str, run: Run, breaks: PlayedBreaks, monkeypatch: pytest.MonkeyPatch
) -> None:
    word = command.split()[0]
    assert WORDS(f"cli.{word}.help")[:40] in " ".join(run(word, "--help")[1].split())
    quick = run(*command.split(), "--json")
    breaks.now = SITTING
    monkeypatch.setattr("unslump.faces.cli.main.quick", lambda *_: None)
    assert run(*command.split(), "--json") == quick


def test_a_slip_is_explained(run: Run, breaks: PlayedBreaks) -> None:
    for line in (["status", "now"], ["postpone", "--jason"], ["skip", "it"], ["pause", "-5m"]):
        code, out, err = run(*line)
        assert (code, out) == (2, "") and err.count("\n") == 1, line
    assert breaks.said == []
