"""A day at a macOS computer, as each sense sees it; nothing that was copied stays behind."""

from __future__ import annotations

import math
import sys
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fake_macos import FakeMac
from foreign_library import no_library
from saying import WORDS
from unslump.adapters.desktop.macos import senses
from unslump.adapters.desktop.macos.call import MacCall
from unslump.adapters.desktop.macos.devices import (
    DEVICES,
    MOST_OBJECTS,
    PROGRAM_LISTENS,
    PROGRAMS,
    RUNNING_SOMEWHERE,
    SYSTEM,
    Cameras,
    Microphones,
)
from unslump.adapters.desktop.macos.dnd import MacDoNotDisturb
from unslump.adapters.desktop.macos.foundation import LONGEST_BYTES, Foundation
from unslump.adapters.desktop.macos.frameworks import (
    CORE_AUDIO,
    CORE_FOUNDATION,
    CORE_GRAPHICS,
    CORE_MEDIA_IO,
)
from unslump.adapters.desktop.macos.fullscreen import MacFullScreen
from unslump.adapters.desktop.macos.idle import MacIdle
from unslump.adapters.desktop.macos.lock import MacLock
from unslump.ports import SENSES, Sensed


@pytest.fixture
def mac() -> Iterator[FakeMac]:
    mac = FakeMac()
    yield mac
    assert mac.leaks == 0


def why(sensed: Sensed[object]) -> str:
    assert sensed.value is None and sensed.why is not None
    return WORDS(sensed.why.key, **sensed.why.values)


class TestIdle:
    @given(st.floats(0, 1e9))
    def test_it_is_what_the_hardware_says(self, idle_s: float) -> None:
        mac = FakeMac()
        mac.idle_s = idle_s
        assert MacIdle(mac.core_graphics).read() == Sensed(idle_s)

    @pytest.mark.parametrize("told", [math.nan, math.inf, -1.0])
    def test_what_is_no_time_is_not_believed(self, mac: FakeMac, told: float) -> None:
        mac.idle_s = told
        assert str(told) in why(MacIdle(mac.core_graphics).read())

    def test_without_the_framework(self) -> None:
        assert "no such file" in why(MacIdle(no_library(CORE_GRAPHICS)).read())


class TestLock:
    def read(self, mac: FakeMac) -> Sensed[bool]:
        return MacLock(mac.core_graphics, Foundation(mac.core_foundation)).read()

    def test_open_locked_and_open_again(self, mac: FakeMac) -> None:
        assert mac.session is not None
        assert self.read(mac) == Sensed(False)
        mac.session["CGSSessionScreenIsLocked"] = True
        assert self.read(mac) == Sensed(True)
        mac.session["CGSSessionScreenIsLocked"] = 0.0
        assert self.read(mac) == Sensed(False)

    def test_another_account_in_front(self, mac: FakeMac) -> None:
        mac.session = {"kCGSSessionOnConsoleKey": False}
        assert self.read(mac) == Sensed(True)

    def test_a_word_where_a_truth_should_be_is_none(self, mac: FakeMac) -> None:
        mac.session = {"CGSSessionScreenIsLocked": "yes"}
        assert self.read(mac) == Sensed(False)

    def test_started_from_afar_there_is_no_session(self, mac: FakeMac) -> None:
        mac.session = None
        assert "desk" in why(self.read(mac))

    def test_without_the_frameworks(self, mac: FakeMac) -> None:
        gone = Foundation(no_library(CORE_FOUNDATION))
        assert why(MacLock(no_library(CORE_GRAPHICS), gone).read())


class TestCall:
    def read(self, mac: FakeMac) -> Sensed[bool]:
        foundation = Foundation(mac.core_foundation)
        return MacCall(Microphones(mac.core_audio, foundation), Cameras(mac.core_media_io, foundation)).read()

    def test_nobody_calls(self, mac: FakeMac) -> None:
        mac.program("com.apple.Music", listens=False)
        mac.microphone("USB headset", runs=True)  # it plays music: the programs know better
        mac.camera("FaceTime HD Camera", runs=False)
        assert self.read(mac) == Sensed(False)

    def test_a_program_that_listens_is_named(self, mac: FakeMac) -> None:
        mac.program("com.apple.Music", listens=False)
        mac.program("us.zoom.xos", listens=True)
        assert self.read(mac) == Sensed(True, detail="us.zoom.xos")

    def test_before_macos_14_the_devices_are_asked(self, mac: FakeMac) -> None:
        mac.microphone("MacBook Pro Speakers", runs=True, inputs=0)
        mac.microphone("MacBook Pro Microphone", runs=False)
        assert self.read(mac) == Sensed(False)
        mac.microphone("USB headset", runs=True)
        assert self.read(mac) == Sensed(True, detail="USB headset")

    def test_a_camera_alone_is_a_call_too(self, mac: FakeMac) -> None:
        mac.camera("FaceTime HD Camera", runs=True)
        assert self.read(mac) == Sensed(True, detail="FaceTime HD Camera")

    def test_what_goes_away_while_it_is_asked_is_passed_over(self, mac: FakeMac) -> None:
        gone = mac.program("com.gone", listens=True)
        del mac.audio.properties[gone, PROGRAM_LISTENS]
        unplugged = mac.camera("Webcam", runs=True)
        del mac.cameras.properties[unplugged, RUNNING_SOMEWHERE]
        assert self.read(mac) == Sensed(False)

    def test_a_microphone_unplugged_while_it_is_asked(self, mac: FakeMac) -> None:
        mac.audio.properties[SYSTEM, DEVICES].append(99)
        assert self.read(mac) == Sensed(False)

    def test_a_name_that_is_not_told_or_too_long_is_left_out(self, mac: FakeMac) -> None:
        mac.program("x" * LONGEST_BYTES, listens=True)
        assert self.read(mac) == Sensed(True)

    def test_half_of_it_is_not_enough_for_a_no(self, mac: FakeMac) -> None:
        """With no word about cameras, a microphone that is free does not say that there is no call."""
        del mac.cameras.properties[SYSTEM, DEVICES]
        assert "dev#" in why(self.read(mac))
        mac.microphone("Yeti", runs=True)
        assert self.read(mac) == Sensed(True, detail="Yeti")

    def test_a_list_that_cannot_be_is_not_read(self, mac: FakeMac) -> None:
        mac.audio.properties[SYSTEM, PROGRAMS] = [1] * (MOST_OBJECTS + 1)
        assert "objects" in why(self.read(mac))

    def test_without_the_frameworks(self, mac: FakeMac) -> None:
        foundation = Foundation(mac.core_foundation)
        gone = Microphones(no_library(CORE_AUDIO), foundation)
        assert why(MacCall(gone, Cameras(no_library(CORE_MEDIA_IO), foundation)).read())


class TestFullScreen:
    def read(self, mac: FakeMac) -> Sensed[bool]:
        return MacFullScreen(mac.core_graphics, Foundation(mac.core_foundation)).read()

    def test_a_desk_with_nothing_on_it(self, mac: FakeMac) -> None:
        assert self.read(mac) == Sensed(False)

    def test_the_front_window_decides(self, mac: FakeMac) -> None:
        mac.window(100, 100, 800, 600, kCGWindowOwnerName="Notes")
        mac.window(0, 0, 1440, 900, kCGWindowOwnerName="Keynote")
        assert self.read(mac) == Sensed(False)

    def test_a_window_that_fills_a_display_is_named(self, mac: FakeMac) -> None:
        mac.displays.append((1440, -180, 1920, 1080))
        mac.window(1440, -180, 1920, 1080, kCGWindowOwnerName="Keynote")
        assert self.read(mac) == Sensed(True, detail="Keynote")

    def test_the_dock_and_the_unseen_are_no_front_window(self, mac: FakeMac) -> None:
        mac.window(0, 0, 1440, 900, kCGWindowLayer=20.0)
        mac.window(0, 0, 1440, 900, kCGWindowAlpha=0.0)
        mac.window(10, 50, 300, 200)
        assert self.read(mac) == Sensed(False)

    def test_below_a_camera_housing_it_cannot_be_told(self, mac: FakeMac) -> None:
        mac.window(0, 37, 1440, 863)
        assert "strip" in why(self.read(mac))

    @given(st.floats(0, 1400), st.floats(0, 800), st.floats(1, 1439), st.floats(1, 839))
    def test_a_smaller_window_never_fills_it(self, x: float, y: float, width: float, height: float) -> None:
        mac = FakeMac()
        mac.window(x, y, width, height)
        assert self.read(mac) == Sensed(False)
        assert mac.leaks == 0

    def test_a_window_without_bounds(self, mac: FakeMac) -> None:
        mac.window(0, 0, 1440, 900)
        assert mac.windows is not None
        mac.windows[0]["kCGWindowBounds"] = {"X": 0.0}
        assert "kCGWindowBounds" in why(self.read(mac))
        del mac.windows[0]["kCGWindowBounds"]
        assert "kCGWindowBounds" in why(self.read(mac))

    @pytest.mark.parametrize("afar", [{"windows": None}, {"displays": []}])
    def test_started_from_afar_there_is_no_screen(self, mac: FakeMac, afar: dict[str, object]) -> None:
        for name, value in afar.items():
            setattr(mac, name, value)
        assert "desk" in why(self.read(mac))

    def test_displays_that_are_not_told(self, mac: FakeMac) -> None:
        mac.display_status = 1001
        assert "1001" in why(self.read(mac))


def test_do_not_disturb_is_never_guessed() -> None:
    assert "Focus" in why(MacDoNotDisturb().read())


@pytest.mark.skipif(sys.platform == "darwin", reason="here they tell")
def test_one_sense_of_each_kind_and_none_raises_where_macos_is_not() -> None:
    made = senses()
    assert {sense.kind for sense in made} == set(SENSES) and len(made) == len(SENSES)
    for sense in made:
        assert why(sense.read())
        sense.close()


def test_every_function_that_is_declared_is_faked() -> None:
    """A function that no fake has would be one that no test has called."""
    mac = FakeMac()
    for made, signatures in (
        (mac.core_foundation, CORE_FOUNDATION),
        (mac.core_graphics, CORE_GRAPHICS),
        (mac.core_audio, CORE_AUDIO),
        (mac.core_media_io, CORE_MEDIA_IO),
    ):
        assert all(callable(getattr(made, name)) for name in signatures)
