"""Settings as a person changes them: all that fits is kept, or nothing is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saying import refused, said
from unslump.app.settings import BY_NAME, SETTINGS
from unslump.app.settings_service import BadSettings, SettingsService
from unslump.core.errors import BadInput, NotAllowed


class Drawer:
    """``ports.SettingsFile`` in memory; counts how often it was written."""

    def __init__(
        self, person: Mapping[str, Any] | None = None, admin: Mapping[str, Any] | None = None
    ) -> None:
        self.kept, self.fixed, self.writes = dict(person or {}), dict(admin or {}), 0

    def person(self) -> Mapping[str, Any]:
        return dict(self.kept)

    def admin(self) -> Mapping[str, Any]:
        return dict(self.fixed)

    def write(self, values: Mapping[str, Any]) -> None:
        self.kept, self.writes = dict(values), self.writes + 1

    def clear(self) -> None:
        self.kept = {}


DEFAULTS = {setting.name: setting.default for setting in SETTINGS}


def test_without_a_file_the_defaults_hold() -> None:
    service = SettingsService(Drawer())
    assert service.values() == DEFAULTS
    assert {entry.layer for entry in service.resolved()} == {"default"}


def test_only_what_differs_is_written_and_going_back_takes_it_out() -> None:
    drawer = Drawer()
    service = SettingsService(drawer)
    assert service.change({"inhale_s": "3.5", "voice": "true"})["inhale_s"] == 3.5
    assert drawer.kept == {"inhale_s": 3.5}
    service.change({"inhale_s": 4})
    assert drawer.kept == {}


def test_what_already_holds_is_no_change() -> None:
    drawer = Drawer({"chimes": True})
    SettingsService(drawer).change({**DEFAULTS, "chimes": "on"})
    assert drawer.writes == 0


def test_one_bad_value_keeps_all_of_them_out_and_every_bad_one_is_named() -> None:
    drawer = Drawer()
    with pytest.raises(BadSettings) as caught:
        SettingsService(drawer).change({"theme": "dark", "inhale_s": 9, "stature_cm": "tall"})
    assert caught.value.names == ("inhale_s", "stature_cm")
    assert "from 3 to 5" in said(caught.value) and "'tall'" in said(caught.value)
    assert drawer.writes == 0


def test_a_wrong_name_is_answered_with_the_near_one() -> None:
    with refused(BadInput, match="inhale_s"):
        SettingsService(Drawer()).change({"inhale": 4})


def test_an_administrator_s_value_wins_and_is_never_written_as_one_s_own() -> None:
    drawer = Drawer({"theme": "light"}, {"voice": False})
    service = SettingsService(drawer)
    assert service.values()["voice"] is False
    assert {e.setting.name: e.layer for e in service.resolved()}["voice"] == "admin"
    with refused(NotAllowed, match="voice"):
        service.change({"voice": True, "theme": "dark"})
    assert drawer.writes == 0
    service.change({"voice": False, "theme": "dark"})
    assert drawer.kept == {"theme": "dark"}


@given(
    st.dictionaries(
        st.sampled_from(sorted(BY_NAME)), st.sampled_from(["true", "1", "4", "0.7", "dark", "sit", ""])
    )
)
def test_a_change_is_taken_as_a_whole_or_not_at_all(wanted: dict[str, str]) -> None:
    drawer = Drawer()
    service = SettingsService(drawer)
    try:
        values = service.change(wanted)
    except BadSettings as error:
        assert set(error.names) <= set(wanted) and drawer.kept == {}
    else:
        assert values == service.values()
        assert {n for n in values if values[n] != DEFAULTS[n]} == set(drawer.kept) <= set(wanted)
