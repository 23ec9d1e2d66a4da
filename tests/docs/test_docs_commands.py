"""docs/commands.md knows every command, and the commands in the documents run."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext
from datetime import datetime
from pathlib import Path
from typing import Any, get_args

import click
import pytest
from docs_tree import PACKAGE, ROOT, code_blocks, page, section, text_of

from camera_ready import weights
from played import PlayedBreaks
from unslump.adapters.content import load_words
from unslump.adapters.paths import locate
from unslump.adapters.store.sqlite import SqliteStore
from unslump.app.control import Control
from unslump.app.options import OPTIONS
from unslump.app.settings import SETTINGS
from unslump.core.breaks.events import Kind
from unslump.core.breaks.script import DOES
from unslump.core.history.records import (
    AfterRecord,
    LessonRecord,
    MorningRecord,
    SessionEvent,
    SessionRecord,
)
from unslump.core.screening.answers import KEYS
from unslump.core.vocab import Region
from unslump.faces.cli.main import build_group
from unslump.ports import Notice

GROUP = build_group(load_words())


def commands() -> Iterator[tuple[str, click.Command]]:
    """Yield every command, those that ``--help`` does not list too."""
    context = click.Context(GROUP, info_name="unslump")
    names = {path.stem.replace("_", "-") for path in (PACKAGE / "faces" / "cli").glob("*.py")}
    for name in sorted(names | set(GROUP.list_commands(context))):
        if name.startswith("-") or (found := GROUP.get_command(context, name)) is None:
            continue
        yield name, found
        yield from ((f"{name} {inner}", command) for inner, command in getattr(found, "commands", {}).items())


COMMANDS = dict(commands())


def test_there_are_commands() -> None:
    assert {"stretch", "timeline", "screen", "doctor", "export", "erase"} <= COMMANDS.keys()


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_and_option_is_documented(name: str) -> None:
    text = section(page("commands.md"), f"`unslump {name}`")
    assert text, f"docs/commands.md has no heading '## `unslump {name}`'"
    for parameter in COMMANDS[name].params:
        if isinstance(parameter, click.Option):
            flags = [flag for flag in parameter.opts + parameter.secondary_opts if flag.startswith("--")]
            missing = [flag for flag in flags if not re.search(rf"`{flag}\b", text)]
            assert not missing, f"`unslump {name}`: {', '.join(missing)} not in docs/commands.md"
        else:
            names = getattr(parameter.type, "choices", [parameter.human_readable_name])
            assert all(str(word).lower() in text.lower() for word in names), f"{name}: {parameter.name}"


@pytest.mark.parametrize("name", COMMANDS)
def test_no_option_is_documented_that_is_not_there(name: str) -> None:
    described = [COMMANDS[name], *getattr(COMMANDS[name], "commands", {}).values()]
    known = {flag for c in described for p in c.params for flag in p.opts + p.secondary_opts}
    known |= {option.flag for option in OPTIONS} | {"--help"}
    table = re.findall(r"^\| `(--[\w-]+)", section(page("commands.md"), f"`unslump {name}`"), flags=re.M)
    assert set(table) <= known, f"{name}: {set(table) - known}"


def test_every_command_that_has_a_heading_is_there() -> None:
    headed = set(re.findall(r"^###? `unslump ([\w -]+)`", page("commands.md"), flags=re.M))
    assert headed == set(COMMANDS)


def test_the_options_of_every_command_are_documented() -> None:
    text = section(page("commands.md"), "Options of every command")
    assert [o.flag for o in OPTIONS if not re.search(rf"^\| `{o.flag}\b", text, flags=re.M)] == []


def own_world(folder: Path) -> dict[str, str]:
    """An environment without anything of the tester's: no login is changed, no desktop spoken to."""
    desktop = ("DISPLAY", "WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS", "XDG_RUNTIME_DIR")
    kept = {name: value for name, value in os.environ.items() if name not in desktop}
    own = {"HOME": str(folder), "XDG_CONFIG_HOME": str(folder / "config")}
    return {**kept, **own, "PYTHONPATH": str(ROOT / "src"), "PYTHONUTF8": "1"}


@contextmanager
def resident(folder: Path) -> Iterator[None]:
    """Unslump itself, for the commands that speak to it."""
    command = [sys.executable, "-m", "unslump", "--testing", "--no-browser", "--data-dir", str(folder)]
    with subprocess.Popen(command, env=own_world(folder), stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None and process.stdout.readline()
            yield
        finally:
            process.terminate()


def unslump(arguments: str, data_dir: Path, stdin: str = "") -> subprocess.CompletedProcess[str]:
    """Run what ``./run ARGUMENTS`` runs, with a throw-away data folder."""
    return subprocess.run(
        [sys.executable, "-m", "unslump", *shlex.split(arguments), "--data-dir", str(data_dir)],
        env=own_world(data_dir),
        cwd=ROOT,
        capture_output=True,
        text=True,
        input=stdin,
        timeout=60,
        check=False,
    )


def shell_lines(document: Path) -> list[str]:
    blocks = code_blocks(text_of(document), "sh")
    return [line.strip() for block in blocks for line in block.splitlines() if line.strip()]


README_RUNS = [
    line.removeprefix("./run ")
    for line in shell_lines(ROOT / "README.md")
    if line.startswith("./run ") and line != "./run test"
]


SPEAK_TO_IT = ("status", "break", "postpone", "skip", "pause", "resume")
"""Commands that a running Unslump answers."""


def test_the_readme_names_the_two_ways_in() -> None:
    lines = shell_lines(ROOT / "README.md")
    assert "./run" in lines and "./run test" in lines
    assert os.access(ROOT / "run", os.X_OK) and (ROOT / "run.cmd").exists()
    assert len(README_RUNS) >= 3


@pytest.mark.parametrize("arguments", README_RUNS)
def test_readme_commands_run(arguments: str, tmp_path: Path) -> None:
    speaks = arguments.split()[0] in SPEAK_TO_IT
    with resident(tmp_path) if speaks else nullcontext():
        ran = unslump(arguments, tmp_path)
    assert ran.returncode == 0 and ran.stdout.strip(), ran.stderr
    if "--json" in arguments:
        json.loads(ran.stdout)


def test_every_command_named_in_a_document_is_there() -> None:
    """In prose too: `unslump export` must not lead nowhere. What comes later is named on one page only."""
    later = set(re.findall(r"`([a-z]+)(?: now)?`", section(page("commands.md"), "Later")))
    for document in [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]:
        named = set(
            re.findall(r"(?:\./run|unslump) ([a-z]+)\b", " ".join(re.findall(r"`[^`]*`", text_of(document))))
        )
        lost = named - COMMANDS.keys() - later - {"test", "setup"}  # words of ./run itself
        assert not lost, f"{document.name} names {', '.join(sorted(lost))}"


def documented_json(heading: str, label: str = "") -> Any:
    """The JSON that stands under a heading of docs/commands.md, after the bold ``label`` if one is given."""
    text = section(page("commands.md"), heading)
    return json.loads(code_blocks(text[text.index(f"**{label}") if label else 0 :], "json")[0])


def keys(value: Any, place: str = "") -> set[str]:
    """Every key of a document by its path; the items of a list count as one."""
    if isinstance(value, dict):
        return {p for k, v in value.items() for p in {f"{place}.{k}", *keys(v, f"{place}.{k}")}}
    if isinstance(value, list):
        return {p for item in value for p in keys(item, f"{place}[]")}
    return set()


def live_in(data_dir: Path, told: Mapping[str, Any]) -> None:
    """Keep what the documented history tells of."""
    (session,), (lesson,) = told["sessions"], told["lessons"]
    began = datetime.fromisoformat(session["began_at"])
    clumps = tuple(tuple(Region(name) for name in clump) for clump in session["clumps"])
    record = SessionRecord(
        "s1",
        began,
        session["exercise"],
        session["level"],
        session["reps"],
        "terminal",
        session["status"],
        reached=session["reached"],
        pain_before=session["pain_before"],
        discomfort_before=session["discomfort_before"],
    )
    store = SqliteStore(locate(data_dir).database, lambda: began)
    store.add_lesson(
        LessonRecord("l1", datetime.fromisoformat(lesson["at"]), 170, tuple(lesson["miss_cm"]), "pointer")
    )
    store.begin_session(record, SessionEvent("s1", 0, began, "ready", None, 0.0))
    store.add_after(
        AfterRecord(
            "s1",
            began,
            session["pain_after"],
            session["discomfort_after"],
            clumps=clumps,
            helpful=session["helpful"],
        )
    )
    store.add_morning(MorningRecord("s1", began, session["morning_pain"]))
    store.close()


class TestPromisedShapes:
    """A script that was written after docs/commands.md goes on working."""

    def test_timeline(self, tmp_path: Path) -> None:
        promised = keys(documented_json("`unslump timeline`"))
        assert promised == keys(json.loads(unslump("timeline D01 --json", tmp_path).stdout))

    def test_questions(self, tmp_path: Path) -> None:
        promised = keys(documented_json("`unslump screen`", "Questions"))
        given = json.loads(unslump("screen --questions --json", tmp_path).stdout)
        assert promised <= keys(given)
        extra = {
            key.split(".")[-1] for key in keys(given) - promised if key.startswith(".groups[].questions[].")
        }
        told = section(page("commands.md"), "`unslump screen`")
        values = {value for g in given["groups"] for q in g["questions"] for value in q.get("choices", ())}
        assert [key for key in extra - values if f"`{key}`" not in told] == []

    def test_verdict_for_the_documented_answers(self, tmp_path: Path) -> None:
        answers = documented_json("`unslump screen`", "Answers")
        file = tmp_path / "answers.json"
        file.write_text(json.dumps(answers), encoding="utf-8")
        ran = unslump(f"screen --answers {shlex.quote(str(file))} --json", tmp_path)
        assert ran.returncode == 0, ran.stderr
        assert keys(documented_json("`unslump screen`", "Verdict")) == keys(json.loads(ran.stdout))

    def test_every_key_of_an_answers_file_is_explained(self) -> None:
        assert set(documented_json("`unslump screen`", "Answers")) == set(KEYS)
        told = section(page("commands.md"), "`unslump screen`")
        assert [key for key in KEYS if not re.search(rf"^\|[^|]*`{key}`", told, flags=re.M)] == []

    def test_exercises(self, tmp_path: Path) -> None:
        given = json.loads(unslump("exercises --json", tmp_path).stdout)
        assert keys(documented_json("`unslump exercises`")) == keys(given)

    def test_check(self, tmp_path: Path) -> None:
        file = tmp_path / "mine.toml"
        file.write_text("id = 'mine'", encoding="utf-8")
        ran = unslump(f"check {shlex.quote(str(file))} --json", tmp_path)
        assert ran.returncode == 2
        assert keys(documented_json("`unslump check`")) == keys(json.loads(ran.stdout))

    def test_doctor(self, tmp_path: Path) -> None:
        given = json.loads(unslump("doctor --json", tmp_path).stdout)
        assert keys(documented_json("`unslump doctor`")) == keys(given)
        told = section(page("commands.md"), "`unslump doctor`")
        assert [check["id"] for check in given["checks"] if f"`{check['id']}`" not in told] == []

    def test_camera(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """The model files that other tests look through, from where they are: nothing is fetched here."""
        source = shlex.quote(str(weights().detection.parent))
        monkeypatch.setenv("UNSLUMP_MODELS", str(tmp_path / "models"))
        made = unslump(f"camera setup --from {source} --json", tmp_path)
        assert keys(documented_json("`unslump camera setup`")) == keys(json.loads(made.stdout)), made.stderr
        removed = json.loads(unslump("camera remove --json", tmp_path).stdout)
        assert removed == documented_json("`unslump camera remove`")

    def test_analyse(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """A document of one measure and one region stands for all: what it has, the answer has too; and the
        rules are those in force."""
        monkeypatch.setenv("UNSLUMP_MODELS", str(weights().detection.parent))
        ran = unslump("analyse tests/data/clips/stand_seq.mp4 --json", tmp_path)
        assert ran.returncode == 0, ran.stderr
        given, told = json.loads(ran.stdout), documented_json("`unslump analyse`")
        assert keys(told) <= keys(given)
        assert set(told) == set(given)
        assert told["recipe"]["rules"] == given["recipe"]["rules"]
        for part in ("quality", "series", "uncurl"):
            assert set(told[part]) <= set(given[part]), part
            assert set(given[part]) - set(told[part]) == set(), part

    def test_status_and_words(self, tmp_path: Path) -> None:
        offer = Notice(
            "offer", "offer", "A break?", "Now is good.", dict.fromkeys(("start", "postpone", "skip"), "x")
        )
        control = Control(PlayedBreaks(shown=offer), load_words(), lambda where: where)
        assert keys(documented_json("`unslump status`")) == keys(control.status())
        said = {**control.say("postpone"), "status": {}}
        assert keys(documented_json("`unslump postpone`")) == keys(said)

    def test_simulate_the_documented_day(self, tmp_path: Path) -> None:
        day = documented_json("`unslump simulate`", "A day")
        ran = unslump("simulate - --json", tmp_path, stdin=json.dumps(day))
        assert ran.returncode == 0 and ran.stderr == "", ran.stderr
        given = json.loads(ran.stdout)
        promised = documented_json("`unslump simulate`", "What came of it")
        assert keys(promised) == keys(given) and promised["events"][0].keys() == given["events"][0].keys()
        assert promised["summary"] == given["summary"], "the numbers of the page are those of its day"
        told = section(page("commands.md"), "`unslump simulate`")
        missing = [k for k in get_args(Kind) if not re.search(rf"^\|[^|]*`{k}`", told, flags=re.M)]
        assert missing == [] and [do for do in DOES if f"`{do}`" not in told] == []

    def test_export(self, tmp_path: Path) -> None:
        given = json.loads(unslump("export", tmp_path).stdout)
        promised = documented_json("`unslump export`")
        assert set(promised) == set(given) and set(promised["data"]) == set(given["data"])
        assert keys(promised["dictionary"]) <= keys(given["dictionary"])

    def test_history_and_erase_of_a_lived_in_store(self, tmp_path: Path) -> None:
        """The documented example is written into a store, read back through the command, and erased."""
        promised = documented_json("`unslump history`")
        live_in(tmp_path, promised)
        assert json.loads(unslump("history --json", tmp_path).stdout) == promised
        gone = json.loads(unslump("erase --yes --json", tmp_path).stdout)
        assert keys(gone) == keys(documented_json("`unslump erase`")) and gone["erased"] > 0

    def test_settings(self, tmp_path: Path) -> None:
        given = json.loads(unslump("settings --json", tmp_path).stdout)
        assert {setting.name for setting in SETTINGS} <= set(given)
