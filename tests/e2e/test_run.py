"""Start and end, as a person meets them: twice, on a port in use, after a crash, with or without display."""

from __future__ import annotations

import json
import os
import signal
import socket
import stat
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from houses import House, environment, free_port, start, until_address

posix = pytest.mark.skipif(sys.platform == "win32", reason="signals and modes of POSIX systems")


def once(*arguments: str, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """Run a command line that ends by itself."""
    command = [sys.executable, "-m", "unslump", *arguments]
    return subprocess.run(command, env=env or environment(), capture_output=True, text=True, timeout=60)


def running_note(folder: Path) -> dict[str, object]:
    return dict(json.loads((folder / "running.json").read_text(encoding="utf-8")))


def test_a_first_start_says_where_and_ends_cleanly(new_resident: Callable[..., House]) -> None:
    house = new_resident()
    assert house.first_launch_url.startswith(f"{house.base}/launch?token=")
    assert running_note(house.data_dir)["pid"] == house.process.pid
    assert house.end() == 0
    assert not (house.data_dir / "running.json").exists()
    assert "Traceback" not in "\n".join(house.said)


@posix
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
@pytest.mark.parametrize("served", [True, False])
def test_each_way_of_ending_is_clean(new_resident: Callable[..., House], number: int, served: bool) -> None:
    house = new_resident()
    if served:
        house.cookie()
    assert house.end(number) == 0
    assert sorted(p.name for p in house.data_dir.iterdir() if "running.json" in p.name) == []
    assert house.said[-1].startswith("Unslump has ended.")


@posix
def test_an_open_page_does_not_hold_up_the_end(new_resident: Callable[..., House]) -> None:
    house = new_resident()
    house.cookie()
    with closing(socket.create_connection(("127.0.0.1", house.port))) as line:
        line.sendall(f"POST /api/launch HTTP/1.1\r\nHost: {house.host}\r\n".encode())
        assert house.end() == 0


@posix
def test_what_it_writes_is_for_its_owner_alone(new_resident: Callable[..., House]) -> None:
    house = new_resident()
    assert stat.S_IMODE(house.data_dir.stat().st_mode) == 0o700
    assert stat.S_IMODE((house.data_dir / "running.json").stat().st_mode) == 0o600


def test_a_second_start_finds_the_first(new_resident: Callable[..., House]) -> None:
    house = new_resident()
    second = once("--testing", "--no-browser", "--data-dir", str(house.data_dir))
    assert (second.returncode, second.stderr) == (0, "")
    (line,) = second.stdout.splitlines()
    assert line.startswith("Unslump is already running.")
    url = line.split()[-1]
    assert url.startswith(f"{house.base}/launch?token=") and url != house.first_launch_url
    assert house.get(url.removeprefix(house.base), cookie=None).header("set-cookie")
    assert house.process.poll() is None, "the first one goes on"


@posix
def test_a_note_left_by_a_crash_is_replaced(tmp_path: Path) -> None:
    crashed = start(tmp_path / "data")
    crashed.end(signal.SIGKILL)
    left = running_note(tmp_path / "data")
    again = start(tmp_path / "data")
    try:
        found = running_note(tmp_path / "data")
        assert found["pid"] == again.process.pid != left["pid"]
        assert found["bearer"] != left["bearer"]
        assert again.get("/", cookie=again.cookie()).status in (200, 303)
    finally:
        assert again.end() == 0


def test_a_note_of_nonsense_stops_nobody(tmp_path: Path) -> None:
    (tmp_path / "running.json").write_text('{"port": "x"')
    house = start(tmp_path)
    assert running_note(tmp_path)["port"] == house.port
    assert house.end() == 0


def test_a_port_that_was_asked_for_and_is_taken_is_one_sentence(tmp_path: Path) -> None:
    with closing(socket.socket()) as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = other.getsockname()[1]
        asked = once("--testing", "--no-browser", "--data-dir", str(tmp_path), "--port", str(taken))
    assert asked.returncode == 2
    assert asked.stdout == ""
    assert asked.stderr.splitlines() == [
        f"Port {taken} is in use by another program. Choose another with --port, or leave --port out and "
        "Unslump finds a free one."
    ]
    assert not (tmp_path / "running.json").exists()


def test_a_default_port_that_is_taken_is_stepped_over_and_said(tmp_path: Path) -> None:
    """Two testing residents at once: the second takes the next port, and says so before the address."""
    command = [sys.executable, "-m", "unslump", "--testing", "--no-browser", "--data-dir"]
    houses = []
    for name in ("one", "two"):
        process = subprocess.Popen(
            [*command, str(tmp_path / name)], env=environment(), stdout=subprocess.PIPE, text=True
        )
        said = list(until_address(process))
        port = int(running_note(tmp_path / name)["port"])  # type: ignore[call-overload]
        houses.append(House(process, tmp_path / name, port, said[-1].split()[-1], said))
    first, second = houses
    try:
        assert second.port > first.port
        assert second.said[0] == f"Port 8767 is in use by another program, so Unslump took {second.port}."
        assert second.get("/", cookie=second.cookie()).status in (200, 303)
    finally:
        assert [house.end() for house in houses] == [0, 0]


def test_everything_goes_where_it_was_told_to(tmp_path: Path) -> None:
    env = environment(UNSLUMP_DATA_DIR=str(tmp_path / "from env"), HOME=str(tmp_path / "home"))
    command = [sys.executable, "-m", "unslump", "--no-browser", "--port", str(free_port())]
    for more, expected in (([], "from env"), (["--data-dir", str(tmp_path / "told")], "told")):
        process = subprocess.Popen([*command, *more], env=env, stdout=subprocess.PIPE, text=True)
        list(until_address(process))
        assert (tmp_path / expected / "running.json").exists()
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=20)
        assert process.returncode == 0
    assert not (tmp_path / "home").exists()


def test_a_testing_run_leaves_nothing(tmp_path: Path) -> None:
    env = environment(
        UNSLUMP_DATA_DIR=str(tmp_path / "mine"), HOME=str(tmp_path / "home"), TMPDIR=str(tmp_path)
    )
    command = [sys.executable, "-m", "unslump", "--testing", "--no-browser", "--port", str(free_port())]
    process = subprocess.Popen(command, env=env, stdout=subprocess.PIPE, text=True)
    list(until_address(process))
    assert [p for p in tmp_path.iterdir() if p.name.startswith("unslump-testing-")]
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=20)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for folder in (tmp_path / "file", tmp_path / "file" / "below"):
        asked = once("--no-browser", "--data-dir", str(folder))
        assert asked.returncode == 2
        assert len(asked.stderr.splitlines()) == 1 and str(folder) in asked.stderr


@posix
def test_with_a_display_the_page_opens(tmp_path: Path) -> None:
    """The browser is a script that writes its argument down, named as a person would: by $BROWSER."""
    opened = tmp_path / "opened"
    os.mkfifo(opened)
    browser = tmp_path / "browser"
    browser.write_text(f'#!/bin/sh\nprintf "%s\\n" "$1" > "{opened}"\n')
    browser.chmod(0o755)
    env = environment(DISPLAY=":99", BROWSER=str(browser))
    command = [sys.executable, "-m", "unslump", "--testing", "--data-dir", str(tmp_path / "data")]
    process = subprocess.Popen(
        [*command, "--port", str(free_port())], env=env, stdout=subprocess.PIPE, text=True
    )
    (line,) = until_address(process)
    assert line.startswith("Unslump is opening in your browser.")
    assert opened.read_text().strip() == line.split()[-1]
    again = subprocess.Popen(command, env=env, stdout=subprocess.PIPE, text=True)
    url = opened.read_text().strip()
    said, _ = again.communicate(timeout=30)
    assert said.strip().endswith(url) and again.returncode == 0
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=20)
    assert process.returncode == 0


@posix
def test_whoever_wants_no_browser_gets_the_address(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text("open_browser = false\n")
    env = environment(DISPLAY=":99", BROWSER="false")
    command = [sys.executable, "-m", "unslump", "--data-dir", str(tmp_path), "--port", str(free_port())]
    process = subprocess.Popen(command, env=env, stdout=subprocess.PIPE, text=True)
    (line,) = until_address(process)
    assert line.startswith("Unslump is waiting.")
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=20)


def test_a_broken_settings_file_is_said_before_anything_begins(tmp_path: Path) -> None:
    broken = tmp_path / "settings.toml"
    broken.write_text("theme = \n")
    asked = once("--no-browser", "--data-dir", str(tmp_path), "--port", str(free_port()))
    assert asked.returncode == 2
    assert len(asked.stderr.splitlines()) == 1 and str(broken) in asked.stderr
    assert broken.read_text() == "theme = \n"
    assert not (tmp_path / "running.json").exists()


def test_a_settings_file_that_breaks_meanwhile_is_said_on_the_page(
    new_resident: Callable[..., House],
) -> None:
    house = new_resident()
    cookie = house.cookie()
    (house.data_dir / "settings.toml").write_text("theme = 'loud'\n")
    answer = house.get("/lesson", cookie=cookie, headers="Accept: text/html\r\n")
    assert answer.status == 400
    assert "theme" in answer.text and "loud" in answer.text and "Traceback" not in answer.text
    assert not (house.data_dir / "faults.log").exists()


@pytest.mark.parametrize(
    ("line", "says"),
    [
        (["nonsense"], "nonsense"),
        (["--no-such-option"], "--no-such-option"),
        (["--port", "eighty"], "--port"),
        (["--data-dir"], "--data-dir"),
    ],
)
def test_a_slip_is_one_sentence(line: list[str], says: str) -> None:
    asked = once(*line)
    assert (asked.returncode, asked.stdout) == (2, "")
    assert len(asked.stderr.splitlines()) == 1 and says in asked.stderr


def test_the_version_is_printed_alone() -> None:
    asked = once("--version")
    assert asked.returncode == 0
    assert asked.stdout.startswith("unslump ") and asked.stderr == ""
