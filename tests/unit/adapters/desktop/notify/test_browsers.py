"""Which browser is found where, how it is started, and how Windows ends it with us."""

from __future__ import annotations

import ctypes
from pathlib import Path
from typing import Any

import pytest

from desktops import until
from unslump.adapters.desktop.notify.browsers import Browser, find_browser
from unslump.adapters.desktop.notify.child import KILL_ON_JOB_CLOSE, LIMIT_FLAGS_AT, WindowsChild


def on_path(*names: str) -> Any:
    return lambda name: f"/usr/bin/{name}" if name in names else None


def test_the_first_of_a_row_is_taken() -> None:
    found = find_browser(
        "linux", {"HOME": "/home/her"}, on_path("brave", "google-chrome", "chromium-browser")
    )
    assert found == Browser(("/usr/bin/google-chrome",))


def test_none_is_here() -> None:
    assert find_browser("linux", {"HOME": "/nowhere"}, on_path()) is None
    assert find_browser("win32", {"ProgramFiles": "/nowhere"}) is None


def test_a_snap_keeps_its_profile_where_it_may_write() -> None:
    found = find_browser(
        "linux", {"HOME": "/home/her"}, lambda n: "/snap/bin/chromium" if n == "chromium" else None
    )
    assert found is not None and found.within == Path("/home/her/snap/chromium/common")


def test_a_flatpak_is_given_its_folder_and_ends_with_what_started_it(tmp_path: Path) -> None:
    exports = tmp_path / ".local/share/flatpak/exports/bin"
    exports.mkdir(parents=True)
    (exports / "com.google.Chrome").touch()
    found = find_browser("linux", {"HOME": str(tmp_path)}, on_path("flatpak"))
    assert found is not None
    command = found.command(tmp_path / "f" / "page.html", tmp_path / "f")
    assert command[:3] == ("/usr/bin/flatpak", "run", "--die-with-parent")
    assert f"--filesystem={tmp_path / 'f'}" in command and "com.google.Chrome" in command


def test_on_a_mac(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "Applications/Google Chrome.app/Contents/MacOS/Google Chrome"
    monkeypatch.setattr("os.path.isfile", lambda path: path == str(program))
    assert find_browser("darwin", {"HOME": str(tmp_path)}) == Browser((str(program),))


def test_on_windows(monkeypatch: pytest.MonkeyPatch) -> None:
    edge = r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe"
    monkeypatch.setattr("os.path.isfile", lambda path: path == edge)
    env = {"ProgramFiles": r"C:\Program Files", "ProgramFiles(x86)": r"C:\Program Files (x86)"}
    assert find_browser("win32", env) == Browser((edge,))


def test_it_shows_one_page_over_the_whole_screen_in_a_profile_of_its_own(tmp_path: Path) -> None:
    command = Browser(("chromium",)).command(tmp_path / "page.html", tmp_path)
    assert command[0] == "chromium" and f"--user-data-dir={tmp_path}" in command
    assert f"--app={(tmp_path / 'page.html').as_uri()}" in command and "--start-fullscreen" in command
    assert "--kiosk" not in command, "a person gets out of it at any time"


class Kernel:
    """kernel32, as far as it is used."""

    def __init__(self, *, takes: bool = True) -> None:
        self.takes = takes
        self.open: set[int] = set()
        self.inside: list[tuple[int, int]] = []
        self.flags = 0
        self.CreateJobObjectW = _Function(self._create)

    def _create(self, *_: object) -> int:
        self.open.add(77)
        return 77

    def SetInformationJobObject(self, job: Any, what: int, limits: Any, size: int) -> int:
        data = ctypes.string_at(ctypes.addressof(limits._obj), size)
        self.flags = int.from_bytes(data[LIMIT_FLAGS_AT : LIMIT_FLAGS_AT + 4], "little")
        assert (what, size) == (9, 144 if ctypes.sizeof(ctypes.c_void_p) == 8 else 112)
        return 1

    def AssignProcessToJobObject(self, job: Any, process: Any) -> int:
        self.inside.append((job.value, process.value))
        return int(self.takes)

    def CloseHandle(self, job: Any) -> int:
        self.open.discard(job.value)
        return 1


class _Function:
    def __init__(self, call: Any) -> None:
        self._call = call

    def __call__(self, *arguments: object) -> object:
        return self._call(*arguments)


class Process:
    _handle = 5

    def __init__(self, argv: list[str], **_: object) -> None:
        self.argv = argv
        self.ended: int | None = None

    def poll(self) -> int | None:
        return self.ended

    def kill(self) -> None:
        self.ended = 1


def test_on_windows_a_job_ends_it_with_us(tmp_path: Path) -> None:
    kernel, folder = Kernel(), tmp_path / "profile"
    folder.mkdir()
    child = WindowsChild(["msedge.exe"], folder, kernel, Process)
    assert kernel.flags == KILL_ON_JOB_CLOSE and kernel.inside == [(77, 5)]
    assert child.running() and kernel.open == {77}
    child.end()
    child.end()
    assert kernel.open == set(), "its last handle is closed: Windows ends what is in the job"


def test_on_windows_the_folder_goes_with_it(tmp_path: Path) -> None:
    kernel, folder = Kernel(), tmp_path / "profile"
    folder.mkdir()
    child = WindowsChild(["msedge.exe"], folder, kernel, Process)
    child._process.ended = 0
    until(lambda: not child.running())
    assert not folder.exists() and kernel.open == set()


def test_on_windows_a_program_that_could_stay_is_not_started(tmp_path: Path) -> None:
    kernel = Kernel(takes=False)
    started: list[Process] = []

    def start(argv: list[str], **more: object) -> Process:
        started.append(Process(argv, **more))
        return started[0]

    with pytest.raises(OSError):
        WindowsChild(["msedge.exe"], tmp_path, kernel, start)
    assert started[0].ended == 1 and kernel.open == set()
