"""The model files come whole or not at all: cut off, damaged, two at once, on a full disk, away."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from own_mount import SOURCE, run_mounted

from saying import refused
from small_models import CONTENT, DAMAGED, PACKAGE, WHEEL, StubClient, lay, lay_package, pin
from unslump.adapters.pose import client, setting_up, taking
from unslump.adapters.pose.setting_up import remove, set_up
from unslump.adapters.pose.weights import DETECTION, LANDMARKS, Weights, look
from unslump.core.errors import BadInput, Missing, StoreTrouble

TESTS = Path(__file__).resolve().parents[2]
POSIX = pytest.mark.skipif(sys.platform == "win32", reason="processes are forked and killed here")


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    pin(monkeypatch.setattr)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "data of mine" / "models"


def no_fetch(*_: object) -> Path:
    raise AssertionError("nothing is to be fetched here")


def whole(folder: Path) -> bool:
    """Whether both are there, and nothing else but the lock."""
    there = {path.name: path.read_bytes() for path in folder.iterdir() if path.name != setting_up.LOCK}
    return there == CONTENT


class TestFetched:
    def test_into_a_folder_that_is_not_there_yet(self, folder: Path, tmp_path: Path) -> None:
        told: list[str] = []
        stub = StubClient(tmp_path)
        found = set_up(folder, tell=lambda step, *_: told.append(step), fetch=stub.fetch)
        assert found == Weights(folder / DETECTION.name, folder / LANDMARKS.name) and whole(folder)
        assert list(dict.fromkeys(told)) == ["fetching", "taking"]
        if sys.platform != "win32":
            for place in (folder, folder.parent):  # the data folder itself may begin here
                assert place.stat().st_mode & 0o777 == 0o700

    def test_twice_is_once(self, folder: Path, tmp_path: Path) -> None:
        stub = StubClient(tmp_path)
        set_up(folder, fetch=stub.fetch)
        before = {path.name: path.stat().st_mtime_ns for path in folder.iterdir()}
        set_up(folder, fetch=stub.fetch)
        assert stub.starts == 1
        assert before == {path.name: path.stat().st_mtime_ns for path in folder.iterdir()}

    def test_what_is_whole_stays_and_what_is_damaged_is_put_right(self, folder: Path, tmp_path: Path) -> None:
        lay(folder, DETECTION.name)
        lay(folder, LANDMARKS.name, damaged=True)
        kept = (folder / DETECTION.name).stat().st_mtime_ns
        set_up(folder, fetch=StubClient(tmp_path).fetch)
        assert whole(folder) and (folder / DETECTION.name).stat().st_mtime_ns == kept

    def test_an_unpacked_package_will_do(self, folder: Path) -> None:
        def fetch(work: Path, _: client.Tell) -> Path:
            for name, content in CONTENT.items():
                place = work / "got" / taking.INSIDE[name]
                place.parent.mkdir(parents=True)
                place.write_bytes(content)
            return work / "got"

        set_up(folder, fetch=fetch)
        assert whole(folder)

    def test_a_package_that_has_arrived_is_not_fetched_again(self, folder: Path) -> None:
        lay_package(folder / setting_up.WORK / "got")
        set_up(folder, fetch=no_fetch)
        assert whole(folder)

    @pytest.mark.parametrize("content", [b"", PACKAGE[:-1], PACKAGE[:-1] + b"x", PACKAGE + b"x"])
    def test_half_a_package_is_fetched_anew(self, folder: Path, tmp_path: Path, content: bytes) -> None:
        lay_package(folder / setting_up.WORK / "got", content=content)
        stub = StubClient(tmp_path)
        set_up(folder, fetch=stub.fetch)
        assert stub.starts == 1 and whole(folder)

    @pytest.mark.parametrize(
        "asked", [{"bytes": 5_000}, {"bytes": len(PACKAGE) - 1}, {"name": "other.txt"}, {"bytes": 0}]
    )
    def test_something_else_than_was_published(
        self, folder: Path, tmp_path: Path, asked: dict[str, object]
    ) -> None:
        lay(folder, DETECTION.name)
        with refused(Missing, "thrown away"):
            set_up(folder, fetch=StubClient(tmp_path, **asked).fetch)
        assert sorted(path.name for path in folder.iterdir()) == [setting_up.LOCK, DETECTION.name]

    def test_a_client_that_fails_leaves_nothing(self, folder: Path, tmp_path: Path) -> None:
        lay(folder, LANDMARKS.name, damaged=True)
        with refused(Missing, "for want of a network"):
            set_up(folder, fetch=StubClient(tmp_path, ends=1, bytes=9_000, says="error: timed out").fetch)
        assert (folder / LANDMARKS.name).read_bytes() == DAMAGED
        assert not (folder / setting_up.WORK).exists()

    def test_a_folder_that_is_only_read_will_do_when_all_is_there(
        self, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        lay(folder)
        monkeypatch.setattr(setting_up, "_alone", no_fetch)
        set_up(folder, fetch=no_fetch)
        assert sorted(path.name for path in folder.iterdir()) == sorted(CONTENT)


class TestFromAFolder:
    @pytest.fixture
    def source(self, tmp_path: Path) -> Path:
        return tmp_path / "a stick"

    def test_the_files(self, folder: Path, source: Path) -> None:
        set_up(folder, lay(source), fetch=no_fetch)
        assert whole(folder) and set(look(source).values()) == {"fine"}, "what was given stays where it was"

    @pytest.mark.parametrize("name", [WHEEL.name, "mediapipe (1).whl"])
    def test_the_package_by_whatever_name(self, folder: Path, source: Path, name: str) -> None:
        set_up(folder, lay_package(source, name), fetch=no_fetch)
        assert whole(folder)

    def test_one_of_each(self, folder: Path, source: Path) -> None:
        lay(lay_package(source), DETECTION.name)
        lay(source, LANDMARKS.name, damaged=True)
        set_up(folder, source, fetch=no_fetch)
        assert whole(folder)

    def test_the_folder_itself(self, folder: Path) -> None:
        lay_package(folder)
        set_up(folder, folder, fetch=no_fetch)
        assert set(look(folder).values()) == {"fine"} and (folder / WHEEL.name).exists()

    def test_damaged_ones(self, folder: Path, source: Path) -> None:
        lay(source, DETECTION.name)
        with refused(BadInput, f"not as it was published.*: {WHEEL.name}, {LANDMARKS.name}\\. Bring"):
            lay_package(lay(source, LANDMARKS.name, damaged=True), content=PACKAGE[:-1])
            set_up(folder, source, fetch=no_fetch)
        assert look(folder) == dict.fromkeys(CONTENT, "absent"), "none is taken where one is missing"

    def test_nothing_of_it(self, folder: Path, source: Path) -> None:
        source.mkdir()
        with refused(
            BadInput, f"Expected {DETECTION.name} and {LANDMARKS.name}, or {WHEEL.name}, in .*a stick"
        ):
            set_up(folder, source, fetch=no_fetch)

    @pytest.mark.parametrize("is_file", [True, False])
    def test_no_folder(self, folder: Path, source: Path, is_file: bool) -> None:
        if is_file:
            source.write_bytes(PACKAGE)
        with refused(BadInput, "Expected a folder after --from, found none at .*a stick"):
            set_up(lay(folder), source, fetch=no_fetch)

    def test_what_changes_while_it_is_copied(
        self, folder: Path, source: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        lay(source)

        def torn(read: object, written: object, _: int) -> None:
            written.write(DAMAGED)  # type: ignore[attr-defined]

        monkeypatch.setattr(taking.shutil, "copyfileobj", torn)
        with refused(BadInput, "changed while it was copied"):
            set_up(folder, source, fetch=no_fetch)
        assert [path.name for path in folder.iterdir()] == [setting_up.LOCK]


class TestTheDisk:
    @pytest.mark.parametrize(
        ("number", "says"), [(errno.ENOSPC, "no room left in"), (errno.EIO, "cannot be written")]
    )
    def test_it_gives_out_before_either_is_in_its_place(
        self, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, says: str
    ) -> None:
        lay(folder, LANDMARKS.name, damaged=True)
        calls: list[int] = []

        def gives_out(handle: int) -> None:
            calls.append(handle)
            if len(calls) == 2:
                raise OSError(number, os.strerror(number))

        monkeypatch.setattr(taking.os, "fsync", gives_out)
        with refused(StoreTrouble, says):
            set_up(folder, fetch=StubClient(tmp_path).fetch)
        left = sorted(path.name for path in folder.iterdir())
        assert left == [setting_up.LOCK, LANDMARKS.name], "what was fetched is given back to a full disk"
        assert (folder / LANDMARKS.name).read_bytes() == DAMAGED

    @pytest.mark.parametrize("size", ["64k", "200k"])
    def test_a_disk_that_is_really_full(self, folder: Path, tmp_path: Path, size: str) -> None:
        """With room for one file and no more, and with room for the package and not for both files."""
        source = lay(tmp_path / "source")
        folder.mkdir(parents=True)
        code = f"""
sys.path.insert(0, {str(TESTS)!r})
from pathlib import Path
from small_models import pin
from unslump.adapters.content import load_words
from unslump.adapters.pose.setting_up import set_up
from unslump.core.errors import UnslumpError
pin()
folder = Path(sys.argv[1])
(folder / "holiday.mov").write_bytes(bytes(32_000 if {size!r} == "64k" else 100_000))
try:
    set_up(folder, Path({str(source)!r}))
except UnslumpError as error:
    print(error.said(load_words()))
print(sorted(path.name for path in folder.iterdir()))
(folder / "holiday.mov").unlink()
"""
        told = run_mounted(f"mount -t tmpfs -o size={size} none '{folder}'", code, folder)
        assert told.startswith("There is no room left in ") and "['.lock', 'holiday.mov']" in told

    @POSIX
    def test_a_folder_in_the_way(self, folder: Path, tmp_path: Path) -> None:
        (folder / DETECTION.name / "mine").mkdir(parents=True)
        with refused(StoreTrouble, "cannot be written"):
            set_up(folder, lay(tmp_path / "source"))
        assert (folder / DETECTION.name / "mine").is_dir()

    def test_a_file_in_the_place_of_the_folder(self, folder: Path, tmp_path: Path) -> None:
        folder.parent.mkdir()
        folder.write_text("mine")
        with refused(StoreTrouble, "cannot be written"):
            set_up(folder, lay(tmp_path / "source"))
        assert folder.read_text() == "mine"


KILLED = """
import os, signal, sys
from pathlib import Path
from small_models import DAMAGED, StubClient, lay, lay_package, pin
from unslump.adapters.pose import setting_up
from unslump.adapters.pose.weights import LANDMARKS, look
pin()
base = Path(sys.argv[1])
EVENTS = ("open", "os.rename", "os.remove", "os.mkdir", "os.rmdir", "shutil.rmtree", "subprocess.Popen")

def fetch(work, tell):  # in this process, so that what it writes is cut off too
    for name in ("tmp", "got"):
        setting_up.shutil.rmtree(work / name, ignore_errors=True)
    lay_package(work / "tmp")
    lay_package(work / "got")
    return work / "got"

def killed_at(last):
    seen = 0
    def hook(event, arguments):
        nonlocal seen
        if event in EVENTS and str(base) in str(arguments[:1]):
            seen += 1
            if seen == last:
                os.kill(os.getpid(), signal.SIGKILL)
    sys.addaudithook(hook)

stage = 0
while True:
    stage += 1
    folder = base / str(stage)
    lay(folder, LANDMARKS.name, damaged=True)
    child = os.fork()
    if child == 0:
        killed_at(stage)
        setting_up.set_up(folder, fetch=fetch)
        os._exit(0)
    ended = os.waitpid(child, 0)[1]
    left = look(folder)
    assert left[LANDMARKS.name] == "fine" or (folder / LANDMARKS.name).read_bytes() == DAMAGED, (stage, left)
    assert "damaged" not in [state for name, state in left.items() if name != LANDMARKS.name], (stage, left)
    setting_up.set_up(folder, fetch=fetch)
    there = sorted(path.name for path in folder.iterdir())
    assert there == sorted([".lock", *left]), (stage, there)
    if ended == 0:
        break
print(stage)
"""


@POSIX
def test_killed_at_every_stage_it_leaves_nothing_half_and_goes_on(tmp_path: Path) -> None:
    """Killed before each thing it does to the disk, one after the other, until it comes to its end."""
    env = {**os.environ, "PYTHONPATH": os.pathsep.join([str(SOURCE), str(TESTS)])}
    ran = subprocess.run(
        [sys.executable, "-c", KILLED, str(tmp_path)], env=env, capture_output=True, text=True, timeout=100
    )
    assert ran.returncode == 0, ran.stderr
    assert int(ran.stdout) > 15, "so many things it does, at least"


AT_ONCE = """
import json, sys
from pathlib import Path
from small_models import StubClient, pin
from unslump.adapters.pose.setting_up import set_up
pin()
steps = []
stub = StubClient(Path(sys.argv[2]), slow_s=0.2)
set_up(Path(sys.argv[1]), tell=lambda step, *_: steps.append(step), fetch=stub.fetch)
print(json.dumps(list(dict.fromkeys(steps))))
"""


def begun(folder: Path, tmp_path: Path) -> subprocess.Popen[str]:
    """A set-up in a process of its own, whose client takes a second."""
    env = {**os.environ, "PYTHONPATH": os.pathsep.join([str(SOURCE), str(TESTS)])}
    command = [sys.executable, "-c", AT_ONCE, str(folder), str(tmp_path)]
    return subprocess.Popen(command, env=env, stdout=subprocess.PIPE, text=True)


@POSIX
def test_killed_while_a_client_fetches(folder: Path, tmp_path: Path) -> None:
    """The client lives on for a moment, and neither holds the next set-up up nor gets in its way."""
    stub = StubClient(tmp_path)
    with begun(folder, tmp_path) as process:
        while not stub.starts:
            assert process.poll() is None
            time.sleep(0.01)
        process.kill()
    assert look(folder) == dict.fromkeys(CONTENT, "absent")
    set_up(folder, fetch=stub.fetch)
    assert stub.starts == 2 and set(look(folder).values()) == {"fine"}


def test_two_at_once_fetch_once(folder: Path, tmp_path: Path) -> None:
    both = [begun(folder, tmp_path) for _ in range(2)]
    said = sorted((process.communicate(timeout=60)[0].strip() for process in both), key=len)
    assert [process.returncode for process in both] == [0, 0]
    assert said in (['["waiting"]', '["fetching", "taking"]'], ["[]", '["fetching", "taking"]'])
    assert StubClient(tmp_path).starts == 1 and whole(folder)


class TestRemove:
    def test_it_takes_away_what_is_ours_and_nothing_else(self, folder: Path) -> None:
        lay(folder)
        lay_package(folder / setting_up.WORK / "got")
        (folder / f".{DETECTION.name}-abc").write_bytes(DAMAGED)
        (folder / "mine.txt").write_text("mine")
        assert remove(folder) == list(CONTENT)
        assert [path.name for path in folder.iterdir()] == ["mine.txt"]

    def test_the_folder_goes_when_nothing_else_lies_there(self, folder: Path) -> None:
        assert remove(lay(folder, damaged=True)) == list(CONTENT)
        assert not folder.exists() and folder.parent.exists()
        assert remove(folder) == []

    def test_it_can_come_back(self, folder: Path, tmp_path: Path) -> None:
        source = lay(tmp_path / "source")
        set_up(folder, source)
        remove(folder)
        set_up(folder, source)
        assert whole(folder)

    @POSIX
    def test_one_that_stays(self, folder: Path) -> None:
        (folder / DETECTION.name / "mine").mkdir(parents=True)
        with refused(StoreTrouble, "cannot be written"):
            remove(folder)
