"""The desktop's end of the resident's line: nothing that comes over it can hang it or make it open a page."""

from __future__ import annotations

import json
import select
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from trays import LAUNCH, SpokenResident, counting, offered

from desktops import until
from unslump.faces.desktop import line as line_module
from unslump.faces.desktop.line import LONGEST_LINE, Line, LineLostError, Reach, ask, launch_address


@pytest.fixture
def resident(tmp_path: Path) -> Iterator[SpokenResident]:
    made = SpokenResident(tmp_path)
    yield made
    made.die()


@contextmanager
def saying(folder: Path, answer: bytes) -> Iterator[Path]:
    """Something on the port that answers this to everybody, and ends the line."""

    def serve() -> None:
        connection, _ = listening.accept()
        with connection:
            connection.recv(4096)
            connection.sendall(answer)

    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        file = folder / "other.json"
        found = {"port": 1, "control_port": listening.getsockname()[1], "bearer": "b"}
        file.write_text(json.dumps(found), encoding="utf-8")
        yield file
        thread.join(10)


def taken(line: Line) -> list[object]:
    assert select.select([line], [], [], 10)[0]
    return list(line.take())


def test_it_follows_from_the_state_on(resident: SpokenResident) -> None:
    line = Line(resident.runtime)
    assert line.open() and taken(line) == [counting()]
    until(lambda: resident.followers)
    resident.say(offered())
    assert taken(line) == [offered()]
    assert line.take() == [], "nothing waits, and it does not wait for it"
    resident.die()
    with pytest.raises(LineLostError):
        taken(line)
    assert line.fileno() == -1 and not line.open()
    resident.come_back()
    assert line.open()
    line.close()


def test_a_line_that_comes_in_pieces_is_one_line(tmp_path: Path) -> None:
    with saying(tmp_path, json.dumps(counting()).encode() + b"\n" + b'{"outl') as file:
        line = Line(file)
        assert line.open()
        until(lambda: line.take() == [counting()])
        with pytest.raises(LineLostError):
            until(lambda: line.take())


@pytest.mark.parametrize("answer", [b"HTTP/1.1 400 Bad Request\r\n\r\n", b"[1, 2]\n", b"\xff\xfe\n"])
def test_another_language_ends_the_line(answer: bytes, tmp_path: Path) -> None:
    with saying(tmp_path, answer) as file:
        line = Line(file)
        assert line.open()
        with pytest.raises(LineLostError):
            until(lambda: line.take())


def test_a_line_without_end_is_no_line(tmp_path: Path) -> None:
    with saying(tmp_path, b"x" * (LONGEST_LINE + 9)) as file:
        line = Line(file)
        assert line.open()
        with pytest.raises(LineLostError):
            until(lambda: line.take())


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"port": 1}', '{"port": 1, "control_port": 0, "bearer": "b"}']
)
def test_a_file_that_says_nothing_is_nobody(text: str, tmp_path: Path) -> None:
    file = tmp_path / "running.json"
    assert Reach.read(file) is None
    file.write_text(text, encoding="utf-8")
    assert Reach.read(file) is None
    assert not Line(file).open() and ask(file, do="status") is None


def test_who_does_not_answer_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(line_module, "ANSWER_WITHIN_S", 0.05)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        file = tmp_path / "running.json"
        found = {"port": 1, "control_port": silent.getsockname()[1], "bearer": "b"}
        file.write_text(json.dumps(found), encoding="utf-8")
        assert ask(file, do="status") is None


def test_only_the_resident_s_own_page_is_opened(tmp_path: Path, resident: SpokenResident) -> None:
    assert launch_address(resident.runtime, "home") == LAUNCH
    for url in ("http://example.org/", "http://127.0.0.1:2/launch?token=x", "file:///etc/passwd", 7, None):
        with saying(tmp_path, json.dumps({"url": url}).encode() + b"\n") as file:
            assert launch_address(file, "home") is None


def test_the_bearer_is_never_shown(resident: SpokenResident) -> None:
    assert "bearer" not in repr(Reach.read(resident.runtime))
