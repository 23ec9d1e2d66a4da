"""Which streams are a call, where the sound server is, and what the kernel says without one."""

from __future__ import annotations

import struct
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unslump.adapters.content import load_words
from unslump.adapters.desktop.linux.call_alsa import recording_owner
from unslump.adapters.desktop.linux.call_microphone import Microphone, may_be_a_call, program_of
from unslump.adapters.desktop.linux.call_wire import NOBODY, Recording, read_cookie, server_socket, values_of
from unslump.ports import Sensed

WORDS = load_words()
CALL = Recording(client=3, source=1, resampler="speex-float-1", corked=False, properties={})


def test_a_stream_from_a_source_is_a_call() -> None:
    assert may_be_a_call(CALL)


@pytest.mark.parametrize(
    "stream",
    [
        replace(CALL, corked=True),
        replace(CALL, client=NOBODY),
        replace(CALL, source=NOBODY),
        replace(CALL, resampler="peaks"),
        replace(CALL, properties={"stream.monitor": "true"}),
        replace(CALL, properties={"media.role": "DSP"}),
        replace(CALL, properties={"media.name": "Peak detect", "application.name": "Volume control"}),
    ],
)
def test_paused_streams_filters_and_level_meters_are_none(stream: Recording) -> None:
    assert not may_be_a_call(stream)


@pytest.mark.parametrize(
    ("properties", "name"),
    [
        ({"application.name": "Firefox", "application.process.binary": "firefox-bin"}, "Firefox"),
        ({"application.name": "WEBRTC VoiceEngine", "application.process.binary": "Discord"}, "Discord"),
        ({"application.process.binary": "zoom"}, "zoom"),
        ({"media.name": "Recording"}, "Recording"),
        ({"application.name": "WEBRTC VoiceEngine"}, "WEBRTC VoiceEngine"),
        ({}, ""),
    ],
)
def test_a_program_has_a_name_a_person_knows(properties: dict[str, str], name: str) -> None:
    assert program_of(properties) == name


@pytest.mark.parametrize(
    ("env", "place"),
    [
        ({"XDG_RUNTIME_DIR": "/run/user/1"}, ("/run/user/1/pulse/native", False)),
        ({"PULSE_RUNTIME_PATH": "/p", "XDG_RUNTIME_DIR": "/run/user/1"}, ("/p/native", False)),
        ({"PULSE_SERVER": "unix:/s", "XDG_RUNTIME_DIR": "/run/user/1"}, ("/s", True)),
        ({"PULSE_SERVER": "/s"}, ("/s", True)),
        ({"PULSE_SERVER": "{0a1b}unix:/s tcp:desk"}, ("/s", True)),
        ({"PULSE_SERVER": "tcp:desk:4713", "XDG_RUNTIME_DIR": "/run/user/1"}, ("", True)),
        ({}, ("", False)),
    ],
)
def test_the_server_is_where_the_session_says(env: dict[str, str], place: tuple[str, bool]) -> None:
    assert server_socket(env) == place


def test_the_secret_is_the_named_one_then_that_of_the_home(tmp_path: Path) -> None:
    home = tmp_path / ".config" / "pulse"
    home.mkdir(parents=True)
    (home / "cookie").write_bytes(b"h" * 300)
    (tmp_path / "named").write_bytes(b"n" * 256)
    assert read_cookie(str(tmp_path / "named"), str(tmp_path)) == b"n" * 256
    assert read_cookie("", str(tmp_path)) == b"h" * 256
    assert read_cookie("", str(tmp_path / "elsewhere")) == b""


@given(st.binary(max_size=200))
def test_bytes_are_values_or_no_values_and_nothing_else(body: bytes) -> None:
    try:
        values = list(values_of(body))
    except (struct.error, ValueError, IndexError):
        return
    assert len(values) <= len(body)


class Sound:
    """The kernel's sound devices, as /proc/asound shows them."""

    def __init__(self, proc: Path) -> None:
        self.proc = proc
        (proc / "asound" / "card0" / "pcm0c" / "sub0").mkdir(parents=True)
        (proc / "asound" / "cards").write_text(" 0 [PCH]: HDA-Intel\n")
        self.closed()

    def closed(self) -> None:
        (self.proc / "asound" / "card0" / "pcm0c" / "sub0" / "status").write_text("closed\n")

    def opened(self, state: str, pid: int) -> None:
        status = f"state: {state}\nowner_pid   : {pid}\ntrigger_time: 1.2\n"
        (self.proc / "asound" / "card0" / "pcm0c" / "sub0" / "status").write_text(status)
        (self.proc / str(pid)).mkdir()
        (self.proc / str(pid) / "comm").write_text("arecord\n")


def without_server(proc: Path) -> Sensed[bool]:
    with closing(Microphone({}, lambda: 0.0, proc=str(proc))) as microphone:
        return microphone.look()


def test_without_a_server_the_kernel_says_who_records(tmp_path: Path) -> None:
    sound = Sound(tmp_path)
    assert without_server(tmp_path) == Sensed(False)
    sound.opened("RUNNING", 7)
    assert without_server(tmp_path) == Sensed(True, detail="arecord")
    sound.closed()
    assert without_server(tmp_path) == Sensed(False)


def test_a_device_that_was_opened_and_rests_does_not_record(tmp_path: Path) -> None:
    Sound(tmp_path).opened("PREPARED", 7)
    assert without_server(tmp_path) == Sensed(False)


def test_who_plays_does_not_record(tmp_path: Path) -> None:
    Sound(tmp_path)
    playing = tmp_path / "asound" / "card0" / "pcm0p" / "sub0"
    playing.mkdir(parents=True)
    (playing / "status").write_text("state: RUNNING\nowner_pid   : 8\n")
    assert recording_owner(str(tmp_path)) == ""


def test_the_device_is_named_when_the_program_cannot_be(tmp_path: Path) -> None:
    sound = Sound(tmp_path)
    sound.opened("RUNNING", 7)
    (tmp_path / "7" / "comm").unlink()
    assert without_server(tmp_path) == Sensed(True, detail="pcm0c")


def test_without_server_and_devices_it_says_what_to_install(tmp_path: Path) -> None:
    seen = without_server(tmp_path)
    assert seen.value is None and seen.why is not None
    assert "package" in WORDS(seen.why.key, **seen.why.values)
