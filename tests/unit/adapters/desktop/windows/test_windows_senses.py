"""A day at a Windows computer, as each sense sees it."""

from __future__ import annotations

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fake_windows import NINE_O_CLOCK_S, FakeWindows
from foreign_library import library, no_library
from saying import WORDS
from unslump.adapters.desktop.windows import senses
from unslump.adapters.desktop.windows.call import WindowsCall
from unslump.adapters.desktop.windows.idle import AHEAD_MS, WRAP_MS, WindowsIdle
from unslump.adapters.desktop.windows.libraries import KERNEL32, SHELL32, USER32, WTSAPI32, last_error
from unslump.adapters.desktop.windows.lock import SessionInfoEx, WindowsLock
from unslump.adapters.desktop.windows.notices import (
    WindowsDoNotDisturb,
    WindowsFullScreen,
    notification_mode,
)
from unslump.ports import SENSES, Sensed


def why(sensed: Sensed[object]) -> str:
    assert sensed.value is None and sensed.why is not None
    return WORDS(sensed.why.key, **sensed.why.values)


class TestIdle:
    def sense(self, windows: FakeWindows) -> WindowsIdle:
        return WindowsIdle(windows.user32, windows.kernel32)

    def test_it_counts_from_the_last_touch(self) -> None:
        windows = FakeWindows()
        idle = self.sense(windows)
        windows.wait(12.5)
        assert idle.read() == Sensed(12.5)
        windows.touch()
        assert idle.read() == Sensed(0.0)

    @given(st.integers(0, 4 * WRAP_MS), st.integers(0, WRAP_MS - AHEAD_MS - 1))
    def test_the_counter_that_comes_round_changes_nothing(self, at_ms: int, idle_ms: int) -> None:
        windows = FakeWindows(uptime_ms=at_ms + idle_ms)
        windows.input_at_ms = at_ms
        assert self.sense(windows).read() == Sensed(idle_ms / 1000)

    @given(st.integers(0, 4 * WRAP_MS), st.lists(st.integers(1, WRAP_MS // 2), max_size=20))
    def test_away_for_months_is_away_all_the_time(self, at_ms: int, steps_ms: list[int]) -> None:
        windows = FakeWindows(uptime_ms=at_ms)
        idle = self.sense(windows)
        seen = [idle.read().value or 0.0]
        for step_ms in steps_ms:
            windows.uptime_ms += step_ms
            seen.append(idle.read().value or 0.0)
        assert seen[-1] == pytest.approx(sum(steps_ms) / 1000)
        assert seen == sorted(seen)

    @given(st.integers(AHEAD_MS, 4 * WRAP_MS), st.integers(0, AHEAD_MS))
    def test_an_input_dated_a_little_late_is_no_rest(self, now_ms: int, ahead_ms: int) -> None:
        """Without this 49.7 days of rest would be credited for one tick of difference."""
        windows = FakeWindows(uptime_ms=now_ms)
        windows.input_at_ms = now_ms + ahead_ms
        assert self.sense(windows).read() == Sensed(0.0)

    def test_it_cannot_tell_and_then_can_again(self) -> None:
        windows = FakeWindows()
        idle = self.sense(windows)
        windows.answers = False
        assert "GetLastInputInfo" in why(idle.read())
        windows.answers = True
        assert idle.read().value is not None


class TestLock:
    def sense(self, windows: FakeWindows) -> WindowsLock:
        return WindowsLock(windows.wtsapi32, windows.user32, lambda: windows.error)

    @pytest.mark.parametrize(
        ("session", "locked"),
        [
            (SessionInfoEx(1, 0, 2, 0, 1), False),
            (SessionInfoEx(1, 0, 2, 0, 0), True),
            (SessionInfoEx(1, 0, 2, 4, 1), True),  # another account in front
        ],
    )
    def test_the_session_says_so(self, session: SessionInfoEx, locked: bool) -> None:
        windows = FakeWindows()
        windows.session = session
        windows.desktop_opens = locked  # the fallback would say the opposite
        assert self.sense(windows).read() == Sensed(locked)
        assert windows.buffers == 0, "what Windows allocated was given back"

    @pytest.mark.parametrize(
        "unknowing",
        [
            {"session_answers": False},
            {"session": SessionInfoEx(1, 0, 2, 0, -1)},
            {"session": SessionInfoEx(2, 0, 2, 0, 0)},
            {"session_bytes": 8},
        ],
    )
    def test_where_it_does_not_know_the_desktop_is_tried(self, unknowing: dict[str, object]) -> None:
        windows = FakeWindows()
        for name, value in unknowing.items():
            setattr(windows, name, value)
        assert self.sense(windows).read() == Sensed(False)
        windows.desktop_opens = False
        assert self.sense(windows).read() == Sensed(True)
        assert windows.desktops == 0 and windows.buffers == 0

    def test_another_error_is_no_lock(self) -> None:
        windows = FakeWindows()
        windows.session_answers = windows.desktop_opens = False
        windows.error = 8
        assert "OpenInputDesktop: 8" in why(self.sense(windows).read())

    def test_without_the_libraries(self) -> None:
        lock = WindowsLock(no_library(WTSAPI32), no_library(USER32))
        assert "no such file" in why(lock.read())


class TestCall:
    def sense(self, windows: FakeWindows) -> WindowsCall:
        return WindowsCall(windows.registry, kernel=windows.kernel32, wall_s=lambda: windows.wall_s)

    def a_computer(self) -> FakeWindows:
        windows = FakeWindows()
        windows.uses("microphone", "Microsoft.WindowsSoundRecorder_8wekyb3d8bbwe", ended=True)
        windows.uses("webcam", "C:#Program Files#OBS#obs64.exe", ended=True)
        return windows

    def test_nobody_calls(self) -> None:
        assert self.sense(self.a_computer()).read() == Sensed(False)

    def test_a_program_that_listens_is_named(self) -> None:
        windows = self.a_computer()
        windows.uses("microphone", "C:#Users#Zoë#AppData#Zoom#bin#Zoom.exe")
        assert self.sense(windows).read() == Sensed(True, detail="Zoom")
        windows.uses("microphone", "C:#Users#Zoë#AppData#Zoom#bin#Zoom.exe", ended=True)
        assert self.sense(windows).read() == Sensed(False)

    def test_an_app_of_the_store_and_a_camera_count_too(self) -> None:
        windows = self.a_computer()
        windows.uses("microphone", "MSTeams_8wekyb3d8bbwe")
        windows.uses("webcam", "MSTeams_8wekyb3d8bbwe")
        windows.uses("webcam", "C:#Tools#look")
        assert self.sense(windows).read() == Sensed(True, detail="MSTeams, look")

    def test_a_call_cut_off_by_a_power_cut_is_not_held_for_ever(self) -> None:
        windows = self.a_computer()
        windows.uses("microphone", "C:#Zoom.exe", began_s=windows.wall_s - 2 * 3600)
        assert self.sense(windows).read() == Sensed(False)

    def test_a_call_from_the_first_minute_on_counts(self) -> None:
        windows = self.a_computer()
        windows.uses("microphone", "C:#Zoom.exe", began_s=windows.wall_s - windows.uptime_ms / 1000)
        assert self.sense(windows).read().value is True

    def test_a_computer_without_a_camera(self) -> None:
        windows = FakeWindows()
        windows.uses("microphone", "C:#Zoom.exe", ended=True)
        assert self.sense(windows).read() == Sensed(False)

    def test_an_old_windows_keeps_no_list(self) -> None:
        assert "1903" in why(self.sense(FakeWindows()).read())

    def test_a_program_that_only_asked_once_has_no_times(self) -> None:
        windows = self.a_computer()
        windows.uses("microphone", "Contoso_1")
        del windows.registry.folder(
            "Software\\Microsoft\\Windows\\CurrentVersion\\CapabilityAccessManager\\ConsentStore",
            "microphone",
            "Contoso_1",
        ).values["LastUsedTimeStop"]
        assert self.sense(windows).read() == Sensed(False)

    def test_a_registry_that_refuses(self) -> None:
        windows = self.a_computer()
        windows.registry.refuses = PermissionError(5, "Access is denied")
        call = self.sense(windows)
        assert "Access is denied" in why(call.read())
        windows.registry.refuses = None
        assert call.read() == Sensed(False)

    @pytest.mark.skipif(sys.platform == "win32", reason="here there is one")
    def test_without_a_registry(self) -> None:
        """Here there is no ``winreg``; an import that fails must not come through the port."""
        windows = FakeWindows()
        call = WindowsCall(kernel=windows.kernel32)
        assert call.read().value is None


def unknown_mode() -> int:
    raise RuntimeError("not in this Windows")


class TestNotices:
    @pytest.mark.parametrize(
        ("state", "fullscreen", "dnd"),
        [
            (2, True, False),
            (3, True, False),
            (4, True, True),
            (5, False, False),
            (6, False, True),
            (7, None, False),
            (1, None, None),
        ],
    )
    def test_what_each_state_means(self, state: int, fullscreen: bool | None, dnd: bool | None) -> None:
        windows = FakeWindows()
        windows.notification_state = state
        assert WindowsFullScreen(windows.shell32).read().value is fullscreen
        assert WindowsDoNotDisturb(windows.shell32, lambda: 0).read().value is dnd

    @pytest.mark.parametrize(("mode", "dnd"), [(0, False), (1, True), (2, True)])
    def test_where_windows_tells_the_mode_it_decides(self, mode: int, dnd: bool) -> None:
        assert WindowsDoNotDisturb(FakeWindows().shell32, lambda: mode).read() == Sensed(dnd)

    def test_where_it_does_not_a_no_would_be_a_guess(self) -> None:
        windows = FakeWindows()
        sense = WindowsDoNotDisturb(windows.shell32, unknown_mode)
        assert "24H2" in why(sense.read())
        windows.notification_state = 4
        assert sense.read() == Sensed(True)

    def test_the_package_that_knows_the_mode_may_be_missing(self) -> None:
        with pytest.raises(ImportError):
            notification_mode()
        assert WindowsDoNotDisturb(FakeWindows().shell32).read().value is None

    def test_a_refusal_names_its_code(self) -> None:
        windows = FakeWindows()
        windows.notification_result = -2147467259
        for sense in (WindowsFullScreen(windows.shell32), WindowsDoNotDisturb(windows.shell32)):
            assert "0x80004005" in why(sense.read())


@pytest.mark.skipif(sys.platform == "win32", reason="here they tell")
def test_one_sense_of_each_kind_and_none_raises_where_windows_is_not() -> None:
    made = senses()
    assert len(made) == len(SENSES) and {sense.kind for sense in made} == set(SENSES)
    for sense in made:
        assert why(sense.read())
        sense.close()


def test_the_fakes_functions_are_all_that_is_called() -> None:
    """A function that no fake has would be one that no test has called."""
    windows = FakeWindows()
    for made, signatures in (
        (windows.user32, USER32),
        (windows.kernel32, KERNEL32),
        (windows.wtsapi32, WTSAPI32),
        (windows.shell32, SHELL32),
    ):
        assert all(callable(getattr(made, name)) for name in signatures)
    with pytest.raises(AttributeError):
        windows.user32.SendInput
    with pytest.raises(AttributeError):
        library(USER32, {}).GetLastInputInfo


@pytest.mark.skipif(sys.platform == "win32", reason="here there is one")
def test_there_is_no_last_error_where_there_is_no_windows() -> None:
    assert last_error() == 0


def test_the_fake_s_clock_is_the_person_s() -> None:
    windows = FakeWindows()
    windows.wait(1.5)
    assert windows.wall_s == NINE_O_CLOCK_S + 1.5
