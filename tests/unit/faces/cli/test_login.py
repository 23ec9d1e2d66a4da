"""``unslump login`` at a desk of one's own: on, another way, off, and whatever may lie there already."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from people import WORDS, a_desk

from fake_windows import FakeRegistry
from saying import refused
from unslump.adapters.autostart.launchd import LaunchdAutostart
from unslump.adapters.autostart.run_key import NAME, RUN, RunKeyAutostart
from unslump.adapters.autostart.systemd import SystemdAutostart
from unslump.adapters.autostart.xdg import XdgAutostart
from unslump.app.options import Options
from unslump.core.errors import BadInput
from unslump.faces.cli.login import command
from unslump.faces.cli.support import Desk
from unslump.ports import Autostart
from unslump.testing.clock import FakeClock

PROGRAM = ("/opt/python3", "-m", "unslump")


class Login:
    """``unslump login ARGUMENTS`` on a computer with these ways."""

    def __init__(self, folder: Path, ways: Sequence[Autostart]) -> None:
        self.desk: Desk = a_desk(folder / "data", FakeClock())
        self.desk.outside = replace(self.desk.outside, autostart=lambda: ways)

    def __call__(self, *arguments: str) -> str:
        ran = CliRunner().invoke(command, list(arguments), obj=self.desk, catch_exceptions=True)
        if ran.exception is not None:
            raise ran.exception
        return ran.output

    def json(self, *arguments: str) -> Any:
        return json.loads(self(*arguments, "--json"))


@pytest.fixture(autouse=True)
def no_folder_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("UNSLUMP_DATA_DIR", raising=False)


@pytest.fixture
def config(tmp_path: Path) -> Path:
    return tmp_path / "config"


@pytest.fixture
def login(tmp_path: Path, config: Path) -> Login:
    """A Linux desktop."""
    return Login(tmp_path, (XdgAutostart(config, PROGRAM), SystemdAutostart(config, PROGRAM)))


def states(told: Any) -> dict[str, str]:
    return {each["way"]: each["state"] for each in told["ways"]}


def files(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if not path.is_dir()}


def test_a_first_look_says_off_and_how_to_change_it(login: Login, config: Path) -> None:
    assert login() == login("status") == WORDS("login.status.off") + "\n"
    assert login.json()["login"] is False and not config.exists()


def test_on_status_and_off(login: Login, config: Path) -> None:
    place = str(config / "autostart" / "unslump.desktop")
    assert login("on") == WORDS("login.on.xdg", place=place) + "\n"
    assert "/opt/python3 -m unslump --no-browser" in login("status")
    assert login("off") == WORDS("login.off.done", place=place) + "\n"
    assert login("off") == WORDS("login.off.nothing") + "\n"
    assert files(config) == set()


def test_through_systemd_it_says_what_to_run_now(login: Login) -> None:
    assert "systemctl --user start unslump.service" in login("on", "--systemd")
    assert states(login.json()) == {"xdg": "off", "systemd": "on"}


@pytest.mark.parametrize(("first", "second"), [([], ["--systemd"]), (["--systemd"], [])])
def test_never_both(login: Login, first: list[str], second: list[str]) -> None:
    login("on", *first)
    assert "another way before" in login("on", *second)
    assert sorted(states(login.json()).values()) == ["off", "on"]
    assert "another way" not in login("on", *second)


def test_the_shape_for_scripts(login: Login, config: Path) -> None:
    told = login.json("on")
    assert list(told) == ["login", "ways"] and told["login"] is True
    assert told["ways"][0] == {
        "way": "xdg",
        "state": "on",
        "place": str(config / "autostart" / "unslump.desktop"),
        "command": [*PROGRAM, "--no-browser"],
    }
    assert login.json("off")["login"] is False


def test_the_folder_and_port_of_the_line_go_into_it(login: Login) -> None:
    login.desk.options = Options(data_dir="somewhere", port=9001)
    told = login.json("on")["ways"][0]["command"]
    assert told[3:] == ["--no-browser", "--data-dir", str(login.desk.data_dir), "--port", "9001"]


def test_the_folder_of_the_environment_too(login: Login, monkeypatch: pytest.MonkeyPatch) -> None:
    """A login may not know the variable, and would begin with empty records."""
    monkeypatch.setenv("UNSLUMP_DATA_DIR", "somewhere")
    assert str(login.desk.data_dir) in login.json("on")["ways"][0]["command"]


def test_a_testing_run_only_looks(login: Login, config: Path) -> None:
    login.desk.options = Options(testing=True)
    for what in ("on", "off"):
        with refused(BadInput, "--testing"):
            login(what)
    assert login("status") and not config.exists()


class TestWhatLiesThere:
    @pytest.fixture
    def theirs(self, config: Path) -> Path:
        path = config / "autostart" / "unslump.desktop"
        path.parent.mkdir(parents=True)
        path.write_text("[Desktop Entry]\nName=mine\n", encoding="utf-8")
        return path

    def test_it_is_never_overwritten(self, login: Login, theirs: Path) -> None:
        before = theirs.read_text(encoding="utf-8")
        with refused(BadInput, "did not write"):
            login("on")
        for what in ("status", "off"):
            told = login(what)
            assert WORDS("login.foreign.left", place=theirs) in told
        assert theirs.read_text(encoding="utf-8") == before

    def test_the_other_way_goes_on_and_it_is_told(self, login: Login, theirs: Path) -> None:
        told = login("on", "--systemd").splitlines()
        assert told[1:] == [WORDS("login.foreign.left", place=theirs)]
        assert states(login.json()) == {"xdg": "foreign", "systemd": "on"}

    def test_unticked_by_the_desktop(self, login: Login, config: Path) -> None:
        login("on")
        path = config / "autostart" / "unslump.desktop"
        path.write_text(path.read_text(encoding="utf-8") + "Hidden=true\n", encoding="utf-8")
        assert login("status") == WORDS("login.blocked.xdg", place=path) + "\n"
        assert login.json()["login"] is False


def test_on_a_mac(tmp_path: Path) -> None:
    login = Login(tmp_path, (LaunchdAutostart(tmp_path, PROGRAM),))
    assert "launchctl bootstrap" in login("on")
    with refused(BadInput, "Linux"):
        login("on", "--systemd")


def test_on_windows_the_list_of_the_person_is_respected(tmp_path: Path) -> None:
    registry = FakeRegistry()
    login = Login(tmp_path, (RunKeyAutostart((r"C:\Program Files\py.exe", "-m", "unslump"), registry),))
    assert "next login" in login("on")
    assert r'"C:\Program Files\py.exe" -m unslump --no-browser' in login("status")
    approved = registry.folder(RUN.replace("Run", "Explorer\\StartupApproved\\Run")).values
    approved[NAME] = b"\x03"
    assert login("on") == login("status") and "Settings" in login("status")


@pytest.mark.parametrize("state", ["on", "blocked"])
@pytest.mark.parametrize("way", ["xdg", "systemd", "run-key", "launchd"])
def test_every_way_has_its_words(way: str, state: str) -> None:
    assert "/place" in WORDS(f"login.{state}.{way}", place="/place")
