"""A command written into each format and read back by that format's own rules, and by the real programs."""

from __future__ import annotations

import os
import plistlib
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import unslump
from unslump.adapters.autostart import autostarts, config_home, desktop_entry, unit_file, windows_line
from unslump.adapters.autostart.launch import is_ours, program
from unslump.adapters.autostart.launchd import LaunchdAutostart
from unslump.adapters.autostart.systemd import SystemdAutostart
from unslump.adapters.autostart.xdg import XdgAutostart

AWKWARD = " \t\"'\\$%`&|;<>()*?#~!^=@:,[]{}-é漢😀nsrx"
PART = st.text(
    st.one_of(st.sampled_from(AWKWARD), st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"])),
    max_size=20,
).filter(lambda text: "\t" not in text)
PATH = PART.map(lambda text: "/" + text)
COMMAND = st.tuples(PATH, PART, PART).map(tuple)
HARD = ('/opt/my $HOME/100%/py "three"', "a\\b\\\\", "", "%f %% $$ `id` 'x' ; | \\n é 漢 😀")


# -- the rules of each format, written down once more and independently --


def by_the_desktop_entry_rules(value: str) -> list[str]:
    """Undo: string escapes, then quoting, then field codes."""
    text = re.sub(r"\\(.)", lambda m: {"s": " ", "n": "\n", "t": "\t", "r": "\r"}.get(m[1], m[1]), value)
    parts: list[str] = []
    place = 0
    while place < len(text):
        if text[place] == " ":
            place += 1
            continue
        part = ""
        if text[place] == '"':
            place += 1
            while text[place] != '"':
                if text[place] == "\\":
                    place += 1
                    assert text[place] in '"`$\\', "only these four may have a backslash before them"
                else:
                    assert text[place] not in "`$", "these must have a backslash before them"
                part += text[place]
                place += 1
            place += 1
            assert place == len(text) or text[place] == " "
        else:
            while place < len(text) and text[place] != " ":
                assert text[place] not in "\t\n\"'\\><~|&;$*?#()`", "a reserved letter must be quoted"
                part += text[place]
                place += 1
        assert not re.search(r"(?<!%)(?:%%)*%(?!%)", part), "a lone percent sign would be a field code"
        parts.append(part.replace("%%", "%"))
    return parts


def by_the_systemd_rules(value: str) -> list[str]:
    text, parts, place = value, [], 0
    while place < len(text):
        if text[place] == " ":
            place += 1
            continue
        part = ""
        if text[place] == '"':
            place += 1
            while text[place] != '"':
                if text[place] == "\\":
                    place += 1
                    assert text[place] in '"\\', "an escape that was not meant"
                part += text[place]
                place += 1
            place += 1
        else:
            while place < len(text) and text[place] != " ":
                assert text[place] not in "\"'\\;", "a letter with a meaning of its own must be quoted"
                part += text[place]
                place += 1
        assert not re.search(r"(?<!%)(?:%%)*%(?!%)", part), "a lone percent sign would be a specifier"
        assert not re.search(r"(?<!\$)(?:\$\$)*\$(?!\$)", part), "a lone dollar sign would be a variable"
        parts.append(part.replace("%%", "%").replace("$$", "$"))
    return parts


def by_the_windows_rules(line: str) -> list[str]:
    """``CommandLineToArgvW``: the first part ends at its quote, the others know backslashes."""
    assert line[0] == '"'
    end = line.index('"', 1)
    parts, part, inside, place, begun = [line[1:end]], "", False, end + 1, False
    while place < len(line):
        slashes = len(line[place:]) - len(line[place:].lstrip("\\"))
        place += slashes
        if place < len(line) and line[place] == '"':
            part += "\\" * (slashes // 2)
            if slashes % 2:
                part += '"'
            else:
                inside = not inside
            begun, place = True, place + 1
            continue
        part += "\\" * slashes
        begun = begun or slashes > 0
        if place < len(line):
            if line[place] in " \t" and not inside:
                parts += [part] if begun else []
                part, begun = "", False
            else:
                part, begun = part + line[place], True
            place += 1
    return parts + ([part] if begun else [])


class TestDesktopEntry:
    @given(COMMAND)
    @example(HARD)
    def test_what_is_written_means_the_command(self, command: tuple[str, ...]) -> None:
        parts = by_the_desktop_entry_rules(desktop_entry.exec_value(command))
        assert parts[0] == "/usr/bin/env" or "%" not in parts[0] or "=" in parts[0], "GLib would not find it"
        assert parts[parts[0] == "/usr/bin/env" :] == list(command)

    @given(COMMAND)
    @example(HARD)
    def test_it_reads_back_what_it_wrote(self, command: tuple[str, ...]) -> None:
        text = (
            f"[Desktop Entry]\nExec={desktop_entry.exec_value(command)}\n\n[Desktop Action x]\nExec=other\n"
        )
        assert desktop_entry.command_of(desktop_entry.keys(text)["Exec"]) == command

    @given(COMMAND)
    def test_the_shell_agrees_about_the_quotes(self, command: tuple[str, ...]) -> None:
        """The quoting is the shell's own (where ``!`` and the like mean nothing)."""
        text = re.sub(r"\\(.)", lambda m: {"s": " "}.get(m[1], m[1]), desktop_entry.exec_value(command))
        ran = subprocess.run(
            ["sh", "-c", "set -f; for part in " + text + '; do printf "%s\\n" "$part"; done'],
            capture_output=True,
            text=True,
            check=True,
        )
        parts = [part.replace("%%", "%") for part in ran.stdout.split("\n")[:-1]]
        assert parts[-len(command) :] == list(command)

    @given(st.text(max_size=200))
    def test_whatever_lies_there_is_read_without_trouble(self, text: str) -> None:
        entry = desktop_entry.keys(text)
        desktop_entry.command_of(entry.get("Exec", text))

    def test_comments_empty_lines_and_other_groups(self) -> None:
        text = "# mine\n\n[Desktop Entry]\n  Name = x \nno key\n[Desktop Action y]\nName=z\n"
        assert desktop_entry.keys(text) == {"Name": "x"}
        assert desktop_entry.keys("[Other]\nName=x") == {} and desktop_entry.keys("") == {}
        assert desktop_entry.command_of('"open') == ()


class TestUnit:
    @given(COMMAND)
    @example(HARD)
    def test_what_is_written_means_the_command(self, command: tuple[str, ...]) -> None:
        parts = by_the_systemd_rules(unit_file.exec_start(command))
        if parts[:3] == ["/bin/sh", "-c", 'exec "$0" "$@"']:
            parts = parts[3:]
        else:
            assert not set(parts[0]) & set("\"'\\$"), "no program's path may hold these"
        assert parts == list(command)

    @given(COMMAND)
    @example(HARD)
    def test_it_reads_back_what_it_wrote(self, command: tuple[str, ...]) -> None:
        text = f"[Unit]\nExecStart=no\n[Service]\nExecStart={unit_file.exec_start(command)}\n"
        assert unit_file.command_of(unit_file.setting(text, "Service", "ExecStart") or "") == command

    def test_a_plain_command_is_plain_to_read(self) -> None:
        assert unit_file.exec_start(["/usr/bin/python3", "-m", "unslump"]) == "/usr/bin/python3 -m unslump"


class TestWindowsLine:
    program = st.text(st.sampled_from("C:\\ab c&%é"), min_size=1, max_size=12)

    @given(program, PART, PART)
    @example("C:\\Program Files\\py", 'a "b" c\\', "\\\\")
    @example("C:\\py", "", '\\"')
    def test_what_is_written_means_the_command(self, program: str, first: str, second: str) -> None:
        command = (program, first, second)
        assert by_the_windows_rules(windows_line.command_line(command)) == list(command)

    @given(program, PART, PART)
    @example("C:\\py", "", 'a "b" c\\')
    def test_it_reads_back_what_it_wrote(self, program: str, first: str, second: str) -> None:
        command = (program, first, second)
        assert windows_line.command_of(windows_line.command_line(command)) == command

    @given(st.text(max_size=60))
    def test_whatever_lies_there_is_read_without_trouble(self, line: str) -> None:
        windows_line.command_of(line)

    def test_a_line_of_somebody_else(self) -> None:
        assert windows_line.command_of("") == ()
        assert windows_line.command_of('C:\\a.exe  "b c"  d ') == ("C:\\a.exe", "b c", "d")


@given(COMMAND)
@example(HARD)
def test_the_property_list_holds_the_command(command: tuple[str, ...]) -> None:
    from unslump.adapters.autostart.launchd import _agent

    assert plistlib.loads(plistlib.dumps(_agent(command)))["ProgramArguments"] == list(command)


# -- the real programs --


def needed(name: str, package: str) -> str:
    """Find a program, or skip; under CI it must be there."""
    found = shutil.which(name)
    if found is None:
        reason = f"no {name} on this computer (Debian and Ubuntu: apt install {package})"
        if os.environ.get("CI"):
            pytest.fail(f"Under CI this test must run: {reason}.")
        pytest.skip(reason)
    return found


@pytest.fixture
def awkward(tmp_path: Path) -> tuple[Path, tuple[str, ...]]:
    """A program in an awkward place, which writes down what it was given."""
    folder = tmp_path / "my $HOME, 100% \"new\" \\ 'é漢'"
    folder.mkdir()
    script = folder / "run"
    script.write_text('#!/bin/sh\nprintf "%s\\n" "$@" > "$(dirname -- "$0")/given"\n', encoding="utf-8")
    script.chmod(0o700)
    return folder, (str(script),)


def test_the_desktop_s_own_check_finds_nothing(tmp_path: Path) -> None:
    validate = needed("desktop-file-validate", "desktop-file-utils")
    for number, command in enumerate([HARD, ("/opt/py", "-m", "unslump")]):
        way = XdgAutostart(tmp_path / str(number), command)
        way.on(["--no-browser"], about="Counts your sitting, 100 % \\ of it")
        ran = subprocess.run([validate, way.path], capture_output=True, text=True, check=False)
        assert (ran.returncode, ran.stdout, ran.stderr) == (0, "", "")


def test_a_desktop_starts_it_with_exactly_these_options(
    tmp_path: Path, awkward: tuple[Path, tuple[str, ...]]
) -> None:
    gio = needed("gio", "libglib2.0-bin")
    folder, command = awkward
    options = ["--no-browser", "--data-dir", str(folder), *HARD]
    way = XdgAutostart(tmp_path, command)
    way.on(options, about="x")
    subprocess.run([gio, "launch", way.path], check=True, capture_output=True, timeout=30)
    given_file = folder / "given"
    assert wait_for(given_file).splitlines() == options


def wait_for(path: Path) -> str:
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        if path.exists() and path.read_text(encoding="utf-8").endswith("\n"):
            return path.read_text(encoding="utf-8")
        time.sleep(0.01)
    raise AssertionError(f"nothing was written to {path}")


def test_where_systemd_starts_the_desktop_s_entries_it_reads_the_same(tmp_path: Path) -> None:
    """GNOME and KDE leave the autostart folder to systemd, which has a reader of its own."""
    needed("systemd-analyze", "systemd")
    generator = Path("/usr/lib/systemd/user-generators/systemd-xdg-autostart-generator")
    command = (
        str(tmp_path / '100% it\'s "new"; é漢' / "run"),
        "--no-browser",
        "a = b",
        "",
        "%f (1) 'x' \"y\" *~#",
    )
    way = XdgAutostart(tmp_path, command)
    way.on([], about="x")
    out = tmp_path / "out"
    out.mkdir()
    environment = {
        "XDG_CONFIG_HOME": str(tmp_path),
        "XDG_CONFIG_DIRS": "/nowhere",
        "PATH": os.environ["PATH"],
    }
    subprocess.run([generator, out, out, out], check=True, env=environment, capture_output=True, timeout=30)
    (unit,) = out.glob("*.service")
    started = unit_file.setting(unit.read_text(encoding="utf-8"), "Service", "ExecStart") or ""
    assert by_the_systemd_rules(started.removeprefix(":")) == ["/usr/bin/env", *command]


def test_systemd_s_own_check_finds_nothing(tmp_path: Path, awkward: tuple[Path, tuple[str, ...]]) -> None:
    needed("systemd-analyze", "systemd")
    folder, command = awkward
    way = SystemdAutostart(tmp_path, command)
    way.on(["--no-browser", "--data-dir", str(folder), *HARD], about="Counts your sitting, 100 % \\ of it")
    assert verified(way.path, tmp_path) == (0, "")


def test_systemd_finds_the_program_in_a_folder_with_signs_of_its_own(tmp_path: Path) -> None:
    needed("systemd-analyze", "systemd")
    folder = tmp_path / "100% my = %h; é漢"
    folder.mkdir()
    way = SystemdAutostart(tmp_path, (str(folder / "run"),))
    way.on(["--no-browser"], about="x")
    assert "is not executable" in verified(way.path, tmp_path)[1], "it looks at the path it understood"
    (folder / "run").write_text("#!/bin/sh\n")
    (folder / "run").chmod(0o700)
    assert verified(way.path, tmp_path) == (0, "")


def verified(unit: Path, runtime: Path) -> tuple[int, str]:
    """Exit code and complaints of systemd's check; other units of this computer are none of ours."""
    ran = subprocess.run(
        ["systemd-analyze", "--user", "verify", "--man=no", "--recursive-errors=no", unit],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "XDG_RUNTIME_DIR": str(runtime), "SYSTEMD_LOG_LEVEL": "warning"},
        timeout=60,
    )
    return ran.returncode, ran.stderr


# -- what is started --


class TestProgram:
    def clone(self, folder: Path) -> Path:
        (folder / "src").mkdir(parents=True)
        (folder / "run").write_text("#!/bin/sh\n")
        (folder / "run").chmod(0o755)
        return folder / "src"

    def test_from_a_clone_its_script(self, tmp_path: Path) -> None:
        source = self.clone(tmp_path)
        started = program("linux", "/x/python", source, {"PYTHONPATH": str(source)})
        assert started == (str(tmp_path / "run"),)
        assert program("darwin", "/x/python", source, {}) == started

    def test_a_script_that_lost_its_mark_is_read_by_the_shell(self, tmp_path: Path) -> None:
        source = self.clone(tmp_path)
        (tmp_path / "run").chmod(0o644)
        assert program("linux", "/x/python", source, {}) == ("/bin/sh", str(tmp_path / "run"))

    def test_installed_the_interpreter(self, tmp_path: Path) -> None:
        source = tmp_path / "site-packages"
        assert program("linux", "/x/python", source, {}) == ("/x/python", "-m", "unslump")

    def test_found_through_a_variable_the_folder_is_in_the_command(self, tmp_path: Path) -> None:
        source = tmp_path / "söurce's"
        given = {"PYTHONPATH": os.pathsep.join(["/elsewhere", str(source)])}
        python, flag, code = program("linux", "/x/python", source, given)
        assert (python, flag) == ("/x/python", "-c") and code.isascii()
        names: dict[str, object] = {}
        exec(code.partition(";from")[0], names)  # what Python would do first
        assert sys.path.pop(0) == str(source)

    def test_on_windows_no_window(self, tmp_path: Path) -> None:
        source = self.clone(tmp_path / "clone")
        for name in ("python.exe", "pythonw.exe"):
            (tmp_path / name).touch()
        executable = str(tmp_path / "python.exe")
        started = program("win32", executable, source, {"PYTHONPATH": str(source)})
        assert started[:2] == (str(tmp_path / "pythonw.exe"), "-c")
        (tmp_path / "pythonw.exe").unlink()
        assert program("win32", executable, source, {}) == (executable, "-m", "unslump")

    def test_the_folder_in_the_command_is_enough(self) -> None:
        """Run for real, by a Python that knows nothing else of where Unslump is."""
        source = Path(unslump.__file__).parents[1]
        command = program("win32", sys.executable, source, {"PYTHONPATH": str(source)})
        alone = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
        ran = subprocess.run([*command, "--version"], env=alone, capture_output=True, text=True, check=True)
        assert ran.stdout == f"unslump {unslump.__version__}\n"

    @pytest.mark.parametrize("platform", ["linux", "darwin", "win32"])
    def test_what_it_makes_is_known_again(self, tmp_path: Path, platform: str) -> None:
        clone = self.clone(tmp_path / "clone")
        for source in (clone, tmp_path / "site-packages"):
            for environ in ({}, {"PYTHONPATH": str(source)}):
                started = program(platform, "/x/python.exe", source, environ)
                assert is_ours((*started, "--no-browser", "--data-dir", "/d"))
                assert not is_ours(started), "with our options alone it is ours"
        assert not is_ours(()) and not is_ours(("/x/python", "-m", "other", "--no-browser"))


class TestHere:
    def test_each_system_has_its_ways_the_usual_first(self, tmp_path: Path) -> None:
        named = {
            platform: [way.way for way in autostarts(platform, {}, tmp_path)]
            for platform in ("linux", "freebsd14", "darwin", "win32")
        }
        assert named == {
            "linux": ["xdg", "systemd"],
            "freebsd14": ["xdg", "systemd"],
            "darwin": ["launchd"],
            "win32": ["run-key"],
        }

    def test_the_config_folder(self, tmp_path: Path) -> None:
        assert config_home({}, tmp_path) == tmp_path / ".config"
        assert config_home({"XDG_CONFIG_HOME": "/etc/mine"}, tmp_path) == Path("/etc/mine")
        assert config_home({"XDG_CONFIG_HOME": "not/absolute"}, tmp_path) == tmp_path / ".config"

    def test_nothing_is_made_by_asking(self, tmp_path: Path) -> None:
        for platform in ("linux", "darwin"):
            for way in autostarts(platform, {}, tmp_path):
                assert way.status().state == "off"
        assert list(tmp_path.iterdir()) == []

    def test_the_agent_lies_in_the_person_s_own_folder(self, tmp_path: Path) -> None:
        (way,) = autostarts("darwin", {}, tmp_path)
        assert isinstance(way, LaunchdAutostart)
        assert way.path == tmp_path / "Library" / "LaunchAgents" / "unslump.login.plist"
