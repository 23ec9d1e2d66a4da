"""Calls heard by real sound servers: who records, from what, and what happens when the server goes."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from threading import Thread

import pytest

from desktops import Watch, until
from sound import LOUDSPEAKER, MIC, SoundServer, sound_server
from unslump.adapters.content import load_words
from unslump.adapters.desktop.linux.call_microphone import Microphone
from unslump.adapters.desktop.linux.call_sense import call_sense
from unslump.ports import Sensed

WORDS = load_words()


Limit = Callable[[float], None]
pytestmark = pytest.mark.usefixtures("limit")


@pytest.fixture(params=["pulseaudio", "pipewire"])
def server(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[SoundServer]:
    with sound_server(tmp_path, request.param) as running:
        yield running


@pytest.fixture
def clock() -> Watch:
    return Watch()


@pytest.fixture
def microphone(server: SoundServer, clock: Watch, tmp_path: Path) -> Iterator[Microphone]:
    """The sense's microphone, on a computer whose kernel has no sound device."""
    with closing(Microphone(server.env, clock, proc=str(tmp_path))) as opened:
        yield opened


def why(seen: Sensed[bool]) -> str:
    assert seen.value is None and seen.why is not None
    return WORDS(seen.why.key, **seen.why.values)


def test_a_call_is_heard_from_its_beginning_to_its_end(server: SoundServer, microphone: Microphone) -> None:
    assert microphone.look() == Sensed(False)
    call = server.record("Zoom", MIC)
    until(lambda: microphone.look().value)
    assert microphone.look() == Sensed(True, detail="Zoom")
    call.process.terminate()
    until(lambda: microphone.look() == Sensed(False))


def test_what_records_the_sound_that_goes_out_is_no_call(server: SoundServer, microphone: Microphone) -> None:
    server.record("Screen recorder", f"{LOUDSPEAKER}.monitor")
    assert "Screen recorder" in server.listed()
    assert microphone.look() == Sensed(False)
    server.record("Zoom", MIC)
    until(lambda: microphone.look().detail == "Zoom")


def test_a_filter_of_the_server_itself_is_no_call(server: SoundServer, microphone: Microphone) -> None:
    server.load("module-loopback", f"source={MIC}", f"sink={LOUDSPEAKER}")
    until(lambda: "loopback" in server.listed().lower())
    assert microphone.look() == Sensed(False)


def test_a_server_that_restarts_is_found_again(
    server: SoundServer, microphone: Microphone, clock: Watch
) -> None:
    assert microphone.look() == Sensed(False)
    server.end()
    until(lambda: microphone.look().value is None)
    clock.now_s += 60
    assert server.socket.exists(), "a socket without a server, as after a crash"
    assert "package" in why(microphone.look())
    server.start()
    server.record("Zoom", MIC)

    def later() -> bool | None:
        clock.now_s += 60
        return microphone.look().value

    until(later)


def test_a_server_that_hangs_costs_its_time_limit_once_and_is_asked_again(
    server: SoundServer, microphone: Microphone, clock: Watch, limit: Limit
) -> None:
    assert microphone.look() == Sensed(False)
    server.freeze()
    limit(0.1)
    assert "does not answer" in why(microphone.look())
    assert "does not answer" in why(microphone.look())
    server.thaw()
    limit(10.0)
    clock.now_s += 60
    until(lambda: microphone.look() == Sensed(False))


def test_the_whole_sense_hears_it(server: SoundServer) -> None:
    with closing(call_sense(server.env, look_every_s=0)) as sense:
        assert sense.read().value is False
        server.record("Zoom", MIC)
        until(lambda: sense.read().value)
        assert sense.read() == Sensed(True, detail="Zoom")


def listening(folder: Path) -> socket.socket:
    """A socket where a server should be, as systemd keeps it."""
    (folder / "pulse").mkdir()
    waiting = socket.socket(socket.AF_UNIX)
    waiting.bind(str(folder / "pulse" / "native"))
    waiting.listen()
    waiting.setblocking(False)
    return waiting


def test_no_server_is_started_by_asking(tmp_path: Path) -> None:
    """systemd starts the server for whoever connects; a break reminder must not be the one."""
    with (
        listening(tmp_path) as waiting,
        closing(Microphone({"XDG_RUNTIME_DIR": str(tmp_path)}, Watch(), proc=str(tmp_path))) as microphone,
    ):
        assert "package" in why(microphone.look())
        with pytest.raises(BlockingIOError):
            waiting.accept()


@pytest.mark.parametrize("answer", [b"", b"\0" * 20, b"\xff" * 40, b"HTTP/1.1 400 Bad Request\r\n\r\n"])
def test_something_else_on_the_socket_is_not_believed(tmp_path: Path, answer: bytes) -> None:
    env = {"PULSE_SERVER": f"unix:{tmp_path}/pulse/native"}
    with (
        listening(tmp_path) as waiting,
        closing(Microphone(env, Watch(), proc=str(tmp_path))) as microphone,
    ):
        thread = Thread(target=answer_once, args=(waiting, answer))
        thread.start()
        assert "does not answer" in why(microphone.look())
        thread.join()


def answer_once(waiting: socket.socket, answer: bytes) -> None:
    waiting.settimeout(20)
    joined, _ = waiting.accept()
    with joined:
        joined.recv(4096)
        joined.sendall(answer)
