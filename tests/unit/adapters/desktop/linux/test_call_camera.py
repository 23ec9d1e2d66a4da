"""Who films, told from folders in the shape of /dev and /proc, and from a real program that holds a file."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from unslump.adapters.content import load_words
from unslump.adapters.desktop.linux.call_camera import LOOK_ANYWAY_S, Camera
from unslump.adapters.desktop.linux.call_watch import Watch
from unslump.ports import Sensed

WORDS = load_words()


class Clock:
    def __init__(self) -> None:
        self.now_s = 1000.0

    def __call__(self) -> float:
        return self.now_s


class Computer:
    """Cameras and programs, as /dev, /proc and udev show them; the device files are plain files."""

    def __init__(self, folder: Path) -> None:
        self.dev, self.proc, self.udev = (folder / name for name in ("dev", "proc", "udev"))
        for made in (self.dev, self.proc, self.udev):
            made.mkdir()
        (self.proc / "asound").mkdir()
        self.clock = Clock()
        self.camera = Camera(self.clock, dev=str(self.dev), proc=str(self.proc), udev=str(self.udev))

    def plug(self, name: str = "video0") -> Path:
        (self.dev / name).write_bytes(b"")
        return self.dev / name

    def run(self, pid: int, name: str, *holds: Path | str) -> None:
        """Start a program that holds these open."""
        folder = self.proc / str(pid) / "fd"
        folder.mkdir(parents=True)
        (folder.parent / "comm").write_text(name + "\n")
        for number, held in enumerate(holds):
            (folder / str(number)).symlink_to(held)

    def end(self, pid: int) -> None:
        for path in sorted((self.proc / str(pid)).rglob("*"), reverse=True):
            path.rmdir() if path.is_dir() else path.unlink()
        (self.proc / str(pid)).rmdir()

    def later(self, by_s: float = LOOK_ANYWAY_S) -> Sensed[bool]:
        self.clock.now_s += by_s
        return self.camera.look()


@pytest.fixture
def computer(tmp_path: Path) -> Iterator[Computer]:
    here = Computer(tmp_path)
    with closing(here.camera):
        yield here


def why(seen: Sensed[bool]) -> str:
    assert seen.value is None and seen.why is not None
    return WORDS(seen.why.key, **seen.why.values)


def test_without_a_camera_nobody_films_and_nobody_is_looked_at(computer: Computer, tmp_path: Path) -> None:
    computer.proc.rename(tmp_path / "elsewhere")
    assert computer.camera.look() == Sensed(False)


def test_who_holds_the_camera_is_named(computer: Computer) -> None:
    camera = computer.plug()
    computer.run(7, "bash", "/dev/null")
    computer.run(8, "zoom", "/dev/null", camera)
    assert computer.camera.look() == Sensed(True, detail="zoom")


def test_it_is_over_when_the_camera_is_let_go(computer: Computer) -> None:
    camera = computer.plug()
    computer.run(8, "zoom", camera)
    assert computer.camera.look().value
    (computer.proc / "8" / "fd" / "0").unlink()
    assert computer.camera.look() == Sensed(False)


def test_the_second_of_two_goes_on(computer: Computer) -> None:
    camera = computer.plug()
    computer.run(8, "zoom", camera)
    assert computer.camera.look().detail == "zoom"
    computer.run(9, "firefox", camera)
    computer.end(8)
    assert computer.camera.look() == Sensed(True, detail="firefox")


def test_a_camera_that_is_plugged_in_and_out_is_followed(computer: Computer) -> None:
    assert computer.camera.look() == Sensed(False)
    camera = computer.plug("video4")
    computer.run(8, "zoom", camera)
    assert computer.camera.look().value
    camera.unlink()
    assert computer.camera.look() == Sensed(False)


def test_a_file_of_that_name_is_no_camera(computer: Computer, tmp_path: Path) -> None:
    computer.plug()
    film = tmp_path / "video0"
    film.write_bytes(b"")
    computer.run(8, "vlc", film)
    assert computer.camera.look() == Sensed(False)


def test_we_are_not_in_a_call_ourselves(computer: Computer) -> None:
    computer.run(os.getpid(), "unslump", computer.plug())
    assert computer.camera.look() == Sensed(False)


def test_the_session_manager_never_films(computer: Computer) -> None:
    computer.run(8, "wireplumber", computer.plug())
    assert computer.camera.look() == Sensed(False)


def test_pipewire_opens_a_camera_while_somebody_films_through_it(computer: Computer) -> None:
    camera = computer.plug()
    computer.run(8, "pipewire", camera)
    assert computer.camera.look() == Sensed(True, detail=str(camera))


def test_pipewire_that_holds_it_all_day_leaves_the_question_open(computer: Computer) -> None:
    camera = computer.plug()
    computer.run(8, "pipewire", camera, str(computer.dev / "media0"))
    assert "all day" in why(computer.camera.look())
    computer.run(9, "zoom", camera)
    assert computer.later() == Sensed(True, detail="zoom"), "whoever films without it is still seen"


def test_what_udev_knows_to_be_no_camera_does_not_count(computer: Computer) -> None:
    decoder = computer.plug("video10")
    known = computer.udev / "c0:0"  # a plain file has no device number
    computer.run(8, "vlc", decoder)
    known.write_text("I:1\nE:ID_V4L_CAPABILITIES=:video_output:\n")
    assert computer.camera.look() == Sensed(False)
    known.write_text("I:1\nE:ID_V4L_CAPABILITIES=:capture:\n")
    assert computer.camera.look().value


def test_programs_that_hide_their_files_change_no_answer(computer: Computer) -> None:
    camera = computer.plug()
    computer.run(7, "ssh-agent")
    (computer.proc / "7" / "fd").rmdir()
    assert computer.camera.look() == Sensed(False)
    computer.run(8, "zoom", camera)
    assert computer.later().value


def test_without_a_list_of_programs_it_cannot_tell(computer: Computer, tmp_path: Path) -> None:
    computer.plug()
    computer.proc.rename(tmp_path / "elsewhere")
    assert "/proc" in why(computer.camera.look())
    (tmp_path / "elsewhere").rename(computer.proc)
    assert computer.later() == Sensed(False)


def test_between_two_looks_nobody_is_looked_at_unless_a_camera_was_opened(computer: Computer) -> None:
    camera = computer.plug()
    assert computer.camera.look() == Sensed(False)
    computer.run(8, "zoom", camera)  # a link in a folder: the camera itself was not touched
    assert computer.later(5) == Sensed(False)
    camera.open("rb").close()
    assert computer.later(5).value


def test_once_a_minute_it_looks_whatever_was_told(computer: Computer) -> None:
    camera = computer.plug()
    assert computer.camera.look() == Sensed(False)
    computer.run(8, "zoom", camera)
    assert computer.later(LOOK_ANYWAY_S).value


def test_where_nothing_is_told_it_looks_each_time(
    computer: Computer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Watch, "_opened", lambda self: False)
    camera = computer.plug()
    assert computer.camera.look() == Sensed(False)
    computer.run(8, "zoom", camera)
    assert computer.later(5).value


@pytest.fixture
def film(tmp_path: Path) -> Iterator[Callable[[Path], subprocess.Popen[str]]]:
    """Start a real program that holds a file open until it ends."""
    running: list[subprocess.Popen[str]] = []

    def start(path: Path) -> subprocess.Popen[str]:
        holds = "import sys; held = open(sys.argv[1], 'rb'); print('here', flush=True); sys.stdin.read()"
        argv = [sys.executable, "-c", holds, str(path)]
        running.append(subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True))
        assert running[-1].stdout and running[-1].stdout.readline() == "here\n"
        return running[-1]

    yield start
    for each in running:
        each.kill()
        each.communicate()


def test_a_real_program_is_seen_when_it_opens_and_when_it_closes(
    tmp_path: Path, film: Callable[[Path], subprocess.Popen[str]]
) -> None:
    """On the real /proc; the clock stands still, so only what the kernel tells makes it look."""
    (tmp_path / "video0").write_bytes(b"")
    with closing(Camera(Clock(), dev=str(tmp_path))) as camera:
        assert camera.look() == Sensed(False)
        filming = film(tmp_path / "video0")
        assert camera.look().value and camera.look().detail.startswith("python")
        filming.communicate()
        assert camera.look() == Sensed(False)
