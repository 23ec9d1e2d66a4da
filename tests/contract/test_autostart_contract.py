"""What every way to start at login must do: written, repeated, taken back, and nothing else touched."""

from __future__ import annotations

import os
import plistlib
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from fake_windows import FakeRegistry
from saying import refused
from unslump.adapters.autostart.launchd import LaunchdAutostart
from unslump.adapters.autostart.run_key import NAME, RUN, RunKeyAutostart
from unslump.adapters.autostart.systemd import SystemdAutostart
from unslump.adapters.autostart.xdg import XdgAutostart
from unslump.core.errors import BadInput, StoreTrouble
from unslump.ports import AtLogin, Autostart

PROGRAM = ("/opt/our things/python3", "-m", "unslump")
OPTIONS = ("--no-browser", "--data-dir", "/home/zoë/my $HOME, 100%")
ABOUT = "Counts your sitting"


@dataclass
class Place:
    """Where one way writes, and how to look at all of it."""

    way: Autostart
    everything: Callable[[], Any]
    put_foreign: Callable[[], None]
    readonly: Callable[[], Any]
    elsewhere: Any = field(default=None)


def in_files(folder: Path, way: Autostart, path: Path) -> Place:
    neighbour = path.parent / "neighbour.desktop"
    path.parent.mkdir(parents=True)
    neighbour.write_text("theirs", encoding="utf-8")

    def everything() -> dict[str, str]:
        return {
            str(found): str(found.readlink()) if found.is_symlink() else found.read_text(encoding="utf-8")
            for found in folder.rglob("*")
            if found.is_symlink() or found.is_file()
        }

    return Place(
        way,
        everything,
        lambda: void(path.write_text("theirs", encoding="utf-8")),
        lambda: locked(path.parent),
    )


def void(_: object) -> None:
    """Somebody wrote something, and nobody asks how long it is."""


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """A folder that cannot be written to; root may write everywhere, so for root it is a file instead."""
    if os.getuid() != 0:
        mode = folder.stat().st_mode
        folder.chmod(0o500)
        yield
        folder.chmod(mode)
        return
    aside = folder.with_name("aside")
    folder.rename(aside)
    folder.write_text("in the way")
    yield
    folder.unlink()
    aside.rename(folder)


def xdg(folder: Path) -> Place:
    way = XdgAutostart(folder, PROGRAM)
    return in_files(folder, way, way.path)


def systemd(folder: Path) -> Place:
    way = SystemdAutostart(folder, PROGRAM)
    return in_files(folder, way, way.path)


def launchd(folder: Path) -> Place:
    way = LaunchdAutostart(folder, PROGRAM)
    return in_files(folder, way, way.path)


def run_key(_: Path) -> Place:
    registry = FakeRegistry()
    registry.folder(RUN).values["Neighbour"] = "theirs.exe"

    @contextmanager
    def readonly() -> Iterator[None]:
        real, registry.CreateKeyEx = registry.CreateKeyEx, refuse  # type: ignore[method-assign]
        yield
        registry.CreateKeyEx = real  # type: ignore[method-assign]

    def refuse(*_: object) -> Any:
        raise PermissionError(5, "Access is denied")

    return Place(
        RunKeyAutostart(PROGRAM, registry),
        lambda: dict(registry.folder(RUN).values),
        lambda: registry.folder(RUN).values.update({NAME: "theirs.exe --unslump"}),
        readonly,
    )


WAYS = {"xdg": xdg, "systemd": systemd, "launchd": launchd, "run-key": run_key}


@pytest.fixture(params=WAYS)
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    return WAYS[request.param](tmp_path / "home of zoë")


def test_at_first_it_is_off_and_looking_changes_nothing(place: Place) -> None:
    before = place.everything()
    status = place.way.status()
    assert (status.way, status.state, status.command) == (place.way.way, "off", ())
    assert status.place and place.everything() == before


def test_on_it_starts_exactly_this(place: Place) -> None:
    expected = AtLogin(place.way.way, "on", place.way.status().place, (*PROGRAM, *OPTIONS))
    assert place.way.on(OPTIONS, about=ABOUT) == expected
    assert place.way.status() == expected


def test_on_again_changes_nothing(place: Place) -> None:
    place.way.on(OPTIONS, about=ABOUT)
    before = place.everything()
    place.way.on(OPTIONS, about=ABOUT)
    assert place.everything() == before


def test_on_with_other_options_replaces_them(place: Place) -> None:
    place.way.on(OPTIONS, about=ABOUT)
    assert place.way.on(["--no-browser"], about=ABOUT).command == (*PROGRAM, "--no-browser")


def test_off_leaves_everything_as_it_was(place: Place) -> None:
    before = place.everything()
    place.way.on(OPTIONS, about=ABOUT)
    assert place.everything() != before
    assert place.way.off().state == "off"
    assert place.everything() == before


def test_off_may_be_said_twice_or_for_nothing(place: Place) -> None:
    before = place.everything()
    assert place.way.off().state == "off"
    assert place.way.off().state == "off" and place.everything() == before


def test_what_somebody_else_put_there_is_told_and_left(place: Place) -> None:
    place.put_foreign()
    before = place.everything()
    assert place.way.status().state == "foreign"
    assert place.way.on(OPTIONS, about=ABOUT).state == "foreign"
    assert place.way.off().state == "foreign"
    assert place.everything() == before


def test_a_place_that_takes_nothing_is_one_sentence(place: Place) -> None:
    before = place.everything()
    with place.readonly(), refused(StoreTrouble, "cannot be changed"):
        place.way.on(OPTIONS, about=ABOUT)
    assert place.everything() == before and place.way.status().state == "off"


@pytest.mark.parametrize("letter", ["\n", "\x00", "\x7f", "\ud800"])
def test_what_no_line_can_hold_is_refused(place: Place, letter: str) -> None:
    before = place.everything()
    with refused(BadInput, "one line"):
        place.way.on(["--no-browser", "--data-dir", f"/home/{letter}"], about=ABOUT)
    assert place.everything() == before


class TestFiles:
    """What is true of files alone."""

    @pytest.fixture(params=["xdg", "systemd", "launchd"])
    def way(self, request: pytest.FixtureRequest, tmp_path: Path) -> Any:
        return {"xdg": XdgAutostart, "systemd": SystemdAutostart, "launchd": LaunchdAutostart}[request.param](
            tmp_path / "not yet", PROGRAM
        )

    def test_folders_are_made(self, way: Any) -> None:
        assert way.on(OPTIONS, about=ABOUT).state == "on"

    @pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such rights")
    def test_no_half_of_it_lies_about(self, way: Any) -> None:
        way.on(OPTIONS, about=ABOUT)
        assert [path.name for path in way.path.parent.iterdir() if path.name.startswith(".")] == []
        assert way.path.stat().st_mode & 0o022 == 0

    @pytest.mark.parametrize("what", ["folder", "link", "nowhere", "huge", "letters"])
    def test_what_cannot_be_ours(self, way: Any, what: str, tmp_path: Path) -> None:
        way.path.parent.mkdir(parents=True)
        if what == "folder":
            way.path.mkdir()
        elif what == "huge":
            way.path.write_bytes(b"x" * 1_000_000)
        elif what == "letters":
            way.path.write_bytes(b"\xff\xfe\x00[Desktop")
        else:
            target = tmp_path / "target"
            if what == "link":
                target.write_text("theirs")
            way.path.symlink_to(target)
        assert way.status().state == "foreign"
        assert way.off().state == "foreign" and os.path.lexists(way.path)


@pytest.mark.parametrize("line", ["Hidden=true", "X-GNOME-Autostart-enabled=false"])
def test_unticked_in_the_desktop_s_list_it_is_blocked_until_on(tmp_path: Path, line: str) -> None:
    way = XdgAutostart(tmp_path, PROGRAM)
    way.on(OPTIONS, about=ABOUT)
    way.path.write_text(way.path.read_text(encoding="utf-8") + line + "\n", encoding="utf-8")
    assert way.status().state == "blocked"
    assert way.on(OPTIONS, about=ABOUT).state == "on"


class TestSystemdLink:
    def test_without_its_link_it_is_blocked_until_on(self, tmp_path: Path) -> None:
        way = SystemdAutostart(tmp_path, PROGRAM)
        way.on(OPTIONS, about=ABOUT)
        way.link.unlink()
        assert way.status().state == "blocked"
        assert way.on(OPTIONS, about=ABOUT).state == "on"
        way.link.unlink()
        assert way.off().state == "off"

    def test_the_link_of_systemctl_itself_is_known(self, tmp_path: Path) -> None:
        way = SystemdAutostart(tmp_path, PROGRAM)
        way.on(OPTIONS, about=ABOUT)
        way.link.unlink()
        way.link.symlink_to(way.path)
        assert way.status().state == "on"
        assert way.off().state == "off" and not os.path.lexists(way.link)

    def test_a_masked_unit_stays_masked(self, tmp_path: Path) -> None:
        way = SystemdAutostart(tmp_path, PROGRAM)
        way.path.parent.mkdir(parents=True)
        way.path.symlink_to("/dev/null")
        assert way.on(OPTIONS, about=ABOUT).state == "foreign"
        assert str(way.path.readlink()) == "/dev/null"

    @pytest.mark.parametrize("with_unit", [True, False])
    def test_a_link_to_something_else_is_foreign(self, tmp_path: Path, with_unit: bool) -> None:
        way = SystemdAutostart(tmp_path, PROGRAM)
        if with_unit:
            way.on(OPTIONS, about=ABOUT)
            way.link.unlink()
        else:
            way.link.parent.mkdir(parents=True)
        way.link.symlink_to("/etc/hostname")
        assert way.status() == AtLogin("systemd", "foreign", str(way.link))
        assert way.off().state == "foreign" and way.on(OPTIONS, about=ABOUT).state == "foreign"

    def test_a_link_that_was_left_behind_is_cleared_away(self, tmp_path: Path) -> None:
        way = SystemdAutostart(tmp_path, PROGRAM)
        way.on(OPTIONS, about=ABOUT)
        way.path.unlink()
        assert way.status().state == "off"
        way.off()
        assert not os.path.lexists(way.link)


class TestRunKey:
    def test_switched_off_in_windows_own_list_it_is_told(self) -> None:
        registry = FakeRegistry()
        way = RunKeyAutostart(PROGRAM, registry)
        way.on(OPTIONS, about=ABOUT)
        approved = registry.folder(RUN.replace("Run", "Explorer\\StartupApproved\\Run")).values
        approved[NAME] = b"\x03" + b"\0" * 11
        assert way.status().state == "blocked"
        assert way.on(OPTIONS, about=ABOUT).state == "blocked", "that list is the person's own"
        assert approved[NAME][0] == 3
        approved[NAME] = b"\x02" + b"\0" * 11
        assert way.status().state == "on"

    def test_a_line_longer_than_windows_takes(self) -> None:
        registry = FakeRegistry()
        with refused(BadInput, "260"):
            RunKeyAutostart(PROGRAM, registry).on(["--no-browser", "x" * 260], about=ABOUT)
        assert registry.HKEY_CURRENT_USER.children == {}

    def test_a_registry_that_refuses(self) -> None:
        registry = FakeRegistry()
        registry.refuses = PermissionError(5, "Access is denied")
        with refused(StoreTrouble, "Access is denied"):
            RunKeyAutostart(PROGRAM, registry).status()


def test_a_marked_as_disabled_agent_is_blocked(tmp_path: Path) -> None:
    way = LaunchdAutostart(tmp_path, PROGRAM)
    way.on(OPTIONS, about=ABOUT)
    agent = plistlib.loads(way.path.read_bytes())
    way.path.write_bytes(plistlib.dumps({**agent, "Disabled": True}))
    assert way.status().state == "blocked"
    assert way.on(OPTIONS, about=ABOUT).state == "on"
    way.path.write_bytes(plistlib.dumps({**agent, "StandardOutPath": "/tmp/mine"}))
    assert way.status().state == "foreign", "somebody made it their own"
