"""The line of the commands: who is answered, who is not, and that nobody holds up anybody else."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from played import PlayedBreaks
from saying import WORDS, refused
from unslump.app.control import Control
from unslump.app.forgetting import Forgetting
from unslump.core.errors import Missing, NotAllowed
from unslump.core.words import Words
from unslump.faces.agent import control
from unslump.faces.agent.control import LONGEST_LINE, MOST_FOLLOWERS, MOST_LINES, ControlServer
from unslump.faces.agent.instance import RUNTIME_FILE, Runtime
from unslump.faces.agent.neighbour import ask

BEARER = "0123456789abcdef0123456789abcdef"
PATIENCE_S = 10.0
"""How long a test waits for what must come; nothing is asserted about how long it took."""


@dataclass
class House:
    """A resident's line with a played service behind it, and what a client needs to reach it."""

    server: ControlServer
    breaks: PlayedBreaks
    port: int
    folder: Path
    faults: list[Exception]
    forgetting: Forgetting

    def call(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE_S)

    def answer_to(self, sent: bytes) -> bytes:
        """Send bytes; return everything that comes until the line is closed."""
        with self.call() as connection:
            with suppress(ConnectionError):  # closed before all of it was sent
                connection.sendall(sent)
            return everything_from(connection)

    def ask(self, **request: Any) -> dict[str, Any]:
        return ask(self.folder, request)


def everything_from(connection: socket.socket) -> bytes:
    got = b""
    with suppress(ConnectionError):  # closed with something of ours unread
        while more := connection.recv(65536):
            got += more
    return got


def line(**request: Any) -> bytes:
    return json.dumps({"bearer": BEARER, **request}).encode() + b"\n"


def until(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not true():
        assert time.monotonic() < deadline, "it never became true"
        time.sleep(0.005)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    breaks, faults = PlayedBreaks(), list[Exception]()
    forgetting = Forgetting()
    handler = Control(breaks, WORDS, lambda where: f"http://127.0.0.1:8757/launch?token={where}", forgetting)
    server = ControlServer(handler, bearer=BEARER, words=WORDS, note=faults.append)
    port = server.start()
    Runtime(8757, 1, BEARER, "2026-03-02T09:00:00+01:00", port).write(tmp_path / RUNTIME_FILE)
    yield House(server, breaks, port, tmp_path, faults, forgetting)
    server.close()


class TestAnswers:
    def test_how_things_stand(self, house: House) -> None:
        told = house.ask(do="status")
        assert told["outlook"]["sitting_s"] == 1260.0 and told["outlook"]["phase"] == "counting"
        assert told["why_text"] == "21 min of sitting. The next break is due in 24 min."
        assert told["lately"][0]["kind"] == "nudge" and "30 min of sitting" in told["lately"][0]["reason"]
        assert told["notice"] is None

    def test_a_word_of_the_person(self, house: House) -> None:
        told = house.ask(do="say", what="pause", for_s=2700)
        assert house.breaks.said == [("pause", 2700.0)]
        assert told["cost"] == "Going on." and told["happened"][0]["kind"] == "postponed"
        assert told["status"]["outlook"]["postponed"] == 1

    def test_whoever_remembers_forgets_what_was_erased(self, house: House) -> None:
        forgot: list[str] = []
        house.forgetting.on(lambda: forgot.append("sessions"))
        house.forgetting.on(lambda: forgot.append("seen"))
        house.ask(do="forget")
        assert forgot == ["sessions", "seen"]

    def test_a_page_is_opened_at_a_place_of_ours_alone(self, house: House) -> None:
        assert house.ask(do="open", where="break")["url"].endswith("token=break")
        assert house.ask(do="open")["url"].endswith("token=home")
        with refused(NotAllowed, match="place to open"):
            house.ask(do="open", where="https://example.org")

    def test_the_senses_say_what_they_see_or_why_not(self, house: House) -> None:
        idle, call, dnd = house.ask(do="senses")["senses"]
        assert (idle["value"], call["value"], call["detail"]) == (4.0, True, "Firefox")
        assert dnd["value"] is None and "running Unslump" in dnd["why"]

    @pytest.mark.parametrize(
        ("request_", "says"),
        [
            ({"do": "sing"}, "sing"),
            ({}, "None"),
            ({"do": "say"}, "start, done"),
            ({"do": "say", "what": "postpon"}, "did you mean postpone"),
            ({"do": "say", "what": ["skip"]}, "skip"),
            ({"do": "say", "what": "pause", "for_s": -3}, "more than 0"),
            ({"do": "say", "what": "pause", "for_s": "45m"}, "in seconds"),
            ({"do": "say", "what": "pause", "for_s": True}, "in seconds"),
            ({"do": "say", "what": "pause", "for_s": float("inf")}, "in seconds"),
        ],
    )
    def test_what_it_does_not_know_it_says_in_a_sentence(
        self, house: House, request_: dict[str, Any], says: str
    ) -> None:
        with refused(NotAllowed, match=says):
            house.ask(**request_)
        assert house.breaks.said == []

    def test_a_word_that_does_nothing_now(self, house: House) -> None:
        house.breaks.refuses = True
        with refused(NotAllowed, match="found none"):
            house.ask(do="say", what="resume")

    def test_a_mistake_of_ours_is_noted_and_ends_nothing(self, house: House) -> None:
        house.breaks.breaks_down = True
        with refused(NotAllowed, match="Unslump's side"):
            house.ask(do="status")
        assert [type(fault) for fault in house.faults] == [RuntimeError]
        house.breaks.breaks_down = False
        assert house.ask(do="status")

    def test_even_a_sentence_that_is_missing_ends_nothing(self, house: House) -> None:
        house.server._words, house.breaks.breaks_down = Words("en", {}), True
        with refused(NotAllowed, match="does not"):
            house.ask(do="status")
        house.breaks.breaks_down = False
        assert house.ask(do="status")


class TestWhoIsNotAnswered:
    @pytest.mark.parametrize(
        "sent",
        [
            b'{"do": "status"}\n',
            b'{"bearer": null, "do": "status"}\n',
            b'{"bearer": ["0123456789abcdef0123456789abcdef"], "do": "status"}\n',
            b'{"bearer": "", "do": "status"}\n',
            b'{"bearer": "wrong", "do": "status"}\n',
            line(do="status").replace(b"f0", b"f1"),
            b'{"bearer": "\\ud800", "do": "status"}\n',
            b'["0123456789abcdef0123456789abcdef"]\n',
            b"null\n",
            b"\n",
            b"{\n",
            b"{" * 4000 + b"\n",
            b'{"a":' * 800 + b"\n",
            b"\xff\xfe{}\n",
            b'{"bearer": "\xff"}\n',
            b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",  # a browser that tries https
            b"hello\n",
        ],
    )  # fmt: skip
    def test_what_is_no_line_of_ours(self, house: House, sent: bytes) -> None:
        assert house.answer_to(sent) == b""
        assert house.breaks.said == [] and house.ask(do="status")

    def test_a_page_in_a_browser(self, house: House) -> None:
        """The body is a right request; what comes before it gives the sender away."""
        body = line(do="say", what="skip")
        for first in (b"POST / HTTP/1.1\r\n", b"GET /?x={} HTTP/1.1\r\n", b"OPTIONS * HTTP/1.1\r\n"):
            head = (
                first + b"Host: 127.0.0.1\r\nOrigin: https://example.org\r\nContent-Type: text/plain\r\n\r\n"
            )
            assert house.answer_to(head + body) == b""
        assert house.breaks.said == []

    def test_a_line_longer_than_any_of_ours(self, house: House) -> None:
        fits = line(do="status", pad="")
        pad = "x" * (LONGEST_LINE - len(fits))
        assert house.answer_to(line(do="status", pad=pad)) != b""
        assert house.answer_to(line(do="status", pad=pad + "x")) == b""
        assert house.answer_to(line(do="status", pad="x" * 1_000_000)) == b""

    def test_one_that_never_ends_its_line(self, house: House, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(control, "WITHIN_S", 0.2)
        assert house.answer_to(line(do="say", what="skip")[:-1]) == b""
        assert house.answer_to(b"") == b""
        assert house.breaks.said == []

    def test_one_that_drips_is_not_waited_for_longer(
        self, house: House, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(control, "WITHIN_S", 0.3)
        with house.call() as connection:
            with pytest.raises(OSError):
                for _ in range(2000):
                    connection.sendall(b"{")
                    time.sleep(0.005)
            assert house.ask(do="status")

    def test_one_request_is_all_a_line_takes(self, house: House) -> None:
        house.answer_to(line(do="status") + line(do="say", what="skip"))
        assert house.breaks.said == []

    def test_one_that_hangs_up_halfway(self, house: House) -> None:
        with house.call() as connection:
            connection.sendall(b'{"bearer"')
        assert house.ask(do="status")


class TestTogether:
    def test_a_line_may_come_in_pieces(self, house: House) -> None:
        with house.call() as connection:
            for byte in line(do="status"):
                connection.sendall(bytes([byte]))
            assert json.loads(everything_from(connection))["outlook"]

    def test_many_silent_ones_keep_nobody_out(self, house: House) -> None:
        with ExitStack() as silent:
            for _ in range(3 * MOST_LINES):
                silent.enter_context(house.call())
            assert house.ask(do="status")
            assert len(house.server._lines) <= MOST_LINES

    def test_many_at_once_are_all_answered(self, house: House) -> None:
        answers: list[Any] = []
        threads = [
            threading.Thread(target=lambda: answers.append(house.ask(do="say", what="postpone")))
            for _ in range(MOST_LINES)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(PATIENCE_S)
        assert len(answers) == len(house.breaks.said) == MOST_LINES


class TestFollowing:
    def test_a_status_at_once_and_on_each_change(self, house: House) -> None:
        with house.call() as connection, connection.makefile("rb") as lines:
            connection.sendall(line(do="follow"))
            assert json.loads(lines.readline())["outlook"]["phase"] == "counting"
            house.breaks.change(phase="offered")
            assert json.loads(lines.readline())["outlook"]["phase"] == "offered"
            assert house.ask(do="status")["outlook"]["phase"] == "offered"

    def test_who_hangs_up_is_forgotten(self, house: House) -> None:
        with house.call() as connection, connection.makefile("rb") as lines:
            connection.sendall(line(do="follow"))
            lines.readline()
            assert len(house.breaks.callbacks) == 1
        until(lambda: house.breaks.callbacks == [])
        house.breaks.change(phase="offered")
        assert house.ask(do="status")

    def test_who_does_not_read_holds_up_nobody(self, house: House, monkeypatch: pytest.MonkeyPatch) -> None:
        """The ticking thread goes on whatever its followers do; the one that sleeps is given up."""
        monkeypatch.setattr(control, "WITHIN_S", 0.2)
        with house.call() as connection:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1024)
            connection.sendall(line(do="follow"))
            until(lambda: len(house.breaks.callbacks) == 1)
            deadline = time.monotonic() + PATIENCE_S
            while house.breaks.callbacks:
                house.breaks.change(postponed=house.breaks.now.postponed + 1)
                assert house.ask(do="status")
                assert time.monotonic() < deadline, "it was never given up"

    def test_followers_leave_room_for_commands(self, house: House) -> None:
        with ExitStack() as following:
            for _ in range(MOST_FOLLOWERS):
                connection = following.enter_context(house.call())
                connection.sendall(line(do="follow"))
                assert connection.recv(10)
            with refused(NotAllowed, match="found one more"):
                house.ask(do="follow")
            assert len(house.breaks.callbacks) == 1
            assert house.ask(do="status")

    def test_the_end_ends_every_line(self, house: House) -> None:
        with house.call() as connection, connection.makefile("rb") as lines:
            connection.sendall(line(do="follow"))
            lines.readline()
            house.server.close()
            assert lines.readline() == b""
        with refused(Missing, match="found none here"):
            house.ask(do="status")
        house.server.close()


class TestTheAskingSide:
    def test_where_nobody_runs(self, tmp_path: Path) -> None:
        with refused(Missing, match="'unslump' starts it"):
            ask(tmp_path, {"do": "status"})

    def test_one_without_a_line_of_this_kind(self, tmp_path: Path) -> None:
        Runtime(8757, 1, BEARER, "2026-03-02T09:00:00+01:00").write(tmp_path / RUNTIME_FILE)
        with refused(Missing, match="found none here"):
            ask(tmp_path, {"do": "status"})

    def test_another_program_on_that_port(self, house: House) -> None:
        """A note that was left behind, and a port that the system gave to somebody else."""
        Runtime(8757, 1, "another", "2026-03-02T09:00:00+01:00", house.port).write(
            house.folder / RUNTIME_FILE
        )
        with refused(NotAllowed, match="does not"):
            house.ask(do="status")

    @pytest.mark.parametrize(
        "answered", [b"", b"HTTP/1.1 400 Bad Request\r\n", b"[]\n", b'{"url": "https://example.org/"}\n']
    )
    def test_what_is_no_answer_is_not_taken_for_one(self, tmp_path: Path, answered: bytes) -> None:
        with socket.create_server(("127.0.0.1", 0)) as other:

            def lie() -> None:
                with other.accept()[0] as connection:
                    connection.recv(65536)
                    connection.sendall(answered)

            threading.Thread(target=lie, daemon=True).start()
            port = other.getsockname()[1]
            Runtime(8757, 1, BEARER, "2026-03-02T09:00:00+01:00", port).write(tmp_path / RUNTIME_FILE)
            with refused(NotAllowed, match="does not"):
                ask(tmp_path, {"do": "open"})
